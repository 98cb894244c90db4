import { CATALOGUE, completeSetting } from '../risk/catalogue.js';
import type { ParameterUnit } from '../risk/check-row.js';
import { type Control, KILL_ON_CALL, ORDER_ENTRY } from './controls.js';
import type { Scenario } from './schema.js';

/** A value at which a control acts: its name, what it is counted in where that is known, and itself. */
export interface ControlValue {
  readonly name: string;
  readonly unit: ParameterUnit | null;
  readonly value: number | string | boolean | readonly string[];
}

/** The values at which a control acts in a scenario that has it on; of a control without a limit none. */
export function controlValues(scenario: Scenario, { name, settings }: Control): ControlValue[] {
  if (name === KILL_ON_CALL.name) {
    const kill = scenario.actions.findLast((action) => action.do === 'kill');
    return kill === undefined ? [] : [{ name: 'at', unit: null, value: kill.at }];
  }
  if (name === ORDER_ENTRY.name) return plainValues(scenario.entry ?? {});
  const fields = new Set(settings.map((setting) => setting.split(/[=.]/).slice(0, 2).join('.')));
  return [...fields].flatMap((path) => {
    const [group, field] = path.split('.') as [string, string];
    const set = (scenario as unknown as Record<string, Record<string, object | undefined> | undefined>)[group]?.[field] ?? {};
    const row = CATALOGUE.find((check) => check.field === field);
    if (row === undefined) return plainValues(set);
    const known = completeSetting(row, set as { mode: 'enforce' });
    return row.parameters.flatMap(({ name: parameter, unit }) => {
      const value = known[parameter];
      return isShown(value) ? [{ name: parameter, unit, value }] : [];
    });
  });
}

function plainValues(set: object): ControlValue[] {
  return Object.entries(set).flatMap(([name, value]) => {
    if (name === 'mode' || !isShown(value)) return [];
    return [{ name, unit: name.endsWith('Dollars') ? 'dollars' : null, value }];
  });
}

/** A limit that is infinite is none. */
function isShown(value: unknown): value is ControlValue['value'] {
  if (typeof value === 'number') return Number.isFinite(value);
  return (
    typeof value === 'string' || typeof value === 'boolean' || (Array.isArray(value) && value.every((part) => typeof part === 'string'))
  );
}
