import type { GateLimits } from '../../src/risk/limits/limits.js';
import { type GatedChild, type GatedParent, judge, type LoneGate } from '../support/gate.js';

/**
 * Every row of the catalogue passes at its limit, acts one beyond it, still does so ten minutes
 * later after a restart, and ends as its column `reset` says. A row without a case fails.
 */
export interface Case {
  readonly limits: Partial<GateLimits>;
  readonly parents?: readonly GatedParent[];
  /** Brings the check to its limit; every verdict must be `admitted`. */
  readonly within: (lone: LoneGate) => string[];
  /** Sends one order beyond the limit. */
  readonly beyond: (lone: LoneGate) => string[];
  readonly verdict: string;
  /** The verdict on the order of `probe` after a restart, ten minutes later. */
  readonly probe: (lone: LoneGate, nowNs: number) => string[];
  readonly later: string;
  /** Ends the action, so that the probe passes. Left out if time ends it. */
  readonly reset?: (lone: LoneGate, nowNs: number) => void;
}

const enforce = { mode: 'enforce' } as const;
export const one =
  (child: GatedChild) =>
  (lone: LoneGate, nowNs = 0) =>
    judge(lone, [child], nowNs);
/** A check of one order: `within` passes and `beyond` does not, at any time. */
export const single = (
  limits: Partial<GateLimits>,
  verdict: string,
  within: GatedChild,
  beyond: GatedChild,
  parents?: GatedParent[],
): Case => ({
  limits,
  ...(parents && { parents }),
  within: one(within),
  beyond: one(beyond),
  verdict,
  probe: one(beyond),
  later: verdict,
});

/** The cases of the rules of a market for one order. */
export const RULE_CASES: Readonly<Record<string, Case>> = {
  'fat-finger': single(
    { fatFinger: { ...enforce, percent: 1, dollars: 0.5 } },
    'fat-finger',
    { priceTicks: 205_000 },
    { priceTicks: 205_001 },
  ),
  'market-collar': single(
    { marketCollar: enforce },
    'market-collar',
    { priceTicks: 210_210 },
    { priceTicks: 210_211 },
  ),
  'parent-adv': single({ parentAdv: { ...enforce, percent: 1 } }, 'parent-adv', {}, { parent: 1 }, [
    { ordered: 1000 },
    { ordered: 1001 },
  ]),
  'outstanding-share': single(
    { outstandingShare: enforce },
    'outstanding-share',
    {},
    { parent: 1 },
    [{ ordered: 300_000 }, { ordered: 300_001 }],
  ),
  'short-sales': single({ shortSales: enforce }, 'short-sales', {}, { parent: 1 }, [
    { side: 'sell' },
    { side: 'sell', mark: 'short-exempt' },
  ]),
  'easy-to-borrow': single({ easyToBorrow: enforce }, 'easy-to-borrow', {}, { parent: 1 }, [
    { side: 'sell', mark: 'short' },
    { side: 'sell', mark: 'short', symbol: 1 },
  ]),
  'tick-size': single({ tickSize: enforce }, 'tick-size', {}, { priceTicks: 200_001 }),
  'round-lot': single({ roundLot: enforce }, 'round-lot', {}, { quantity: 101 }),
  'market-orders': single({ marketOrders: enforce }, 'market-orders', {}, { parent: 1 }, [
    { limitTicks: 200_000 },
    {},
  ]),
  'order-types': single({ orderTypes: enforce }, 'order-types', {}, { parent: 1 }, [
    { resting: true },
    { limitTicks: 200_000, sweep: true },
  ]),
  // The middle of the quote is at yesterday's close, and its bid below it.
  'short-sale-price': single(
    { shortSalePrice: { ...enforce, percent: 0 } },
    'short-sale-price',
    { parent: 1, priceTicks: 199_801 },
    { parent: 1, priceTicks: 199_800 },
    [{}, { side: 'sell', mark: 'short' }],
  ),
  'trading-hours': {
    ...single({ tradingHours: { ...enforce, toSeconds: 60 } }, 'trading-hours', {}, {}),
    within: (lone) => judge(lone, [{}], 60e9),
    beyond: (lone) => judge(lone, [{}], 60e9 + 1),
  },
};
