import { COUNT_MAX, DOLLARS_MAX, SHARES_MAX } from '../../base/ranges.js';
import type { CheckParameter, CheckRow, ParameterUnit } from '../../risk/catalogue/row.js';
import { BUCKETS, bucketEnd, LARGEST_MAX } from '../../risk/counts/measures.js';
import type { SpreadMeasures } from '../result/measures.js';

/** The bounds of one check that normal days support. */

/** What a check measured on each training day. */
type MeasuredDays = readonly SpreadMeasures[];

/** A bound in the unit of the check's hard parameter, and how it fares on the training days. */
export interface TunedBound {
  readonly check: string;
  readonly parameter: string;
  readonly unit: CheckParameter['unit'];
  /**
   * Whether passing the bound stops more than one order: a check of sums, or one that blocks or
   * kills. Its rates are shares of days with a stop, those of other checks shares of orders.
   */
  readonly stops: boolean;
  /** Null if a measure was beyond every bound that a limits file takes. */
  readonly bound: number | null;
  readonly tolerance: number;
  /** The largest measure of all training days, and the number of measures. */
  readonly largest: number | null;
  readonly measured: number;
  readonly days: number;
  /** The share of measures, or days, beyond the bound. */
  readonly inSample: number;
  /**
   * The same share with each day held against the bound of the others; null with a single day.
   */
  readonly outOfSample: number | null;
  /** Whether the rate out of sample is more than three times the tolerance, 0 for a stop. */
  readonly isUnstable: boolean;
  /**
   * The least margin, in hundredths, with which the bound of the other days stops none of the days;
   * null for a check of single orders, and where the other days do not tell.
   */
  readonly steadyMargin: number | null;
  /**
   * The rule of three: if none of n was beyond the bound, the true share is at most 3 / n with 95 %
   * confidence. Null if some were.
   */
  readonly shareAtMost: number | null;
  /** The days that it takes to show a share of at most the tolerance; null if that is 0. */
  readonly daysNeeded: number | null;
}

/** What is asked of a bound. */
export interface BoundOptions {
  /** The share of normal orders that the bound may refuse, 0 … 1. */
  readonly tolerance: number;
  /** Factor over the largest measure, for checks that stop more than one order; at least 1. */
  readonly margin: number;
}

/** The smallest step between two bounds of a unit; a limits file holds whole steps. */
const STEPS: Partial<Readonly<Record<ParameterUnit, number>>> = {
  shares: 1,
  count: 1,
  dollars: 1,
  'credit-dollars': 100,
  percent: 0.001,
  'per-second': 1,
  milliseconds: 1,
};

const HIGHEST: Partial<Readonly<Record<ParameterUnit, number>>> = {
  shares: COUNT_MAX,
  count: COUNT_MAX,
  dollars: DOLLARS_MAX,
  'credit-dollars': DOLLARS_MAX,
  percent: 1000,
  'per-second': 1e9,
  milliseconds: 86_400_000,
};
/** Checks whose field has a narrower range than its unit. */
const HIGHEST_OF: Readonly<Record<string, number>> = {
  collar: 100,
  'max-quantity': SHARES_MAX,
  'parent-quantity': SHARES_MAX,
};
/** A part of a step by which floating point may miss a whole number of steps. */
const ROUNDING_STEPS = 1e-7;
/** −ln 0.05, rounded up: with so many expected, 95 % of all samples have at least one. */
const RULE_OF_THREE = 3;
const UNSTABLE_FACTOR = 3;

/** Returns the step between two bounds of a check. */
export function stepOf(unit: ParameterUnit): number {
  return STEPS[unit] ?? 1;
}

/** Returns whether passing the bound of a check stops more than the order in hand. */
export function stopsMore({ action, kind }: CheckRow): boolean {
  return action === 'block' || action === 'kill' || (kind === 'aggregate' && action !== 'throttle');
}

/**
 * Returns the lowest whole number of steps at or above a measure that a limits file takes; null if
 * there is none.
 */
export function roundUp(measure: number, row: CheckRow): number | null {
  const unit = row.parameters.find(({ name }) => name === row.hard)!.unit;
  const step = stepOf(unit);
  const steps = Math.ceil(measure / step - ROUNDING_STEPS);
  const least = unit === 'per-second' ? 1 : 0;
  // A percentage of thousandths is written as a decimal, not as a sum of binary fractions.
  const bound = step < 1 ? steps / Math.round(1 / step) : steps * step;
  const highest = HIGHEST_OF[row.name] ?? HIGHEST[unit] ?? Number.POSITIVE_INFINITY;
  return bound <= highest ? Math.max(least, bound) : null;
}

/**
 * Returns the bound of a check for some days: the smallest with at most the tolerated share of
 * their measures beyond it, or, for a check that stops more than one order, the largest measure
 * with the margin.
 */
export function boundOf(row: CheckRow, days: MeasuredDays, options: BoundOptions): number | null {
  if (!stopsMore(row)) return tolerantBound(row, days, options.tolerance);
  const largest = largestOf(days);
  return largest === null ? null : roundUp(largest * options.margin, row);
}

/** Returns the largest measure of some days; null if it is beyond every bound. */
function largestOf(days: MeasuredDays): number | null {
  if (days.some(({ largest }) => largest === null)) return null;
  return Math.max(0, ...days.map((day) => day.largest!));
}

