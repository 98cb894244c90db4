import { logEvent } from '../../metrics/events.js';
import { rearmScope } from '../../risk/people.js';
import { type Authority, DESIGNATED, type Role } from '../../risk/stops/authority.js';
import { kill, rearm } from '../../risk/stops/kill.js';
import { readState, State, type StateScope } from '../../risk/stops/states.js';
import type { Server } from '../../server/server.js';
import type { Day } from '../day/day.js';
import { stop } from '../guards/find.js';
import { EventKind } from '../log/event-kinds.js';

/** The checks that keep a server out of the market, by their code in `seen.heldOut`. */
export const HeldOut = { 'fleet-audit': 1, 'pre-open-alerts': 2, 'intake-counts': 3 } as const;

/**
 * Keeps a server out of the market for a check, once. The server is halted, which one designated
 * role lifts, and its kill word stops it from deciding. A finding of the audit replaces that of
 * another check.
 */
export function holdOut(
  day: Day,
  { number }: Server,
  check: keyof typeof HeldOut,
  nowNs: number,
): void {
  const { heldOut } = day.seen;
  const isHeld = heldOut[number - 1] !== 0;
  if (!isHeld || check === 'fleet-audit') heldOut[number - 1] = HeldOut[check];
  if (isHeld) return;
  stop(day, { kind: 'server', server: number }, 'halt', { roles: [], reason: check, nowNs });
  kill(day.kill, { kind: 'server', server: number });
  logEvent(day.events, nowNs, EventKind.HELD_OUT, number, 0, 0);
}

/**
 * Lets a scope go on. For a server that was kept out, this clears the kill word with the halt. A
 * server that was also killed is in state KILLED and needs a kill's re-arm.
 */
export function letGo(day: Day, scope: StateScope, by: Authority): void {
  rearmScope(day.firmWords!, day.kill, scope, by);
  if (scope.kind !== 'server' || day.seen.heldOut[scope.server - 1] === 0) return;
  rearm(day.kill, scope);
  day.seen.heldOut[scope.server - 1] = 0;
}

/**
 * Lets in the servers that unread mails kept out, if a designated role has acknowledged the mails.
 * Otherwise they stay out until a designated role re-arms them.
 */
export function letIn(day: Day, by: readonly Role[], nowNs: number): void {
  if (!by.some((role) => DESIGNATED.includes(role))) return;
  for (const { number } of day.servers) {
    const scope = { kind: 'server', server: number } as const;
    if (
      day.seen.heldOut[number - 1] !== HeldOut['pre-open-alerts'] ||
      readState(day.firmWords!.states, scope) !== State.HALTED
    )
      continue;
    letGo(day, scope, { roles: by, reason: 'its mails are acknowledged', nowNs });
  }
}
