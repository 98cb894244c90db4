import { InputError, suggest } from '../base/input-error.js';
import { judgeRatio, type Ratio, ratioOfRuns, SAME_WITHIN } from './comparison.js';
import { median, table, wrap } from './format.js';
import { LOAD_METRICS, showMetric } from './load-metrics.js';

/** Whether B is better or worse than A. */
type LoadVerdict = 'better' | 'worse' | 'not told apart' | 'too few runs';

/** One figure of two loads, each of some runs. */
interface LoadRow {
  readonly metric: string;
  /** The medians over the runs. */
  readonly a: number;
  readonly b: number;
  /** B as a multiple of A; null where a run has 0. */
  readonly ratio: Ratio | null;
  /** Null for a figure that is told and not judged. */
  readonly verdict: LoadVerdict | null;
}

interface LoadComparison {
  readonly method: string;
  /** The number of runs of each side. */
  readonly runs: readonly [a: number, b: number];
  readonly rows: readonly LoadRow[];
  /** Judged metrics that some run did not measure. */
  readonly notMeasured: readonly string[];
}

/** The metrics of one run, by name. */
type RunMetrics = Readonly<Record<string, number | undefined>>;

/** A verdict needs three runs of each side, or an interval that holds the true ratio so often. */
const RUNS_MIN = 3;
const COVERAGE_MIN = 0.9 - 1e-9;

/** The percentiles that a comparison shows. */
const PERCENTILES = ['p50', 'p90', 'p99', 'p99.9', 'p99.99', 'max'];
const SHOWN = Object.keys(LOAD_METRICS).filter((metric) => {
  const [point, ...rest] = metric.split('.');
  const isLatency = Object.hasOwn(LOAD_METRICS, `${point}.mean`);
  return isLatency ? PERCENTILES.includes(rest.join('.')) : isRate(metric);
});

function isRate(metric: string): boolean {
  return LOAD_METRICS[metric] === 'rate' || LOAD_METRICS[metric] === 'share';
}

/**
 * Checks the metrics that --judge names. Throws an InputError with the nearest name for one that is
 * not compared.
 */
export function checkJudged(metrics: readonly string[]): void {
  for (const metric of metrics)
    if (!SHOWN.includes(metric))
      throw new InputError(`--judge '${metric}': is not compared; ${suggest(metric, SHOWN)}`);
}

/**
 * The figures that a comparison judges if nobody says which: few, because each one more is one more
 * chance of a false alarm. Response counts from the intended time; a closed loop has none.
 */
function judgedByDefault(runs: readonly RunMetrics[]): readonly string[] {
  const point = runs.every((run) => run['response.p50'] !== undefined) ? 'response' : 'roundTrip';
  return ['throughput', ...['p50', 'p99', 'p99.9'].map((percentile) => `${point}.${percentile}`)];
}

/** Compares the runs of two loads, figure by figure. `judged` names the figures with a verdict. */
export function compareLoads(
  a: readonly RunMetrics[],
  b: readonly RunMetrics[],
  judged: readonly string[] = judgedByDefault([...a, ...b]),
): LoadComparison {
  const rows = SHOWN.flatMap((metric): LoadRow[] => {
    const [before, after] = [a, b].map((runs) => valuesOf(runs, metric));
    if (before === undefined || after === undefined) return [];
    const isPositive = [...before, ...after].every((value) => value > 0);
    const ratio = isPositive ? ratioOfRuns(before, after) : null;
    const isJudged = judged.includes(metric);
    return [
      {
        metric,
        a: median(before),
        b: median(after),
        ratio,
        verdict: isJudged ? judge(metric, ratio, before, after) : null,
      },
    ];
  });
  return {
    method:
      'the median of the ratios of each run of B to each of A (Hodges-Lehmann), with an interval ' +
      'by ranks (Mann-Whitney)',
    runs: [a.length, b.length],
    rows,
    notMeasured: judged.filter((metric) => !rows.some((row) => row.metric === metric)),
  };
}

function valuesOf(runs: readonly RunMetrics[], metric: string): number[] | undefined {
  const values = runs.flatMap((run) => run[metric] ?? []);
  return values.length === runs.length && values.length > 0 ? values : undefined;
}

