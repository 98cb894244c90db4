import { BookEvent, BookPhase, BookReason, FORCE_MASK, OrderTerms, STP_MASK } from './codes.js';
import { kindWord, tell } from './events.js';
import { addId, findOrder, removeId } from './ids.js';
import { levelAt, worseLevel } from './ladder.js';
import { cancelResting, cancelTaker, canFill, priceOf, take } from './match.js';
import { joinQueue, leaveQueue, lowerTo } from './queue.js';
import {
  ANY_KEY,
  type Book,
  ICEBERG,
  keyOf,
  LEVEL_WORDS,
  LevelWord,
  ladderOf,
  MARKET_LEVELS,
  NIL,
  NO_PRICE,
  ORDER_WORDS,
  OrderWord,
  OWNED_WORDS,
  OwnedWord,
  SIDE_SHIFT,
} from './tables.js';

/**
 * The commands of the book. None of them checks its arguments, which is for the callers
 * (`embed/order-book.ts`). Each writes events and returns a code of `BookReason`: NONE, or why it
 * changed nothing.
 */

const { ACCEPTED, REPLACED, CANCELLED, REFUSED } = BookEvent;
const { NONE, UNKNOWN_ID, DUPLICATE_ID, BOOK_FULL, PHASE, WOULD_TAKE, MARKET_ORDER } = BookReason;
const { REQUEST, IMMEDIATE, UNFILLABLE, MASS, DISCONNECT, DAY_END } = BookReason;
const { GTC, IOC, FOK, MARKET, POST_ONLY } = OrderTerms;
const { CONTINUOUS, AUCTION, HALTED } = BookPhase;
const { ID, NEXT, LEVEL, SHOWN, RESERVE, TERMS, OWNER } = OrderWord;
const { HEAD, KEY } = LevelWord;

/**
 * Enters an order. `terms` is a sum of `OrderTerms`; `display` the tranche that an iceberg shows, 0
 * for an order that shows all. The price of a market order is not read.
 */
export function enterOrder(
  book: Book,
  id: number,
  owner: number,
  side: number,
  ticks: number,
  quantity: number,
  terms: number,
  display: number,
): number {
  const isMarket = (terms & MARKET) !== 0;
  const limitKey = isMarket ? ANY_KEY : keyOf(1 - side, ticks);
  const reason = entryRefusal(book, id, side, limitKey, terms);
  if (reason !== NONE) return refuse(book, id, 0, reason);

  const price = isMarket ? NO_PRICE : ticks;
  const event = tell(book, kindWord(ACCEPTED, 0, side), id, 0, price, quantity, quantity);
  book.events.words[event + 7] = owner;
  let left = quantity;
  if (book.phase === CONTINUOUS) {
    const makers = ladderOf(book, 1 - side);
    const force = terms & FORCE_MASK;
    const stp = terms & STP_MASK;
    if (force === FOK && !canFill(book, makers, limitKey, quantity, owner, stp)) {
      cancelTaker(book, side, id, owner, quantity, UNFILLABLE);
      return NONE;
    }
    if (makers.bestKey >= limitKey) left = take(book, makers, limitKey, left, id, owner, stp);
    if (left > 0 && (force >= IOC || isMarket)) {
      cancelTaker(book, side, id, owner, left, IMMEDIATE);
      return NONE;
    }
  }
  if (left > 0) {
    const level = isMarket ? side : levelAt(book, ladderOf(book, side), keyOf(side, ticks));
    const sideTerms = terms | (display === 0 ? 0 : ICEBERG) | (side << SIDE_SHIFT);
    joinQueue(book, level, id, owner, sideTerms, left, display);
  }
  return NONE;
}

function entryRefusal(
  book: Book,
  id: number,
  side: number,
  limitKey: number,
  terms: number,
): number {
  const { phase } = book;
  const isImmediate = (terms & FORCE_MASK) >= IOC;
  const isPostOnly = (terms & POST_ONLY) !== 0;
  if (phase !== CONTINUOUS && (phase === HALTED || isImmediate || isPostOnly)) return PHASE;
  if (findOrder(book, id) !== NIL) return DUPLICATE_ID;
  if (isPostOnly && ladderOf(book, 1 - side).bestKey >= limitKey) return WOULD_TAKE;
  const rests = !isImmediate && ((terms & MARKET) === 0 || phase === AUCTION);
  return rests && book.freeOrder === NIL ? BOOK_FULL : NONE;
}

/** Cancels a resting order. */
export function cancelOrder(book: Book, id: number): number {
  const row = findOrder(book, id);
  if (row === NIL) return refuse(book, id, 0, UNKNOWN_ID);
  cancelResting(book, row, REQUEST);
  return NONE;
}

/** Cancels a part of a resting order, which keeps its place; all of it if nothing would be left. */
export function reduceOrder(book: Book, id: number, quantity: number): number {
  const row = findOrder(book, id);
  if (row === NIL) return refuse(book, id, 0, UNKNOWN_ID);
  const { orders } = book;
  const word = row * ORDER_WORDS;
  const leaves = orders[word + SHOWN]! + orders[word + RESERVE]! - quantity;
  if (leaves <= 0) {
    cancelResting(book, row, REQUEST);
    return NONE;
  }
  const first = kindWord(CANCELLED, REQUEST, orders[word + TERMS]! >> SIDE_SHIFT);
  const event = tell(book, first, id, 0, priceOf(book, row), quantity, leaves);
  book.events.words[event + 7] = orders[word + OWNER]!;
  lowerTo(book, row, leaves);
  return NONE;
}

