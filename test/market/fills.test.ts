import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { feesReceived, fillChildren } from '../../src/market/fills.js';
import type { Market } from '../../src/market/market.js';
import { displayedShares } from '../../src/market/quotes.js';
import {
  DARK_VENUE,
  DEFAULT_FEE_TICKS,
  LIT_VENUE_COUNT,
  PRIMARY_VENUE,
  RETAIL_VENUE,
} from '../../src/market/venues.js';
import { digestRegion } from '../../src/memory/digest.js';
import { Side, Verdict } from '../../src/orders/codes.js';
import { fillLines } from '../support/child-lines.js';
import { childrenOf, readChild, readChildren, type WrittenChild } from '../support/children.js';
import { smallMarket, thinStock } from '../support/market.js';

/** The answers of the venues to some children in an epoch, as lines. */
function answers(
  market: Market,
  rows: readonly WrittenChild[],
  epoch = 1,
  firstSequence = 1,
): string[] {
  const first = firstSequence - 1;
  const children = childrenOf(rows, first);
  const admitted = rows.filter(
    ({ verdict = Verdict.ADMITTED }) => verdict === Verdict.ADMITTED,
  ).length;
  expect(fillChildren(market.book, children, first, first + rows.length, epoch)).toBe(admitted);
  return fillLines(readChildren(children, first, first + rows.length));
}

describe('a lit venue', () => {
  test('executes at the touch what it shows and cancels the rest: first come, first served', () => {
    expect(answers(smallMarket(), [{ quantity: 60 }, { quantity: 60 }, { quantity: 10 }])).toEqual([
      '1 p0 bought 60 @ 20.02 NYSE',
      '2 p0 bought 40 @ 20.02 NYSE, cancelled 20',
      '3 p0 nothing, cancelled 10',
    ]);
  });

  test('shows new size in a new epoch, drawn for each side', () => {
    const market = smallMarket();
    expect(answers(market, [{}, { side: Side.SELL }, {}])).toEqual([
      '1 p0 bought 100 @ 20.02 NYSE',
      '2 p0 sold 100 @ 19.98 NYSE',
      '3 p0 nothing, cancelled 100',
    ]);
    expect(answers(market, [{ quantity: 30 }], 2)).toEqual(['1 p0 bought 30 @ 20.02 NYSE']);
    expect(answers(market, [{}], 2)).toEqual(['1 p0 bought 70 @ 20.02 NYSE, cancelled 30']);
  });

  test('executes a better limit at the touch, and 0 shares of a limit that does not reach', () => {
    expect(
      answers(smallMarket(), [
        { quantity: 10, priceTicks: 200_300 },
        { quantity: 10, priceTicks: 200_199 },
        { quantity: 10, side: Side.SELL, priceTicks: 199_700 },
        { quantity: 10, side: Side.SELL, priceTicks: 199_801 },
      ]),
    ).toEqual([
      '1 p0 bought 10 @ 20.02 NYSE',
      '2 p0 nothing, cancelled 10',
      '3 p0 sold 10 @ 19.98 NYSE',
      '4 p0 nothing, cancelled 10',
    ]);
  });

  test('answers only admitted children', () => {
    const { MAX_QUANTITY, ADMITTED, KILLED } = Verdict;
    const rows = [MAX_QUANTITY, ADMITTED, KILLED, ADMITTED].map((verdict) => ({
      verdict,
      quantity: 60,
    }));
    expect(answers(smallMarket(), rows)).toEqual([
      '2 p0 bought 60 @ 20.02 NYSE',
      '4 p0 bought 40 @ 20.02 NYSE, cancelled 20',
    ]);
  });

  test('executes 0 shares while its symbol is paused, like any other venue', () => {
    const market = smallMarket([thinStock()], { darkProbability: 1, retailProbability: 1 });
    market.quotes.paused[0] = 1;
    const rows = [PRIMARY_VENUE, DARK_VENUE, RETAIL_VENUE].map((venue) => ({ venue, quantity: 1 }));
    expect(answers(market, rows)).toEqual(
      [1, 2, 3].map((sequence) => `${sequence} p0 nothing, cancelled 1`),
    );
  });

  test('loses a part to others before the first child, as often as the market says', () => {
    const market = smallMarket([thinStock()], { fadeProbability: 0.25 });
    let faded = 0;
    let gone = 0;
    for (let epoch = 0; epoch < 4000; epoch++) {
      const [line] = answers(market, [{}], epoch);
      const cancelled = Number(/cancelled (\d+)/.exec(line!)?.[1] ?? 0);
      if (cancelled > 0) faded++;
      gone += cancelled;
      expect(answers(market, [{}], epoch)[0]).toBe('1 p0 nothing, cancelled 100');
    }
    expect(faded / 4000).toBeCloseTo(0.25, 1);
    expect(gone / faded).toBeGreaterThan(45);
    expect(gone / faded).toBeLessThan(55);
  });

  test('loses a part from the first epoch on at a fade probability of 1', () => {
    const market = smallMarket([thinStock()], { fadeProbability: 1 });
    const executed = [0, 1, 2, 3].map((epoch) =>
      Number(/bought (\d+)/.exec(answers(market, [{}], epoch)[0]!)?.[1]),
    );
    for (const shares of executed) expect(shares).toBeLessThan(100);
  });
});

