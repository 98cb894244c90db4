import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Batch } from '../../../src/capture/columns.js';
import { allocateCapture, countCapture } from '../../../src/capture/memory.js';
import { createReader, isFull, readBlock } from '../../../src/capture/reader.js';
import { CAPTURE_WORDS } from '../../../src/capture/record.js';
import { BUILD_NAMES } from '../../../src/deployment/builds.js';
import { feesReceived } from '../../../src/market/fills.js';
import { openConsumer } from '../../../src/memory/ring.js';
import { findScenario } from '../../../src/scenarios/scenarios.js';
import { createDay } from '../../../src/session/day/create.js';
import type { Day } from '../../../src/session/day/day.js';
import type { DaySpec, Fault } from '../../../src/session/day/spec.js';
import { tapDay } from '../../../src/session/day/tapping.js';
import { summariseDay } from '../../../src/session/result/result.js';
import { advanceDay } from '../../../src/session/session.js';

/** A row by column name: codes as numbers, times in ns since the bell, dollars as whole ticks. */
type Row = Readonly<Record<string, number>>;

interface Captured {
  readonly day: Day;
  readonly children: Row[];
  readonly fills: Row[];
}

function takeRows(batch: Batch, into: Row[]): void {
  for (let row = 0; row < batch.rows; row++) {
    const cells = batch.specs.map(({ name, kind }, column): [string, number] => {
      const from = batch.cells[column]!;
      if (kind === 'time' || kind === 'long')
        return [name, from[2 * row + 1]! * 2 ** 32 + (from[2 * row]! >>> 0)];
      return [name, kind === 'dollars' ? Math.round(from[row]! * 10_000) : from[row]!];
    });
    into.push(Object.fromEntries(cells));
  }
  batch.rows = 0;
}

/** Runs a day and reads its children and fills back every ten seconds. */
function capture(spec: DaySpec, seed = 1): Captured {
  const day = createDay(spec, seed);
  const memory = allocateCapture(1, 'drop');
  tapDay(day, memory, () => 0);
  const ring = openConsumer(memory.rings[0]!, CAPTURE_WORDS);
  const symbols = day.market.stocks.map(({ symbol }) => symbol);
  const reader = createReader({
    symbols,
    buildNames: BUILD_NAMES,
    feeTicks: day.market.book.feeTicks,
  });
  const children: Row[] = [];
  const fills: Row[] = [];
  for (let isOver = false; !isOver; ) {
    isOver = advanceDay(day, day.cursor.nowNs[0]! + 10e9);
    while (readBlock(reader, ring, 0) > 0) {
      if (isFull(reader.children) || isFull(reader.fills)) {
        takeRows(reader.children, children);
        takeRows(reader.fills, fills);
      }
    }
  }
  takeRows(reader.children, children);
  takeRows(reader.fills, fills);
  expect(countCapture(memory).dropped).toBe(0);
  return { day, children, fills };
}

/** Returns the sums of `value` over rows by `key`, from 0 to `keys` − 1. */
function sums(
  rows: readonly Row[],
  keys: number,
  key: (row: Row) => number,
  value: (row: Row) => number,
): number[] {
  const totals = new Array<number>(keys).fill(0);
  for (const row of rows) totals[key(row)]! += value(row);
  return totals;
}

const signed = ({ side }: Row, shares: number): number => (side === 0 ? shares : -shares);
const added = (columns: readonly Float64Array[]): number[] =>
  [...columns[0]!].map((_, row) => columns.reduce((sum, c) => sum + c[row]!, 0));
const once = ({ executed }: Row): number => (executed! > 0 ? 1 : 0);

/**
 * Compares fills with the venues, the servers' tallies and the error account, which other code
 * keeps.
 */
