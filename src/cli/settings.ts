import { InputError } from '../base/input-error.js';
import { findFaults, type ZodForm } from '../forms/form.js';
import { settingPath } from '../forms/settings.js';
import type { FlagValues } from './command.js';

/**
 * Refuses a flag and a --set of the same field, since one would be lost. `fields` maps each flag to
 * its fields.
 */
export function refuseFlagAndSetting(
  flags: FlagValues,
  settings: readonly string[],
  fields: Readonly<Record<string, readonly string[]>>,
): void {
  for (const setting of settings) {
    const path = settingPath(setting);
    for (const [flag, taken] of Object.entries(fields)) {
      const field =
        flags[flag] === undefined ? undefined : taken.find((name) => overlap(path, name));
      if (field !== undefined)
        throw new InputError(
          `--${flag} and --set '${setting}': both set '${field}'; give one of them`,
        );
    }
  }
}

const overlap = (a: string, b: string): boolean =>
  a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);

/** Checks a value that flags have changed. An InputError names the flag at fault. */
export function validateFlagged<T extends { readonly name: string }>(
  form: ZodForm<T>,
  value: unknown,
  flags: FlagValues,
  fields: Readonly<Record<string, string>>,
): T {
  const outcome = findFaults(form, value);
  if ('value' in outcome) return outcome.value;
  const [{ path, reason }] = outcome.faults as [(typeof outcome.faults)[number]];
  const flag = Object.keys(fields).find(
    (name) => flags[name] !== undefined && fields[name] === path[0],
  );
  const given = flag === undefined ? undefined : flags[flag];
  // The typed value is clearer than the field's value, so the message drops the latter.
  const wanted = reason.replace(/^is [^;]*; /, '');
  if (flag !== undefined)
    throw new InputError(`--${flag}${given === true ? '' : ` is '${String(given)}'`}; ${wanted}`);
  const changed = Object.keys(fields).filter((name) => flags[name] !== undefined);
  throw new InputError(`${form.what} with --${changed.join(' --')}: ${path.join('.')}: ${reason}`);
}
