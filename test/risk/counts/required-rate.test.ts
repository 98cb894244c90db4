import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocatePaces, noteOrder, requiredRate } from '../../../src/risk/counts/required-rate.js';

/** Of all earlier orders and this one, the steepest line, by trying each. */
function steepest(times: readonly number[], windowNs: number): number {
  const last = times.length - 1;
  return Math.max(...times.map((at, i) => (1e9 * (last - i + 1)) / (windowNs + times[last]! - at)));
}

describe('the rate that a sequence of orders needs', () => {
  test('is the steepest line over all earlier orders', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 40 }),
        (gaps, window) => {
          const paces = allocatePaces(3, 256);
          const times: number[] = [];
          let nowNs = -5e8;
          for (const gap of gaps) {
            nowNs += gap * 1e8;
            times.push(nowNs);
            expect(requiredRate(paces, 1, nowNs, window * 1e8)).toBeCloseTo(
              steepest(times, window * 1e8),
              9,
            );
            noteOrder(paces, 1, nowNs);
          }
          expect(requiredRate(paces, 3, nowNs, 1e9)).toBe(1);
        },
      ),
    );
  });

  test('is that at which the generic cell rate algorithm refuses nothing, and no lower one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 60 }),
        (gaps) => {
          const paces = allocatePaces(1, 256);
          let nowNs = 0;
          let rate = 0;
          const times = gaps.map((gap) => {
            nowNs += gap * 1e8;
            return nowNs;
          });
          for (const at of times) {
            rate = Math.max(rate, requiredRate(paces, 0, at, 1e9));
            noteOrder(paces, 0, at);
          }
          expect(refusedAt(times, Math.ceil(rate - 1e-9))).toBe(0);
          const less = Math.ceil(rate - 1e-9) - 1;
          if (less > 0) expect(refusedAt(times, less)).toBeGreaterThan(0);
        },
      ),
    );
  });

  test('counts the points that find no room', () => {
    const paces = allocatePaces(1, 3);
    // Ever faster orders keep every point on the hull.
    for (const at of [0, 1e9, 1.5e9, 1.75e9, 1.8e9]) noteOrder(paces, 0, at);
    expect(paces.pool.lost[0]).toBe(3);
    expect(paces.heads.orders[0]).toBe(5);
  });
});

function refusedAt(times: readonly number[], perSecond: number): number {
  const increment = Math.floor(1e9 / perSecond);
  const tolerance = Math.max(0, 1e9 - increment);
  let arrival = Number.NEGATIVE_INFINITY;
  let refused = 0;
  for (const at of times) {
    const from = Math.max(arrival, at);
    if (from - at > tolerance) refused++;
    else arrival = from + increment;
  }
  return refused;
}
