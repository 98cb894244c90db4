import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { scratchFolder, smars, startSmars } from '../support/command.js';

const folder = scratchFolder();
afterAll(folder.remove);
const at = (name: string): string => join(folder.path, name);
const BRIEF = '--servers 2 --threads 1 --duration 300ms --warmup 50ms --waiting block'.split(' ');

test('--repeat leaves a folder for each load, which compare judges', async () => {
  const junit = at('load.xml');
  const bound = ['--threshold', 'throughput>1', '--junit', junit];
  const flags = ['--rate', '2000', '--repeat', '3', '--out', at('before'), ...bound];
  const before = await smars('load', ...flags, ...BRIEF);
  expect(before.code, before.err).toBe(0);
  for (const line of before.out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  expect(before.out).toMatch(/run 3 .*\nmedian .*\nlargest ÷ least /);
  expect(before.out).toMatch(/held +run 3 +throughput>1 /);
  expect(readFileSync(junit, 'utf8')).toContain('tests="3" failures="0"');
  const { runs, folders, medians } = JSON.parse(readFileSync(at('before/runs.json'), 'utf8'));
  expect(folders).toEqual(['run-1', 'run-2', 'run-3']);
  const rates = runs.map(({ metrics }: { metrics: { throughput: number } }) => metrics.throughput);
  expect(medians.throughput).toBe(rates.sort((a: number, b: number) => a - b)[1]);
  for (const name of ['run-2/summary.json', 'run-3/latency/response.hgrm', 'report.html'])
    expect(existsSync(at(`before/${name}`)), name).toBe(true);

  const compared = await smars('compare', at('before'), at('before'), '--json');
  expect(compared.code, compared.err).toBe(0);
  const { rows, differences } = JSON.parse(compared.out);
  expect(rows[0]).toMatchObject({ metric: 'throughput', verdict: 'not told apart' });
  expect(differences).toEqual([]);
});

test('--find-knee --out keeps the attempts of a search that is interrupted', async () => {
  const flags = ['--find-knee', 'response.p99<1000s', '--out', at('knee'), '--duration', '1s'];
  const running = startSmars(['load', ...flags, ...BRIEF.slice(0, 4), '--warmup', '50ms']);
  await running.told(/1,000 parents\/s: response.p99/);
  running.child.kill('SIGINT');
  expect((await running.ended).code).toBe(130);
  const [head, first] = readFileSync(at('knee/knee.csv'), 'utf8').split('\n');
  expect(head).toMatch(/^parents_per_second,seconds,/);
  expect(first).toMatch(/^1000,\d\.\d+,/);
  expect(readFileSync(at('knee/report.html'), 'utf8')).toContain('perSecond');
  const mixed = await smars('compare', at('knee'), at('before'));
  expect([mixed.code, mixed.err]).toEqual([2, expect.stringContaining('give folders of one kind')]);
});
