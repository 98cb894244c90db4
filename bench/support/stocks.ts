import type { Stock } from '../../src/market/universe.js';

/** `count` stocks of one kind that open at $20. */
export function stocksAlike(count: number, advShares: number): Stock[] {
  return Array.from({ length: count }, (_, stock) => ({
    symbol: `S${stock}`,
    openTicks: 200_000,
    advShares,
    dailyVolatility: 0.02,
    indexMember: false,
  }));
}
