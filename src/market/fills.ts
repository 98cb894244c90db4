import { mixPair } from '../base/random.js';
import type { Table } from '../memory/table.js';
import { type Children, ChildWord, instrumentSide, instrumentSymbol, instrumentVenue, isAdmitted } from '../orders/children.js';
import { Side, sideSign } from '../orders/codes.js';
import type { Impact } from './impact.js';
import { type Depth, displayedShares, isPaused, type Quotes } from './quotes.js';
import { DARK_VENUE, LIT_VENUE_COUNT, RETAIL_VENUE } from './venues.js';

/** What has been taken from a venue's displayed size in the current epoch: row = (symbol × LIT_VENUE_COUNT + venue) × 2 + side. */
export const TAKEN_SCHEMA = { epoch: 'i32', shares: 'i32' } as const;
export type Taken = Table<typeof TAKEN_SCHEMA>;

/** The other side of every trade, by symbol, kept by the venues themselves: the ledger's sums are compared with these. */
export const COUNTERPARTY_SCHEMA = { shares: 'f64', cash: 'f64', volume: 'f64' } as const;
export type Counterparties = Table<typeof COUNTERPARTY_SCHEMA>;

/** By venue: orders, executions, shares, fees received. */
export const VENUE_SCHEMA = { orders: 'f64', executions: 'f64', shares: 'f64', fees: 'f64' } as const;
export type VenueTotals = Table<typeof VENUE_SCHEMA>;

/** The venues of a market as tables and numbers. */
export interface VenueBook {
  readonly quotes: Quotes;
  readonly depth: Depth;
  readonly taken: Taken;
  readonly impact: Impact;
  readonly counterparties: Counterparties;
  readonly totals: VenueTotals;
  /** What a taker pays, by venue, ticks per share. */
  readonly feeTicks: Int32Array;
  /** By venue: 1 while it refuses all orders of the member. */
  readonly memberHalts: Uint8Array;
  /** Of 65,536: how often a displayed size has partly gone before the child arrives. */
  readonly fadePer65536: number;
  /** Of 65,536: how often the dark pool, and the retail venue, hold a contra order. */
  readonly darkPer65536: number;
  readonly retailPer65536: number;
}

/** The shares that a retail or dark contra order holds at the most. */
const HIDDEN_SHARES = 1000;

/**
 * Executes the admitted children at positions [begin, end) against the venues, in order, and writes into the row of each what was executed, at which price, and the
 * middle of the quote; returns how many there were. A child takes what is displayed at its venue at its limit or better, and the rest of it is cancelled. A refused
 * child has executed nothing. Children alike are executed as a run, so that quotes, depth and totals are looked up once for them.
 */
export function fillChildren(book: VenueBook, children: Children, begin: number, end: number, epoch: number): number {
  const { words, mask } = children;
  let answered = 0;
  for (let child = begin; child !== end; ) {
    const alike = words[((child & mask) << 3) + ChildWord.ALIKE]!;
    const runEnd = (child + Math.min(alike, (end - child) | 0)) | 0;
    answered += fillRun(book, words, mask, child, runEnd, epoch);
    child = runEnd;
  }
  return answered;
}

