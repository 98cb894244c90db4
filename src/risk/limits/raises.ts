import type { Table } from '../../memory/table.js';

/**
 * Temporary raises of hard levels, by verdict, in words that all servers share. A value is in the
 * unit of the check's parameter and holds until its time, when the limit reverts by itself.
 * `profile` is the level that the check's profile has now, where `isProfiled` puts it in place of
 * the limit. `version`, row 0, counts the changes.
 */
export const RAISE_SCHEMA = {
  value: 'f64',
  untilNs: 'f64',
  profile: 'f64',
  isProfiled: 'u8',
  version: 'i32',
} as const;
export type Raises = Table<typeof RAISE_SCHEMA>;

/** Raises a level until a time. Only a recorded human act may call it. */
export function setRaise(raises: Raises, check: number, value: number, untilNs: number): void {
  raises.value[check] = value;
  raises.untilNs[check] = untilNs;
  Atomics.add(raises.version, 0, 1);
}

/** Puts the level of a profile in place of a check's limit. */
export function setProfileLevel(raises: Raises, check: number, level: number): void {
  raises.profile[check] = level;
  raises.isProfiled[check] = 1;
  Atomics.add(raises.version, 0, 1);
}

/** Returns the level that a check's profile has now, or the limit itself without a profile. */
function profiledValue({ profile, isProfiled }: Raises, check: number, limit: number): number {
  return isProfiled[check] === 0 ? limit : profile[check]!;
}

/**
 * Returns the level in force at a time: that of the profile, or else the limit itself, and no less
 * than a raise while it holds.
 */
export function raisedValue(raises: Raises, check: number, limit: number, nowNs: number): number {
  const level = profiledValue(raises, check, limit);
  return nowNs < raises.untilNs[check]! ? Math.max(level, raises.value[check]!) : level;
}

/** Returns when the next raise ends, ns since the bell; infinity if none holds. */
export function nextExpiryNs({ untilNs }: Raises, nowNs: number): number {
  let next = Number.POSITIVE_INFINITY;
  for (const until of untilNs) if (until > nowNs && until < next) next = until;
  return next;
}
