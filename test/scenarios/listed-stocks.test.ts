import { expect, test } from 'vitest';
import { generateUniverse, type ListedStock } from '../../src/market/universe.js';
import { listProfileStocks, listStocks } from '../../src/scenarios/listed-stocks.js';
import { findProfile } from '../../src/scenarios/profiles.js';
import { SMALL } from '../support/scenarios.js';

const LISTED: readonly ListedStock[] = [
  { symbol: 'AAA', priceDollars: 12.3456, advShares: 5, dailyVolatility: 0.1, indexMember: true },
  { symbol: 'BBB', priceDollars: 0.0712 },
];

test('listed stocks take the place of all others, and give their values', () => {
  const { universe, seed } = listStocks(SMALL, LISTED);
  const [first, second, ...others] = generateUniverse(universe, seed);
  expect(others).toEqual([]);
  expect(first).toEqual({
    symbol: 'AAA',
    openTicks: 123_456,
    advShares: 5,
    dailyVolatility: 0.1,
    indexMember: true,
  });
  const drawn = generateUniverse({ ...universe, listed: undefined }, seed)[1]!;
  expect(second).toEqual({ ...drawn, symbol: 'BBB', openTicks: 712 });
});

test('a stream over the whole universe is one over all listed stocks; others keep places', () => {
  const { flow } = listStocks(SMALL, LISTED);
  expect(flow.slice(3).map((stream) => 'endPlace' in stream && stream.endPlace)).toEqual([2, 2]);
  expect(flow.slice(0, 3)).toEqual(SMALL.flow.slice(0, 3));
  const profile = findProfile('normal-day');
  expect(listProfileStocks(profile, LISTED).mix.endPlace).toBe(2);
  const part = { ...profile, mix: { ...profile.mix, firstPlace: 1 } };
  expect(listProfileStocks(part, LISTED).mix).toEqual(part.mix);
});
