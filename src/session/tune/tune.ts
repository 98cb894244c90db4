import type { CheckRow } from '../../risk/catalogue/row.js';
import type { DaySpec } from '../day/spec.js';
import type { CheckMeasures } from '../result/measures.js';
import { runSessions } from '../session-pool.js';
import { type BoundOptions, type TunedBound, tuneBound } from './bounds.js';
import { enforcedSetting, type LimitSettings, measuringDay, tunableChecks } from './training.js';

/** What `tuneLimits` is asked for. */
export interface TuneOptions extends BoundOptions {
  /** The training days: seeds of the normal day, each once. Their order changes nothing. */
  readonly seeds: readonly number[];
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

/** What a check measured on the training days, in the order of their seeds. */
interface TrainedCheck {
  readonly row: CheckRow;
  readonly days: readonly CheckMeasures[];
}

/** The training days that were done. */
export interface Training {
  /** False if the signal ended it before its last day. */
  readonly finished: boolean;
  /** The seeds of the days that were done, in ascending order. */
  readonly seeds: readonly number[];
  readonly checks: readonly TrainedCheck[];
}

/** Limits that normal days support. */
export interface TunedLimits {
  readonly finished: boolean;
  readonly seeds: readonly number[];
  readonly bounds: readonly TunedBound[];
  /** Each bound that there is, as a setting of `risk` that enforces it, by field. */
  readonly settings: LimitSettings;
}

/**
 * Runs a normal day with each seed, measures the checks of the gate, and returns the measures. All
 * limits of the day itself are off, since what they refused could not be measured.
 */
export async function trainChecks(
  normal: DaySpec,
  options: Omit<TuneOptions, keyof BoundOptions>,
): Promise<Training> {
  const { seeds, threads, signal, onDay, workerFile } = options;
  const rows = tunableChecks(options.checks);
  const spec = measuringDay(normal, rows);
  const sorted = [...seeds].sort((a, b) => a - b);
  const tasks = sorted.map((seed) => ({ spec, seed }));
  const measured = new Map<number, readonly CheckMeasures[]>();
  for await (const { task, result } of runSessions(tasks, { threads, signal, workerFile })) {
    measured.set(task, result.measures!);
    onDay?.(measured.size, tasks.length);
  }
  const done = sorted.map((_, task) => task).filter((task) => measured.has(task));
  return {
    finished: done.length === tasks.length,
    seeds: done.map((task) => sorted[task]!),
    checks: rows.map((row) => ({
      row,
      days: done.map((task) => measured.get(task)!.find(({ check }) => check === row.name)!),
    })),
  };
}

/** Returns the bounds that a training supports, and the settings that enforce them. */
export function boundsOf(
  { finished, seeds, checks }: Training,
  normal: DaySpec,
  options: BoundOptions,
): TunedLimits {
  if (seeds.length === 0) return { finished, seeds, bounds: [], settings: {} };
  const bounds = checks.map(({ row, days }) => tuneBound(row, days, options));
  const settings = checks.flatMap(({ row }, place) => {
    const { bound } = bounds[place]!;
    return bound === null ? [] : [[row.field, enforcedSetting(row, normal.risk, bound)] as const];
  });
  return { finished, seeds, bounds, settings: Object.fromEntries(settings) };
}

/** Tunes the limits of the gate on some normal days. */
export async function tuneLimits(normal: DaySpec, options: TuneOptions): Promise<TunedLimits> {
  return boundsOf(await trainChecks(normal, options), normal, options);
}
