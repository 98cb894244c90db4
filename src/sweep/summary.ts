import { FIGURE_NAMES, type SweepResults } from './results.js';
import type { SweepCell, SweepTask } from './tasks.js';

/** A figure over the seeds of a cell. */
export interface FigureSummary {
  /** Seeds with a value. */
  readonly count: number;
  readonly median: number | null;
  readonly least: number | null;
  readonly most: number | null;
  /** The interval that has the median with a confidence of 95 % or more; null if too few seeds. */
  readonly medianLow: number | null;
  readonly medianHigh: number | null;
}

export interface CellSummary extends Omit<SweepCell, 'digest'> {
  readonly seeds: number;
  readonly figures: Readonly<Record<string, FigureSummary>>;
}

/** Summarises each cell over its seeds, in order. */
export function summariseCells(
  cells: readonly SweepCell[],
  tasks: readonly SweepTask[],
  results: SweepResults,
): CellSummary[] {
  const byCell = cells.map((): SweepTask[] => []);
  for (const task of tasks) byCell[task.cell]!.push(task);
  return cells.map(({ digest: _, ...names }, cell) => {
    const records = byCell[cell]!.flatMap(({ key }) => results.get(key) ?? []);
    const figures = FIGURE_NAMES.map((name, place) => [
      name,
      summariseFigure(records.flatMap(({ figures }) => figures[place] ?? [])),
    ]);
    return { ...names, seeds: records.length, figures: Object.fromEntries(figures) };
  });
}

function summariseFigure(values: number[]): FigureSummary {
  const sorted = values.sort((a, b) => a - b);
  const count = sorted.length;
  const at = (place: number): number | null => sorted[place] ?? null;
  const half = Math.floor(count / 2);
  const skipped = skippedRanks(count);
  return {
    count,
    median:
      count === 0
        ? null
        : count % 2 === 1
          ? sorted[half]!
          : (sorted[half - 1]! + sorted[half]!) / 2,
    least: at(0),
    most: at(count - 1),
    medianLow: skipped === undefined ? null : at(skipped),
    medianHigh: skipped === undefined ? null : at(count - 1 - skipped),
  };
}

const TAIL = 0.025;

/**
 * How many of the smallest and of the largest values lie outside the interval of the median. Each
 * value is below the median with a chance of one half, so the number below it is binomial; at most
 * 2.5 % may lie on each side (order statistics; Conover, Practical Nonparametric Statistics, 3.2).
 * Undefined below six values, which give no such interval.
 */
function skippedRanks(count: number): number | undefined {
  // The logarithm of the chance that exactly `below` of `count` values are below the median.
  let logChance = -count * Math.LN2;
  let total = 0;
  for (let below = 0; below < count; below++) {
    total += Math.exp(logChance);
    if (total > TAIL) return below === 0 ? undefined : below - 1;
    logChance += Math.log((count - below) / (below + 1));
  }
  return undefined;
}
