import { CATALOGUE, completeSetting } from '../risk/catalogue/catalogue.js';
import type { ParameterUnit } from '../risk/catalogue/row.js';
import { BASKET_NOTIONAL, type Control, KILL_ON_CALL, ORDER_ENTRY } from './controls.js';
import type { Scenario } from './schema.js';

/**
 * The values of a control in a scenario: the mode, its parameters, and how many servers, accounts
 * and symbols have their own values.
 */
export interface ControlValues {
  readonly mode: string;
  readonly values: readonly {
    readonly parameter: string;
    readonly unit: ParameterUnit | 'mode' | 'profile';
    readonly value: unknown;
  }[];
  readonly layered: Readonly<Record<string, number>>;
}

/** Returns the values of a control in a scenario in which it acts. */
export function controlValues(scenario: Scenario, control: Control): ControlValues {
  const unlayered = { mode: 'enforce', layered: {} };
  if (control.name === KILL_ON_CALL.name) {
    const kill = scenario.actions.findLast((action) => action.do === 'kill');
    return {
      ...unlayered,
      values: [{ parameter: 'at', unit: 'mode', value: kill?.at ?? KILL_ON_CALL.at }],
    };
  }
  if (control.name === BASKET_NOTIONAL.name) {
    const value = scenario.entry?.basketDollars ?? BASKET_NOTIONAL.basketDollars;
    return { ...unlayered, values: [{ parameter: 'basketDollars', unit: 'dollars', value }] };
  }
  const [group, field] =
    control.asSet === undefined
      ? (control.settings[0] ?? '').split(/[.=]/)
      : ['risk', control.asSet];
  const setting =
    control.name === ORDER_ENTRY.name
      ? scenario.entry
      : (scenario as unknown as Record<string, Record<string, never>>)[group!]?.[field!];
  const row = CATALOGUE.find((each) => each.field === field);
  const { mode, ...parameters } =
    row === undefined
      ? { mode: 'enforce', ...(setting as object) }
      : completeSetting(row, setting as never);
  const values = Object.entries(parameters).map(([parameter, value]) => ({
    parameter,
    unit: row?.parameters.find(({ name }) => name === parameter)?.unit ?? unitOf(parameter, value),
    value,
  }));
  const layers = group === 'risk' ? Object.entries(scenario.risk.layers ?? {}) : [];
  const layered = layers.map(([name, named]) => [
    name,
    Object.values((named ?? {}) as object).filter((changes) =>
      Object.hasOwn(changes as object, field!),
    ).length,
  ]);
  return { mode, values, layered: Object.fromEntries(layered) };
}

/** Returns the unit of a parameter that is not in the catalogue. */
function unitOf(parameter: string, value: unknown): ParameterUnit | 'mode' | 'profile' {
  if (parameter === 'profile') return 'profile';
  if (typeof value !== 'number') return 'mode';
  return parameter.endsWith('Dollars') ? 'dollars' : 'count';
}
