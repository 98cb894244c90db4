import { InputError, suggest } from '../base/assert.js';

/**
 * Thresholds on a measured result, as people write them for k6: `decision.p99.9<50us`, `rejected.rate<1%`, `throughput>5M`. A metric is a dotted name of a flat list of numbers;
 * times are in ns there, rates fractions, counts plain.
 */
export interface Threshold {
  readonly text: string;
  readonly metric: string;
  readonly comparison: '<' | '<=' | '>' | '>=';
  readonly bound: number;
}

export interface ThresholdOutcome {
  readonly threshold: Threshold;
  /** The measured value; undefined when the run measured no such thing, which is a breach. */
  readonly value: number | undefined;
  readonly held: boolean;
}

/** What a unit multiplies by: times to ns, per cent to a fraction, k and M to counts. */
const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  '%': 0.01,
  k: 1e3,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  '': 1,
};

/** Reads one threshold. Throws an InputError that says which part is wrong; `metrics` are the names that a run can measure. */
export function parseThreshold(text: string, metrics: readonly string[]): Threshold {
  const match = /^\s*([A-Za-z][\w.-]*?)\s*(<=|>=|<|>)\s*(\d+(?:\.\d+)?)\s*([A-Za-zµ%]*)\s*$/.exec(text);
  if (!match) throw new InputError(`--threshold '${text}': must be METRIC<NUMBER[UNIT] or METRIC>NUMBER[UNIT], as in decision.p99.9<50us`);
  const [, metric, comparison, digits, unit] = match as unknown as [string, string, Threshold['comparison'], string, string];
  if (!Object.hasOwn(UNITS, unit))
    throw new InputError(
      `--threshold '${text}': '${unit}' is not a unit; ${suggest(
        unit,
        Object.keys(UNITS).filter((name) => name !== ''),
      )}`,
    );
  if (!metrics.includes(metric)) throw new InputError(`--threshold '${text}': '${metric}' is not measured; ${suggest(metric, metrics)}`);
  return { text: text.trim(), metric, comparison, bound: Number(digits) * UNITS[unit]! };
}

/** Judges thresholds by what was measured. */
export function judgeThresholds(
  thresholds: readonly Threshold[],
  measured: Readonly<Record<string, number | undefined>>,
): ThresholdOutcome[] {
  return thresholds.map((threshold) => {
    const value = measured[threshold.metric];
    return { threshold, value, held: value !== undefined && holds(value, threshold) };
  });
}

function holds(value: number, { comparison, bound }: Threshold): boolean {
  switch (comparison) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
  }
}
