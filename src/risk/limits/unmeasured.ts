import { InputError } from '../../base/input-error.js';
import { CATALOGUE } from '../catalogue/catalogue.js';
import type { CheckModeName } from '../catalogue/modes.js';
import type { GateLimits } from './limits.js';

type Limits = Pick<GateLimits, 'selfMatch' | 'layers'>;

/** Refuses self-match prevention that cancels resting orders: children here never rest. */
export function refuseResting({ selfMatch, layers }: Limits, source: string): void {
  const servers = Object.entries(layers?.servers ?? {});
  const all = [
    ['', selfMatch] as const,
    ...servers.map(([name, of]) => [`layers.servers.${name}.`, of.selfMatch] as const),
  ];
  for (const [path, setting] of all) {
    const { instruction = 'newest' } = setting ?? {};
    if (instruction !== 'newest')
      throw new InputError(
        `${source}: ${path}selfMatch.instruction is '${instruction}', which cancels orders that ` +
          'rest at a venue; here none does, since children are immediate-or-cancel: use newest',
      );
  }
}

/**
 * Refuses limits with a check in mode `measure` where no simulated day would tell what was
 * measured, with a profile over the day where there is no time of day, and with self-match
 * prevention that cancels resting orders where no child rests at a venue. Throws an InputError that
 * names the first such check.
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
  refuseResting(settings as Limits, source);
}
