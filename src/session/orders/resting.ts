import { SESSION_SECONDS } from '../../base/units.js';
import { tapLater } from '../../capture/tap.js';
import { Behaviour } from '../../deployment/builds.js';
import {
  endRest,
  openedBook,
  reduceRest,
  restInBook,
  takeRested,
} from '../../market/book-fills.js';
import { LOT_SHARES } from '../../market/quotes.js';
import { bookResting, restingShares } from '../../market/resting.js';
import type { Answer } from '../../orders/answer.js';
import { instrumentSide, instrumentSymbol, instrumentVenue } from '../../orders/children.js';
import { noteCancel } from '../../risk/gate/trips.js';
import { isAccountKilled, isServerKilled } from '../../risk/stops/kill.js';
import { applyAnswer } from '../../server/answer.js';
import { moveRow, type Reports, readHeldAnswer } from '../../server/reports.js';
import type { Server } from '../../server/server.js';
import { bookExecution } from '../../server/settle-reports.js';
import type { Day } from '../day/day.js';
import { isDown } from '../day/links.js';
import { copyExecution } from '../guards/drop-copy.js';
import { isCancelledOnDisconnect } from '../guards/links.js';

const { isNaN: isNotNumber } = Number;

/**
 * Advances the orders that rest at the venues by one tick. Orders that their servers want to cancel
 * are cancelled, unless the requests are lost; the others trade. A killed server cancels all of its
 * orders, as does one whose people ask for that, and each server those of a killed account. With
 * cancel-on-disconnect the venues cancel the orders of a disconnected server.
 */
export function tendResting(day: Day, server: Server, reports: Reports, nowNs: number): void {
  const { outstanding: o, cells } = reports;
  const killed = isServerKilled(day.kill, server.number) || cells.cancelAll[0] !== 0;
  const lost = isCancelledOnDisconnect(day, server.number - 1);
  const inBooks = reports.bookIds !== undefined;
  const count = cells.outstanding[0]!;
  let kept = 0;
  for (let row = 0; row < count; row++) {
    if (
      o.isResting[row] !== 0 &&
      ((inBooks && hearBook(day, server, reports, row, nowNs)) ||
        (lost
          ? cancel(day, server, reports, row, nowNs)
          : isGone(day, server, reports, row, killed, nowNs)))
    )
      continue;
    if (kept !== row) moveRow(reports, row, kept);
    kept++;
  }
  cells.outstanding[0] = kept;
  cells.cancelAll[0] = 0;
}

function isGone(
  day: Day,
  server: Server,
  reports: Reports,
  row: number,
  killed: boolean,
  nowNs: number,
): boolean {
  const { outstanding: o, beliefs } = reports;
  const parent = o.parent[row]!;
  const believed = o.presumed[row] === 0;
  const isKilled =
    killed ||
    day.kill.behaviour[Behaviour.RESTING] !== 0 ||
    isAccountKilled(day.kill, server.router.parents.account[parent]!);
  const isWanted =
    (isKilled || (believed && beliefs.cancelWanted[parent] !== 0)) && !isUnreachable(day, server);
  if (isWanted && isNotNumber(o.cancelAskedNs[row]!)) {
    o.cancelAskedNs[row] = nowNs;
    if (askVenue(server, reports, nowNs)) return cancel(day, server, reports, row, nowNs);
  }
  if (reports.bookIds !== undefined) {
    if (reports.bookIds[row] !== 0 || enterBook(day, reports, row)) return false;
    return cancel(day, server, reports, row, nowNs);
  }
  const shares = tradedShares(day, reports, row);
  if (shares === 0) return false;
  execute(day, server, reports, row, shares, o.limitTicks[row]!, nowNs);
  return o.shares[row] === 0;
}

/** Sends a cancel, which is a message, and counts it. Returns whether it arrives. */
export function askVenue({ gate }: Server, { cells }: Reports, nowNs: number): boolean {
  cells.cancelsAsked[0] = cells.cancelsAsked[0]! + 1;
  if (gate.catalogue !== undefined) noteCancel(gate.catalogue, nowNs);
  if (cells.cancelsLost[0] === 0) return true;
  cells.cancelsIgnored[0] = cells.cancelsIgnored[0]! + 1;
  return false;
}

/** Books shares that a resting child has got. */
function execute(
  day: Day,
  server: Server,
  reports: Reports,
  row: number,
  shares: number,
  priceTicks: number,
  nowNs: number,
): void {
  const instrument = reports.outstanding.instrument[row]!;
  const symbol = instrumentSymbol(instrument);
  const side = instrumentSide(instrument);
  bookResting(day.market.book, symbol, instrumentVenue(instrument), side, priceTicks, shares);
  const { answer } = server;
  readResting(day, answer, reports, row, nowNs);
  answer.priceTicks = priceTicks;
  answer.executed = shares;
  bookExecution(server, reports, answer);
  copyExecution(day, server.number - 1, symbol, side, shares);
  end(server, reports, row);
}

