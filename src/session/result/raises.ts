import type { Role } from '../../risk/stops/authority.js';
import type { Day } from '../day/day.js';

/** A raise of a limit: who asked for it, why, on what evidence, and whether it was refused. */
export interface LimitRaise {
  readonly check: string;
  /** The level asked for, in the unit of the check's hard parameter. */
  readonly value: number;
  readonly atNs: number;
  /** The time of day at which it reverts. */
  readonly until: string;
  readonly by: readonly Role[];
  readonly reason: string;
  /** Null where none was given. */
  readonly evidence: string | null;
  /** Why it was refused; null for a raise in force. */
  readonly refused: string | null;
}

/** Returns the raises that people have asked for so far, in order. */
export function drawRaises({ actions, cursor, refusals }: Day): LimitRaise[] {
  return actions.slice(0, cursor.nextAction[0]!).flatMap((action, row) => {
    if (action.do !== 'raise') return [];
    const { check, value, atNs, until, by = [], reason = '', evidence = null } = action;
    return [{ check, value, atNs, until, by, reason, evidence, refused: refusals[row] ?? null }];
  });
}
