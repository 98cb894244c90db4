import { CHILD_WORDS, ChildWord, instrumentOf } from '../../src/orders/children.js';
import { reserveSecond } from '../../src/risk/counts/exposure.js';
import { passesSecond } from '../../src/risk/gate/short-way.js';
import type { GateLimits } from '../../src/risk/limits/limits.js';
import { type GatedChild, judge, type LoneGate, loneGate } from '../support/gate.js';

/** Orders at the edge of each bound of the short way, for its tests. */

export const SYMBOL = 3;
export const NOW = 2e9;
export const PARENTS = [
  { symbol: SYMBOL },
  { symbol: SYMBOL, side: 'sell', mark: 'short', ordered: 999_999 },
  { symbol: SYMBOL, behaviour: 2 },
  { symbol: SYMBOL - 1 },
  { symbol: SYMBOL, limitTicks: 210_000 },
] as const;

export type Candidates = Partial<
  Record<'parent' | 'shares' | 'total' | 'priceTicks' | 'count' | 'nowNs', number>
>;

/**
 * Returns whether orders pass the second pass together; by default one order of 100 shares at $20
 * of the first parent.
 */
export function passes({ gate, parents }: LoneGate, orders: Candidates = {}): boolean {
  const {
    parent = 0,
    total = 100,
    shares = total,
    priceTicks = 200_000,
    count = 1,
    nowNs = NOW,
  } = orders;
  const words = new Int32Array(CHILD_WORDS);
  words[ChildWord.PARENT] = parent;
  words[ChildWord.INSTRUMENT] = instrumentOf(parents.symbol[parent]!, parents.side[parent]!, 0);
  words[ChildWord.LIMIT] = priceTicks;
  return passesSecond(gate.catalogue!, words, 0, parents, shares, total, count, nowNs);
}

/** Counts orders of a parent as admitted. */
export function reserve(
  { gate, parents }: LoneGate,
  { parent = 0, total = 100, priceTicks = 200_000, count = 1, nowNs = NOW }: Candidates,
): void {
  parents.working[parent] = parents.working[parent]! + total;
  reserveSecond(gate.catalogue!, parents, parent, total, priceTicks, count, nowNs);
}

/** Returns a gate with the second pass, in which some checks may be on. */
export const gateOf = (limits: Partial<GateLimits>): LoneGate =>
  loneGate({ explain: true, ...limits }, PARENTS);
export const enforce = { mode: 'enforce' } as const;

