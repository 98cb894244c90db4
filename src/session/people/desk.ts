import { InputError } from '../../base/input-error.js';
import { NS_PER_SECOND } from '../../base/units.js';
import { postUnwound } from '../../ledger/positions.js';
import { fillChildren } from '../../market/fills.js';
import { isPaused } from '../../market/quotes.js';
import { LIT_VENUE_COUNT } from '../../market/venues.js';
import { logEvent } from '../../metrics/events.js';
import { ChildWord, instrumentOf } from '../../orders/children.js';
import { Side, sideSign } from '../../orders/codes.js';
import type { Day } from '../day/day.js';
import { type DeskLine, deskBooks, UNWIND_SECONDS } from '../day/desk.js';
import type { Action } from '../day/spec.js';
import { EventKind } from '../log/event-kinds.js';

/**
 * The desk trades the error account down: it sells what is long and buys what is short, in the
 * market over a time, or at once to a dealer. It goes by what the firm knows of its positions, and
 * never beyond flat.
 */

type UnwindAction = Extract<Action, { do: 'unwind' }>;
type BlockAction = Extract<Action, { do: 'block-sale' }>;

/** Begins to unwind. Throws an InputError where nothing is held. */
export function beginUnwind(day: Day, row: number, action: UnwindAction, nowNs: number): void {
  day.desk.orders.push({
    row,
    fromNs: nowNs,
    overNs: (action.overSeconds ?? UNWIND_SECONDS) * NS_PER_SECOND,
    lines: linesOf(day, action),
    isDone: false,
  });
}

/**
 * Hands a block to a dealer, who takes each stock at the middle of its quote less his discount, and
 * takes none that is paused. Throws an InputError where nothing is held that he takes.
 */
export function sellBlock(day: Day, row: number, action: BlockAction, nowNs: number): void {
  const { quotes } = day.market;
  const { BUY, SELL } = Side;
  const lines = linesOf(day, action).filter(
    ({ symbol, shares }) => !isPaused(quotes, symbol, shares > 0 ? BUY : SELL),
  );
  if (lines.length === 0)
    throw new InputError(`${action.do}: all that the error account holds there is paused`);
  const { totals } = day.desk;
  const discount = action.discount ?? day.spec.after.blockDiscount;
  for (const line of lines) {
    const middle = quotes.midTicks[line.symbol]!;
    const price =
      line.shares > 0
        ? Math.ceil(middle * (1 + discount))
        : Math.max(1, Math.floor(middle * (1 - discount)));
    const shares = Math.abs(line.shares);
    const { dealerShares, dealerCash } = booksOf(day);
    line.done = shares;
    dealerShares[line.symbol] = dealerShares[line.symbol]! - line.shares;
    dealerCash[line.symbol] = dealerCash[line.symbol]! + line.shares * price;
    totals.blockShares += shares;
    totals.blockMoney += shares * middle;
    totals.discountMoney += shares * Math.abs(price - middle);
    book(day, line.symbol, line.shares, { priceTicks: price, middleTicks: middle });
  }
  day.desk.orders.push({ row, fromNs: nowNs, overNs: 0, lines, isDone: true });
}

/** Lets the desk trade, once a second after the bell. Call it before orders are routed. */
export function workDesk(day: Day, nowNs: number): void {
  if (nowNs < 0 || nowNs % NS_PER_SECOND !== 0) return;
  for (const order of day.desk.orders) {
    if (order.isDone) continue;
    const { fromNs, overNs, lines } = order;
    const part = overNs === 0 ? 1 : Math.min(1, (nowNs + NS_PER_SECOND - fromNs) / overNs);
    for (const line of lines) workLine(day, line, part);
    if (lines.some((line) => leftOf(day, line) > 0)) continue;
    order.isDone = true;
    logEvent(day.events, nowNs, EventKind.DESK, 0, day.desk.orders.indexOf(order), 0);
  }
}

/** The shares that the desk was asked to unwind and has not traded. */
export const leftShares = (day: Day): number =>
  day.desk.orders
    .filter(({ isDone }) => !isDone)
    .reduce((sum, { lines }) => sum + lines.reduce((all, line) => all + leftOf(day, line), 0), 0);

