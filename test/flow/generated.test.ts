import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NS_PER_SECOND, parseTimeOfDay } from '../../src/base/units.js';
import { generateFlow } from '../../src/flow/generated.js';
import type {
  AlgorithmStream,
  AuctionStream,
  OrderSizes,
  PreMarketStream,
  RetailStream,
} from '../../src/flow/streams.js';
import { OrderAttribute, Side } from '../../src/orders/codes.js';
import type { OrderFlow } from '../../src/orders/flow.js';

const SIZES: OrderSizes = { median: 300, sdLn: 0.8, roundTo: 100, max: 5000 };
const FLAG = 4;
const AUCTION: AuctionStream = {
  kind: 'auction',
  from: '08:00:00',
  to: '08:00:50',
  session: 8,
  orders: 212,
  firstPlace: 10,
  buyStocks: 80,
  sellStocks: 74,
  sizes: SIZES,
};
const PRE_MARKET: PreMarketStream = {
  kind: 'pre-market',
  from: '08:01:00',
  to: '09:30:00',
  orders: 776,
  firstPlace: 5,
  endPlace: 9,
  sizes: SIZES,
};
const RETAIL: RetailStream = {
  kind: 'retail',
  from: '09:30:01',
  to: '09:40:01',
  perSecond: 20,
  flaggedShare: 0.5,
  firstPlace: 100,
  endPlace: 150,
  sizes: SIZES,
};

const column = (
  flow: OrderFlow,
  name:
    | 'arrivalNs'
    | 'symbol'
    | 'side'
    | 'quantity'
    | 'flags'
    | 'attributes'
    | 'session'
    | 'limitTicks',
) => [...flow[name].subarray(0, flow.count)];
const distinct = (values: readonly number[]): number[] =>
  [...new Set(values)].sort((a, b) => a - b);

describe('the auction orders of a session', () => {
  const flow = generateFlow([AUCTION], FLAG, 1);

  test('are as many as asked for, flagged, at the market, for the auction of their session', () => {
    expect(flow.count).toBe(212);
    expect(distinct(column(flow, 'flags'))).toEqual([FLAG]);
    expect(distinct(column(flow, 'attributes'))).toEqual([OrderAttribute.AUCTION]);
    expect(distinct(column(flow, 'session'))).toEqual([8]);
    expect(distinct(column(flow, 'limitTicks'))).toEqual([0]);
  });

  test('are spread evenly over all stocks, on one side each, buys first', () => {
    const orders = new Map<number, number>();
    for (let order = 0; order < flow.count; order++) {
      const symbol = flow.symbol[order]!;
      orders.set(symbol, (orders.get(symbol) ?? 0) + 1);
      expect(flow.side[order]).toBe(symbol < 10 + 80 ? Side.BUY : Side.SELL);
    }
    expect([...orders.keys()].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 154 }, (_, place) => 10 + place),
    );
    expect(distinct([...orders.values()])).toEqual([1, 2]);
    const bought = [...orders]
      .filter(([symbol]) => symbol < 90)
      .reduce((sum, [, count]) => sum + count, 0);
    expect(Math.abs(bought / 212 - 80 / 154)).toBeLessThan(0.01);
  });

  test('are evenly spaced within their time', () => {
    const arrivals = column(flow, 'arrivalNs');
    expect(arrivals[0]).toBe(parseTimeOfDay('08:00:00'));
    for (let order = 1; order < 212; order++) {
      expect(
        Math.abs(arrivals[order]! - arrivals[order - 1]! - (50 * NS_PER_SECOND) / 212),
      ).toBeLessThanOrEqual(1);
    }
    expect(arrivals.at(-1)).toBeLessThan(parseTimeOfDay('08:00:50'));
  });

  test('may be one or many for each stock, and not fewer than stocks', () => {
    expect(
      distinct(column(generateFlow([{ ...AUCTION, orders: 154 }], FLAG, 1), 'symbol')),
    ).toHaveLength(154);
    const many = column(generateFlow([{ ...AUCTION, orders: 154 * 4 }], FLAG, 1), 'symbol');
    for (let place = 0; place < 154; place++)
      expect(many.filter((symbol) => symbol === 10 + place)).toHaveLength(4);
    expect(() => generateFlow([{ ...AUCTION, orders: 153 }], FLAG, 1)).toThrow(
      'flow/generated: 153 auction orders cannot cover 154 stocks',
    );
  });
});

