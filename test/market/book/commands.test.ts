import { describe, expect, test } from 'vitest';
import { BookReason, OrderTerms } from '../../../src/market/book/codes.js';
import { bookWithTape } from '../../support/book-tape.js';

const [BUY, SELL] = [0, 1];
const { GTC, IOC, FOK, MARKET, POST_ONLY } = OrderTerms;
const { STP_NEWEST, STP_OLDEST, STP_BOTH, STP_DECREMENT } = OrderTerms;
const NOBODY = 0;

describe('price-time priority', () => {
  test('a taker gets the best price first, then the oldest order, at the maker’s price', () => {
    const { book, told, queue } = bookWithTape();
    book.enter(1, NOBODY, SELL, 21, 100);
    book.enter(2, NOBODY, SELL, 20, 100);
    book.enter(3, NOBODY, SELL, 20, 100);
    told();
    book.enter(4, NOBODY, BUY, 21, 250);
    expect(told()).toEqual([
      '4 of 0 buys 250 @ 21',
      '2 trades 100 @ 20 with 4, left 0 and 150, buy took',
      '3 trades 100 @ 20 with 4, left 0 and 50, buy took',
      '1 trades 50 @ 21 with 4, left 50 and 0, buy took',
    ]);
    expect(queue(SELL)).toEqual(['1: 50 @ 21']);
    expect([book.bestBid, book.bestAsk, book.lastTicks]).toEqual([undefined, 21, 21]);
  });

  test('what is left of a limit order rests at its price', () => {
    const { book, queue } = bookWithTape();
    book.enter(1, NOBODY, BUY, 20, 100);
    book.enter(2, NOBODY, SELL, 19, 300);
    expect([queue(BUY), queue(SELL)]).toEqual([[], ['2: 200 @ 19']]);
  });
});

describe('terms', () => {
  test('an immediate or market order never rests', () => {
    const { book, told } = bookWithTape();
    book.enter(1, NOBODY, SELL, 20, 100);
    told();
    book.enter(2, NOBODY, BUY, 20, 150, IOC);
    book.enter(3, NOBODY, BUY, 0, 150, MARKET);
    expect(told()).toEqual([
      '2 of 0 buys 150 @ 20',
      '1 trades 100 @ 20 with 2, left 0 and 50, buy took',
      '2 loses 50, left 0: IMMEDIATE',
      '3 of 0 buys 150',
      '3 loses 150, left 0: IMMEDIATE',
    ]);
    expect(book.resting).toBe(0);
  });

  test('a fill-or-kill order executes whole or not at all', () => {
    const { book, told } = bookWithTape();
    book.enter(1, NOBODY, SELL, 20, 100);
    book.enter(2, NOBODY, SELL, 21, 100, GTC, 10);
    told();
    book.enter(3, NOBODY, BUY, 20, 101, FOK);
    expect(told()).toEqual(['3 of 0 buys 101 @ 20', '3 loses 101, left 0: UNFILLABLE']);
    // The reserve of an iceberg counts.
    book.enter(4, NOBODY, BUY, 21, 200, FOK);
    expect(told().at(-1)).toBe('2 trades 10 @ 21 with 4, left 0 and 0, buy took');
  });

  test('a post-only order that would take is refused, and one behind the touch rests', () => {
    const { book, told } = bookWithTape();
    book.enter(1, NOBODY, SELL, 20, 100);
    told();
    expect(book.enter(2, NOBODY, BUY, 20, 100, POST_ONLY)).toBe(BookReason.WOULD_TAKE);
    expect(book.enter(2, NOBODY, BUY, 19, 100, POST_ONLY)).toBe(BookReason.NONE);
    expect(told()).toEqual(['2 is refused: WOULD_TAKE', '2 of 0 buys 100 @ 19']);
  });

  test('the end of the day cancels day orders and keeps those until cancelled', () => {
    const { book, told, queue } = bookWithTape();
    book.enter(1, NOBODY, BUY, 19, 100);
    book.enter(2, NOBODY, BUY, 20, 100, GTC);
    book.enter(3, NOBODY, SELL, 30, 100);
    told();
    expect(book.endDay()).toBe(2);
    expect(told()).toEqual(['1 loses 100, left 0: DAY_END', '3 loses 100, left 0: DAY_END']);
    expect(queue(BUY)).toEqual(['2: 100 @ 20']);
  });
});

