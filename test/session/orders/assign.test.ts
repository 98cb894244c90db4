import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NS_PER_SECOND } from '../../../src/base/units.js';
import { type AssignRule, serverOfSymbol } from '../../../src/router/assign.js';
import { advanceDay } from '../../../src/session/session.js';
import { begin, openOrders, QUIET_DAY, runDay } from '../../support/day.js';
import type { WrittenOrder } from '../../support/orders.js';

const SERVERS = 2;
const day = (assign: AssignRule, changes = {}) => ({
  ...QUIET_DAY,
  router: { ...QUIET_DAY.router, assign },
  ...changes,
});
/** A limit far below the market, so that the order stays open. */
const OPEN = { limitTicks: 100 };

/** By order the server that has it open, from 0. */
function placesOf(orders: readonly WrittenOrder[], assign: AssignRule, changes = {}): number[] {
  const places = new Array<number>(orders.length).fill(-1);
  openOrders(runDay(day(assign, changes), orders)).forEach((rows, server) => {
    for (const row of rows) places[row] = server;
  });
  return places;
}

const written = fc.array(
  fc.record({
    symbol: fc.integer({ min: 0, max: 3 }),
    account: fc.integer({ min: 0, max: 2 }),
    session: fc.integer({ min: 0, max: 1 }),
  }),
  { minLength: 1, maxLength: 24 },
);

/** The rules in the plainest way, for orders that stay open. */
function placesByHand(orders: readonly WrittenOrder[], assign: AssignRule): number[] {
  const open = new Array<number>(SERVERS).fill(0);
  const known = new Map<string, number>();
  let last = 0;
  const leastOpen = (): number => {
    const turns = Array.from({ length: SERVERS }, (_, n) => (last + 1 + n) % SERVERS);
    const least = Math.min(...open);
    last = turns.find((server) => open[server] === least)!;
    return last;
  };
  return orders.map(({ symbol = 0, account = 0, session = 0 }) => {
    const key = account > 0 ? `account ${account}` : `symbol ${symbol}`;
    let server: number;
    if (session > 0) server = session - 1;
    else if (assign === 'symbol') server = serverOfSymbol(symbol, SERVERS);
    else if (assign === 'round-robin') server = last = (last + 1) % SERVERS;
    else if (assign === 'sticky' && known.has(key)) server = known.get(key)!;
    else {
      server = leastOpen();
      if (assign === 'sticky') known.set(key, server);
    }
    open[server]!++;
    return server;
  });
}

describe.each<AssignRule>(['least-open', 'round-robin', 'symbol', 'sticky'])('by %s', (assign) => {
  test('random orders go where a plain reading of the rule sends them', () => {
    fc.assert(
      fc.property(written, (orders) => {
        const open = orders.map((order) => ({ ...order, ...OPEN }));
        expect(placesOf(open, assign)).toEqual(placesByHand(open, assign));
      }),
      { numRuns: 8 },
    );
  });

  test('no order goes to a stopped server, and none is assigned once all are stopped', () => {
    const orders = [0, 1, 2, 3, 0, 1].map((symbol, n) => ({
      symbol,
      atNs: (n < 4 ? 2 : 4) * NS_PER_SECOND,
      ...OPEN,
    }));
    const kill = (at: string, server: number) => ({ at, do: 'kill', scope: 'server', server });
    const actions = [kill('09:30:01', 2), kill('09:30:03', 1)];
    const stopped = begin(day(assign, { actions }), orders);
    advanceDay(stopped, 2.5 * NS_PER_SECOND);
    expect(openOrders(stopped)).toEqual([[0, 1, 2, 3], []]);
    advanceDay(stopped, stopped.endNs);
    expect(stopped.cursor.unassigned[0]).toBe(2);
  });
});

test('without a rule a day takes least-open', () => {
  const orders = [1, 2, 3, 0, 2].map((symbol) => ({ symbol, ...OPEN }));
  expect(openOrders(runDay(QUIET_DAY, orders))).toEqual(
    openOrders(runDay(day('least-open'), orders)),
  );
});
