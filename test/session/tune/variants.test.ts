import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { generateUniverse } from '../../../src/market/universe.js';
import { volumeClasses } from '../../../src/risk/limits/volume-classes.js';
import { runSession } from '../../../src/session/session.js';
import { tuneBound } from '../../../src/session/tune/bounds.js';
import { measuringDay, TUNABLE, withLimits } from '../../../src/session/tune/training.js';
import { classLayers, tuneVariants } from '../../../src/session/tune/variants.js';
import { smallDays } from '../../invariants/small-days.js';

const WINDOWED = ['serverRate', 'symbolRate', 'messageRate', 'rollingGross'];
const CLASSES = 3;
const MEASURING = { windowsSeconds: [0.5, 60], classes: CLASSES, hasGrid: false };

describe('bounds beside those of a check itself', () => {
  test('of a window are those that the check has over that window', () => {
    fc.assert(
      fc.property(smallDays({ people: false }), (spec) => {
        const { measures } = runSession(measuringDay(spec, TUNABLE, MEASURING));
        for (const seconds of MEASURING.windowsSeconds) {
          const settings = WINDOWED.map((field) => [
            field,
            { mode: 'measure', perSecond: 1, windowSeconds: seconds },
          ]);
          const own = runSession(withLimits(spec, Object.fromEntries(settings)));
          for (const { check, histogram, top, largest } of own.measures!) {
            const beside = measures!
              .find((one) => one.check === check)!
              .windows!.find((window) => window.seconds === seconds)!;
            expect([check, beside.largest, beside.histogram, beside.top]).toEqual([
              check,
              largest,
              histogram,
              top,
            ]);
          }
        }
      }),
      { numRuns: 10 },
    );
  });

  test('of classes refuse no more of each class’s orders than is tolerated', () => {
    fc.assert(
      fc.property(
        smallDays({ people: false }),
        fc.constantFrom(0, 0.01, 0.2),
        (spec, tolerance) => {
          const { measures } = runSession(measuringDay(spec, TUNABLE, MEASURING));
          const options = { tolerance, margin: 1 };
          const stocks = generateUniverse(spec.universe, spec.seed);
          const classOf = volumeClasses(
            stocks.map(({ advShares }) => advShares),
            CLASSES,
          );
          for (const row of TUNABLE) {
            const day = measures!.find(({ check }) => check === row.name)!;
            const variants = tuneVariants(row, [day], options).filter(
              ({ volumeClass }) => volumeClass !== null,
            );
            if (day.classes === undefined) continue;
            // The classes part the orders.
            const sum = day.classes.reduce((all, { measured }) => all + measured, 0);
            expect([row.name, sum]).toEqual([row.name, day.measured]);
            // Without a bound, a quote that was never good is older than every one.
            for (const { bound, inSample, largest } of variants)
              if (bound === null) expect(largest).toBeNull();
              else expect(inSample).toBeLessThanOrEqual(tolerance);
            const own = tuneBound(row, [day], options);
            const layers = classLayers([row], [own], variants, CLASSES, stocks);
            for (const [place, { symbol }] of stocks.entries()) {
              const bound = variants.find((one) => one.volumeClass === classOf[place]! + 1)?.bound;
              const changes = layers[symbol] as Record<string, Record<string, number>> | undefined;
              expect(changes?.[row.field]?.[row.hard!]).toBe(
                bound === own.bound || bound === null ? undefined : bound,
              );
            }
          }
        },
      ),
      { numRuns: 10 },
    );
  });
});
