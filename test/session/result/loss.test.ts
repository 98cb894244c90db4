import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { money } from '../../../src/base/units.js';
import { postUnmatched } from '../../../src/ledger/positions.js';
import { settledMidTicks } from '../../../src/market/impact.js';
import { instrumentOf } from '../../../src/orders/children.js';
import { Side } from '../../../src/orders/codes.js';
import type { Day } from '../../../src/session/day/day.js';
import type { AfterTheFact } from '../../../src/session/day/spec.js';
import { computeLoss } from '../../../src/session/result/loss.js';
import { begin, dayOf, QUIET_DAY } from '../../support/day.js';

/** Returns a new day of 30 stocks that all opened at $20.00. */
function dayOfTwenty(after: Partial<AfterTheFact> = {}): Day {
  const universe = { ...QUIET_DAY.universe, stocks: 30, price: { median: 20, sdLn: 0 } };
  return begin({ ...dayOf([2012, 2012]), universe, after: { ...QUIET_DAY.after, ...after } });
}

interface Execution {
  symbol?: number;
  side?: Side;
  shares?: number;
  priceTicks: number;
  midTicks?: number;
  /** The index of the server. */
  server?: number;
}

/** Books unmatched executions, with the fees of NYSE. */
function execute(day: Day, rows: readonly Execution[]): void {
  for (const {
    symbol = 0,
    side = Side.BUY,
    shares = 100,
    priceTicks,
    midTicks = priceTicks,
    server = 0,
  } of rows) {
    const { accounts } = day.servers[server]!;
    postUnmatched(accounts, instrumentOf(symbol, side, 0), priceTicks, midTicks, shares, 1, 0);
  }
}

/** Returns trades that buy each of so many stocks once at a price. */
const bought = (stocks: number, priceTicks: number): Execution[] =>
  Array.from({ length: stocks }, (_, symbol) => ({ symbol, priceTicks }));

describe('the loss', () => {
  test('is 0 without executions', () => {
    expect(computeLoss(dayOfTwenty())).toEqual({
      total: 0,
      spread: 0,
      shortfall: 0,
      fees: 0,
      unwind: 0,
      bustedStocks: 0,
      bustPercent: 0,
    });
  });

  test('is the sum of spread, shortfall, fees and unwind', () => {
    const day = dayOfTwenty({ blockDiscount: 0.05 });
    execute(day, [{ shares: 1000, priceTicks: 202_000, midTicks: 201_500 }]);
    const loss = computeLoss(day);
    expect(loss.spread).toBe(1000 * 500);
    expect(loss.shortfall).toBe(1000 * 1500);
    expect(loss.fees).toBe(1000 * 25);
    expect(loss.unwind).toBeCloseTo(0.05 * 1000 * 200_000, 3);
    expect(loss.total).toBe(loss.spread + loss.shortfall + loss.fees + loss.unwind);
  });

  test('is symmetrical for a short position', () => {
    const day = dayOfTwenty({ blockDiscount: 0.05 });
    execute(day, [{ side: Side.SELL, shares: 1000, priceTicks: 198_000, midTicks: 198_500 }]);
    const loss = computeLoss(day);
    expect([loss.spread, loss.shortfall]).toEqual([1000 * 500, 1000 * 1500]);
    expect(loss.unwind).toBeCloseTo(0.05 * 1000 * 200_000, 3);
  });

  test('can be a gain, if the stock settles beyond the price paid', () => {
    const day = dayOfTwenty();
    execute(day, [{ shares: 10, priceTicks: 190_000 }]);
    day.market.impact.permanent[0] = 0.05;
    expect(computeLoss(day).shortfall).toBe(10 * (190_000 - 210_000));
  });

  test('excludes transient impact and includes permanent impact', () => {
    const day = dayOfTwenty();
    execute(day, [{ shares: 10, priceTicks: 210_000 }]);
    day.market.impact.transient[0] = 0.05;
    expect(computeLoss(day).shortfall).toBe(10 * 10_000);
    day.market.impact.permanent[0] = 0.05;
    expect(computeLoss(day).shortfall).toBe(0);
  });

  test('nets the holdings of all servers in a stock before the unwind', () => {
    const day = dayOfTwenty({ blockDiscount: 0.05 });
    execute(day, [
      { shares: 1000, priceTicks: 200_000 },
      { shares: 1000, priceTicks: 200_000, side: Side.SELL, server: 1 },
    ]);
    expect(computeLoss(day)).toMatchObject({ shortfall: 0, unwind: 0, fees: 2000 * 25 });
  });

  test('of the part sold down is (2/3) Y σ √(Q / V), capped at its whole value', () => {
    const day = dayOfTwenty({ soldDownShare: 0.25, sellDownPrefactor: 1.5, blockDiscount: 0.1 });
    execute(day, [{ shares: 4000, priceTicks: 200_000 }]);
    const slippage = (2 / 3) * 1.5 * 0.02 * Math.sqrt(1000 / 23_400);
    expect(computeLoss(day).unwind / (4000 * 200_000)).toBeCloseTo(
      slippage * 0.25 + 0.1 * 0.75,
      12,
    );

    const flooded = dayOfTwenty({ soldDownShare: 1, sellDownPrefactor: 20 });
    execute(flooded, [{ shares: 1_000_000_000, priceTicks: 200_000 }]);
    expect(computeLoss(flooded).unwind).toBe(1_000_000_000 * 200_000);
  });
});

