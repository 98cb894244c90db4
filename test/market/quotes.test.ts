import { describe, expect, test } from 'vitest';
import { copyQuotes, displayedShares, Paused, QUOTE_SCHEMA } from '../../src/market/quotes.js';
import { LIT_VENUE_COUNT } from '../../src/market/venues.js';
import { allocateTable } from '../../src/memory/table.js';
import { quoteOf, smallMarket, thinStock } from '../support/market.js';

describe('displayed sizes', () => {
  test('are 100 shares at a mean of one lot, at any place and time', () => {
    for (let epoch = 0; epoch < 500; epoch++)
      expect(displayedShares(1, epoch % 7, epoch & 1, epoch)).toBe(100);
  });

  test('are uniform over 1 … 2 × mean − 1 lots', () => {
    for (const lots of [2, 5, 40]) {
      const seen = new Map<number, number>();
      const draws = 20_000;
      let sum = 0;
      for (let epoch = 0; epoch < draws; epoch++) {
        const shares = displayedShares(lots, 3, 0, epoch);
        seen.set(shares, (seen.get(shares) ?? 0) + 1);
        sum += shares;
      }
      expect(Math.min(...seen.keys())).toBe(100);
      expect(Math.max(...seen.keys())).toBe(100 * (2 * lots - 1));
      expect(seen.size).toBe(2 * lots - 1);
      expect(Math.abs(sum / draws / (100 * lots) - 1)).toBeLessThan(0.02);
      const even = draws / (2 * lots - 1);
      for (const count of seen.values())
        expect(Math.abs(count - even)).toBeLessThan(5 * Math.sqrt(even));
    }
  });

  test('are uncorrelated between sides, venues and epochs', () => {
    const pairs: [string, (n: number) => [number, number]][] = [
      ['side', (n) => [displayedShares(50, 1, 0, n), displayedShares(50, 1, 1, n)]],
      ['venue', (n) => [displayedShares(50, 1, 0, n), displayedShares(50, 2, 0, n)]],
      ['epoch', (n) => [displayedShares(50, 1, 0, n), displayedShares(50, 1, 0, n + 1)]],
    ];
    for (const [name, pair] of pairs) {
      let product = 0;
      let square = 0;
      for (let n = 0; n < 5000; n++) {
        const [a, b] = pair(n);
        product += (a - 5000) * (b - 5000);
        square += (a - 5000) ** 2;
      }
      expect(Math.abs(product / square), name).toBeLessThan(0.05);
    }
  });
});

describe('the open', () => {
  test('writes the opening print and mean sizes by the weights of the venues', () => {
    const market = smallMarket([thinStock({ advShares: 2_340_000 }), thinStock()]);
    expect([...market.depth.lots.subarray(0, LIT_VENUE_COUNT)]).toEqual([22, 10, 13, 8, 4, 3]);
    expect([...market.depth.lots.subarray(LIT_VENUE_COUNT)]).toEqual([1, 1, 1, 1, 1, 1]);
    expect([...market.quotes.openTicks]).toEqual([200_000, 200_000]);
    expect(quoteOf(market, 1)).toBe('199800/200000/200200');
  });

  test('keeps sizes within the range of a column', () => {
    const market = smallMarket([thinStock({ advShares: 2e9 })], { displayedSeconds: 3600 });
    expect(market.depth.lots[0]).toBe(60_000);
  });
});

test('a copy of quotes has all columns and shares no cell', () => {
  const { quotes } = smallMarket([thinStock(), thinStock()]);
  quotes.paused[1] = Paused.ALL;
  const copy = allocateTable(QUOTE_SCHEMA, 2);
  copyQuotes(quotes, copy);
  expect(copy).toEqual(quotes);
  quotes.midTicks[0] = 1;
  expect(copy.midTicks[0]).not.toBe(1);
});
