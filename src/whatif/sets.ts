import { CONTROLS, type Control, withControls, withoutControls } from '../scenarios/controls.js';
import { KNIGHT_2012 } from '../scenarios/knight.js';
import type { Scenario } from '../scenarios/schema.js';
import { type LimitsOf, tunedControl } from '../scenarios/tuned-controls.js';
import type { MatrixRow } from './cells.js';

/** Sets of controls, each a row of the matrix. */

/**
 * A control of the matrix: a built-in control, a limit of the file, or a custom check with its
 * module.
 */
export interface TriedControl extends Control {
  readonly module?: string | undefined;
  /** Its settings as text, for a control that does not come from the scenario. */
  readonly value?: string | undefined;
  /** Whose limit it has, for a check of which there is a tuned one. */
  readonly limits?: MatrixRow['limits'];
}

/** A row to run: a scenario with some controls on and all others off. */
export interface RunSet {
  readonly name: string;
  readonly about: string;
  readonly value: string;
  readonly scenario: Scenario;
  /** Modules of the custom checks that act. */
  readonly checks: readonly string[];
  readonly controls: readonly TriedControl[];
  readonly limits?: MatrixRow['limits'];
}

/** The row in which only some controls act. */
export function buildSet(
  scenario: Scenario,
  name: string,
  about: string,
  controls: readonly TriedControl[],
): RunSet {
  const changed = withControls(scenario, controls);
  const limits = controls.length === 1 ? controls[0]!.limits : undefined;
  return {
    name,
    about,
    value: '',
    scenario: changed,
    checks: modulesOf(controls),
    controls,
    limits,
  };
}

const modulesOf = (controls: readonly TriedControl[]): string[] =>
  controls.flatMap(({ module }) => (module === undefined ? [] : [module]));

/** The controls at their tuned bounds, where they have some and are asked for. */
export function tuneControls(
  scenario: Scenario,
  controls: readonly TriedControl[],
  limitsOf: LimitsOf,
): TriedControl[] {
  if (limitsOf === 'catalogue') return [...controls];
  return controls.map((control) => {
    const tuned = tunedControl(scenario, control);
    return tuned === undefined ? control : { ...control, ...tuned, limits: 'tuned' };
  });
}

/**
 * The controls that act in a scenario as set. Knight's collar is excluded: it spared the auction
 * and stopped nothing.
 */
export function controlsInForce(scenario: Scenario): TriedControl[] {
  const bare = withoutControls(scenario);
  const historic = JSON.stringify(KNIGHT_2012.risk.collar);
  return CONTROLS.filter(({ name, settings }) => {
    const [group, field] = (settings[0] ?? '').split('.') as ['risk' | 'operations', string];
    if (field === undefined) return name === 'order-entry' && scenario.entry?.mode === 'enforce';
    const set = (scenario[group] as unknown as Record<string, { mode: string } | undefined>)[field];
    const isLayered =
      group === 'risk' &&
      Object.values(scenario.risk.layers ?? {}).some((named) => hasField(named, field));
    if (isLayered) return true;
    const off = (bare[group] as unknown as Record<string, { mode: string } | undefined>)[field];
    return (
      set?.mode === 'enforce' &&
      off?.mode === 'off' &&
      !(name === 'collar' && JSON.stringify(set) === historic)
    );
  });
}

const hasField = (named: Readonly<Record<string, object>> | undefined, field: string): boolean =>
  Object.values(named ?? {}).some((changes) => Object.hasOwn(changes, field));