/** A rate is better above 1; a time and a share are better below. */
function judge(
  metric: string,
  ratio: Ratio | null,
  before: readonly number[],
  after: readonly number[],
): LoadVerdict {
  const isRising = LOAD_METRICS[metric] === 'rate';
  if (ratio === null) return judgeZeros(before, after, isRising);
  if (ratio.coverage < COVERAGE_MIN) return 'too few runs';
  const { low, high } = ratio;
  const cost = isRising ? { ...ratio, low: 1 / high, high: 1 / low } : ratio;
  return ({ slower: 'worse', faster: 'better', same: 'not told apart' } as const)[judgeRatio(cost)];
}

/** Figures of which some are 0 differ where all of one side are 0 and none of the other. */
function judgeZeros(
  before: readonly number[],
  after: readonly number[],
  isRising: boolean,
): LoadVerdict {
  if (Math.min(before.length, after.length) < RUNS_MIN) return 'too few runs';
  const isZero = (value: number): boolean => value === 0;
  const [rose, fell] = [
    before.every(isZero) && !after.some(isZero),
    after.every(isZero) && !before.some(isZero),
  ];
  if (!rose && !fell) return 'not told apart';
  return rose === isRising ? 'better' : 'worse';
}

/** Whether a judged figure is worse by more than its interval. */
export const isLoadRegression = ({ rows }: LoadComparison): boolean =>
  rows.some(({ verdict }) => verdict === 'worse');

/** The number of figures with a verdict. With none, a comparison is neither good nor bad. */
export const judgedFigures = ({ rows }: LoadComparison): number =>
  rows.filter(({ verdict }) => verdict !== null && verdict !== 'too few runs').length;

const times = (n: number): string => n.toFixed(n < 10 ? 3 : n < 100 ? 1 : 0);
const range = ({ low, high, coverage }: Ratio): string =>
  coverage === 0 ? 'none' : `${times(low)}–${times(high)}`;

/** A row as text: metric, A, B, their ratio, its interval, the verdict. */
export function rowTexts({ metric, a, b, ratio, verdict }: LoadRow): string[] {
  return [
    metric,
    showMetric(metric, a),
    showMetric(metric, b),
    ratio === null ? '–' : times(ratio.ratio),
    ratio === null ? '–' : range(ratio),
    verdict ?? '',
  ];
}

/** What the intervals are worth, and which figures were judged. */
export function tellMethod({ method, runs, rows, notMeasured }: LoadComparison): string[] {
  const [a, b] = runs;
  const coverage = rows.find(({ ratio }) => ratio !== null)?.ratio?.coverage ?? 0;
  const worth =
    coverage === 0
      ? 'A ratio of two single loads has no interval: repeat both (smars load --repeat 5).'
      : `Its interval holds the true ratio in ${(100 * coverage).toFixed(0)} % of all comparisons.`;
  const judged = rows.filter(({ verdict }) => verdict !== null).map(({ metric }) => metric);
  const same = `a verdict needs a difference of more than ${100 * SAME_WITHIN} %`;
  return [
    `${a} run${a === 1 ? '' : 's'} of A, ${b} of B; B ÷ A: ${method}. ${worth}`,
    judged.length === 0
      ? 'Judged: none.'
      : `Judged: ${judged.join(', ')}; ${same}. All other figures are only told.`,
    ...(notMeasured.length === 0
      ? []
      : [`Not measured in every run, and so not judged: ${notMeasured.join(', ')}.`]),
    'The two were measured one after the other; their stalls say whether the machine was the same.',
  ];
}

/** A comparison as a table of at most 80 columns. `names` labels A and B. */
export function describeLoadComparison(
  comparison: LoadComparison,
  names: { readonly a: string; readonly b: string },
): string {
  const rows = comparison.rows.map((row) => rowTexts(row));
  const head = ['', 'A', 'B', 'B ÷ A', 'interval', ''];
  return [
    `A ${names.a}\nB ${names.b}`,
    table(head, rows, ['left', 'right', 'right', 'right', 'right', 'left']),
    tellMethod(comparison)
      .map((line) => wrap(line, 80))
      .join('\n'),
  ].join('\n\n');
}
