import type { GatedParent } from '../support/gate.js';

/**
 * Each of the firm's two servers has these parents: symbols A and B, both sides. One sale is marked
 * long, for fewer shares than may be sent; one is marked short, with a strategy without limits. One
 * has a limit price, and B is not easy to borrow. One sweeps, one is immediate and one is to rest.
 */
export const PARENTS = [
  { symbol: 0, side: 'buy', behaviour: 0, account: 0, limitTicks: 230_000, sweep: true },
  { symbol: 0, side: 'sell', behaviour: 0, account: 1, ordered: 300, immediate: true },
  { symbol: 1, side: 'buy', behaviour: 1, account: 2, resting: true },
  { symbol: 1, side: 'sell', behaviour: 2, account: 3, mark: 'short' },
] as const satisfies readonly GatedParent[];
export const PRICES = [189_810, 189_809, 199_800, 200_000, 200_001, 210_210, 210_211, 220_001];
export const QUANTITIES = [1, 5, 50, 100, 400];
export const QUOTES = [
  [199_800, 200_200],
  [195_000, 196_000],
  [200_000, 199_999],
  [180_000, 220_000],
] as const;