describe('trades that are busted as clearly erroneous', () => {
  const FAR = 230_000;
  const VERY_FAR = 270_000;

  test.each([
    [1, 10, 1],
    [4, 10, 4],
    [5, 10, 5],
    [19, 10, 19],
    [20, 30, 0],
    [30, 30, 0],
  ])(
    'in %i stocks 15 %% from their opens: the line is at %i %%, %i stocks are busted',
    (stocks, bustPercent, bustedStocks) => {
      const day = dayOfTwenty();
      execute(day, bought(stocks, FAR));
      expect(computeLoss(day)).toMatchObject({
        bustPercent,
        bustedStocks,
        shortfall: (stocks - bustedStocks) * 100 * 30_000,
      });
    },
  );

  test('in many stocks are busted beyond 30 % only, not from 10 to 30 %', () => {
    const day = dayOfTwenty();
    execute(day, [...bought(25, FAR), ...bought(7, VERY_FAR)]);
    expect(computeLoss(day)).toMatchObject({
      bustPercent: 30,
      bustedStocks: 7,
      shortfall: 25 * 100 * 30_000,
    });
  });

  test('leave the other trades of the same stock alone', () => {
    const day = dayOfTwenty({ blockDiscount: 0.1 });
    execute(day, [{ priceTicks: 205_000 }, { priceTicks: FAR, midTicks: FAR - 100 }]);
    const loss = computeLoss(day);
    expect(loss).toMatchObject({
      bustPercent: 10,
      bustedStocks: 1,
      shortfall: 100 * 5000,
      spread: 0,
    });
    expect(loss.unwind).toBeCloseTo(0.1 * 100 * 200_000, 3);
  });

  test('are counted by stock, not by trade or server', () => {
    const day = dayOfTwenty();
    execute(day, [
      ...bought(12, FAR),
      ...bought(12, FAR),
      ...bought(12, FAR).map((row) => ({ ...row, server: 1 })),
    ]);
    expect(computeLoss(day)).toMatchObject({ bustPercent: 10, bustedStocks: 12, shortfall: 0 });
  });

  test('do not occur if nothing traded so far away, or if `busts` is off', () => {
    const near = dayOfTwenty();
    execute(near, bought(10, 219_999));
    expect(computeLoss(near)).toMatchObject({ bustPercent: 0, bustedStocks: 0 });
    const stands = dayOfTwenty({ busts: false });
    execute(stands, bought(10, FAR));
    expect(computeLoss(stands)).toMatchObject({
      bustPercent: 0,
      bustedStocks: 0,
      shortfall: 10 * 100 * 30_000,
    });
  });

  test('are busted on both sides, even if as many shares were sold as bought', () => {
    const day = dayOfTwenty();
    execute(day, [{ priceTicks: FAR }, { priceTicks: 170_000, side: Side.SELL, server: 1 }]);
    expect(computeLoss(day)).toMatchObject({
      bustPercent: 10,
      bustedStocks: 1,
      shortfall: 0,
      spread: 0,
    });
    const oneServer = dayOfTwenty();
    execute(oneServer, [{ priceTicks: FAR }, { priceTicks: 170_000, side: Side.SELL }]);
    expect(computeLoss(oneServer)).toMatchObject({
      bustPercent: 10,
      bustedStocks: 1,
      shortfall: 0,
    });
  });

  test('still pay their fees', () => {
    const day = dayOfTwenty();
    execute(day, bought(3, FAR));
    expect(computeLoss(day)).toMatchObject({ total: money(0.75), fees: 300 * 25 });
  });
});

