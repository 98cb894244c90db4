import { NS_PER_SECOND } from '../../base/units.js';
import { Behaviour } from '../../deployment/builds.js';
import { VENUE_COUNT, VENUE_NAMES } from '../../market/venues.js';
import { logEvent } from '../../metrics/events.js';
import { presumeLost } from '../../router/resend.js';
import { AnswerPath, type Reports } from '../../server/reports.js';
import { takeDueReports } from '../../server/settle-reports.js';
import type { Day } from '../day/day.js';
import type { Faults } from '../day/faults.js';
import type { Fault } from '../day/spec.js';
import { EventKind } from '../log/event-kinds.js';
import { tendResting } from '../orders/resting.js';
import { feedQuotes } from './recorded-quotes.js';

/**
 * Begins and ends faults, delivers late answers, and lets routers presume children lost. Call it
 * once a tick, before the servers decide.
 */
export function passFaults(day: Day, faults: Faults, nowNs: number): void {
  turnFaults(day, faults, nowNs);
  feedQuotes(day, faults);
  const { serverReports, resendAfterNs } = faults;
  for (const [index, server] of day.servers.entries()) {
    const reports = serverReports[index]!;
    const { outstanding, beliefs, cells } = reports;
    if (cells.outstanding[0] === 0) continue;
    takeDueReports(server, reports, nowNs);
    if (server.router.working.length > Behaviour.RESTING) tendResting(day, server, reports, nowNs);
    const lost = presumeLost(
      server.router,
      outstanding,
      cells.outstanding[0]!,
      beliefs,
      nowNs,
      resendAfterNs,
    );
    cells.presumedLost[0] = cells.presumedLost[0]! + lost;
  }
}

function turnFaults(day: Day, faults: Faults, nowNs: number): void {
  let changed = false;
  for (const [row, fault] of faults.list.entries()) {
    const holds = nowNs >= fault.atNs && nowNs < fault.untilNs ? 1 : 0;
    if (faults.holds.holds[row] === holds) continue;
    faults.holds.holds[row] = holds;
    changed = true;
    logEvent(
      day.events,
      nowNs,
      holds === 1 ? EventKind.FAULT : EventKind.FAULT_OVER,
      fault.server ?? 0,
      row,
      0,
    );
  }
  if (changed)
    for (const [index, reports] of faults.serverReports.entries())
      setPaths(faults, reports, index + 1);
}

const PATHS: Partial<Record<Fault['kind'], number>> = {
  'answers-late': AnswerPath.LATE,
  'answers-lost': AnswerPath.LOST,
  'fills-lost': AnswerPath.FILLS_LOST,
};

/**
 * Writes how the active faults change the answers to one server. Of two faults on one path, the
 * last one listed wins.
 */
function setPaths({ list, holds }: Faults, { paths, cells }: Reports, server: number): void {
  paths.path.fill(AnswerPath.WHOLE);
  cells.cancelsLost[0] = 0;
  for (const [row, fault] of list.entries()) {
    if (holds.holds[row] === 0 || (fault.server ?? server) !== server) continue;
    if (fault.kind === 'cancels-lost') cells.cancelsLost[0] = 1;
    const path = PATHS[fault.kind];
    if (path === undefined) continue;
    for (let venue = 0; venue < VENUE_COUNT; venue++) {
      if ((fault.venue ?? VENUE_NAMES[venue]) !== VENUE_NAMES[venue]) continue;
      paths.path[venue] = path;
      paths.delayNs[venue] = fault.seconds === undefined ? 0 : fault.seconds * NS_PER_SECOND;
      paths.untilNs[venue] = fault.seconds === undefined ? fault.untilNs : 0;
    }
  }
}
