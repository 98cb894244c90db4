import { expect, test } from 'vitest';
import type { Arrivals } from '../../src/fleet/arrivals.js';
import { planFleet } from '../../src/fleet/spec.js';
import { createOrderFlow } from '../../src/orders/flow.js';
import type { AssignRule } from '../../src/router/assign.js';
import { OPEN_LOOP, RUNAWAY } from '../support/fleet.js';

const planned = (assign: AssignRule, arrivals: Arrivals = OPEN_LOOP.arrivals) =>
  planFleet({ ...RUNAWAY, arrivals, router: { ...RUNAWAY.router, assign } });

test('an open loop takes each rule that needs no count of open parents', () => {
  for (const assign of ['round-robin', 'symbol', 'sticky'] as const)
    expect(planned(assign).router.assign).toBe(assign);
});

test('a rule that a fleet cannot keep is refused with the reason', () => {
  expect(() => planned('least-open')).toThrow(
    "fleet.router.assign: 'least-open' a day can; the feeder of a fleet does not see the open",
  );
  expect(() => planned('symbol', { kind: 'max', openParents: 64 })).toThrow(
    "fleet.router.assign: 'symbol' does nothing in a closed loop",
  );
  expect(() => planned('sticky', { kind: 'live' })).toThrow(
    "fleet.router.assign: 'sticky' does nothing over FIX",
  );
});

test('arrivals of an unknown kind are refused with those there are', () => {
  expect(() => planFleet({ ...RUNAWAY, arrivals: { kind: 'trickle' } as never })).toThrow(
    'fleet.arrivals.kind: max, replay, or one of constant',
  );
});

test('orders over FIX go with a journal', () => {
  const live = { ...RUNAWAY, arrivals: { kind: 'live' }, record: { recordsMax: 1024 } } as const;
  expect(planFleet(live)).toMatchObject({ isLive: true, record: { recordsMax: 1024 } });
});

test('recorded orders need a place among the stocks and a speed above 0', () => {
  const flow = createOrderFlow(1);
  flow.count = 1;
  flow.symbol[0] = 40;
  const kinds = (speed: number): Arrivals[] => [
    { kind: 'replay', flow, speed },
    { kind: 'live', beside: { flow, speed } },
  ];
  for (const arrivals of kinds(1))
    expect(() => planFleet({ ...RUNAWAY, arrivals })).toThrow(
      'fleet.arrivals.flow.symbol[0]: a place of the 40 stocks expected, was 40',
    );
  flow.symbol[0] = 39;
  for (const arrivals of kinds(0))
    expect(() => planFleet({ ...RUNAWAY, arrivals })).toThrow(
      'fleet.arrivals.speed: a number above 0 expected, was 0',
    );
  for (const arrivals of kinds(1)) expect(planFleet({ ...RUNAWAY, arrivals })).toBeDefined();
});
