import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { DayResult } from '../../src/session/result/result.js';
import type { MatrixRow } from '../../src/whatif/cells.js';
import { type Outcome, scratchFolder, startSmars, withoutProgress } from '../support/command.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

const folder = scratchFolder();
afterAll(folder.remove);
writeScenario(folder.path, SMALL);
const HEAD = 'ClOrdID,Symbol,Side,OrderQty,Price,TransactTime,RetailFlag,TargetSubID';
const write = (name: string, ...rows: readonly string[]): void =>
  writeFileSync(join(folder.path, name), [HEAD, ...rows].join('\n'));
write('quiet.csv', 'q1,NEW1,1,500,,20120803-13:31:00,N,1', 'q2,NEW2,2,300,,20120803-13:31:05,N,2');
write('flagged.csv', 'f1,NEW1,1,300,,20120806-13:30:05,Y,3');
write('known.csv', 'k1,GT,1,300,,09:30:05,Y,3');

const ASSUMED = 'assumed daily volume: 100 times the shares ordered on a day';
const start = (...args: string[]): Promise<Outcome> => startSmars(args, { cwd: folder.path }).ended;

test('from-orders runs on the symbols of a file, and says what it assumes', async () => {
  const flags = ['--universe', 'from-orders', '--set', 'date=2012-08-03', '--json'];
  const { code, out, err } = await start('run', 'small.json', '--orders', 'quiet.csv', ...flags);
  const { result } = JSON.parse(out) as { result: DayResult };
  expect([code, result.parents, err.includes(ASSUMED)]).toEqual([0, 2, true]);
  expect(err).toContain('2 stocks; assumed price: $12, the scenario’s median, for 2');
});

test('list symbols prints these stocks as a universe file that runs the same day', async () => {
  const from = ['--universe', 'from-orders', '--orders', 'quiet.csv'];
  const date = ['--set', 'date=2012-08-03'];
  const listed = await start('list', 'symbols', 'small.json', ...from, ...date, '--csv');
  expect(listed.out).toMatch(/^Symbol,.*\nNEW1,12,50000,.*\nNEW2,12,30000,/);
  writeFileSync(join(folder.path, 'made.csv'), listed.out);
  const digestOf = async (...flags: string[]): Promise<string> => {
    const { out } = await start('run', 'small.json', ...flags, ...date, '--json');
    return (JSON.parse(out) as { result: DayResult }).result.digest;
  };
  const made = await digestOf('--universe', 'made.csv', '--orders', 'quiet.csv');
  expect(made).toBe(await digestOf(...from));
});

test('several files are a day each, with a date each, and results name their file', async () => {
  const days = ['--orders', 'quiet.csv,flagged.csv', '--universe', 'from-orders', '--json'];
  const { code, out } = await start('run', 'small.json', '--seeds', '2', ...days);
  const { results } = JSON.parse(out) as { results: (DayResult & { orders: string })[] };
  expect([code, ...results.map(({ seed, orders, parents }) => [seed, orders, parents])]).toEqual([
    0,
    [7, 'quiet.csv', 2],
    [7, 'flagged.csv', 1],
    [8, 'quiet.csv', 2],
    [8, 'flagged.csv', 1],
  ]);
});

test('each row of the matrix runs on every day of own orders', async () => {
  const only = ['--only', 'parent-quantity', '--skip-normal', '--json'];
  const days = ['--orders', 'quiet.csv', '--orders', 'flagged.csv', '--universe', 'from-orders'];
  const { code, out } = await start('whatif', 'small.json', ...days, ...only);
  const { rows } = JSON.parse(out) as { rows: MatrixRow[] };
  const told = rows.map(({ name, seeds }) => [
    name,
    ...seeds.map(({ day, cell }) => [day, cell.unmatchedExecutions > 0]),
  ]);
  expect([code, ...told]).toEqual([
    0,
    ['none', ['quiet.csv', false], ['flagged.csv', true]],
    ['parent-quantity', ['quiet.csv', false], ['flagged.csv', false]],
  ]);
});

test('own orders beside the generated flow add to the loss of the matrix', async () => {
  const base = ['whatif', 'small.json', '--only', 'collar', '--skip-normal', '--csv'];
  const lossOf = async (...flags: string[]): Promise<string> => {
    const { out, err } = await start(...base, ...flags);
    expect(withoutProgress(err)).toBe('');
    return out.split('\n')[1]!;
  };
  const [generated, beside, alone] = [
    await lossOf(),
    await lossOf('--orders', 'known.csv', '--beside'),
    await lossOf('--orders', 'known.csv'),
  ];
  expect(new Set([generated, beside, alone]).size).toBe(3);
});

test.each([
  [['run', '--orders', 'quiet.csv,quiet.csv'], '--orders quiet.csv: is given twice'],
  [['run', '--orders', 'quiet.csv,'], 'a path between two commas is empty'],
  [['run', '--universe', 'from-orders'], 'goes with --orders FILE'],
  [['load', '--universe', 'from-orders'], 'goes with --orders FILE of run, whatif, tune and list'],
  [['run', '--beside'], '--beside goes with --orders FILE'],
  [['list', 'symbols', '--orders', 'quiet.csv'], '--orders goes with --universe from-orders'],
  [['whatif', '--sensitivity', '--orders', 'known.csv'], '--sensitivity and --orders: give one'],
  [
    ['run', '--universe', 'from-orders', '--orders', 'quiet.csv,flagged.csv', '--out', 'x'],
    '--orders of 2 days and --out: a folder holds one run',
  ],
])('%j is refused', async (args, reason) => {
  const { code, err } = await start(...args);
  expect([code, err.includes(reason)]).toEqual([2, true]);
});
