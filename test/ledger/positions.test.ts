import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BOOK_SCHEMA, markErrorAccount, POSITION_SCHEMA, postFills } from '../../src/ledger/positions.js';
import { QUOTE_SCHEMA } from '../../src/market/quotes.js';
import { DEFAULT_FEE_TICKS, VENUE_COUNT } from '../../src/market/venues.js';
import { allocateTable } from '../../src/memory/table.js';
import { Side } from '../../src/orders/codes.js';
import { FILL_SCHEMA } from '../../src/orders/fills.js';

interface WrittenFill {
  symbol?: number;
  side?: Side;
  venue?: number;
  quantity: number;
  unmatched?: number;
  priceTicks?: number;
  midTicks?: number;
}

/** The books of a server that got these fills at 1 µs, in stocks that opened at $10.00. */
function booksAfter(rows: readonly WrittenFill[], feeTicks?: Int32Array) {
  const positions = allocateTable(POSITION_SCHEMA, 3);
  const book = allocateTable(BOOK_SCHEMA, 1);
  book.firstErrorNs[0] = Number.NaN;
  book.lastErrorNs[0] = Number.NaN;
  const quotes = allocateTable(QUOTE_SCHEMA, 3);
  quotes.openTicks.fill(100_000);
  quotes.midTicks.fill(100_000);
  const fills = allocateTable(FILL_SCHEMA, rows.length + 1);
  rows.forEach((row, fill) => {
    fills.symbol[fill] = row.symbol ?? 0;
    fills.side[fill] = row.side ?? Side.BUY;
    fills.venue[fill] = row.venue ?? 0;
    fills.quantity[fill] = row.quantity;
    fills.unmatched[fill] = row.unmatched ?? 0;
    fills.priceTicks[fill] = row.priceTicks ?? 100_000;
    fills.midTicks[fill] = row.midTicks ?? 100_000;
  });
  postFills(positions, book, quotes, fills, 0, rows.length, 1000, feeTicks);
  return { positions, book, quotes, fills };
}

