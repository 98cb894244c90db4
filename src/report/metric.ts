import {
  type LatencyHistogram,
  largestNs,
  meanNs,
  percentileNs,
  totalCount,
} from '../metrics/histogram.js';
import { formatLatency } from '../metrics/histogram-files.js';
import { COUNT_FORMS, exact, fixed, tellApart } from './format.js';

/**
 * The kind of a metric decides the units of its bounds: a time in ns, a rate by the second, a share
 * as a fraction of 1, a plain count.
 */
export type MetricKind = 'time' | 'rate' | 'share' | 'count';

/** The metrics that a command measures, by name. */
export type MetricTable = Readonly<Record<string, MetricKind>>;

/** Metrics by name. A metric that was not measured is `undefined`, never 0 or NaN. */
export type Measured = Record<string, number | undefined>;

/** The percentiles that a threshold can name. */
const PERCENTILES = [50, 75, 90, 95, 97.5, 99, 99.9, 99.99, 99.999] as const;

/** The metrics of latencies: `response.p99`, `response.mean`, `response.max` and so on. */
export const latencyMetrics = (points: readonly string[]): MetricTable =>
  Object.fromEntries(
    points.flatMap((point) =>
      [...PERCENTILES.map((percentile) => `p${percentile}`), 'mean', 'max'].map((what) => [
        `${point}.${what}`,
        'time',
      ]),
    ),
  );

/** Measures latencies by name, ns; those without a measurement are left out. */
export function measureLatencies(histograms: Readonly<Record<string, LatencyHistogram>>): Measured {
  const measured: Measured = {};
  for (const [point, histogram] of Object.entries(histograms)) {
    if (totalCount(histogram) === 0) continue;
    for (const percentile of PERCENTILES)
      measured[`${point}.p${percentile}`] = percentileNs(histogram, percentile);
    measured[`${point}.mean`] = meanNs(histogram);
    measured[`${point}.max`] = largestNs(histogram);
  }
  return measured;
}

interface KindRule {
  /** The name of the kind in a message. */
  readonly called: string;
  /** The factor of each unit; `''` is a bare number. */
  readonly units: Readonly<Record<string, number>>;
  /** The largest meaningful bound: no measured value is above it. */
  readonly boundMax: number;
  readonly boundMaxText: string;
}

const THOUSANDS = { '': 1, k: 1e3, K: 1e3, M: 1e6, G: 1e9 } as const;
const UNLIMITED = { boundMax: 1e300, boundMaxText: '1e300' } as const;

/** The units that a bound of each kind takes. A bare 0 needs none. */
export const KIND_RULES: Readonly<Record<MetricKind, KindRule>> = {
  time: {
    called: 'a time',
    units: { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9 },
    boundMax: 3600e9,
    boundMaxText: '3600s',
  },
  share: { called: 'a share', units: { '%': 0.01 }, boundMax: 1, boundMaxText: '100%' },
  rate: { called: 'a rate by the second', units: THOUSANDS, ...UNLIMITED },
  count: { called: 'a count', units: THOUSANDS, ...UNLIMITED },
};

/** The right form of a bound, from the text before its number, the number and its unit. */
export function rightForm(kind: MetricKind, before: string, digits: string, unit: string): string {
  if (kind === 'time') return `write ${before}${digits}us or ${before}${digits}ms`;
  if (kind !== 'share')
    return `write ${before}${digits}, ${before}${digits}k or ${before}${digits}M`;
  const isFraction = unit === '' && Number(digits) < 1;
  const percent = isFraction ? Number((100 * Number(digits)).toPrecision(12)) : digits;
  return `write ${before}${percent}%; a share of 1 is 100%`;
}

/** The formats of each kind, from short to exact. */
const KIND_FORMS: Readonly<Record<MetricKind, readonly ((n: number) => string)[]>> = {
  time: [formatLatency, exact(0, '', ' ns'), exact(3, '', ' ns')],
  share: [3, 6, 9].map((digits) => (share: number) => `${fixed(100 * share, digits)} %`),
  rate: COUNT_FORMS,
  count: COUNT_FORMS,
};

/** A measured number in the unit of its kind, with enough digits to tell it from `bound`. */
export function showKind(kind: MetricKind, value: number | undefined, bound = value): string {
  if (value === undefined || bound === undefined) return 'not measured';
  return tellApart(value, bound, KIND_FORMS[kind])[0];
}
