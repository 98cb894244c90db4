import { existsSync } from 'node:fs';
import { InputError } from '../base/input-error.js';
import { shownText } from '../flow/order-faults.js';
import type { LimitsFile } from '../scenarios/limits-file.js';
import { applySettings, parseScenario } from '../scenarios/parse.js';
import { PROFILES } from '../scenarios/profiles.js';
import { findScenario, SCENARIOS } from '../scenarios/scenarios.js';
import type { Scenario } from '../scenarios/schema.js';
import { type Flag, type FlagValues, integerFlag, listFlag, textFlag } from './command.js';

import { readText } from './file-text.js';
import { checkLimitsFile } from './limits-source.js';
import { refuseFlagAndSetting } from './settings.js';

export const SCENARIO_FLAGS: Readonly<Record<string, Flag>> = {
  seed: { type: 'string', value: 'N', about: 'seed of the day (default: the scenario’s)' },
  set: {
    type: 'string',
    value: 'PATH=VALUE',
    multiple: true,
    about: 'change one field, e.g. risk.parentQuantity.mode=enforce',
  },
};

/**
 * Reads the scenario that the operand names, built-in or a file, and applies --set and --seed. A
 * limits file replaces the scenario's own limits.
 */
export function readScenario(
  operand: string | undefined,
  flags: FlagValues,
  limits?: LimitsFile,
): Scenario {
  const named = operand ?? 'knight-2012';
  if (PROFILES.some(({ name }) => name === named))
    throw new InputError(`'${named}' is a load profile, not a scenario; smars load takes it`);
  const scenario = isFile(named, SCENARIOS)
    ? parseScenario(readText(named), named)
    : findScenario(named);
  const limited =
    limits === undefined
      ? scenario
      : { ...scenario, risk: { ...limits.limits, explain: scenario.risk.explain } };
  const settings = listFlag(flags, 'set');
  refuseFlagAndSetting(flags, settings, { seed: ['seed'], explain: ['risk.explain'] });
  const set = applySettings(limited as Scenario, settings);
  const seed = integerFlag(flags, 'seed', 0, 0xffffffff) ?? set.seed;
  checkLimitsFile(limits, set.deployment.rollout.servers, set.universe, seed);
  return { ...set, seed };
}

/** Whether an operand names a file rather than a built-in one. */
export function isFile(name: string, builtIn: readonly { readonly name: string }[]): boolean {
  if (builtIn.some((one) => one.name === name)) return false;
  return name.endsWith('.json') || name.includes('/') || name.includes('\\') || existsSync(name);
}

/** Refuses settings of fields that recorded orders replace. */
export function refuseIdle(flags: FlagValues, fields: readonly string[]): void {
  const idle = listFlag(flags, 'set').find((setting) =>
    fields.some((field) => /[.=]/.test(setting[field.length] ?? '') && setting.startsWith(field)),
  );
  if (idle !== undefined)
    throw new InputError(`--set ${shownText(idle)} changes nothing: --orders replaces it`);
}

/** Reads `--orders` and `--beside`: the path, and whether the generated flow runs too. */
export function ordersFlag(flags: FlagValues): { path: string; beside: boolean } | undefined {
  const path = textFlag(flags, 'orders');
  if (path === undefined) {
    if (flags.beside === true) throw new InputError('--beside goes with --orders FILE');
    return undefined;
  }
  if (flags.beside !== true) refuseIdle(flags, ['flow']);
  return { path, beside: flags.beside === true };
}
