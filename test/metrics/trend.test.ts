import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFalling, isRising, TREND_SAMPLES_MIN, trendOf } from '../../src/metrics/trend.js';

const TIMES = Array.from({ length: 100 }, (_, n) => n / 10);
const series = (of: (t: number, n: number) => number) => trendOf(TIMES, TIMES.map(of))!;

describe('the trend of a series', () => {
  test('equals a line exactly, at any level and slope', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1000, max: 1000 }),
        fc.integer({ min: -1000, max: 1000 }),
        (level, slope) => {
          const { change, noise } = series((t) => level + slope * t);
          expect(change).toBeCloseTo(slope * 9.9, 6);
          expect(noise).toBeCloseTo(0, 6);
        },
      ),
    );
  });

  test('ignores a fifth of outliers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 20, maxLength: 20 }),
        (wild) => {
          const { change } = series((t, n) => (n % 5 === 2 ? wild[Math.floor(n / 5)]! : 10 * t));
          expect(Math.abs(change - 99)).toBeLessThan(15);
        },
      ),
    );
  });

  test('is undefined for too few samples', () => {
    const few = TIMES.slice(0, TREND_SAMPLES_MIN - 1);
    expect(trendOf(few, few)).toBeUndefined();
    expect(trendOf([], [])).toBeUndefined();
  });

  test.each([
    ['a constant', () => 5, false, false],
    ['a line up', (t: number) => 3 * t, true, false],
    ['a line down', (t: number) => -3 * t, false, true],
    ['growth that slows down', (t: number) => Math.sqrt(t), true, false],
    ['growth that speeds up', (t: number) => t * t, true, false],
    ['a wave of three seconds', (t: number) => Math.sin(2 * t), false, false],
    ['one jump that comes back', (t: number) => (t > 4 && t < 5 ? 100 : 1), false, false],
    ['scatter', (_: number, n: number) => (n * 7919) % 101, false, false],
    [
      'a line within more scatter than it rises',
      (t: number, n: number) => 3 * t + ((n * 7919) % 101),
      false,
      false,
    ],
    [
      'a line beyond its scatter',
      (t: number, n: number) => 30 * t + ((n * 7919) % 101),
      true,
      false,
    ],
  ])('of %s rises or falls as it should', (_, of, rising, falling) => {
    const trend = series(of);
    expect([isRising(trend), isFalling(trend)]).toEqual([rising, falling]);
  });
});
