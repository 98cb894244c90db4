import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillChildren } from '../../src/market/fills.js';
import type { WithdrawalTerms } from '../../src/market/impact.js';
import { type Market, markMarket, markSymbols } from '../../src/market/market.js';
import { WITHDRAWAL_TERMS } from '../../src/market/withdrawal.js';
import { Side } from '../../src/orders/codes.js';
import { childrenOf, readChild } from '../support/children.js';
import { smallMarket, thinStock } from '../support/market.js';
import { type PlainStock, passEpoch, plainMid } from './plain-withdrawal.js';

const IMPACT = {
  model: 'withdrawal',
  prefactor: 1,
  halfLifeSeconds: 1800,
  permanent: 0.4,
} as const;
const CALM: WithdrawalTerms = {
  ...WITHDRAWAL_TERMS,
  reachTimes: { median: 200, sdLn: 0 },
  gapsPerSecond: 0,
};
/** A stock of one share a second of its own, dear enough that a tick is nothing. */
const STOCK = thinStock({ openTicks: 20_000_000 });
const EPOCHS_A_SECOND = 10;

function marketOf(terms: Partial<WithdrawalTerms> = {}, stocks = [STOCK]): Market {
  return smallMarket(stocks, { impact: { ...IMPACT, withdrawal: { ...CALM, ...terms } } });
}

/** ln of the middle over the opening print. */
const logMove = ({ quotes }: Market, symbol = 0): number =>
  Math.log(quotes.midTicks[symbol]! / quotes.openTicks[symbol]!);

/** Lets the firm trade the same signed shares in every epoch of some seconds. */
function trade(market: Market, shares: number, fromSecond: number, seconds: number): void {
  for (let n = 1; n <= seconds * EPOCHS_A_SECOND; n++) {
    market.impact.flow[0] = shares;
    markMarket(market, fromSecond * EPOCHS_A_SECOND + n);
  }
}

describe('the steps of the withdrawal model', () => {
  test('give the quotes of the plain model on random flows', () => {
    const stocks = [
      STOCK,
      thinStock({ openTicks: 8_000_000, advShares: 2_000_000, dailyVolatility: 0.03 }),
      thinStock({ openTicks: 15_000_000, advShares: 150_000 }),
    ];
    const epoch = fc.record({
      symbol: fc.nat(2),
      shares: fc.integer({ min: -3000, max: 3000 }),
      wait: fc.constantFrom(1, 1, 1, 2, 7, 40),
    });
    const terms: WithdrawalTerms = {
      ...WITHDRAWAL_TERMS,
      bearTimes: 3,
      strength: { median: 0.01, sdLn: 0.3 },
      gapsPerSecond: 0.2,
      gapSeconds: 3,
    };
    fc.assert(
      fc.property(fc.array(epoch, { minLength: 5, maxLength: 60 }), (epochs) => {
        const market = marketOf(terms, stocks);
        const table = market.book.withdrawal!;
        const plain = stocks.map(
          (stock, symbol): PlainStock => ({
            stock,
            reachShares: table.reachShares[symbol]!,
            strength: table.strength[symbol]!,
            squared: 0,
            taken: 0,
            since: 0,
            net: 0,
            stays: 0,
            withdrawn: 0,
            goal: 0,
            gap: 1,
          }),
        );
        const around = { ...IMPACT, terms, epochSeconds: 0.1, seed: market.seed };
        let now = 0;
        for (const { symbol, shares, wait } of epochs) {
          for (let n = 0; n < wait; n++) {
            now++;
            market.impact.flow[symbol] = n === 0 ? shares : 0;
            // In two parts, as a fleet marks its symbols.
            markSymbols(market, now, 0, 1);
            markSymbols(market, now, 1, 3);
            for (const [of, one] of plain.entries())
              passEpoch(one, around, of, now, n === 0 && of === symbol ? shares : 0);
          }
        }
        plain.forEach((one, symbol) => {
          // Quiet symbols are marked when their step is due.
          while ((now + symbol) % EPOCHS_A_SECOND !== 0) {
            now++;
            markMarket(market, now);
            for (const [of, each] of plain.entries()) passEpoch(each, around, of, now, 0);
          }
          expect(table.gap[symbol]! / one.gap - 1).toBeCloseTo(0, 9);
          expect(Math.abs(market.quotes.midTicks[symbol]! - plainMid(one))).toBeLessThan(0.6);
        });
      }),
      { seed: 20120801, numRuns: 60 },
    );
  });

  test('take a price away while a flow is too large, and give it back when it ends', () => {
    const market = marketOf({ bearTimes: 10, strength: { median: 0.02, sdLn: 0 } });
    trade(market, 20, 0, 60);
    const withdrawn = market.book.withdrawal!.withdrawn[0]!;
    // 200 shares a second are 20 times what makers bear.
    expect(withdrawn).toBeCloseTo(0.02 * (20 ** 0.81 - 1), 6);
    for (let epoch = 601; epoch <= 2000; epoch++) markMarket(market, epoch);
    expect(market.book.withdrawal!.withdrawn[0]!).toBeLessThan(withdrawn / 1000);
  });

  test('leave the square-root law to a flow that makers bear, and p σ ln(1 + Q / V) of it', () => {
    const market = marketOf({ bearTimes: 1e6 });
    trade(market, -20, 0, 60);
    expect(market.book.withdrawal!.withdrawn[0]).toBe(0);
    const stays = 0.4 * 0.02 * Math.log(1 + 12_000 / 23_400);
    expect(market.impact.permanent[0]).toBeCloseTo(-stays, 12);
    // The squared impact halves in 1800 s, so hardly in a minute.
    expect(logMove(market) + stays).toBeCloseTo(-0.02 * Math.sqrt(12_000 / 23_400), 3);
  });

  test('open a gap in a large flow, which multiplies what it does, and close it again', () => {
    const market = marketOf({
      bearTimes: 100,
      gapsPerSecond: 1,
      gapDepth: { median: 0.05, sdLn: 0 },
      gapSeconds: 1e6,
    });
    trade(market, 20, 0, 20);
    expect(market.book.withdrawal!.gap[0]).toBe(0.05);
    expect(logMove(market)).toBeGreaterThan(0.021 * (40 ** 0.81 - 1) * 0.99);
    const closing = marketOf({ gapsPerSecond: 0, gapSeconds: 1 });
    closing.book.withdrawal!.gap[0] = 0.05;
    for (let epoch = 1; epoch <= 10; epoch++) markMarket(closing, epoch);
    expect(closing.book.withdrawal!.gap[0]).toBe(1);
  });

  test('end at a hundredfold price', () => {
    const market = marketOf({ bearTimes: 0.001, exponent: 2, riseSeconds: 0.01 });
    market.impact.baseTicks[0] = 10_000;
    trade(market, 1000, 0, 3);
    expect(market.book.withdrawal!.withdrawn[0]).toBeCloseTo(Math.log(100), 9);
  });
});

