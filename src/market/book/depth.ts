import { FORCE_MASK } from './codes.js';
import { findOrder } from './ids.js';
import { worseLevel } from './ladder.js';
import { priceOf } from './match.js';
import {
  type Book,
  keyOf,
  LEVEL_WORDS,
  LevelWord,
  ladderOf,
  MARKET_LEVELS,
  NIL,
  ORDER_WORDS,
  OrderWord,
  SIDE_SHIFT,
  SUM_WORDS,
  SumWord,
} from './tables.js';

/** What can be seen of a book. Nothing here changes it. */

/** An order that rests in a book. */
export interface RestingOrder {
  readonly id: number;
  readonly owner: number;
  /** `Side.BUY` or `Side.SELL`. */
  readonly side: number;
  /** Limit price; NO_PRICE for a market order that waits for an auction. */
  readonly priceTicks: number;
  /** The displayed tranche, and what an iceberg holds behind it. */
  readonly shown: number;
  readonly reserve: number;
  /** Whether it stays over the end of the day. */
  readonly isUntilCancelled: boolean;
}

/** Numbers of a level as `readDepth` writes them: price in ticks, shown quantity, orders. */
const DEPTH_WORDS = 3;

/**
 * Writes the levels of a side, best first, three numbers each, as many as there are and fit.
 * Returns their number.
 */
export function readDepth(book: Book, side: number, depth: Float64Array): number {
  const { levels, sums } = book;
  const ladder = ladderOf(book, side);
  const room = Math.floor(depth.length / DEPTH_WORDS);
  let count = 0;
  for (
    let level = ladder.best;
    level !== NIL && count < room;
    level = worseLevel(book, ladder, level)
  ) {
    const word = level * LEVEL_WORDS;
    depth[count * DEPTH_WORDS] = keyOf(side, levels[word + LevelWord.KEY]!);
    depth[count * DEPTH_WORDS + 1] = sums[level * SUM_WORDS + SumWord.SHOWN]!;
    depth[count * DEPTH_WORDS + 2] = levels[word + LevelWord.ORDERS]!;
    count++;
  }
  return count;
}

/** Returns the orders of a side by priority: market orders, then by price and time. */
export function readQueue(book: Book, side: number): RestingOrder[] {
  const { orders, levels } = book;
  const ladder = ladderOf(book, side);
  const queue: RestingOrder[] = [];
  for (let level = side; level !== NIL; ) {
    let row = levels[level * LEVEL_WORDS + LevelWord.HEAD]!;
    for (; row !== NIL; row = orders[row * ORDER_WORDS + OrderWord.NEXT]!)
      queue.push(orderAt(book, row));
    level = level < MARKET_LEVELS ? ladder.best : worseLevel(book, ladder, level);
  }
  return queue;
}

/** Returns the resting order of an identifier, or undefined. */
export function readOrder(book: Book, id: number): RestingOrder | undefined {
  const row = findOrder(book, id);
  return row === NIL ? undefined : orderAt(book, row);
}

function orderAt(book: Book, row: number): RestingOrder {
  const { orders } = book;
  const word = row * ORDER_WORDS;
  const sideTerms = orders[word + OrderWord.TERMS]!;
  return {
    id: orders[word + OrderWord.ID]!,
    owner: orders[word + OrderWord.OWNER]!,
    side: sideTerms >> SIDE_SHIFT,
    priceTicks: priceOf(book, row),
    shown: orders[word + OrderWord.SHOWN]!,
    reserve: orders[word + OrderWord.RESERVE]!,
    isUntilCancelled: (sideTerms & FORCE_MASK) !== 0,
  };
}
