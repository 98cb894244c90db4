import type { LatencyHistogram } from '../metrics/histogram.js';
import type { BothEnds } from '../oracle/verdicts.js';
import type { TargetResult } from '../target/result.js';
import { latencyMetrics, type Measured, type MetricTable, measureLatencies } from './metric.js';

/** What a threshold of a load on a target can name. */

/** The latencies of a load on a target by name, in the order of a report. */
export const TARGET_POINTS = [
  'response',
  'service',
  'arrival',
  'transit',
  'fill',
  'cancel',
  'replace',
  'lag',
] as const;

const COUNTS: MetricTable = {
  throughput: 'rate',
  'refused.rate': 'share',
  'rejected.rate': 'share',
  'late.rate': 'share',
  unanswered: 'count',
  duplicates: 'count',
  unmatched: 'count',
  outstanding: 'count',
  missing: 'count',
  leaks: 'count',
  'leaks.undecided': 'count',
  'leaks.dollars': 'count',
  'leaks.dollars.most': 'count',
  'refusals.true': 'count',
  'refusals.false': 'count',
  'kill.after': 'count',
  'kill.left': 'count',
  'kill.last': 'time',
  'drop.after': 'count',
  'drop.dollars': 'count',
  'drop.left': 'count',
  'drop.last': 'time',
};

/** Every metric that a threshold of a load on a target can name, with its kind. */
export const TARGET_METRICS: MetricTable = {
  ...COUNTS,
  ...latencyMetrics(TARGET_POINTS),
};

/** A load with what the venue behind the target saw of it. */
export interface TargetOutcome extends TargetResult {
  /** Undefined without --venue. */
  readonly ends?: (BothEnds & Record<'arrival' | 'transit', LatencyHistogram>) | undefined;
}

/** The latencies of a result by name. */
export function targetLatencies({
  latencies,
  lag,
  ends,
}: TargetOutcome): Record<string, LatencyHistogram> {
  const seen = ends === undefined ? {} : { arrival: ends.arrival, transit: ends.transit };
  return { ...latencies, ...seen, lag };
}

/** The outcome as a flat list of numbers: times in ns, rates by the second, shares of 1. */
export function measureTarget(result: TargetOutcome): Measured {
  const { counts, issued, seconds, lateByTarget, lateByTool } = result;
  const share = (part: number, whole: number): number | undefined =>
    whole > 0 ? part / whole : undefined;
  return {
    throughput: seconds > 0 ? issued.left / seconds : undefined,
    'refused.rate': share(counts.refused, result.orders),
    'rejected.rate': share(counts.rejected, issued.left),
    'late.rate': share(lateByTarget + lateByTool, issued.asked),
    unanswered: result.unanswered,
    duplicates: counts.duplicates,
    unmatched: counts.unmatched,
    outstanding: result.drain.outstanding,
    ...measureEnds(result.ends),
    ...measureLatencies(targetLatencies(result)),
  };
}

/** What only the venue, or our own gate, can tell. Without them it is not measured. */
function measureEnds(ends: BothEnds | undefined): Measured {
  if (ends === undefined) return {};
  const { missing, oracle } = ends;
  if (oracle === undefined) return { missing };
  const { leaks, undecidedLeaks, overshoot, trueRefusals, falseRefusals, kills, drop } = oracle;
  const measured: Measured = {
    missing,
    leaks,
    'leaks.undecided': undecidedLeaks,
    'leaks.dollars': overshoot.dollars,
    'leaks.dollars.most': overshoot.mostDollars,
    'refusals.true': trueRefusals,
    'refusals.false': falseRefusals,
    ...(drop === undefined
      ? {}
      : {
          'drop.after': drop.after,
          'drop.dollars': drop.afterDollars,
          'drop.left': drop.left,
          'drop.last': drop.lastArrivalNs ?? 0,
        }),
  };
  if (kills.length === 0) return measured;
  const last = kills.map(({ lastArrivalNs }) => lastArrivalNs ?? 0);
  return {
    ...measured,
    'kill.after': kills.reduce((sum, { after }) => sum + after, 0),
    'kill.left': kills.reduce((sum, { left }) => sum + left, 0),
    'kill.last': Math.max(...last),
  };
}
