import { ALL_VERDICT_COUNT, VERDICT_COUNT, Verdict } from '../../orders/codes.js';
import { CheckMode } from '../catalogue/modes.js';
import type { SecondPassBreaches } from '../counts/tables.js';
import type { Breaches, Gate } from './state.js';

/** What a gate says of a check, by its verdict, whichever pass asks it. */

/**
 * How many verdicts a gate has rows for, admitted included: those of the second pass only with it.
 */
export function checkCount({ catalogue }: Pick<Gate, 'catalogue'>): number {
  return catalogue === undefined ? VERDICT_COUNT : ALL_VERDICT_COUNT;
}

/** The table that counts the breaches of a check below `checkCount`. */
export function breachesOf(
  { breaches, catalogue }: Gate,
  check: number,
): Breaches | SecondPassBreaches {
  return check < VERDICT_COUNT ? breaches : catalogue!.breaches;
}

/** How often orders passed the soft level of a check and not the hard one. */
export function softOf({ catalogue }: Gate, check: number): number {
  return catalogue?.breaches.soft[check] ?? 0;
}

/** Whether a gate has found a check breached so far. */
export function isBreached(gate: Gate, check: number): boolean {
  if (check === Verdict.OWN_CHECK)
    return gate.custom?.checks.some(({ refused }) => refused > 0) ?? false;
  return check < checkCount(gate) && breachesOf(gate, check).count[check]! > 0;
}

/** The mode of a check; off for one that the gate has no row for, and for custom checks. */
export function modeOf(
  { limits, catalogue }: Pick<Gate, 'limits' | 'catalogue'>,
  check: number,
): number {
  if (check < VERDICT_COUNT) return limits.mode[check]!;
  if (catalogue === undefined) return CheckMode.OFF;
  // A state that a check or a person has set is always enforced.
  return check <= Verdict.REDUCING ? CheckMode.ENFORCE : catalogue.bounds.mode[check]!;
}

/** The modes of all checks, for every class of symbols. */
export function modesOf({ limits, catalogue }: Gate): number[] {
  return [...limits.mode, ...(catalogue === undefined ? [] : catalogue.bounds.mode)];
}

/** The mode of a check that was breached: enforced where it has refused, in any layer of limits. */
export function actingMode(gate: Gate, check: number): number {
  const isEnforced = check === Verdict.OWN_CHECK || breachesOf(gate, check).refused[check]! > 0;
  return isEnforced ? CheckMode.ENFORCE : modeOf(gate, check);
}
