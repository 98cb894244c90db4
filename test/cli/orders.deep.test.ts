import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import type { DayResult } from '../../src/session/result/result.js';
import { type Outcome, scratchFolder, startSmars, withoutProgress } from '../support/command.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

const folder = scratchFolder();
afterAll(folder.remove);
writeScenario(folder.path, SMALL);

const HEADER = 'ClOrdID,Symbol,Side,OrderQty,TransactTime,RetailFlag,TargetSubID';
/** Forty orders of 100 to 400 shares, one a second from 09:30:05, every fourth retail. */
const ORDERS = Array.from({ length: 40 }, (_, k) => ({
  ClOrdID: `MINE-${k}`,
  Symbol: ['WZE', 'CO', 'S0010'][k % 3]!,
  Side: k % 2 === 0 ? 'BUY' : 'SELL',
  OrderQty: 100 * (1 + (k % 4)),
  TransactTime: `09:30:${String(5 + k).padStart(2, '0')}`,
  RetailFlag: k % 4 === 0 ? 'Y' : 'N',
  TargetSubID: String(1 + (k % 2)),
}));
const SHARES = ORDERS.reduce((sum, { OrderQty }) => sum + OrderQty, 0);
const CSV = [HEADER, ...ORDERS.map((order) => Object.values(order).join(','))].join('\n');
const NDJSON = ORDERS.map((order) => JSON.stringify(order)).join('\n');
writeFileSync(join(folder.path, 'mine.csv'), CSV);
writeFileSync(join(folder.path, 'notes.txt'), 'to be sent at 10');
writeFileSync(join(folder.path, 'mine.csv.gz'), gzipSync(CSV));

/** Runs the small scenario in the scratch folder. */
function run(flags: readonly string[], input?: string): Promise<Outcome> {
  return startSmars(['run', 'small.json', ...flags], { cwd: folder.path, input }).ended;
}

async function resultOf(flags: readonly string[], input?: string): Promise<DayResult> {
  const { code, out, err } = await run([...flags, '--json'], input);
  expect([code, withoutProgress(err)]).toEqual([0, '']);
  return (JSON.parse(out) as { result: DayResult }).result;
}

describe('smars run --orders FILE', () => {
  test('sends the orders of the file, and no others', async () => {
    const result = await resultOf(['--orders', 'mine.csv']);
    expect([
      result.parents,
      result.parentsFilled,
      result.parentsOpen,
      result.ordersAfterEnd,
    ]).toEqual([40, 40, 0, 0]);
    expect([result.retail.parents, result.retail.shares, result.runaway.parents]).toEqual([
      40,
      SHARES,
      0,
    ]);
    expect(result.servers.map(({ parents }) => parents)).toEqual([20, 20, 0]);
  });

  test('gives the same day from compressed CSV and from NDJSON on standard input', async () => {
    const { digest } = await resultOf(['--orders', 'mine.csv.gz']);
    expect((await resultOf(['--orders', '-'], NDJSON)).digest).toBe(digest);
  });

  test('--beside also sends the generated flow', async () => {
    const [generated, beside] = [
      await resultOf([]),
      await resultOf(['--orders', 'mine.csv', '--beside']),
    ];
    expect(beside.parents).toBe(generated.parents + 40);
    expect(beside.runaway.parents).toBe(generated.runaway.parents);
  });

  test('wakes Power Peg with a retail order on the omitted server', async () => {
    const order = 'R-1,CO,BUY,300,09:30:05,Y,3';
    const result = await resultOf(['--orders', '-'], `${HEADER}\n${order}\n`);
    expect([result.parents, result.runaway.parents, result.servers[2]!.parents]).toEqual([1, 1, 1]);
    expect(result.runaway.shares).toBeGreaterThan(100 * 300);
    const without = await resultOf(
      ['--orders', '-'],
      `${HEADER}\n${order.replace(',Y,', ',N,')}\n`,
    );
    expect([without.runaway.parents, without.retail.shares, without.loss.totalDollars]).toEqual([
      0, 300, 0,
    ]);
  });

  test('runs the orders for every seed of --seeds', async () => {
    const { code, out } = await run(['--orders', 'mine.csv', '--seeds', '2', '--json']);
    const { results } = JSON.parse(out) as { results: DayResult[] };
    expect([code, ...results.map(({ parents }) => parents)]).toEqual([0, 40, 40]);
    expect(results.map(({ seed }) => seed)).toEqual([7, 8]);
  });

  test('says how many orders were due after the end', async () => {
    const { out } = await run(['--orders', 'mine.csv', '--set', 'clock.end=09:30:25']);
    expect(out.replaceAll('\n', ' ')).toContain('; 20 orders of the flow were due after the end');
  });
});

