import { expect, test } from 'vitest';
import { watchGarbage } from '../../../src/fleet/threads/garbage.js';

/** Leaves enough garbage for a collection of the whole heap. */
function litter(): number {
  const kept: number[][] = [];
  let length = 0;
  for (let n = 0; n < 400; n++) {
    kept.push(Array.from({ length: 20_000 }, (_, i) => i + 0.5));
    if (kept.length > 50) length += kept.splice(0, 40).length;
  }
  return length;
}

test('counts collections of the whole heap in the measured time, and all collections', async () => {
  const [from, never] = [watchGarbage(), watchGarbage()];
  expect(litter()).toBeGreaterThan(0);
  const measured = await from.report(0);
  const before = await never.report(performance.now() + 3_600_000);
  expect(measured.majorMeasured).toBeGreaterThan(0);
  expect(measured.measured).toBeGreaterThanOrEqual(measured.majorMeasured);
  expect(measured.collections).toBe(measured.measured);
  expect(measured.longestMs).toBeGreaterThan(0);
  expect(measured.totalMs).toBeGreaterThanOrEqual(measured.longestMs);
  expect([before.measured, before.majorMeasured]).toEqual([0, 0]);
  expect(before.collections).toBeGreaterThan(0);
});