describe('a hidden order', () => {
  test('of the dark pool trades at the middle, if the limit reaches it', () => {
    const market = smallMarket([thinStock()], { darkProbability: 1 });
    const dark = (priceTicks: number, side: Side) => ({
      priceTicks,
      side,
      venue: DARK_VENUE,
      quantity: 1,
    });
    expect(
      answers(market, [
        dark(200_000, Side.BUY),
        dark(199_999, Side.BUY),
        dark(200_000, Side.SELL),
        dark(200_001, Side.SELL),
      ]),
    ).toEqual([
      '1 p0 bought 1 @ 20.00 DARK',
      '2 p0 nothing, cancelled 1',
      '3 p0 sold 1 @ 20.00 DARK',
      '4 p0 nothing, cancelled 1',
    ]);
  });

  test('of the retail venue trades at the limit', () => {
    const market = smallMarket([thinStock()], { retailProbability: 1 });
    expect(answers(market, [{ venue: RETAIL_VENUE, priceTicks: 200_190, quantity: 1 }])).toEqual([
      '1 p0 bought 1 @ 20.0190 NYSE-RLP',
    ]);
  });

  test.each([
    ['dark pool', DARK_VENUE, 'darkProbability', 0.3],
    ['retail venue', RETAIL_VENUE, 'retailProbability', 0.4],
  ] as const)(
    'is in the %s as often as the market says, and of 1 to 1000 shares',
    (_, venue, key, probability) => {
      const market = smallMarket([thinStock()], { [key]: probability });
      const sizes: number[] = [];
      for (let sequence = 1; sequence <= 5000; sequence++) {
        const [line] = answers(market, [{ venue, quantity: 5000 }], 1, sequence);
        const size = Number(/bought (\d+)/.exec(line!)?.[1] ?? 0);
        if (size > 0) sizes.push(size);
      }
      expect(sizes.length / 5000).toBeCloseTo(probability, 1);
      expect(sizes.reduce((sum, size) => sum + size, 0) / sizes.length / 500.5).toBeCloseTo(1, 1);
      expect(Math.min(...sizes)).toBeLessThan(10);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(1000);
      expect(Math.max(...sizes)).toBeGreaterThan(990);
    },
  );

  test('is never there at a probability of 0', () => {
    const rows = Array.from({ length: 500 }, (_, n) => ({
      venue: n % 2 === 0 ? DARK_VENUE : RETAIL_VENUE,
    }));
    for (const line of answers(smallMarket(), rows))
      expect(line).toMatch(/nothing, cancelled 100$/);
  });
});

describe('the other side', () => {
  test('is booked exactly, with fees, volume and the flow that moves prices', () => {
    const market = smallMarket();
    answers(market, [
      { quantity: 60 },
      { quantity: 100, side: Side.SELL, venue: 1 },
      { quantity: 500, venue: 2 },
      { verdict: Verdict.SERVER_RATE, venue: 3 },
    ]);
    const { counterparties, totals, impact } = market.book;
    expect(counterparties.shares[0]).toBe(-60 + 100 - 100);
    expect(counterparties.cash[0]).toBe(60 * 200_200 - 100 * 199_800 + 100 * 200_200);
    expect(counterparties.volume[0]).toBe(260);
    expect(impact.flow[0]).toBe(60);
    expect([...totals.orders]).toEqual([1, 1, 1, 0, 0, 0, 0, 0]);
    expect([...totals.executions]).toEqual([1, 1, 1, 0, 0, 0, 0, 0]);
    expect([...totals.shares]).toEqual([60, 100, 100, 0, 0, 0, 0, 0]);
    expect(Array.from(totals.shares, (_, venue) => feesReceived(market.book, venue))).toEqual([
      60 * 25,
      100 * 30,
      100 * 30,
      0,
      0,
      0,
      0,
      0,
    ]);
  });

  test('charges the fees of the scenario', () => {
    const market = smallMarket([thinStock()], {
      venues: [{ name: 'NYSE', feeTicks: 7, displayedWeight: 1 }],
    });
    answers(market, [{ quantity: 60 }]);
    expect(feesReceived(market.book, 0)).toBe(420);
  });

  test('counts an order of which 0 shares are executed as an order only', () => {
    const market = smallMarket();
    answers(market, [{ priceTicks: 1 }, {}, {}]);
    expect([market.book.totals.orders[0], market.book.totals.executions[0]]).toEqual([3, 1]);
  });
});

