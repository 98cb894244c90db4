import { InputError } from '../../base/input-error.js';
import { CATALOGUE } from '../catalogue/catalogue.js';
import type { CheckModeName } from '../catalogue/modes.js';

/**
 * Refuses limits with a check in mode `measure` where no simulated day would tell what was
 * measured, and with a profile over the day where there is no time of day. Throws an InputError
 * that names the first such check.
 */
export function refuseMeasured(limits: object, source: string): void {
  const settings = limits as Readonly<
    Record<string, { mode?: CheckModeName; profile?: object | undefined } | undefined>
  >;
  const row = CATALOGUE.find(({ field }) => settings[field]?.mode === 'measure');
  if (row !== undefined)
    throw new InputError(
      `${source}: the mode of ${row.name} is 'measure', which only a simulated day has; ` +
        'use off, warn, enforce or shadow',
    );
  const profiled = CATALOGUE.find(
    ({ field }) => Object.keys(settings[field]?.profile ?? {}).length > 0,
  );
  if (profiled !== undefined)
    throw new InputError(
      `${source}: ${profiled.name} has a profile by time of day, which only a simulated day has; ` +
        'leave it out, and the hard level holds',
    );
}