function expectTotals({ day, fills }: Captured): void {
  const { totals, counterparties } = day.market.book;
  const byVenue = (value: (row: Row) => number) =>
    sums(fills, totals.capacity, ({ venue }) => venue!, value);
  expect(byVenue(once)).toEqual([...totals.executions]);
  expect(byVenue(({ executed }) => executed!)).toEqual([...totals.shares]);
  expect(byVenue(({ fees }) => fees!)).toEqual(
    Array.from(totals.shares, (_, venue) => feesReceived(day.market.book, venue)),
  );

  const bySymbol = (value: (row: Row) => number) =>
    sums(fills, day.market.stocks.length, ({ symbol }) => symbol!, value);
  const trades = fills.filter(({ executed }) => executed! > 0);
  expect(bySymbol((row) => row.executed!)).toEqual([...counterparties.volume]);
  const cash = sums(
    trades,
    day.market.stocks.length,
    ({ symbol }) => symbol!,
    (row) => signed(row, row.executed! * row.price!),
  );
  expect(cash).toEqual([...counterparties.cash]);

  const positions = day.servers.map((server) => server.positions);
  expect(bySymbol((row) => row.unmatched!)).toEqual(
    added(positions.map(({ errorVolume }) => errorVolume)),
  );
  const middles = added(positions.map(({ errorMidCash }) => errorMidCash)).map(
    (money) => -money + 0,
  );
  expect(bySymbol((row) => signed(row, row.unmatched! * row.mid_price!))).toEqual(middles);

  const { servers, runaway } = summariseDay(day);
  const byServer = (value: (row: Row) => number) =>
    sums(fills, servers.length, ({ server }) => server! - 1, value);
  expect(byServer(once)).toEqual(servers.map(({ executions }) => executions));
  expect(byServer((row) => row.executed!)).toEqual(servers.map(({ shares }) => shares));
  const unmatched = fills.filter((row) => row.unmatched! > 0);
  expect(unmatched.length).toBe(
    servers.reduce((sum, { unmatchedExecutions }) => sum + unmatchedExecutions, 0),
  );
  expect([unmatched[0]?.time ?? null, unmatched.at(-1)?.time ?? null]).toEqual([
    runaway.firstNs,
    runaway.lastNs,
  ]);
}

/**
 * Expects one row for each child, and all of its shares executed, cancelled, or resting at the end.
 */
function expectChildren({ day, children, fills }: Captured): void {
  const keyOf = ({ server, sequence }: Row): string => `${server} ${sequence}`;
  const bySequence = new Map(children.map((child) => [keyOf(child), child]));
  expect(bySequence.size).toBe(children.length);
  expect(children.length).toBe(
    day.servers.reduce((sum, { router }) => sum + router.counts.sequence[0]!, 0),
  );

  const left = new Map<string, number>();
  for (const child of children) if (child.verdict === 0) left.set(keyOf(child), child.quantity!);
  const stray = fills.filter((fill, place) => {
    const child = bySequence.get(keyOf(fill));
    if (child === undefined || child.verdict !== 0) return true;
    left.set(keyOf(fill), left.get(keyOf(fill))! - fill.executed! - fill.cancelled!);
    if (fill.symbol !== child.symbol || fill.side !== child.side || fill.venue !== child.venue)
      return true;
    if (fill.time! < child.time! || (place > 0 && fill.time! < fills[place - 1]!.time!))
      return true;
    return fill.executed === 0
      ? !Number.isNaN(fill.price)
      : signed(fill, child.limit_price! - fill.price!) < 0;
  });
  expect(stray).toEqual([]);

  const standing = new Map<string, number>();
  for (const [index, { outstanding, cells, sequences }] of day.faults!.serverReports.entries()) {
    for (let row = 0; row < cells.outstanding[0]!; row++) {
      if (outstanding.isResting[row] !== 0)
        standing.set(`${index + 1} ${sequences![row]}`, outstanding.shares[row]!);
    }
  }
  for (const [key, shares] of left) if (shares === 0) left.delete(key);
  expect(left).toEqual(standing);
}

/** Returns a built-in scenario that ends at a time of day. */
const until = (name: string, end: string, changes: Partial<DaySpec> = {}): DaySpec => {
  const scenario = findScenario(name);
  return { ...scenario, clock: { ...scenario.clock, end }, ...changes };
};

const STALE = until('stale-data-2011', '09:31:31', {
  actions: [{ at: '09:31', do: 'kill', scope: 'firm' }],
});
const DEAD_CANCELS = until('dead-cancel-path', '09:33:01');
const LATE = until('everbright-2013', '11:05:21');
const feed = (kind: Fault['kind']): Partial<DaySpec> => ({
  faults: [{ kind, at: '09:30:30', until: '09:33', server: 3 }],
  actions: [],
});
const STOPPED_FEED = until('stopped-fill-feed', '09:31:31', feed('fills-lost'));
const LOST = until('stopped-fill-feed', '09:31:31', {
  ...feed('answers-lost'),
  resend: { afterSeconds: 2 },
});
const UNPLUGGED = until('dead-cancel-path', '09:32:01', {
  faults: [],
  actions: [
    { at: '09:30:20', do: 'disconnect', server: 1 },
    { at: '09:31:10', do: 'reconnect', server: 1 },
  ],
});

