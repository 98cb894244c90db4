import { InputError } from '../base/input-error.js';
import { type FleetSpec, planFleet } from '../fleet/spec.js';
import { isKnownAtEnd } from '../report/load-metrics.js';
import type { Threshold } from '../report/thresholds.js';
import type { LoadProfile } from '../scenarios/profile.js';
import type { FlagValues } from './command.js';
import { DURATION, durationFlag, FIELD_OF_FLAG, WARMUP } from './load-arrivals.js';

/** Which flags of a load work together. A flag without effect is refused. */

/** Flags of a single run's load or output. A search makes many runs. */
const NOT_IN_A_SEARCH = [
  'max',
  'rate',
  'orders',
  'speed',
  'kill-at',
  'kill-scope',
  'kill-act',
  'kills',
  'threshold',
  'abort-on-fail',
  'junit',
  'record',
  'metrics',
  'events',
  'repeat',
] as const;

/** Flags whose file or server tells of one load. */
const NOT_REPEATED = ['abort-on-fail', 'record', 'metrics', 'events'] as const;

/** Flags that have an effect only with another one. */
const GOES_WITH: readonly (readonly [flag: string, others: readonly string[], told: string])[] = [
  ['kill-scope', ['kill-at', 'kills'], '--kill-at TIME or --kills N'],
  ['kill-act', ['kill-at', 'kills'], '--kill-at TIME or --kills N'],
  ['speed', ['orders'], '--orders FILE'],
  ['abort-on-fail', ['threshold'], '--threshold BOUND'],
  ['junit', ['threshold'], '--threshold BOUND: without one it would have no test, and be green'],
  ['events', ['out'], '--out DIR'],
];

const ONE_OF: readonly (readonly [flag: string, other: string, why: string])[] = [
  ['kill-at', 'kills', 'give one of them'],
  ['max', 'rate', 'a load is closed or open, give one of them'],
  ['orders', 'max', 'an order file has times of its own, give one of them'],
  ['orders', 'rate', 'an order file has times of its own, give one of them'],
];

/** The same with --target, where the orders of a file may be sent at a rate. */
const ONE_OF_ON_TARGET: typeof ONE_OF = [
  ['speed', 'rate', 'orders have their own times or those of the rate, give one of them'],
  ['orders', 'phases', 'the file says what is sent, give one of them'],
  ['orders', 'mix', 'the file says what is sent, give one of them'],
];

/** Whether a flag was given on the command line. */
export const isGiven = (flags: FlagValues, name: string): boolean => {
  const value = flags[name];
  return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
};

/** Throws an InputError for a flag that could have no effect with the others. */
export function checkLoadFlags(flags: FlagValues): void {
  if (isGiven(flags, 'find-knee')) {
    const clash = NOT_IN_A_SEARCH.find((name) => isGiven(flags, name));
    if (clash !== undefined)
      throw new InputError(
        `--find-knee and --${clash}: give one of them; a search sets the rate and has many runs`,
      );
  }
  if (isGiven(flags, 'repeat')) {
    const clash = NOT_REPEATED.find((name) => isGiven(flags, name));
    if (clash !== undefined)
      throw new InputError(`--repeat and --${clash}: give one of them; --${clash} is of one load`);
  }
  for (const [flag, others, told] of GOES_WITH)
    if (isGiven(flags, flag) && !others.some((other) => isGiven(flags, other)))
      throw new InputError(`--${flag} goes with ${told}`);
  for (const [flag, other, why] of isGiven(flags, 'target') ? ONE_OF_ON_TARGET : ONE_OF)
    if (isGiven(flags, flag) && isGiven(flags, other))
      throw new InputError(`--${flag} and --${other}: ${why}`);
}

/** Throws an InputError for a flag that could have no effect with this profile. */
export function checkBesideProfile(
  flags: FlagValues,
  profile: LoadProfile,
  thresholds: readonly Threshold[],
): void {
  if (isGiven(flags, 'lazy') && profile.venues === 'inline')
    throw new InputError('--lazy goes with --venues thread: inline venues answer at once');
  if (isGiven(flags, 'find-knee') && profile.kills !== undefined)
    throw new InputError('--find-knee and kills of the profile: a search has many runs; leave one');
  const killAt = durationFlag(flags, 'kill-at', 0, DURATION.high + WARMUP.high);
  const { warmupSeconds, durationSeconds } = profile;
  const endSeconds = warmupSeconds + durationSeconds;
  if (killAt !== undefined && killAt >= endSeconds)
    throw new InputError(
      `--kill-at ${String(flags['kill-at'])}: the load ends before, ${endSeconds} s after ` +
        `the start (${warmupSeconds} s of warm-up and ${durationSeconds} s measured)`,
    );
  if (isGiven(flags, 'abort-on-fail') && thresholds.every(({ metric }) => isKnownAtEnd(metric)))
    throw new InputError(
      `--abort-on-fail: ${thresholds[0]!.metric} is known at the end only; give a ` +
        '--threshold of a metric that is known each second',
    );
}

/**
 * Checks that the fleet can run as flags and profile say. Throws an InputError that names the flag,
 * or the profile's field.
 */
export function checkFleet(spec: FleetSpec, flags: FlagValues): void {
  try {
    planFleet(spec);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const match = /^fleet\.([A-Za-z]+)([^:]*)(: .*)$/s.exec(
      error.message.replace(/^schedule\./, 'fleet.arrivals.'),
    );
    if (match === null) throw error;
    const [, field, rest, reason] = match;
    const flag = Object.keys(FIELD_OF_FLAG).find(
      (name) => FIELD_OF_FLAG[name] === field && isGiven(flags, name),
    );
    throw new InputError(
      flag === undefined
        ? `profile: ${field}${rest}${reason}`
        : `--${flag} is '${String(flags[flag])}'${reason}`,
    );
  }
}