describe('the books', () => {
  test('give a matched execution to the customers and an unmatched one to the error account', () => {
    const { positions, book } = booksAfter([
      { quantity: 100 },
      { quantity: 40, side: Side.SELL, priceTicks: 99_900 },
      { quantity: 70, unmatched: 70, symbol: 1, side: Side.SELL, midTicks: 100_100 },
    ]);
    expect([positions.customerShares[0], positions.customerCash[0]]).toEqual([60, -100 * 100_000 + 40 * 99_900]);
    expect([positions.errorShares[1], positions.errorCash[1], positions.errorMidCash[1]]).toEqual([-70, 7_000_000, 7_007_000]);
    expect([positions.errorVolume[1], book.errorGross[0]]).toEqual([70, 7_000_000]);
    expect([book.customerExecutions[0], book.errorExecutions[0]]).toEqual([2, 1]);
    expect([book.customerFees[0], book.errorFees[0]]).toEqual([140 * 25, 70 * 25]);
  });

  test('divide an execution that is matched in part, and count it in both', () => {
    const { positions, book } = booksAfter([{ quantity: 100, unmatched: 30, venue: 5 }]);
    expect([positions.customerShares[0], positions.errorShares[0]]).toEqual([70, 30]);
    expect([book.customerExecutions[0], book.errorExecutions[0]]).toEqual([1, 1]);
    expect([book.customerFees[0], book.errorFees[0]]).toEqual([70 * 6, 30 * 6]);
  });

  test('pay the fees that they are given', () => {
    const { book } = booksAfter([{ quantity: 10, venue: 2 }], Int32Array.of(0, 0, 9, 0, 0, 0, 0, 0));
    expect(book.customerFees[0]).toBe(90);
  });

  test('note when the error account was first and last hit, and leave what found nothing alone', () => {
    const { book, positions, quotes, fills } = booksAfter([{ quantity: 0 }]);
    expect(book.firstErrorNs[0]).toBeNaN();
    fills.quantity[0] = 5;
    fills.unmatched[0] = 5;
    for (const nowNs of [7, 8, 9]) postFills(positions, book, quotes, fills, 0, 1, nowNs);
    expect([book.firstErrorNs[0], book.lastErrorNs[0]]).toEqual([7, 9]);
    expect(book.customerExecutions[0]).toBe(0);
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
    const { positions } = booksAfter([{ quantity: 130, unmatched: 100, priceTicks, side: Side.BUY }]);
    expect([positions.beyond10Shares[0], positions.beyond30Shares[0]]).toEqual([beyond10, beyond30]);
    expect(positions.beyond10Cash[0]).toBe(beyond10 === 0 ? 0 : -100 * priceTicks);
    expect(positions.beyond30Cash[0]).toBe(beyond30 === 0 ? 0 : -100 * priceTicks);
    expect(positions.beyond10MidCash[0]).toBe(beyond10 === 0 ? 0 : -100 * 100_000);
    expect(positions.beyond30MidCash[0]).toBe(beyond30 === 0 ? 0 : -100 * 100_000);
  });

  test('by runs are what booking fill by fill gives', () => {
    const run = fc.record({
      symbol: fc.nat({ max: 2 }),
      side: fc.constantFrom(Side.BUY, Side.SELL),
      venue: fc.nat({ max: VENUE_COUNT - 1 }),
      priceTicks: fc.constantFrom(69_000, 90_000, 100_000, 131_000),
      midTicks: fc.constantFrom(99_000, 100_100),
    });
    const executed = fc.record({ quantity: fc.nat({ max: 5 }), unmatched: fc.nat({ max: 5 }) });
    const runs = fc.array(fc.tuple(run, fc.array(executed, { minLength: 1, maxLength: 4 })), { maxLength: 10 });
    fc.assert(
      fc.property(runs, (written) => {
        const rows = written.flatMap(([same, fills]) =>
          fills.map(({ quantity, unmatched }) => ({ ...same, quantity, unmatched: Math.min(unmatched, quantity) })),
        );
        const { positions, book } = booksAfter(rows);
        const plain = rows.map((row) => ({ ...row, signed: row.side === Side.BUY ? 1 : -1, fee: DEFAULT_FEE_TICKS[row.venue]! }));
        for (let symbol = 0; symbol < 3; symbol++) {
          const own = plain.filter((row) => row.symbol === symbol);
          const sum = (pick: (row: (typeof plain)[number]) => number): number => own.reduce((total, row) => total + pick(row), 0);
          const beyond = (fraction: number) => (row: (typeof plain)[number]) =>
            Math.abs(row.priceTicks - 100_000) >= fraction * 100_000 ? row.signed * row.unmatched : 0;
          expect(positions.customerShares[symbol]! - sum((row) => row.signed * (row.quantity - row.unmatched))).toBe(0);
          expect(positions.customerCash[symbol]! + sum((row) => row.signed * (row.quantity - row.unmatched) * row.priceTicks)).toBe(0);
          expect(positions.errorShares[symbol]! - sum((row) => row.signed * row.unmatched)).toBe(0);
          expect(positions.errorCash[symbol]! + sum((row) => row.signed * row.unmatched * row.priceTicks)).toBe(0);
          expect(positions.errorMidCash[symbol]! + sum((row) => row.signed * row.unmatched * row.midTicks)).toBe(0);
          expect(positions.errorVolume[symbol]).toBe(sum((row) => row.unmatched));
          expect(positions.beyond10Shares[symbol]! - sum(beyond(0.1))).toBe(0);
          expect(positions.beyond30Shares[symbol]! - sum(beyond(0.3))).toBe(0);
        }
        const all = (pick: (row: (typeof plain)[number]) => number): number => plain.reduce((total, row) => total + pick(row), 0);
        expect(book.customerFees[0]).toBe(all((row) => (row.quantity - row.unmatched) * row.fee));
        expect(book.errorFees[0]).toBe(all((row) => row.unmatched * row.fee));
        expect(book.customerExecutions[0]).toBe(plain.filter((row) => row.quantity > row.unmatched).length);
        expect(book.errorExecutions[0]).toBe(plain.filter((row) => row.unmatched > 0).length);
        expect(book.errorGross[0]).toBe(all((row) => row.unmatched * row.priceTicks));
      }),
      { seed: 20120801, numRuns: 300 },
    );
  });
});

describe('the error account marked at the middle', () => {
  test('is the sum of longs, of shorts, and what they gained or lost', () => {
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
    expect(out).toEqual({ long: 1 + 9_000_000, short: 2 + 6_000_000, pnl: 3 - 1_000_000 - 1_000_000 - 30_000 });
  });
});
