import type { InFlightResult } from '../session/result/in-flight.js';
import { count, usd, wrap } from './format.js';

/** What was under way between servers and venues, in sentences. */
export function tellInFlight({
  peakOrders,
  peakDollars,
  leakedOrders,
  leakedShares,
  leakedDollars,
}: InFlightResult): string {
  const most =
    `Under way between servers and venues: at most ${count(peakOrders)} orders without an ` +
    `answer, ${usd(peakDollars)} at their limits.`;
  if (leakedOrders === 0) return most;
  return (
    `${most} ${count(leakedOrders)} orders reached a venue after a kill, and executed ` +
    `${count(leakedShares)} shares for ${usd(leakedDollars)}.`
  );
}

/** The same as lines of so many columns; empty where no venue has a latency. */
export function describeInFlight(inFlight: InFlightResult | undefined, width: number): string {
  return inFlight === undefined ? '' : wrap(tellInFlight(inFlight), width);
}
