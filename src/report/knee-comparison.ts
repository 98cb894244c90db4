import { InputError } from '../base/input-error.js';
import { judgeRatio, SAME_WITHIN } from './comparison.js';
import { tellRatio } from './differences.js';
import { count, table, wrap } from './format.js';
import type { KneeSummary } from './html/knee-form.js';
import { showMetric } from './load-metrics.js';

/** Two searches for the highest rate at which one bound holds. */
interface KneeComparison {
  readonly bound: string;
  readonly a: number | null;
  readonly b: number | null;
  /** B's knee as a multiple of A's, and how far the two searches leave it open. */
  readonly ratio: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly verdict: 'better' | 'worse' | 'not told apart' | 'not known';
  /** The metric of the bound at the rates that both tried. */
  readonly rates: readonly {
    readonly perSecond: number;
    readonly a: number | undefined;
    readonly b: number | undefined;
  }[];
}

type Knee = Pick<
  KneeSummary,
  'bound' | 'metric' | 'interrupted' | 'attempts' | 'heldPerSecond' | 'breachedPerSecond'
>;

/** Compares two searches. Throws an InputError if their bounds are not the same. */
export function compareKnees(a: Knee, b: Knee): KneeComparison {
  if (a.bound !== b.bound)
    throw new InputError(
      `the searches have two bounds, '${a.bound}' and '${b.bound}'; give two of one bound`,
    );
  const over = (x: number | null, y: number | null): number | null =>
    x === null || y === null ? null : x / y;
  const low = over(b.heldPerSecond, a.breachedPerSecond);
  const high = over(b.breachedPerSecond, a.heldPerSecond);
  const [before, after] = [curveOf(a), curveOf(b)];
  return {
    bound: a.bound,
    a: a.heldPerSecond,
    b: b.heldPerSecond,
    ratio: over(b.heldPerSecond, a.heldPerSecond),
    low,
    high,
    verdict: a.interrupted || b.interrupted ? 'not known' : judge(a, b, low, high),
    rates: [...before]
      .filter(([perSecond]) => after.has(perSecond))
      .map(([perSecond, attempt]) => ({
        perSecond,
        a: attempt.value,
        b: after.get(perSecond)!.value,
      })),
  };
}

function judge(
  a: Knee,
  b: Knee,
  low: number | null,
  high: number | null,
): KneeComparison['verdict'] {
  if (a.heldPerSecond === null || b.heldPerSecond === null) {
    if (a.heldPerSecond === b.heldPerSecond) return 'not known';
    return a.heldPerSecond === null ? 'better' : 'worse';
  }
  // A search that no rate breached leaves its side open.
  const inverse = {
    ratio: 1,
    low: high === null ? 0 : 1 / high,
    high: low === null ? Number.POSITIVE_INFINITY : 1 / low,
    coverage: 1,
  };
  return ({ slower: 'worse', faster: 'better', same: 'not told apart' } as const)[
    judgeRatio(inverse)
  ];
}

/** The attempts by rate, lowest first: of several at one rate, one that held, else the last. */
export function curveOf({
  attempts,
}: Pick<Knee, 'attempts'>): Map<number, KneeSummary['attempts'][number]> {
  const curve = new Map<number, KneeSummary['attempts'][number]>();
  for (const attempt of [...attempts].sort((x, y) => x.perSecond - y.perSecond)) {
    const known = curve.get(attempt.perSecond);
    if (known === undefined || known.failed !== null || attempt.failed === null)
      curve.set(attempt.perSecond, attempt);
  }
  return curve;
}

/** The knee of a search in words. */
export function tellKnee(perSecond: number | null): string {
  return perSecond === null ? 'none' : `${count(perSecond)}/s`;
}

/** How far the two searches leave the ratio open. */
export function tellOpen({ low, high }: KneeComparison): string {
  if (low === null && high === null) return 'open';
  if (low === null) return `below ${high!.toFixed(3)}`;
  return high === null ? `above ${low.toFixed(3)}` : `${low.toFixed(3)}–${high.toFixed(3)}`;
}

/** What the interval of two searches is worth. */
export const KNEE_METHOD =
  'The interval says how far the two searches leave the ratio open: each knee lies between a ' +
  'rate that held and one that did not. It does not say how much the machine moves a knee: ' +
  `search twice to see that. A verdict needs more than ${100 * SAME_WITHIN} %.`;

/** A comparison of two searches as text of at most 80 columns. */
export function describeKneeComparison(
  comparison: KneeComparison,
  metric: string,
  names: { readonly a: string; readonly b: string },
): string {
  const { bound, a, b, ratio, verdict, rates } = comparison;
  const knee = table(
    ['', 'A', 'B', 'B ÷ A', 'interval', ''],
    [
      [
        'highest parents/s',
        tellKnee(a),
        tellKnee(b),
        ratio === null ? '–' : ratio.toFixed(3),
        tellOpen(comparison),
        verdict,
      ],
    ],
    ['left', 'right', 'right', 'right', 'right', 'left'],
  );
  const rows = rates.map((at) => [
    count(at.perSecond),
    showMetric(metric, at.a),
    showMetric(metric, at.b),
    tellRatio(at.b, at.a) ?? '–',
  ]);
  const curve =
    rows.length === 0
      ? []
      : [table([`${metric} at`, 'A', 'B', 'B ÷ A'], rows, ['right', 'right', 'right', 'right'])];
  const head = `A ${names.a}\nB ${names.b}\nThe highest rate at which ${bound}`;
  return [head, knee, ...curve, wrap(KNEE_METHOD, 80)].join('\n\n');
}
