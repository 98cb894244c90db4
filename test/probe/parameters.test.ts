import { describe, expect, test } from 'vitest';
import { tellParameters, tellProfile } from '../../src/probe/parameters.js';
import { planProbe } from '../../src/probe/plan.js';
import { CATALOGUE } from '../../src/risk/catalogue/catalogue.js';
import { benchOf } from '../support/probe-bench.js';

const reasonsOf = (check: string, given: object): string[] =>
  tellParameters(benchOf({ [check]: given }), check).map(
    ({ title, says, why, reason }) => `${title} | ${says} | ${why} | ${reason}`,
  );

describe('what exams do not try of a check', () => {
  test('is a soft level below the hard one', () => {
    const told = 'it refuses nothing: an order above it is told to the target’s own people';
    expect(reasonsOf('duplicate-orders', { orders: 5, softOrders: 3 })).toEqual([
      `soft level | softOrders 3 | hidden | ${told}`,
    ]);
    expect(reasonsOf('duplicate-orders', { orders: 5, softOrders: 5 })).toEqual([]);
  });

  test.each([
    ['collar', 'auctionOrders'],
    ['tick-size', 'exempt'],
    ['message-rate', 'logOutTimes'],
    ['unconfigured-limit', 'strategies'],
  ])('%s: %s has a reason', (check, name) => {
    const [told] = tellParameters(benchOf({ [check]: {} }), check);
    expect([told!.title, told!.why]).toEqual([name, 'left-out']);
  });

  test('is listed for every check with a soft level that a file enforces', () => {
    const soft = CATALOGUE.filter((row) => 'soft' in row && row.soft !== undefined);
    const bench = benchOf(Object.fromEntries(soft.map(({ name }) => [name, {}])));
    const { parts } = planProbe(bench, { only: soft.map(({ name }) => name), skip: [] });
    const told = parts.filter(({ title }) => title === 'soft level').map(({ check }) => check);
    expect(new Set(told)).toEqual(new Set(soft.map(({ name }) => name)));
    expect(told.length).toBeGreaterThan(3);
  });

  test('is nothing of a check that is off', () => {
    expect(tellParameters(benchOf({}), 'duplicate-orders')).toEqual([]);
  });
});

test('a level by the time of day has no exam, and a reason', () => {
  const profile = { '09:35': 400_000 };
  const bench = benchOf({ 'gross-exposure': { dollars: 40_000, profile } });
  expect(tellProfile(benchOf({ 'gross-exposure': {} }), 'gross-exposure')).toBeUndefined();
  const { parts } = planProbe(bench, { only: ['gross-exposure'], skip: [] });
  expect(parts.map(({ title, says }) => [title, says])).toEqual([
    ['profile', 'by the time of day'],
  ]);
});
