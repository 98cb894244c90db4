import { InputError, suggest } from '../base/input-error.js';
import { KIND_RULES, type MetricKind, type MetricTable, rightForm } from './metric.js';

/**
 * A threshold on a measured result, written as for k6: `decision.p99.9<50us`, `rejected.rate<1%`,
 * `throughput>5M`.
 */
export interface Threshold {
  readonly text: string;
  /** The dotted name of a metric. */
  readonly metric: string;
  readonly kind: MetricKind;
  readonly comparison: '<' | '<=' | '>' | '>=' | '==';
  /** Times in ns, shares as fractions, rates by the second, counts plain. */
  readonly bound: number;
}

export interface ThresholdOutcome {
  readonly threshold: Threshold;
  /** The measured value. It is `undefined` where the run did not measure it: a breach. */
  readonly value: number | undefined;
  readonly held: boolean;
}

/**
 * Reads one threshold. The InputError says which part is wrong. For a unit that the metric does not
 * have, it gives the right form of the bound.
 */
export function parseThreshold(text: string, metrics: MetricTable): Threshold {
  const refuse = (reason: string): never => {
    throw new InputError(`--threshold '${text}': ${reason}`);
  };
  const match =
    /^\s*([A-Za-z][\w.-]*?)\s*(<=|>=|==|<|>)\s*(\d+(?:\.\d+)?)\s*([A-Za-zµ%]*)\s*$/.exec(text);
  if (!match)
    return refuse('must be METRIC<NUMBER[UNIT] or METRIC>NUMBER[UNIT], as in decision.p99.9<50us');
  const [, metric, comparison, digits, unit] = match as unknown as [
    string,
    string,
    Threshold['comparison'],
    string,
    string,
  ];
  if (!Object.hasOwn(metrics, metric))
    refuse(`'${metric}' is not measured; ${suggest(metric, Object.keys(metrics))}`);
  const kind = metrics[metric]!;
  const bound = readBound(kind, `${metric}${comparison}`, digits, unit, (reason) =>
    refuse(`${metric} is ${reason}`),
  );
  return { text: text.trim(), metric, kind, comparison, bound };
}

function readBound(
  kind: MetricKind,
  before: string,
  digits: string,
  unit: string,
  refuse: (reason: string) => never,
): number {
  const { called, units, boundMax, boundMaxText } = KIND_RULES[kind];
  if (unit === '' && Number(digits) === 0) return 0;
  if (!Object.hasOwn(units, unit)) {
    const wrong = unit === '' ? `'${digits}' has no unit` : `'${unit}' is not a unit of it`;
    refuse(`${called}, and ${wrong}: ${rightForm(kind, before, digits, unit)}`);
  }
  const bound = Number(digits) * units[unit]!;
  // Rounding may raise a percentage by one unit in the last place.
  if (bound > boundMax * (1 + Number.EPSILON))
    refuse(
      `${called}, and '${digits}${unit}' is beyond all that is measured: at most ${boundMaxText}`,
    );
  return Math.min(bound, boundMax);
}

/** Judges thresholds by the measured values. */
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
    case '==':
      return value === bound;
  }
}
