import { expect, test } from 'vitest';
import { BookEvent } from '../../../src/market/book/codes.js';
import { flushEvents, kindWord, tell } from '../../../src/market/book/events.js';
import { allocateBook, EVENT_WORDS } from '../../../src/market/book/tables.js';

test('a full table of events goes to the sink, and begins anew', () => {
  const told: number[][] = [];
  const sizes = { orders: 1, owners: 0, windowTicks: 1024, events: 2 };
  const book = allocateBook(sizes, ({ words, count }) => {
    told.push([...words.subarray(0, count * EVENT_WORDS)]);
  });
  const word = tell(book, kindWord(BookEvent.EXECUTED, 3, 1), 5, 6, -7, 8, 9);
  book.events.words[word + 6] = 10;
  tell(book, kindWord(BookEvent.PHASE, 0, 0), 1, 2, 3, 4, 5);
  expect(told).toEqual([]);
  tell(book, kindWord(BookEvent.REFUSED, 1, 0), 11, 0, 0, 0, 0);
  flushEvents(book.events);
  flushEvents(book.events);
  expect(told).toEqual([
    [2 | (3 << 8) | (1 << 16), 5, 6, -7, 8, 9, 10, 0, 8, 1, 2, 3, 4, 5, 0, 0],
    [7 | (1 << 8), 11, 0, 0, 0, 0, 0, 0],
  ]);
});
