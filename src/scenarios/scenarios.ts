import { InputError, suggest } from '../base/input-error.js';
import { CANARY, CLEAN_ROLLOUT, KNIGHT_2012, KNIGHT_2012_ROLLBACK } from './knight.js';
import { NORMAL_MORNING } from './normal.js';
import { NORMAL_DAY_KNIGHT, NORMAL_DAY_SMARS } from './normal-days.js';
import type { Scenario } from './schema.js';
import { HANMAG_2013, INFINIUM_2010 } from './stories-algorithms.js';
import { EVERBRIGHT_2013, FACEBOOK_2012, STOPPED_FILL_FEED } from './stories-answers.js';
import { GOLDMAN_2013, MERRILL_LIMITS, ROCHDALE_2012 } from './stories-limits.js';
import { NETWORK_LOOP } from './stories-network.js';
import { CITI_2022, J_COM_2005, SLOW_MONITOR } from './stories-people.js';
import { DEAD_CANCEL_PATH, STALE_DATA_2011 } from './stories-resting.js';

/** The built-in scenarios, in the order in which `smars list` shows them. */
export const SCENARIOS: readonly Scenario[] = [
  KNIGHT_2012,
  KNIGHT_2012_ROLLBACK,
  CLEAN_ROLLOUT,
  CANARY,
  STOPPED_FILL_FEED,
  SLOW_MONITOR,
  CITI_2022,
  J_COM_2005,
  EVERBRIGHT_2013,
  FACEBOOK_2012,
  ROCHDALE_2012,
  MERRILL_LIMITS,
  GOLDMAN_2013,
  INFINIUM_2010,
  HANMAG_2013,
  NETWORK_LOOP,
  STALE_DATA_2011,
  DEAD_CANCEL_PATH,
  NORMAL_MORNING,
  NORMAL_DAY_SMARS,
  NORMAL_DAY_KNIGHT,
];

/**
 * Returns the built-in scenario of a name. Throws an InputError with the nearest name if there is
 * none.
 */
export function findScenario(name: string): Scenario {
  const scenario = SCENARIOS.find((known) => known.name === name);
  if (scenario === undefined) {
    const names = SCENARIOS.map((known) => known.name);
    throw new InputError(`scenario '${name}' is not known: ${suggest(name, names)}`);
  }
  return scenario;
}
