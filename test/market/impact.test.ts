import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decayTable,
  type ImpactModel,
  type ImpactSpec,
  markQuotes,
  ordinarySpreadTicks,
  QUIET_EPOCHS,
  settledMidTicks,
  writeQuote,
} from '../../src/market/impact.js';
import type { MarketSpec } from '../../src/market/market.js';
import { markMarket } from '../../src/market/market.js';
import { quoteOf, smallMarket, thinStock } from '../support/market.js';

const NEVER_DECAYS = Number.POSITIVE_INFINITY;
const STOCK = thinStock({ openTicks: 1_000_000_000, advShares: 1_000_000, dailyVolatility: 0.02 });

function marketOf(
  model: ImpactModel,
  changes: Partial<ImpactSpec> = {},
  others: Partial<MarketSpec> = {},
  stock = STOCK,
) {
  return smallMarket([stock], {
    impact: { model, prefactor: 1, halfLifeSeconds: NEVER_DECAYS, permanent: 0, ...changes },
    ...others,
  });
}

/** ln of the middle over the opening print. The stock is dear, so that a tick is 1e-9 of it. */
const logMove = (market: ReturnType<typeof marketOf>): number =>
  Math.log(market.quotes.midTicks[0]! / STOCK.openTicks);

describe('the square-root law', () => {
  test('holds for one-sided flow in any parts: Y σ √(Q / V)', () => {
    const cut = fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(
        cut,
        fc.double({ min: 0.1, max: 3, noNaN: true }),
        fc.constantFrom(1, -1),
        (parts, prefactor, sign) => {
          const market = marketOf('square-root', { prefactor });
          parts.forEach((shares, n) => {
            market.impact.flow[0] = sign * shares;
            markMarket(market, n + 1);
          });
          const total = parts.reduce((sum, shares) => sum + shares, 0);
          const law = sign * prefactor * 0.02 * Math.sqrt(total / 1_000_000);
          expect(Math.abs(logMove(market) - law)).toBeLessThan(2e-9);
          const state = market.impact.transient[0]!;
          expect(Math.abs((Math.sign(state) * Math.sqrt(Math.abs(state))) / law - 1)).toBeLessThan(
            1e-12,
          );
        },
      ),
      { seed: 20120801, numRuns: 200 },
    );
  });

  test('leaves a permanent part of σ Q / V, to which the price decays', () => {
    const market = marketOf('square-root', { permanent: 0.3 });
    market.impact.flow[0] = -250_000;
    markMarket(market, 1);
    expect(logMove(market)).toBeCloseTo(-0.02 * 0.5 - 0.3 * 0.02 * 0.25, 8);
    expect(Math.log(settledMidTicks(market.impact, false, 0) / STOCK.openTicks)).toBeCloseTo(
      -0.3 * 0.02 * 0.25,
      12,
    );
  });
});

