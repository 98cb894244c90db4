import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NS_PER_MS, NS_PER_SECOND } from '../../src/base/units.js';
import { kill } from '../../src/risk/stops/kill.js';
import { computeLoss } from '../../src/session/result/loss.js';
import { summariseDay } from '../../src/session/result/result.js';
import { advanceDay } from '../../src/session/session.js';
import { sampleNow, tickDay } from '../../src/session/stages.js';
import { fillLines } from '../support/child-lines.js';
import { begin, dayOf, openOrders, orderStates, QUIET_DAY, runDay } from '../support/day.js';
import { lastChildren } from '../support/server.js';

/** Orders that stay open, since their limit is out of reach. */
const OPEN = { limitTicks: 1 };
const three = dayOf([2012, 2012, 2012]);

describe('an order without a session', () => {
  test('goes to the server with the fewest open parents, the next in turn among equals', () => {
    const day = begin(
      three,
      Array.from({ length: 7 }, () => ({ atNs: -1e9, ...OPEN })),
    );
    advanceDay(day, 0);
    expect(openOrders(day)).toEqual([
      [2, 5],
      [0, 3, 6],
      [1, 4],
    ]);
  });

  test('evens out the load of sessions', () => {
    const orders = [
      ...Array.from({ length: 3 }, () => ({ atNs: -1e9, session: 1, ...OPEN })),
      { atNs: -1e9, session: 3, ...OPEN },
      ...Array.from({ length: 5 }, () => ({ atNs: 0, ...OPEN })),
    ];
    const day = runDay(three, orders);
    expect(openOrders(day).map((rows) => rows.length)).toEqual([3, 3, 3]);
  });

  test('never goes to a stopped server, and is counted as unassigned if all are stopped', () => {
    const day = begin(
      three,
      Array.from({ length: 6 }, (_, n) => ({ atNs: n < 4 ? -1e9 : 1e9, ...OPEN })),
    );
    kill(day.kill, { kind: 'server', server: 2 });
    advanceDay(day, 5e8);
    expect(openOrders(day).map((rows) => rows.length)).toEqual([2, 0, 2]);
    kill(day.kill, { kind: 'firm' });
    advanceDay(day, day.endNs);
    expect(orderStates(day)).toMatchObject({ open: 4, unassigned: 2 });
  });

  test('evens out: the fullest server ends at most one ahead', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 40 }),
        (servers, count) => {
          const day = runDay(
            dayOf(new Array<number>(servers).fill(2012)),
            Array.from({ length: count }, (_, n) => ({ atNs: n * 1e7, ...OPEN })),
          );
          const open = openOrders(day).map((rows) => rows.length);
          expect(Math.max(...open) - Math.min(...open)).toBeLessThanOrEqual(1);
          expect(open.reduce((sum, one) => sum + one, 0)).toBe(count);
        },
      ),
      { seed: 20120801, numRuns: 40 },
    );
  });
});

describe('an order on a session', () => {
  test('goes to its session’s server, even if that is full or stopped', () => {
    const orders = [3, 1, 3, 3, 2].map((session) => ({ atNs: -1e9, session, ...OPEN }));
    const day = begin(three, orders);
    kill(day.kill, { kind: 'server', server: 3 });
    advanceDay(day, 0);
    expect(openOrders(day)).toEqual([[1], [4], [0, 2, 3]]);
  });

  test('wraps around if its number is beyond the servers', () => {
    const day = runDay(
      three,
      [4, 5, 9].map((session) => ({ session, ...OPEN })),
    );
    expect(openOrders(day)).toEqual([[0], [1], [2]]);
  });
});

