import { describe, expect, test } from 'vitest';
import type { Arrivals } from '../../src/fleet/arrivals.js';
import { planFleet } from '../../src/fleet/spec.js';
import { createOrderFlow } from '../../src/orders/flow.js';
import type { AssignRule } from '../../src/router/assign.js';
import { fleetOf, type LoadProfile } from '../../src/scenarios/profile.js';
import { findProfile } from '../../src/scenarios/profiles.js';
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

describe('displayed sizes that hold at a rate', () => {
  const seconds = (arrivals: Arrivals, displayedAtRate: number | undefined) =>
    planFleet({
      ...RUNAWAY,
      market: { ...RUNAWAY.market, displayedSeconds: 6 },
      arrivals,
      displayedAtRate,
    }).market.displayedSeconds;
  const step = (perSecond: number) => ({ perSecond, seconds: 1 });

  test.each<[Arrivals, number]>([
    [{ kind: 'constant', perSecond: 500 }, 30],
    [{ kind: 'poisson', perSecond: 50 }, 6],
    [{ kind: 'ramp', fromPerSecond: 0, toPerSecond: 200, seconds: 1 }, 12],
    [{ kind: 'steps', steps: [step(300), step(100)] }, 18],
    [{ kind: 'spike', perSecond: 1, spikePerSecond: 400, atSeconds: 1, seconds: 1 }, 24],
    [{ kind: 'microburst', perSecond: 100, burst: 200, periodSeconds: 2 }, 12],
    [{ kind: 'day', perSecond: 500 }, 30],
  ])('grow in proportion where %j has a higher one', (arrivals, expected) => {
    expect(seconds(arrivals, 100)).toBe(expected);
    expect(seconds(arrivals, undefined)).toBe(6);
  });

  test('act in a profile', () => {
    const profile = findProfile('deep-market');
    const shown = (changes: Partial<LoadProfile>) =>
      planFleet(fleetOf({ ...profile, ...changes })).market.displayedSeconds;
    expect(shown({})).toBe(10 * shown({ displayedAtRate: undefined }));
  });

  test('are refused where arrivals have no rate, and for a rate of 0', () => {
    expect(() => seconds({ kind: 'max', openParents: 8 }, 100)).toThrow(
      "fleet.displayedAtRate: acts only with arrivals that have a rate; theirs are 'max'",
    );
    expect(() => seconds({ kind: 'poisson', perSecond: 5 }, 0)).toThrow('fleet.displayedAtRate');
  });
});
