import { ALL_VERDICT_COUNT, VERDICT_COUNT, Verdict } from '../../orders/codes.js';
import { CheckMode } from '../catalogue/modes.js';
import type { SecondPassBreaches } from '../counts/tables.js';
import type { Breaches, Gate } from './state.js';

/** The gate's answers about a check, by its verdict, for both passes alike. */

/** Returns how many verdicts a gate has rows for, `admitted` included. */
export function checkCount({ catalogue }: Pick<Gate, 'catalogue'>): number {
  return catalogue === undefined ? VERDICT_COUNT : ALL_VERDICT_COUNT;
}

/** Returns the table that counts the breaches of a check below `checkCount`. */
export function breachesOf(
  { breaches, catalogue }: Gate,
  check: number,
): Breaches | SecondPassBreaches {
  return check < VERDICT_COUNT ? breaches : catalogue!.breaches;
}

/** Returns how many orders were beyond the soft level of a check and within the hard one. */
export function softOf({ catalogue }: Gate, check: number): number {
  return catalogue?.breaches.soft[check] ?? 0;
}

/** Returns whether a gate has found a check breached so far. */
export function isBreached(gate: Gate, check: number): boolean {
  if (check === Verdict.OWN_CHECK)
    return gate.custom?.checks.some(({ refused }) => refused > 0) ?? false;
  return check < checkCount(gate) && breachesOf(gate, check).count[check]! > 0;
}

/** Returns the mode of a check; off for a custom check and for one without a row. */
export function modeOf(
  { limits, catalogue }: Pick<Gate, 'limits' | 'catalogue'>,
  check: number,
): number {
  if (check < VERDICT_COUNT) return limits.mode[check]!;
  if (catalogue === undefined) return CheckMode.OFF;
  // States set by a check or a person are always enforced.
  return check <= Verdict.REDUCING ? CheckMode.ENFORCE : catalogue.bounds.mode[check]!;
}

/** Returns the modes of all checks, for every class of symbols. */
export function modesOf({ limits, catalogue }: Gate): number[] {
  return [...limits.mode, ...(catalogue === undefined ? [] : catalogue.bounds.mode)];
}

/** Returns the mode of a breached check: enforced if it has refused, in any layer of limits. */
export function actingMode(gate: Gate, check: number): number {
  const isEnforced = check === Verdict.OWN_CHECK || breachesOf(gate, check).refused[check]! > 0;
  return isEnforced ? CheckMode.ENFORCE : modeOf(gate, check);
}