describe('orders', () => {
  const order = (time: string, tif = '0') =>
    `ClOrdID,Symbol,Side,OrderQty,TransactTime,TimeInForce\nA,CO,BUY,300,${time},${tif}\n`;

  test('of another date are refused with the setting that runs them', async () => {
    const input = order('2012-08-02T13:30:05Z');
    const { code, out, err } = await run(['--orders', '-'], input);
    expect([code, out]).toEqual([2, '']);
    expect(err).toBe(
      "standard input:2: field 'TransactTime' is '2012-08-02T13:30:05Z': must be on " +
        '2012-08-01, the day that is run, and is on 2012-08-02 Eastern; --set date=2012-08-02 ' +
        'runs that day\n',
    );
    expect(
      (await resultOf(['--orders', '-', '--set', 'date=2012-08-02'], input)).retail.shares,
    ).toBe(300);
  });

  test('on a closed day are refused, as is an end after the close', async () => {
    const saturday = await run(['--orders', '-'], order('2024-03-09T14:31:05Z'));
    expect(saturday.err).toContain('must be on a trading day: 2024-03-09 is a Saturday');
    for (const [setting, reason] of [
      ['date=2012-12-25', 'must be a trading day: 2012-12-25 is Christmas Day'],
      ['clock.end=16:00:01', 'must not lie after the close of 2012-08-01, 16:00'],
    ] as const) {
      const { code, err } = await run(['--set', setting]);
      expect([code, err]).toEqual([2, expect.stringContaining(reason)]);
    }
    const halfDay = await run(['--set', 'date=2012-11-23', '--set', 'clock.end=13:00:01']);
    expect([halfDay.code, halfDay.err]).toEqual([
      2,
      expect.stringContaining('must not lie after the close of 2012-11-23, 13:00'),
    ]);
  });

  test('that are immediate-or-cancel execute in their tick of arrival or not at all', async () => {
    const result = await resultOf(
      ['--orders', '-'],
      order('09:30:05', '3').replace('300', '90000000'),
    );
    const { orderedShares, executedShares, cancelledShares, open } = result.immediate!;
    expect([result.parentsOpen, result.parentsCancelled, open, orderedShares]).toEqual([
      0, 1, 0, 90_000_000,
    ]);
    expect([executedShares > 0, executedShares + cancelledShares]).toEqual([true, 90_000_000]);
    const { out } = await run(['--orders', '-'], order('09:30:05', '3').replace('300', '90000000'));
    expect(out.replaceAll('\n', ' ')).toContain(
      'Immediate or cancel, at the opening: 1 orders, 0 filled, 1 cancelled in whole or in part;',
    );
  });

  test('due before the start are reported', async () => {
    const { out } = await run(['--orders', '-'], order('08:00:00'));
    expect(out.replaceAll('\n', ' ')).toContain(
      '; 1 orders were due before the start and entered with it',
    );
  });

  test('with ignored FIX fields run, and the fields are reported', async () => {
    const fix = `MsgType,SenderCompID,11,55,54,38,60\nD,CLIENT1,A,CO,1,300.0,20120801-13:30:05\n`;
    const { code, err } = await run(['--orders', '-'], fix);
    expect([code, err]).toEqual([
      0,
      'standard input: 2 fields of FIX that change no order are ignored: SenderCompID, MsgType\n',
    ]);
  });
});

describe('a file with bad lines is refused before anything runs', () => {
  test('showing file, line, field, value and reason of each fault', async () => {
    const lines = CSV.split('\n');
    lines[1] = 'MINE-0,WZEE,BUY,100,09:30:05,Y,1';
    lines[2] = 'MINE-1,CO,HOLD,200,09:30:06,N,2';
    lines[5] = 'MINE-4,CO,BUY,-100,09:30:09,Y,1';
    lines[9] = 'MINE-0,CO,BUY,100,09:30:13,Y,1';
    writeFileSync(join(folder.path, 'bad.csv'), lines.join('\n'));
    const { code, out, err } = await run(['--orders', 'bad.csv', '--out', 'never']);
    expect([code, out]).toEqual([2, '']);
    expect(err.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^bad\.csv:2: field 'Symbol' is 'WZEE': .*'WZE'/),
      "bad.csv:3: field 'Side' is 'HOLD': must be 1, B or BUY, 2, S or SELL, 5 for short, 6 for " +
        'short exempt',
      expect.stringMatching(
        /^bad\.csv:6: field 'OrderQty' is '-100': must be a whole number from 1 to /,
      ),
      expect.stringMatching(/^bad\.csv:10: field 'ClOrdID' is 'MINE-0': /),
    ]);
    expect(existsSync(join(folder.path, 'never'))).toBe(false);
  });

  test('showing twenty faults and their total', async () => {
    const bad = ORDERS.map((order) => JSON.stringify({ ...order, OrderQty: 0 })).join('\n');
    const { code, out, err } = await run(['--orders', '-'], bad);
    const said = err.trimEnd().split('\n');
    expect([code, out, said.length]).toEqual([2, '', 21]);
    expect(said[19]).toMatch(/^standard input:20: field 'OrderQty' is '0': /);
    expect(said[20]).toBe('… and 20 more (40 in all)');
  });

  test('if it is missing or of another kind', async () => {
    for (const [path, reason] of [
      ['nothing.csv', 'there is no such file'],
      [
        'small.json',
        'is a scenario, not a file of orders; smars run FILE and smars whatif FILE take it',
      ],
      [
        'notes.txt',
        'the name of a file of orders must end in .csv, .ndjson or .jsonl, or in one of ' +
          'these and .gz',
      ],
    ])
      expect(await run(['--orders', path!])).toEqual({
        code: 2,
        signal: null,
        out: '',
        err: `${path}: ${reason}\n`,
      });
  });
});
