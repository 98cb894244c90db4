import { z } from 'zod';
import { parseForm, validateForm, type ZodForm } from '../forms/form.js';
import { applyToForm } from '../forms/settings.js';
import { type LoadProfile, profileSchema } from './profile.js';
import { type Scenario, scenarioSchema } from './schema.js';

/** The form of a scenario. */
export const SCENARIO: ZodForm<Scenario> = { what: 'scenario', schema: scenarioSchema };
/** The form of a load profile. */
export const PROFILE: ZodForm<LoadProfile> = { what: 'load profile', schema: profileSchema };

/**
 * Parses a scenario from the text of a JSON file. Throws an InputError that lists every fault with
 * line and column.
 */
export function parseScenario(text: string, source: string): Scenario {
  return parseForm(SCENARIO, text, source).value;
}

/** Parses a load profile in the same way. */
export function parseProfile(text: string, source: string): LoadProfile {
  return parseForm(PROFILE, text, source).value;
}

/**
 * Validates data as a scenario. Throws an InputError that lists every fault as path, value and
 * reason.
 */
export function validateScenario(data: unknown, source: string): Scenario {
  return validateForm(SCENARIO, data, source);
}

/** Returns the JSON Schema of a scenario file (draft 2020-12). */
export function scenarioJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(scenarioSchema), title: 'smars scenario' };
}

/** Returns the JSON Schema of a load profile. */
export function profileJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(profileSchema), title: 'smars load profile' };
}

/**
 * Applies `path=value` settings to a copy of a scenario and validates it again. A path joins field
 * names and list places with dots (`risk.parentQuantity.mode=enforce`,
 * `deployment.rollout.steps.7.outcome=copied`); a value is JSON, or else text. An unknown path is
 * refused with the nearest name.
 */
export function applySettings(scenario: Scenario, settings: readonly string[]): Scenario {
  return applyToForm(SCENARIO, scenario, settings);
}

/** Applies settings to a load profile in the same way. */
export function applyProfileSettings(
  profile: LoadProfile,
  settings: readonly string[],
): LoadProfile {
  return applyToForm(PROFILE, profile, settings);
}
