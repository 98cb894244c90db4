import {
  ChildWord,
  childSlot,
  instrumentSide,
  instrumentSymbol,
  isAdmitted,
} from '../../orders/children.js';
import { isServerKilled } from '../../risk/stops/kill.js';
import type { Day } from '../day/day.js';
import { DropFault, type Guards, nanosecondsOf, parameterOf } from '../day/guards.js';
import { byCheck, found, stop } from './find.js';

/**
 * Returns the row of a server and symbol in the drop copy: this one for buys, the next for sells.
 */
function rowOf(day: Day, server: number, symbol: number): number {
  return (server * day.market.stocks.length + symbol) << 1;
}

const isOn = (guards: Guards | undefined): guards is Guards =>
  guards !== undefined && guards.settings.dropCopy.mode !== 'off';

/** Records a parent that a server (from 0) has taken: row `order` of the flow. */
export function copyOrder(day: Day, server: number, order: number): void {
  if (!isOn(day.guards)) return;
  const { ordered } = day.guards.drops;
  const row = rowOf(day, server, day.flow.symbol[order]!) + day.flow.side[order]!;
  ordered[row] = ordered[row]! + day.flow.quantity[order]!;
}

/** Records the venues' copy of one execution of a server (from 0). */
export function copyExecution(
  day: Day,
  server: number,
  symbol: number,
  side: number,
  shares: number,
): void {
  if (!isOn(day.guards)) return;
  const { executed } = day.guards.drops;
  const row = rowOf(day, server, symbol) + side;
  executed[row] = executed[row]! + shares;
}

/**
 * Records the venues' copy of their answers to the children at positions [begin, end) of a server
 * (from 0). Call it when the venues answer, before the firm learns of it.
 */
export function copyAnswers(day: Day, server: number, begin: number, end: number): void {
  if (!isOn(day.guards)) return;
  const { executed } = day.guards.drops;
  const { children } = day.servers[server]!;
  const { words } = children;
  for (let child = begin; child !== end; child = (child + 1) | 0) {
    const slot = childSlot(children, child);
    const instrument = words[slot + ChildWord.INSTRUMENT]!;
    if (!isAdmitted(instrument)) continue;
    const row = rowOf(day, server, instrumentSymbol(instrument)) + instrumentSide(instrument);
    executed[row] = executed[row]! + words[slot + ChildWord.EXECUTED]!;
  }
}

/**
 * Check 24, `drop-copy`: every second it compares the venues' copy of each server's executions with
 * two records that do not come from the router:
 *
 *   orders   shares executed in a symbol and side  >  shares of the server's parents there
 *   books    shares executed in a symbol, net      ≠  shares that the server's books hold
 *
 * RTS 6 Art. 17(3). The tolerance is 0 shares, summed over symbols; a mismatch kills the server. A
 * copy names session, symbol and side, but no parent. So excess hides behind other open parents of
 * the same symbol and side, and a lost buy offsets a lost sale. On 1 August 2012 the books agreed
 * with the venues, since the 33 account took everything; the first comparison would have found the
 * excess.
 */
export function reconcileDrops(day: Day, nowNs: number): void {
  const { guards } = day;
  if (!isOn(guards) || nowNs < guards.cell.nextCopyNs[0]!) return;
  guards.cell.nextCopyNs[0] = nowNs + nanosecondsOf(guards, 'dropCopy', 'everySeconds');
  const tolerance = parameterOf(guards, 'dropCopy', 'toleranceShares');
  for (let index = 0; index < day.servers.length; index++) {
    const excess = excessShares(day, guards, index);
    const astray = excess > tolerance ? 0 : astrayShares(day, guards, index);
    if (excess <= tolerance && astray <= tolerance) guards.dropTold.told[index] = 0;
    else if (excess > tolerance) mismatch(day, index, DropFault.ORDERS, excess, tolerance, nowNs);
    else mismatch(day, index, DropFault.BOOKS, astray, tolerance, nowNs);
  }
}

function mismatch(
  day: Day,
  index: number,
  fault: number,
  value: number,
  bound: number,
  nowNs: number,
): void {
  const guards = day.guards!;
  const { mode } = guards.settings.dropCopy;
  const server = day.servers[index]!.number;
  const isDealtWith =
    mode === 'enforce' ? isServerKilled(day.kill, server) : guards.dropTold.told[index] !== 0;
  if (isDealtWith) return;
  guards.dropTold.told[index] = 1;
  const measured = {
    scopeId: server,
    value,
    bound,
    windowNs: nanosecondsOf(guards, 'dropCopy', 'everySeconds'),
    detail: fault,
  };
  if (found(day, 'drop-copy', mode, measured, nowNs))
    stop(day, { kind: 'server', server }, 'kill', byCheck('drop-copy', nowNs));
}

function excessShares(day: Day, { drops }: Guards, server: number): number {
  const begin = rowOf(day, server, 0);
  const end = rowOf(day, server + 1, 0);
  let excess = 0;
  for (let row = begin; row < end; row++)
    excess += Math.max(0, drops.executed[row]! - drops.ordered[row]!);
  return excess;
}

function astrayShares(day: Day, { drops }: Guards, server: number): number {
  const { customerShares, errorShares } = day.servers[server]!.positions;
  // Executions without a report are not in the books that the firm sees.
  const unheard = day.faults?.serverReports[server]?.unheard.shares;
  // The desk trades on a session of its own.
  const byDesk = day.desk.books?.booked;
  const first = server * customerShares.length;
  let astray = 0;
  for (let symbol = 0; symbol < customerShares.length; symbol++) {
    const row = rowOf(day, server, symbol);
    const held =
      customerShares[symbol]! +
      errorShares[symbol]! -
      (unheard === undefined ? 0 : unheard[symbol]!) -
      (byDesk === undefined ? 0 : byDesk[first + symbol]!);
    astray += Math.abs(drops.executed[row]! - drops.executed[row + 1]! - held);
  }
  return astray;
}