/** Puts a child that rests into the book of its stock. Returns false if there is no room. */
function enterBook({ market, cursor }: Day, { outstanding: o, bookIds }: Reports, row: number) {
  const { books } = market.book;
  const instrument = o.instrument[row]!;
  const symbol = instrumentSymbol(instrument);
  const stock = openedBook(books!, market.quotes, symbol, cursor.epoch[0]!);
  const side = instrumentSide(instrument);
  bookIds![row] = restInBook(books!, stock, side, o.shares[row]!, o.limitTicks[row]!);
  return bookIds![row] !== 0;
}

const PRICE = { ticks: 0 };

/** Books what a child in a book has got since the last tick. Returns whether it is done. */
export function hearBook(
  day: Day,
  server: Server,
  reports: Reports,
  row: number,
  nowNs: number,
): boolean {
  const id = reports.bookIds![row]!;
  if (id === 0) return false;
  const { outstanding: o } = reports;
  const { books } = day.market.book;
  const instrument = o.instrument[row]!;
  const stock = books!.stocks[instrumentSymbol(instrument)]!;
  const shares = takeRested(books!, stock, instrumentSide(instrument), id, PRICE);
  if (shares === 0) return false;
  execute(day, server, reports, row, shares, PRICE.ticks, nowNs);
  if (o.shares[row] !== 0) return false;
  endRest(books!, stock, id);
  return true;
}

/** Reads a child that rests as an answer at its limit that ends no share yet. */
function readResting(
  { market }: Day,
  answer: Answer,
  reports: Reports,
  row: number,
  nowNs: number,
): void {
  readHeldAnswer(reports, row, answer);
  answer.priceTicks = answer.limitTicks;
  answer.middleTicks = market.quotes.midTicks[instrumentSymbol(answer.instrument)]!;
  answer.cancelled = 0;
  answer.nowNs = nowNs;
}

/** On a dead connection nothing is asked; it is when the connection is back. */
export function isUnreachable({ links }: Day, { number }: Server): boolean {
  return links !== undefined && isDown(links, number - 1);
}

/** Cancels the rest of a child at its venue. Returns true, since the child is gone. */
export function cancel(
  day: Day,
  server: Server,
  reports: Reports,
  row: number,
  nowNs: number,
): true {
  const id = reports.bookIds?.[row] ?? 0;
  const { books } = day.market.book;
  if (id !== 0 && books !== undefined)
    endRest(books, books.stocks[instrumentSymbol(reports.outstanding.instrument[row]!)]!, id);
  readResting(day, server.answer, reports, row, nowNs);
  server.answer.cancelled = reports.outstanding.shares[row]!;
  end(server, reports, row);
  return true;
}

/** Cancels some of the shares of a child at its venue; others stay and keep their place. */
export function reduce(
  day: Day,
  server: Server,
  reports: Reports,
  row: number,
  shares: number,
  nowNs: number,
): void {
  const id = reports.bookIds?.[row] ?? 0;
  const { books } = day.market.book;
  if (id !== 0 && books !== undefined)
    reduceRest(books.stocks[instrumentSymbol(reports.outstanding.instrument[row]!)]!, id, shares);
  readResting(day, server.answer, reports, row, nowNs);
  server.answer.cancelled = shares;
  // The order stays open.
  server.answer.orders = 0;
  server.answer.awaited = 0;
  end(server, reports, row);
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

/**
 * Ends the shares of a child that rested which the server's answer executes or cancels: hands them
 * over, where fills are kept, and reports them at once.
 */
function end(server: Server, reports: Reports, row: number): void {
  const { outstanding: o, beliefs, sequences } = reports;
  const { answer, tap, number, router } = server;
  const { parent } = answer;
  const shares = answer.executed + answer.cancelled;
  if (tap !== undefined)
    tapLater(tap, number, sequences![row]!, router.parents.orderId[parent]!, answer);
  o.shares[row] = o.shares[row]! - shares;
  if (o.presumed[row] !== 0) beliefs.presumed[parent] = beliefs.presumed[parent]! - shares;
  else if (o.shares[row] === 0) {
    beliefs.restTicks[parent] = 0;
    beliefs.cancelWanted[parent] = 0;
  }
  // The firm's own books take the limit for the middle.
  answer.middleTicks = answer.limitTicks;
  applyAnswer(server, answer);
}
