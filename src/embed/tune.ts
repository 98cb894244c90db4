import {
  abortSignal,
  anyObject,
  callable,
  demand,
  type Form,
  fields,
  fileUrl,
  list,
  numeric,
  optional,
  positive,
  text,
  truth,
  whole,
} from '../base/forms.js';
import { InputError } from '../base/input-error.js';
import { SEED_MAX } from '../base/ranges.js';
import type { DaySpec } from '../session/day/spec.js';
import type { TunedLimits, TuneOptions } from '../session/tune/tune.js';
import * as tune from '../session/tune/tune.js';
import { demandGivenOrders } from './flows.js';
import { demandSpec } from './sessions.js';

/** Limits tuned by users of the library: arguments are checked, then the inner function runs. */

const DAYS_MAX = 1000;
const CHECKS_MAX = 64;
const WINDOWS_MAX = 8;
const CLASSES_MAX = 20;

const optionsForm: Form = fields({
  seeds: list(whole(0, SEED_MAX), 1, DAYS_MAX),
  orders: optional(list(anyObject, 1, DAYS_MAX)),
  tolerance: numeric(0, 1),
  margin: numeric(1, 1000),
  checks: optional(list(text(1, 100), 1, CHECKS_MAX)),
  windowsSeconds: optional(list(positive(86_400), 0, WINDOWS_MAX)),
  classes: optional(whole(2, CLASSES_MAX)),
  hasProfiles: optional(truth),
  threads: optional(whole(1, 1024)),
  signal: optional(abortSignal),
  onDay: optional(callable),
  workerFile: optional(fileUrl),
});

/**
 * Runs a normal day with each seed, and with each of some own orders, on worker threads, measures
 * the checks of the gate, and returns the lowest bound of each that lets the days through; and, as
 * far as they are asked for, bounds over other windows, of classes of volume, and over the day. The
 * limits of the day itself are off, and their windows are kept. The same days in any order give the
 * same bounds. Rejects with an InputError for wrong arguments, and with a ThreadError if a day
 * fails.
 *
 * @param normal - a scenario, or a day without a name
 * @beta
 */
export async function tuneLimits(normal: DaySpec, options: TuneOptions): Promise<TunedLimits> {
  demandSpec(normal, 'tuneLimits: normal');
  demand(optionsForm, options, 'tuneLimits');
  const { seeds, orders = [] } = options;
  orders.forEach((given, place) => {
    demandGivenOrders(given, normal.universe.stocks, `tuneLimits: orders.${place}`);
  });
  const days = seeds.length * Math.max(1, orders.length);
  if (days > DAYS_MAX)
    throw new InputError(`tuneLimits: seeds and orders: ${days} days; at most ${DAYS_MAX}`);
  for (const name of ['seeds', 'windowsSeconds'] as const) {
    const given = options[name] ?? [];
    const twice = given.find((one, place) => given.indexOf(one) !== place);
    if (twice !== undefined) throw new InputError(`tuneLimits: ${name}: ${twice} is there twice`);
  }
  return tune.tuneLimits(normal, options);
}