describe.each<[string, DaySpec, (captured: Captured) => void]>([
  [
    'orders rest at recorded quotes, and a kill cancels them',
    STALE,
    ({ fills, day }) => {
      expect(
        fills.filter(({ executed, unmatched }) => executed! > 0 && executed === unmatched).length,
      ).toBeGreaterThan(1000);
      expect(day.faults!.serverReports[0]!.cells.outstanding[0]).toBe(0);
    },
  ],
  [
    'cancels do not arrive',
    DEAD_CANCELS,
    ({ children, fills }) => {
      expect(fills.length).toBeGreaterThan(children.length + 100);
      expect(fills.some(({ cancelled }) => cancelled! > 0)).toBe(true);
      expect(fills.some(({ unmatched }) => unmatched! > 0)).toBe(true);
    },
  ],
  [
    'a connection is lost and comes back',
    UNPLUGGED,
    ({ fills }) => expect(fills.some(({ executed }) => executed! > 0)).toBe(true),
  ],
  [
    'answers come late and what they are about is sent again',
    LATE,
    ({ day }) => expect(summariseDay(day).faults!.lateAnswers).toBeGreaterThan(100),
  ],
  [
    'nobody tells of fills',
    STOPPED_FEED,
    ({ day }) => expect(summariseDay(day).faults!.lostShares).toBeGreaterThan(1000),
  ],
  [
    'answers never come',
    LOST,
    ({ day }) => expect(summariseDay(day).faults!.lostAnswers).toBeGreaterThan(20),
  ],
])('a day on which %s', (_, spec, isTold) => {
  test('writes each execution once as a fill: time, price, fees and child', () => {
    const captured = capture(spec);
    isTold(captured);
    expectTotals(captured);
    expectChildren(captured);
  });
});

test('fills are complete and shares add up under any fault of cancels and answers', () => {
  const window = { at: '09:30:10', until: '09:30:40' };
  const drawn = fc.record({
    seed: fc.integer({ min: 0, max: 1e6 }),
    resend: fc.constantFrom(undefined, { afterSeconds: 0.5 }, { afterSeconds: 5 }),
    faults: fc.subarray<Fault>([
      { kind: 'cancels-lost', ...window },
      {
        kind: 'recorded-quotes',
        at: '09:30:05',
        until: '09:30:30',
        firstPlace: 0,
        endPlace: 3,
        offPercent: 5,
        agedHours: 64,
      },
      { kind: 'answers-late', ...window, seconds: 3 },
    ]),
    actions: fc.constantFrom<DaySpec['actions']>(
      [],
      [{ at: '09:30:45', do: 'kill', scope: 'server', server: 2 }],
    ),
  });
  const { universe, flow } = DEAD_CANCELS;
  const small = until('dead-cancel-path', '09:31:01', {
    universe: { ...universe, stocks: 6 },
    flow: [
      { ...(flow[0] as Extract<DaySpec['flow'][number], { kind: 'quotes' }>), endPlace: 6 },
      {
        kind: 'retail',
        from: '09:30:01',
        to: '09:30:50',
        perSecond: 8,
        flaggedShare: 0,
        firstPlace: 0,
        endPlace: 6,
        sizes: { median: 300, sdLn: 0.5, roundTo: 100, max: 2000 },
      },
    ],
  });
  fc.assert(
    fc.property(drawn, ({ seed, ...changes }) => {
      const captured = capture({ ...small, ...changes }, seed);
      expectTotals(captured);
      expectChildren(captured);
    }),
    { seed: 20121001, numRuns: 12 },
  );
});

test('capturing fills does not change a day with resting orders', () => {
  const day = createDay(DEAD_CANCELS, 1);
  advanceDay(day, day.endNs);
  expect(summariseDay(capture(DEAD_CANCELS).day).digest).toBe(summariseDay(day).digest);
});
