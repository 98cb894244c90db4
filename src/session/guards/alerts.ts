import { logEvent } from '../../metrics/events.js';
import { ALERT_CLASSES, type AlertClass } from '../../risk/catalogue/catalogue.js';
import { readState, State } from '../../risk/stops/states.js';
import type { Server } from '../../server/server.js';
import type { Day } from '../day/day.js';
import { AlertLevel, nanosecondsOf } from '../day/guards.js';
import { EventKind } from '../log/event-kinds.js';
import { byCheck, found, stop } from './find.js';

/** Raises an alert for people. It merges with an unacknowledged alert of its class. */
export function raiseAlert(day: Day, about: AlertClass, nowNs: number): void {
  const { guards } = day;
  if (guards === undefined || guards.settings.alertAcknowledgement.mode === 'off') return;
  const row = ALERT_CLASSES.indexOf(about);
  if (Number.isNaN(guards.alerts.raisedNs[row]!)) guards.alerts.raisedNs[row] = nowNs;
}

/**
 * Check 25, `alert-acknowledgement`: an alert is shown 5 s after its cause (RTS 6 Art. 16) and goes
 * to the supervisor after 30 s without acknowledgement. An alert of a critical class halts the firm
 * after more than 60 s. Critical by default are the error account beyond its advisory limit and a
 * breached limit. Mails of old code are only shown and escalated, since they “were not designed to
 * be system alerts” (the SEC found, ¶19), unless `critical` names them. A designated role lifts the
 * halt, which comes again until the alert is acknowledged.
 */
export function escalateAlerts(day: Day, nowNs: number): void {
  const { guards } = day;
  if (guards === undefined) return;
  const { mode, critical } = guards.settings.alertAcknowledgement;
  if (mode === 'off') return;
  const shownAfterNs = nanosecondsOf(guards, 'alertAcknowledgement', 'alertSeconds');
  const haltNs = nanosecondsOf(guards, 'alertAcknowledgement', 'haltSeconds');
  const { raisedNs, level } = guards.alerts;
  for (let row = 0; row < ALERT_CLASSES.length; row++) {
    const unseenNs = nowNs - raisedNs[row]! - shownAfterNs;
    if (!(unseenNs >= 0)) continue;
    if (level[row] === AlertLevel.NONE) raiseLevel(day, row, AlertLevel.SHOWN, nowNs);
    if (
      level[row] === AlertLevel.SHOWN &&
      unseenNs > nanosecondsOf(guards, 'alertAcknowledgement', 'escalateSeconds')
    )
      raiseLevel(day, row, AlertLevel.ESCALATED, nowNs);
    if (
      unseenNs <= haltNs ||
      !(critical as string[]).includes(ALERT_CLASSES[row]!) ||
      isHalted(day, row)
    )
      continue;
    level[row] = AlertLevel.HALTED;
    const measured = { scopeId: 0, value: unseenNs, bound: haltNs, windowNs: 0, detail: row };
    if (found(day, 'alert-acknowledgement', mode, measured, nowNs))
      stop(day, { kind: 'firm' }, 'halt', byCheck('alert-acknowledgement', nowNs));
  }
}

/** Returns whether an alert has had its effect: the firm is halted, or the check only reports. */
function isHalted(day: Day, row: number): boolean {
  const { alerts, settings } = day.guards!;
  if (alerts.level[row] !== AlertLevel.HALTED) return false;
  return (
    settings.alertAcknowledgement.mode !== 'enforce' ||
    readState(day.firmWords!.states, { kind: 'firm' }) !== State.ACTIVE
  );
}

function raiseLevel(day: Day, row: number, level: number, nowNs: number): void {
  day.guards!.alerts.level[row] = level;
  logEvent(day.events, nowNs, EventKind.ALARM, 0, row, level);
}

/** Acknowledges the alert of a class; returns false if none is shown. */
export function acknowledgeAlert(day: Day, about: AlertClass): boolean {
  const row = ALERT_CLASSES.indexOf(about);
  const alerts = day.guards?.alerts;
  if (alerts === undefined || alerts.level[row] === AlertLevel.NONE) return false;
  alerts.raisedNs[row] = Number.NaN;
  alerts.level[row] = AlertLevel.NONE;
  if (about === 'mails')
    for (const { number, router } of day.servers)
      day.guards!.mails.read[number - 1] = router.counts.alerts[0]!;
  return true;
}

/** Returns the number of unacknowledged mails of a server's old code. */
export function unreadMails({ guards }: Day, { number, router }: Server): number {
  return router.counts.alerts[0]! - (guards?.mails.read[number - 1] ?? 0);
}
