import { expect, test } from 'vitest';
import { closeTicks, termsOf, tickAt } from '../../../src/risk/counts/terms.js';

test('what a stock leaves out follows from its volume, its index and the price of an order', () => {
  const stock = { advShares: 2000, indexMember: false };
  expect(termsOf(stock)).toEqual({
    sharesOutstanding: 300_000,
    easyToBorrow: false,
    tickTicks: 0,
    roundLotShares: 100,
  });
  expect(termsOf({ ...stock, indexMember: true }).easyToBorrow).toBe(true);
  expect(termsOf({ ...stock, tickDollars: 0.05 }).tickTicks).toBe(500);
  expect([10_000, 9999].map(tickAt)).toEqual([100, 1]);
  expect(closeTicks({ openTicks: 200_000 })).toBe(200_000);
  expect(closeTicks({ openTicks: 200_000, previousCloseDollars: 19.5 })).toBe(195_000);
});
