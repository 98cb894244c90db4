import { describe, expect, test } from 'vitest';
import { attachMarket, markMarket, openingEpoch, wanderPrices } from '../../src/market/market.js';
import { generateUniverse } from '../../src/market/universe.js';
import { digestRegion } from '../../src/memory/digest.js';
import { EPOCH_NS, quoteOf, STILL_MARKET, smallMarket, thinStock } from '../support/market.js';

describe('a market', () => {
  test('opens with a quote around the opening print of every stock, and no trades', () => {
    const spec = {
      stocks: 300,
      named: true,
      price: { median: 12, sdLn: 0.85 },
      advShares: { median: 3e6, sdLn: 1.8 },
      dailyVolatility: { median: 0.02, sdLn: 0.4 },
    };
    const { quotes, book, stocks } = smallMarket(generateUniverse(spec, 1));
    stocks.forEach(({ openTicks }, symbol) => {
      expect(quotes.midTicks[symbol]).toBe(openTicks);
      expect(quotes.bidTicks[symbol]).toBeLessThan(openTicks);
      expect(quotes.askTicks[symbol]).toBeGreaterThan(openTicks);
    });
    expect(book.totals.orders.every((orders) => orders === 0)).toBe(true);
  });

  test('attached from its buffer is the same market', () => {
    const market = smallMarket([thinStock(), thinStock({ openTicks: 5_000 })], {
      darkProbability: 0.5,
    });
    const other = attachMarket(market.buffer, market.stocks, market.spec, EPOCH_NS, market.seed);
    other.impact.flow[1] = 1000;
    market.quotes.paused[0] = 1;
    expect(market.impact.flow[1]).toBe(1000);
    expect(other.quotes.paused[0]).toBe(1);
    expect(other.book.darkPer65536).toBe(32_768);
    expect(() => attachMarket(market.buffer, [thinStock()], STILL_MARKET, EPOCH_NS, 1)).toThrow(
      /memory\/table/,
    );
  });

  test('without flow or wandering is not moved by marks', () => {
    const market = smallMarket();
    for (let epoch = 1; epoch < 30; epoch++) markMarket(market, epoch);
    expect(quoteOf(market)).toBe('199800/200000/200200');
  });
});

describe('wandering', () => {
  test('moves prices by a second of their volatility, without a drift', () => {
    const market = smallMarket(
      Array.from({ length: 400 }, () => thinStock({ dailyVolatility: 0.03 })),
    );
    const seconds = 234;
    for (let second = 0; second < seconds; second++) wanderPrices(market, second);
    const moves = [...market.impact.baseTicks].map((base) => Math.log(base / 200_000));
    const mean = moves.reduce((sum, move) => sum + move, 0) / moves.length;
    const deviation = Math.sqrt(
      moves.reduce((sum, move) => sum + (move - mean) ** 2, 0) / moves.length,
    );
    const expected = 0.03 * Math.sqrt(seconds / 23_400);
    expect(Math.abs(deviation / expected - 1)).toBeLessThan(0.1);
    expect(Math.abs(mean)).toBeLessThan((3 * expected) / Math.sqrt(moves.length));
  });

  test('depends only on the seed, the stock and the second', () => {
    const wander = (seconds: readonly number[]) => {
      const market = smallMarket([thinStock(), thinStock()]);
      for (const second of seconds) wanderPrices(market, second);
      return market;
    };
    expect(digestRegion(wander([1, 2]).buffer)).toBe(digestRegion(wander([1, 2]).buffer));
    const { baseTicks } = wander([1]).impact;
    expect(baseTicks[0]).not.toBe(baseTicks[1]);
    expect(wander([2]).impact.baseTicks[0]).not.toBe(baseTicks[0]);
  });
});

test('runs of different seeds begin with different epochs, all of them whole and positive', () => {
  const epochs = Array.from({ length: 100 }, (_, seed) => openingEpoch(seed));
  expect(new Set(epochs).size).toBe(100);
  for (const epoch of epochs) expect(epoch >>> 0).toBe(epoch);
});
