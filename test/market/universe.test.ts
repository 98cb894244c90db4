import { describe, expect, test } from 'vitest';
import { NAMED_STOCKS } from '../../src/market/named-stocks.js';
import {
  findListedFaults,
  generateUniverse,
  type Stock,
  type UniverseSpec,
} from '../../src/market/universe.js';

const SPEC: UniverseSpec = {
  stocks: 500,
  named: true,
  price: { median: 12, sdLn: 0.85 },
  advShares: { median: 3_000_000, sdLn: 1.8 },
  dailyVolatility: { median: 0.022, sdLn: 0.4 },
};

const medianOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1]!;

describe('a universe', () => {
  test('is the same for the same seed and another for another', () => {
    const prices = (seed: number) => generateUniverse(SPEC, seed).map(({ openTicks }) => openTicks);
    expect(prices(1)).toEqual(prices(1));
    expect(prices(1)).not.toEqual(prices(2));
  });

  test('has the stocks of that morning in their rows, with their published opens', () => {
    const stocks = generateUniverse(SPEC, 7);
    const published = (place: number) => `${stocks[place]!.symbol} ${stocks[place]!.openTicks}`;
    expect([0, 1, 2, 3, 4].map(published)).toEqual([
      'WZE 36000',
      'CO 24700',
      'GT 115100',
      'ANF 338000',
      'NOK 24000',
    ]);
    expect([80, 81, 82, 83, 84].map(published)).toEqual([
      'CLGX 230400',
      'HOG 432300',
      'EJ 48000',
      'UTG.R 710',
      'CODE 114000',
    ]);
    expect([stocks[0]!.advShares, stocks[84]!.advShares]).toEqual([53_000, 100_000]);
    expect([stocks[5]!.symbol, stocks[9]!.symbol]).toEqual(['TRN', 'S0010']);
    expect(generateUniverse({ ...SPEC, named: false }, 7)[0]!.symbol).toBe('S0001');
  });

  test('has as many stocks as asked for, with distinct names and tradable prices and sizes', () => {
    const stocks = generateUniverse({ ...SPEC, stocks: 2000 }, 3);
    expect(stocks).toHaveLength(2000);
    expect(new Set(stocks.map(({ symbol }) => symbol)).size).toBe(2000);
    for (const { openTicks, advShares, dailyVolatility } of stocks) {
      expect(Number.isInteger(openTicks) && openTicks >= 1).toBe(true);
      if (openTicks >= 10_000) expect(openTicks % 100).toBe(0);
      expect(Number.isInteger(advShares) && advShares >= 1000).toBe(true);
      expect(dailyVolatility).toBeGreaterThan(0);
    }
  });

  test('has no stock that trades less than a thousand shares a day', () => {
    const rare = generateUniverse({ ...SPEC, named: false, advShares: { median: 20, sdLn: 1 } }, 3);
    expect(new Set(rare.map(({ advShares }) => advShares))).toEqual(new Set([1000]));
  });

  test('makes stocks of a million shares a day index members', () => {
    const known = new Map(NAMED_STOCKS.map((stock) => [stock.symbol, stock.indexMember]));
    for (const { symbol, indexMember, advShares } of generateUniverse(SPEC, 3)) {
      const told = known.get(symbol);
      if (told !== undefined) {
        expect(indexMember).toBe(told);
        continue;
      }
      if (Math.abs(advShares - 1_000_000) > 1) expect(indexMember).toBe(advShares > 1_000_000);
    }
  });

  test('keeps the given medians in every range of rows and for every seed', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const stocks = generateUniverse({ ...SPEC, named: false, stocks: 600 }, seed);
      for (const begin of [0, 150, 300, 450]) {
        const stretch = stocks.slice(begin, begin + 150);
        const median = (pick: (stock: Stock) => number) => medianOf(stretch.map(pick));
        expect(Math.abs(Math.log(median(({ openTicks }) => openTicks) / 120_000))).toBeLessThan(
          0.85 * 0.06,
        );
        expect(Math.abs(Math.log(median(({ advShares }) => advShares) / 3_000_000))).toBeLessThan(
          1.8 * 0.06,
        );
        expect(
          Math.abs(Math.log(median(({ dailyVolatility }) => dailyVolatility) / 0.022)),
        ).toBeLessThan(0.4 * 0.06);
      }
    }
  });

  test('spreads the logarithms by the given deviation', () => {
    const stocks = generateUniverse({ ...SPEC, named: false, stocks: 5000 }, 1);
    const spread = (pick: (stock: Stock) => number) => {
      const logs = stocks.map((stock) => Math.log(pick(stock)));
      const mean = logs.reduce((sum, x) => sum + x, 0) / logs.length;
      return Math.sqrt(logs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / logs.length);
    };
    expect(spread(({ openTicks }) => openTicks)).toBeCloseTo(0.85, 1);
    expect(spread(({ dailyVolatility }) => dailyVolatility)).toBeCloseTo(0.4, 2);
  });
});

describe('listed stocks', () => {
  const listed = [
    { symbol: 'AAA', priceDollars: 1.2345, advShares: 1, dailyVolatility: 0, indexMember: true },
    { symbol: 'BBB', priceDollars: 7 },
  ];

  test('have the first places, and the stocks behind them stay as they were', () => {
    const [first, second, ...others] = generateUniverse({ ...SPEC, listed }, 7);
    const [, drawn, ...same] = generateUniverse(SPEC, 7);
    expect([first!.symbol, first!.openTicks, first!.advShares]).toEqual(['AAA', 12_345, 1]);
    expect([first!.dailyVolatility, first!.indexMember]).toEqual([0, true]);
    expect(second!.dailyVolatility).toBe(drawn!.dailyVolatility);
    expect(others).toEqual(same);
  });

  test.each([
    [{ listed, stocks: 1 }, ['stocks'], 'must be at least 2, for the listed stocks'],
    [{ listed: [...listed, listed[0]!] }, ['listed', 0, 'symbol'], 'is listed twice, at 0 and 2'],
    [
      { listed: [{ symbol: 'S0010', priceDollars: 1 }] },
      ['listed', 0, 'symbol'],
      'is also the drawn stock at place 9',
    ],
    [
      { listed: [{ symbol: 'GT', priceDollars: 1 }] },
      ['listed', 0, 'symbol'],
      'is also the drawn stock at place 2',
    ],
  ])('that clash are found: %j', (changes, path, reason) => {
    const faults = findListedFaults({ ...SPEC, ...changes });
    expect(faults).toHaveLength(1);
    expect(faults[0]!.path).toEqual(path);
    expect(faults[0]!.reason).toContain(reason);
  });
});
