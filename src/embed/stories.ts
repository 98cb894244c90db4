import {
  anyObject,
  demand,
  type Form,
  fields,
  kinds,
  list,
  numeric,
  oneOf,
  optional,
  positive,
  simple,
  text,
  truth,
  whole,
} from '../base/forms.js';
import { SEED_MAX } from '../base/ranges.js';
import * as schedules from '../flow/schedule.js';
import {
  BURST_MAX,
  PER_SECOND_MAX,
  type Schedule,
  type ScheduleSpec,
  SECONDS_MAX,
} from '../flow/schedule.js';
import { validateForm } from '../forms/form.js';
import type { GateLimits } from '../risk/limits/limits.js';
import type { Control } from '../scenarios/controls.js';
import * as controls from '../scenarios/controls.js';
import type { LimitsFile } from '../scenarios/limits-file.js';
import * as limits from '../scenarios/limits-file.js';
import * as load from '../scenarios/parse.js';
import type { LoadProfile } from '../scenarios/profile.js';
import * as profiles from '../scenarios/profiles.js';
import * as scenarios from '../scenarios/scenarios.js';
import type { Scenario } from '../scenarios/schema.js';

/**
 * Scenarios, profiles, limits files and schedules as the library gives them: what the inner
 * functions do, once all that they are given is checked.
 */

const TEXT_MAX = 2 ** 29;
const NAME = text(0, 4096);
const settingList = list(text(1, TEXT_MAX), 0, 10_000);

function demandText(given: string, source: string, called: string): void {
  demand(text(0, TEXT_MAX), given, called, 'text');
  demand(NAME, source, called, 'source');
}

/** The built-in scenario of a name; an InputError with the nearest name where there is none. */
export function findScenario(name: string): Scenario {
  demand(NAME, name, 'findScenario', 'name');
  return scenarios.findScenario(name);
}

/** The built-in profile of a name; an InputError with the nearest name where there is none. */
export function findProfile(name: string): LoadProfile {
  demand(NAME, name, 'findProfile', 'name');
  return profiles.findProfile(name);
}

/**
 * Reads a scenario from the text of a JSON file. Every fault is reported with its place, `source`
 * first; nothing is taken over when there is one.
 */
export function parseScenario(given: string, source: string): Scenario {
  demandText(given, source, 'parseScenario');
  return load.parseScenario(given, source);
}

/** Reads a load profile from the text of a JSON file, as parseScenario does. */
export function parseProfile(given: string, source: string): LoadProfile {
  demandText(given, source, 'parseProfile');
  return load.parseProfile(given, source);
}

/**
 * Reads a limits file from its text. Throws an InputError that lists every fault with source, line,
 * column, value and reason.
 */
export function parseLimits(given: string, source: string): LimitsFile {
  demandText(given, source, 'parseLimits');
  return limits.parseLimits(given, source);
}

/**
 * The limits of a file for fewer symbols or servers than it names: what it says of others is left
 * out.
 */
export function limitsWithin(
  file: LimitsFile,
  known: { readonly servers: number; readonly symbols: readonly string[] },
): GateLimits {
  demand(anyObject, file, 'limitsWithin', 'file');
  demand(anyObject, file.limits, 'limitsWithin', 'file.limits');
  demand(
    fields({ servers: whole(1, 64), symbols: list(text(1, 32), 0, 50_000) }),
    known,
    'limitsWithin',
    'known',
  );
  return limits.limitsWithin(file.limits, known).limits;
}

/**
 * Checks data against the form of a scenario; an InputError lists every fault as place, value and
 * reason.
 */
export function validateScenario(data: unknown, source: string): Scenario {
  demand(NAME, source, 'validateScenario', 'source');
  return load.validateScenario(data, source);
}

