import { expect, test } from 'vitest';
import { STOCKS_MAX } from '../../src/base/ranges.js';
import { stocksFromOrders, wrongSymbols } from '../../src/scenarios/universe-from-orders.js';

const day = (...orders: readonly (readonly [symbol: number, shares: number, ticks: number])[]) => ({
  count: orders.length,
  symbol: Int32Array.from(orders, ([symbol]) => symbol),
  quantity: Int32Array.from(orders, ([, shares]) => shares),
  limitTicks: Int32Array.from(orders, ([, , ticks]) => ticks),
});

test('a stock has the median limit price and a hundred times the shares of its mean day', () => {
  const days = [
    day([0, 100, 90_000], [0, 300, 0], [0, 200, 120_001], [1, 500, 0]),
    day([0, 400, 100_000]),
  ];
  expect(stocksFromOrders(['AAA', 'BBB', 'CCC'], days, 11.9)).toEqual({
    listed: [
      { symbol: 'AAA', priceDollars: 10, advShares: 50_000 },
      { symbol: 'BBB', priceDollars: 11.9, advShares: 25_000 },
      { symbol: 'CCC', priceDollars: 11.9, advShares: 1000 },
    ],
    unpriced: ['BBB', 'CCC'],
  });
});

test('too many symbols, or one too long, make no universe', () => {
  expect(wrongSymbols(['A', 'B'])).toBeUndefined();
  expect(wrongSymbols(['A', 'B'.repeat(33)])).toContain('has more than 32 characters');
  expect(wrongSymbols(new Array<string>(STOCKS_MAX + 1).fill('A'))).toBe(
    'names 50,001 symbols; a universe has at most 50,000',
  );
});
