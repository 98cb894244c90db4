import { addId, removeId } from './ids.js';
import { closeLevel } from './ladder.js';
import {
  type Book,
  LEVEL_WORDS,
  LevelWord,
  ladderOf,
  MARKET_LEVELS,
  NIL,
  ORDER_WORDS,
  OrderWord,
  OWNED_WORDS,
  OwnedWord,
  SIDE_SHIFT,
  SUM_WORDS,
  SumWord,
} from './tables.js';

/** Orders in the queue of their level and in the list of their owner. */

const { ID, NEXT, PREVIOUS, LEVEL, SHOWN, RESERVE, TERMS, OWNER } = OrderWord;
const { HEAD, TAIL, ORDERS } = LevelWord;
const { DISPLAY, OLDER, YOUNGER } = OwnedWord;

/**
 * Puts an order at the tail of a level. `display` is the tranche that an iceberg shows, or 0 for an
 * order that shows all and whose terms have no ICEBERG. There must be a free row.
 */
export function joinQueue(
  book: Book,
  level: number,
  id: number,
  owner: number,
  sideTerms: number,
  quantity: number,
  display: number,
): void {
  const { orders, owned, sums } = book;
  const row = book.freeOrder;
  const word = row * ORDER_WORDS;
  book.freeOrder = orders[word + NEXT]!;
  book.resting++;
  const shown = display === 0 || display > quantity ? quantity : display;
  orders[word + ID] = id;
  orders[word + LEVEL] = level;
  orders[word + SHOWN] = shown;
  orders[word + RESERVE] = quantity - shown;
  orders[word + TERMS] = sideTerms;
  orders[word + OWNER] = owner;
  if (display !== 0) owned[row * OWNED_WORDS + DISPLAY] = display;
  appendToLevel(book, level, row);
  sums[level * SUM_WORDS + SumWord.SHOWN]! += shown;
  if (shown !== quantity) sums[level * SUM_WORDS + SumWord.RESERVE]! += quantity - shown;
  addId(book, id, row);
  if (owner !== 0) joinOwner(book, row, owner);
}

/** Takes an order out of the book, whatever is left of it. Its level closes if it was the last. */
export function leaveQueue(book: Book, row: number): void {
  const { orders, sums, levels } = book;
  const word = row * ORDER_WORDS;
  const level = orders[word + LEVEL]!;
  sums[level * SUM_WORDS + SumWord.SHOWN]! -= orders[word + SHOWN]!;
  if (orders[word + RESERVE] !== 0)
    sums[level * SUM_WORDS + SumWord.RESERVE]! -= orders[word + RESERVE]!;
  takeFromLevel(book, level, row);
  removeId(book, row);
  if (orders[word + OWNER] !== 0) leaveOwner(book, row, orders[word + OWNER]!);
  orders[word + NEXT] = book.freeOrder;
  book.freeOrder = row;
  book.resting--;
  if (levels[level * LEVEL_WORDS + ORDERS] === 0 && level >= MARKET_LEVELS)
    closeLevel(book, ladderOf(book, orders[word + TERMS]! >> SIDE_SHIFT), level);
}

/**
 * Takes a quantity off the displayed tranche of an order. An order without any more leaves the
 * book; an iceberg without a tranche shows the next one at the tail of its level. Returns the new
 * tranche if there is one, else 0.
 */
export function consume(book: Book, row: number, quantity: number): number {
  const { orders, owned, sums } = book;
  const word = row * ORDER_WORDS;
  const level = orders[word + LEVEL]!;
  const shown = orders[word + SHOWN]!;
  if (quantity < shown) {
    orders[word + SHOWN] = shown - quantity;
    sums[level * SUM_WORDS + SumWord.SHOWN]! -= quantity;
    return 0;
  }
  const reserve = orders[word + RESERVE]!;
  if (reserve === 0) {
    leaveQueue(book, row);
    return 0;
  }
  const display = owned[row * OWNED_WORDS + DISPLAY]!;
  const tranche = reserve < display ? reserve : display;
  orders[word + SHOWN] = tranche;
  orders[word + RESERVE] = reserve - tranche;
  sums[level * SUM_WORDS + SumWord.SHOWN]! += tranche - shown;
  sums[level * SUM_WORDS + SumWord.RESERVE]! -= tranche;
  takeFromLevel(book, level, row);
  appendToLevel(book, level, row);
  return tranche;
}

/** Lowers what is left of an order to `leaves`, from its reserve first. It keeps its place. */
export function lowerTo(book: Book, row: number, leaves: number): void {
  const { orders, sums } = book;
  const word = row * ORDER_WORDS;
  const level = orders[word + LEVEL]!;
  const shown = orders[word + SHOWN]!;
  const reserve = orders[word + RESERVE]!;
  const shownAfter = leaves < shown ? leaves : shown;
  orders[word + SHOWN] = shownAfter;
  orders[word + RESERVE] = leaves - shownAfter;
  sums[level * SUM_WORDS + SumWord.SHOWN]! += shownAfter - shown;
  sums[level * SUM_WORDS + SumWord.RESERVE]! += leaves - shownAfter - reserve;
}

function appendToLevel({ orders, levels }: Book, level: number, row: number): void {
  const word = level * LEVEL_WORDS;
  const tail = levels[word + TAIL]!;
  orders[row * ORDER_WORDS + NEXT] = NIL;
  orders[row * ORDER_WORDS + PREVIOUS] = tail;
  if (tail === NIL) levels[word + HEAD] = row;
  else orders[tail * ORDER_WORDS + NEXT] = row;
  levels[word + TAIL] = row;
  levels[word + ORDERS]!++;
}

function takeFromLevel({ orders, levels }: Book, level: number, row: number): void {
  const word = level * LEVEL_WORDS;
  const next = orders[row * ORDER_WORDS + NEXT]!;
  const previous = orders[row * ORDER_WORDS + PREVIOUS]!;
  if (previous === NIL) levels[word + HEAD] = next;
  else orders[previous * ORDER_WORDS + NEXT] = next;
  if (next === NIL) levels[word + TAIL] = previous;
  else orders[next * ORDER_WORDS + PREVIOUS] = previous;
  levels[word + ORDERS]!--;
}

function joinOwner({ owned, ownerFirst, ownerLast }: Book, row: number, owner: number): void {
  const last = ownerLast[owner]!;
  owned[row * OWNED_WORDS + OLDER] = last;
  owned[row * OWNED_WORDS + YOUNGER] = NIL;
  if (last === NIL) ownerFirst[owner] = row;
  else owned[last * OWNED_WORDS + YOUNGER] = row;
  ownerLast[owner] = row;
}

function leaveOwner({ owned, ownerFirst, ownerLast }: Book, row: number, owner: number): void {
  const older = owned[row * OWNED_WORDS + OLDER]!;
  const younger = owned[row * OWNED_WORDS + YOUNGER]!;
  if (older === NIL) ownerFirst[owner] = younger;
  else owned[older * OWNED_WORDS + YOUNGER] = younger;
  if (younger === NIL) ownerLast[owner] = older;
  else owned[younger * OWNED_WORDS + OLDER] = older;
}