/**
 * Applies `path=value` settings to a copy of a scenario and checks the whole again. A path is field
 * names and list places with dots (`risk.parentQuantity.mode=enforce`,
 * `deployment.rollout.steps.7.outcome=copied`); a value is JSON, or else text. A path that does not
 * exist is refused with the nearest name.
 */
export function applySettings(scenario: Scenario, settings: readonly string[]): Scenario {
  load.validateScenario(scenario, 'applySettings: scenario');
  demand(settingList, settings, 'applySettings', 'settings');
  return load.applySettings(scenario, settings);
}

/** Applies settings to a load profile, as applySettings does to a scenario. */
export function applyProfileSettings(
  profile: LoadProfile,
  settings: readonly string[],
): LoadProfile {
  validateForm(load.PROFILE, profile, 'applyProfileSettings: profile');
  demand(settingList, settings, 'applyProfileSettings', 'settings');
  return load.applyProfileSettings(profile, settings);
}

const controlForm: Form = fields({
  name: text(1, 64),
  about: text(0, 4096),
  settings: settingList,
  short: truth,
  trips: anyObject,
});

/** The settings that switch controls on in a scenario. */
export function controlSettings(scenario: Scenario, given: readonly Control[]): string[] {
  load.validateScenario(scenario, 'controlSettings: scenario');
  demand(list(controlForm, 0, 1000), given, 'controlSettings', 'controls');
  return controls.controlSettings(scenario, given);
}

const rate = numeric(0, PER_SECOND_MAX);
const seconds = positive(SECONDS_MAX);
const kind = oneOf(schedules.SCHEDULE_KINDS);

/** The form of a schedule, by its kind. */
export const scheduleForm: Form = kinds('kind', {
  constant: fields({ kind, perSecond: rate }),
  poisson: fields({ kind, perSecond: positive(PER_SECOND_MAX) }),
  ramp: fields({ kind, fromPerSecond: rate, toPerSecond: rate, seconds }),
  steps: fields({ kind, steps: list(fields({ perSecond: rate, seconds }), 1, 1_000_000) }),
  spike: fields({
    kind,
    perSecond: rate,
    spikePerSecond: rate,
    atSeconds: numeric(0, SECONDS_MAX),
    seconds,
  }),
  microburst: fields({
    kind,
    perSecond: rate,
    burst: whole(1, BURST_MAX),
    periodSeconds: seconds,
    gapNs: optional(whole(0, SECONDS_MAX * 1e9)),
  }),
});

/** The schedules that createSchedule has made: nothing else can be filled from. */
const SCHEDULES = new WeakSet<object>();
const madeSchedule = simple(
  (value) => typeof value === 'object' && value !== null && SCHEDULES.has(value),
  'a schedule, as createSchedule makes it',
);
const times = simple((value) => value instanceof Float64Array, 'a Float64Array');

/**
 * A schedule at its start; only `poisson` draws from the seed, by default 1. Throws an InputError
 * when the specification cannot be kept.
 */
export function createSchedule(spec: ScheduleSpec, seed = 1): Schedule {
  demand(scheduleForm, spec, 'createSchedule');
  demand(whole(0, SEED_MAX), seed, 'createSchedule', 'seed');
  const schedule = schedules.createSchedule(spec, seed);
  SCHEDULES.add(schedule);
  return schedule;
}

/**
 * Writes the next due times to rows [begin, end) of `out`, ns from the start, whole and never
 * decreasing. Returns how many it wrote: fewer than asked only when the schedule is over. However
 * it is filled, in one go or in pieces, the times are the same.
 */
export function fillArrivals(
  schedule: Schedule,
  out: Float64Array,
  begin: number,
  end: number,
): number {
  demand(madeSchedule, schedule, 'fillArrivals', 'schedule');
  demand(times, out, 'fillArrivals', 'out');
  demand(whole(0, out.length), end, 'fillArrivals', 'end');
  demand(whole(0, end), begin, 'fillArrivals', 'begin');
  return schedules.fillArrivals(schedule, out, begin, end);
}
