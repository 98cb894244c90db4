import { existsSync } from 'node:fs';
import { InputError } from '../base/input-error.js';
import { shownText } from '../flow/order-faults.js';
import type { ListedStock } from '../market/universe.js';
import type { LimitsFile } from '../scenarios/limits-file.js';
import { listStocks } from '../scenarios/listed-stocks.js';
import { applySettings, parseScenario, validateScenario } from '../scenarios/parse.js';
import { PROFILES } from '../scenarios/profiles.js';
import { findScenario, SCENARIOS } from '../scenarios/scenarios.js';
import type { Scenario } from '../scenarios/schema.js';
import { type Flag, type FlagValues, integerFlag, listFlag } from './command.js';

import { readText } from './file-text.js';
import { checkLimitsFile } from './limits-source.js';
import { refuseFlagAndSetting } from './settings.js';
import { refuseUniverseSettings } from './universe-source.js';

export const SCENARIO_FLAGS: Readonly<Record<string, Flag>> = {
  seed: { type: 'string', value: 'N', about: 'seed of the day (default: the scenario’s)' },
  set: {
    type: 'string',
    value: 'PATH=VALUE',
    multiple: true,
    about: 'change one field, e.g. risk.parentQuantity.mode=enforce',
  },
};

/** Stocks of the user's own, and whether orders of the user's own replace the flow. */
interface OwnStocks {
  readonly listed: readonly ListedStock[];
  readonly isFlowReplaced: boolean;
}

/**
 * Reads the scenario that the operand names, built-in or a file, and applies --set and --seed. A
 * limits file replaces the scenario's own limits, a universe file its stocks.
 */
export function readScenario(
  operand: string | undefined,
  flags: FlagValues,
  limits?: LimitsFile,
  own?: OwnStocks,
): Scenario {
  const scenario = scenarioNamed(operand ?? 'knight-2012');
  const limited =
    limits === undefined
      ? scenario
      : { ...scenario, risk: { ...limits.limits, explain: scenario.risk.explain } };
  const settings = listFlag(flags, 'set');
  refuseFlagAndSetting(flags, settings, { seed: ['seed'], explain: ['risk.explain'] });
  if (own !== undefined) refuseUniverseSettings(flags, settings, own.listed);
  const stocked = own === undefined ? limited : withOwnStocks(limited as Scenario, own, flags);
  const set = applySettings(stocked as Scenario, settings);
  const seed = integerFlag(flags, 'seed', 0, 0xffffffff) ?? set.seed;
  checkLimitsFile(limits, set.deployment.rollout.servers, set.universe, seed);
  return { ...set, seed };
}

/** The scenario with the user's stocks. A flow that is replaced is left out. */
function withOwnStocks(
  scenario: Scenario,
  { listed, isFlowReplaced }: OwnStocks,
  flags: FlagValues,
): Scenario {
  const stocked = listStocks(scenario, listed);
  return validateScenario(
    isFlowReplaced ? { ...stocked, flow: [] } : stocked,
    `scenario '${scenario.name}' with --universe ${flags.universe}`,
  );
}

/** Reads a scenario as its file has it, or returns the built-in one of the name. */
export function scenarioNamed(named: string): Scenario {
  if (PROFILES.some(({ name }) => name === named))
    throw new InputError(`'${named}' is a load profile, not a scenario; smars load takes it`);
  return isFile(named, SCENARIOS) ? parseScenario(readText(named), named) : findScenario(named);
}

/** Whether an operand names a file rather than a built-in one. */
export function isFile(name: string, builtIn: readonly { readonly name: string }[]): boolean {
  if (builtIn.some((one) => one.name === name)) return false;
  return name.endsWith('.json') || name.includes('/') || name.includes('\\') || existsSync(name);
}

/** Refuses settings of fields that something else replaces, recorded orders by default. */
export function refuseIdle(
  flags: FlagValues,
  fields: readonly string[],
  replacedBy = '--orders replaces it',
): void {
  const idle = listFlag(flags, 'set').find((setting) =>
    fields.some((field) => /[.=]/.test(setting[field.length] ?? '') && setting.startsWith(field)),
  );
  if (idle !== undefined)
    throw new InputError(`--set ${shownText(idle)} changes nothing: ${replacedBy}`);
}
