import { caseFigures, operationTime } from './bench-text.js';
import type { BenchCase, BenchFile, Benchmark } from './benchmark.js';
import {
  judgeRatio,
  type Ratio,
  ratioOfMedians,
  ratioOfPairs,
  SAME_WITHIN,
  type SpeedVerdict,
} from './comparison.js';
import { median, table, wrap } from './format.js';

/** One case in two versions. Floors measure the machine and are not judged. */
interface ComparisonRow extends Ratio {
  readonly benchmark: string;
  readonly case: string;
  readonly aNs: number;
  readonly bNs: number;
  /** The least and the largest ratio of a pair, where the comparison was in pairs. */
  readonly pairs?: { readonly least: number; readonly largest: number };
  readonly verdict: SpeedVerdict | 'floor';
}

export interface Comparison {
  readonly method: string;
  readonly rows: readonly ComparisonRow[];
  /** Cases that only one side has, as `benchmark / case`. */
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
}

/** Compares two files that were measured one after the other. */
export function compareFiles(a: BenchFile, b: BenchFile): Comparison {
  const method =
    '95 % intervals of the ratio of medians, by bootstrap over processes and their rounds, ' +
    '1,000 draws';
  return compareCases(a.benchmarks, b.benchmarks, method, (one, other) => ({
    ...ratioOfMedians(
      one.processes.map(({ roundsNs }) => roundsNs),
      other.processes.map(({ roundsNs }) => roundsNs),
    ),
  }));
}

/** Compares benchmarks measured in turn, A B A B …: the n-th processes of both form a pair. */
export function comparePairs(a: readonly Benchmark[], b: readonly Benchmark[]): Comparison {
  const method =
    'the median of the ratios pair by pair, with an interval of it by the binomial distribution';
  return compareCases(a, b, method, (one, other) => {
    const middle = (processes: BenchCase['processes'], n: number): number =>
      median(processes[n]!.roundsNs);
    const count = Math.min(one.processes.length, other.processes.length);
    const ratios = Array.from(
      { length: count },
      (_, n) => middle(other.processes, n) / middle(one.processes, n),
    );
    return {
      ...ratioOfPairs(ratios),
      pairs: { least: Math.min(...ratios), largest: Math.max(...ratios) },
    };
  });
}

type Measure = (
  a: BenchCase,
  b: BenchCase,
) => Ratio & { pairs?: { least: number; largest: number } };

function compareCases(
  a: readonly Benchmark[],
  b: readonly Benchmark[],
  method: string,
  measure: Measure,
): Comparison {
  const [before, after] = [casesOf(a), casesOf(b)];
  const rows: ComparisonRow[] = [];
  for (const [name, { benchmark, one }] of before) {
    const other = after.get(name);
    if (other === undefined) continue;
    const ratio = measure(one, other.one);
    const figures = { aNs: caseFigures(one).p50Ns, bNs: caseFigures(other.one).p50Ns };
    rows.push({
      benchmark,
      case: one.name,
      ...figures,
      ...ratio,
      verdict: isFloor(one) ? 'floor' : judgeRatio(ratio),
    });
  }
  const missing = (from: typeof before, to: typeof before): string[] =>
    [...from.keys()].filter((name) => !to.has(name));
  return { method, rows, onlyA: missing(before, after), onlyB: missing(after, before) };
}

const isFloor = ({ name, floor }: BenchCase): boolean => floor === null && name.startsWith('floor');

function casesOf(
  benchmarks: readonly Benchmark[],
): Map<string, { benchmark: string; one: BenchCase }> {
  return new Map(
    benchmarks.flatMap(({ name, cases }) =>
      cases.map((one) => [`${name} / ${one.name}`, { benchmark: name, one }] as const),
    ),
  );
}

/** Whether any case is slower, so that a pipeline should stop. */
export const isRegression = ({ rows }: Comparison): boolean =>
  rows.some(({ verdict }) => verdict === 'slower');

/** The number of judged cases, floors excluded. With none, a comparison is neither good nor bad. */
export const judgedCases = ({ rows }: Comparison): number =>
  rows.filter(({ verdict }) => verdict !== 'floor').length;

/** A floor that moves by more than this fraction shows that the machine was not the same. */
const FLOOR_MOVED = 0.1;

/** A comparison as one table for each benchmark. `names` labels A and B. */
export function describeComparison(
  { method, rows, onlyA, onlyB }: Comparison,
  names: { a: string; b: string },
): string {
  const parts = [`A ${names.a}\nB ${names.b}\nB ÷ A below 1: B is faster.`];
  for (const benchmark of new Set(rows.map((row) => row.benchmark))) {
    const cells = rows.filter((row) => row.benchmark === benchmark).map((row) => cellsOf(row));
    parts.push(
      table([benchmark, 'A', 'B', 'B ÷ A', 'interval', ''], cells, [
        'left',
        'right',
        'right',
        'right',
        'right',
        'left',
      ]),
    );
  }
  const moved = rows.filter(
    ({ verdict, ratio }) => verdict === 'floor' && Math.abs(ratio - 1) > FLOOR_MOVED,
  );
  const notes = [`${method}. Same: not told apart by more than ${100 * SAME_WITHIN} %.`];
  const pairs = rows.flatMap((row) => (row.pairs === undefined ? [] : [row.coverage]));
  if (pairs.length > 0 && pairs[0]! < 0.95)
    notes.push(
      'With so few pairs an interval holds the true median in ' +
        `${(100 * pairs[0]!).toFixed(0)} % of all comparisons only.`,
    );
  if (moved.length > 0)
    notes.push(
      `${moved.length === 1 ? 'A floor' : `${moved.length} floors`} moved by more than ` +
        `${100 * FLOOR_MOVED} %: the machine was not as it had been, and nor is what was ` +
        'measured beside it.',
    );
  if (onlyA.length > 0) notes.push(`Only in A: ${onlyA.join('; ')}.`);
  if (onlyB.length > 0) notes.push(`Only in B: ${onlyB.join('; ')}.`);
  return [...parts, notes.map((note) => wrap(note, 80)).join('\n')].join('\n\n');
}

function cellsOf({ case: name, aNs, bNs, ratio, low, high, verdict }: ComparisonRow): string[] {
  return [
    name,
    operationTime(aNs),
    operationTime(bNs),
    ratio.toFixed(3),
    `${low.toFixed(3)}–${high.toFixed(3)}`,
    verdict === 'floor' ? '' : verdict,
  ];
}
