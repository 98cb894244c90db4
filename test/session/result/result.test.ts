import { describe, expect, test } from 'vitest';
import { NS_PER_MINUTE } from '../../../src/base/units.js';
import { VENUES } from '../../../src/market/venues.js';
import { bytesOf } from '../../../src/memory/arena.js';
import { createDay } from '../../../src/session/day/create.js';
import type { Day } from '../../../src/session/day/day.js';
import { reconcile } from '../../../src/session/result/reconcile.js';
import { digestDay, summariseDay } from '../../../src/session/result/result.js';
import { advanceDay, runSession } from '../../../src/session/session.js';
import { begin, dayOf, QUIET_DAY, runDay } from '../../support/day.js';
import { NO_LIMITS } from '../../support/server.js';

/**
 * Two servers: an old one that sells 100 shares of the second stock again and again, and a good one
 * that buys 250 of the third.
 */
const ORDERS = [
  { session: 1, symbol: 1, side: 'sell' as const, quantity: 100, flagged: true },
  { session: 2, symbol: 2, quantity: 250 },
  { session: 1, symbol: 2, quantity: 100, flagged: true, preMarket: true, atNs: 0 },
];
const ran = (): Day =>
  runDay({ ...dayOf([2005, 2012]), after: { ...QUIET_DAY.after, busts: false } }, ORDERS);

describe('the result of a day', () => {
  const day = ran();
  const result = summariseDay(day);
  const bid = day.market.quotes.bidTicks[1]! / 10_000;

  test('gives the runaway: what Power Peg sent, and what of it matched no parent', () => {
    expect(result.runaway).toEqual({
      parents: 1,
      children: 80,
      admitted: 80,
      executions: 80,
      shares: 8000,
      unmatchedExecutions: 79,
      unmatchedShares: 7900,
      stocks: 1,
      longStocks: 0,
      shortStocks: 1,
      longDollars: 0,
      shortDollars: expect.closeTo(7900 * bid, 6),
      grossDollars: expect.closeTo(7900 * bid, 6),
      firstNs: 1e8,
      lastNs: 7.9e9,
      untilNs: 8e9,
      stocksMoved5: 0,
      stocksMoved10: 0,
    });
  });

  test('gives the retail orders separately', () => {
    const feesDollars = (100 * 25 + 100 * 25 + 100 * 30 + 50 * 30) / 10_000;
    expect(result.retail).toEqual({
      parents: 1,
      filled: 1,
      open: 0,
      executions: 3,
      shares: 250,
      feesDollars,
    });
  });

  test('gives a row for each server', () => {
    const [first, second] = result.servers;
    expect(first).toEqual({
      server: 1,
      build: 2005,
      honoursFlag: true,
      parents: 2,
      parentsFilled: 0,
      parentsRefused: 1,
      parentsCancelled: 0,
      parentsOpen: 1,
      children: 80,
      admitted: 80,
      executions: 80,
      shares: 8000,
      unmatchedExecutions: 79,
      alerts: 1,
    });
    expect(second).toMatchObject({
      server: 2,
      build: 2012,
      parents: 1,
      parentsFilled: 1,
      children: 3,
      shares: 250,
      alerts: 0,
    });
    const total = (
      key: 'parents' | 'parentsFilled' | 'parentsOpen' | 'parentsRefused' | 'children' | 'admitted',
    ) => result.servers.reduce((sum, server) => sum + server[key], 0);
    for (const key of [
      'parents',
      'parentsFilled',
      'parentsOpen',
      'parentsRefused',
      'children',
      'admitted',
    ] as const) {
      expect(result[key]).toBe(total(key));
    }
  });

  test('gives a row for each venue, in agreement with the servers', () => {
    expect(
      result.venues
        .map(({ name, executions }) => [name, executions])
        .filter(([, count]) => count !== 0),
    ).toEqual([
      ['NYSE', 81],
      ['ARCA', 1],
      ['NASDAQ', 1],
    ]);
    expect(result.venues.reduce((sum, { shares }) => sum + shares, 0)).toBe(8250);
    expect(result.venues.reduce((sum, { orders }) => sum + orders, 0)).toBe(result.admitted);
  });

  test('gives the loss of the error account alone', () => {
    const [mid] = [day.market.quotes.midTicks[1]! / 10_000];
    expect(result.loss.spreadDollars).toBeCloseTo(7900 * (mid - bid), 6);
    expect(result.loss.shortfallDollars).toBeCloseTo(0, 6);
    expect(result.loss.feesDollars).toBeCloseTo(7900 * 0.0025, 6);
    expect(result.loss.totalDollars).toBeCloseTo(7900 * (mid - bid + 0.0025), 6);
  });

  test('survives the round trip through JSON', () => {
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    expect(result.version).toBe(2);
  });

  test('names every check, with its first breach over all servers', () => {
    const risk = {
      ...NO_LIMITS,
      maxQuantity: { mode: 'warn' as const, shares: 99 },
      parentQuantity: { mode: 'enforce' as const, toleranceShares: 0 },
    };
    const { checks } = runSession(
      { ...dayOf([2005, 2012]), risk },
      { orders: { flow: ran().flow, beside: false } },
    );
    expect(checks.map(({ name }) => name)).toEqual([
      'killed',
      'server-rate',
      'max-quantity',
      'max-notional',
      'collar',
      'parent-quantity',
      'gross-exposure',
    ]);
    expect(checks.find(({ name }) => name === 'max-quantity')).toEqual({
      name: 'max-quantity',
      mode: 'warn',
      breaches: 82,
      refused: 0,
      firstNs: 0,
    });
    expect(checks.find(({ name }) => name === 'parent-quantity')).toEqual({
      name: 'parent-quantity',
      mode: 'enforce',
      breaches: 79,
      refused: 79,
      firstNs: 1e8,
    });
    expect(checks.find(({ name }) => name === 'server-rate')).toEqual({
      name: 'server-rate',
      mode: 'off',
      breaches: 0,
      refused: 0,
      firstNs: null,
    });
  });

  test('has null for the first and last time if nothing ran away', () => {
    expect(summariseDay(runDay(QUIET_DAY)).runaway).toMatchObject({
      parents: 0,
      executions: 0,
      firstNs: null,
      lastNs: null,
    });
  });
});

