import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../src/base/random.js';
import { enterOrder } from '../../src/market/book/commands.js';
import { readQueue } from '../../src/market/book/depth.js';
import { flushEvents } from '../../src/market/book/events.js';
import {
  averageTicks,
  endRest,
  openedBook,
  reduceRest,
  restInBook,
  takeRested,
} from '../../src/market/book-fills.js';
import { fillChildren } from '../../src/market/fills.js';
import { type Market, type MarketSpec, markMarket } from '../../src/market/market.js';
import { Paused } from '../../src/market/quotes.js';
import type { StockBook } from '../../src/market/stock-books.js';
import { DARK_VENUE, LIT_VENUE_COUNT } from '../../src/market/venues.js';
import { Side, Verdict } from '../../src/orders/codes.js';
import { fillLines } from '../support/child-lines.js';
import { childrenOf, readChildren, type WrittenChild } from '../support/children.js';
import { smallMarket, thinStock } from '../support/market.js';

const OTHERS = 2 ** 30;

/** A book of $0.01 ticks in which only the orders rest that a test enters: none of a flow. */
function emptyBook(changes: Partial<MarketSpec> = {}) {
  const market = smallMarket([thinStock()], { venue: 'book', ...changes });
  const stock = market.book.books!.stocks[0]!;
  stock.flow.opening = 0;
  stock.flow.nextNs = Number.POSITIVE_INFINITY;
  openedBook(market.book.books!, market.quotes, 0, 1);
  let id = OTHERS;
  const enter = (side: number, ticks: number, quantity: number, terms = 0): void => {
    enterOrder(stock.book, id++, 0, side, ticks, quantity, terms, 0);
    flushEvents(stock.book.events);
  };
  return { market, stock, books: market.book.books!, enter };
}

function answers(market: Market, rows: readonly WrittenChild[], epoch = 1): string[] {
  const children = childrenOf(rows);
  fillChildren(market.book, children, 0, rows.length, epoch);
  return fillLines(readChildren(children, 0, rows.length));
}

describe('children at a venue that is a book', () => {
  test('execute by price and time up to their limit; the rest is cancelled', () => {
    const { market, enter } = emptyBook();
    enter(Side.SELL, 2001, 300);
    enter(Side.SELL, 2002, 50);
    expect(answers(market, [{ quantity: 200 }, { quantity: 200 }, { quantity: 100 }])).toEqual([
      '1 p0 bought 200 @ 20.01 NYSE',
      // 100 at 20.01 and 50 at 20.02, rounded up.
      '2 p0 bought 150 @ 20.0134 NYSE, cancelled 50',
      '3 p0 nothing, cancelled 100',
    ]);
    enter(Side.BUY, 1999, 100);
    enter(Side.BUY, 1998, 100);
    expect(answers(market, [{ side: Side.SELL, priceTicks: 199_850, quantity: 300 }])).toEqual([
      '1 p0 sold 100 @ 19.99 NYSE, cancelled 200',
    ]);
    const { counterparties, totals, impact } = market.book;
    expect([counterparties.shares[0], counterparties.volume[0]]).toEqual([-250, 450]);
    expect([totals.orders[0], totals.executions[0], totals.shares[0]]).toEqual([4, 3, 450]);
    expect(impact.flow[0]).toBe(250);
  });

  test('meet one book at all lit venues, and no book at others', () => {
    const { market, enter } = emptyBook({ darkProbability: 1 });
    enter(Side.SELL, 2001, 600);
    const lit = Array.from({ length: LIT_VENUE_COUNT }, (_, venue) => ({ venue }));
    const lines = answers(market, [...lit, { venue: DARK_VENUE, quantity: 1 }]);
    expect(lines.filter((line) => / bought 100 @ 20.01 /.test(line))).toHaveLength(6);
    expect(lines.at(-1)).toBe('7 p0 bought 1 @ 20.00 DARK');
  });

  test('execute nothing if refused, paused, or at a venue that has halted the member', () => {
    const { market, stock, enter } = emptyBook();
    enter(Side.SELL, 2001, 600);
    const nothing = '1 p0 nothing, cancelled 100';
    expect(answers(market, [{ verdict: Verdict.COLLAR }])).toEqual([]);
    market.quotes.paused[0] = Paused.BUYS;
    expect(answers(market, [{}])).toEqual([nothing]);
    market.quotes.paused[0] = Paused.NO;
    market.book.memberHalts[0] = 1;
    expect(answers(market, [{}])).toEqual([nothing]);
    expect(stock.book.asks.bestKey).toBe(-2001);
    expect(answers(market, [{ venue: 1 }])).toEqual(['1 p0 bought 100 @ 20.01 ARCA']);
  });

  test('find a part of the best price gone when sizes fade, once an epoch and side', () => {
    const { market, enter } = emptyBook({ fadeProbability: 1 });
    enter(Side.SELL, 2001, 1000);
    const [first, second] = answers(market, [{ quantity: 1000 }, { quantity: 1000 }]);
    const got = Number(/bought (\d+)/.exec(first!)![1]);
    expect(got).toBeGreaterThan(0);
    expect(got).toBeLessThan(1000);
    expect(second).toBe('2 p0 nothing, cancelled 1000');
  });

  test('and others lose what they get, share by share, in a lively book', () => {
    const market = smallMarket([thinStock({ advShares: 2_340_000 })], { venue: 'book' });
    const books = market.book.books!;
    const random = new RandomStream(4, 'children');
    let [bought, cash] = [0, 0];
    for (let epoch = 1; epoch < 400; epoch++) {
      const rows = Array.from({ length: 3 }, () => {
        const side = random.below(2) as Side;
        const reach = 100 * random.below(20);
        const touch = side === 0 ? market.quotes.askTicks[0]! : market.quotes.bidTicks[0]!;
        return {
          side,
          priceTicks: touch + (side === 0 ? reach : -reach),
          quantity: 100 * (1 + random.below(20)),
        };
      });
      const before = sharesIn(books.stocks[0]!);
      const children = childrenOf(rows);
      fillChildren(market.book, children, 0, 3, epoch);
      const told = readChildren(children, 0, 3);
      if (epoch > 1)
        expect(before - sharesIn(books.stocks[0]!)).toBe(
          told.reduce((sum, { executed }) => sum + executed, 0),
        );
      for (const { side, executed, executedAtTicks, priceTicks } of told) {
        bought += (1 - 2 * side) * executed;
        cash += (1 - 2 * side) * executed * executedAtTicks;
        if (executed > 0)
          expect(side === 0 ? executedAtTicks <= priceTicks : executedAtTicks >= priceTicks).toBe(
            true,
          );
      }
      markMarket(market, epoch);
    }
    const { counterparties } = market.book;
    expect([counterparties.shares[0], counterparties.cash[0]]).toEqual([-bought, cash]);
    expect(counterparties.volume[0]).toBeGreaterThan(100_000);
  });
});