describe('execution by runs', () => {
  const child = fc.record({
    symbol: fc.nat({ max: 1 }),
    side: fc.constantFrom(Side.BUY, Side.SELL),
    quantity: fc.integer({ min: 1, max: 400 }),
    priceTicks: fc.constantFrom(199_800, 200_000, 200_200),
    venue: fc.constantFrom(0, 0, 1, 5, DARK_VENUE, RETAIL_VENUE),
    verdict: fc.constantFrom(
      Verdict.ADMITTED,
      Verdict.ADMITTED,
      Verdict.ADMITTED,
      Verdict.MAX_NOTIONAL,
    ),
  });
  /** Runs of children alike, as a router writes them. */
  const written = fc.array(fc.record({ child, times: fc.integer({ min: 1, max: 6 }) }), {
    minLength: 1,
    maxLength: 12,
  });
  const probability = fc.constantFrom(0, 0.3, 1);

  test('leaves the fills and columns that executing the children one at a time leaves', () => {
    fc.assert(
      fc.property(
        written,
        probability,
        probability,
        fc.nat({ max: 50 }),
        (runs, fadeProbability, hidden, epoch) => {
          const rows = runs.flatMap(({ child: row, times }) =>
            Array.from({ length: times }, () => row),
          );
          const stocks = [thinStock(), thinStock({ advShares: 400_000 })];
          const changes = { fadeProbability, darkProbability: hidden, retailProbability: hidden };
          const [whole, single] = [smallMarket(stocks, changes), smallMarket(stocks, changes)];
          const [children, childrenOfSingle] = [childrenOf(rows), childrenOf(rows)];
          const answered = fillChildren(whole.book, children, 0, rows.length, epoch);
          let answeredOfSingle = 0;
          for (let row = 0; row < rows.length; row++)
            answeredOfSingle += fillChildren(single.book, childrenOfSingle, row, row + 1, epoch);
          expect(answered).toBe(answeredOfSingle);
          expect(children.words).toEqual(childrenOfSingle.words);
          expect(digestRegion(whole.buffer)).toBe(digestRegion(single.buffer));
        },
      ),
      { seed: 20120801, numRuns: 200 },
    );
  });

  test('executes at most what is shown, answers each admitted child, and books the mirror', () => {
    fc.assert(
      fc.property(written, fc.nat({ max: 50 }), (runs, epoch) => {
        const rows = runs.flatMap(({ child: row, times }) =>
          Array.from({ length: times }, () => row),
        );
        const stocks = [thinStock(), thinStock({ advShares: 400_000 })];
        const market = smallMarket(stocks, { darkProbability: 0.5, retailProbability: 0.5 });
        const children = childrenOf(rows);
        const answered = fillChildren(market.book, children, 0, rows.length, epoch);
        const admitted = rows.flatMap((row, position) =>
          row.verdict === Verdict.ADMITTED ? [{ ...row, position }] : [],
        );
        expect(answered).toBe(admitted.length);

        const left = new Map<number, number>();
        const sums = stocks.map(() => ({ shares: 0, cash: 0, fees: 0 }));
        admitted.forEach(({ symbol, side, venue, quantity, priceTicks, position }) => {
          const { executed, executedAtTicks, ...row } = readChild(children, position);
          expect(row).toMatchObject({
            symbol,
            side,
            venue,
            quantity,
            priceTicks,
            middleTicks: 200_000,
          });
          const sign = side === Side.BUY ? 1 : -1;
          if (executed > 0) expect(sign * (priceTicks - executedAtTicks)).toBeGreaterThanOrEqual(0);
          if (venue < LIT_VENUE_COUNT) {
            const cell = symbol * LIT_VENUE_COUNT + venue;
            const shown =
              left.get(2 * cell + side) ??
              displayedShares(market.depth.lots[cell]!, cell, side, epoch);
            const isMarketable = side === Side.BUY ? priceTicks >= 200_200 : priceTicks <= 199_800;
            expect(executed).toBe(isMarketable ? Math.min(shown, quantity) : 0);
            left.set(2 * cell + side, shown - executed);
          }
          sums[symbol]!.shares -= sign * executed;
          sums[symbol]!.cash += sign * executed * executedAtTicks;
          sums[symbol]!.fees += executed * DEFAULT_FEE_TICKS[venue]!;
        });
        const { counterparties, totals } = market.book;
        expect([...counterparties.shares]).toEqual(sums.map(({ shares }) => shares));
        expect([...counterparties.cash]).toEqual(sums.map(({ cash }) => cash));
        expect(
          totals.shares.reduce((sum, _, venue) => sum + feesReceived(market.book, venue), 0),
        ).toBe(sums.reduce((sum, { fees }) => sum + fees, 0));
      }),
      { seed: 20120801, numRuns: 200 },
    );
  });
});
