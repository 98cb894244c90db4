import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../../src/base/random.js';
import { OrderBook } from '../../../src/embed/order-book.js';
import {
  advanceBackground,
  type BackgroundTerms,
  hearBackground,
  nextBackground,
  openBackground,
} from '../../../src/market/book/background.js';
import { BookPhase, BookReason, OrderTerms } from '../../../src/market/book/codes.js';
import { cancelOrder, enterOrder, stopMatching } from '../../../src/market/book/commands.js';
import { readQueue } from '../../../src/market/book/depth.js';
import { flushEvents } from '../../../src/market/book/events.js';
import { BookCommand } from '../../../src/market/book/play.js';
import {
  allocateBook,
  type BookEvents,
  EVENT_WORDS,
  NO_PRICE,
} from '../../../src/market/book/tables.js';
import { digestBuffer } from '../../../src/memory/digest.js';

const FIRST_ID = 1000;
const SECOND = 1e9;
const TERMS: BackgroundTerms = {
  limitsPerSecond: 20,
  marketsPerSecond: 3,
  restingOrders: 80,
  orders: 400,
  depthExponent: 1,
  depthTicks: 5,
  farthestTicks: 10_000,
  lotShares: 100,
  meanLots: 3,
  valueTicks: 2000.5,
  leanTicks: 20,
  owner: 0,
};

/** A flow and the book that it drives, and all events of the book as words. */
function flowInBook(terms: Partial<BackgroundTerms> = {}, seed = 3) {
  const flow = openBackground({ ...TERMS, ...terms }, seed, 'test', FIRST_ID, 0);
  const told: number[] = [];
  const sink = (events: BookEvents): void => {
    hearBackground(flow, events);
    for (const word of events.words.subarray(0, events.count * EVENT_WORDS)) told.push(word);
  };
  const sizes = { orders: 1000, owners: 4, windowTicks: 1024, events: 8 };
  return { flow, book: allocateBook(sizes, sink), told };
}

/** Identifiers of the flow that rest in the book, sorted. */
const restingIds = (book: ReturnType<typeof flowInBook>['book']): number[] =>
  [0, 1]
    .flatMap((side) => readQueue(book, side))
    .map(({ id }) => id)
    .filter((id) => id >= FIRST_ID)
    .sort((a, b) => a - b);

const liveIds = ({ slots, live }: ReturnType<typeof flowInBook>['flow']): number[] =>
  [...slots.subarray(0, live)].map((slot) => FIRST_ID + slot).sort((a, b) => a - b);