/** What is left of a line: no more than what the firm still holds. */
function leftOf(day: Day, { symbol, shares, done }: DeskLine): number {
  const held = -heldShares(day, symbol) * Math.sign(shares);
  return Math.max(0, Math.min(Math.abs(shares) - done, held));
}

/** The lines of an act: a part of what the error account holds in a stock, or in all of them. */
function linesOf(
  day: Day,
  { do: act, symbol: name, part = 1 }: UnwindAction | BlockAction,
): DeskLine[] {
  const lines = day.market.stocks.flatMap((stock, symbol) => {
    if (name !== undefined && stock.symbol !== name) return [];
    const shares = -Math.trunc(heldShares(day, symbol) * part);
    return shares === 0 ? [] : [{ symbol, shares, done: 0 }];
  });
  if (lines.length === 0)
    throw new InputError(
      `${act}: the error account holds nothing${name === undefined ? '' : ` in ${name}`}`,
    );
  return lines;
}

/** The error account in a stock as the firm knows it: signed shares over all servers. */
export const heldShares = ({ servers }: Day, symbol: number): number =>
  servers.reduce(
    (sum, { known, positions }) => sum + (known?.positions ?? positions).errorShares[symbol]!,
    0,
  );

/** Takes what is displayed at the touch, venue by venue, until a part of a line is traded. */
function workLine(day: Day, line: DeskLine, part: number): void {
  const due = Math.floor(Math.abs(line.shares) * part) - line.done;
  let left = Math.min(due, leftOf(day, line));
  for (let venue = 0; left > 0 && venue < LIT_VENUE_COUNT; venue++) {
    const shares = takeAt(day, line, venue, left);
    line.done += shares;
    left -= shares;
  }
}

/** Sends an order to a venue, and books what it executes; returns the shares. */
function takeAt(day: Day, { symbol, shares }: DeskLine, venue: number, most: number): number {
  const { market, cursor, desk } = day;
  const { words } = desk.children;
  const side = shares > 0 ? Side.BUY : Side.SELL;
  const { askTicks, bidTicks } = market.quotes;
  words[ChildWord.INSTRUMENT] = instrumentOf(symbol, side, venue);
  words[ChildWord.QUANTITY] = most;
  words[ChildWord.LIMIT] = side === Side.BUY ? askTicks[symbol]! : bidTicks[symbol]!;
  words[ChildWord.ALIKE] = 1;
  fillChildren(market.book, desk.children, 0, 1, cursor.epoch[0]!);
  const executed = words[ChildWord.EXECUTED]!;
  if (executed === 0) return 0;
  const priceTicks = words[ChildWord.PRICE]!;
  const feeTicks = market.book.feeTicks[venue]!;
  const { totals } = desk;
  totals.executions++;
  totals.feesMoney += executed * feeTicks;
  if (side === Side.BUY) {
    totals.boughtShares += executed;
    totals.boughtMoney += executed * priceTicks;
  } else {
    totals.soldShares += executed;
    totals.soldMoney += executed * priceTicks;
  }
  const middleTicks = words[ChildWord.MIDDLE]!;
  book(day, symbol, sideSign(side) * executed, { priceTicks, middleTicks, feeTicks });
  return executed;
}

/**
 * Books a trade of the desk against the servers that hold the stock, in their order. A trade
 * without a fee is one outside the venues.
 */
function book(
  day: Day,
  symbol: number,
  signed: number,
  trade: { readonly priceTicks: number; readonly middleTicks: number; readonly feeTicks?: number },
): void {
  const { booked } = booksOf(day);
  const stocks = day.market.stocks.length;
  let left = Math.abs(signed);
  const sign = Math.sign(signed);
  day.servers.forEach(({ accounts, known }, index) => {
    const held = -sign * (known ?? accounts).positions.errorShares[symbol]!;
    const shares = Math.min(left, Math.max(0, held));
    if (shares === 0) return;
    left -= shares;
    const row = index * stocks + symbol;
    booked[row] = booked[row]! + sign * shares;
    postUnwound(accounts, symbol, sign * shares, trade);
    if (known !== undefined) postUnwound(known, symbol, sign * shares, trade);
  });
}

const booksOf = ({ desk, servers, market }: Day) =>
  deskBooks(desk, servers.length, market.stocks.length);
