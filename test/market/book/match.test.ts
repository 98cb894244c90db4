import { expect, test } from 'vitest';
import { RandomStream } from '../../../src/base/random.js';
import { BookReason, OrderTerms } from '../../../src/market/book/codes.js';
import { enterOrder } from '../../../src/market/book/commands.js';
import { readQueue } from '../../../src/market/book/depth.js';
import { flushEvents } from '../../../src/market/book/events.js';
import { findOrder } from '../../../src/market/book/ids.js';
import { listenTo } from '../../../src/market/book/listener.js';
import { cancelResting, canFill, priceOf, take } from '../../../src/market/book/match.js';
import { allocateBook, type Book, keyOf, ladderOf } from '../../../src/market/book/tables.js';

const OWN = 1;

interface Resting {
  readonly id: number;
  readonly owner: number;
  readonly ticks: number;
  left: number;
}

/** A book with some orders on one side, the same as a list, and the book's trades as text. */
function restingOn(side: number, random: RandomStream) {
  const trades: string[] = [];
  const book = allocateBook(
    { orders: 32, owners: 2, windowTicks: 1024, events: 8 },
    listenTo({
      executed: (maker, taker, ticks, quantity) =>
        trades.push(`${maker} ${taker} ${quantity} @ ${ticks}`),
    }),
  );
  const list: Resting[] = [];
  for (let id = 1; id <= 12; id++) {
    const ticks = 100 + random.below(6);
    const owner = 1 + random.below(2);
    const left = 1 + random.below(50);
    enterOrder(book, id, owner, side, ticks, left, 0, 0);
    list.push({ id, owner, ticks, left });
  }
  flushEvents(book.events);
  return { book, list, trades };
}

/** The obvious twin: the best price first, and of one price the oldest. */
function plainTake(
  list: Resting[],
  side: number,
  limit: number,
  quantity: number,
  stp: number,
): { left: number; trades: string[] } {
  const better = (a: Resting, b: Resting): number =>
    (side === 0 ? b.ticks - a.ticks : a.ticks - b.ticks) || a.id - b.id;
  const trades: string[] = [];
  let left = quantity;
  for (const order of [...list].sort(better)) {
    if (left === 0 || (side === 0 ? order.ticks < limit : order.ticks > limit)) break;
    if (stp !== 0 && order.owner === OWN) {
      if (stp !== OrderTerms.STP_NEWEST) order.left = 0;
      if (stp === OrderTerms.STP_OLDEST) continue;
      return { left: 0, trades };
    }
    const traded = Math.min(left, order.left);
    trades.push(`${order.id} 99 ${traded} @ ${order.ticks}`);
    order.left -= traded;
    left -= traded;
  }
  return { left, trades };
}

const queueOf = (book: Book, side: number): string[] =>
  readQueue(book, side).map(({ id, shown }) => `${id} ${shown}`);

test('a taker takes as a sorted list does, with and without self-trade prevention', () => {
  const { STP_NEWEST, STP_OLDEST, STP_BOTH } = OrderTerms;
  const random = new RandomStream(20120801, 'match');
  for (let n = 0; n < 400; n++) {
    const side = random.below(2);
    const { book, list, trades } = restingOn(side, random);
    const limit = 98 + random.below(10);
    const quantity = 1 + random.below(400);
    const stp = [0, STP_NEWEST, STP_OLDEST, STP_BOTH][random.below(4)]!;
    const key = keyOf(side, limit);
    if (stp === 0) {
      const reached = list.filter(({ ticks }) => (side === 0 ? ticks >= limit : ticks <= limit));
      const whole = reached.reduce((sum, { left }) => sum + left, 0) >= quantity;
      expect(canFill(book, ladderOf(book, side), key, quantity, OWN, 0)).toBe(whole);
    }
    const plain = plainTake(list, side, limit, quantity, stp);
    const left = take(book, ladderOf(book, side), key, quantity, 99, OWN, stp);
    flushEvents(book.events);
    expect([left, trades]).toEqual([plain.left, plain.trades]);
    const rest = list.filter((order) => order.left > 0).map((order) => `${order.id} ${order.left}`);
    expect(queueOf(book, side).sort()).toEqual(rest.sort());
  }
});

test('a resting order that is cancelled is told with its reason, price and quantity', () => {
  const told: unknown[] = [];
  const book = allocateBook(
    { orders: 4, owners: 2, windowTicks: 1024, events: 8 },
    listenTo({ cancelled: (...words) => told.push(words) }),
  );
  enterOrder(book, 5, 2, 1, 101, 30, 0, 0);
  const row = findOrder(book, 5);
  expect(priceOf(book, row)).toBe(101);
  cancelResting(book, row, BookReason.MASS);
  flushEvents(book.events);
  expect([told, book.resting]).toEqual([[[5, 2, BookReason.MASS, 30, 0]], 0]);
});
