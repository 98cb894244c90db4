import { existsSync, readFileSync, statSync } from 'node:fs';
import { InputError } from '../base/assert.js';
import { applySettings, parseScenario } from '../scenarios/load.js';
import { findScenario } from '../scenarios/scenarios.js';
import type { Scenario } from '../scenarios/schema.js';
import { type Flag, type FlagValues, integerFlag, listFlag, textFlag } from './command.js';

/** A scenario file beyond this is not one. */
const FILE_BYTES_MAX = 16 * 1024 * 1024;

export const SCENARIO_FLAGS: Readonly<Record<string, Flag>> = {
  seed: { type: 'string', value: 'N', about: 'seed of the day (default: the scenario’s)' },
  set: { type: 'string', value: 'PATH=VALUE', multiple: true, about: 'change one field, e.g. risk.parentQuantity.mode=enforce' },
};

/** The scenario that the operand names, a built-in one or a file, with its --set and --seed. */
export function readScenario(operand: string | undefined, flags: FlagValues): Scenario {
  const named = operand ?? 'knight-2012';
  const scenario = looksLikeFile(named) ? parseScenario(readText(named), named) : findScenario(named);
  const set = applySettings(scenario, listFlag(flags, 'set'));
  const seed = integerFlag(flags, 'seed', 0, 0xffffffff);
  return seed === undefined ? set : { ...set, seed };
}

/** Whether an operand names a file rather than something built in. */
export function looksLikeFile(name: string): boolean {
  return name.endsWith('.json') || name.includes('/') || name.includes('\\');
}

/** The text of a small JSON file; an InputError says why it cannot be had. */
export function readText(path: string): string {
  if (!existsSync(path)) throw new InputError(`${path}: there is no such file`);
  const { size } = statSync(path);
  if (statSync(path).isDirectory()) throw new InputError(`${path}: is a directory, not a scenario file`);
  if (size > FILE_BYTES_MAX)
    throw new InputError(
      `${path}: has ${size.toLocaleString('en-US')} bytes; a scenario has at most ${FILE_BYTES_MAX.toLocaleString('en-US')}`,
    );
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new InputError(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** `--orders`: which stands, and whether beside the generated flow. */
export function ordersFlag(flags: FlagValues): { path: string; beside: boolean } | undefined {
  const path = textFlag(flags, 'orders');
  if (path === undefined) {
    if (flags.beside === true) throw new InputError('--beside goes with --orders FILE');
    return undefined;
  }
  return { path, beside: flags.beside === true };
}
