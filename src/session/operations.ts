import { parseTimeOfDay } from '../base/units.js';
import { auditFleet } from '../deployment/audit.js';
import { BUILDS, buildIndex } from '../deployment/builds.js';
import { REUSED_FLAG } from '../deployment/flags.js';
import { logEvent } from '../metrics/events.js';
import { ALL_VERDICT_COUNT, VERDICT_COUNT, Verdict } from '../orders/codes.js';
import type { Gate } from '../risk/gate.js';
import { kill } from '../risk/kill.js';
import { CheckMode } from '../risk/limits.js';
import { restartRouter } from '../router/router.js';
import type { Server } from '../server/server.js';
import type { Day } from './day.js';
import { EventKind } from './events.js';

/** What people and procedures do in a day, outside the path of an order: rollout, audit, alerts, canary, actions. Called once a tick, before orders are routed. */
export function operate(day: Day, nowNs: number): void {
  const { operations } = day.spec;
  const { cursor } = day;
  noteAlerts(day, nowNs);
  if (operations.fleetAudit.mode !== 'off' && cursor.audited[0] === 0 && nowNs >= parseTimeOfDay(operations.fleetAudit.at)) {
    cursor.audited[0] = 1;
    auditBeforeOpen(day, nowNs);
  }
  if (cursor.alertsJudged[0] === 0 && nowNs >= 0) {
    cursor.alertsJudged[0] = 1;
    judgeAlerts(day, nowNs);
    const open = day.servers.reduce((sum, server) => sum + (server.router.parents.capacity - server.router.free.row[0]!), 0);
    logEvent(day.events, nowNs, EventKind.OPEN, 0, open, day.servers.length);
  }
  watchCanary(day, nowNs);
  while (cursor.nextAction[0]! < day.actions.length && day.actions[cursor.nextAction[0]!]!.atNs <= nowNs)
    act(day, cursor.nextAction[0]!++, nowNs);
}

/** Writes the rollout into the log, as its own report tells it and as it was. */
export function logRollout(day: Day): void {
  day.manifest.records.forEach((record, row) => {
    if (record.outcome !== 'copied') logEvent(day.events, day.startNs, EventKind.ROLLOUT_STEP, record.server, row, 0);
  });
}

function act(day: Day, row: number, nowNs: number): void {
  const action = day.actions[row]!;
  if (action.do === 'notice') logEvent(day.events, nowNs, EventKind.NOTICE, 0, row, 0);
  else if (action.do === 'kill') {
    const server = action.scope === 'server' ? action.server! : 0;
    kill(day.kill, server === 0 ? { kind: 'firm' } : { kind: 'server', server });
    logEvent(day.events, nowNs, EventKind.KILL, server, 0, 0);
  } else {
    for (const number of action.servers) {
      const { router } = day.servers[number - 1]!;
      restartRouter(router, buildIndex(action.build), router.flagMask, nowNs);
      logEvent(day.events, nowNs, EventKind.DEPLOYED, number, action.build, 0);
    }
  }
}

function noteAlerts(day: Day, nowNs: number): void {
  for (const server of day.servers) {
    const alerts = server.router.counts.alerts[0]!;
    const row = server.number - 1;
    for (let n = day.seen.alerts[row]!; n < alerts; n++) logEvent(day.events, nowNs, EventKind.ALERT, server.number, 0, 0);
    day.seen.alerts[row] = alerts;
  }
}

function judgeAlerts(day: Day, nowNs: number): void {
  const { mode, unacknowledgedMax } = day.spec.operations.preOpenAlerts;
  if (mode !== 'enforce') return;
  for (const server of day.servers) if (server.router.counts.alerts[0]! > unacknowledgedMax) holdOut(day, server, nowNs);
}

/** The builds that the servers run now. */
function runningBuilds(day: Day): number[] {
  return day.servers.map((server) => BUILDS[server.router.build]!.build);
}

