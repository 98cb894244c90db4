import { RejectCode } from '../order-entry/refusals.js';
import { VERDICT_NAMES, Verdict } from '../orders/codes.js';

/** Verdicts that are no limits. */
const STOPS: readonly number[] = [Verdict.KILLED, Verdict.HALTED, Verdict.REDUCING];

/** OrdRejReason of a verdict of the gate. */
export function verdictCode(verdict: number): number {
  if (STOPS.includes(verdict)) return RejectCode.CLOSED;
  return verdict === Verdict.DUPLICATE_ORDERS ? RejectCode.DUPLICATE : RejectCode.LIMIT;
}

/** The reason as a program can read it: `check=max-quantity scope=server:3`. */
export function verdictText(verdict: number, server: number): string {
  return `check=${VERDICT_NAMES[verdict]} scope=server:${server}`;
}