describe('icebergs', () => {
  test('a tranche that is executed is followed by the next, at the tail of its price', () => {
    const { book, told, queue } = bookWithTape();
    book.enter(1, NOBODY, SELL, 20, 250, 0, 100);
    book.enter(2, NOBODY, SELL, 20, 100);
    told();
    book.enter(3, NOBODY, BUY, 20, 120);
    expect(told().slice(1)).toEqual([
      '1 trades 100 @ 20 with 3, left 150 and 20, buy took',
      '1 shows 100 of 150 @ 20',
      '2 trades 20 @ 20 with 3, left 80 and 0, buy took',
    ]);
    expect(queue(SELL)).toEqual(['2: 80 @ 20', '1: 100 + 50 @ 20']);
    book.enter(4, NOBODY, BUY, 20, 1000, IOC);
    expect(told().slice(1)).toEqual([
      '2 trades 80 @ 20 with 4, left 0 and 920, buy took',
      '1 trades 100 @ 20 with 4, left 50 and 820, buy took',
      '1 shows 50 of 50 @ 20',
      '1 trades 50 @ 20 with 4, left 0 and 770, buy took',
      '4 loses 770, left 0: IMMEDIATE',
    ]);
  });

  test('depth shows the tranche and not the reserve', () => {
    const { book } = bookWithTape();
    book.enter(1, NOBODY, SELL, 20, 250, 0, 100);
    const depth = new Float64Array(6);
    expect(book.depth(SELL, depth)).toBe(1);
    expect([...depth.subarray(0, 3)]).toEqual([20, 100, 1]);
    expect(book.bestQuantity(SELL)).toBe(100);
  });
});

describe('self-trade prevention', () => {
  const outcome = (terms: number): string[] => {
    const { book, told, queue } = bookWithTape();
    book.enter(1, 3, SELL, 20, 100);
    book.enter(2, NOBODY, SELL, 20, 50);
    told();
    book.enter(9, 3, BUY, 20, 120, terms);
    return [...told().slice(1), `${queue(SELL)} | ${queue(BUY)}`];
  };

  test('without it, orders of one owner trade', () => {
    expect(outcome(0)).toContain('1 trades 100 @ 20 with 9, left 0 and 20, buy took');
  });

  test('cancels the newest, the oldest or both', () => {
    const newest = ['9 loses 120, left 0: SELF_TRADE', '1: 100 @ 20,2: 50 @ 20 | '];
    expect(outcome(STP_NEWEST)).toEqual(newest);
    expect(outcome(STP_OLDEST)).toEqual([
      '1 loses 100, left 0: SELF_TRADE',
      '2 trades 50 @ 20 with 9, left 0 and 70, buy took',
      ' | 9: 70 @ 20',
    ]);
    expect(outcome(STP_BOTH)).toEqual([
      '1 loses 100, left 0: SELF_TRADE',
      '9 loses 120, left 0: SELF_TRADE',
      '2: 50 @ 20 | ',
    ]);
  });

  test('takes what would have traded off both', () => {
    expect(outcome(STP_DECREMENT)).toEqual([
      '1 and 9 lose 100 @ 20, left 0 and 20',
      '2 trades 20 @ 20 with 9, left 30 and 0, buy took',
      '2: 30 @ 20 | ',
    ]);
  });

  test('orders of nobody are nobody’s own', () => {
    const { book, told } = bookWithTape();
    book.enter(1, NOBODY, SELL, 20, 100);
    book.enter(2, NOBODY, BUY, 20, 100, STP_BOTH);
    expect(told().at(-1)).toBe('1 trades 100 @ 20 with 2, left 0 and 0, buy took');
  });
});

describe('cancel and replace', () => {
  test('a smaller quantity at the same price keeps its place', () => {
    const { book, told, queue } = bookWithTape();
    book.enter(1, NOBODY, BUY, 20, 100);
    book.enter(2, NOBODY, BUY, 20, 100);
    told();
    book.replace(1, 5, 20, 60);
    expect(told()).toEqual(['1 is 5: 60 @ 20, same place']);
    expect(queue(BUY)).toEqual(['5: 60 @ 20', '2: 100 @ 20']);
    expect(book.cancel(1)).toBe(BookReason.UNKNOWN_ID);
  });

  test.each([
    ['a larger quantity', 20, 101],
    ['another price', 19, 100],
  ])('%s goes to the tail', (_, ticks, quantity) => {
    const { book, told, queue } = bookWithTape();
    book.enter(1, NOBODY, BUY, 20, 100);
    book.enter(2, NOBODY, BUY, ticks, 100);
    told();
    book.replace(1, 1, ticks, quantity);
    expect(told()).toEqual([`1 is 1: ${quantity} @ ${ticks}, anew`]);
    expect(queue(BUY)).toEqual([`2: 100 @ ${ticks}`, `1: ${quantity} @ ${ticks}`]);
  });

  test('a price that crosses takes liquidity', () => {
    const { book, told, queue } = bookWithTape();
    book.enter(1, NOBODY, BUY, 18, 100);
    book.enter(2, NOBODY, SELL, 20, 60);
    told();
    book.replace(1, 3, 20, 100);
    expect(told()).toEqual([
      '1 is 3: 100 @ 20, anew',
      '2 trades 60 @ 20 with 3, left 0 and 40, buy took',
    ]);
    expect(queue(BUY)).toEqual(['3: 40 @ 20']);
  });

  test('a post-only order whose new price would take stays as it was', () => {
    const { book, queue } = bookWithTape();
    book.enter(1, NOBODY, BUY, 18, 100, POST_ONLY);
    book.enter(2, NOBODY, SELL, 20, 60);
    expect(book.replace(1, 3, 20, 100)).toBe(BookReason.WOULD_TAKE);
    expect(queue(BUY)).toEqual(['1: 100 @ 18']);
  });

  test('a reduction takes from the reserve first and keeps the place', () => {
    const { book, told, queue } = bookWithTape();
    book.enter(1, NOBODY, BUY, 20, 100, 0, 30);
    book.enter(2, NOBODY, BUY, 20, 100);
    told();
    book.reduce(1, 60);
    book.reduce(1, 20);
    expect(queue(BUY)).toEqual(['1: 20 @ 20', '2: 100 @ 20']);
    book.reduce(1, 500);
    expect(told()).toEqual([
      '1 loses 60, left 40: REQUEST',
      '1 loses 20, left 20: REQUEST',
      '1 loses 20, left 0: REQUEST',
    ]);
  });
});