function auditBeforeOpen(day: Day, nowNs: number): void {
  const builds = runningBuilds(day);
  const { strays, expectedBuild } = auditFleet(builds, day.expectedBuild);
  if (strays.length === 0) logEvent(day.events, nowNs, EventKind.AUDIT_CLEAN, 0, expectedBuild, 0);
  for (const number of strays) {
    logEvent(day.events, nowNs, EventKind.AUDIT_STRAY, number, builds[number - 1]!, expectedBuild);
    if (day.spec.operations.fleetAudit.mode === 'enforce') holdOut(day, day.servers[number - 1]!, nowNs);
  }
}

function holdOut(day: Day, server: Server, nowNs: number): void {
  const row = server.number - 1;
  if (day.seen.heldOut[row] !== 0) return;
  day.seen.heldOut[row] = 1;
  kill(day.kill, { kind: 'server', server: server.number });
  logEvent(day.events, nowNs, EventKind.HELD_OUT, server.number, 0, 0);
}

function watchCanary(day: Day, nowNs: number): void {
  const { mode, server: number, childrenMax, notionalMaxDollars, promoteAt } = day.spec.operations.canary;
  const { cursor } = day;
  if (mode === 'off' || cursor.promoted[0] !== 0 || nowNs < 0) return;
  const canary = day.servers[number - 1]!;
  const children = canary.gate.cells.admitted[0]!;
  if (children > childrenMax || canary.book.errorGross[0]! > notionalMaxDollars * 10_000) {
    cursor.promoted[0] = 1;
    kill(day.kill, { kind: 'server', server: number });
    logEvent(day.events, nowNs, EventKind.CANARY_STOPPED, number, children, 0);
  } else if (nowNs >= parseTimeOfDay(promoteAt)) {
    cursor.promoted[0] = 1;
    promote(day, nowNs);
  }
}

/** The audit gates the rest: a server that does not run the rollout's build does not get the flag. */
function promote(day: Day, nowNs: number): void {
  const builds = runningBuilds(day);
  const { strays, expectedBuild } = auditFleet(builds, day.expectedBuild);
  for (const { router, number } of day.servers) {
    if (strays.includes(number)) logEvent(day.events, nowNs, EventKind.AUDIT_STRAY, number, builds[number - 1]!, expectedBuild);
    else {
      restartRouter(router, router.build, REUSED_FLAG, nowNs);
      logEvent(day.events, nowNs, EventKind.CANARY_PROMOTED, number, 0, 0);
    }
  }
}

/** The mode of a check that was breached; enforced where it has refused, whichever layer says so. */
function modeOf({ limits, breaches, catalogue }: Gate, check: number): number {
  if (check < VERDICT_COUNT) return breaches.refused[check]! > 0 ? CheckMode.ENFORCE : limits.mode[check]!;
  if (catalogue!.breaches.refused[check]! > 0) return CheckMode.ENFORCE;
  // A state that a check or a person has set is always enforced.
  return check <= Verdict.REDUCING ? CheckMode.ENFORCE : catalogue!.bounds.mode[check]!;
}

/** Logs what the gates breached for the first time since the last look, and the error account when it passes its advisory limit. Called once a tick, after the fills. */
export function noteTrouble(day: Day, nowNs: number): void {
  const { cursor, seen, spec } = day;
  let errorGross = 0;
  for (const { number, gate, book } of day.servers) {
    errorGross += book.errorGross[0]!;
    const checks = gate.catalogue === undefined ? VERDICT_COUNT : ALL_VERDICT_COUNT;
    for (let check = 1; check < checks; check++) {
      const { firstNs } = check < VERDICT_COUNT ? gate.breaches : gate.catalogue!.breaches;
      if (Number.isNaN(firstNs[check]!) || (seen.breaches[number - 1]! & (1 << check)) !== 0) continue;
      seen.breaches[number - 1]! |= 1 << check;
      logEvent(day.events, nowNs, EventKind.BREACH, number, check, modeOf(gate, check) === CheckMode.ENFORCE ? 2 : 1);
    }
  }
  if (cursor.errorAdvised[0] === 0 && errorGross > spec.operations.errorAccountAdvisoryDollars * 10_000) {
    cursor.errorAdvised[0] = 1;
    logEvent(day.events, nowNs, EventKind.ERROR_ACCOUNT, 0, spec.operations.errorAccountAdvisoryDollars, 0);
  }
}
