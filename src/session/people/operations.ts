import { parseTimeOfDay, TICKS_PER_DOLLAR } from '../../base/units.js';
import { auditFleet } from '../../deployment/audit.js';
import { BUILDS } from '../../deployment/builds.js';
import { logEvent } from '../../metrics/events.js';
import { Verdict } from '../../orders/codes.js';
import { addVerdict, hasVerdict } from '../../orders/verdict-set.js';
import { CheckMode } from '../../risk/catalogue/modes.js';
import type { CustomChecks } from '../../risk/gate/custom-checks.js';
import { actingMode, breachesOf, checkCount } from '../../risk/gate/face.js';
import type { Gate } from '../../risk/gate/state.js';
import { restartRouter } from '../../router/router.js';
import { openParents } from '../../server/server.js';
import type { Day } from '../day/day.js';
import { escalateAlerts, raiseAlert, unreadMails } from '../guards/alerts.js';
import { reconcileDrops } from '../guards/drop-copy.js';
import { byCheck, found, stop } from '../guards/find.js';
import { watchLinks } from '../guards/links.js';
import { watchVolume } from '../guards/venues.js';
import { EventKind } from '../log/event-kinds.js';
import { workDesk } from './desk.js';
import { holdOut } from './held-out.js';
import { actPeople } from './people.js';
import { watchMonitors } from './watch.js';

const { isNaN: isNotNumber } = Number;

/**
 * Runs people and procedures outside the path of an order: audit, alerts, canary, actions. Call it
 * once a tick, before orders are routed.
 */
export function operate(day: Day, nowNs: number): void {
  const { operations } = day.spec;
  const { cursor } = day;
  noteAlerts(day, nowNs);
  if (
    operations.fleetAudit.mode !== 'off' &&
    cursor.audited[0] === 0 &&
    nowNs >= parseTimeOfDay(operations.fleetAudit.at)
  ) {
    cursor.audited[0] = 1;
    auditBeforeOpen(day, nowNs);
  }
  if (cursor.alertsJudged[0] === 0 && nowNs >= 0) {
    cursor.alertsJudged[0] = 1;
    judgeAlerts(day, nowNs);
    const open = day.servers.reduce((sum, server) => sum + openParents(server), 0);
    logEvent(day.events, nowNs, EventKind.OPEN, 0, open, day.servers.length);
  }
  watchCanary(day, nowNs);
  if (day.watches.length > 0) watchMonitors(day, nowNs);
  actPeople(day, nowNs);
  if (day.desk.orders.length > 0) workDesk(day, nowNs);
  watchLinks(day, nowNs);
  reconcileDrops(day, nowNs);
  watchVolume(day, nowNs);
  escalateAlerts(day, nowNs);
}

/** Logs the failed rollout steps and the findings of the flag registry. */
export function logRollout(day: Day): void {
  day.manifest.records.forEach((record, row) => {
    if (record.outcome !== 'copied')
      logEvent(day.events, day.startNs, EventKind.ROLLOUT_STEP, record.server, row, 0);
  });
  const { flagFindings, guards } = day;
  flagFindings.forEach((_, row) => {
    found(
      day,
      'flag-registry',
      guards!.settings.flagRegistry.mode,
      { scopeId: 0, value: 1, bound: 0, windowNs: 0, detail: row },
      day.startNs,
    );
  });
}

function noteAlerts(day: Day, nowNs: number): void {
  for (const server of day.servers) {
    const alerts = server.router.counts.alerts[0]!;
    const row = server.number - 1;
    for (let n = day.seen.alerts[row]!; n < alerts; n++)
      logEvent(day.events, nowNs, EventKind.ALERT, server.number, 0, 0);
    if (alerts > day.seen.alerts[row]!) raiseAlert(day, 'mails', nowNs);
    day.seen.alerts[row] = alerts;
  }
}

function judgeAlerts(day: Day, nowNs: number): void {
  const { mode, unacknowledgedMax } = day.spec.operations.preOpenAlerts;
  if (mode !== 'enforce') return;
  for (const server of day.servers)
    if (unreadMails(day, server) > unacknowledgedMax)
      holdOut(day, server, 'pre-open-alerts', nowNs);
}

/** Returns the builds that the servers run. */
function runningBuilds(day: Day): number[] {
  return day.servers.map((server) => BUILDS[server.router.build]!.build);
}

function auditBeforeOpen(day: Day, nowNs: number): void {
  const builds = runningBuilds(day);
  const { strays, expectedBuild } = auditFleet(builds, day.expectedBuild);
  if (strays.length === 0) logEvent(day.events, nowNs, EventKind.AUDIT_CLEAN, 0, expectedBuild, 0);
  for (const number of strays) {
    logEvent(day.events, nowNs, EventKind.AUDIT_STRAY, number, builds[number - 1]!, expectedBuild);
    if (day.spec.operations.fleetAudit.mode === 'enforce')
      holdOut(day, day.servers[number - 1]!, 'fleet-audit', nowNs);
  }
}

