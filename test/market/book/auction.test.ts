import { describe, expect, test } from 'vitest';
import { OrderTerms } from '../../../src/market/book/codes.js';
import { bookWithTape } from '../../support/book-tape.js';

const [BUY, SELL] = [0, 1];

/** A book in its auction with these orders: quantity and limit, undefined for a market order. */
function auctionOf(
  buys: [quantity: number, ticks?: number][],
  sells: [quantity: number, ticks?: number][],
) {
  const tape = bookWithTape({ orders: 64 });
  tape.book.pause();
  let id = 0;
  for (const [side, orders] of [buys, sells].entries())
    for (const [quantity, ticks] of orders) {
      const terms = ticks === undefined ? OrderTerms.MARKET : OrderTerms.DAY;
      tape.book.enter(++id, 0, side, ticks ?? 0, quantity, terms);
    }
  tape.told();
  return tape;
}

describe('the price of an uncross', () => {
  test('is where the most volume executes', () => {
    const { book } = auctionOf(
      [
        [100, 30],
        [200, 20],
        [300, 10],
      ],
      [
        [100, 10],
        [250, 20],
        [900, 30],
      ],
    );
    expect(book.auctionPrice()).toEqual({ ticks: 20, volume: 300, surplus: -50 });
  });

  test('then leaves the least surplus, also between two limits', () => {
    // At 8 the surplus is 50 to buy, at 10 it is 50 to sell, and between them there is none.
    const { book } = auctionOf(
      [
        [100, 10],
        [50, 8],
      ],
      [
        [100, 8],
        [50, 10],
      ],
    );
    expect(book.auctionPrice()).toEqual({ ticks: 9, volume: 100, surplus: 0 });
  });

  test('then follows the pressure of the market', () => {
    // The worked example of ASX: the most volume is 1,000 from 610 to 639, with the least surplus,
    // 500 to buy, from 635 to 639.
    const buys: [number, number][] = [
      [500, 640],
      [500, 639],
      [500, 639],
      [1000, 634],
      [500, 633],
    ];
    const sells: [number, number][] = [
      [1000, 610],
      [500, 640],
      [520, 641],
      [550, 642],
      [519, 643],
    ];
    const { book } = auctionOf(buys, sells);
    expect(book.auctionPrice()).toEqual({ ticks: 639, volume: 1000, surplus: 500 });
    const mirror = (orders: [number, number][]) =>
      orders.map(([quantity, ticks]): [number, number] => [quantity, 1250 - ticks]);
    const mirrored = auctionOf(mirror(sells), mirror(buys)).book.auctionPrice();
    expect(mirrored).toEqual({ ticks: 1250 - 639, volume: 1000, surplus: -500 });
  });

  test('then is the nearest to the reference', () => {
    const { book } = auctionOf([[100, 20]], [[100, 10]]);
    const ticks = (reference?: number) => book.auctionPrice(reference)?.ticks;
    expect([5, 13, 90, undefined].map(ticks)).toEqual([10, 13, 20, 15]);
  });

  test('lies between a surplus to buy and one to sell of the same size', () => {
    const { book } = auctionOf(
      [
        [100, 11],
        [100, 10],
      ],
      [
        [100, 10],
        [100, 11],
      ],
    );
    const ticks = (reference: number) => book.auctionPrice(reference)?.ticks;
    expect([5, 90].map(ticks)).toEqual([10, 11]);
  });

  test('does not exist if nothing crosses', () => {
    expect(auctionOf([[100, 10]], [[100, 11]]).book.auctionPrice()).toBeUndefined();
    expect(auctionOf([[100]], [[100]]).book.auctionPrice()).toBeUndefined();
    expect(auctionOf([[100]], [[60]]).book.auctionPrice(12)).toEqual({
      ticks: 12,
      volume: 60,
      surplus: 40,
    });
  });
});

describe('the uncross', () => {
  test('executes market orders first, then by price and time, all at one price', () => {
    const { book, told, queue } = auctionOf(
      [[100, 20], [100, 21], [50]],
      [
        [120, 19],
        [150, 20],
      ],
    );
    book.open();
    expect(told()).toEqual([
      '3 trades 50 @ 20 with 4, left 0 and 70, nobody took',
      '2 trades 70 @ 20 with 4, left 30 and 0, nobody took',
      '2 trades 30 @ 20 with 5, left 0 and 120, nobody took',
      '1 trades 100 @ 20 with 5, left 0 and 20, nobody took',
      'continuous @ 20',
    ]);
    expect([queue(BUY), queue(SELL)]).toEqual([[], ['5: 20 @ 20']]);
  });

  test('cancels market orders that are left over', () => {
    const { book, told } = auctionOf([[100]], []);
    book.open();
    expect(told()).toEqual(['1 loses 100, left 0: AUCTION_END', 'continuous']);
  });
});
