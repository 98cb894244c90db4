import { VERDICT_COUNT, Verdict } from '../../orders/codes.js';
import { CheckMode } from '../catalogue/modes.js';
import type { Gate } from './state.js';

/** The mode of a check that was breached; enforced where it has refused, whichever layer says so. */
export function actingMode({ limits, breaches, catalogue }: Gate, check: number): number {
  if (check < VERDICT_COUNT) return breaches.refused[check]! > 0 ? CheckMode.ENFORCE : limits.mode[check]!;
  if (catalogue!.breaches.refused[check]! > 0) return CheckMode.ENFORCE;
  // A state that a check or a person has set, and a custom check, are always enforced.
  return check <= Verdict.REDUCING || check === Verdict.OWN_CHECK ? CheckMode.ENFORCE : catalogue!.bounds.mode[check]!;
}