describe('displayed sizes in the withdrawal model', () => {
  /** The part of one-lot orders a second that fills, when the firm sends them steadily. */
  function filledShare(side: Side, ordersAnEpoch: number): number {
    const market = marketOf({ bearTimes: 1e6 });
    let executed = 0;
    const seconds = 400;
    for (let epoch = 1; epoch <= seconds * EPOCHS_A_SECOND; epoch++) {
      for (let venue = 0; venue < ordersAnEpoch; venue++) {
        const priceTicks = side === Side.BUY ? 0x7fffffff : 1;
        const children = childrenOf([{ side, venue, priceTicks }]);
        fillChildren(market.book, children, 0, 1, epoch);
        if (epoch > 100 * EPOCHS_A_SECOND) executed += readChild(children, 0).executed;
      }
      markMarket(market, epoch);
    }
    return executed / (300 * EPOCHS_A_SECOND * ordersAnEpoch * 100);
  }

  test.each(['BUY', 'SELL'] as const)('fill a ÷ (1 + a / (K v)) of a steady %s', (name) => {
    const side = Side[name];
    // 100 shares an epoch are 1000 a second, against K v of 200.
    expect(filledShare(side, 1)).toBeCloseTo(1 / (1 + 1000 / 200), 1);
    expect(filledShare(side, 2)).toBeCloseTo(1 / (1 + 2000 / 200), 1);
  });

  test('are whole for the other side of the flow', () => {
    const market = marketOf();
    trade(market, 100, 0, 60);
    const children = childrenOf([{ side: Side.SELL, priceTicks: 1 }]);
    fillChildren(market.book, children, 0, 1, 601);
    expect(readChild(children, 0).executed).toBe(100);
  });
});

test('prices end where ticks do', () => {
  const dear = thinStock({ openTicks: 1_900_000_000 });
  const market = marketOf({ bearTimes: 0.001, exponent: 2, riseSeconds: 0.01 }, [dear]);
  trade(market, 1000, 0, 3);
  expect(market.quotes.midTicks[0]).toBe(2_000_000_000);
  expect(market.quotes.askTicks[0]).toBeGreaterThan(2_000_000_000);
});

test('the spreads of stocks are drawn from the seed, and medians are the terms', () => {
  const stocks = Array.from({ length: 2001 }, () => STOCK);
  const { reachShares, strength } = marketOf(
    { reachTimes: { median: 200, sdLn: 0.5 }, strength: { median: 0.02, sdLn: 1 } },
    stocks,
  ).book.withdrawal!;
  const median = (values: Float64Array): number => [...values].sort((a, b) => a - b)[1000]!;
  expect(median(reachShares) / (200 * 20)).toBeCloseTo(1, 1);
  expect(median(strength) / 0.02).toBeCloseTo(1, 1);
  // Evenly: as many in each tenth of the distribution, but for one or two.
  const logs = [...strength].map((w) => Math.log(w / 0.02)).sort((a, b) => a - b);
  for (const [tenth, sd] of [
    [1, -1.2816],
    [3, -0.5244],
    [7, 0.5244],
    [9, 1.2816],
  ] as const)
    expect(Math.abs(logs.filter((ln) => ln < sd).length - 200.1 * tenth)).toBeLessThan(3);
});

test('makers of a thin stock withdraw further, by a power of its volume', () => {
  const stocks = [3_000_000, 30_000].map((advShares) => thinStock({ advShares }));
  const terms = { strength: { median: 0.02, sdLn: 0 } };
  const of = (thinExponent?: number): number[] => [
    ...marketOf({ ...terms, thinExponent }, stocks).book.withdrawal!.strength,
  ];
  expect(of()).toEqual([0.02, 0.02]);
  expect(of(0.5)[0]).toBeCloseTo(0.02, 12);
  expect(of(0.5)[1]).toBeCloseTo(0.2, 12);
});

test('a withdrawal goes no further than its term says, up or down', () => {
  for (const [shares, times] of [
    [1000, 5],
    [-1000, 1 / 5],
  ] as const) {
    const market = marketOf({
      bearTimes: 0.001,
      exponent: 2,
      strength: { median: 100, sdLn: 0 },
      mostTimes: 5,
      riseSeconds: 0.01,
    });
    trade(market, shares, 0, 3);
    const { transient, permanent } = market.impact;
    const root = Math.sign(shares) * Math.sqrt(Math.abs(transient[0]!));
    expect(logMove(market) - root - permanent[0]!).toBeCloseTo(Math.log(times), 3);
  }
});
