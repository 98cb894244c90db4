import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Outcome, scratchFolder, startSmars, withoutProgress } from '../support/command.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

const folder = scratchFolder();
afterAll(folder.remove);
writeScenario(folder.path, SMALL);
const rows = Array.from({ length: 25 }, (_, n) => `MY${n},${10 + n},${100_000 * (n + 1)}`);
const write = (name: string, text: string): void => writeFileSync(join(folder.path, name), text);
write('stocks.csv', `Symbol,Price,ADV\n${rows.join('\n')}\n`);
write('three.csv', `Symbol,Price,ADV\n${rows.slice(0, 3).join('\n')}\n`);
write('orders.csv', 'ClOrdID,Symbol,Side,OrderQty,TransactTime\na,MY2,1,300,09:31:00\n');

const start = (...args: string[]): Promise<Outcome> => startSmars(args, { cwd: folder.path }).ended;
const digestOf = ({ code, out, err }: Outcome): string => {
  expect([code, withoutProgress(err)]).toEqual([0, '']);
  return (JSON.parse(out) as { result: { digest: string } }).result.digest;
};

test('a day on stocks of one’s own is another, and its scenario.json gives it again', async () => {
  const usual = digestOf(await start('run', 'small.json', '--json'));
  const own = ['run', 'small.json', '--universe', 'stocks.csv', '--json', '--out', 'kept'];
  const digest = digestOf(await start(...own));
  expect(digest).not.toBe(usual);
  expect(digestOf(await start('run', join('kept', 'scenario.json'), '--json'))).toBe(digest);
  const kept = readFileSync(join(folder.path, 'kept', 'scenario.json'), 'utf8');
  expect((JSON.parse(kept) as typeof SMALL).universe.listed).toHaveLength(25);
});

test('a generated flow that reaches beyond the stocks is refused; orders replace it', async () => {
  const beyond = await start('run', 'small.json', '--universe', 'three.csv');
  expect([beyond.code, beyond.err]).toEqual([
    2,
    expect.stringMatching(/with --universe three\.csv.*flow\.0: .*place 7, the universe has 3/s),
  ]);
  const orders = ['--universe', 'three.csv', '--orders', 'orders.csv', '--json'];
  const { code, out } = await start('run', 'small.json', ...orders);
  const { result } = JSON.parse(out) as { result: { parents: number; parentsFilled: number } };
  expect([code, result.parents, result.parentsFilled]).toEqual([0, 1, 1]);
});

test('limits and whatif hold limits against the stocks of the file', async () => {
  write('limits.json', JSON.stringify({ version: 1, firm: {}, symbols: { MY2: {} } }));
  const on = ['--universe', 'stocks.csv'];
  const explained = await start('limits', '--explain', 'MY2', '--scenario', 'small.json', ...on);
  expect([explained.code, explained.out.includes('symbol MY2')]).toEqual([0, true]);
  const matrix = await start('whatif', 'small.json', '--short', '--only', 'collar', ...on);
  expect(matrix.err).toBe('--only and --short: give one of them\n');
  const row = ['whatif', 'small.json', '--only', 'collar', '--skip-normal', '--csv', ...on];
  expect((await start(...row)).code).toBe(0);
});

test.each([
  [['--set', 'universe.stocks=3'], "both set 'universe.stocks'"],
  [['--set', 'universe.price.median=3'], "both set 'universe.price'"],
  [['--set', 'universe.advShares.median=3'], "both set 'universe.advShares'"],
])('--universe beside %j is refused', async (flags, reason) => {
  const { code, err } = await start('run', 'small.json', '--universe', 'stocks.csv', ...flags);
  expect([code, err.includes(reason)]).toEqual([2, true]);
});

test('a value that the file leaves out is drawn, and may be set', async () => {
  const on = ['run', 'small.json', '--universe', 'stocks.csv', '--json'];
  const quiet = digestOf(await start(...on, '--set', 'universe.dailyVolatility.median=0.001'));
  expect(quiet).not.toBe(digestOf(await start(...on)));
});

test('a universe file of another ending is refused', async () => {
  const { code, err } = await start('run', '--universe', 'small.json');
  expect([code, err]).toEqual([
    2,
    '--universe small.json: the name of a universe file must end in .csv, .ndjson or .jsonl\n',
  ]);
});
