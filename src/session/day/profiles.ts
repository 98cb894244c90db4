import { type ProfileStep, profileSteps } from '../../base/limit-profiles.js';
import { CATALOGUE } from '../../risk/catalogue/catalogue.js';
import { isUnbounded } from '../../risk/catalogue/modes.js';
import type { CheckRow } from '../../risk/catalogue/row.js';
import type { DaySpec } from './spec.js';

/** A check whose hard level has a profile over the day. */
export interface ProfiledLimit {
  readonly check: number;
  readonly steps: readonly ProfileStep[];
  /** The level after the last step, in the unit of the check's parameter. */
  readonly hard: number;
  /** The level in force, one word; the hard level before the day begins. */
  readonly level: Float64Array;
}

/** Returns the profiles that a day's limits give to checks that are on. */
export function openProfiles({ risk }: Pick<DaySpec, 'risk'>): ProfiledLimit[] {
  const settings = risk as unknown as Readonly<Record<string, never>>;
  return CATALOGUE.flatMap((row: CheckRow) => {
    const { mode, profile, ...rest } = (settings[row.field] ?? {}) as Record<string, never>;
    if (row.isProfiled !== true || profile === undefined || isUnbounded(mode ?? 'off')) return [];
    const hard = rest[row.hard!] ?? row.parameters.find(({ name }) => name === row.hard)!.default;
    return [
      {
        check: row.verdict!,
        steps: profileSteps(profile),
        hard: hard as number,
        level: new Float64Array([hard as number]),
      },
    ];
  });
}