function watchCanary(day: Day, nowNs: number): void {
  const {
    mode,
    server: number,
    childrenMax,
    notionalMaxDollars,
    promoteAt,
  } = day.spec.operations.canary;
  const { cursor } = day;
  if (mode === 'off' || cursor.promoted[0] !== 0 || nowNs < 0) return;
  const canary = day.servers[number - 1]!;
  const children = canary.gate.cells.admitted[0]!;
  const isBeyond =
    children > childrenMax ||
    (canary.known?.book ?? canary.book).errorGross[0]! > notionalMaxDollars * TICKS_PER_DOLLAR;
  if (isBeyond || mode !== 'enforce') {
    if (!isBeyond) return;
    cursor.promoted[0] = 1;
    if (mode === 'enforce') {
      stop(day, { kind: 'server', server: number }, 'kill', byCheck('canary', nowNs));
      restartRouter(canary.router, canary.router.build, 0, nowNs);
    }
    logEvent(
      day.events,
      nowNs,
      EventKind.CANARY_STOPPED,
      number,
      children,
      mode === 'enforce' ? 0 : 1,
    );
  } else if (nowNs >= parseTimeOfDay(promoteAt)) {
    cursor.promoted[0] = 1;
    promote(day, nowNs);
  }
}

/** Gives the flag to the servers that run the expected build only. */
function promote(day: Day, nowNs: number): void {
  const builds = runningBuilds(day);
  const { strays, expectedBuild } = auditFleet(builds, day.expectedBuild);
  for (const { router, number } of day.servers) {
    if (strays.includes(number))
      logEvent(
        day.events,
        nowNs,
        EventKind.AUDIT_STRAY,
        number,
        builds[number - 1]!,
        expectedBuild,
      );
    else {
      restartRouter(router, router.build, day.flagMask, nowNs);
      logEvent(day.events, nowNs, EventKind.CANARY_PROMOTED, number, 0, 0);
    }
  }
}

/**
 * Returns whether a breach alerts people. Excludes refusals by a stop, and checks in shadow mode.
 */
function isAlarming(check: number, mode: number): boolean {
  const isState =
    check === Verdict.KILLED || check === Verdict.HALTED || check === Verdict.REDUCING;
  return !isState && mode !== CheckMode.SHADOW;
}

/**
 * Logs new first breaches, and the error account once it is above its advisory limit. Call it once
 * a tick, after the fills.
 */
export function noteTrouble(day: Day, nowNs: number): void {
  const { cursor, spec, seen } = day;
  const { faults, flights, links } = day;
  const hasAnswersLater = faults !== undefined || flights !== undefined || links !== undefined;
  let errorGross = 0;
  for (const { gate, book, known } of day.servers) {
    errorGross += (known?.book ?? book).errorGross[0]!;
    // Where answers come within the turn, a gate has judged nothing in a turn without children.
    if (hasAnswersLater || seen.turnChildren[gate.server - 1] !== 0) noteBreaches(day, gate, nowNs);
    if (gate.custom !== undefined) noteCustomCheck(day, gate.server, gate.custom, nowNs);
  }
  if (
    cursor.errorAdvised[0] === 0 &&
    errorGross > spec.operations.errorAccountAdvisoryDollars * TICKS_PER_DOLLAR
  ) {
    cursor.errorAdvised[0] = 1;
    logEvent(
      day.events,
      nowNs,
      EventKind.ERROR_ACCOUNT,
      0,
      spec.operations.errorAccountAdvisoryDollars,
      0,
    );
    raiseAlert(day, 'error-account', nowNs);
  }
}

/** Logs the first refusal of a server by a custom check. */
function noteCustomCheck(
  { events, breachesSeen }: Day,
  server: number,
  { checks }: CustomChecks,
  nowNs: number,
): void {
  if (hasVerdict(breachesSeen, server - 1, Verdict.OWN_CHECK)) return;
  if (!checks.some(({ refused }) => refused > 0)) return;
  addVerdict(breachesSeen, server - 1, Verdict.OWN_CHECK);
  logEvent(events, nowNs, EventKind.BREACH, server, Verdict.OWN_CHECK, CheckMode.ENFORCE);
}

/** Logs the checks of a gate whose first breach is new. */
function noteBreaches(day: Day, gate: Gate, nowNs: number): void {
  const { events, breachesSeen } = day;
  const checks = checkCount(gate);
  for (let check = 1; check < checks; check++) {
    if (
      isNotNumber(breachesOf(gate, check).firstNs[check]!) ||
      hasVerdict(breachesSeen, gate.server - 1, check)
    )
      continue;
    addVerdict(breachesSeen, gate.server - 1, check);
    const mode = actingMode(gate, check);
    logEvent(events, nowNs, EventKind.BREACH, gate.server, check, mode);
    if (isAlarming(check, mode)) raiseAlert(day, 'breaches', nowNs);
  }
}