describe('a background flow', () => {
  test('begins with the orders that were there before, about the value and not crossed', () => {
    const { flow, book } = flowInBook();
    expect(advanceBackground(flow, book, 0)).toBe(80);
    expect(readQueue(book, 0)).toHaveLength(40);
    expect(readQueue(book, 1)).toHaveLength(40);
    expect(book.bids.bestKey).toBeLessThanOrEqual(2000);
    expect(-book.asks.bestKey).toBeGreaterThanOrEqual(2001);
    expect(book.lastTicks).toBe(NO_PRICE);
  });

  test('gives the same events for a seed however its time is cut, and others for another', () => {
    const digest = (seed: number, steps: number): string => {
      const { flow, book, told } = flowInBook({}, seed);
      for (let step = 1; step <= steps; step++)
        advanceBackground(flow, book, (step * 60 * SECOND) / steps);
      return `${digestBuffer(Int32Array.from(told).buffer)}`;
    };
    expect(digest(3, 1)).toBe(digest(3, 600));
    expect(digest(3, 1)).not.toBe(digest(4, 1));
  });

  test('gives the same commands by the library’s book as by the tables', () => {
    const { flow, book } = flowInBook();
    const own = openBackground(TERMS, 3, 'test', FIRST_ID, 0);
    const library = new OrderBook({ orders: 1000 }, (events) => hearBackground(own, events));
    advanceBackground(flow, book, 30 * SECOND);
    const best = (ticks: number | undefined): number => ticks ?? NO_PRICE;
    while (nextBackground(own, 30 * SECOND, best(library.bestBid), best(library.bestAsk)))
      library.play(own.words);
    expect([0, 1].map((side) => library.queue(side))).toEqual(
      [0, 1].map((side) => readQueue(book, side)),
    );
  });

  test('knows which of its orders rest, whatever others take, cancel or halt', () => {
    const { flow, book } = flowInBook();
    const random = new RandomStream(5, 'others');
    for (let step = 1; step <= 400; step++) {
      advanceBackground(flow, book, (step * SECOND) / 4);
      const draw = random.fraction();
      const terms = draw < 0.3 ? OrderTerms.IOC : OrderTerms.DAY;
      const side = random.below(2);
      const ticks = 1980 + random.below(41);
      if (draw < 0.6) enterOrder(book, 1 + random.below(50), 1, side, ticks, 900, terms, 0);
      else if (draw < 0.7) cancelOrder(book, FIRST_ID + random.below(400));
      else if (draw < 0.75) stopMatching(book, BookPhase.HALTED);
      else book.phase = BookPhase.CONTINUOUS;
      flushEvents(book.events);
      expect(liveIds(flow), `step ${step}`).toEqual(restingIds(book));
    }
    expect(book.lastTicks).not.toBe(NO_PRICE);
  });

  test('comes at its rates, and keeps about as many orders as it should', () => {
    const { flow, book } = flowInBook();
    const counts = { limits: 0, markets: 0, cancels: 0, live: 0 };
    advanceBackground(flow, book, 0);
    for (let n = 1; n <= 2000; n++) {
      const until = n * SECOND;
      while (nextBackground(flow, until, book.bids.bestKey, -book.asks.bestKey)) {
        const { words } = flow;
        if (words[0] === BookCommand.CANCEL) counts.cancels++;
        else if ((words[6]! & OrderTerms.MARKET) !== 0) counts.markets++;
        else counts.limits++;
        if (words[0] === BookCommand.CANCEL) cancelOrder(book, words[1]!);
        else enterOrder(book, words[1]!, 0, words[3]!, words[4]!, words[5]!, words[6]!, words[7]!);
        flushEvents(book.events);
      }
      counts.live += flow.live / 2000;
    }
    // A lean makes more orders come, here by a few per cent.
    expect(counts.limits / counts.markets).toBeGreaterThan((0.9 * 20) / 3);
    expect(counts.limits / counts.markets).toBeLessThan((1.1 * 20) / 3);
    expect(counts.limits / 2000).toBeGreaterThan(20);
    expect(counts.limits / 2000).toBeLessThan(26);
    expect(counts.live).toBeGreaterThan(60);
    expect(counts.live).toBeLessThan(110);
  });

  test('lies behind the best price at distances of the power law', () => {
    const { flow } = flowInBook({ marketsPerSecond: 0 });
    const away: number[] = [];
    while (away.length < 20_000) {
      nextBackground(flow, Number.POSITIVE_INFINITY, 2000, 2001);
      const { words } = flow;
      // No book takes the orders: they are forgotten.
      flow.live = 0;
      if (words[0] === BookCommand.ENTER && flow.opening === 0)
        away.push(words[3] === 0 ? 2000 - words[4]! : words[4]! - 2001);
    }
    expect(Math.min(...away)).toBe(0);
    for (const d of [1, 5, 20, 100]) {
      const share = away.filter((ticks) => ticks >= d).length / away.length;
      expect(share / (1 + d / TERMS.depthTicks) ** -1, `${d} ticks`).toBeGreaterThan(0.85);
      expect(share / (1 + d / TERMS.depthTicks) ** -1, `${d} ticks`).toBeLessThan(1.15);
    }
  });

  test('brings the price to its value', () => {
    const { flow, book } = flowInBook();
    advanceBackground(flow, book, 10 * SECOND);
    flow.valueTicks = 2200;
    advanceBackground(flow, book, 400 * SECOND);
    expect(book.bids.bestKey).toBeGreaterThan(2150);
    expect(-book.asks.bestKey).toBeLessThan(2250);
  });

  test('never has more orders than it may, and no price below a tick', () => {
    const { flow, book } = flowInBook({ orders: 80, valueTicks: 3.5, depthTicks: 50 });
    for (let step = 1; step <= 200; step++) {
      advanceBackground(flow, book, (step * SECOND) / 2);
      expect(flow.live).toBeLessThanOrEqual(80);
    }
    expect(Math.min(...readQueue(book, 0).map(({ priceTicks }) => priceTicks))).toBe(1);
  });

  test('forgets what a halted book refuses', () => {
    const { flow, book, told } = flowInBook();
    stopMatching(book, BookPhase.HALTED);
    expect(advanceBackground(flow, book, 10 * SECOND)).toBeGreaterThan(80);
    expect([flow.live, book.resting]).toEqual([0, 0]);
    const reasons = told.filter((_, place) => place % EVENT_WORDS === 0).map((what) => what >> 8);
    expect(reasons).toContain(BookReason.PHASE);
  });
});