describe('the pre-market orders', () => {
  test('are as many as asked for, flagged, on any session, of either side', () => {
    const flow = generateFlow([PRE_MARKET], FLAG, 1);
    expect(flow.count).toBe(776);
    expect(distinct(column(flow, 'attributes'))).toEqual([OrderAttribute.PRE_MARKET]);
    expect(distinct(column(flow, 'flags'))).toEqual([FLAG]);
    expect(distinct(column(flow, 'session'))).toEqual([0]);
    expect(distinct(column(flow, 'symbol'))).toEqual([5, 6, 7, 8]);
    expect(column(flow, 'side').filter((side) => side === Side.BUY).length / 776).toBeCloseTo(
      0.5,
      1,
    );
    expect(column(flow, 'arrivalNs')[0]).toBe(parseTimeOfDay('08:01:00'));
  });

  test('may be none', () => {
    expect(generateFlow([{ ...PRE_MARKET, orders: 0 }], FLAG, 1).count).toBe(0);
  });
});

describe('the retail orders', () => {
  const flow = generateFlow([RETAIL], FLAG, 1);
  const arrivals = column(flow, 'arrivalNs');

  test('arrive within their time as a Poisson stream of their mean rate', () => {
    const expected = 20 * 600;
    expect(Math.abs(flow.count - expected)).toBeLessThan(4 * Math.sqrt(expected));
    expect(arrivals[0]).toBeGreaterThanOrEqual(parseTimeOfDay('09:30:01'));
    expect(arrivals.at(-1)).toBeLessThan(parseTimeOfDay('09:40:01'));
    const gaps = arrivals.slice(1).map((at, n) => at - arrivals[n]!);
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const deviation = Math.sqrt(
      gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length,
    );
    expect(deviation / mean).toBeCloseTo(1, 1);
    expect(gaps.filter((gap) => gap > mean).length / gaps.length).toBeCloseTo(Math.exp(-1), 1);
  });

  test('have the flag in their share, are of either side, and reach all their places', () => {
    const share = (name: 'flags' | 'side', value: number) =>
      column(flow, name).filter((one) => one === value).length / flow.count;
    expect(share('flags', FLAG)).toBeCloseTo(0.5, 1);
    expect(share('side', Side.SELL)).toBeCloseTo(0.5, 1);
    expect(distinct(column(flow, 'symbol'))).toEqual(Array.from({ length: 50 }, (_, n) => 100 + n));
    const [all, none] = [1, 0].map((flaggedShare) =>
      generateFlow([{ ...RETAIL, flaggedShare }], FLAG, 1),
    );
    expect(distinct(column(all!, 'flags'))).toEqual([FLAG]);
    expect(distinct(column(none!, 'flags'))).toEqual([0]);
  });

  test('have sizes around their median, in round lots, up to the largest', () => {
    const sizes = column(flow, 'quantity').sort((a, b) => a - b);
    expect(sizes[flow.count >> 1]).toBe(300);
    expect(sizes.every((size) => size % 100 === 0)).toBe(true);
    expect([sizes[0], sizes.at(-1)]).toEqual([100, 5000]);
    const odd = column(
      generateFlow([{ ...RETAIL, sizes: { ...SIZES, roundTo: 1, max: 301 } }], FLAG, 1),
      'quantity',
    );
    expect(Math.max(...odd)).toBe(301);
    expect(Math.min(...odd)).toBeGreaterThanOrEqual(1);
  });

  test('are none at a rate of 0', () => {
    expect(generateFlow([{ ...RETAIL, perSecond: 0 }], FLAG, 1).count).toBe(0);
  });
});

