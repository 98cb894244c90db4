import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Accounts,
  BOOK_TOTALS_SCHEMA,
  markErrorAccount,
  POSITION_SCHEMA,
  postCustomer,
  postUnmatched,
} from '../../src/ledger/positions.js';
import { QUOTE_SCHEMA } from '../../src/market/quotes.js';
import { DEFAULT_FEE_TICKS, VENUE_COUNT } from '../../src/market/venues.js';
import { allocateTable } from '../../src/memory/table.js';
import { instrumentOf } from '../../src/orders/children.js';
import { Side } from '../../src/orders/codes.js';

interface WrittenExecution {
  symbol?: number;
  side?: Side;
  venue?: number;
  quantity: number;
  unmatched?: number;
  priceTicks?: number;
  midTicks?: number;
}

/** Empty books of three stocks that opened at $10.00. */
function emptyBooks(feeTicks = DEFAULT_FEE_TICKS): Accounts {
  const positions = allocateTable(POSITION_SCHEMA, 3);
  const book = allocateTable(BOOK_TOTALS_SCHEMA, 1);
  book.firstErrorNs[0] = Number.NaN;
  book.lastErrorNs[0] = Number.NaN;
  const quotes = allocateTable(QUOTE_SCHEMA, 3);
  quotes.openTicks.fill(100_000);
  quotes.midTicks.fill(100_000);
  return { positions, book, quotes, feeTicks };
}

/** Books one execution, at a time in ns. */
function execute(accounts: Accounts, row: WrittenExecution, nowNs = 1000): void {
  const {
    symbol = 0,
    side = Side.BUY,
    venue = 0,
    quantity,
    unmatched = 0,
    priceTicks = 100_000,
    midTicks = 100_000,
  } = row;
  if (quantity > unmatched)
    postCustomer(accounts, symbol, side, venue, priceTicks, quantity - unmatched, 1);
  if (unmatched > 0)
    postUnmatched(
      accounts,
      instrumentOf(symbol, side, venue),
      priceTicks,
      midTicks,
      unmatched,
      1,
      nowNs,
    );
}

/** The books of a server that got these executions at 1 µs. */
function booksAfter(rows: readonly WrittenExecution[], feeTicks?: Int32Array): Accounts {
  const accounts = emptyBooks(feeTicks);
  for (const row of rows) execute(accounts, row);
  return accounts;
}

