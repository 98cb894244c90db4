import type { CatalogueLimits, CatalogueRow } from '../../src/risk/catalogue/catalogue.js';
import type { GateLimits } from '../../src/risk/limits/limits.js';

/**
 * Limits that a day's ordinary flow does not reach, so that the benchmark times decisions and not
 * refusals.
 */

export const DOLLARS = 50e9;
const on = { mode: 'enforce' } as const;

export const OFF: GateLimits = {
  maxQuantity: { mode: 'off', shares: 0 },
  maxNotional: { mode: 'off', dollars: 0 },
  collar: { mode: 'off', percent: 0, auctionOrders: false },
  parentQuantity: { mode: 'off', toleranceShares: 0 },
  grossExposure: { mode: 'off', dollars: 0 },
  serverRate: { mode: 'off', perSecond: 1, windowSeconds: 1 },
};

/**
 * The checks of the story: kill, quantity, notional, collar, parent quantity, rate, gross exposure.
 */
export const SEVEN: GateLimits = {
  maxQuantity: { ...on, shares: 10_000 },
  maxNotional: { ...on, dollars: 500_000 },
  collar: { ...on, percent: 9.5, auctionOrders: false },
  parentQuantity: { ...on, toleranceShares: 0 },
  grossExposure: { ...on, dollars: DOLLARS },
  serverRate: { ...on, perSecond: 1e9, windowSeconds: 3 },
};

/** The rules of a market for one order, which the benchmark of the second pass leaves off. */
type RuleNumber = 39 | 40 | 41 | 42 | 43 | 44 | 45 | 46 | 47 | 48 | 49 | 51;
type Rules = Extract<CatalogueRow, { readonly number: RuleNumber }>;
type NotTimed =
  | 'unmatchedAccount'
  | 'lossLimit'
  | 'messageRate'
  | 'orderToTrade'
  | 'rollingVolume'
  | 'rollingGross'
  | 'openExposure'
  | Rules['field'];

/** The second pass, without the checks of answers, marks, messages, windows and rules. */
export const SECOND: Required<Omit<CatalogueLimits, NotTimed>> = {
  executionsPerParent: { ...on, executions: 1000 },
  duplicateOrders: { ...on, orders: 1e6, softOrders: 1e6 },
  symbolRate: { ...on, perSecond: 1e6, softPerSecond: 1e6 },
  advShare: { ...on, percent: 100 },
  quoteCollar: on,
  staticCollar: on,
  cumulativeAdv: { ...on, percent: 1000, softPercent: 1000 },
  position: { ...on, dollars: DOLLARS },
  serverGross: { ...on, dollars: DOLLARS },
  netExposure: { ...on, dollars: DOLLARS },
  accountGross: { ...on, dollars: DOLLARS },
  accountNet: { ...on, dollars: DOLLARS },
  accountOpen: { ...on, dollars: DOLLARS },
  locate: { ...on, shares: 1e9 },
  restrictedList: { ...on, symbols: ['S0499'] },
  selfMatch: on,
  openOrders: { ...on, orders: 1e6 },
  staleQuote: { ...on, milliseconds: 1e12 },
  unconfiguredLimit: { ...on, strategies: ['ordinary'] },
};
