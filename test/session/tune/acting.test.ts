import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runSession } from '../../../src/session/session.js';
import { mayAct } from '../../../src/session/tune/acting.js';
import { stepOf } from '../../../src/session/tune/bounds.js';
import type { TriedBound } from '../../../src/session/tune/frontier.js';
import {
  enforcedSetting,
  measuringDay,
  TUNABLE,
  withLimits,
} from '../../../src/session/tune/training.js';
import { smallDays } from '../../invariants/small-days.js';
import { outcomeOf } from '../../support/shadowed.js';

const DAYS = { seed: 2012, numRuns: 3 };
const WINDOW = { windowSeconds: 2 };
const WINDOWED = ['server-rate', 'symbol-rate', 'message-rate', 'rolling-gross'];

test('a bound that may not act leaves the day as it is without a limit', () => {
  let same = 0;
  let acting = 0;
  fc.assert(
    fc.property(smallDays({ people: false }), fc.double({ min: 0, max: 2, noNaN: true }), run),
    DAYS,
  );
  expect(same).toBeGreaterThan(20);
  expect(acting).toBeGreaterThan(10);

  function run(spec: Parameters<typeof runSession>[0], part: number): void {
    const measuring = { windowsSeconds: [2], classes: 0, hasGrid: false };
    const { measures } = runSession(measuringDay(spec, TUNABLE, measuring));
    const plain = runSession(withLimits(spec, {}));
    for (const row of TUNABLE) {
      const own = measures!.find(({ check }) => check === row.name)!;
      const { unit } = row.parameters.find(({ name }) => name === row.hard)!;
      const windows = WINDOWED.includes(row.name) ? [undefined, '2 s'] : [undefined];
      for (const variant of windows) {
        const largest = (variant === undefined ? own : own.windows![0]!).largest ?? 0;
        const bound = Math.max(1, Math.round((part * largest) / stepOf(unit)) * stepOf(unit));
        const changes = variant === undefined ? undefined : WINDOW;
        const tried: TriedBound = { row, tolerance: null, bound, variant, changes };
        if (mayAct(tried, measures!)) {
          acting++;
          continue;
        }
        same++;
        const setting = { ...enforcedSetting(row, spec.risk, bound), ...changes };
        const alone = runSession(withLimits(spec, { [row.field]: setting }));
        expect([row.name, bound, outcomeOf(alone)]).toEqual([row.name, bound, outcomeOf(plain)]);
      }
    }
  }
});

test('a bound that no largest measure tells of may act', () => {
  const row = TUNABLE.find(({ name }) => name === 'server-rate')!;
  const day = {
    check: row.name,
    parameter: row.hard!,
    unit: null,
    measured: 5,
    largest: 10,
    histogram: [],
    top: [],
    servers: [],
    symbols: [],
    lost: 0,
    windows: [{ seconds: 60, measured: 5, largest: 4, histogram: [], top: [] }],
  };
  const wide = { row, tolerance: null, bound: 100 };
  expect(mayAct(wide, [day])).toBe(false);
  expect(mayAct({ ...wide, bound: 9 }, [day])).toBe(true);
  expect(mayAct(wide, [])).toBe(true);
  expect(mayAct(wide, [{ ...day, lost: 1 }])).toBe(true);
  expect(mayAct(wide, [{ ...day, largest: null }])).toBe(true);
  expect(mayAct({ ...wide, variant: 'profile', changes: { profile: {} } }, [day])).toBe(true);
  expect(mayAct({ ...wide, variant: 'classes', symbols: {} }, [day])).toBe(true);
  const window = { ...wide, bound: 4, variant: '60 s', changes: { windowSeconds: 60 } };
  expect(mayAct(window, [day])).toBe(false);
  expect(mayAct({ ...window, bound: 3 }, [day])).toBe(true);
});