describe('a server whose table is full', () => {
  const tight = dayOf([2012, 2012], { capacity: { parentsPerServer: 2, childrenPerTurn: 64 } });

  test('queues its orders in order, counts them, and loses none', () => {
    const orders = Array.from({ length: 7 }, () => ({ atNs: -1e9, session: 1, quantity: 700 }));
    const day = begin(tight, orders);
    advanceDay(day, 0);
    expect(orderStates(day)).toEqual({
      open: 2,
      filled: 0,
      refused: 0,
      waiting: 5,
      unassigned: 0,
      later: 0,
    });
    expect(day.cursor.waited[0]).toBe(5);
    const taken = openOrders(day)[0]!;
    const { parents } = day.servers[0]!.router;
    for (let tick = 0; tick < 80; tick++) {
      advanceDay(day, day.cursor.nowNs[0]! + 1);
      for (let parent = 0; parent < 2; parent++) {
        const order = parents.orderId[parent]!;
        if (parents.state[parent] !== 0 && !taken.includes(order)) taken.push(order);
      }
    }
    expect(taken).toEqual([0, 1, 2, 3, 4, 5, 6]);
    advanceDay(day, day.endNs);
    expect(orderStates(day)).toEqual({
      open: 0,
      filled: 7,
      refused: 0,
      waiting: 0,
      unassigned: 0,
      later: 0,
    });
    expect(day.cursor.waited[0]).toBe(5);
    expect(day.servers[0]!.positions.customerShares.reduce((sum, shares) => sum + shares, 0)).toBe(
      7 * 700,
    );
  });

  test('lets no later order pass a waiting one', () => {
    const orders = [
      ...Array.from({ length: 2 }, () => ({ atNs: -1e9, session: 1, ...OPEN })),
      { atNs: -1e9, session: 1 },
      { atNs: 1e9, session: 1, ...OPEN },
      { atNs: 1e9, session: 2, ...OPEN },
    ];
    const day = runDay(tight, orders);
    expect(openOrders(day)).toEqual([[0, 1], [4]]);
    expect(orderStates(day)).toMatchObject({ waiting: 2 });
  });

  test('still answers the orders that its build refuses, in order', () => {
    const old = dayOf([2005], { capacity: { parentsPerServer: 1, childrenPerTurn: 64 } });
    const orders = [
      { atNs: -1e9, quantity: 100 },
      { atNs: -1e9, quantity: 100 },
      { atNs: -1e9, flagged: true, preMarket: true },
    ];
    expect(orderStates(runDay(old, orders))).toEqual({
      open: 0,
      filled: 2,
      refused: 1,
      waiting: 0,
      unassigned: 0,
      later: 0,
    });
    const behindOpen = [{ atNs: -1e9, ...OPEN }, ...orders.slice(1)];
    expect(orderStates(runDay(old, behindOpen))).toEqual({
      open: 1,
      filled: 0,
      refused: 0,
      waiting: 2,
      unassigned: 0,
      later: 0,
    });
  });

  test('accounts for every order of any flow at any time', () => {
    const order = fc.record({
      atNs: fc.integer({ min: -20, max: 70 }).map((tenth) => tenth * 1e8),
      session: fc.nat({ max: 2 }),
      quantity: fc.integer({ min: 1, max: 900 }),
      flagged: fc.boolean(),
      preMarket: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(order, { maxLength: 30 }),
        fc.constantFrom(2003, 2005, 2012),
        fc.integer({ min: 0, max: 80 }),
        (orders, build, stop) => {
          const sorted = orders.sort((a, b) => a.atNs - b.atNs);
          const spec = dayOf([build, 2012], {
            capacity: { parentsPerServer: 3, childrenPerTurn: 64 },
          });
          const day = begin(spec, sorted);
          advanceDay(day, stop * 1e8);
          const states = Object.values(orderStates(day)).reduce((sum, count) => sum + count, 0);
          expect(states).toBe(orders.length);
        },
      ),
      { seed: 20120801, numRuns: 100 },
    );
  });
});