/**
 * Returns the smallest bound of a check with at most the tolerated share of the measures of some
 * days beyond it, whatever the check stops. Exact while at most 99 measures may be beyond it;
 * otherwise the end of a bucket of the histogram, at most 0.4 % above.
 */
export function tolerantBound(row: CheckRow, days: MeasuredDays, tolerance: number): number | null {
  const largest = largestOf(days);
  if (largest === null) return null;
  const measured = days.reduce((sum, day) => sum + day.measured, 0);
  const beyond = Math.floor(tolerance * measured);
  if (beyond >= measured) return roundUp(0, row);
  if (beyond < LARGEST_MAX) {
    const top = days.flatMap((day) => day.top.map(({ value }) => value!)).sort((a, b) => b - a);
    return roundUp(top[beyond] ?? 0, row);
  }
  let left = beyond;
  const counts = histogramOf(days);
  let bucket = BUCKETS - 1;
  for (; bucket > 0 && counts[bucket]! <= left; bucket--) left -= counts[bucket]!;
  return roundUp(bucket === 0 ? 0 : Math.min(largest, bucketEnd(bucket)), row);
}

function histogramOf(days: MeasuredDays): Float64Array {
  const counts = new Float64Array(BUCKETS);
  for (const { histogram } of days)
    for (const [bucket, count] of histogram) counts[bucket]! += count;
  return counts;
}

/**
 * Returns how many measures of a day are beyond a bound. Exact while all of them are among the
 * largest that the day kept; otherwise it counts the bucket of the bound whole, which is too many.
 */
export function countBeyond({ top, histogram, measured }: SpreadMeasures, bound: number): number {
  const isBeyond = (value: number | null): boolean => value === null || value > bound;
  const least = top.at(-1);
  if (least === undefined || !isBeyond(least.value) || top.length === measured)
    return top.filter(({ value }) => isBeyond(value)).length;
  return histogram.reduce(
    // What the first bucket counts is 0, which no bound is below.
    (sum, [bucket, count]) => sum + (bucket > 0 && bucketEnd(bucket) > bound ? count : 0),
    0,
  );
}

/** The share of measures, or of days, beyond a bound; every one of them without a bound. */
function shareBeyond(stops: boolean, days: MeasuredDays, bound: number | null): number {
  const beyond = days.map((day) =>
    bound === null ? day.measured : Math.min(day.measured, countBeyond(day, bound)),
  );
  if (stops) return beyond.filter((count) => count > 0).length / days.length;
  const measured = days.reduce((sum, day) => sum + day.measured, 0);
  return measured === 0 ? 0 : beyond.reduce((sum, count) => sum + count, 0) / measured;
}

/** Returns the bound of a check with its rates in and out of sample and its confidence. */
export function tuneBound(row: CheckRow, days: MeasuredDays, options: BoundOptions): TunedBound {
  const stops = stopsMore(row);
  const bound = boundOf(row, days, options);
  const measured = days.reduce((sum, day) => sum + day.measured, 0);
  const inSample = shareBeyond(stops, days, bound);
  const outOfSample = days.length < 2 ? null : leaveOneOut(row, days, options);
  const tolerated = stops ? 0 : options.tolerance;
  const trials = stops ? days.length : measured;
  const perDay = stops ? 1 : measured / days.length;
  return {
    check: row.name,
    parameter: row.hard!,
    unit: row.parameters.find(({ name }) => name === row.hard)!.unit,
    stops,
    bound,
    tolerance: options.tolerance,
    largest: largestOf(days),
    measured,
    days: days.length,
    inSample,
    outOfSample,
    isUnstable: outOfSample !== null && outOfSample > UNSTABLE_FACTOR * tolerated,
    steadyMargin: stops ? steadyMargin(days) : null,
    shareAtMost: inSample > 0 || trials === 0 ? null : Math.min(1, RULE_OF_THREE / trials),
    daysNeeded:
      options.tolerance === 0 || perDay === 0
        ? null
        : Math.ceil(RULE_OF_THREE / (options.tolerance * perDay)),
  };
}

/**
 * Only the day with the largest measure can be beyond the bound of the others, which is the second
 * largest day's with the margin.
 */
function steadyMargin(days: MeasuredDays): number | null {
  const [largest, second] = days
    .map((day) => day.largest ?? Number.POSITIVE_INFINITY)
    .sort((a, b) => b - a);
  if (largest === undefined || second === undefined || largest === Number.POSITIVE_INFINITY)
    return null;
  if (largest === second) return 1;
  return second <= 0 ? null : Math.ceil((100 * largest) / second - ROUNDING_STEPS) / 100;
}

function leaveOneOut(row: CheckRow, days: MeasuredDays, options: BoundOptions): number {
  const stops = stopsMore(row);
  const shares = days.map((day, left) => {
    const others = days.filter((_, place) => place !== left);
    return { day, share: shareBeyond(stops, [day], boundOf(row, others, options)) };
  });
  if (stops) return shares.reduce((sum, { share }) => sum + share, 0) / days.length;
  const measured = days.reduce((sum, day) => sum + day.measured, 0);
  if (measured === 0) return 0;
  return shares.reduce((sum, { day, share }) => sum + share * day.measured, 0) / measured;
}