/** All shares that rest in a book. */
const sharesIn = ({ book }: StockBook): number =>
  [0, 1].flatMap((side) => readQueue(book, side)).reduce((sum, order) => sum + order.shown, 0);

describe('an order of the firm that rests in a book', () => {
  test('is behind what was there, gets what others trade with it, and is cancelled', () => {
    const { stock, books, enter } = emptyBook();
    enter(Side.BUY, 1999, 100);
    const price = { ticks: 0 };
    const id = restInBook(books, stock, Side.BUY, 300, 199_950);
    enter(Side.SELL, 1999, 150);
    expect([takeRested(books, stock, Side.BUY, id, price), price.ticks]).toEqual([50, 199_900]);
    expect(takeRested(books, stock, Side.BUY, id, price)).toBe(0);
    endRest(books, stock, id);
    enter(Side.SELL, 1999, 10);
    expect([stock.book.resting, stock.book.asks.bestKey]).toEqual([1, -1999]);
    expect(restInBook(books, stock, Side.SELL, 10, 201_000)).toBe(id);
  });

  test('takes what crosses it when it enters, at its mean price', () => {
    const { stock, books, enter } = emptyBook();
    enter(Side.SELL, 2000, 100);
    enter(Side.SELL, 2001, 200);
    const price = { ticks: 0 };
    const id = restInBook(books, stock, Side.BUY, 400, 200_100);
    expect([takeRested(books, stock, Side.BUY, id, price), price.ticks]).toEqual([300, 200_067]);
    expect([stock.book.bids.bestKey, stock.book.resting]).toEqual([2001, 1]);
  });

  test('keeps its place when a part of it is cancelled', () => {
    const { stock, books, enter } = emptyBook();
    const id = restInBook(books, stock, Side.BUY, 300, 199_900);
    enter(Side.BUY, 1999, 100);
    reduceRest(stock, id, 120);
    enter(Side.SELL, 1999, 200);
    expect(takeRested(books, stock, Side.BUY, id, { ticks: 0 })).toBe(180);
    expect(sharesIn(stock)).toBe(80);
  });

  test('finds no room in a book that is full', () => {
    const { stock, books } = emptyBook();
    const rests = Array.from({ length: 1000 }, () => restInBook(books, stock, 0, 1, 190_000));
    const taken = rests.filter((id) => id !== 0);
    expect(taken.length).toBeLessThan(1000);
    expect(new Set(taken).size).toBe(taken.length);
    endRest(books, stock, taken[0]!);
    expect(restInBook(books, stock, 0, 1, 190_000)).toBe(taken[0]);
  });
});

test('a mean price is rounded against the firm', () => {
  const { stock } = emptyBook();
  expect([averageTicks(stock, 0, 3, 6001), averageTicks(stock, 1, 3, 6001)]).toEqual([
    200_034, 200_033,
  ]);
});
