import { CATALOGUE, completeSetting } from '../risk/catalogue/catalogue.js';
import type { CheckRow } from '../risk/catalogue/row.js';
import { type Control, checkControls } from './controls.js';
import { NORMAL_DAY_KNIGHT } from './normal-days.js';
import type { Scenario } from './schema.js';
import { TUNED_KNIGHT } from './tuned-knight.js';

/** The controls of the matrix at bounds that let a normal day of Knight through. */

/** Whose limits the matrix stands at: those tuned on a normal day, the catalogue’s, or each. */
export const LIMITS_OF = ['tuned', 'catalogue', 'both'] as const;
export type LimitsOf = (typeof LIMITS_OF)[number];

/** A check’s parameters in a scenario, as far as they are not the mode. */
function parametersOf(row: CheckRow, { risk }: Pick<Scenario, 'risk'>): string {
  const given = (risk as unknown as Record<string, never>)[row.field];
  const { mode: _, ...parameters } = completeSetting(row, given);
  return JSON.stringify(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === 'boolean' ? Number(value) : value,
    ]),
  );
}

/**
 * Returns a control at the tuned bound of its check, the soft level included. Returns undefined if
 * the check has no such bound, or if the scenario sets the check in a way of its own: the limits of
 * a story are facts, and a setting is what the user wants.
 */
export function tunedControl(scenario: Scenario, control: Control): Control | undefined {
  const known = checkControls().find((one) => one.control.name === control.name);
  const row: CheckRow | undefined = CATALOGUE.find(({ name }) => name === known?.check);
  if (row?.hard === undefined || !Object.hasOwn(TUNED_KNIGHT.bounds, row.name)) return undefined;
  if (parametersOf(row, scenario) !== parametersOf(row, NORMAL_DAY_KNIGHT)) return undefined;
  const { bound } = TUNED_KNIGHT.bounds[row.name]!;
  const levels = [row.hard, ...(row.soft === undefined ? [] : [row.soft])];
  return {
    ...control,
    settings: [
      ...control.settings,
      ...levels.map((level) => `risk.${row.field}.${level}=${bound}`),
    ],
  };
}
