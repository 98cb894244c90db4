import { expect, test } from 'vitest';
import { RandomStream } from '../../../src/base/random.js';
import { BOOK_PRICE_MAX, BookPhase } from '../../../src/market/book/codes.js';
import {
  allocateBook,
  keyOf,
  LEVEL_WORDS,
  LevelWord,
  ladderOf,
  MARKET_LEVELS,
  NIL,
  NO_PRICE,
  ORDER_WORDS,
  OrderWord,
} from '../../../src/market/book/tables.js';

const SIZES = { orders: 9, owners: 2, windowTicks: 1024, events: 4 };

test('a key is higher for a better price, on either side, and gives its price back', () => {
  const random = new RandomStream(20120801, 'keys');
  const price = (): number => random.below(2 * BOOK_PRICE_MAX + 1) - BOOK_PRICE_MAX;
  for (let n = 0; n < 500; n++) {
    const [one, other] = [price(), price()];
    for (const side of [0, 1]) {
      expect(keyOf(side, keyOf(side, one))).toBe(one);
      const isBetter = side === 0 ? one > other : one < other;
      expect(keyOf(side, one) > keyOf(side, other)).toBe(isBetter);
    }
  }
});

test('a new book is empty and continuous, and all of its rows are free', () => {
  const book = allocateBook(SIZES, () => {});
  expect([book.resting, book.phase, book.lastTicks]).toEqual([0, BookPhase.CONTINUOUS, NO_PRICE]);
  expect([book.bids.best, book.asks.best]).toEqual([NIL, NIL]);
  const rows = new Set<number>();
  for (
    let row = book.freeOrder;
    row !== NIL;
    row = book.orders[row * ORDER_WORDS + OrderWord.NEXT]!
  )
    rows.add(row);
  expect(rows.size).toBe(SIZES.orders);
  const levels = new Set<number>();
  for (
    let level = book.freeLevel;
    level !== NIL;
    level = book.levels[level * LEVEL_WORDS + LevelWord.TAIL]!
  )
    levels.add(level);
  // Every order may have a price of its own.
  expect(levels.size).toBe(SIZES.orders);
  expect(Math.min(...levels)).toBe(MARKET_LEVELS);
});

test('a side has its ladder', () => {
  const book = allocateBook(SIZES, () => {});
  expect([ladderOf(book, 0), ladderOf(book, 1)]).toEqual([book.bids, book.asks]);
  expect([book.bids.side, book.asks.side]).toEqual([0, 1]);
});
