import { expect, test } from 'vitest';
import { OrderBook } from '../../../src/embed/order-book.js';
import { OrderTerms } from '../../../src/market/book/codes.js';
import { BookCommand, COMMAND_WORDS, playCommands } from '../../../src/market/book/play.js';
import {
  allocateBook,
  type BookEvents,
  EVENT_WORDS,
  NO_PRICE,
} from '../../../src/market/book/tables.js';

test('rows of commands do what the calls do, row by row', () => {
  const { ENTER, CANCEL, REPLACE, REDUCE, MASS_CANCEL, DISCONNECT } = BookCommand;
  const rows = [
    [ENTER, 1, 2, 0, 20, 100, OrderTerms.GTC, 40],
    [ENTER, 2, 1, 0, 21, 100],
    [ENTER, 3, 1, 1, 30, 100],
    [REPLACE, 1, 9, 0, 22, 80],
    [REDUCE, 2, 0, 0, 0, 60],
    [BookCommand.PAUSE],
    [ENTER, 4, 2, 1, 21, 90],
    [BookCommand.OPEN, 0, 0, 0, 22],
    [BookCommand.HALT],
    [CANCEL, 3],
    [BookCommand.OPEN, 0, 0, 0, NO_PRICE],
    [ENTER, 5, 1, 0, 10, 100],
    [ENTER, 6, 2, 1, 40, 100],
    [MASS_CANCEL, 0, 2, 1],
    [DISCONNECT, 0, 1],
    [ENTER, 7, 2, 0, 11, 10],
    [BookCommand.END_DAY],
  ];
  const told: number[][] = [[], []];
  const sinkOf =
    (place: number) =>
    ({ words, count }: BookEvents): void => {
      told[place]!.push(...words.subarray(0, count * EVENT_WORDS));
    };
  const played = allocateBook({ orders: 8, owners: 2, windowTicks: 1024, events: 100 }, sinkOf(0));
  const words = new Int32Array(rows.length * COMMAND_WORDS);
  rows.forEach((row, n) => {
    words.set(row, n * COMMAND_WORDS);
  });
  playCommands(played, words, 0, rows.length);
  played.events.sink(played.events);

  const book = new OrderBook({ orders: 8, owners: 2, windowTicks: 1024 }, sinkOf(1));
  book.enter(1, 2, 0, 20, 100, OrderTerms.GTC, 40);
  book.enter(2, 1, 0, 21, 100);
  book.enter(3, 1, 1, 30, 100);
  book.replace(1, 9, 22, 80);
  book.reduce(2, 60);
  book.pause();
  book.enter(4, 2, 1, 21, 90);
  book.open(22);
  book.halt();
  book.cancel(3);
  book.open();
  book.enter(5, 1, 0, 10, 100);
  book.enter(6, 2, 1, 40, 100);
  book.massCancel(2, 1);
  book.disconnect(1);
  book.enter(7, 2, 0, 11, 10);
  book.endDay();
  expect(told[0]).toEqual(told[1]);
  expect(told[0]!.length).toBeGreaterThan(18 * EVENT_WORDS);
});