describe('the firm’s books and the venues’', () => {
  test('agree exactly', () => {
    expect(reconcile(ran())).toEqual({ shares: 0, cashDollars: 0, feesDollars: 0 });
  });

  test('agree also under the scenario’s own fees', () => {
    const terms = VENUES.map(({ name, displayedWeight }, venue) => ({
      name,
      displayedWeight,
      feeTicks: 3 + venue,
    }));
    const day = runDay(
      { ...dayOf([2005, 2012]), market: { ...QUIET_DAY.market, venues: terms } },
      ORDERS,
    );
    expect(reconcile(day)).toEqual({ shares: 0, cashDollars: 0, feesDollars: 0 });
    expect(day.servers[0]!.book.errorFees[0]).toBe(
      3 * day.servers[0]!.positions.errorVolume.reduce((sum, shares) => sum + shares, 0),
    );
  });

  test.each<[string, (day: Day) => Float64Array, string]>([
    ['a share of a customer', (day) => day.servers[1]!.positions.customerShares, 'shares'],
    ['a share of the error account', (day) => day.servers[0]!.positions.errorShares, 'shares'],
    [
      'a ten-thousandth of a dollar of a customer',
      (day) => day.servers[1]!.positions.customerCash,
      'cashDollars',
    ],
    [
      'a ten-thousandth of a dollar of the error account',
      (day) => day.servers[0]!.positions.errorCash,
      'cashDollars',
    ],
    ['a fee of a customer', (day) => day.servers[1]!.book.customerFees, 'feesDollars'],
    ['a fee of the error account', (day) => day.servers[0]!.book.errorFees, 'feesDollars'],
  ])('show a difference when %s is missing', (_, column, which) => {
    const day = ran();
    column(day)[0]! -= 1;
    const differences = reconcile(day);
    expect(Object.entries(differences).filter(([, difference]) => difference !== 0)).toEqual([
      [which, which === 'shares' ? 1 : 0.0001],
    ]);
  });

  test('show a difference when two stocks are swapped, though the sums agree', () => {
    const day = ran();
    const { customerShares } = day.servers[1]!.positions;
    customerShares[0] = customerShares[0]! + 5;
    customerShares[2] = customerShares[2]! - 5;
    expect(reconcile(day).shares).toBe(10);
  });
});

