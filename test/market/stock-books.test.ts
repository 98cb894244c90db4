import { describe, expect, test } from 'vitest';
import { BookPhase } from '../../src/market/book/codes.js';
import { readQueue } from '../../src/market/book/depth.js';
import { NO_PRICE } from '../../src/market/book/tables.js';
import { type Market, type MarketSpec, markMarket } from '../../src/market/market.js';
import { Paused } from '../../src/market/quotes.js';
import {
  BOOK_TERMS,
  fadeBook,
  type StockBook,
  touchShares,
  wakeBook,
} from '../../src/market/stock-books.js';
import type { Stock } from '../../src/market/universe.js';
import { quoteOf, smallMarket, thinStock } from '../support/market.js';

const LIVELY = { advShares: 2_340_000, indexMember: true };

/** A market of books, some of them awake, and the book of its first stock. */
function booksOf(
  stocks: readonly Partial<Stock>[] = [LIVELY],
  changes: Partial<MarketSpec> = {},
): { market: Market; stock: StockBook } {
  const market = smallMarket(
    stocks.map((stock, n) => thinStock({ symbol: `S${n}`, ...stock })),
    { venue: 'book', ...changes },
  );
  wakeBook(market.book.books!, market.quotes, 0, 1);
  return { market, stock: market.book.books!.stocks[0]! };
}

function mark(market: Market, from: number, to: number): void {
  for (let epoch = from; epoch < to; epoch++) markMarket(market, epoch);
}

describe('the book of a stock', () => {
  test('opens with the orders of others about the middle, and gives the quote', () => {
    const { market, stock } = booksOf();
    expect(readQueue(stock.book, 0)).toHaveLength(BOOK_TERMS.restingOrders / 2);
    expect(readQueue(stock.book, 1)).toHaveLength(BOOK_TERMS.restingOrders / 2);
    mark(market, 1, 11);
    const { bids, asks } = stock.book;
    const [bid, ask] = [100 * bids.bestKey, -100 * asks.bestKey];
    expect(quoteOf(market)).toBe(`${bid}/${(bid + ask) / 2}/${ask}`);
    expect(Math.abs(bid - 200_000)).toBeLessThan(2000);
    expect(touchShares(stock, 0)).toBeGreaterThan(0);
  });

  test('sleeps until it is woken, with the quote of the market without books', () => {
    const { market } = booksOf([LIVELY, LIVELY]);
    mark(market, 1, 100);
    expect(market.book.books!.stocks[1]!.openedEpoch).toBe(-1);
    expect(quoteOf(market, 1)).toBe(quoteOf(smallMarket([thinStock(LIVELY)])));
  });

  test('trades by itself, alike for a seed, and otherwise for each stock', () => {
    const run = () => {
      const { market } = booksOf([LIVELY, LIVELY]);
      wakeBook(market.book.books!, market.quotes, 1, 1);
      mark(market, 1, 600);
      const books = market.book.books!;
      expect(books.stocks[0]!.book.lastTicks).not.toBe(NO_PRICE);
      return [books.commands, ...books.stocks.map(({ book }) => readQueue(book, 0))];
    };
    const [commands, first, second] = run();
    expect(run()).toEqual([commands, first, second]);
    expect(first).not.toEqual(second);
  });

  test('is in an auction while its stock is paused, and its quote stays', () => {
    const { market, stock } = booksOf();
    mark(market, 1, 50);
    const quote = quoteOf(market);
    const { lastTicks } = stock.book;
    market.quotes.paused[0] = Paused.ALL;
    mark(market, 50, 600);
    expect([quoteOf(market), stock.book.lastTicks]).toEqual([quote, lastTicks]);
    expect(stock.book.phase).toBe(BookPhase.AUCTION);
    market.quotes.paused[0] = Paused.BUYS;
    mark(market, 600, 620);
    expect(stock.book.phase).toBe(BookPhase.CONTINUOUS);
  });

  test('opens in an auction if its stock is paused', () => {
    const market = smallMarket([thinStock(LIVELY)], { venue: 'book' });
    market.quotes.paused[0] = Paused.ALL;
    wakeBook(market.book.books!, market.quotes, 0, 1);
    mark(market, 1, 300);
    const { book } = market.book.books!.stocks[0]!;
    expect([book.lastTicks, book.resting > 20]).toEqual([NO_PRICE, true]);
  });

  test('follows the lasting part of the firm’s impact', () => {
    const impact = { model: 'linear', prefactor: 1, halfLifeSeconds: 60, permanent: 1 } as const;
    const { market, stock } = booksOf([LIVELY], { impact, displayedSeconds: 6 });
    market.book.impact.flow[0] = 1_000_000;
    mark(market, 1, 4000);
    const value = stock.flow.valueTicks;
    expect(value).toBeGreaterThan(2010);
    expect(Math.abs(stock.book.bids.bestKey - value)).toBeLessThan(15);
  });

  test('has ticks of a cent, of a hundredth below $1, or of the stock itself', () => {
    const unit = (stock: Partial<Stock>): number => booksOf([stock]).stock.unitTicks;
    expect([unit({}), unit({ openTicks: 9999 }), unit({ tickDollars: 0.05 })]).toEqual([
      100, 1, 500,
    ]);
  });

  test('has the last trade for its middle when there is a gap', () => {
    const { market, stock } = booksOf();
    mark(market, 1, 300);
    const { asks, lastTicks } = stock.book;
    stock.flow.nextNs = Number.POSITIVE_INFINITY;
    // Others take all but the farthest offers.
    while (-asks.bestKey < 2050) fadeBook(stock, 0, 65_536);
    mark(market, 300, 311);
    const { askTicks, midTicks } = market.quotes;
    expect(askTicks[0]).toBeGreaterThanOrEqual(205_000);
    expect(lastTicks).not.toBe(stock.book.lastTicks);
    expect(midTicks[0]).toBe(100 * stock.book.lastTicks);
  });

  test('keeps a quote on a side without orders, and shows no shares there', () => {
    const { market, stock } = booksOf();
    stock.flow.nextNs = Number.POSITIVE_INFINITY;
    while (touchShares(stock, 1) > 0) fadeBook(stock, 0, 65_536);
    mark(market, 1, 12);
    const { bidTicks, askTicks } = market.quotes;
    expect(askTicks[0]).toBeGreaterThan(bidTicks[0]!);
    expect(touchShares(stock, 1)).toBe(0);
  });

  test('loses a part of its best price to others', () => {
    const { stock } = booksOf();
    const shown = touchShares(stock, 1);
    fadeBook(stock, 0, 0);
    expect(touchShares(stock, 1)).toBe(shown);
    fadeBook(stock, 0, 32_768);
    expect(touchShares(stock, 1)).toBe(shown - Math.floor(shown / 2));
  });
});

test('a market of displayed sizes has no books', () => {
  expect(smallMarket().book.books).toBeUndefined();
  expect(smallMarket([thinStock()], { venue: 'sizes' }).book.books).toBeUndefined();
});
