import { describe, expect, test } from 'vitest';
import { REUSED_FLAG } from '../../src/deployment/flags.js';
import { Engine } from '../../src/embed/engine.js';
import { fillChildren } from '../../src/market/fills.js';
import { markMarket } from '../../src/market/market.js';
import { Side } from '../../src/orders/codes.js';
import { createOrderFlow } from '../../src/orders/flow.js';
import { CATALOGUE_ROWS } from '../../src/risk/catalogue/catalogue.js';
import type { GateLimits } from '../../src/risk/limits/limits.js';
import { parseLimits } from '../../src/scenarios/limits-file.js';
import type { Server } from '../../src/server/server.js';
import { settleServer } from '../../src/server/settle.js';
import { noteQuotes, takeOrder, turnBegin, turnEnd, turnServer } from '../../src/server/turn.js';
import { createDay } from '../../src/session/day/create.js';
import { SMALL } from '../support/scenarios.js';

/** An Engine judges by its limits as a simulated day does by the same limits. */

const ORDERS = Array.from({ length: 60 }, (_, n) => ({
  place: n % 7,
  side: n % 3 === 0 ? ('sell' as const) : ('buy' as const),
  quantity: 100 + 300 * (n % 5),
  isFlagged: n % 4 === 0,
}));
const OFF = {
  ...SMALL.risk,
  ...Object.fromEntries(CATALOGUE_ROWS.map(({ field }) => [field, undefined])),
} as GateLimits;

/** The children of a day's first server and of an engine, for the same orders and limits. */
function digestsOf(changes: Partial<GateLimits>): {
  day: number[];
  engine: number[];
  refused: number;
} {
  const risk = { ...OFF, ...changes };
  const market = { ...SMALL.market, wander: false, pauses: false };
  const rollout = { ...SMALL.deployment.rollout, servers: 1, initialBuild: 2005, steps: [] };
  const spec = {
    ...SMALL,
    risk,
    market,
    flow: [],
    deployment: { ...SMALL.deployment, rollout, flagServers: 'all' as const },
  };
  const day = createDay(spec, 5);
  const server = day.servers[0]!;
  const { stocks } = day.market;
  const { pegShares, pegChildrenPerSecond } = SMALL.router;
  const { parentsPerServer: parentsMax, childrenPerTurn: childrenMax } = SMALL.capacity;
  const sizes = {
    parentsMax: Math.min(parentsMax, 4096),
    childrenMax: Math.min(childrenMax, 4096),
  };
  const engine = new Engine({
    stocks,
    build: 2005,
    limits: risk,
    market,
    pegShares,
    pegChildrenPerSecond,
    ...sizes,
    seed: 9,
  });
  day.market.impact.markedEpoch.fill(0);
  const flow = { ...createOrderFlow(1), count: 1 };
  let refused = 0;
  ORDERS.forEach(({ place, side, quantity, isFlagged }, n) => {
    const nowNs = n * 2e8;
    const { symbol } = stocks[place]!;
    engine.submit({ symbol, side, quantity, isFlagged }, nowNs);
    flow.symbol[0] = place;
    flow.side[0] = side === 'buy' ? Side.BUY : Side.SELL;
    flow.quantity[0] = quantity;
    flow.flags[0] = isFlagged ? REUSED_FLAG : 0;
    const parent = takeOrder(server, flow, 0, nowNs);
    server.router.parents.orderId[parent] = n + 1;
    const epoch = n + 1;
    noteQuotes(server, nowNs);
    const count = turnServer(server, nowNs, epoch, engine.server.children.capacity);
    fillChildren(
      day.market.book,
      server.children,
      turnBegin(server, count),
      turnEnd(server),
      epoch,
    );
    settleServer(server, turnBegin(server, count), turnEnd(server), nowNs);
    markMarket(day.market, epoch);
    refused += engine.turn(nowNs).filter(({ verdict }) => verdict !== 'admitted').length;
  });
  const stopped = engine.waitsFor(ORDERS.length) === 'killed' ? 1 : 0;
  return {
    day: [...server.tally.tape.slice(0, 2)],
    engine: [...(engine.server as Server).tally.tape.slice(0, 2)],
    refused: refused + stopped,
  };
}

