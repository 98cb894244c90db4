import { expect, test } from 'vitest';
import { enterOrder } from '../../../src/market/book/commands.js';
import { readDepth, readOrder, readQueue } from '../../../src/market/book/depth.js';
import { allocateBook, NO_PRICE } from '../../../src/market/book/tables.js';

const [BUY, SELL] = [0, 1];

function bookOf(...orders: readonly (readonly [side: number, ticks: number, quantity: number])[]) {
  const book = allocateBook({ orders: 16, owners: 1, windowTicks: 1024, events: 64 }, () => {});
  orders.forEach(([side, ticks, quantity], n) => {
    enterOrder(book, n + 1, 1, side, ticks, quantity, 0, n === 0 ? 30 : 0);
  });
  return book;
}

test('depth has the levels of a side, best first, as many as fit', () => {
  const book = bookOf([SELL, 22, 100], [SELL, 20, 70], [SELL, 9000, 5], [SELL, 20, 30]);
  const depth = new Float64Array(9);
  expect(readDepth(book, SELL, depth)).toBe(3);
  expect([...depth]).toEqual([20, 100, 2, 22, 30, 1, 9000, 5, 1]);
  expect(readDepth(book, SELL, depth.subarray(0, 5))).toBe(1);
  expect(readDepth(book, BUY, depth)).toBe(0);
});

test('a queue has the orders of a side by price and time, with what they show and hold', () => {
  const book = bookOf([BUY, 22, 100], [BUY, 25, 70], [BUY, 22, 30]);
  expect(readQueue(book, BUY).map(({ id, shown, reserve }) => [id, shown, reserve])).toEqual([
    [2, 70, 0],
    [1, 30, 70],
    [3, 30, 0],
  ]);
  expect(readQueue(book, SELL)).toEqual([]);
});

test('an order is read by its identifier while it rests', () => {
  const book = bookOf([BUY, 22, 100]);
  expect(readOrder(book, 1)).toEqual({
    id: 1,
    owner: 1,
    side: BUY,
    priceTicks: 22,
    shown: 30,
    reserve: 70,
    isUntilCancelled: false,
  });
  expect(readOrder(book, 2)).toBeUndefined();
  expect(book.lastTicks).toBe(NO_PRICE);
});
