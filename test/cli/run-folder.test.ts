import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import type { Terminal } from '../../src/cli/command.js';
import { checkPlaces } from '../../src/cli/output.js';
import { validateScenario } from '../../src/scenarios/parse.js';
import type { DayEvent } from '../../src/session/log/events.js';
import type { DayResult } from '../../src/session/result/result.js';
import { type Outcome, scratchFolder, smars, withoutProgress } from '../support/command.js';
import { ENDLESS, SMALL, writeScenario } from '../support/scenarios.js';

const folder = scratchFolder();
afterAll(folder.remove);
const small = writeScenario(folder.path, SMALL);
const endless = writeScenario(folder.path, ENDLESS);

const terminal = { tell: () => undefined } as unknown as Terminal;
const checkOut = (path: string): void =>
  checkPlaces([{ flag: '--out', path, is: 'folder' }], terminal);

function read(...path: string[]): string {
  return readFileSync(join(...path), 'utf8');
}

describe('the folder that a run leaves', () => {
  const target = join(folder.path, 'runs', 'first', 'small');
  let outcome: Outcome;
  let result: DayResult;
  beforeAll(async () => {
    outcome = await smars(
      'run',
      small,
      '--set',
      'title=For the folder',
      '--seed',
      '11',
      '--json',
      '--out',
      target,
      '--events',
      'ndjson',
    );
    result = (JSON.parse(read(target, 'summary.json')) as { result: DayResult }).result;
  });

  test('is made with its parents, and no other file is left near it', () => {
    expect([outcome.code, withoutProgress(outcome.err)]).toEqual([0, '']);
    expect(readdirSync(target).sort()).toEqual([
      'busts.ndjson',
      'children.ndjson',
      'events.ndjson',
      'fills.ndjson',
      'findings.ndjson',
      'orders.ndjson',
      'paths.json',
      'pauses.ndjson',
      'report.html',
      'scenario.json',
      'stocks.ndjson',
      'summary.json',
      'timeline.csv',
    ]);
    expect(readdirSync(dirname(target))).toEqual(['small']);
  });

  test('has the same summary as --json', () => {
    expect(JSON.parse(read(target, 'summary.json'))).toEqual(JSON.parse(outcome.out));
  });

  test('has the scenario with --set and --seed applied, which gives the same digest', async () => {
    const scenario = validateScenario(JSON.parse(read(target, 'scenario.json')), 'scenario.json');
    expect([scenario.title, scenario.seed]).toEqual(['For the folder', 11]);
    const again = JSON.parse((await smars('run', join(target, 'scenario.json'), '--json')).out) as {
      result: DayResult;
    };
    expect(again.result).toEqual(result);
    const otherwise = JSON.parse((await smars('run', small, '--json')).out) as {
      result: DayResult;
    };
    expect(otherwise.result.digest).not.toBe(result.digest);
  });

  test('has a timeline with a line for each second since the bell and one for the end', () => {
    const [head, ...lines] = read(target, 'timeline.csv').trimEnd().split('\n');
    const names = head!.split(',');
    const rows = lines.map((line) =>
      Object.fromEntries(line.split(',').map((cell, column) => [names[column]!, cell])),
    );
    expect(rows.length).toBe(5 * 60 + 1);
    expect([rows[0]!.time, rows[60]!.time, rows.at(-1)!.time]).toEqual([
      '09:30:00',
      '09:31:00',
      '09:35:00',
    ]);
    const last = rows.at(-1)!;
    const servers = result.servers.map(({ server }) => Number(last[`children_server_${server}`]));
    expect(servers.reduce((sum, children) => sum + children, 0)).toBe(Number(last.children));
    expect(Number(last.children)).toBe(result.children);
    expect(Number(last.error_gross_usd)).toBeCloseTo(result.runaway.grossDollars, 2);
    for (let row = 1; row < rows.length; row++) {
      for (const name of ['children', 'executions', 'error_gross_usd', 'children_server_3'])
        expect(Number(rows[row]![name])).toBeGreaterThanOrEqual(Number(rows[row - 1]![name]));
    }
  });

  test('has the summary’s events, one a line, with --events', async () => {
    const lines = read(target, 'events.ndjson').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as DayEvent)).toEqual(result.events);
    expect(lines.length).toBeGreaterThan(2);
    const without = join(folder.path, 'without');
    await smars('run', small, '--out', without);
    expect(readdirSync(without).sort()).toEqual([
      'paths.json',
      'report.html',
      'scenario.json',
      'summary.json',
      'timeline.csv',
    ]);
  });

  test('may be an existing empty folder', async () => {
    const empty = join(folder.path, 'empty');
    mkdirSync(empty);
    expect((await smars('run', small, '--out', empty)).code).toBe(0);
    expect(readdirSync(empty).length).toBe(5);
  });
});

describe('an unusable folder is refused before the run', () => {
  const taken = join(folder.path, 'taken');
  mkdirSync(taken);
  writeFileSync(join(taken, 'note.txt'), 'kept');
  const file = join(folder.path, 'file');
  writeFileSync(file, 'kept');

  test.each([
    ['because something is in it', taken, /: is not empty; a run leaves a folder of its own$/],
    ['because it is a file', file, /: is a file; a run leaves a folder$/],
    [
      'because it would lie below a file',
      join(file, 'run'),
      /: cannot be written \((?:EEXIST|ENOTDIR), a file is in the way\)$/,
    ],
    [
      'because it would lie deep below a file',
      join(file, 'a', 'run'),
      /: cannot be written \((?:EEXIST|ENOTDIR), a file is in the way\)$/,
    ],
  ])('%s', (_, path, reason) => {
    const refusal = faultOf(() => checkOut(path));
    expect(refusal.startsWith(`--out ${path}: `)).toBe(true);
    expect(refusal).toMatch(reason);
    expect([read(taken, 'note.txt'), read(file), readdirSync(taken).length]).toEqual([
      'kept',
      'kept',
      1,
    ]);
  });

  // If it were refused only after the run, the endless scenario would outlast the timeout.
  test('by the command, with its code', async () => {
    for (const path of [taken, join(file, 'run')]) {
      const { code, out, err } = await smars('run', endless, '--out', path);
      expect([code, out, err]).toEqual([2, '', `${faultOf(() => checkOut(path))}\n`]);
    }
  });

  test('and no folder is made if another flag is wrong', async () => {
    const target = join(folder.path, 'never', 'made');
    for (const flags of [
      ['--seeds', '2'],
      ['--threads', '2'],
    ]) {
      const { code, out } = await smars('run', endless, '--out', target, ...flags);
      expect([code, out, statSync(dirname(target), { throwIfNoEntry: false })]).toEqual([
        2,
        '',
        undefined,
      ]);
    }
  });
});

function faultOf(act: () => void): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
  throw new Error('nothing was thrown');
}
