import type { LimitProfile } from '../../base/limit-profiles.js';
import { formatTimeOfDay } from '../../base/units.js';
import type { CheckRow } from '../../risk/catalogue/row.js';
import { GRID_BEGIN_NS, GRID_STEP_NS, GRID_STEPS } from '../../risk/counts/measures.js';
import type { CheckMeasures } from '../result/measures.js';
import { type BoundOptions, roundUp } from './bounds.js';

/** The profile over the day that normal days support, for the sums of the firm. */

type Grid = NonNullable<CheckMeasures['grid']>;

/** A profile on a grid of five minutes, and how it fares on the training days. */
export interface TunedProfile {
  readonly check: string;
  readonly parameter: string;
  readonly unit: CheckRow['parameters'][number]['unit'];
  /** By time of day, the bound until then; after it, the check's bound holds. */
  readonly profile: LimitProfile;
  readonly bound: number;
  /** The share of days with a measure beyond the profile of the other days; null with one day. */
  readonly outOfSample: number | null;
  /** Whether a day left out would have been stopped. */
  readonly isUnstable: boolean;
}

/**
 * Returns, by step of the day, the largest measure so far on any of some days: the least that a
 * bound must have let through by then. Steps before the first measure have that of the first.
 */
function largestSoFar(grids: readonly Grid[]): Float64Array {
  const largest = new Float64Array(GRID_STEPS).fill(Number.NEGATIVE_INFINITY);
  for (const grid of grids)
    for (const [step, value] of grid)
      largest[step] = Math.max(largest[step]!, value ?? Number.POSITIVE_INFINITY);
  let most = largest.find((value) => value !== Number.NEGATIVE_INFINITY) ?? 0;
  return largest.map((value) => {
    most = Math.max(most, value);
    return most;
  });
}

/** Returns the bound of each step for some days; null where no limits file takes it. */
function boundsByStep(row: CheckRow, grids: readonly Grid[], margin: number): (number | null)[] {
  return [...largestSoFar(grids)].map((largest) => roundUp(largest * margin, row));
}

/** The end of a step as a time of day. */
const endOf = (step: number): string =>
  formatTimeOfDay(GRID_BEGIN_NS + (step + 1) * GRID_STEP_NS).slice(0, 5);

/**
 * Returns the profile of a check: at each step the largest measure so far with the margin. Steps
 * with the same bound are one. Undefined where a measure was beyond every bound, or nothing was
 * measured.
 */
export function tuneProfile(
  row: CheckRow,
  days: readonly CheckMeasures[],
  { margin }: Pick<BoundOptions, 'margin'>,
): TunedProfile | undefined {
  const grids = days.map(({ grid }) => grid!);
  const bounds = boundsByStep(row, grids, margin);
  const bound = bounds.at(-1)!;
  if (grids.every(({ length }) => length === 0) || bounds.includes(null) || bound === null)
    return undefined;
  const steps = bounds.flatMap((level, step) =>
    level === bound || level === bounds[step + 1] ? [] : [[endOf(step), level!] as const],
  );
  const stopped = days.map((_, left) => {
    const others = boundsByStep(
      row,
      grids.filter((_, place) => place !== left),
      margin,
    );
    return grids[left]!.some(
      ([step, value]) =>
        others[step] !== null && (value ?? Number.POSITIVE_INFINITY) > others[step]!,
    );
  });
  const outOfSample =
    days.length < 2 ? null : stopped.filter((isStopped) => isStopped).length / days.length;
  return {
    check: row.name,
    parameter: row.hard!,
    unit: row.parameters.find(({ name }) => name === row.hard)!.unit,
    profile: Object.fromEntries(steps),
    bound,
    outOfSample,
    isUnstable: outOfSample !== null && outOfSample > 0,
  };
}
