import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { profileSteps } from '../../../src/base/limit-profiles.js';
import { applySettings } from '../../../src/scenarios/parse.js';
import { findScenario } from '../../../src/scenarios/scenarios.js';
import type { CheckMeasures } from '../../../src/session/result/measures.js';
import { runSession } from '../../../src/session/session.js';
import { tuneProfile } from '../../../src/session/tune/profiles.js';
import {
  enforcedSetting,
  measuringDay,
  TUNABLE,
  withLimits,
} from '../../../src/session/tune/training.js';

const GROSS = TUNABLE.find(({ name }) => name === 'gross-exposure')!;

/** A day on which a check measured these largest values, by step of the day. */
function dayOf(grid: NonNullable<CheckMeasures['grid']>): CheckMeasures {
  const rest = { histogram: [], top: [], servers: [], symbols: [], lost: 0 };
  return { check: GROSS.name, parameter: null, unit: null, measured: 1, largest: 0, ...rest, grid };
}

const grids = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 96, max: 191 }), fc.integer({ min: 1, max: 9000 })), {
    minLength: 1,
    maxLength: 30,
    selector: ([step]) => step,
  })
  .map((grid) => grid.sort(([a], [b]) => a - b));

describe('the profile of a check over the day', () => {
  test('lets each measure of the training days through at its time, and only grows', () => {
    fc.assert(
      fc.property(fc.array(grids, { minLength: 1, maxLength: 4 }), (days) => {
        const { profile, bound } = tuneProfile(GROSS, days.map(dayOf), { margin: 1 })!;
        const steps = profileSteps(profile);
        const levels = [...steps.map(({ level }) => level), bound];
        expect(levels).toEqual(levels.toSorted((a, b) => a - b));
        for (const [step, value] of days.flat()) {
          // The last ns of the five minutes, and the first.
          for (const nowNs of [(step - 114) * 300e9, (step - 113) * 300e9 - 1]) {
            const level = steps.find(({ untilNs }) => nowNs < untilNs)?.level ?? bound;
            expect(level).toBeGreaterThanOrEqual(value);
          }
        }
        expect(bound).toBe(100 * Math.ceil(Math.max(...days.flat().map(([, most]) => most)) / 100));
      }),
    );
  });

  test('has the largest measure so far, and before the first measure that one', () => {
    const days = [
      [
        [115, 500],
        [117, 300],
      ],
      [[118, 900]],
    ].map((grid) => dayOf(grid as never));
    const { profile, bound } = tuneProfile(GROSS, days, { margin: 1 })!;
    expect([profile, bound]).toEqual([{ '09:50': 500 }, 900]);
  });

  test('is unstable if a day left out would have been beyond that of the others', () => {
    const days = [[[115, 10_000]], [[115, 10_000]], [[115, 12_000]]].map((grid) =>
      dayOf(grid as never),
    );
    const tight = tuneProfile(GROSS, days, { margin: 1.25 })!;
    expect([tight.outOfSample, tight.isUnstable]).toEqual([0, false]);
    const late = [...days, dayOf([[114, 20_000]])];
    expect(tuneProfile(GROSS, late, { margin: 1.25 })!.outOfSample).toBe(1 / 4);
    expect(tuneProfile(GROSS, days.slice(0, 1), { margin: 1 })!.outOfSample).toBeNull();
    expect(tuneProfile(GROSS, [dayOf([[115, null]])], { margin: 1 })).toBeUndefined();
  });
});

test('a day has no breach of the profiles that it supports, and with less it has one', () => {
  const normal = applySettings(findScenario('clean-rollout'), ['clock.end=09:30:05']);
  const rows = TUNABLE.filter(({ isProfiled }) => isProfiled === true);
  const measuring = { windowsSeconds: [], classes: 0, hasGrid: true };
  const { measures } = runSession(measuringDay(normal, rows, measuring));
  const found = rows.flatMap((row) => {
    const day = measures!.find(({ check }) => check === row.name)!;
    return day.measured === 0 ? [] : [{ row, ...tuneProfile(row, [day], { margin: 1 })! }];
  });
  expect(found.length).toBeGreaterThan(4);
  const breachesAt = (change: (level: number) => number): Map<string, number> => {
    const settings = found.map(({ row, bound, profile }) => {
      const times = Object.entries(profile);
      const place = Math.floor(times.length / 2);
      const lower = times.map(([time, level], at) => [time, at === place ? change(level) : level]);
      const setting = enforcedSetting(row, normal.risk, bound, Object.fromEntries(lower));
      return [row.field, { ...setting, mode: 'shadow' }];
    });
    const { checks } = runSession(withLimits(normal, Object.fromEntries(settings)));
    return new Map(checks.map(({ name, breaches }) => [name, breaches]));
  };
  const names = found.map(({ row }) => row.name);
  const kept = breachesAt((level) => level);
  expect(names.map((name) => [name, kept.get(name)])).toEqual(names.map((name) => [name, 0]));
  const sums = ['gross-exposure', 'server-gross'];
  const tightened = breachesAt((level) => Math.max(0, level - 100));
  for (const name of sums) expect([name, tightened.get(name)! > 0]).toEqual([name, true]);
});
