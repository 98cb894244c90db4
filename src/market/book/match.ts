import { BookEvent, BookReason, OrderTerms } from './codes.js';
import { kindWord, tell } from './events.js';
import { worseLevel } from './ladder.js';
import { consume, leaveQueue } from './queue.js';
import {
  type Book,
  keyOf,
  type Ladder,
  LEVEL_WORDS,
  LevelWord,
  MARKET_LEVELS,
  NIL,
  NO_PRICE,
  ORDER_WORDS,
  OrderWord,
  SIDE_SHIFT,
  SUM_WORDS,
  SumWord,
} from './tables.js';

/** Matching in price-time priority. */

const { EXECUTED, REDUCED, REFRESHED, CANCELLED } = BookEvent;
const { SELF_TRADE } = BookReason;
const { STP_NEWEST, STP_OLDEST, STP_DECREMENT } = OrderTerms;
const { ID, NEXT, LEVEL, SHOWN, RESERVE, TERMS, OWNER } = OrderWord;
const { HEAD } = LevelWord;

/**
 * Takes from the best levels of a ladder that are at least as good as a key, each queue from its
 * head, at the makers' prices. `stp` is the taker's self-trade prevention, 0 for none. Returns what
 * is left of the taker; 0 also if self-trade prevention cancelled it.
 */
export function take(
  book: Book,
  ladder: Ladder,
  limitKey: number,
  quantity: number,
  id: number,
  owner: number,
  stp: number,
): number {
  const { orders, levels } = book;
  const aggressor = 1 - ladder.side;
  const guarded = stp === 0 || owner === 0 ? NIL : owner;
  let left = quantity;
  while (left > 0 && ladder.bestKey >= limitKey) {
    const row = levels[ladder.best * LEVEL_WORDS + HEAD]!;
    const word = row * ORDER_WORDS;
    let kind: number = EXECUTED;
    if (orders[word + OWNER] === guarded) {
      if (stp !== STP_DECREMENT) {
        if (stp !== STP_NEWEST) cancelResting(book, row, SELF_TRADE);
        if (stp === STP_OLDEST) continue;
        cancelTaker(book, aggressor, id, owner, left, SELF_TRADE);
        return 0;
      }
      kind = REDUCED;
    }
    const shown = orders[word + SHOWN]!;
    const traded = shown < left ? shown : left;
    const leaves = shown + orders[word + RESERVE]! - traded;
    const ticks = keyOf(ladder.side, ladder.bestKey);
    left -= traded;
    const first = kindWord(kind, 0, aggressor);
    const event = tell(book, first, orders[word + ID]!, id, ticks, traded, leaves);
    book.events.words[event + 6] = left;
    book.events.words[event + 7] = orders[word + OWNER]!;
    if (kind === EXECUTED) book.lastTicks = ticks;
    consumeAndTell(book, row, traded, leaves);
  }
  return left;
}

/** Takes a quantity off an order, and tells if an iceberg shows its next tranche. */
export function consumeAndTell(book: Book, row: number, quantity: number, leaves: number): void {
  const tranche = consume(book, row, quantity);
  if (tranche === 0) return;
  const { orders } = book;
  const word = row * ORDER_WORDS;
  const side = orders[word + TERMS]! >> SIDE_SHIFT;
  const first = kindWord(REFRESHED, 0, side);
  const event = tell(book, first, orders[word + ID]!, 0, priceOf(book, row), tranche, leaves);
  book.events.words[event + 7] = orders[word + OWNER]!;
}

/** Cancels all that is left of a resting order. */
export function cancelResting(book: Book, row: number, reason: number): void {
  const { orders } = book;
  const word = row * ORDER_WORDS;
  const side = orders[word + TERMS]! >> SIDE_SHIFT;
  const leaves = orders[word + SHOWN]! + orders[word + RESERVE]!;
  const first = kindWord(CANCELLED, reason, side);
  const event = tell(book, first, orders[word + ID]!, 0, priceOf(book, row), leaves, 0);
  book.events.words[event + 7] = orders[word + OWNER]!;
  leaveQueue(book, row);
}

/** Tells that what is left of a taker, which does not rest, is cancelled. */
export function cancelTaker(
  book: Book,
  side: number,
  id: number,
  owner: number,
  left: number,
  reason: number,
): void {
  const event = tell(book, kindWord(CANCELLED, reason, side), id, 0, NO_PRICE, left, 0);
  book.events.words[event + 7] = owner;
}

/** The limit price of a resting order, or NO_PRICE for a market order. */
export function priceOf({ orders, levels }: Book, row: number): number {
  const level = orders[row * ORDER_WORDS + LEVEL]!;
  if (level < MARKET_LEVELS) return NO_PRICE;
  const side = orders[row * ORDER_WORDS + TERMS]! >> SIDE_SHIFT;
  return keyOf(side, levels[level * LEVEL_WORDS + LevelWord.KEY]!);
}

/**
 * Whether a taker could execute whole against levels at least as good as a key. It cannot pass an
 * order of its owner, unless its prevention cancels the resting one.
 */
export function canFill(
  book: Book,
  ladder: Ladder,
  limitKey: number,
  quantity: number,
  owner: number,
  stp: number,
): boolean {
  const { levels, sums, ownerFirst } = book;
  const guarded = stp === 0 || owner === 0 || ownerFirst[owner] === NIL ? NIL : owner;
  let left = quantity;
  for (let level = ladder.best; level !== NIL; level = worseLevel(book, ladder, level)) {
    if (levels[level * LEVEL_WORDS + LevelWord.KEY]! < limitKey) return false;
    const own = guarded === NIL ? NIL : ownInQueue(book, level, guarded);
    if (own === NIL)
      left -= sums[level * SUM_WORDS + SumWord.SHOWN]! + sums[level * SUM_WORDS + SumWord.RESERVE]!;
    else {
      left -=
        stp === STP_OLDEST ? othersInQueue(book, level, guarded) : shownBefore(book, level, own);
      if (left > 0 && stp !== STP_OLDEST) return false;
    }
    if (left <= 0) return true;
  }
  return false;
}

/** The first order of an owner in a queue, or NIL. */
function ownInQueue({ orders, levels }: Book, level: number, owner: number): number {
  let row = levels[level * LEVEL_WORDS + HEAD]!;
  while (row !== NIL && orders[row * ORDER_WORDS + OWNER] !== owner)
    row = orders[row * ORDER_WORDS + NEXT]!;
  return row;
}

/** The tranches before an order of a queue: what a taker gets before it meets that order. */
function shownBefore({ orders, levels }: Book, level: number, end: number): number {
  let sum = 0;
  let row = levels[level * LEVEL_WORDS + HEAD]!;
  for (; row !== end; row = orders[row * ORDER_WORDS + NEXT]!)
    sum += orders[row * ORDER_WORDS + SHOWN]!;
  return sum;
}

/** What the orders of a queue hold that are not of an owner. */
function othersInQueue({ orders, levels }: Book, level: number, owner: number): number {
  let sum = 0;
  let row = levels[level * LEVEL_WORDS + HEAD]!;
  for (; row !== NIL; row = orders[row * ORDER_WORDS + NEXT]!) {
    const word = row * ORDER_WORDS;
    if (orders[word + OWNER] !== owner) sum += orders[word + SHOWN]! + orders[word + RESERVE]!;
  }
  return sum;
}