describe('the books', () => {
  test('book a matched execution for customers and an unmatched one to the error account', () => {
    const { positions, book } = booksAfter([
      { quantity: 100 },
      { quantity: 40, side: Side.SELL, priceTicks: 99_900 },
      { quantity: 70, unmatched: 70, symbol: 1, side: Side.SELL, midTicks: 100_100 },
    ]);
    expect([positions.customerShares[0], positions.customerCash[0]]).toEqual([
      60,
      -100 * 100_000 + 40 * 99_900,
    ]);
    expect([positions.errorShares[1], positions.errorCash[1], positions.errorMidCash[1]]).toEqual([
      -70, 7_000_000, 7_007_000,
    ]);
    expect([positions.errorVolume[1], book.errorGross[0]]).toEqual([70, 7_000_000]);
    expect([book.customerExecutions[0], book.errorExecutions[0]]).toEqual([2, 1]);
    expect([book.customerFees[0], book.errorFees[0]]).toEqual([140 * 25, 70 * 25]);
  });

  test('split an execution that is partly matched, and count it in both', () => {
    const { positions, book } = booksAfter([{ quantity: 100, unmatched: 30, venue: 5 }]);
    expect([positions.customerShares[0], positions.errorShares[0]]).toEqual([70, 30]);
    expect([book.customerExecutions[0], book.errorExecutions[0]]).toEqual([1, 1]);
    expect([book.customerFees[0], book.errorFees[0]]).toEqual([70 * 6, 30 * 6]);
  });

  test('charge the given fees', () => {
    const { book } = booksAfter(
      [{ quantity: 10, venue: 2 }],
      Int32Array.of(0, 0, 9, 0, 0, 0, 0, 0),
    );
    expect(book.customerFees[0]).toBe(90);
  });

  test('note the first and last time of unmatched executions', () => {
    const accounts = emptyBooks();
    execute(accounts, { quantity: 5 });
    expect(accounts.book.firstErrorNs[0]).toBeNaN();
    for (const nowNs of [7, 8, 9]) execute(accounts, { quantity: 5, unmatched: 5 }, nowNs);
    expect([accounts.book.firstErrorNs[0], accounts.book.lastErrorNs[0]]).toEqual([7, 9]);
    expect(accounts.book.customerExecutions[0]).toBe(1);
  });

  test.each<[string, number, number, number]>([
    ['less than 10 % above the open', 109_999, 0, 0],
    ['10 % above the open', 110_000, 100, 0],
    ['less than 10 % below the open', 90_001, 0, 0],
    ['10 % below the open', 90_000, 100, 0],
    ['less than 30 % above the open', 129_999, 100, 0],
    ['30 % above the open', 130_000, 100, 100],
    ['30 % below the open', 70_000, 100, 100],
  ])('put aside what may be busted: executed %s', (_, priceTicks, beyond10, beyond30) => {
    const { positions } = booksAfter([
      { quantity: 130, unmatched: 100, priceTicks, side: Side.BUY },
    ]);
    expect([positions.beyond10Shares[0], positions.beyond30Shares[0]]).toEqual([
      beyond10,
      beyond30,
    ]);
    expect(positions.beyond10Cash[0]).toBe(beyond10 === 0 ? 0 : -100 * priceTicks);
    expect(positions.beyond30Cash[0]).toBe(beyond30 === 0 ? 0 : -100 * priceTicks);
    expect(positions.beyond10MidCash[0]).toBe(beyond10 === 0 ? 0 : -100 * 100_000);
    expect(positions.beyond30MidCash[0]).toBe(beyond30 === 0 ? 0 : -100 * 100_000);
  });

  test('book several executions at one price like each of them alone', () => {
    const run = fc.record({
      symbol: fc.nat({ max: 2 }),
      side: fc.constantFrom(Side.BUY, Side.SELL),
      venue: fc.nat({ max: VENUE_COUNT - 1 }),
      priceTicks: fc.constantFrom(69_000, 90_000, 100_000, 131_000),
      midTicks: fc.constantFrom(99_000, 100_100),
      quantity: fc.integer({ min: 1, max: 9 }),
      times: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(run, { maxLength: 10 }), fc.boolean(), (runs, isUnmatched) => {
        const [whole, single] = [emptyBooks(), emptyBooks()];
        for (const { times, ...row } of runs) {
          const { symbol, side, venue, priceTicks, midTicks, quantity } = row;
          const shares = quantity * times;
          if (isUnmatched)
            postUnmatched(
              whole,
              instrumentOf(symbol, side, venue),
              priceTicks,
              midTicks,
              shares,
              times,
              5,
            );
          else postCustomer(whole, symbol, side, venue, priceTicks, shares, times);
          for (let n = 0; n < times; n++)
            execute(single, { ...row, unmatched: isUnmatched ? quantity : 0 }, 5);
        }
        expect(whole.positions).toEqual(single.positions);
        expect(whole.book).toEqual(single.book);
      }),
      { seed: 20120801, numRuns: 200 },
    );
  });
});

describe('the error account marked at the middle', () => {
  test('is the sum of longs, of shorts, and their profit or loss', () => {
    const { positions, quotes } = booksAfter([
      { quantity: 100, unmatched: 100 },
      { quantity: 50, unmatched: 50, symbol: 1, side: Side.SELL },
      { quantity: 30, unmatched: 30, symbol: 2 },
      { quantity: 30, unmatched: 30, symbol: 2, side: Side.SELL, priceTicks: 99_000 },
      { quantity: 999, symbol: 2 },
    ]);
    quotes.midTicks.set([90_000, 120_000, 100_000]);
    const out = { long: 1, short: 2, pnl: 3 };
    markErrorAccount(positions, quotes, out);
    expect(out).toEqual({
      long: 1 + 9_000_000,
      short: 2 + 6_000_000,
      pnl: 3 - 1_000_000 - 1_000_000 - 30_000,
    });
  });
});
