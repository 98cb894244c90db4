import { describe, expect, test } from 'vitest';
import { OrderBook } from '../../src/embed/order-book.js';
import { bitmapWords, highestBelow, lowestFrom, setBit } from '../../src/market/book/bitmap.js';
import { BookReason, OrderTerms } from '../../src/market/book/codes.js';
import { cancelOrder, enterOrder } from '../../src/market/book/commands.js';
import { allocateBook } from '../../src/market/book/tables.js';
import { bookWithTape } from '../support/book-tape.js';

const [BUY, SELL] = [0, 1];

/** The same cells, and how many of them were read. */
function counted(cells: Int32Array): { cells: Int32Array<ArrayBuffer>; reads: () => number } {
  let reads = 0;
  const proxy = new Proxy(cells, {
    get(target, name) {
      if (typeof name === 'string' && /^\d+$/.test(name)) reads++;
      return Reflect.get(target, name, target) as unknown;
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  }) as Int32Array<ArrayBuffer>;
  return { cells: proxy, reads: () => reads };
}

describe('traps of other order books', () => {
  test('the next level is found in nine reads, however far away it is', () => {
    const size = 262_144;
    const bits = new Int32Array(bitmapWords(size));
    setBit(bits, size, 3);
    setBit(bits, size, size - 2);
    const down = counted(bits);
    expect(highestBelow(down.cells, size, size - 2)).toBe(3);
    const up = counted(bits);
    expect(lowestFrom(up.cells, size, 4)).toBe(size - 2);
    expect(Math.max(down.reads(), up.reads())).toBeLessThanOrEqual(9);
  });

  test('a cancel reads as few cells in a long queue as in a short one', () => {
    const reads = [3, 2000].map((queued) => {
      const sizes = { orders: 2000, owners: 0, windowTicks: 1024, events: 4096 };
      const book = allocateBook(sizes, () => {});
      for (let id = 1; id <= queued; id++) enterOrder(book, id, 0, BUY, 20, 100, 0, 0);
      const orders = counted(book.orders);
      expect(cancelOrder({ ...book, orders: orders.cells }, (queued + 1) >> 1)).toBe(0);
      return orders.reads();
    });
    expect(reads[1]).toBe(reads[0]);
  });

  test('fills come in the same table of rows, and make no objects', () => {
    const tables = new Set<unknown>();
    const book = new OrderBook({ orders: 64, events: 4 }, (events) => {
      tables.add(events).add(events.words);
    });
    for (let id = 1; id <= 50; id++) book.enter(id, 0, SELL, 20, 1);
    book.enter(51, 0, BUY, 20, 50);
    expect([tables.size, book.resting]).toEqual([2, 0]);
  });

  test('a replaced price that crosses executes, and leaves no crossed book', () => {
    const { book } = bookWithTape();
    book.enter(1, 0, SELL, 20, 100);
    book.enter(2, 0, BUY, 10, 100);
    expect(book.replace(2, 2, 20, 100)).toBe(BookReason.NONE);
    expect([book.resting, book.lastTicks, book.bestBid]).toEqual([0, 20, undefined]);
  });

  test('a level without orders is no level, whether they executed or were cancelled', () => {
    const { book } = bookWithTape();
    const depth = new Float64Array(9);
    book.enter(1, 0, SELL, 20, 100);
    book.enter(2, 0, SELL, 21, 100);
    book.enter(3, 0, SELL, 22, 100);
    book.cancel(2);
    expect([book.depth(SELL, depth), depth[0], depth[3]]).toEqual([2, 20, 22]);
    book.enter(4, 0, BUY, 20, 100);
    expect([book.depth(SELL, depth), depth[0], book.bestAsk]).toEqual([1, 22, 22]);
    book.cancel(3);
    expect([book.depth(SELL, depth), book.bestAsk]).toEqual([0, undefined]);
  });

  test('an identifier that was filled names its new order only', () => {
    const { book, queue } = bookWithTape();
    book.enter(1, 0, SELL, 20, 100);
    book.enter(2, 0, BUY, 20, 100);
    book.enter(1, 0, BUY, 19, 70);
    expect(book.reduce(1, 20)).toBe(BookReason.NONE);
    expect([queue(BUY), queue(SELL)]).toEqual([['1: 50 @ 19'], []]);
    expect(book.cancel(2)).toBe(BookReason.UNKNOWN_ID);
  });

  test('an iceberg executes as many shares as it has, also after reductions and replaces', () => {
    let executed = 0;
    const book = new OrderBook({ orders: 8 }, ({ words, count }) => {
      for (let word = 0; word < 8 * count; word += 8)
        if ((words[word]! & 255) === 2) executed += words[word + 4]!;
    });
    book.enter(1, 0, SELL, 20, 1000, 0, 90);
    book.enter(2, 0, BUY, 20, 95, OrderTerms.IOC);
    book.reduce(1, 105);
    book.replace(1, 1, 20, 700);
    expect(book.order(1)).toMatchObject({ shown: 85, reserve: 615 });
    book.enter(3, 0, BUY, 20, 5000, OrderTerms.IOC);
    expect([executed, book.resting]).toEqual([795, 0]);
  });
});