describe('the orders of an algorithm', () => {
  const PACED: AlgorithmStream = {
    kind: 'algorithm',
    from: '10:00:00',
    to: '10:00:03',
    side: 'sell',
    firstPlace: 5,
    endPlace: 7,
    sizes: { median: 1000, sdLn: 0, roundTo: 1000, max: 1000 },
    everySeconds: 0.5,
    timesTyped: 4,
  };

  test('are executed at once or cancelled, of one side and size, over the places in turn', () => {
    const flow = generateFlow([PACED], FLAG, 1);
    expect(flow.count).toBe(24);
    expect(distinct(column(flow, 'attributes'))).toEqual([OrderAttribute.IMMEDIATE]);
    expect(distinct(column(flow, 'side'))).toEqual([Side.SELL]);
    expect(distinct(column(flow, 'quantity'))).toEqual([1000]);
    expect(column(flow, 'symbol').slice(0, 5)).toEqual([5, 6, 5, 6, 5]);
  });

  test('come from a clock with the wrong period, and are meant where the right one strikes', () => {
    const periods = fc.record({
      everyMs: fc.integer({ min: 50, max: 2000 }),
      timesTyped: fc.integer({ min: 1, max: 20 }),
      seconds: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(periods, ({ everyMs, timesTyped, seconds }) => {
        const stream = { ...PACED, to: `10:00:0${seconds}`, everySeconds: everyMs / 1000 };
        const flow = generateFlow([{ ...stream, timesTyped }], FLAG, 1);
        const right = generateFlow([{ ...stream, timesTyped: 1 }], FLAG, 1);
        const ms = column(flow, 'arrivalNs').map((ns) => ns / 1e6 - 30 * 60_000);
        const plain: number[] = [];
        for (let n = 0; n * everyMs < seconds * 1000 * timesTyped; n++)
          plain.push((n * everyMs) / timesTyped);
        expect(ms.length).toBe(plain.length);
        for (const [n, at] of plain.entries()) expect(Math.abs(ms[n]! - at)).toBeLessThan(1e-5);
        const meant = column(flow, 'arrivalNs').filter((_, n) => flow.meant![n]! > 0);
        expect(meant.length).toBe(right.count);
        for (const [n, ns] of column(right, 'arrivalNs').entries())
          expect(Math.abs(meant[n]! - ns)).toBeLessThan(10);
      }),
    );
  });
});

describe('a generated flow', () => {
  test('merges its streams by arrival', () => {
    const flow = generateFlow(
      [RETAIL, { ...RETAIL, from: '09:35:00' }, AUCTION, PRE_MARKET],
      FLAG,
      3,
    );
    const arrivals = column(flow, 'arrivalNs');
    for (let order = 1; order < flow.count; order++)
      expect(arrivals[order]).toBeGreaterThanOrEqual(arrivals[order - 1]!);
    expect(column(flow, 'attributes').filter((one) => one === OrderAttribute.AUCTION)).toHaveLength(
      212,
    );
    expect(
      column(flow, 'attributes').filter((one) => one === OrderAttribute.PRE_MARKET),
    ).toHaveLength(776);
  });

  test('depends on the seed alone, and streams do not change what others draw', () => {
    const quantities = (seed: number) => column(generateFlow([RETAIL], FLAG, seed), 'quantity');
    expect(quantities(5)).toEqual(quantities(5));
    expect(quantities(5)).not.toEqual(quantities(6));
    const alone = column(generateFlow([AUCTION], FLAG, 5), 'quantity');
    const beside = generateFlow([AUCTION, RETAIL], FLAG, 5);
    const ofAuction = column(beside, 'quantity').filter(
      (_, order) => beside.attributes[order] === OrderAttribute.AUCTION,
    );
    expect(ofAuction).toEqual(alone);
  });

  test('of two equal streams does not repeat orders', () => {
    const flow = generateFlow([AUCTION, AUCTION], FLAG, 5);
    const first = column(flow, 'quantity').filter((_, order) => order % 2 === 0);
    const second = column(flow, 'quantity').filter((_, order) => order % 2 === 1);
    expect(first).not.toEqual(second);
  });
});
