import { logEvent } from '../../metrics/events.js';
import { OPERATION_CHECKS } from '../../risk/catalogue/catalogue.js';
import type { CheckModeName } from '../../risk/catalogue/modes.js';
import { FINDING_SCOPES, findingCode, noteFinding, Outcome } from '../../risk/counts/findings.js';
import { stopScope } from '../../risk/people.js';
import type { StopAct } from '../../risk/stops/acts.js';
import type { Authority } from '../../risk/stops/authority.js';
import { kill } from '../../risk/stops/kill.js';
import type { StateScope } from '../../risk/stops/states.js';
import type { Day } from '../day/day.js';
import { EventKind } from '../log/event-kinds.js';

type OperationName = (typeof OPERATION_CHECKS)[number]['name'];

/** A measurement of an operation check beyond its bound, in the units of the check. */
interface Measured {
  /** A server's number, a symbol's row, or 0 for the firm. */
  readonly scopeId: number;
  readonly value: number;
  readonly bound: number;
  readonly windowNs: number;
  /** A number for the check's sentence in the log. */
  readonly detail?: number;
}

/** Records and logs a finding of an operation check; returns whether the check is enforced. */
export function found(
  day: Day,
  name: OperationName,
  mode: CheckModeName,
  measured: Measured,
  nowNs: number,
): boolean {
  const findings = day.guards!.findings;
  const outcome =
    mode === 'enforce' ? Outcome.TRIPPED : mode === 'shadow' ? Outcome.SHADOWED : Outcome.WARNED;
  const { scope } = OPERATION_CHECKS.find((row) => row.name === name)!;
  const { scopeId, value, bound, windowNs, detail = 0 } = measured;
  const row = findings.counts.rows[0]!;
  const subject = {
    scope: FINDING_SCOPES.indexOf(scope),
    scopeId,
    sequence: 0,
    orderId: -1,
    nowNs,
  };
  noteFinding(findings, subject, findingCode(name), outcome, value, bound, windowNs);
  if (findings.counts.rows[0]! > row)
    logEvent(day.events, nowNs, EventKind.OPERATION, scope === 'server' ? scopeId : 0, row, detail);
  return mode === 'enforce';
}

/**
 * Stops a scope through the states and the journal of acts if the day keeps them, otherwise through
 * the kill words. Returns false if the scope was already stopped as hard.
 */
export function stop(day: Day, scope: StateScope, act: StopAct, by: Authority): boolean {
  if (day.firmWords !== undefined) return stopScope(day.firmWords, day.kill, scope, act, by);
  return kill(day.kill, scope);
}

/** Returns the authority of a check: no person, and its name as the reason. */
export function byCheck(name: OperationName, nowNs: number): Authority {
  return { roles: [], reason: name, nowNs };
}
