import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginPass, monotonicNs, openClock, readClock } from '../../../src/fleet/threads/clock.js';

test('the time is whole nanoseconds of the monotonic clock since the start', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), (agoNs) => {
      const before = monotonicNs();
      const startNs = before - agoNs;
      const nowNs = readClock(openClock(startNs));
      expect(Number.isInteger(nowNs)).toBe(true);
      expect(nowNs).toBeGreaterThanOrEqual(agoNs);
      expect(nowNs).toBeLessThanOrEqual(monotonicNs() - startNs);
    }),
    { seed: 20120801, numRuns: 500 },
  );
});

test('a pass begins at a time between two reads', () => {
  const clock = openClock(monotonicNs());
  const before = readClock(clock);
  beginPass(clock);
  expect(clock.passNs[0]).toBeGreaterThanOrEqual(before);
  expect(clock.passNs[0]).toBeLessThanOrEqual(readClock(clock));
});
