import { mix32, mixPair, mixWith } from '../base/random.js';
import type { Table } from '../memory/table.js';
import {
  type Children,
  ChildWord,
  instrumentSide,
  instrumentSymbol,
  instrumentVenue,
  isAdmitted,
} from '../orders/children.js';
import { Side, sideSign } from '../orders/codes.js';
import { averageTicks, openedBook, takeFromBook } from './book-fills.js';
import type { Impact } from './impact.js';
import { fillInKernel, type VenuesKernel } from './kernel.js';
import type { Depth, Quotes } from './quotes.js';
import { displayedAt, isPaused } from './quotes.js';
import { fadeBook, type StockBooks } from './stock-books.js';
import { DARK_VENUE, LIT_VENUE_COUNT, RETAIL_VENUE } from './venues.js';
import { isTakenOut, type Withdrawal } from './withdrawal.js';

/**
 * Shares taken from a venue's displayed size in the current epoch: row = (symbol × LIT_VENUE_COUNT
 * + venue) × 2 + side.
 */
export const TAKEN_SCHEMA = { epoch: 'i32', shares: 'i32' } as const;
type Taken = Table<typeof TAKEN_SCHEMA>;

/**
 * The other side of every trade, by symbol, kept by the venues themselves: the ledger's sums are
 * compared with these.
 */
export const COUNTERPARTY_SCHEMA = { shares: 'f64', cash: 'f64', volume: 'f64' } as const;
type Counterparties = Table<typeof COUNTERPARTY_SCHEMA>;

/** By venue: orders, executions, shares. */
export const VENUE_SCHEMA = { orders: 'f64', executions: 'f64', shares: 'f64' } as const;
type VenueTotals = Table<typeof VENUE_SCHEMA>;

/** The venues of a market as tables and numbers. */
export interface Venues {
  readonly quotes: Quotes;
  readonly depth: Depth;
  readonly taken: Taken;
  readonly impact: Impact;
  readonly counterparties: Counterparties;
  readonly totals: VenueTotals;
  /** Taker fees by venue, ticks per share. */
  readonly feeTicks: Int32Array;
  /** By venue: 1 while it refuses all orders of the member. */
  readonly memberHalts: Uint8Array;
  /** Of 65,536: how often a displayed size has partly gone before the child arrives. */
  readonly fadePer65536: number;
  /** Of 65,536: how often the dark pool, and the retail venue, hold a contra order. */
  readonly darkPer65536: number;
  readonly retailPer65536: number;
  /** What makers have withdrawn, in the model of that name. */
  readonly withdrawal: Withdrawal | undefined;
  /** The books of a market whose lit venues are books; `openBooks` sets them. */
  books: StockBooks | undefined;
  /** What fills children in WebAssembly, if the tables are where it can read them. */
  kernel: VenuesKernel | undefined;
}

/** The fees that a venue has received, ticks × shares. */
export const feesReceived = ({ totals, feeTicks }: Venues, venue: number): number =>
  totals.shares[venue]! * feeTicks[venue]!;

/** The most shares of a retail or dark contra order. */
const HIDDEN_SHARES = 1000;

/** Columns are named inside the loops that use them; docs/internals/v8.md says why. */
const { ALIKE, EXECUTED, INSTRUMENT, LIMIT, MIDDLE, PRICE, QUANTITY } = ChildWord;
const { BUY } = Side;

/**
 * Executes the admitted children at positions [begin, end) against the venues, in order. Writes
 * executed shares, price and middle of the quote into each row; returns the number of children. A
 * child takes the size displayed at its venue at its limit or better, and the rest is cancelled. A
 * refused child executes 0 shares. Children alike have one verdict and are executed as a run, so
 * that quotes, depth and totals are looked up once for them.
 */
export function fillChildren(
  book: Venues,
  children: Children,
  begin: number,
  end: number,
  epoch: number,
): number {
  const { books, kernel } = book;
  if (books !== undefined) return fillInBooks(book, books, children, begin, end, epoch);
  return kernel !== undefined && kernel.memory === children.memory
    ? fillInKernel(kernel, children, begin, end, epoch)
    : fillSizes(book, children, begin, end, epoch);
}

