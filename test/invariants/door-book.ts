import * as orderBook from '../../src/book.js';
import { type DoorCase, of } from './door-kit.js';
import { made } from './spoiled-values.js';

const book = (): orderBook.OrderBook => new orderBook.OrderBook({ orders: 4, owners: 3 });
const flow = (): orderBook.BackgroundFlow =>
  new orderBook.BackgroundFlow({ valueTicks: 2000, restingOrders: 2 });
const command = (): Int32Array => Int32Array.of(orderBook.BookCommand.CANCEL, 1, 0, 0, 0, 0, 0, 0);

export const OF_BOOK: readonly DoorCase[] = [
  of(
    'OrderBook',
    () => [{ orders: 4, owners: 3, windowTicks: 1024, events: 2 }, () => {}],
    (options, sink) => new orderBook.OrderBook(options, sink),
  ),
  of(
    'OrderBook enter',
    () => [1, 2, 0, 20, 100, orderBook.OrderTerms.GTC, 50],
    (...args: Parameters<orderBook.OrderBook['enter']>) => book().enter(...args),
  ),
  of(
    'OrderBook cancel',
    () => [1],
    (id) => book().cancel(id),
  ),
  of(
    'OrderBook reduce',
    () => [1, 100],
    (id, quantity) => book().reduce(id, quantity),
  ),
  of(
    'OrderBook replace',
    () => [1, 2, 20, 100],
    (...args: Parameters<orderBook.OrderBook['replace']>) => book().replace(...args),
  ),
  of(
    'OrderBook massCancel',
    () => [1, 0],
    (owner, side) => book().massCancel(owner, side),
  ),
  of(
    'OrderBook disconnect',
    () => [1],
    (owner) => book().disconnect(owner),
  ),
  of(
    'OrderBook open',
    () => [20],
    (ticks) => book().open(ticks),
  ),
  of(
    'OrderBook auctionPrice',
    () => [20],
    (ticks) => book().auctionPrice(ticks),
  ),
  of(
    'OrderBook play',
    () => [made(command()), 0, 1],
    (rows, begin, end) => book().play(rows, begin, end),
  ),
  of(
    'OrderBook bestQuantity',
    () => [0],
    (side) => book().bestQuantity(side),
  ),
  of(
    'OrderBook depth',
    () => [0, made(new Float64Array(3))],
    (side, depth) => book().depth(side, depth),
  ),
  of(
    'OrderBook order',
    () => [1],
    (id) => book().order(id),
  ),
  of(
    'OrderBook queue',
    () => [0],
    (side) => book().queue(side),
  ),
  of(
    'BackgroundFlow',
    () => [{ valueTicks: 2000, seed: 7, limitsPerSecond: 8, orders: 90, depthTicks: 5 }],
    (options) => new orderBook.BackgroundFlow(options),
  ),
  of(
    'BackgroundFlow advance',
    () => [made(book()), 0],
    (given, untilNs) => flow().advance(given, untilNs),
  ),
  of(
    'BackgroundFlow hear',
    () => [made({ words: new Int32Array(8), capacity: 1, count: 1, sink: () => {} })],
    (events) => flow().hear(events),
  ),
  of(
    'replayRecording',
    () => [made(book()), made([]), { format: 'lobster', source: 'day.csv', tickSize: 100 }],
    (given, chunks, options) => orderBook.replayRecording(given, chunks, options),
  ),
  of(
    'listenTo',
    () => [{ accepted: () => {}, executed: () => {} }],
    (listener) => orderBook.listenTo(listener),
  ),
];
