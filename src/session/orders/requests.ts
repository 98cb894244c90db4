import { moveRow, type Reports } from '../../server/reports.js';
import type { Server } from '../../server/server.js';
import type { Day } from '../day/day.js';
import type { Faults } from '../day/faults.js';
import { askVenue, cancel, hearBook, isUnreachable, reduce } from './resting.js';

const { isNaN: isNotNumber } = Number;

/**
 * Sends the cancels that gates have asked for in this turn, for self-match prevention. They leave
 * before the children of the turn, so a venue that gets them cancels before it fills. One that is
 * lost leaves its child open; a reduction that is lost is asked for again.
 */
export function takeRequests(day: Day, { serverReports }: Faults, nowNs: number): void {
  for (let index = 0; index < serverReports.length; index++) {
    const reports = serverReports[index]!;
    const server = day.servers[index]!;
    if (reports.requests === undefined || reports.requests.pending[0] === 0) continue;
    if (!isUnreachable(day, server)) sendRequests(day, server, reports, nowNs);
  }
}

function sendRequests(day: Day, server: Server, reports: Reports, nowNs: number): void {
  const { cells } = reports;
  const requests = reports.requests!;
  const count = cells.outstanding[0]!;
  requests.pending[0] = 0;
  let kept = 0;
  for (let row = 0; row < count; row++) {
    const shares = requests.shares[row]!;
    if (shares > 0 && isGone(day, server, reports, row, shares, nowNs)) continue;
    if (kept !== row) moveRow(reports, row, kept);
    kept++;
  }
  cells.outstanding[0] = kept;
}

/** Asks to cancel shares of a row; returns whether nothing of it is left. */
function isGone(
  day: Day,
  server: Server,
  reports: Reports,
  row: number,
  shares: number,
  nowNs: number,
): boolean {
  const { outstanding: o, bookIds } = reports;
  reports.requests!.shares[row] = 0;
  if (!isNotNumber(o.cancelAskedNs[row]!)) return false;
  if (bookIds !== undefined && hearBook(day, server, reports, row, nowNs)) return true;
  const isWhole = shares >= o.shares[row]!;
  if (isWhole) o.cancelAskedNs[row] = nowNs;
  if (!askVenue(server, reports, nowNs)) return false;
  if (isWhole) return cancel(day, server, reports, row, nowNs);
  reduce(day, server, reports, row, shares, nowNs);
  return false;
}
