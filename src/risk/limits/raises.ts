import type { Table } from '../../memory/table.js';

/**
 * Temporary raises of hard levels, by verdict, in words that all servers share. A value is in the
 * unit of the check's parameter and holds until its time, when the limit reverts by itself.
 * `version`, row 0, counts the changes.
 */
export const RAISE_SCHEMA = { value: 'f64', untilNs: 'f64', version: 'i32' } as const;
export type Raises = Table<typeof RAISE_SCHEMA>;

/** Raises a level until a time. Only a recorded human act may call it. */
export function setRaise(raises: Raises, check: number, value: number, untilNs: number): void {
  raises.value[check] = value;
  raises.untilNs[check] = untilNs;
  Atomics.add(raises.version, 0, 1);
}

/**
 * Returns the level in force at a time: the raise while it holds, and never less than the limit
 * itself.
 */
export function raisedValue(
  { value, untilNs }: Raises,
  check: number,
  limit: number,
  nowNs: number,
): number {
  return nowNs < untilNs[check]! ? Math.max(limit, value[check]!) : limit;
}

/** Returns when the next raise ends, ns since the bell; infinity if none holds. */
export function nextExpiryNs({ untilNs }: Raises, nowNs: number): number {
  let next = Number.POSITIVE_INFINITY;
  for (const until of untilNs) if (until > nowNs && until < next) next = until;
  return next;
}
