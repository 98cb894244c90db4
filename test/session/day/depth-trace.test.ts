import { expect, test } from 'vitest';
import { touchShares, wakeBook } from '../../../src/market/stock-books.js';
import { noteDepth, openDepthTrace } from '../../../src/session/day/depth-trace.js';
import { smallMarket, thinStock } from '../../support/market.js';

test('a sample adds up the best prices of the books that are open', () => {
  const market = smallMarket(
    [thinStock(), thinStock({ symbol: 'B' }), thinStock({ symbol: 'C' })],
    {
      venue: 'book',
    },
  );
  const books = market.book.books!;
  const trace = openDepthTrace();
  noteDepth(trace, books, 0);
  wakeBook(books, market.quotes, 0, 1);
  wakeBook(books, market.quotes, 2, 1);
  noteDepth(trace, books, 5);
  const [first, , third] = books.stocks;
  expect(trace).toEqual({
    timeNs: [0, 5],
    stocks: [0, 2],
    bidShares: [0, touchShares(first!, 0) + touchShares(third!, 0)],
    askShares: [0, touchShares(first!, 1) + touchShares(third!, 1)],
    emptySides: [0, 0],
  });
});