/** By check: its limits, orders that just pass, and orders one beyond. */
export const EDGES: readonly [string, Partial<GateLimits>, Candidates, Candidates][] = [
  [
    'the share of the daily volume, by the largest order',
    { advShare: { ...enforce, percent: 0.1 } },
    { shares: 100, total: 900 },
    { shares: 101 },
  ],
  [
    'the collar at the quote, for a buy',
    { quoteCollar: { ...enforce, percent: 5 } },
    { priceTicks: 210_210 },
    { priceTicks: 210_211 },
  ],
  [
    'the collar at the quote, for a sale',
    { quoteCollar: { ...enforce, percent: 5 } },
    { parent: 1, priceTicks: 189_810 },
    { parent: 1, priceTicks: 189_809 },
  ],
  [
    'the static collar above',
    { staticCollar: { ...enforce, percent: 10, softPercent: 10 } },
    { priceTicks: 220_000 },
    { priceTicks: 220_001 },
  ],
  [
    'the static collar below',
    { staticCollar: { ...enforce, percent: 10, softPercent: 10 } },
    { priceTicks: 180_000 },
    { priceTicks: 179_999 },
  ],
  [
    'the static collar below, around the last trade',
    { staticCollar: { ...enforce, percent: 10, softPercent: 10, reference: 'last' } },
    { priceTicks: 180_000 },
    { priceTicks: 179_999 },
  ],
  [
    'the static collar above, around the mean',
    { staticCollar: { ...enforce, percent: 10, softPercent: 10, reference: 'mean' } },
    { priceTicks: 220_000 },
    { priceTicks: 220_001 },
  ],
  [
    'the shares located',
    { locate: { ...enforce, shares: 100 } },
    { parent: 1, total: 100 },
    { parent: 1, total: 101 },
  ],
  [
    'the last trade, for a buy',
    { fatFinger: { ...enforce, percent: 2, dollars: 0.1 } },
    { priceTicks: 204_000 },
    { priceTicks: 204_001 },
  ],
  [
    'the last trade, for a sale',
    { fatFinger: { ...enforce, percent: 0, dollars: 0.1 } },
    { parent: 1, priceTicks: 199_000 },
    { parent: 1, priceTicks: 198_999 },
  ],
  [
    'the touch of a market order at its receipt',
    { marketCollar: enforce },
    { priceTicks: 210_210 },
    { priceTicks: 210_211 },
  ],
  [
    'the order as it enters, against the daily volume',
    { parentAdv: { ...enforce, percent: 999.999 } },
    { parent: 1 },
    {},
  ],
  [
    'the order as it enters, against the shares outstanding',
    { outstandingShare: { ...enforce, percent: 99.9999, softPercent: 99.9999 } },
    { parent: 1 },
    {},
  ],
  [
    'the soft share of the shares outstanding',
    { outstandingShare: { ...enforce, percent: 100, softPercent: 99.9999 } },
    { parent: 1 },
    {},
  ],
  ['the mark of a sale', { shortSales: enforce }, {}, { parent: 1 }],
  ['a tick of the stock', { tickSize: enforce }, { priceTicks: 200_100 }, { priceTicks: 200_101 }],
  [
    'a round lot, of orders of one size',
    { roundLot: enforce },
    { shares: 200, total: 600, count: 3 },
    { shares: 200, total: 500, count: 3 },
  ],
  [
    'the price of a short sale after a fall',
    { shortSalePrice: { ...enforce, percent: 0 } },
    { parent: 1, priceTicks: 199_801 },
    { parent: 1, priceTicks: 199_800 },
  ],
  ['no limit price', { marketOrders: enforce }, { parent: 4 }, {}],
  ['the kinds of orders', { orderTypes: { ...enforce, types: ['limit'] } }, { parent: 4 }, {}],
  [
    'the executions of a parent',
    { executionsPerParent: { ...enforce, executions: 5 } },
    { count: 5 },
    { count: 6 },
  ],
  ['the orders open', { openOrders: { ...enforce, orders: 5 } }, { count: 5 }, { count: 6 }],
  [
    'the rate of the symbol, by its hard level',
    { symbolRate: { ...enforce, perSecond: 10, softPerSecond: 20, windowSeconds: 0.5 } },
    { count: 5 },
    { count: 6 },
  ],
  [
    'the rate of the symbol, by its soft level',
    { symbolRate: { ...enforce, perSecond: 20, softPerSecond: 10, windowSeconds: 0.5 } },
    { count: 5 },
    { count: 6 },
  ],
  [
    'the share of the daily volume over the day',
    { cumulativeAdv: { ...enforce, percent: 1, softPercent: 1 } },
    { total: 1000 },
    { total: 1001 },
  ],
  [
    'the rate of messages',
    { messageRate: { ...enforce, perSecond: 10, windowSeconds: 0.5 } },
    { count: 5 },
    { count: 6 },
  ],
  [
    'the messages for each execution',
    { orderToTrade: { ...enforce, ratio: 1, messagesMin: 5 } },
    { count: 5 },
    { count: 6 },
  ],
  [
    'the volume of a window',
    { rollingVolume: { ...enforce, percent: 1 } },
    { total: 1000 },
    { total: 1001 },
  ],
  [
    'the gross of a window',
    { rollingGross: { ...enforce, dollars: 20_000 } },
    { total: 1000 },
    { total: 1001 },
  ],
  ['the position', { position: { ...enforce, dollars: 20_000 } }, { total: 1000 }, { total: 1001 }],
  [
    'the gross of the server',
    { serverGross: { ...enforce, dollars: 20_000 } },
    { total: 1000 },
    { total: 1001 },
  ],
];

/** By check: its limits, another symbol's tighter ones, orders that just pass, and one beyond. */
export const OWN_EDGES: readonly [string, Partial<GateLimits>, object, Candidates, Candidates][] = [
  [
    'the collar at the quote',
    { quoteCollar: { ...enforce, percent: 5 } },
    { quoteCollar: { percent: 1 } },
    { priceTicks: 210_210 },
    { priceTicks: 210_211 },
  ],
  [
    'the shares located',
    { locate: { ...enforce, shares: 100 } },
    { locate: { shares: 1 } },
    { parent: 1 },
    { parent: 1, total: 101 },
  ],
  [
    'the position',
    { position: { ...enforce, dollars: 20_000 } },
    { position: { dollars: 20 } },
    { total: 1000 },
    { total: 1001 },
  ],
];

/** Returns whether orders of one parent and price, of these sizes, pass together. */
export function passTogether(lone: LoneGate, sizes: readonly number[]): boolean {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return passes(lone, { shares: Math.max(...sizes), total, count: sizes.length });
}

/** Puts children to the gate; returns the size of the last one on the long way, or 0. */
export function lastJudged(lone: LoneGate, rows: readonly GatedChild[], nowNs = NOW): number {
  lone.gate.catalogue!.order.shares = 0;
  judge(lone, rows, nowNs);
  return lone.gate.catalogue!.order.shares;
}

/** Puts children to the gate; returns the sizes of all on the long way. */
export function allJudged(lone: LoneGate, rows: readonly GatedChild[]): readonly number[] {
  const judged: number[] = [];
  const { order } = lone.gate.catalogue!;
  Object.defineProperty(order, 'shares', {
    set: (shares: number) => judged.push(shares),
    get: () => judged.at(-1) ?? 0,
  });
  judge(lone, rows, NOW);
  return judged;
}