/**
 * Replaces identifier (which may stay), price and quantity of a resting order; `quantity` is what
 * shall be left of it. At its price with no more than is left it keeps its place. Otherwise it
 * enters anew: it may take liquidity, and what rests goes to the tail.
 */
export function replaceOrder(
  book: Book,
  id: number,
  newId: number,
  ticks: number,
  quantity: number,
): number {
  const { orders, levels } = book;
  if (book.phase === HALTED) return refuse(book, id, newId, PHASE);
  const row = findOrder(book, id);
  if (row === NIL) return refuse(book, id, newId, UNKNOWN_ID);
  if (newId !== id && findOrder(book, newId) !== NIL) return refuse(book, id, newId, DUPLICATE_ID);
  const word = row * ORDER_WORDS;
  const level = orders[word + LEVEL]!;
  if (level < MARKET_LEVELS) return refuse(book, id, newId, MARKET_ORDER);
  const owner = orders[word + OWNER]!;
  const side = orders[word + TERMS]! >> SIDE_SHIFT;
  const key = keyOf(side, ticks);
  const keeps =
    key === levels[level * LEVEL_WORDS + KEY] &&
    quantity <= orders[word + SHOWN]! + orders[word + RESERVE]!;
  if (!keeps && (orders[word + TERMS]! & POST_ONLY) !== 0 && book.phase === CONTINUOUS) {
    if (ladderOf(book, 1 - side).bestKey >= keyOf(1 - side, ticks))
      return refuse(book, id, newId, WOULD_TAKE);
  }
  const event = tell(book, kindWord(REPLACED, 0, side), newId, id, ticks, quantity, quantity);
  book.events.words[event + 6] = keeps ? 1 : 0;
  book.events.words[event + 7] = owner;
  if (!keeps) reenter(book, row, newId, ticks, quantity);
  else {
    lowerTo(book, row, quantity);
    if (newId !== id) {
      removeId(book, row);
      orders[word + ID] = newId;
      addId(book, newId, row);
    }
  }
  return NONE;
}

function reenter(book: Book, row: number, id: number, ticks: number, quantity: number): void {
  const { orders, owned } = book;
  const sideTerms = orders[row * ORDER_WORDS + TERMS]!;
  const owner = orders[row * ORDER_WORDS + OWNER]!;
  const display = (sideTerms & ICEBERG) === 0 ? 0 : owned[row * OWNED_WORDS + OwnedWord.DISPLAY]!;
  const side = sideTerms >> SIDE_SHIFT;
  leaveQueue(book, row);
  const makers = ladderOf(book, 1 - side);
  const limitKey = keyOf(1 - side, ticks);
  let left = quantity;
  if (book.phase === CONTINUOUS && makers.bestKey >= limitKey)
    left = take(book, makers, limitKey, left, id, owner, sideTerms & STP_MASK);
  if (left === 0) return;
  const level = levelAt(book, ladderOf(book, side), keyOf(side, ticks));
  joinQueue(book, level, id, owner, sideTerms, left, display);
}

/** Cancels all orders of an owner, or those of one side, oldest first. Returns their number. */
export function massCancel(book: Book, owner: number, side: number): number {
  return cancelOwned(book, owner, side, MASS, false);
}

/** Cancels the day orders of an owner whose session ended, oldest first. Returns their number. */
export function cancelOnDisconnect(book: Book, owner: number): number {
  return cancelOwned(book, owner, NIL, DISCONNECT, true);
}

function cancelOwned(
  book: Book,
  owner: number,
  side: number,
  reason: number,
  dayOnly: boolean,
): number {
  const { orders, owned } = book;
  let cancelled = 0;
  for (let row = book.ownerFirst[owner]!; row !== NIL; ) {
    const younger = owned[row * OWNED_WORDS + OwnedWord.YOUNGER]!;
    const sideTerms = orders[row * ORDER_WORDS + TERMS]!;
    const isMeant = side === NIL || sideTerms >> SIDE_SHIFT === side;
    if (isMeant && !(dayOnly && (sideTerms & FORCE_MASK) === GTC)) {
      cancelResting(book, row, reason);
      cancelled++;
    }
    row = younger;
  }
  return cancelled;
}

/**
 * Cancels every day order: market orders, then limit orders from best to worst, first those to buy.
 * Orders until cancelled stay. Returns the number of cancelled orders.
 */
export function endDay(book: Book): number {
  const before = book.resting;
  for (let side = 0; side < MARKET_LEVELS; side++) cancelDayOrders(book, side);
  for (let side = 0; side < MARKET_LEVELS; side++) {
    const ladder = ladderOf(book, side);
    for (let level = ladder.best; level !== NIL; ) {
      const next = worseLevel(book, ladder, level);
      cancelDayOrders(book, level);
      level = next;
    }
  }
  return before - book.resting;
}

function cancelDayOrders(book: Book, level: number): void {
  const { orders, levels } = book;
  for (let row = levels[level * LEVEL_WORDS + HEAD]!; row !== NIL; ) {
    const next = orders[row * ORDER_WORDS + NEXT]!;
    if ((orders[row * ORDER_WORDS + TERMS]! & FORCE_MASK) !== GTC)
      cancelResting(book, row, DAY_END);
    row = next;
  }
}

/** Stops matching: AUCTION collects orders, HALTED takes only cancels. `openBook` resumes. */
export function stopMatching(book: Book, phase: number): void {
  if (book.phase === phase) return;
  book.phase = phase;
  tell(book, kindWord(BookEvent.PHASE, 0, 0), 0, 0, NO_PRICE, phase, 0);
}

function refuse(book: Book, id: number, newId: number, reason: number): number {
  tell(book, kindWord(REFUSED, reason, 0), id, newId, NO_PRICE, 0, 0);
  return reason;
}
