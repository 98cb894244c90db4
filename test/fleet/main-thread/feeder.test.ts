import { expect, test } from 'vitest';
import { type Feeder, feed, openFeeder } from '../../../src/fleet/main-thread/feeder.js';
import { allocateFleet } from '../../../src/fleet/memory/allocate.js';
import { orderIdOf } from '../../../src/fleet/memory/records.js';
import { planFleet } from '../../../src/fleet/spec.js';
import { ringPressure } from '../../../src/memory/ring.js';
import { type AssignRule, serverOfSymbol } from '../../../src/router/assign.js';
import { RUNAWAY } from '../../support/fleet.js';
import { flowOf, type WrittenOrder } from '../../support/orders.js';

const SERVERS = 4;

/** By order the server, from 0, whose inbox has it. */
function fedTo(orders: readonly WrittenOrder[], assign?: AssignRule): number[] {
  const flow = flowOf(orders.map((order, n) => ({ ...order, atNs: n })));
  const plan = planFleet({
    ...RUNAWAY,
    servers: SERVERS,
    arrivals: { kind: 'replay', flow, speed: 1 },
    router: { ...RUNAWAY.router, assign },
  });
  const feeder: Feeder = openFeeder(plan, { ...allocateFleet(plan), capture: undefined });
  expect(feed(feeder, orders.length)).toBe(false);
  const places = new Array<number>(orders.length).fill(-1);
  feeder.inboxes.forEach((inbox, server) => {
    for (let n = ringPressure(inbox).depth; n > 0; n--)
      places[orderIdOf(inbox, (inbox.position - n) | 0)] = server;
  });
  return places;
}

const ORDERS = [
  { symbol: 5, account: 1 },
  { symbol: 6, account: 1 },
  { symbol: 5 },
  { symbol: 6 },
  { symbol: 5 },
  { symbol: 7, session: 2 },
  { symbol: 6, account: 2 },
  { symbol: 7, account: 2 },
];

test('parents have turns, and those with a session go to its server', () => {
  for (const assign of [undefined, 'round-robin'] as const)
    expect(fedTo(ORDERS, assign)).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
});

test('by symbol, all parents in a stock go to one server, but for those with a session', () => {
  expect(fedTo(ORDERS, 'symbol')).toEqual(
    ORDERS.map(({ symbol, session }) =>
      session === undefined ? serverOfSymbol(symbol, SERVERS) : session - 1,
    ),
  );
});

test('by sticky, an account stays with the server of its first parent, and else a stock', () => {
  expect(fedTo(ORDERS, 'sticky')).toEqual([0, 0, 2, 3, 2, 1, 2, 2]);
});
