import type { OrderFlow } from '../../src/orders/flow.js';
import { createDay } from '../../src/session/day/create.js';
import type { Day } from '../../src/session/day/day.js';
import type { DaySpec, Operations } from '../../src/session/day/spec.js';
import { summariseDay } from '../../src/session/result/result.js';
import { advanceDay } from '../../src/session/session.js';
import { STILL_MARKET } from './market.js';
import { flowOf, type WrittenOrder } from './orders.js';
import { NO_LIMITS } from './server.js';

/**
 * Four thin stocks around $20 and two servers of build 2012, for ten seconds from two before the
 * bell. It has no orders and no checks, and nothing moves.
 */
export const QUIET_DAY: DaySpec = {
  seed: 1,
  clock: { start: '09:29:58', end: '09:30:08', tickMs: 100, preMarketTickMs: 1000 },
  universe: {
    stocks: 4,
    named: false,
    price: { median: 20, sdLn: 0.2 },
    advShares: { median: 23_400, sdLn: 0 },
    dailyVolatility: { median: 0.02, sdLn: 0 },
  },
  flow: [],
  deployment: {
    rollout: { servers: 2, initialBuild: 2012, onUnreachable: 'skip-silently', steps: [] },
    flagServers: 'all',
  },
  router: { pegShares: 100, pegChildrenPerSecond: 10, improvementTicks: 10 },
  risk: NO_LIMITS,
  operations: {
    fleetAudit: { mode: 'off', at: '09:29' },
    preOpenAlerts: { mode: 'off', unacknowledgedMax: 0 },
    canary: {
      mode: 'off',
      server: 1,
      childrenMax: 1000,
      notionalMaxDollars: 1e6,
      promoteAt: '09:45',
    },
    errorAccountAdvisoryDollars: 1e9,
  },
  market: STILL_MARKET,
  after: {
    busts: true,
    soldDownShare: 0,
    sellDownPrefactor: 1,
    blockDiscount: 0,
    naturalVolumeShare: 0.16,
  },
  actions: [],
  capacity: { parentsPerServer: 64, childrenPerTurn: 256 },
};

/**
 * The quiet day with a build for each server and other changes. Its rollout meant the last build
 * for every server.
 */
export function dayOf(builds: readonly number[], changes: Partial<DaySpec> = {}): DaySpec {
  const meant = builds.at(-1)!;
  const steps = builds.map((build, index) => ({
    date: '2012-07-31',
    server: index + 1,
    build,
    outcome: 'copied' as const,
  }));
  const last = {
    date: '2012-07-31',
    server: builds.length,
    build: meant,
    outcome: 'copied' as const,
  };
  const rollout = {
    servers: builds.length,
    initialBuild: meant,
    onUnreachable: 'skip-silently' as const,
    steps: [...steps, last],
  };
  return { ...QUIET_DAY, deployment: { rollout, flagServers: 'all' }, ...changes };
}

/** A day with these orders in place of a flow, before its first tick. */
export function begin(spec: DaySpec, orders: readonly WrittenOrder[] = [], seed = spec.seed): Day {
  return createDay(spec, seed, { flow: flowOf(orders), beside: false });
}

/** A day with these orders, run to its end. */
export function runDay(spec: DaySpec, orders: readonly WrittenOrder[] = []): Day {
  const day = begin(spec, orders);
  advanceDay(day, day.endNs);
  return day;
}

/** By server, the orders (rows of the flow) with open parents, in the order of the parent rows. */
export function openOrders(day: Day): number[][] {
  return day.servers.map(({ router: { parents } }) => {
    const rows: number[] = [];
    for (let parent = 0; parent < parents.capacity; parent++)
      if (parents.state[parent] !== 0) rows.push(parents.orderId[parent]!);
    return rows;
  });
}

/**
 * Returns the number of orders in each state: open, filled, refused, waiting, unassigned, or later.
 * They add up to the flow.
 */
export function orderStates(day: Day, flow: OrderFlow = day.flow): Record<string, number> {
  const sum = (pick: (server: Day['servers'][number]) => number): number =>
    day.servers.reduce((total, server) => total + pick(server), 0);
  let waiting = 0;
  for (let server = 0; server < day.servers.length; server++) {
    for (let order = day.waiting.head[server]!; order !== -1; order = day.next.order[order]!)
      waiting++;
  }
  return {
    open: openOrders(day).flat().length,
    filled: sum(({ router }) => router.counts.filledParents[0]!),
    refused: sum(({ router }) => router.counts.refusedParents[0]!),
    ...(sum(({ router }) => router.counts.abandonedParents[0]!) > 0 && {
      cancelled: sum(({ router }) => router.counts.abandonedParents[0]!),
    }),
    waiting,
    unassigned: day.cursor.unassigned[0]!,
    later: flow.count - day.cursor.nextOrder[0]!,
  };
}

/** The events of a day, as `clock kind server`. */
export function happened(day: Day): string[] {
  return summariseDay(day).events.map(({ at, kind, server }) => `${at} ${kind} ${server}`);
}

/** The operations of the quiet day with some of them changed. */
export function operations(changes: Partial<Operations>): { operations: Operations } {
  return { operations: { ...QUIET_DAY.operations, ...changes } };
}