/** The same loss, stock by stock, as its parts are defined. */
function plainLoss({ servers, market, spec }: Day) {
  const { busts, soldDownShare, sellDownPrefactor, blockDiscount } = spec.after;
  const sum = (pick: (of: Day['servers'][number]) => number): number =>
    servers.reduce((total, server) => total + pick(server), 0);
  const isBeyond = (symbol: number, percent: 10 | 30): boolean =>
    servers.some(
      ({ positions: p }) =>
        p[`beyond${percent}Shares`][symbol] !== 0 || p[`beyond${percent}Cash`][symbol] !== 0,
    );
  const involved = market.stocks.filter((_, symbol) => isBeyond(symbol, 10)).length;
  const percent = busts && involved > 0 ? (involved >= 20 ? 30 : 10) : 0;
  const parts = market.stocks.map(({ dailyVolatility, advShares }, symbol) => {
    const isBusted = percent !== 0 && isBeyond(symbol, percent);
    const [shares, cash, midCash] = (['Shares', 'Cash', 'MidCash'] as const).map(
      (column) =>
        sum(({ positions }) => positions[`error${column}`][symbol]!) -
        (isBusted ? sum(({ positions }) => positions[`beyond${percent}${column}`][symbol]!) : 0),
    ) as [number, number, number];
    const settled = settledMidTicks(market.impact, market.linear, symbol);
    const sold = Math.abs(shares) * soldDownShare;
    const rate = (2 / 3) * sellDownPrefactor * dailyVolatility * Math.sqrt(sold / advShares);
    const block = Math.abs(shares) * settled * (1 - soldDownShare) * blockDiscount;
    return {
      isBusted,
      spread: midCash - cash,
      shortfall: -(midCash + shares * settled),
      unwind: Math.min(1, rate) * sold * settled + block,
    };
  });
  const all = (part: 'spread' | 'shortfall' | 'unwind'): number =>
    parts.reduce((total, of) => total + of[part], 0);
  const fees = sum(({ book }) => book.errorFees[0]!);
  return {
    total: all('spread') + all('shortfall') + fees + all('unwind'),
    bustedStocks: parts.filter(({ isBusted }) => isBusted).length,
    bustPercent: percent,
  };
}

test('the loss is that of its definition, whatever was traded', () => {
  const execution = fc.record({
    symbol: fc.nat({ max: 29 }),
    side: fc.constantFrom(Side.BUY, Side.SELL),
    shares: fc.integer({ min: 1, max: 5000 }),
    priceTicks: fc.constantFrom(130_000, 175_000, 199_900, 200_100, 225_000, 300_000),
    midTicks: fc.constantFrom(199_000, 200_000, 230_000),
    server: fc.nat({ max: 1 }),
  });
  const draw = fc.record({
    rows: fc.array(execution, { maxLength: 80 }),
    busts: fc.boolean(),
    soldDownShare: fc.constantFrom(0, 0.3, 1),
  });
  fc.assert(
    fc.property(draw, ({ rows, ...after }) => {
      const day = dayOfTwenty({ ...after, blockDiscount: 0.05, sellDownPrefactor: 0.7 });
      execute(day, rows);
      const { total, bustedStocks, bustPercent } = computeLoss(day);
      const plain = plainLoss(day);
      expect({ bustedStocks, bustPercent }).toEqual({
        bustedStocks: plain.bustedStocks,
        bustPercent: plain.bustPercent,
      });
      expect(total).toBeCloseTo(plain.total, 0);
    }),
  );
});
