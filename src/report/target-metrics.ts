import {
  type LatencyHistogram,
  largestNs,
  meanNs,
  percentileNs,
  totalCount,
} from '../metrics/histogram.js';
import type { TargetResult } from '../target/result.js';
import type { MetricTable } from './metric.js';

/** What a threshold of a load on a target can name. */

const PERCENTILES = [50, 75, 90, 95, 97.5, 99, 99.9, 99.99, 99.999] as const;

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
  ...Object.fromEntries(
    TARGET_POINTS.flatMap((point) =>
      [...PERCENTILES.map((percentile) => `p${percentile}`), 'mean', 'max'].map((what) => [
        `${point}.${what}`,
        'time' as const,
      ]),
    ),
  ),
};

/** The latencies of a result by name. */
export function targetLatencies({
  latencies,
  lag,
}: TargetResult): Record<string, LatencyHistogram> {
  return { ...latencies, lag };
}

/** The outcome as a flat list of numbers: times in ns, rates by the second, shares of 1. */
export function measureTarget(result: TargetResult): Record<string, number | undefined> {
  const { counts, issued, seconds, lateByTarget, lateByTool } = result;
  const share = (part: number, whole: number): number | undefined =>
    whole > 0 ? part / whole : undefined;
  const measured: Record<string, number | undefined> = {
    throughput: seconds > 0 ? issued.left / seconds : undefined,
    'refused.rate': share(counts.refused, result.orders),
    'rejected.rate': share(counts.rejected, issued.left),
    'late.rate': share(lateByTarget + lateByTool, issued.asked),
    unanswered: result.unanswered,
    duplicates: counts.duplicates,
    unmatched: counts.unmatched,
    outstanding: result.drain.outstanding,
  };
  for (const [point, histogram] of Object.entries(targetLatencies(result))) {
    if (totalCount(histogram) === 0) continue;
    for (const percentile of PERCENTILES)
      measured[`${point}.p${percentile}`] = percentileNs(histogram, percentile);
    measured[`${point}.mean`] = meanNs(histogram);
    measured[`${point}.max`] = largestNs(histogram);
  }
  return measured;
}