/** Executes children against displayed and hidden sizes. */
function fillSizes(
  book: Venues,
  children: Children,
  begin: number,
  end: number,
  epoch: number,
): number {
  const { words, mask } = children;
  const { quotes, memberHalts, taken, impact, counterparties, totals } = book;
  const mixedEpoch = mix32(epoch);
  const last = end | 0;
  let answered = 0;
  for (let child = begin | 0, count = 0; child !== last; child = (child + count) | 0) {
    const first = (child & mask) << 3;
    const instrument = words[first + INSTRUMENT]!;
    const alike = words[first + ALIKE]!;
    const rest = (last - child) | 0;
    count = alike < rest ? alike : rest;
    if (!isAdmitted(instrument)) {
      for (let n = 0; n < count; n++) words[(((child + n) & mask) << 3) + EXECUTED] = 0;
      continue;
    }
    const symbol = instrumentSymbol(instrument);
    const venue = instrumentVenue(instrument);
    const side = instrumentSide(instrument);
    const ordered = words[first + QUANTITY]!;
    const middle = quotes.midTicks[symbol]!;
    // `| 0` tells V8 that it is a whole number.
    const price =
      memberHalts[venue] !== 0
        ? 0
        : executionPrice(quotes, symbol, side, venue, words[first + LIMIT]!) | 0;
    const row = ((symbol * LIT_VENUE_COUNT + venue) << 1) | side;
    const isShown = venue < LIT_VENUE_COUNT;
    let left = isShown && price !== 0 ? shownShares(book, row, epoch, mixedEpoch) : 0;
    let executions = 0;
    let shares = 0;
    // Mostly the size suffices for all of them.
    if (isShown && left >= count * ordered) {
      executions = count;
      shares = count * ordered;
      for (let n = 0; n < count; n++)
        answerChild(words, ((child + n) & mask) << 3, ordered, price, middle);
    } else {
      for (let n = 0; n < count; n++) {
        if (!isShown)
          left = price === 0 ? 0 : hiddenShares(book, venue, (child + n + 1) | 0, symbol);
        const executed = ordered < left ? ordered : left;
        left -= executed;
        if (executed > 0) executions++;
        shares += executed;
        answerChild(words, ((child + n) & mask) << 3, executed, price, middle);
      }
    }

    answered += count;
    totals.orders[venue] = totals.orders[venue]! + count;
    if (shares === 0) continue;
    if (isShown) taken.shares[row] = taken.shares[row]! + shares;
    totals.executions[venue] = totals.executions[venue]! + executions;
    totals.shares[venue] = totals.shares[venue]! + shares;
    // The other side of the trades, and the flow that moves prices.
    const signed = sideSign(side) * shares;
    impact.flow[symbol] = impact.flow[symbol]! + signed;
    counterparties.shares[symbol] = counterparties.shares[symbol]! - signed;
    counterparties.cash[symbol] = counterparties.cash[symbol]! + signed * price;
    counterparties.volume[symbol] = counterparties.volume[symbol]! + shares;
  }
  return answered;
}

/** Executes children at lit venues in the books of their stocks, and the others as ever. */
function fillInBooks(
  venues: Venues,
  books: StockBooks,
  children: Children,
  begin: number,
  end: number,
  epoch: number,
): number {
  const { words, mask } = children;
  const last = end | 0;
  let answered = 0;
  for (let child = begin | 0, count = 0; child !== last; child = (child + count) | 0) {
    const first = (child & mask) << 3;
    const instrument = words[first + INSTRUMENT]!;
    const rest = (last - child) | 0;
    count = words[first + ALIKE]! < rest ? words[first + ALIKE]! : rest;
    const venue = instrumentVenue(instrument);
    const symbol = instrumentSymbol(instrument);
    const isInBook =
      isAdmitted(instrument) &&
      venue < LIT_VENUE_COUNT &&
      venues.memberHalts[venue] === 0 &&
      !isPaused(venues.quotes, symbol, instrumentSide(instrument));
    if (!isInBook) answered += fillSizes(venues, children, child, (child + count) | 0, epoch);
    else {
      for (let n = 0; n < count; n++)
        fillInBook(venues, books, words, ((child + n) & mask) << 3, symbol, venue, epoch);
      answered += count;
    }
  }
  return answered;
}

