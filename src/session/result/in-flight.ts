import { dollars } from '../../base/units.js';
import type { Day } from '../day/day.js';

/** What was under way between the servers and the venues of a day. */
export interface InFlightResult {
  /** The most orders without an answer after a tick, and the most of their money at the limit. */
  readonly peakOrders: number;
  readonly peakDollars: number;
  /** Orders that reached a venue after a kill that covers them, and what they executed. */
  readonly leakedOrders: number;
  readonly leakedExecutions: number;
  readonly leakedShares: number;
  readonly leakedDollars: number;
}

/** Sums up what was under way, or returns undefined if no venue has a latency. */
export function summariseInFlight({ flights }: Day): InFlightResult | undefined {
  if (flights === undefined) return undefined;
  const { peak, leaked } = flights;
  return {
    peakOrders: peak.orders,
    peakDollars: dollars(peak.money),
    leakedOrders: leaked.orders,
    leakedExecutions: leaked.executions,
    leakedShares: leaked.shares,
    leakedDollars: dollars(leaked.money),
  };
}
