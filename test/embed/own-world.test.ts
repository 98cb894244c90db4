import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { REUSED_FLAG } from '../../src/deployment/flags.js';
import { parseOrders, universeFromOrders, withStocks } from '../../src/embed/own-world.js';
import { runSession } from '../../src/embed/sessions.js';
import { parseUniverse } from '../../src/embed/stories.js';
import * as reader from '../../src/flow/order-file.js';
import { findProfile } from '../../src/scenarios/profiles.js';
import { anyManner, anyOrders, chunkOf, NAMES, writeOrders } from '../flow/written-orders.js';
import { SMALL } from '../support/scenarios.js';

const STOCKS = parseUniverse(
  ['Symbol,Price,DailyVolume', ...NAMES.symbols.map((symbol) => `"${symbol}",20,1e6`)].join('\n'),
  'stocks.csv',
);
const WORLD = withStocks(
  {
    ...SMALL,
    deployment: { ...SMALL.deployment, rollout: { ...SMALL.deployment.rollout, servers: 8 } },
    flow: [],
    risk: {
      ...SMALL.risk,
      layers: {
        accounts: { 'HEDGE-1': { maxQuantity: { mode: 'enforce', shares: 1000 } } },
      },
    },
  },
  STOCKS,
);

const outcomeOf = async (read: () => unknown): Promise<unknown> => {
  try {
    return await read();
  } catch (error) {
    return (error as Error).message;
  }
};

describe('parseOrders', () => {
  test('gives the orders and the faults that the command reads, as CSV and as NDJSON', async () => {
    const spoiled = fc.constantFrom(
      (text: string) => text,
      (text: string) => text.replace(/\d/, 'x'),
      (text: string) => `${text}\nodd`,
    );
    await fc.assert(
      fc.asyncProperty(
        anyOrders(),
        anyManner(),
        fc.constantFrom<reader.OrderFormat>('csv', 'ndjson'),
        spoiled,
        async (orders, manner, format, spoil) => {
          const text = spoil(writeOrders(orders, format, manner).text);
          const names = { ...NAMES, retailFlag: REUSED_FLAG, accounts: ['HEDGE-1'] };
          const [own, expected] = await Promise.all([
            outcomeOf(() => parseOrders(text, 'mine', WORLD, { anyDate: true })),
            outcomeOf(() => reader.parseOrders(chunkOf(text), format, 'mine', names)),
          ]);
          expect(own).toEqual(expected);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('holds orders to the day of the scenario, unless any date will do', () => {
    const text = `ClOrdID,Symbol,Side,OrderQty,TransactTime\nA,GT,1,100,2012-08-02T14:00:00Z`;
    expect(() => parseOrders(text, 'mine', WORLD)).toThrow('must be on 2012-08-01');
    expect(parseOrders(text, 'mine', WORLD, { anyDate: true }).count).toBe(1);
    const profile = withStocks(findProfile('normal-day'), STOCKS);
    expect(parseOrders(text, 'mine', profile).clOrdIds).toEqual(['A']);
  });
});

describe('withStocks', () => {
  test('gives a day on these stocks, whose orders run with it', () => {
    const text = 'ClOrdID,Symbol,Side,OrderQty,TransactTime,TimeInForce\nA,ÅKER,1,300,09:30:05,3';
    const flow = parseOrders(text, 'mine', WORLD);
    const { retail, parents } = runSession(WORLD, { orders: { flow, beside: false } });
    expect([retail.shares, parents]).toEqual([300, 1]);
  });

  test('refuses streams that lie beyond the stocks', () => {
    const reason = 'flow.2: is .*reaches place 7, the universe has 6 stocks';
    expect(() => withStocks(SMALL, STOCKS)).toThrow(
      new RegExp(`withStocks: world: .*${reason}`, 's'),
    );
  });
});

describe('universeFromOrders', () => {
  const HEAD = 'ClOrdID,Symbol,Side,OrderQty,Price,TransactTime';
  const DAYS = [
    { source: 'monday.csv', text: `${HEAD}\nA,ZZZ,1,300,7.50,09:31:00\nB,YYY,2,100,,09:32:00` },
    { source: 'tuesday.csv', text: `${HEAD}\nC,ZZZ,2,500,8.10,2012-08-02T14:00:00Z` },
  ];

  test('makes the stocks of all days and says what it assumed', () => {
    expect(universeFromOrders(DAYS, SMALL)).toEqual({
      stocks: [
        { symbol: 'ZZZ', priceDollars: 8.1, advShares: 40_000 },
        { symbol: 'YYY', priceDollars: SMALL.universe.price.median, advShares: 5000 },
      ],
      unpriced: ['YYY'],
      unpricedDollars: SMALL.universe.price.median,
      volumeFactor: 100,
    });
  });

  test('gives stocks in which each day’s orders can be read and run', () => {
    const { stocks } = universeFromOrders(DAYS, SMALL);
    const world = withStocks({ ...SMALL, flow: [] }, stocks);
    const flows = DAYS.map(({ text, source }) =>
      parseOrders(text, source, world, { anyDate: true }),
    );
    expect(flows.map(({ symbol, count }) => [...symbol.subarray(0, count)])).toEqual([[0, 1], [0]]);
    const { parents } = runSession(world, { orders: { flow: flows[0]!, beside: false } });
    expect(parents).toBe(2);
  });

  test('names the file at fault, and symbols that no universe takes', () => {
    const faulty = { source: 'wednesday.csv', text: `${HEAD}\nD,ZZZ,9,500,8.10,09:31:00` };
    expect(() => universeFromOrders([...DAYS, faulty], SMALL)).toThrow('wednesday.csv');
    const long = { source: 'long.csv', text: `${HEAD}\nE,${'Z'.repeat(33)},1,500,,09:31:00` };
    expect(() => universeFromOrders([long], SMALL)).toThrow(/long\.csv.*32 characters/s);
  });
});