describe('stocks that moved', () => {
  /**
   * Returns the counts of moved stocks after 45 minutes, if the error account traded `share` of the
   * volume of one stock, which moved by `fraction`.
   */
  function movedBy(fraction: number, share: number): [number, number] {
    const day = begin({ ...dayOf([2005, 2012]), clock: { ...QUIET_DAY.clock, end: '10:15' } });
    day.cursor.nowNs[0] = 45 * NS_PER_MINUTE;
    const natural = day.market.stocks[1]!.advShares * day.spec.after.naturalVolumeShare;
    day.servers[0]!.positions.errorVolume[1] = 1;
    day.market.book.counterparties.volume[1] = (natural * share) / (1 - share);
    const open = day.market.quotes.openTicks[1]!;
    if (fraction > 0) day.extremes.highTicks[1] = Math.round(open * (1 + fraction));
    else day.extremes.lowTicks[1] = Math.round(open * (1 + fraction));
    const { stocksMoved5, stocksMoved10 } = summariseDay(day).runaway;
    return [stocksMoved5, stocksMoved10];
  }

  test('are told with how far, once a second, on a day on which messages can go astray', () => {
    const wild = { ...QUIET_DAY.universe, dailyVolatility: { median: 2, sdLn: 0 } };
    const market = { ...QUIET_DAY.market, wander: true };
    const spec = { ...dayOf([2012]), universe: wild, market };
    expect(summariseDay(runDay(spec)).faults).toBeUndefined();
    const day = begin({ ...spec, resend: { afterSeconds: 60 } });
    const { midTicks, openTicks } = day.market.quotes;
    const far = [0, 0, 0, 0];
    for (let second = 0; second < 8; second++) {
      advanceDay(day, second * 1e9 + 1);
      for (const [symbol, most] of far.entries())
        far[symbol] = Math.max(most, Math.abs(midTicks[symbol]! / openTicks[symbol]! - 1));
    }
    advanceDay(day, day.endNs);
    const { largestMove, meanMove } = summariseDay(day).faults!;
    expect(largestMove).toBeCloseTo(Math.max(...far), 12);
    expect(meanMove).toBeCloseTo(far.reduce((sum, move) => sum + move, 0) / 4, 12);
    expect(largestMove).toBeGreaterThan(meanMove);
  });

  test.each<[number, number, [number, number]]>([
    [0.051, 0.21, [1, 0]],
    [-0.051, 0.21, [1, 0]],
    [0.049, 0.9, [0, 0]],
    [0.2, 0.19, [0, 0]],
    [0.101, 0.49, [1, 0]],
    [0.101, 0.51, [1, 1]],
    [-0.101, 0.51, [1, 1]],
    [0.099, 0.9, [1, 0]],
  ])('by %f with a share of %f of the volume are counted', (fraction, share, counted) => {
    expect(movedBy(fraction, share)).toEqual(counted);
  });
});

describe('the digest', () => {
  test('covers every buffer of the day: any flipped bit changes it', () => {
    const day = createDay(dayOf([2005, 2012]), 1);
    advanceDay(day, 1e9);
    const digest = digestDay(day);
    for (const buffer of [
      day.buffer,
      day.market.buffer,
      ...day.servers.map((server) => server.buffer),
    ]) {
      const bytes = bytesOf(buffer);
      for (const at of [64, bytes.length >> 1, bytes.length - 64]) {
        bytes[at]! ^= 1;
        expect(digestDay(day)).not.toBe(digest);
        bytes[at]! ^= 1;
      }
    }
    expect(digestDay(day)).toBe(digest);
  });
});