describe('the linear model', () => {
  test('agrees with the square-root law at a tenth of a day’s volume', () => {
    const market = marketOf('linear');
    market.impact.flow[0] = 100_000;
    markMarket(market, 1);
    expect(market.quotes.midTicks[0]! / STOCK.openTicks - 1).toBeCloseTo(0.02 * Math.sqrt(0.1), 9);
  });

  test('is linear, and its permanent fraction does not decay', () => {
    const market = marketOf('linear', { permanent: 0.25, prefactor: 2 });
    const moveOf = (shares: number): number => {
      market.impact.flow[0] = shares;
      markMarket(market, 1);
      return market.quotes.midTicks[0]! / STOCK.openTicks - 1;
    };
    const one = moveOf(10_000);
    expect(moveOf(20_000)).toBeCloseTo(3 * one, 8);
    expect(settledMidTicks(market.impact, true, 0) / STOCK.openTicks - 1).toBeCloseTo(
      0.75 * one,
      8,
    );
    expect(moveOf(-30_000)).toBeCloseTo(0, 9);
  });

  test('has no profitable round trip at the middle', () => {
    const trade = fc.record({
      shares: fc.integer({ min: -20_000, max: 20_000 }),
      waits: fc.integer({ min: 0, max: 5 }),
    });
    fc.assert(
      fc.property(
        fc.array(trade, { minLength: 1, maxLength: 12 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.5, max: 60, noNaN: true }),
        (trades, permanent, halfLifeSeconds) => {
          const market = marketOf('linear', { permanent, halfLifeSeconds });
          const { impact, quotes, decay } = market;
          const middle = (): number => impact.transient[0]! + impact.permanent[0]!;
          let epoch = 0;
          let cost = 0;
          let gross = 0;
          const execute = (shares: number): void => {
            markQuotes(impact, quotes, decay, true, epoch, 0, 1);
            const before = middle();
            impact.flow[0] = shares;
            markQuotes(impact, quotes, decay, true, epoch, 0, 1);
            cost += (shares * (before + middle())) / 2;
            gross += Math.abs(shares);
          };
          for (const { shares, waits } of trades) {
            execute(shares);
            epoch += waits * QUIET_EPOCHS;
          }
          execute(-trades.reduce((sum, { shares }) => sum + shares, 0));
          expect(cost).toBeGreaterThanOrEqual(-1e-12 * gross);
        },
      ),
      { seed: 20120801, numRuns: 500 },
    );
  });

  test('has none at the quotes: a round trip within displayed sizes loses the spread', () => {
    const stock = thinStock({ openTicks: 300_000, advShares: 3_000_000, dailyVolatility: 0.025 });
    const displayedMax = Math.ceil((2 * 6 * stock.advShares) / 23_400);
    const parts = fc.array(fc.integer({ min: -displayedMax, max: displayedMax }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(parts, fc.double({ min: 0, max: 1, noNaN: true }), (trades, permanent) => {
        const market = marketOf(
          'linear',
          { prefactor: 1, permanent, halfLifeSeconds: 1800 },
          {},
          stock,
        );
        let cash = 0;
        let epoch = 0;
        let shares = 0;
        const execute = (signed: number): void => {
          cash -= signed * (signed > 0 ? market.quotes.askTicks[0]! : market.quotes.bidTicks[0]!);
          shares += signed;
          market.impact.flow[0] = signed;
          markMarket(market, ++epoch);
        };
        for (const signed of trades) execute(signed);
        while (shares !== 0) execute(-Math.sign(shares) * Math.min(displayedMax, Math.abs(shares)));
        expect(cash).toBeLessThanOrEqual(0);
      }),
      { seed: 20120801, numRuns: 300 },
    );
  });
});

describe('no impact', () => {
  test('keeps the quotes, whatever is traded', () => {
    const market = marketOf('none', { permanent: 0.5, prefactor: 3 }, {}, thinStock());
    const before = quoteOf(market);
    for (let epoch = 1; epoch < 40; epoch++) {
      market.impact.flow[0] = epoch * 1_000_000;
      markMarket(market, epoch);
      expect(quoteOf(market)).toBe(before);
    }
  });
});

describe('decay', () => {
  test('halves the linear impact, and the square of the square-root impact, in a half-life', () => {
    for (const model of ['linear', 'square-root'] as const) {
      const market = marketOf(model, { halfLifeSeconds: 100 });
      market.impact.flow[0] = 100_000;
      markMarket(market, 0);
      const first = market.impact.transient[0]!;
      for (let epoch = 1; epoch <= 2000; epoch++) {
        markMarket(market, epoch);
        if (epoch === 1000) expect(market.impact.transient[0]! / first).toBeCloseTo(0.5, 12);
      }
      expect(market.impact.transient[0]! / first).toBeCloseTo(0.25, 12);
    }
  });

  test('of a quiet symbol catch up once in ten epochs, and with a trade at once', () => {
    const market = marketOf('linear', { halfLifeSeconds: 1 });
    market.impact.flow[0] = 100_000;
    markMarket(market, 0);
    const first = market.impact.transient[0]!;
    for (let epoch = 1; epoch < QUIET_EPOCHS; epoch++) markMarket(market, epoch);
    expect(market.impact.transient[0]).toBe(first);
    markMarket(market, QUIET_EPOCHS);
    expect(market.impact.transient[0]! / first).toBeCloseTo(0.5, 12);
    market.impact.flow[0] = 100_000;
    markMarket(market, QUIET_EPOCHS + 5);
    expect(market.impact.transient[0]! / first).toBeCloseTo(0.5 * Math.SQRT1_2 + 1, 12);
  });

  test('keeps the permanent part', () => {
    const market = marketOf('square-root', { halfLifeSeconds: 0.001, permanent: 1 });
    market.impact.flow[0] = 500_000;
    markMarket(market, 1);
    markMarket(market, 11);
    expect(logMove(market)).toBeCloseTo(0.01, 8);
  });

  test('by table is 2 to the minus epochs over half-life', () => {
    const table = decayTable(20, 0.1);
    expect(table).toHaveLength(QUIET_EPOCHS + 1);
    for (const [n, factor] of table.entries()) expect(factor).toBeCloseTo(2 ** (-n / 200), 14);
    expect(table[0]).toBe(1);
  });
});

describe('quotes', () => {
  test('are rounded against the taker, to a cent or below a dollar a tick, and never cross', () => {
    const price = fc.integer({ min: 1, max: 3_000_000 });
    fc.assert(
      fc.property(
        price,
        fc.constantFrom(30_000, 600_000, 6_000_000),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (openTicks, advShares, move) => {
          const stock = thinStock({ openTicks, advShares });
          const market = marketOf('linear', {}, {}, stock);
          market.impact.permanent[0] = move;
          writeQuote(market.impact, market.quotes, true, 0);
          const bid = market.quotes.bidTicks[0]!;
          const ask = market.quotes.askTicks[0]!;
          const middle = Math.max(1, openTicks * (1 + move));
          const half = (middle * ordinarySpreadTicks(stock)) / openTicks / 2;
          const step = middle >= 10_000 ? 100 : 1;
          expect(market.quotes.midTicks[0]).toBe(Math.round(middle));
          expect(ask).toBeGreaterThan(bid);
          expect(bid).toBeGreaterThanOrEqual(1);
          expect(bid <= middle - half + 1e-6 || bid === 1).toBe(true);
          expect(ask).toBeGreaterThanOrEqual(middle + half - 1e-6);
          if (bid > 1) expect(bid).toBeGreaterThan(middle - half - step - 1e-6);
          if (ask > bid + 1) expect(ask).toBeLessThan(middle + half + step + 1e-6);
          if (middle >= 10_000) expect([bid === 1 ? 0 : bid % 100, ask % 100]).toEqual([0, 0]);
        },
      ),
      { seed: 20120801, numRuns: 1000 },
    );
  });

  test('of a stock near $0 are a tick apart', () => {
    const market = marketOf('square-root', {}, {}, thinStock({ openTicks: 1000 }));
    market.impact.transient[0] = -100;
    writeQuote(market.impact, market.quotes, false, 0);
    expect(quoteOf(market)).toBe('1/1/2');
  });

  test('are a cent or some basis points apart: 3 for busy stocks, 6, and 15 for quiet ones', () => {
    const spread = (openTicks: number, advShares: number): number =>
      ordinarySpreadTicks(thinStock({ openTicks, advShares }));
    expect([6_000_000, 600_000, 60_000].map((adv) => spread(1_000_000, adv))).toEqual([
      300, 600, 1500,
    ]);
    expect([spread(20_000, 6_000_000), spread(9_000, 6_000_000)]).toEqual([100, 5]);
  });

  test('move up with buying and down with selling, bid and offer together', () => {
    for (const model of ['linear', 'square-root'] as const) {
      const market = marketOf(model, {}, {}, thinStock());
      market.impact.flow[0] = 2_340;
      markMarket(market, 1);
      expect(market.quotes.bidTicks[0]).toBeGreaterThan(199_800);
      expect(market.quotes.askTicks[0]).toBeGreaterThan(200_200);
      market.impact.flow[0] = -4_680;
      markMarket(market, 2);
      expect(market.quotes.bidTicks[0]).toBeLessThan(199_800);
      expect(market.quotes.askTicks[0]).toBeLessThan(200_200);
    }
  });
});
