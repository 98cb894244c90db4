import { SESSION_SECONDS } from '../../base/units.js';
import { tapLater } from '../../capture/tap.js';
import { LOT_SHARES } from '../../market/quotes.js';
import { bookResting, restingShares } from '../../market/resting.js';
import { instrumentSide, instrumentSymbol, instrumentVenue } from '../../orders/children.js';
import { isServerKilled } from '../../risk/stops/kill.js';
import { bookExecution, moveRow, type Reports, takeReport } from '../../server/reports.js';
import type { Server } from '../../server/server.js';
import type { Day } from '../day/day.js';
import { isDown } from '../day/links.js';
import { copyExecution } from '../guards/drop-copy.js';
import { isCancelledOnDisconnect } from '../guards/links.js';

const { isNaN: isNotNumber } = Number;

/**
 * Advances the orders that rest at the venues by one tick. Orders that their servers want to cancel
 * are cancelled, unless the requests are lost; the others trade. A killed server cancels all of its
 * orders. With cancel-on-disconnect the venues cancel the orders of a disconnected server.
 */
export function tendResting(day: Day, server: Server, reports: Reports, nowNs: number): void {
  const { outstanding: o, cells } = reports;
  const killed = isServerKilled(day.kill, server.number);
  const lost = isCancelledOnDisconnect(day, server.number - 1);
  const count = cells.outstanding[0]!;
  let kept = 0;
  for (let row = 0; row < count; row++) {
    if (
      o.isResting[row] !== 0 &&
      (lost
        ? cancel(day, server, reports, row, nowNs)
        : isGone(day, server, reports, row, killed, nowNs))
    )
      continue;
    if (kept !== row) moveRow(reports, row, kept);
    kept++;
  }
  cells.outstanding[0] = kept;
}

function isGone(
  day: Day,
  server: Server,
  reports: Reports,
  row: number,
  killed: boolean,
  nowNs: number,
): boolean {
  const { outstanding: o, cells, beliefs } = reports;
  const parent = o.parent[row]!;
  const believed = o.presumed[row] === 0;
  const isWanted =
    (killed || (believed && beliefs.cancelWanted[parent] !== 0)) && !isUnreachable(day, server);
  if (isWanted && isNotNumber(o.cancelAskedNs[row]!)) {
    o.cancelAskedNs[row] = nowNs;
    cells.cancelsAsked[0] = cells.cancelsAsked[0]! + 1;
    if (cells.cancelsLost[0] === 0) return cancel(day, server, reports, row, nowNs);
    cells.cancelsIgnored[0] = cells.cancelsIgnored[0]! + 1;
  }
  const shares = tradedShares(day, reports, row);
  if (shares === 0) return false;
  const instrument = o.instrument[row]!;
  const symbol = instrumentSymbol(instrument);
  const limit = o.limitTicks[row]!;
  bookResting(
    day.market.book,
    symbol,
    instrumentVenue(instrument),
    instrumentSide(instrument),
    limit,
    shares,
  );
  const excess = bookExecution(
    server,
    reports,
    parent,
    instrument,
    limit,
    day.market.quotes.midTicks[symbol]!,
    shares,
    nowNs,
  );
  copyExecution(day, server.number - 1, symbol, instrumentSide(instrument), shares);
  tapResting(day, server, reports, row, shares, excess, 0, nowNs);
  end(server, reports, row, excess, shares, nowNs, shares);
  return o.shares[row] === 0;
}

/** A dead connection carries no request to cancel; the server asks once it is back. */
function isUnreachable({ links }: Day, { number }: Server): boolean {
  return links !== undefined && isDown(links, number - 1);
}

/** Cancels the rest of a child at its venue. Returns true, since the child is gone. */
function cancel(day: Day, server: Server, reports: Reports, row: number, nowNs: number): true {
  const shares = reports.outstanding.shares[row]!;
  tapResting(day, server, reports, row, 0, 0, shares, nowNs);
  end(server, reports, row, 0, shares, nowNs);
  return true;
}

function tradedShares(
  { market, spec, cursor }: Day,
  { outstanding: o }: Reports,
  row: number,
): number {
  const instrument = o.instrument[row]!;
  const symbol = instrumentSymbol(instrument);
  const lots =
    ((market.stocks[symbol]!.advShares / SESSION_SECONDS / 2) * spec.clock.tickMs) /
    1000 /
    LOT_SHARES;
  const venue = instrumentVenue(instrument);
  return restingShares(
    market.book,
    symbol,
    venue,
    instrumentSide(instrument),
    o.limitTicks[row]!,
    o.shares[row]!,
    lots,
    cursor.epoch[0]!,
  );
}

/** Captures an execution or a cancel of a resting child if the day captures fills. */
function tapResting(
  { market }: Day,
  { number, tap }: Server,
  { outstanding: o, sequences }: Reports,
  row: number,
  executed: number,
  excess: number,
  cancelled: number,
  nowNs: number,
): void {
  if (tap === undefined) return;
  const instrument = o.instrument[row]!;
  const { later } = tap;
  later.server = number;
  later.sequence = sequences![row]!;
  later.instrument = instrument;
  later.shares = executed + cancelled;
  later.executed = executed;
  later.unmatched = excess;
  later.price = o.limitTicks[row]!;
  later.middle = market.quotes.midTicks[instrumentSymbol(instrument)]!;
  later.answeredNs = nowNs;
  tapLater(tap);
}

/** Ends `shares` of a resting child, executed or cancelled; the report comes at once. */
function end(
  server: Server,
  reports: Reports,
  row: number,
  excess: number,
  shares: number,
  nowNs: number,
  executed = 0,
): void {
  const { outstanding: o, beliefs } = reports;
  const parent = o.parent[row]!;
  const limit = o.limitTicks[row]!;
  o.shares[row] = o.shares[row]! - shares;
  if (o.presumed[row] !== 0) beliefs.presumed[parent] = beliefs.presumed[parent]! - shares;
  else if (o.shares[row] === 0) {
    beliefs.restTicks[parent] = 0;
    beliefs.cancelWanted[parent] = 0;
  }
  takeReport(
    server,
    reports,
    parent,
    o.instrument[row]!,
    limit,
    limit,
    limit,
    executed,
    excess,
    shares,
    nowNs,
  );
}