describe('a tick', () => {
  test('lets all servers decide before the first fill, on the same display', () => {
    const day = begin(dayOf([2012, 2012]), [
      { session: 2, quantity: 100 },
      { session: 1, quantity: 100 },
    ]);
    advanceDay(day, 0);
    tickDay(day);
    expect(fillLines(lastChildren(day.servers[0]!, 1))).toEqual([
      expect.stringMatching(/^1 p0 bought 100 @ \d+\.\d\d NYSE$/),
    ]);
    expect(fillLines(lastChildren(day.servers[1]!, 1))).toEqual(['1 p0 nothing, cancelled 100']);
  });

  test('takes orders at their arrival time, not before', () => {
    const day = begin(QUIET_DAY, [
      { atNs: 100 * NS_PER_MS, ...OPEN },
      { atNs: 100 * NS_PER_MS + 1, ...OPEN },
    ]);
    advanceDay(day, 100 * NS_PER_MS);
    expect(orderStates(day)).toMatchObject({ open: 0, later: 2 });
    tickDay(day);
    expect(orderStates(day)).toMatchObject({ open: 1, later: 1 });
  });

  test('writes a row of the timeline on the second', () => {
    const day = runDay(dayOf([2005, 2012]), [{ session: 1, quantity: 100, flagged: true }]);
    const { timeline, serverTimeline, cursor } = day;
    expect(cursor.seconds[0]).toBe(8);
    expect([...timeline.timeNs.subarray(0, 8)]).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7].map((second) => second * NS_PER_SECOND),
    );
    expect([...timeline.children.subarray(0, 8)]).toEqual([1, 11, 21, 31, 41, 51, 61, 71]);
    expect([...timeline.executions.subarray(0, 8)]).toEqual([1, 11, 21, 31, 41, 51, 61, 71]);
    expect([...serverTimeline.children.subarray(0, 6)]).toEqual([1, 0, 11, 0, 21, 0]);
    const { bidTicks, midTicks, askTicks } = day.market.quotes;
    expect([...timeline.errorGross.subarray(0, 3)]).toEqual([
      0,
      1000 * askTicks[0]!,
      2000 * askTicks[0]!,
    ]);
    expect([...timeline.long.subarray(0, 3)]).toEqual([
      0,
      1000 * midTicks[0]!,
      2000 * midTicks[0]!,
    ]);
    expect([...timeline.short.subarray(0, 3)]).toEqual([0, 0, 0]);
    expect(timeline.pnlAtMid[1]).toBe(1000 * (midTicks[0]! - askTicks[0]!));
    expect(timeline.loss[0]).toBe(0);
    expect(sampleNow(day).timeline.loss[0]).toBe(computeLoss(day).total);
    expect(timeline.loss[2]).toBeGreaterThan(timeline.loss[1]!);
    expect(bidTicks[0]).toBeLessThan(askTicks[0]!);
  });

  test('on the second finds pauses: a paused stock gets no child for five minutes', () => {
    /** Returns the pauses, and the seconds since 09:44 without a child. */
    const pausesWith = (pauses: boolean): [paused: string[], still: number[]] => {
      const clock = { start: '09:44', end: '09:52', tickMs: 1000, preMarketTickMs: 1000 };
      const router = { ...QUIET_DAY.router, pegChildrenPerSecond: 1 };
      const spec = { ...dayOf([2005]), clock, router, market: { ...QUIET_DAY.market, pauses } };
      const day = begin(spec, [{ atNs: 840e9, symbol: 2, flagged: true }]);
      advanceDay(day, 930e9);
      day.market.impact.baseTicks[2] = day.market.impact.baseTicks[2]! * 1.31;
      advanceDay(day, day.endNs);
      const paused = summariseDay(day).events.filter(({ kind }) => kind === 'pause');
      const children = [...day.serverTimeline.children.subarray(0, 480)];
      const still = children.flatMap((count, second) =>
        second > 0 && count === children[second - 1] ? [second] : [],
      );
      return [paused.map(({ at, text }) => `${at} ${text}`), still];
    };
    const whilePaused = Array.from({ length: 300 }, (_, n) => 91 + n);
    expect(pausesWith(true)).toEqual([
      ['09:45:30.0 single-stock pause of S0003, five minutes'],
      whilePaused,
    ]);
    expect(pausesWith(false)).toEqual([[], []]);
  });

  test('keeps the low and the high of every stock', () => {
    const day = begin(QUIET_DAY);
    const open = day.market.quotes.openTicks[2]!;
    advanceDay(day, 1e9);
    for (const [second, factor] of [1.1, 0.95, 1].entries()) {
      day.market.impact.baseTicks[2] = open * factor;
      advanceDay(day, (3 + 2 * second) * 1e9);
    }
    expect(day.extremes.highTicks[2]).toBe(Math.round(open * 1.1));
    expect(day.extremes.lowTicks[2]).toBe(Math.round(open * 0.95));
    expect([day.extremes.lowTicks[1], day.extremes.highTicks[1]]).toEqual([
      day.market.quotes.openTicks[1],
      day.market.quotes.openTicks[1],
    ]);
  });
});