/** Executes the child of a row in the book of its stock. */
function fillInBook(
  { quotes, impact, counterparties, totals, taken, fadePer65536 }: Venues,
  books: StockBooks,
  words: Int32Array,
  slot: number,
  symbol: number,
  venue: number,
  epoch: number,
): void {
  const side = instrumentSide(words[slot + INSTRUMENT]!);
  const stock = openedBook(books, quotes, symbol, epoch);
  const row = ((symbol * LIT_VENUE_COUNT) << 1) | side;
  if (taken.epoch[row] !== epoch) {
    taken.epoch[row] = epoch;
    const draw = mixWith(~row, mix32(epoch));
    if ((draw & 0xffff) < fadePer65536) fadeBook(stock, side, draw >>> 16);
  }
  const shares = takeFromBook(stock, side, words[slot + QUANTITY]!, words[slot + LIMIT]!);
  const price = shares === 0 ? 0 : averageTicks(stock, side, shares, stock.take.money);
  answerChild(words, slot, shares, price, quotes.midTicks[symbol]!);
  totals.orders[venue] = totals.orders[venue]! + 1;
  if (shares === 0) return;
  totals.executions[venue] = totals.executions[venue]! + 1;
  totals.shares[venue] = totals.shares[venue]! + shares;
  const signed = sideSign(side) * shares;
  impact.flow[symbol] = impact.flow[symbol]! + signed;
  counterparties.shares[symbol] = counterparties.shares[symbol]! - signed;
  counterparties.cash[symbol] = counterparties.cash[symbol]! + signed * price;
  counterparties.volume[symbol] = counterparties.volume[symbol]! + shares;
}

/** Writes a venue's answer into the row of a child. */
function answerChild(
  words: Int32Array,
  slot: number,
  executed: number,
  price: number,
  middle: number,
): void {
  words[slot + EXECUTED] = executed;
  words[slot + PRICE] = price;
  words[slot + MIDDLE] = middle;
}

/**
 * Returns the price at which a child would execute, in ticks; 0 if its side of the symbol is paused
 * or its limit does not reach.
 */
function executionPrice(
  quotes: Quotes,
  symbol: number,
  side: number,
  venue: number,
  limit: number,
): number {
  if (isPaused(quotes, symbol, side)) return 0;
  if (venue >= LIT_VENUE_COUNT) return hiddenPrice(quotes, symbol, side, venue, limit);
  if (side === BUY) {
    const ask = quotes.askTicks[symbol]!;
    return limit >= ask ? ask : 0;
  }
  const bid = quotes.bidTicks[symbol]!;
  return limit <= bid ? bid : 0;
}

/** The retail venue trades at the limit, the dark pool at the middle. */
function hiddenPrice(
  quotes: Quotes,
  symbol: number,
  side: number,
  venue: number,
  limit: number,
): number {
  if (venue === RETAIL_VENUE) return limit;
  const middle = quotes.midTicks[symbol]!;
  return sideSign(side) * (limit - middle) >= 0 ? middle : 0;
}

/** Returns the shares that a venue still shows in this epoch; `row` is a row of `taken`. */
function shownShares(
  { taken, depth, fadePer65536, withdrawal }: Venues,
  row: number,
  epoch: number,
  mixedEpoch: number,
): number {
  const displayed = displayedAt(depth.lots[row >> 1]!, row, mixedEpoch);
  if (taken.epoch[row] !== epoch) {
    // Others may take a uniform part of it before the first child of the epoch arrives.
    const draw = mixWith(~row, mixedEpoch);
    taken.epoch[row] = epoch;
    taken.shares[row] =
      (draw & 0xffff) >= fadePer65536 ? 0 : ((displayed * (draw >>> 16)) / 65_536) | 0;
    if (withdrawal !== undefined) {
      const symbol = ((row >> 1) / LIT_VENUE_COUNT) | 0;
      if (isTakenOut(withdrawal, symbol, row & 1, draw)) taken.shares[row] = displayed;
    }
  }
  return displayed - taken.shares[row]!;
}

/**
 * The size of the hidden contra order that a child meets at a venue: there with a probability, and
 * of up to HIDDEN_SHARES.
 */
function hiddenShares(
  { darkPer65536, retailPer65536 }: Venues,
  venue: number,
  sequence: number,
  symbol: number,
): number {
  const draw = mixPair(sequence, ~symbol);
  const per65536 = venue === DARK_VENUE ? darkPer65536 : retailPer65536;
  return (draw & 0xffff) >= per65536 ? 0 : 1 + (((draw >>> 16) * HIDDEN_SHARES) >>> 16);
}
