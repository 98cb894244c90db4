import { generateUniverse } from '../../market/universe.js';
import type { CheckRow } from '../../risk/catalogue/row.js';
import type { DaySpec } from '../day/spec.js';
import type { CheckMeasures } from '../result/measures.js';
import type { GivenOrders } from '../session.js';
import { daysOnThreads, type RunTasks, type SessionPoolOptions } from '../session-pool.js';
import { type BoundOptions, type TunedBound, tuneBound } from './bounds.js';
import { type TunedProfile, tuneProfile } from './profiles.js';
import { enforcedSetting, type LimitSettings, measuringDay, tunableChecks } from './training.js';
import { type BoundVariant, classLayers, type SymbolChanges, tuneVariants } from './variants.js';

/** What `tuneLimits` is asked for. */
export interface TuneOptions extends BoundOptions {
  /** The training days: seeds of the normal day, each once. Their order changes nothing. */
  readonly seeds: readonly number[];
  /** Own orders, each a training day in place of the generated one, or beside it, for each seed. */
  readonly orders?: readonly GivenOrders[] | undefined;
  /** Names of the checks to tune; by default all with a bound but `stale-quote`. */
  readonly checks?: readonly string[] | undefined;
  /** Windows over which rates and the rolling gross are tuned too, seconds, each once. */
  readonly windowsSeconds?: readonly number[] | undefined;
  /** How many classes of volume have bounds of their own, 2 to 20; none by default. */
  readonly classes?: number | undefined;
  /** Whether the sums of the firm are tuned over the day too, on a grid of five minutes. */
  readonly hasProfiles?: boolean | undefined;
  readonly threads?: number | undefined;
  /** Ends the training early; the bounds are then of the days that were done. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each day. */
  readonly onDay?: ((done: number, total: number) => void) | undefined;
  /** The compiled entry of the threads, if a bundler has moved this module away from it. */
  readonly workerFile?: URL | undefined;
}

/** The days to train on, what to measure, and where the days run. */
interface TrainingOptions extends Omit<TuneOptions, keyof BoundOptions | keyof SessionPoolOptions> {
  readonly run: RunTasks;
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
  /** How many classes of volume were measured apart; 0 for none. */
  readonly classes: number;
}

/** Limits that normal days support. */
export interface TunedLimits {
  readonly finished: boolean;
  readonly days: readonly TrainingDay[];
  readonly bounds: readonly TunedBound[];
  /** Bounds over other windows and of classes of volume, as far as they were asked for. */
  readonly variants: readonly BoundVariant[];
  readonly profiles: readonly TunedProfile[];
  /** Each bound that there is, as a setting of `risk` that enforces it, by field. */
  readonly settings: LimitSettings;
  /**
   * The bounds of classes of volume as `risk.layers.symbols`, for the stocks of the first training
   * day. Drawn stocks have other volumes with another seed.
   */
  readonly symbols: SymbolChanges;
}

/**
 * Runs a normal day with each seed and each of the given orders, measures the checks of the gate,
 * and returns the measures. All limits of the day itself are off, since what they refused could not
 * be measured.
 */
export async function trainChecks(normal: DaySpec, options: TrainingOptions): Promise<Training> {
  const { seeds, orders, onDay } = options;
  const rows = tunableChecks(options.checks);
  const { windowsSeconds = [], classes = 0, hasProfiles = false } = options;
  const isMore = windowsSeconds.length > 0 || classes > 0 || hasProfiles;
  const spec = measuringDay(
    normal,
    rows,
    isMore ? { windowsSeconds, classes, hasGrid: hasProfiles } : undefined,
  );
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
  for await (const { task, result } of options.run(tasks, tasks.length)) {
    measured.set(task, result.measures!);
    onDay?.(measured.size, tasks.length);
  }
  const done = days.map((_, task) => task).filter((task) => measured.has(task));
  return {
    finished: done.length === tasks.length,
    days: done.map((task) => days[task]!),
    classes,
    checks: rows.map((row) => ({
      row,
      days: done.map((task) => measured.get(task)!.find(({ check }) => check === row.name)!),
    })),
  };
}

const NOTHING = { bounds: [], variants: [], profiles: [], settings: {}, symbols: {} };

/** Returns the bounds that a training supports, and the settings that enforce them. */
export function boundsOf(
  { finished, days: trained, checks, classes }: Training,
  normal: DaySpec,
  options: BoundOptions,
): TunedLimits {
  if (trained.length === 0) return { ...NOTHING, finished, days: trained };
  const bounds = checks.map(({ row, days }) => tuneBound(row, days, options));
  const variants = checks.flatMap(({ row, days }) => tuneVariants(row, days, options));
  const profiles = checks.flatMap(({ row, days }) =>
    row.isProfiled === true && days.every(({ grid }) => grid !== undefined)
      ? (tuneProfile(row, days, options) ?? [])
      : [],
  );
  const settings = checks.flatMap(({ row }, place) => {
    const { bound } = bounds[place]!;
    const found = profiles.find(({ check }) => check === row.name);
    return bound === null
      ? []
      : [[row.field, enforcedSetting(row, normal.risk, bound, found?.profile)] as const];
  });
  const stocks = classes === 0 ? [] : generateUniverse(normal.universe, trained[0]!.seed);
  const rows = checks.map(({ row }) => row);
  const symbols = classes === 0 ? {} : classLayers(rows, bounds, variants, classes, stocks);
  const told = { finished, days: trained, bounds, variants, profiles };
  return { ...told, settings: Object.fromEntries(settings), symbols };
}

/** Tunes the limits of the gate on some normal days. */
export async function tuneLimits(normal: DaySpec, options: TuneOptions): Promise<TunedLimits> {
  const training = await trainChecks(normal, { ...options, run: daysOnThreads(options) });
  return boundsOf(training, normal, options);
}
