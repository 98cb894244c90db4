import { describe, expect, test } from 'vitest';
import {
  BandState,
  bandTicks,
  type LimitBandSpec,
  type LimitBands,
  openLimitBands,
  watchLimitBands,
} from '../../src/market/limit-bands.js';
import { isPaused, Paused, QUOTE_SCHEMA, type Quotes } from '../../src/market/quotes.js';
import { allocateTable } from '../../src/memory/table.js';
import { Side } from '../../src/orders/codes.js';
import { thinStock } from '../support/market.js';

const SPEC: LimitBandSpec = {
  tier1Percent: 5,
  tier2Percent: 10,
  limitStateSeconds: 15,
  pauseSeconds: 300,
};
const AFTER_0945_NS = 1000e9;
const dollars = (amount: number): number => Math.round(amount * 10_000);

/**
 * One stock at $20 whose quote is a cent wide, and the states that it goes through while somebody
 * writes its middle, by time in seconds.
 */
class Stock {
  readonly quotes: Quotes = allocateTable(QUOTE_SCHEMA, 1);
  readonly bands: LimitBands;
  readonly changed = new Int32Array(1);
  constructor(indexMember = true) {
    this.bands = openLimitBands([thinStock({ indexMember })], SPEC);
    this.quote(20);
  }
  quote(price: number): void {
    this.quotes.midTicks[0] = dollars(price);
    this.quotes.bidTicks[0] = dollars(price) - 50;
    this.quotes.askTicks[0] = dollars(price) + 50;
  }
  /** Looks at a middle at a time; the state. */
  look(seconds: number, price: number, isEnforced = true): number {
    this.quote(price);
    watchLimitBands(this.bands, this.quotes, seconds * 1e9, isEnforced, this.changed);
    return this.bands.rows.state[0]!;
  }
  /** The same, at every second of a time. */
  rest(from: number, to: number, price: number): void {
    for (let second = from; second < to; second++) this.look(second, price);
  }
}

describe('the width of a band', () => {
  test.each([
    [true, 20, 1],
    [false, 20, 2],
    [true, 3.01, 0.1505],
    [true, 3, 0.6],
    [false, 0.75, 0.15],
    [false, 0.5, 0.15],
    [true, 0.1, 0.075],
  ])(
    'of an index member (%s) at $%d is $%d, and twice that in the first and the last quarter',
    (isTier1, price, width) => {
      const at = (ns: number): number => bandTicks(SPEC, isTier1, dollars(price), ns);
      expect(at(AFTER_0945_NS)).toBeCloseTo(dollars(width), 6);
      expect(at(15 * 60e9)).toBeCloseTo(dollars(width), 6);
      for (const ns of [0, 15 * 60e9 - 1, 365 * 60e9])
        expect(at(ns)).toBeCloseTo(2 * dollars(width), 6);
    },
  );
});

describe('a stock under limit up – limit down', () => {
  test('trades with its quote at the band, and not on that side one tick beyond', () => {
    const stock = new Stock();
    expect(stock.look(1, 21.995)).toBe(BandState.TRADING);
    expect(stock.look(2, 21.9951)).toBe(BandState.LIMIT_UP);
    expect([isPaused(stock.quotes, 0, Side.BUY), isPaused(stock.quotes, 0, Side.SELL)]).toEqual([
      true,
      false,
    ]);
    expect(stock.look(3, 18.005)).toBe(BandState.TRADING);
    expect(stock.quotes.paused[0]).toBe(Paused.NO);
    expect(stock.look(4, 18.0049)).toBe(BandState.LIMIT_DOWN);
    expect([isPaused(stock.quotes, 0, Side.BUY), isPaused(stock.quotes, 0, Side.SELL)]).toEqual([
      false,
      true,
    ]);
  });

  test('is paused for five minutes after more than 15 s beyond the band', () => {
    const stock = new Stock();
    expect(stock.look(1, 23)).toBe(BandState.LIMIT_UP);
    expect(stock.look(16, 23)).toBe(BandState.LIMIT_UP);
    expect(stock.look(16.1, 23)).toBe(BandState.PAUSED);
    expect(stock.quotes.paused[0]).toBe(Paused.ALL);
    expect(stock.look(316, 23)).toBe(BandState.PAUSED);
    expect(stock.look(316.1, 23)).toBe(BandState.TRADING);
    expect(stock.bands.rows.referenceTicks[0]).toBe(dollars(23));
    expect(stock.look(317, 25.2)).toBe(BandState.TRADING);
    expect(stock.look(318, 25.3)).toBe(BandState.LIMIT_UP);
  });

  test('begins the 15 s anew after it comes back within the band', () => {
    const stock = new Stock();
    stock.look(1, 23);
    expect(stock.look(10, 20)).toBe(BandState.TRADING);
    expect(stock.look(11, 23)).toBe(BandState.LIMIT_UP);
    expect(stock.look(26, 23)).toBe(BandState.LIMIT_UP);
    expect(stock.look(27, 23)).toBe(BandState.PAUSED);
  });

  test('moves its reference to the five-minute mean once that is 1 % away for 30 s', () => {
    const stock = new Stock();
    stock.rest(0, 30, 20.5);
    expect(stock.bands.rows.referenceTicks[0]).toBe(dollars(20));
    stock.rest(30, 31, 20.5);
    expect(stock.bands.rows.referenceTicks[0]).toBe(dollars(20.5));
    stock.rest(31, 300, 20.5);
    stock.rest(300, 400, 21);
    // 200 s of 20.5 and 100 s of 21 are 20.67: not a hundredth from 20.5.
    expect(stock.bands.rows.referenceTicks[0]).toBe(dollars(20.5));
    stock.rest(400, 500, 21);
    expect(stock.bands.rows.referenceTicks[0]).toBeGreaterThanOrEqual(dollars(20.705));
    expect(stock.bands.rows.referenceTicks[0]).toBeLessThan(dollars(20.75));
  });

  test('has bands of half the width from 09:45 on', () => {
    const stock = new Stock();
    stock.rest(0, 900, 20);
    expect([stock.bands.rows.lowTicks[0], stock.bands.rows.highTicks[0]]).toEqual([
      dollars(18),
      dollars(22),
    ]);
    stock.rest(900, 901, 20);
    expect([stock.bands.rows.lowTicks[0], stock.bands.rows.highTicks[0]]).toEqual([
      dollars(19),
      dollars(21),
    ]);
  });

  test('changes its states, and trades on where they are not enforced', () => {
    const stock = new Stock(false);
    expect(stock.look(1, 25, false)).toBe(BandState.LIMIT_UP);
    expect(stock.look(17, 25, false)).toBe(BandState.PAUSED);
    expect(stock.quotes.paused[0]).toBe(Paused.NO);
  });
});
