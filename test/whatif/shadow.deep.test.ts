import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NORMAL_MORNING } from '../../src/scenarios/normal.js';
import { applySettings } from '../../src/scenarios/parse.js';
import { findScenario } from '../../src/scenarios/scenarios.js';
import { compareRows } from '../support/shadowed.js';

const SHORT = ['clock.start=09:29:58', 'clock.end=09:30:02'];

test.each(['clean-rollout', 'stopped-fill-feed', 'slow-monitor', 'knight-2012-rollback'])(
  'the rows of %s that one run in shadow answers are as when they are run',
  (name) => {
    const { answered } = compareRows(applySettings(findScenario(name), SHORT));
    expect(answered.length).toBeGreaterThan(3);
  },
);

test('rows of a normal day are answered at any limits, those near its measures among them', () => {
  const acted = new Set<string>();
  const settings = fc.record({
    seed: fc.nat({ max: 9 }),
    'risk.maxQuantity.shares': fc.constantFrom(200, 400, 5000),
    'risk.grossExposure.dollars': fc.constantFrom(100_000, 1_000_000, 400_000_000),
    'risk.serverRate.perSecond': fc.constantFrom(5, 20, 1000),
    'risk.symbolRate.perSecond': fc.constantFrom(1, 4, 1000),
    'risk.openOrders.orders': fc.constantFrom(1, 10, 1000),
    'risk.position.dollars': fc.constantFrom(1_000, 20_000, 10_000_000),
  });
  fc.assert(
    fc.property(settings, (drawn) => {
      const morning = applySettings(NORMAL_MORNING, [
        'clock.start=09:29:58',
        'clock.end=09:30:04',
        'universe.stocks=600',
        'flow.0.endPlace=600',
        'capacity.parentsPerServer=4096',
        'capacity.childrenPerTurn=4096',
        ...Object.entries(drawn).map(([path, value]) => `${path}=${value}`),
      ]);
      for (const name of compareRows(morning).acting) acted.add(name);
    }),
    { seed: 2012, numRuns: 3 },
  );
  expect([...acted]).toEqual(expect.arrayContaining(['max-quantity', 'gross-exposure']));
});
