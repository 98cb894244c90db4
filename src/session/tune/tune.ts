import type { CheckRow } from '../../risk/catalogue/row.js';
import type { DaySpec } from '../day/spec.js';
import type { CheckMeasures } from '../result/measures.js';
import type { GivenOrders } from '../session.js';
import { runQueue } from '../session-pool.js';
import { type BoundOptions, type TunedBound, tuneBound } from './bounds.js';
import { enforcedSetting, type LimitSettings, measuringDay, tunableChecks } from './training.js';

/** What `tuneLimits` is asked for. */
export interface TuneOptions extends BoundOptions {
  /** The training days: seeds of the normal day, each once. Their order changes nothing. */
  readonly seeds: readonly number[];
  /** Own orders, each a training day in place of the generated one, or beside it, for each seed. */
  readonly orders?: readonly GivenOrders[] | undefined;
  /** Names of the checks to tune; by default all with a bound but `stale-quote`. */
  readonly checks?: readonly string[] | undefined;
  readonly threads?: number | undefined;
  /** Ends the training early; the bounds are then of the days that were done. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each day. */
  readonly onDay?: ((done: number, total: number) => void) | undefined;
  /** The compiled entry of the threads, if a bundler has moved this module away from it. */
  readonly workerFile?: URL | undefined;
}

/** A training day. */
export interface TrainingDay {
  readonly seed: number;
  /** The place of its orders in the given ones, from 0; null for a generated day. */
  readonly orders: number | null;
}

/** What a check measured on the training days, in their order. */
interface TrainedCheck {
  readonly row: CheckRow;
  readonly days: readonly CheckMeasures[];
}

/** The training days that were done. */
export interface Training {
  /** False if the signal ended it before its last day. */
  readonly finished: boolean;
  /** The days that were done, by seed and orders. */
  readonly days: readonly TrainingDay[];
  readonly checks: readonly TrainedCheck[];
}

/** Limits that normal days support. */
export interface TunedLimits {
  readonly finished: boolean;
  readonly days: readonly TrainingDay[];
  readonly bounds: readonly TunedBound[];
  /** Each bound that there is, as a setting of `risk` that enforces it, by field. */
  readonly settings: LimitSettings;
}

/**
 * Runs a normal day with each seed and each of the given orders, measures the checks of the gate,
 * and returns the measures. All limits of the day itself are off, since what they refused could not
 * be measured.
 */
export async function trainChecks(
  normal: DaySpec,
  options: Omit<TuneOptions, keyof BoundOptions>,
): Promise<Training> {
  const { seeds, orders, onDay } = options;
  const rows = tunableChecks(options.checks);
  const spec = measuringDay(normal, rows);
  const places = orders === undefined ? [null] : orders.map((_, place) => place);
  const days = [...seeds]
    .sort((a, b) => a - b)
    .flatMap((seed) => places.map((place): TrainingDay => ({ seed, orders: place })));
  const tasks = days.map((day) => ({
    spec,
    seed: day.seed,
    orders: day.orders === null ? undefined : orders![day.orders],
    withoutDigest: true,
  }));
  const measured = new Map<number, readonly CheckMeasures[]>();
  for await (const { task, result } of runQueue(tasks, tasks.length, options)) {
    measured.set(task, result.measures!);
    onDay?.(measured.size, tasks.length);
  }
  const done = days.map((_, task) => task).filter((task) => measured.has(task));
  return {
    finished: done.length === tasks.length,
    days: done.map((task) => days[task]!),
    checks: rows.map((row) => ({
      row,
      days: done.map((task) => measured.get(task)!.find(({ check }) => check === row.name)!),
    })),
  };
}

/** Returns the bounds that a training supports, and the settings that enforce them. */
export function boundsOf(
  { finished, days: trained, checks }: Training,
  normal: DaySpec,
  options: BoundOptions,
): TunedLimits {
  if (trained.length === 0) return { finished, days: trained, bounds: [], settings: {} };
  const bounds = checks.map(({ row, days }) => tuneBound(row, days, options));
  const settings = checks.flatMap(({ row }, place) => {
    const { bound } = bounds[place]!;
    return bound === null ? [] : [[row.field, enforcedSetting(row, normal.risk, bound)] as const];
  });
  return { finished, days: trained, bounds, settings: Object.fromEntries(settings) };
}

/** Tunes the limits of the gate on some normal days. */
export async function tuneLimits(normal: DaySpec, options: TuneOptions): Promise<TunedLimits> {
  return boundsOf(await trainChecks(normal, options), normal, options);
}
