import { formatLatency } from '../metrics/histogram-files.js';
import { COUNT_FORMS, exact, fixed, tellApart } from './format.js';

/**
 * What a metric is, and so the units that its bounds have: a time in ns, a rate by the second, a
 * share as a fraction of 1, a plain count.
 */
export type MetricKind = 'time' | 'rate' | 'share' | 'count';

/** The metrics that a command measures, by name. */
export type MetricTable = Readonly<Record<string, MetricKind>>;

interface KindRule {
  /** What the kind is called in a message. */
  readonly called: string;
  /** What each unit multiplies by; `''` is a bare number. */
  readonly units: Readonly<Record<string, number>>;
  /** The largest bound with a meaning: nothing that is measured is above it. */
  readonly boundMax: number;
  readonly boundMaxText: string;
}

const THOUSANDS = { '': 1, k: 1e3, K: 1e3, M: 1e6, G: 1e9 } as const;
const UNLIMITED = { boundMax: 1e300, boundMaxText: '1e300' } as const;

/** THE table of units: those that a bound of each kind takes. A bare 0 needs none. */
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

/**
 * A bound as people should have written it, from what stands before its number, the number and its
 * unit.
 */
export function rightForm(kind: MetricKind, before: string, digits: string, unit: string): string {
  if (kind === 'time') return `write ${before}${digits}us or ${before}${digits}ms`;
  if (kind !== 'share')
    return `write ${before}${digits}, ${before}${digits}k or ${before}${digits}M`;
  const isFraction = unit === '' && Number(digits) < 1;
  return (
    `write ${before}${isFraction ? Number((100 * Number(digits)).toPrecision(12)) : digits}%; ` +
    'a share of 1 is 100%'
  );
}

/** How numbers of a kind are written, from short to exact. */
const KIND_FORMS: Readonly<Record<MetricKind, readonly ((n: number) => string)[]>> = {
  time: [formatLatency, exact(0, '', ' ns'), exact(3, '', ' ns')],
  share: [3, 6, 9].map((digits) => (share: number) => `${fixed(100 * share, digits)} %`),
  rate: COUNT_FORMS,
  count: COUNT_FORMS,
};

/**
 * A measured number in the unit of its kind; beside a bound, with as many digits as tell it from
 * that.
 */
export function showKind(kind: MetricKind, value: number | undefined, bound = value): string {
  if (value === undefined || bound === undefined) return 'not measured';
  return tellApart(value, bound, KIND_FORMS[kind])[0];
}