/** Levels that the orders above exceed. */
const TIGHT: Readonly<Record<string, Partial<GateLimits>>> = {
  'max-quantity': { maxQuantity: { mode: 'enforce', shares: 150 } },
  'max-notional': { maxNotional: { mode: 'enforce', dollars: 2000 } },
  'parent-quantity': { parentQuantity: { mode: 'enforce', toleranceShares: 0 } },
  'gross-exposure': { grossExposure: { mode: 'enforce', dollars: 100_000 } },
  'server-rate': { serverRate: { mode: 'enforce', perSecond: 2, windowSeconds: 1 } },
  position: { position: { mode: 'enforce', dollars: 10_000 } },
  'restricted-list': { restrictedList: { mode: 'enforce', symbols: ['ANF'] } },
  'net-exposure': { netExposure: { mode: 'enforce', dollars: 5000 } },
  locate: { locate: { mode: 'enforce', shares: 0 } },
  'fat-finger': { fatFinger: { mode: 'enforce', percent: 0, dollars: 0 } },
  'parent-adv': { parentAdv: { mode: 'enforce', percent: 0.001 } },
  'outstanding-share': {
    outstandingShare: { mode: 'enforce', percent: 0.00001, softPercent: 0.00001 },
  },
  'market-orders': { marketOrders: { mode: 'enforce' } },
  'order-types': { orderTypes: { mode: 'enforce', timesInForce: ['immediate-or-cancel'] } },
  'unmatched-account': { unmatchedAccount: { mode: 'enforce', dollars: 1000 } },
  'executions-per-parent': { executionsPerParent: { mode: 'enforce', executions: 2 } },
  'open-orders': { openOrders: { mode: 'enforce', orders: 1 } },
  'server-gross': { serverGross: { mode: 'enforce', dollars: 50_000 } },
  'adv-share': { advShare: { mode: 'enforce', percent: 0.001 } },
  'cumulative-adv': { cumulativeAdv: { mode: 'enforce', percent: 0.01, softPercent: 0.005 } },
  'symbol-rate': {
    symbolRate: { mode: 'enforce', perSecond: 1, softPerSecond: 1, windowSeconds: 1 },
  },
  'duplicate-orders': {
    duplicateOrders: { mode: 'enforce', orders: 1, softOrders: 1, windowSeconds: 60 },
  },
  'message-rate': {
    messageRate: { mode: 'enforce', perSecond: 1, logOutTimes: 2, windowSeconds: 1 },
  },
  'open-exposure': { openExposure: { mode: 'enforce', dollars: 2000 } },
  'rolling-volume': { rollingVolume: { mode: 'enforce', percent: 0.01, windowSeconds: 5 } },
  'order-to-trade': { orderToTrade: { mode: 'enforce', ratio: 1, messagesMin: 1 } },
  'account-gross': { accountGross: { mode: 'enforce', dollars: 50_000 } },
  'account-net': { accountNet: { mode: 'enforce', dollars: 5000 } },
  'account-open': { accountOpen: { mode: 'enforce', dollars: 1000 } },
  'loss-limit': { lossLimit: { mode: 'enforce', dollars: 0, marks: 1 } },
  'unconfigured-limit': { unconfiguredLimit: { mode: 'enforce', symbols: ['ANF'] } },
  layers: { layers: { symbols: { ANF: { maxQuantity: { mode: 'enforce', shares: 1 } } } } },
};

describe('an engine with', () => {
  test.each(Object.entries(TIGHT))(
    '%s judges as a day’s server with the same limits, and refuses',
    (_, changes) => {
      const { day, engine, refused } = digestsOf(changes);
      expect(engine).toEqual(day);
      expect(refused).toBeGreaterThan(0);
    },
  );

  test('a limits file judges as with the same limits', () => {
    const text =
      '{"version":1,"firm":{"position":{"mode":"enforce","dollars":10000},"unconfigured-limit":{"mode":"off"}}}';
    const file = parseLimits(text, 'limits.json');
    const stocks = [
      {
        symbol: 'GT',
        openTicks: 200_000,
        advShares: 2_340_000,
        dailyVolatility: 0.02,
        indexMember: true,
      },
    ];
    const verdicts = [file, file.limits].map((limits) => {
      const engine = new Engine({ stocks, limits });
      engine.submit({ symbol: 'GT', side: 'buy', quantity: 1000 });
      return engine.turn(0).map(({ verdict }) => verdict);
    });
    expect(verdicts[0]).toContain('position');
    expect(verdicts[0]).toEqual(verdicts[1]);
    const other = parseLimits(
      '{"version":1,"firm":{},"symbols":{"WZE":{"max-quantity":{"mode":"enforce","shares":5}}}}',
      'limits.json',
    );
    expect(() => new Engine({ stocks, limits: other })).toThrow('limits.json');
  });
});
