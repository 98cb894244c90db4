import { anyObject, demand, type Form, fields, list, text, truth } from '../base/forms.js';
import { validateForm } from '../forms/form.js';
import type { ListedStock } from '../market/universe.js';
import type { GateLimits } from '../risk/limits/limits.js';
import type { Control } from '../scenarios/controls.js';
import * as controls from '../scenarios/controls.js';
import * as limits from '../scenarios/limits-file.js';
import * as load from '../scenarios/parse.js';
import type { LoadProfile } from '../scenarios/profile.js';
import * as profiles from '../scenarios/profiles.js';
import * as scenarios from '../scenarios/scenarios.js';
import type { Scenario } from '../scenarios/schema.js';
import * as universes from '../scenarios/universe-file.js';

/**
 * Scenarios, profiles and limits files for users of the library: arguments are checked, then the
 * inner function runs.
 */

const TEXT_MAX = 2 ** 29;
const NAME = text(0, 4096);
const settingList = list(text(1, TEXT_MAX), 0, 10_000);

function demandText(given: string, source: string, called: string): void {
  demand(text(0, TEXT_MAX), given, called, 'text');
  demand(NAME, source, called, 'source');
}

/** Returns a built-in scenario. Throws an InputError with the nearest name for an unknown one. */
export function findScenario(name: string): Scenario {
  demand(NAME, name, 'findScenario', 'name');
  return scenarios.findScenario(name);
}

/**
 * Returns a built-in load profile. Throws an InputError with the nearest name for an unknown one.
 */
export function findProfile(name: string): LoadProfile {
  demand(NAME, name, 'findProfile', 'name');
  return profiles.findProfile(name);
}

/**
 * Reads a scenario from the text of a JSON file. Throws an InputError that lists every fault with
 * source, line, column, value and reason.
 *
 * @param given - the text
 * @param source - how messages call the file
 */
export function parseScenario(given: string, source: string): Scenario {
  demandText(given, source, 'parseScenario');
  return load.parseScenario(given, source);
}

/**
 * Reads a load profile from the text of a JSON file. Throws an InputError that lists every fault
 * with source, line, column, value and reason.
 *
 * @param given - the text
 * @param source - how messages call the file
 */
export function parseProfile(given: string, source: string): LoadProfile {
  demandText(given, source, 'parseProfile');
  return load.parseProfile(given, source);
}

/** A limits file as `parseLimits` gives it, for the `limits` of an `Engine`. */
export interface ParsedLimits {
  /** How messages call the file. */
  readonly source: string;
  readonly version: number;
  /** The limits, for the `risk` of a scenario. */
  readonly limits: GateLimits;
}

/**
 * Reads a limits file from its text. Throws an InputError that lists every fault with source, line,
 * column, value and reason.
 *
 * @param given - the text
 * @param source - how messages call the file
 */
export function parseLimits(given: string, source: string): ParsedLimits {
  demandText(given, source, 'parseLimits');
  return limits.parseLimits(given, source);
}

/**
 * Reads a universe file: stocks as CSV with a header, or as one JSON object a line. Set them as
 * `universe.listed` of a scenario or load profile, with `universe.stocks` for their number. Throws
 * an InputError that lists the first 20 faults with source, line, field, value and reason.
 *
 * @param given - the text
 * @param source - how messages call the file
 */
export function parseUniverse(given: string, source: string): ListedStock[] {
  demandText(given, source, 'parseUniverse');
  return universes.parseUniverse(given, source);
}

/**
 * Checks data against the form of a scenario, and returns it as one. Throws an InputError that
 * lists every fault with place, value and reason.
 *
 * @param source - how messages call the data
 */
export function validateScenario(data: unknown, source: string): Scenario {
  demand(NAME, source, 'validateScenario', 'source');
  return load.validateScenario(data, source);
}

/**
 * Applies `path=value` settings to a copy of a scenario, and checks the whole again. A path is
 * field names and list places with dots (`risk.parentQuantity.mode=enforce`,
 * `deployment.rollout.steps.7.outcome=copied`). A value is JSON, or else text. Throws an InputError
 * with the nearest name for a path that does not exist.
 */
export function applySettings(scenario: Scenario, settings: readonly string[]): Scenario {
  load.validateScenario(scenario, 'applySettings: scenario');
  demand(settingList, settings, 'applySettings', 'settings');
  return load.applySettings(scenario, settings);
}

/** Applies settings to a copy of a load profile, as `applySettings` does to a scenario. */
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

/** Returns the settings that switch controls on in a scenario, for `applySettings`. */
export function controlSettings(scenario: Scenario, given: readonly Control[]): string[] {
  load.validateScenario(scenario, 'controlSettings: scenario');
  demand(list(controlForm, 0, 1000), given, 'controlSettings', 'controls');
  return controls.controlSettings(scenario, given);
}
