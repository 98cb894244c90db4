import type { LatencyHistogram } from '../metrics/histogram.js';
import type { TargetResult } from '../target/result.js';
import { latencyMetrics, type Measured, type MetricTable, measureLatencies } from './metric.js';

/** What a threshold of a load on a target can name. */

/** The latencies of a load on a target by name, in the order of a report. */
export const TARGET_POINTS = ['response', 'service', 'fill', 'cancel', 'replace', 'lag'] as const;

const COUNTS: MetricTable = {
  throughput: 'rate',
  'refused.rate': 'share',
  'rejected.rate': 'share',
  'late.rate': 'share',
  unanswered: 'count',
  duplicates: 'count',
  unmatched: 'count',
  outstanding: 'count',
};

/** Every metric that a threshold of a load on a target can name, with its kind. */
export const TARGET_METRICS: MetricTable = {
  ...COUNTS,
  ...latencyMetrics(TARGET_POINTS),
};

/** The latencies of a result by name. */
export function targetLatencies({
  latencies,
  lag,
}: TargetResult): Record<string, LatencyHistogram> {
  return { ...latencies, lag };
}

/** The outcome as a flat list of numbers: times in ns, rates by the second, shares of 1. */
export function measureTarget(result: TargetResult): Measured {
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
    ...measureLatencies(targetLatencies(result)),
  };
}
