import { expect, test } from 'vitest';
import { venueStocks } from '../../src/scenarios/venue-stocks.js';

test('listed stocks have their prices in ticks; without any the profiles’ trade', () => {
  expect(venueStocks([{ symbol: 'GT', priceDollars: 11.5001 }])).toEqual([
    { symbol: 'GT', referenceTicks: 115_001 },
  ]);
  const own = venueStocks(undefined);
  expect(own.length).toBeGreaterThan(100);
  expect(own.every(({ referenceTicks }) => referenceTicks > 0)).toBe(true);
});