/** Executes children alike, at positions [begin, end); returns how many of them were admitted. */
function fillRun(book: VenueBook, words: Int32Array, mask: number, begin: number, end: number, epoch: number): number {
  const { quotes } = book;
  const first = (begin & mask) << 3;
  const instrument = words[first + ChildWord.INSTRUMENT]!;
  const s = instrumentSymbol(instrument);
  const v = instrumentVenue(instrument);
  const side = instrumentSide(instrument);
  const ordered = words[first + ChildWord.QUANTITY]!;
  const mid = quotes.midTicks[s]!;
  const price = book.memberHalts[v] !== 0 ? 0 : executionPrice(quotes, s, side, v, words[first + ChildWord.LIMIT]!);
  const hidden = v === DARK_VENUE ? book.darkPer65536 : v === RETAIL_VENUE ? book.retailPer65536 : NOT_HIDDEN;
  const row = ((s * LIT_VENUE_COUNT + v) << 1) | side;
  let left = price !== 0 && hidden === NOT_HIDDEN ? shownShares(book, row, epoch) : 0;
  let answered = 0;
  let executions = 0;
  let shares = 0;

  for (let child = begin; child !== end; child = (child + 1) | 0) {
    const slot = (child & mask) << 3;
    if (!isAdmitted(words[slot + ChildWord.INSTRUMENT]!)) {
      words[slot + ChildWord.EXECUTED] = 0;
      continue;
    }
    if (hidden !== NOT_HIDDEN) left = price === 0 ? 0 : hiddenShares((child + 1) | 0, s, hidden);
    const executed = ordered < left ? ordered : left;
    left -= executed;
    if (executed > 0) executions++;
    shares += executed;
    answered++;
    words[slot + ChildWord.EXECUTED] = executed;
    words[slot + ChildWord.PRICE] = price;
    words[slot + ChildWord.MIDDLE] = mid;
  }

  if (hidden === NOT_HIDDEN) book.taken.shares[row] = book.taken.shares[row]! + shares;
  settleRun(book, s, v, side, price, answered, executions, shares);
  return answered;
}

/** Marks a venue whose size is displayed. */
const NOT_HIDDEN = -1;

/** The price at which a child would execute, in ticks; 0 when its side of the symbol is paused or its limit does not reach. */
function executionPrice(quotes: Quotes, symbol: number, side: number, venue: number, limit: number): number {
  if (isPaused(quotes, symbol, side)) return 0;
  if (venue === RETAIL_VENUE) return limit;
  const touch = venue === DARK_VENUE ? quotes.midTicks[symbol]! : side === Side.BUY ? quotes.askTicks[symbol]! : quotes.bidTicks[symbol]!;
  return sideSign(side) * (limit - touch) >= 0 ? touch : 0;
}

/** Books a run with the other side of its trades, the venue's totals and the flow that moves prices. */
function settleRun(
  book: VenueBook,
  symbol: number,
  venue: number,
  side: number,
  price: number,
  orders: number,
  executions: number,
  shares: number,
): void {
  const { impact, counterparties, totals } = book;
  totals.orders[venue] = totals.orders[venue]! + orders;
  if (shares === 0) return;
  const signed = sideSign(side) * shares;
  impact.flow[symbol] = impact.flow[symbol]! + signed;
  counterparties.shares[symbol] = counterparties.shares[symbol]! - signed;
  counterparties.cash[symbol] = counterparties.cash[symbol]! + signed * price;
  counterparties.volume[symbol] = counterparties.volume[symbol]! + shares;
  totals.executions[venue] = totals.executions[venue]! + executions;
  totals.shares[venue] = totals.shares[venue]! + shares;
  totals.fees[venue] = totals.fees[venue]! + shares * book.feeTicks[venue]!;
}

/** What a venue still shows in this epoch; `row` is a row of `taken`. */
function shownShares({ taken, depth, fadePer65536 }: VenueBook, row: number, epoch: number): number {
  const cell = row >> 1;
  const side = row & 1;
  const displayed = displayedShares(depth.lots[cell]!, cell, side, epoch);
  if (taken.epoch[row] !== epoch) {
    taken.epoch[row] = epoch;
    taken.shares[row] = fadedShares(displayed, row, epoch, fadePer65536);
  }
  return displayed - taken.shares[row]!;
}

/** What others took of a displayed size before the first child of the epoch arrives: mostly nothing, sometimes a uniform part of it. */
function fadedShares(displayed: number, row: number, epoch: number, per65536: number): number {
  const draw = mixPair(~row, epoch);
  return (draw & 0xffff) >= per65536 ? 0 : Math.floor((displayed * (draw >>> 16)) / 65_536);
}

/** The size of a hidden contra order: there with a probability, and of up to HIDDEN_SHARES. */
function hiddenShares(sequence: number, symbol: number, per65536: number): number {
  const draw = mixPair(sequence, ~symbol);
  return (draw & 0xffff) >= per65536 ? 0 : 1 + (((draw >>> 16) * HIDDEN_SHARES) >>> 16);
}
