import { BOOK_PRICE_MAX, OrderTerms } from './book/codes.js';
import { cancelOrder, enterOrder, reduceOrder } from './book/commands.js';
import { flushEvents } from './book/events.js';
import { findOrder } from './book/ids.js';
import { NIL } from './book/tables.js';
import type { Quotes } from './quotes.js';
import { FIRST_REST, type StockBook, type StockBooks, TAKER_ID, wakeBook } from './stock-books.js';

/** The firm's orders in the books of stocks: those that take at once, and those that rest. */

const { ceil, floor, min } = Math;
const { DAY, IOC } = OrderTerms;

/** Returns a stock's book, opened. */
export function openedBook(
  books: StockBooks,
  quotes: Quotes,
  symbol: number,
  epoch: number,
): StockBook {
  const stock = books.stocks[symbol]!;
  if (stock.openedEpoch < 0) wakeBook(books, quotes, symbol, epoch);
  return stock;
}

/**
 * Executes a child against a book at its limit or better, price by price; the rest is cancelled.
 * Returns the executed shares; `averageTicks` has their price.
 */
export function takeFromBook(
  stock: StockBook,
  side: number,
  quantity: number,
  limitTicks: number,
): number {
  const { book, take } = stock;
  take.shares = 0;
  take.money = 0;
  enterOrder(book, TAKER_ID, 0, side, limitOf(stock, side, limitTicks), quantity, IOC, 0);
  flushEvents(book.events);
  return take.shares;
}

/**
 * The mean price of executions in ticks of $0.0001, rounded against the firm: what one order gets
 * at several prices is reported at one.
 */
export function averageTicks(
  { unitTicks }: StockBook,
  side: number,
  shares: number,
  money: number,
): number {
  const mean = (unitTicks * money) / shares;
  return side === 0 ? ceil(mean) : floor(mean);
}

/** A limit in ticks of the book, no better for the other side than the limit itself. */
function limitOf({ unitTicks }: StockBook, side: number, limitTicks: number): number {
  const limit = min(BOOK_PRICE_MAX, limitTicks / unitTicks);
  return side === 0 ? floor(limit) : ceil(limit);
}

/**
 * Enters an order of the firm that rests; what crosses executes at once. Returns its identifier, or
 * 0 if the book has no room.
 */
export function restInBook(
  { rests }: StockBooks,
  stock: StockBook,
  side: number,
  quantity: number,
  limitTicks: number,
): number {
  if (rests.free === 0) return 0;
  const slot = rests.slots[rests.free - 1]!;
  rests.shares[slot] = 0;
  rests.money[slot] = 0;
  const id = FIRST_REST + slot;
  const ticks = limitOf(stock, side, limitTicks);
  const refused = enterOrder(stock.book, id, 0, side, ticks, quantity, DAY, 0);
  flushEvents(stock.book.events);
  if (refused !== 0) return 0;
  rests.free--;
  return id;
}

/**
 * Returns the shares that an order that rests has got since the last call, at `price.ticks`, the
 * mean price.
 */
export function takeRested(
  { rests }: StockBooks,
  stock: StockBook,
  side: number,
  id: number,
  price: { ticks: number },
): number {
  const slot = id - FIRST_REST;
  const shares = rests.shares[slot]!;
  if (shares === 0) return 0;
  price.ticks = averageTicks(stock, side, shares, rests.money[slot]!);
  rests.shares[slot] = 0;
  rests.money[slot] = 0;
  return shares;
}

/** Cancels a part of an order that rests, which keeps its place. */
export function reduceRest({ book }: StockBook, id: number, shares: number): void {
  reduceOrder(book, id, shares);
  flushEvents(book.events);
}

/** Cancels an order that rests, if any of it is left, and frees its identifier. */
export function endRest({ rests }: StockBooks, { book }: StockBook, id: number): void {
  if (findOrder(book, id) !== NIL) cancelOrder(book, id);
  flushEvents(book.events);
  rests.slots[rests.free++] = id - FIRST_REST;
}
