import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import type { Comparison } from '../../src/report/bench-comparison.js';
import { BENCH_FILE } from '../../src/report/benchmark.js';
import { benchFileOf, benchmarkOf } from '../support/benchmarks.js';
import { DIST, linesWider, ROOT, scratchFolder, smars, startSmars } from '../support/command.js';

const folder = scratchFolder();
afterAll(folder.remove);
const place = (name: string): string => join(folder.path, name);

const isClone = existsSync(join(ROOT, '.git'));
// Other processes on this machine also make temporary folders and work trees.
const temporary = realpathSync(mkdtempSync(join(folder.path, 'temporary-')));
vi.stubEnv('TMPDIR', temporary);
/** Lists work trees that a benchmark left. */
const workTrees = (): string[] =>
  execFileSync('git', ['worktree', 'list'], { cwd: ROOT, encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.startsWith(temporary));
const leftOvers = (): string[] =>
  readdirSync(temporary).filter((name) => existsSync(join(temporary, name, 'tree')));

describe('smars bench', () => {
  test('measures the named benchmark in its own process and saves it', async () => {
    const { code, out, err } = await smars(
      'bench',
      'kill',
      '--rounds',
      '2',
      '--save',
      place('kill.json'),
    );
    expect([code, linesWider(out.split('\n').slice(1).join('\n'))], err).toEqual([0, []]);
    expect(out).toMatch(/^kill: what does the kill switch cost an order\?$/m);
    expect(out).toMatch(/^floor: go over the orders .*M$/m);
    expect(out).toMatch(/^nothing killed, turns of 1024 .* × /m);
    expect(out).toMatch(/^sink: \d+$/m);
    const file = BENCH_FILE.parse(JSON.parse(readFileSync(place('kill.json'), 'utf8')));
    expect(file.benchmarks.map(({ name }) => name)).toEqual(['kill']);
    for (const { processes } of file.benchmarks[0]!.cases)
      expect(processes.map(({ roundsNs }) => roundsNs.length)).toEqual([11, 11]);
    const same = await smars('compare', place('kill.json'), place('kill.json'));
    expect([same.code, same.err]).toEqual([0, '']);
    expect(same.out).toMatch(/^nothing killed, turns of 1024 .* same$/m);
  });

  test.each([
    [['bench', 'rign'], "smars bench: 'rign' is not a benchmark; did you mean 'ring'?"],
    [['bench', 'constructor'], "smars bench: 'constructor' is not a benchmark; known names: "],
    [['bench', '--rounds', '0'], "--rounds is '0'; must be a whole number from 1 to 1,000"],
    [['bench', '--save'], 'smars bench: --save needs a value, FILE'],
    [
      ['bench', '--aganst', 'HEAD'],
      "smars bench: '--aganst' is not a flag; did you mean '--against'?",
    ],
    [
      ['bench', 'kill', '--save', 'a.json', '--against', 'HEAD'],
      '--save and --against: give one of them',
    ],
    [
      ['bench', 'kill', 'risk'],
      'smars bench risk: is a table of its own; it goes with --json alone',
    ],
    [
      ['bench', 'risk', '--save', 'a.json'],
      'smars bench risk: is a table of its own; it goes with --json alone',
    ],
  ])('refuses %j', async (args, message) => {
    const { code, out, err } = await smars(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  test('refuses an unwritable file before it measures', async () => {
    mkdirSync(place('there'));
    expect(await smars('bench', 'kill', '--save', place('there'))).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('is a folder'),
    });
    expect(await smars('bench', 'kill', '--save', place('no/a.json'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is no folder'),
    });
  });

  test('ends at Ctrl-C with 130 and leaves no file', async () => {
    const { child, ended, told } = startSmars([
      'bench',
      'kill',
      '--rounds',
      '500',
      '--save',
      place('half.json'),
    ]);
    await told(/kill, process/);
    child.kill('SIGINT');
    const { code, err } = await ended;
    expect(code, err).toBe(130);
    expect(err).toContain('half.json was not written');
    expect(existsSync(place('half.json'))).toBe(false);
  });
});

describe.skipIf(!isClone)('smars bench --against', () => {
  test('refuses an unknown revision', async () => {
    const { code, out, err } = await smars('bench', 'kill', '--against', 'no-such-branch');
    expect([code, out]).toEqual([2, '']);
    expect(err).toBe(
      "--against 'no-such-branch': is not a revision of this repository; give a commit, " +
        'branch or tag such as HEAD~1\n',
    );
    expect((await smars('bench', 'kill', '--against=--help')).err).toContain(
      'is not a revision of this repository',
    );
  });

  test('builds the other revision, measures both in turn, and removes the work tree', async () => {
    const { code, out, err } = await smars(
      'bench',
      'kill',
      '--against',
      'HEAD',
      '--rounds',
      '2',
      '--json',
    );
    const comparison = JSON.parse(out) as Comparison & { against: string };
    expect(
      comparison.rows.map((row) => row.benchmark),
      err,
    ).toEqual(Array(5).fill('kill'));
    expect(comparison.rows.map(({ verdict }) => verdict === 'floor')).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(code).toBe(comparison.rows.some(({ verdict }) => verdict === 'slower') ? 99 : 0);
    expect([workTrees(), leftOvers()]).toEqual([[], []]);
  });

  test('removes the work tree at a first and at a second Ctrl-C', async () => {
    const { child, ended, told } = startSmars(['bench', 'kill', '--against', 'HEAD']);
    await told(/building/);
    expect(readdirSync(temporary)).not.toEqual([]);
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect((await ended).code).toBe(130);
    expect([workTrees(), leftOvers()]).toEqual([[], []]);
  });
});

describe('smars compare', () => {
  const write = (name: string, data: unknown): string => {
    writeFileSync(place(name), typeof data === 'string' ? data : JSON.stringify(data));
    return place(name);
  };
  const fileWith = (ns: number): unknown =>
    benchFileOf(benchmarkOf('ring', { 'floor: copy': [[1, 1]], one: [[ns, ns, ns]] }));

  test('ends with 99 if a case is slower, otherwise with 0', async () => {
    const [slow, fast] = [write('slow.json', fileWith(12)), write('fast.json', fileWith(10))];
    const slower = await smars('compare', fast, slow);
    expect([slower.code, slower.err]).toEqual([99, '']);
    expect(slower.out).toMatch(/^one +10\.0 ns +12\.0 ns +1\.200 .* slower$/m);
    const faster = await smars('compare', slow, fast, '--json');
    expect(faster.code).toBe(0);
    expect(JSON.parse(faster.out)).toMatchObject({
      command: 'compare',
      rows: [{ verdict: 'floor' }, { case: 'one', verdict: 'faster' }],
    });
  });

  test('ends with 2 if the files share only floors, and says so', async () => {
    const renamed = benchFileOf(benchmarkOf('ring', { 'floor: copy': [[1, 1]], two: [[9, 9, 9]] }));
    const { code, out, err } = await smars(
      'compare',
      write('before.json', fileWith(9)),
      write('renamed.json', renamed),
    );
    expect([code, err]).toEqual([
      2,
      'smars compare: nothing was judged: the files share only floors, which measure the machine\n',
    ]);
    expect(out).toContain('Only in A: ring / one.');
  });

  test.each<[args: () => string[], message: string]>([
    [() => [], 'smars compare: give two files of smars bench --save, A.json B.json'],
    [() => [write('one.json', fileWith(1))], 'smars compare: give two files'],
    [() => [write('one.json', fileWith(1)), 'none.json'], 'none.json: there is no such file'],
    [
      () => [write('one.json', fileWith(1)), folder.path],
      'one.json is not; give two files of smars bench --save or two folders of smars load',
    ],
    [
      () => [write('one.json', fileWith(1)), write('bad.json', '{')],
      'bad.json:1:2: is not JSON: the text ends here',
    ],
    [
      () => [
        write('one.json', fileWith(1)),
        write('other.json', { version: 1, command: 'run', conditions: {} }),
      ],
      'other.json: is a summary of smars run, load or whatif, not a file of smars bench ' +
        '--save; smars report of the folder around it takes it\n',
    ],
    [
      () => [write('one.json', fileWith(1)), write('zero.json', fileWith(0))],
      'zero.json:1:420: benchmarks.0.cases.1.processes.0.roundsNs.0: is 0; must be a number ' +
        'from 0.000001',
    ],
    [
      () => [
        write('one.json', fileWith(1)),
        write('apart.json', benchFileOf(benchmarkOf('gate', { two: [[1]] }))),
      ],
      'have no case in common',
    ],
  ])('refuses a wrong file, naming it', async (args, message) => {
    const { code, out, err } = await smars('compare', ...args());
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });
});

test('every built benchmark is a file that asks one question', () => {
  const names = readdirSync(join(DIST, 'bench')).filter((file) => file.endsWith('.js'));
  expect(names.length).toBeGreaterThan(10);
  for (const file of names)
    expect(readFileSync(join(ROOT, 'bench', file.replace('.js', '.ts')), 'utf8')).toMatch(
      /^\/\*\*\n \* Question: /,
    );
});
