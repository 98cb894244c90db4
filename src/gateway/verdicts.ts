import type { FixVersion } from '../fix/tables.js';
import { VERDICT_NAMES, Verdict } from '../orders/codes.js';

/** OrdRejReason (103) of refusals that a gateway makes itself. */
export const RejectCode = {
  BROKER: 0,
  UNKNOWN_SYMBOL: 1,
  CLOSED: 2,
  LIMIT: 3,
  UNKNOWN_ORDER: 5,
  DUPLICATE: 6,
  QUANTITY: 13,
  OTHER: 99,
} as const;

/** The highest code of FIX 4.2. */
const CODE_MAX_42 = 8;
/** Verdicts that are no limits. */
const STOPS: readonly number[] = [Verdict.KILLED, Verdict.HALTED, Verdict.REDUCING];

/** The code as a version has it: FIX 4.2 ends at 8, and 0 stands for the rest. */
export function rejectCode(version: FixVersion, code: number): number {
  return version === '4.2' && code > CODE_MAX_42 ? RejectCode.BROKER : code;
}

/** OrdRejReason of a verdict of the gate. */
export function verdictCode(verdict: number): number {
  if (STOPS.includes(verdict)) return RejectCode.CLOSED;
  return verdict === Verdict.DUPLICATE_ORDERS ? RejectCode.DUPLICATE : RejectCode.LIMIT;
}

/** The reason as a program can read it: `check=max-quantity scope=server:3`. */
export function verdictText(verdict: number, server: number): string {
  return `check=${VERDICT_NAMES[verdict]} scope=server:${server}`;
}
