import { describe, expect, test } from 'vitest';
import { FaultError, InputError } from '../../src/base/input-error.js';
import { OrderBook } from '../../src/embed/order-book.js';
import { BookReason, OrderTerms } from '../../src/market/book/codes.js';
import { BookCommand } from '../../src/market/book/play.js';

describe('arguments out of range', () => {
  const book = new OrderBook({ orders: 4, owners: 2 });

  test.each([
    ['an identifier', () => book.enter(0, 0, 0, 20, 1), 'OrderBook.enter: id: is 0'],
    [
      'an owner',
      () => book.enter(1, 3, 0, 20, 1),
      'owner: is 3; must be a whole number from 0 to 2',
    ],
    ['a side', () => book.enter(1, 0, 2, 20, 1), 'side: is 2'],
    ['a price', () => book.enter(1, 0, 0, 1.5, 1), 'ticks: is 1.5'],
    ['a quantity', () => book.enter(1, 0, 0, 20, 0), 'quantity: is 0'],
    ['terms', () => book.enter(1, 0, 0, 20, 1, 128), 'terms: is 128'],
    ['a display', () => book.enter(1, 0, 0, 20, 1, 0, -1), 'display: is -1'],
    [
      'terms that contradict each other',
      () => book.enter(1, 0, 0, 20, 1, OrderTerms.POST_ONLY + OrderTerms.IOC),
      'terms: is 10',
    ],
    ['nobody’s orders', () => book.massCancel(0), 'owner: is 0; must be a whole number from 1'],
  ])('%s is refused with place, value and reason', (_, call, message) => {
    expect(call).toThrow(InputError);
    expect(call).toThrow(message);
    expect(book.resting).toBe(0);
  });

  test('a row out of range is refused before any other row is played', () => {
    const rows = Int32Array.of(
      ...[BookCommand.ENTER, 1, 0, 0, 20, 5, 0, 0],
      ...[BookCommand.ENTER, 2, 0, 0, 20, 0, 0, 0],
    );
    expect(() => book.play(rows)).toThrow('OrderBook.play: rows.1: quantity 0 must be at least 1');
    expect(book.resting).toBe(0);
    book.play(rows, 0, 1);
    expect(book.resting).toBe(1);
  });
});

describe('the sink', () => {
  test('gets the events of each command, however few fit at once', () => {
    const counts: number[] = [];
    const book = new OrderBook({ orders: 8, events: 2 }, ({ count }) => counts.push(count));
    for (let id = 1; id <= 5; id++) book.enter(id, 0, 1, 20, 10);
    counts.length = 0;
    book.enter(9, 0, 0, 20, 50);
    expect(counts).toEqual([2, 2, 2]);
  });

  test('must not give commands to its book', () => {
    const book: OrderBook = new OrderBook({ orders: 8 }, () => book.cancel(1));
    expect(() => book.enter(1, 0, 0, 20, 10)).toThrow(FaultError);
    // The book is whole, and goes on.
    expect(book.order(1)?.shown).toBe(10);
    expect(() => book.endDay()).toThrow(FaultError);
    expect(book.resting).toBe(0);
  });

  test('is not needed', () => {
    const book = new OrderBook();
    expect(book.enter(1, 0, 0, 20, 10)).toBe(BookReason.NONE);
    expect(book.bestBid).toBe(20);
  });
});
