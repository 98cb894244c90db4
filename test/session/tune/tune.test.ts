import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applySettings } from '../../../src/scenarios/parse.js';
import { findScenario } from '../../../src/scenarios/scenarios.js';
import type { DaySpec } from '../../../src/session/day/spec.js';
import type { CheckMeasures } from '../../../src/session/result/measures.js';
import { runSession } from '../../../src/session/session.js';
import { boundOf, stepOf } from '../../../src/session/tune/bounds.js';
import {
  enforcedSetting,
  measuringDay,
  TUNABLE,
  withLimits,
} from '../../../src/session/tune/training.js';
import { tuneLimits } from '../../../src/session/tune/tune.js';
import { smallDays } from '../../invariants/small-days.js';
import { DIST } from '../../support/command.js';

/** The lowest bound of each check for a day, and the lowest that the check can have. */
function lowestBounds(measures: readonly CheckMeasures[]) {
  return TUNABLE.flatMap((row) => {
    const { unit } = row.parameters.find(({ name }) => name === row.hard)!;
    const day = measures.find(({ check }) => check === row.name)!;
    const bound = boundOf(row, [day], { tolerance: 0, margin: 1 });
    // A quote that was never good is older than every bound.
    if (bound === null) return [];
    return [{ row, bound, less: bound - stepOf(unit), least: unit === 'per-second' ? 1 : 0 }];
  });
}

/** How often each check finds an order beyond its bound, all of them in shadow. */
function breachesAt(spec: DaySpec, bounds: readonly { row: (typeof TUNABLE)[0]; bound: number }[]) {
  const settings = bounds.map(({ row, bound }) => [
    row.field,
    { ...enforcedSetting(row, spec.risk, bound), mode: 'shadow' },
  ]);
  const { checks } = runSession(withLimits(spec, Object.fromEntries(settings)));
  return new Map(checks.map(({ name, breaches }) => [name, breaches]));
}

describe('the bound of each check that a day supports', () => {
  test('lets the whole day through, and one step less does not', () => {
    const lowered = new Set<string>();
    fc.assert(
      fc.property(smallDays({ people: false }), (spec) => {
        const { measures } = runSession(measuringDay(spec, TUNABLE));
        const bounds = lowestBounds(measures!);
        const breaches = breachesAt(spec, bounds);
        const refused = bounds.filter(({ row }) => breaches.get(row.name) !== 0);
        expect(refused.map(({ row, bound }) => [row.name, bound])).toEqual([]);
        const lower = bounds.map((one) => ({ ...one, bound: Math.max(one.least, one.less) }));
        const tightened = breachesAt(spec, lower);
        for (const { row, less, least, bound } of lower) {
          if (less < least) continue;
          lowered.add(row.name);
          expect([row.name, bound, tightened.get(row.name)! > 0]).toEqual([row.name, bound, true]);
        }
      }),
      { numRuns: 20 },
    );
    expect(lowered.size).toBeGreaterThan(14);
  });

  test('is measured without changing the day', () => {
    fc.assert(
      fc.property(smallDays({ people: false }), (spec) => {
        const measured = runSession(measuringDay(spec, TUNABLE));
        const plain = runSession(withLimits(spec, {}));
        expect(plain.measures).toBeUndefined();
        expect([measured.children, measured.admitted, measured.loss, measured.servers]).toEqual([
          plain.children,
          plain.admitted,
          plain.loss,
          plain.servers,
        ]);
        const shares = measured.measures!.find(({ check }) => check === 'max-quantity')!;
        expect(shares.measured).toBe(plain.children);
      }),
      { numRuns: 10 },
    );
  });
});

const BRIEF = applySettings(findScenario('clean-rollout'), ['clock.end=09:30:20']);

const workerFile = pathToFileURL(join(DIST, 'workers', 'session.js'));

describe('tuned limits', () => {
  test('are the same for any order of the seeds', async () => {
    const options = {
      tolerance: 1e-3,
      margin: 1.5,
      threads: 2,
      workerFile,
      checks: ['position', 'max-quantity'],
    };
    const tuned = await tuneLimits(BRIEF, { ...options, seeds: [5, 3, 4] });
    expect(tuned.days.map(({ seed, orders }) => [seed, orders])).toEqual([
      [3, null],
      [4, null],
      [5, null],
    ]);
    expect(tuned.bounds.map(({ check, days }) => [check, days])).toEqual([
      ['max-quantity', 3],
      ['position', 3],
    ]);
    expect(await tuneLimits(BRIEF, { ...options, seeds: [4, 5, 3] })).toEqual(tuned);
  });

  test('of executions per parent hold the loss of Knight below $1 M', async () => {
    const { settings } = await tuneLimits(BRIEF, {
      seeds: [1, 2],
      tolerance: 0,
      margin: 1.25,
      checks: ['executions-per-parent'],
      workerFile,
    });
    const knight = applySettings(findScenario('knight-2012'), ['clock.end=09:31']);
    const alone = runSession(withLimits(knight, {}));
    const { loss, runaway, children } = runSession(withLimits(knight, settings));
    expect(alone.loss.totalDollars).toBeGreaterThan(2e6);
    expect(children).toBeGreaterThan(1000);
    expect(loss.totalDollars).toBeGreaterThan(0);
    expect(loss.totalDollars).toBeLessThan(1e6);
    // The firm is halted long before the end: nothing comes after it.
    expect(runaway.lastNs).toBeLessThan(30e9);
  });
});