describe('identifiers', () => {
  test('an identifier is taken while its order rests, and free again afterwards', () => {
    const { book } = bookWithTape();
    book.enter(7, NOBODY, SELL, 20, 100);
    expect(book.enter(7, NOBODY, SELL, 25, 100)).toBe(BookReason.DUPLICATE_ID);
    book.enter(8, NOBODY, BUY, 20, 100);
    expect(book.cancel(7)).toBe(BookReason.UNKNOWN_ID);
    expect(book.enter(7, NOBODY, BUY, 10, 40)).toBe(BookReason.NONE);
    expect(book.order(7)).toMatchObject({ side: BUY, priceTicks: 10, shown: 40 });
  });

  test('a full book refuses what may rest, and still takes what executes', () => {
    const { book } = bookWithTape({ orders: 2 });
    book.enter(1, NOBODY, SELL, 20, 100);
    book.enter(2, NOBODY, SELL, 21, 100);
    expect(book.enter(3, NOBODY, BUY, 20, 100)).toBe(BookReason.BOOK_FULL);
    expect(book.enter(3, NOBODY, BUY, 20, 100, IOC)).toBe(BookReason.NONE);
    expect(book.enter(3, NOBODY, BUY, 20, 100)).toBe(BookReason.NONE);
  });
});

describe('owners', () => {
  test('a mass cancel takes all orders of an owner, oldest first, or those of a side', () => {
    const { book, told } = bookWithTape();
    book.enter(1, 2, BUY, 10, 100);
    book.enter(2, 3, BUY, 11, 100);
    book.enter(3, 2, SELL, 20, 100, GTC);
    book.enter(4, 2, BUY, 12, 100);
    told();
    expect(book.massCancel(2, SELL)).toBe(1);
    expect(book.massCancel(2)).toBe(2);
    expect(told()).toEqual(['3', '1', '4'].map((id) => `${id} loses 100, left 0: MASS`));
    expect(book.resting).toBe(1);
  });

  test('a session that ends loses its day orders', () => {
    const { book, told, queue } = bookWithTape();
    book.enter(1, 2, BUY, 10, 100, GTC);
    book.enter(2, 2, BUY, 11, 100);
    book.enter(3, 3, BUY, 11, 100);
    told();
    expect(book.disconnect(2)).toBe(1);
    expect(told()).toEqual(['2 loses 100, left 0: DISCONNECT']);
    expect(queue(BUY)).toEqual(['3: 100 @ 11', '1: 100 @ 10']);
  });
});

describe('phases', () => {
  test('a halted book takes only cancels and reductions', () => {
    const { book, told } = bookWithTape();
    book.enter(1, NOBODY, BUY, 10, 100);
    book.halt();
    expect(book.enter(2, NOBODY, BUY, 10, 100)).toBe(BookReason.PHASE);
    expect(book.replace(1, 1, 10, 50)).toBe(BookReason.PHASE);
    expect(book.reduce(1, 50)).toBe(BookReason.NONE);
    expect(book.cancel(1)).toBe(BookReason.NONE);
    book.open();
    expect(book.enter(2, NOBODY, BUY, 10, 100)).toBe(BookReason.NONE);
    expect(told().filter((line) => /halted|continuous/.test(line))).toEqual([
      'halted',
      'continuous',
    ]);
  });

  test('a pause collects orders that may rest, even if they cross', () => {
    const { book, queue } = bookWithTape();
    book.pause();
    book.enter(1, NOBODY, BUY, 21, 100);
    book.enter(2, NOBODY, SELL, 20, 100);
    expect(book.enter(3, NOBODY, SELL, 20, 100, IOC)).toBe(BookReason.PHASE);
    expect(book.enter(3, NOBODY, SELL, 25, 100, POST_ONLY)).toBe(BookReason.PHASE);
    expect([queue(BUY), queue(SELL)]).toEqual([['1: 100 @ 21'], ['2: 100 @ 20']]);
  });
});
