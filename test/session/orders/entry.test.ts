import { describe, expect, test } from 'vitest';
import type { BasketStream, QuoteStream } from '../../../src/flow/streams.js';
import { createDay } from '../../../src/session/day/create.js';
import type { DaySpec } from '../../../src/session/day/spec.js';
import { summariseDay } from '../../../src/session/result/result.js';
import { advanceDay } from '../../../src/session/session.js';
import { dayOf } from '../../support/day.js';

/**
 * A basket of three of the quiet day's stocks, 10 shares each of around $20, typed ten times over:
 * orders of some $2,000.
 */
const BASKET: BasketStream = {
  kind: 'basket',
  from: '09:30:01',
  to: '09:30:06',
  side: 'sell',
  firstPlace: 0,
  endPlace: 3,
  sizes: { median: 10, sdLn: 0, roundTo: 1, max: 10 },
  timesTyped: 10,
  sliceSeconds: 1,
};

function enter(changes: Partial<DaySpec>, basket = BASKET) {
  const day = createDay({ ...dayOf([2012]), flow: [basket], ...changes }, 1);
  advanceDay(day, day.endNs);
  const { faults, events, parents, runaway } = summariseDay(day);
  const dollarsOf = (place: number): number => (100 * day.market.quotes.openTicks[place]!) / 10_000;
  return {
    day,
    faults: faults!,
    parents,
    excess: runaway.unmatchedShares,
    dollars: [0, 1, 2].map(dollarsOf),
    texts: events.map(({ text }) => text),
  };
}

describe('a basket in slices', () => {
  test('is entered whole and sent in equal parts; the excess is the unmeant part', () => {
    const { day, parents, excess, faults } = enter({});
    const { flow } = day;
    expect([flow.count, parents]).toEqual([15, 15]);
    expect([...flow.quantity.subarray(0, 15)].every((shares) => shares === 20)).toBe(true);
    expect([...flow.meant!.subarray(0, 15)].reduce((sum, shares) => sum + shares, 0)).toBe(30);
    expect([...flow.entered!.subarray(0, 15)].every((shares) => shares === 100)).toBe(true);
    expect(excess).toBe(270);
    expect(faults.enteredDollars).toBe(0);
  });

  test('has no excess if it was typed as meant', () => {
    expect(enter({}, { ...BASKET, timesTyped: 1 }).excess).toBe(0);
  });
});

describe('contingent orders', () => {
  const quotes = (contingent?: true): QuoteStream => ({
    kind: 'quotes',
    from: '09:29:58',
    sides: 'sell',
    firstPlace: 0,
    endPlace: 3,
    sizes: { median: 200, sdLn: 0, roundTo: 100, max: 200 },
    limitDollars: 1,
    ...(contingent && { contingent }),
  });
  const run = (stream: QuoteStream, faults: DaySpec['faults'] = []) => {
    const day = createDay({ ...dayOf([2012]), flow: [stream], faults }, 1);
    advanceDay(day, day.endNs);
    const { parents, runaway, events } = summariseDay(day);
    return { parents, runaway, texts: events.map(({ text }) => text) };
  };
  const sent = (at: string, until: string): DaySpec['faults'] => [
    { kind: 'contingents-sent', at, until },
  ];

  test('stay inside the firm, and others are sent', () => {
    expect(run(quotes(true)).parents).toBe(0);
    expect(run(quotes()).parents).toBe(3);
  });

  test('are sent for the opening where a fault holds as they arrive, and nobody meant them', () => {
    const { parents, runaway, texts } = run(quotes(true), sent('09:29:50', '09:29:59'));
    expect(parents).toBe(3);
    expect(runaway.unmatchedShares).toBe(600);
    expect(runaway.firstNs).toBeGreaterThanOrEqual(0);
    expect(texts).toContain('contingent orders: a router takes them for live ones');
    expect(texts).toContain('contingent orders: over');
    expect(run(quotes(), sent('09:29:50', '09:29:59')).runaway.unmatchedShares).toBe(0);
  });

  test('stay inside before the fault begins and once it is over', () => {
    expect(run(quotes(true), sent('09:29:59', '09:30')).parents).toBe(0);
    expect(run(quotes(true), sent('09:29:50', '09:29:58')).parents).toBe(0);
  });
});

describe('a limit on a basket', () => {
  const whole = enter({}).dollars.reduce((sum, line) => sum + line, 0);
  const entry = { mode: 'override', softDollars: 1e6, hardDollars: 1e6 } as const;

  test('lets a basket at it pass, and blocks one above it whole, in either mode', () => {
    const passed = enter({ entry: { ...entry, basketDollars: whole } });
    expect([passed.parents, passed.faults.blockedOrders]).toEqual([15, 0]);
    for (const mode of ['override', 'enforce'] as const) {
      const blocked = enter({ entry: { ...entry, mode, basketDollars: whole - 0.0001 } });
      expect([blocked.parents, blocked.excess]).toEqual([0, 0]);
      expect(blocked.faults).toMatchObject({ warnedOrders: 0, blockedOrders: 3 });
      expect(blocked.faults.blockedDollars).toBeCloseTo(whole, 6);
      const told = Math.round(whole / 1000).toLocaleString('en-US');
      expect(blocked.texts).toContain(
        `as it is entered, a basket of 3 lines and $${told},000 is blocked whole`,
      );
    }
  });

  test('adds up each basket by itself, and no single order', () => {
    const flow = [BASKET, { ...BASKET, from: '09:30:02', timesTyped: 1 }];
    const day = createDay(
      { ...dayOf([2012]), flow, entry: { ...entry, basketDollars: whole / 2 } },
      1,
    );
    advanceDay(day, day.endNs);
    const { faults, runaway } = summariseDay(day);
    expect(faults).toMatchObject({ blockedOrders: 3 });
    expect(runaway.unmatchedShares).toBe(0);
    expect(new Set(day.flow.basket!.subarray(0, day.flow.count))).toEqual(new Set([1, 2]));
  });
});

describe('limits on entry', () => {
  const [low, middle, high] = enter({}).dollars.sort((a, b) => a - b) as [number, number, number];

  test('an order at the soft limit passes, and one above it is warned of', () => {
    const entry = { mode: 'override' as const, softDollars: high, hardDollars: high };
    expect(enter({ entry }).faults).toMatchObject({ warnedOrders: 0, blockedOrders: 0 });
    expect(enter({ entry: { ...entry, softDollars: high - 0.0001 } }).faults).toMatchObject({
      warnedOrders: 1,
      blockedOrders: 0,
    });
    expect(
      enter({ entry: { ...entry, softDollars: low, hardDollars: high - 0.0001 } }).faults,
    ).toMatchObject({
      warnedOrders: 1,
      blockedOrders: 1,
    });
  });

  test('a warning can be clicked away, a block cannot; an order is judged once', () => {
    const { parents, excess, faults, texts } = enter({
      entry: { mode: 'override', softDollars: 1, hardDollars: middle },
    });
    expect([parents, excess]).toEqual([10, 180]);
    expect(faults).toMatchObject({ warnedOrders: 2, blockedOrders: 1, blockedDollars: high });
    expect(faults.enteredDollars).toBeCloseTo(low + middle + high, 6);
    expect(texts).toContain(
      'as they are entered, 2 orders are warned of and clicked away, 1 are blocked',
    );
  });

  test('a warning blocks in mode enforce', () => {
    const { parents, faults } = enter({
      entry: { mode: 'enforce', softDollars: 1, hardDollars: high },
    });
    expect(parents).toBe(0);
    expect(faults).toMatchObject({ warnedOrders: 3, blockedOrders: 3 });
  });
});
