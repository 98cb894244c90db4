import { describe, expect, test } from 'vitest';
import { feesReceived } from '../../src/market/fills.js';
import { bookResting, restingShares } from '../../src/market/resting.js';
import { quoteOf, smallMarket, thinStock } from '../support/market.js';

/** Quoted 19.98 to 20.02; every lit venue shows 100 shares. */
const market = smallMarket([thinStock()]);
const traded = (side: number, limit: number, epoch: number, left = 5000, lots = 1): number =>
  restingShares(market.book, 0, 0, side, limit, left, lots, epoch);

describe('an order that rests', () => {
  test('behind the touch is not executed', () => {
    expect(quoteOf(market)).toBe('199800/200000/200200');
    expect([traded(0, 199_799, 1), traded(1, 200_201, 1)]).toEqual([0, 0]);
  });

  test('beyond the other side’s touch meets what its venue shows, up to its own shares', () => {
    expect([
      traded(0, 200_200, 1, 5000, 0),
      traded(1, 199_800, 1, 5000, 0),
      traded(0, 210_000, 1, 30, 0),
    ]).toEqual([100, 100, 30]);
  });

  test('at the touch meets round lots at the rate of ordinary volume', () => {
    const epochs = Array.from({ length: 4000 }, (_, epoch) => traded(0, 199_800, epoch, 5000, 0.2));
    expect(new Set(epochs)).toEqual(new Set([0, 100]));
    const share = epochs.filter((shares) => shares > 0).length / epochs.length;
    expect(share).toBeGreaterThan(0.17);
    expect(share).toBeLessThan(0.23);
    expect(traded(0, 199_800, 1, 5000, 0)).toBe(0);
  });

  test('is not executed while its stock is paused', () => {
    market.quotes.paused[0] = 1;
    expect(traded(0, 300_000, 1)).toBe(0);
    market.quotes.paused[0] = 0;
  });

  test('is booked with the other side, at its limit, and moves no price', () => {
    const { counterparties, totals, impact, feeTicks } = market.book;
    bookResting(market.book, 0, 0, 0, 199_800, 300);
    expect([counterparties.shares[0], counterparties.cash[0], counterparties.volume[0]]).toEqual([
      -300,
      300 * 199_800,
      300,
    ]);
    expect([totals.executions[0], totals.shares[0], feesReceived(market.book, 0)]).toEqual([
      1,
      300,
      300 * feeTicks[0]!,
    ]);
    expect(impact.flow[0]).toBe(0);
  });
});
