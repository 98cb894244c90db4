import { expect, test } from 'vitest';
import { readQueue } from '../../../src/market/book/depth.js';
import { findOrder } from '../../../src/market/book/ids.js';
import { levelAt } from '../../../src/market/book/ladder.js';
import { consume, joinQueue, leaveQueue, lowerTo } from '../../../src/market/book/queue.js';
import {
  allocateBook,
  ICEBERG,
  NIL,
  OWNED_WORDS,
  OwnedWord,
  SUM_WORDS,
  SumWord,
} from '../../../src/market/book/tables.js';

function queueOf() {
  const book = allocateBook({ orders: 4, owners: 2, windowTicks: 1024, events: 8 }, () => {});
  const level = levelAt(book, book.bids, 20);
  const join = (id: number, quantity: number, display = 0): void =>
    joinQueue(book, level, id, 1, display === 0 ? 0 : ICEBERG, quantity, display);
  const told = (): string =>
    readQueue(book, 0)
      .map((o) => `${o.id}:${o.shown}+${o.reserve}`)
      .join();
  const sums = (): number[] => [
    book.sums[level * SUM_WORDS + SumWord.SHOWN]!,
    book.sums[level * SUM_WORDS + SumWord.RESERVE]!,
  ];
  return { book, join, told, sums, row: (id: number) => findOrder(book, id) };
}

test('orders join at the tail, leave from anywhere, and free their rows and level', () => {
  const { book, join, told, sums, row } = queueOf();
  join(1, 10);
  join(2, 20);
  join(3, 30);
  leaveQueue(book, row(2));
  expect([told(), sums(), book.resting]).toEqual(['1:10+0,3:30+0', [40, 0], 2]);
  leaveQueue(book, row(1));
  leaveQueue(book, row(3));
  expect([book.resting, book.bids.best, row(3)]).toEqual([0, NIL, NIL]);
  for (const id of [4, 5, 6, 7]) joinQueue(book, levelAt(book, book.bids, 9), id, 0, 0, 1, 0);
  expect(book.freeOrder).toBe(NIL);
});

test('an owner’s orders are a list by age, whatever leaves it', () => {
  const { book, join, row } = queueOf();
  for (const id of [1, 2, 3]) join(id, 10);
  leaveQueue(book, row(2));
  expect([book.ownerFirst[1], book.ownerLast[1]]).toEqual([row(1), row(3)]);
  expect(book.owned[row(1) * OWNED_WORDS + OwnedWord.YOUNGER]).toBe(row(3));
  expect(book.owned[row(3) * OWNED_WORDS + OwnedWord.OLDER]).toBe(row(1));
  leaveQueue(book, row(1));
  leaveQueue(book, row(3));
  expect([book.ownerFirst[1], book.ownerLast[1]]).toEqual([NIL, NIL]);
});

test('a tranche that is used up is followed by the next at the tail, and the last by none', () => {
  const { book, join, told, sums, row } = queueOf();
  join(1, 25, 10);
  join(2, 20);
  expect([consume(book, row(1), 4), told()]).toEqual([0, '1:6+15,2:20+0']);
  expect([consume(book, row(1), 6), told(), sums()]).toEqual([10, '2:20+0,1:10+5', [30, 5]]);
  expect([consume(book, row(1), 10), consume(book, row(1), 5)]).toEqual([5, 0]);
  expect([told(), sums()]).toEqual(['2:20+0', [20, 0]]);
});

test('a lower quantity comes from the reserve first', () => {
  const { book, join, told, sums, row } = queueOf();
  join(1, 25, 10);
  lowerTo(book, row(1), 12);
  expect([told(), sums()]).toEqual(['1:10+2', [10, 2]]);
  lowerTo(book, row(1), 7);
  expect([told(), sums()]).toEqual(['1:7+0', [7, 0]]);
});
