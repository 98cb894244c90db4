import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decadeStep,
  placeTicks,
  rangeFromZero,
  rangeOfDecades,
} from '../../../../src/report/html/client/axes.js';

const widthOf = (label: string): number => 7 * label.length;

describe('the labels of a horizontal axis', () => {
  const axes = fc.constantFrom('clock' as const, 'seconds' as const, 'nines' as const, 'perSecond');

  test('never touch, stay within the axis, and differ from each other', () => {
    fc.assert(
      fc.property(
        axes,
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.double({ min: 0.01, max: 5, noNaN: true }),
        fc.integer({ min: 40, max: 1400 }),
        (axis, min, span, pixels) => {
          const scale = { clock: 4000, seconds: 4000, nines: 1, perSecond: 3e5 }[axis];
          const [low, high] = [min * scale, (min + span) * scale];
          const { places, labels } = placeTicks(axis, low, high, pixels, widthOf);
          const at = places.map((place) => ((place - low) / (high - low)) * pixels);
          for (let tick = 1; tick < at.length; tick++)
            expect(at[tick]! - at[tick - 1]!).toBeGreaterThan(
              (widthOf(labels[tick]!) + widthOf(labels[tick - 1]!)) / 2,
            );
          for (const place of places) expect(place).toBeGreaterThanOrEqual(low - 1e-6);
          for (const place of places) expect(place).toBeLessThanOrEqual(high + 1e-6);
          expect(new Set(labels).size).toBe(labels.length);
        },
      ),
    );
  });

  test.each([
    [100, ['0 %', '99.9 %']],
    [230, ['0 %', '99 %', '99.99 %']],
    [500, ['0 %', '90 %', '99 %', '99.9 %', '99.99 %', '99.999 %']],
  ])('of percentiles in %d pixels are as many as fit', (pixels, expected) => {
    expect(placeTicks('nines', 0, 5, pixels, widthOf).labels).toEqual(expected);
  });

  test('exist for a fraction of a nine and for a fraction of a second', () => {
    expect(placeTicks('nines', 1, 2, 300, widthOf).labels).toEqual([
      '90 %',
      '95 %',
      '97.5 %',
      '99 %',
    ]);
    expect(placeTicks('seconds', 0, 0.05, 300, widthOf).labels.length).toBeGreaterThan(1);
    expect(placeTicks('perSecond', 0, 2.4e6, 400, widthOf).labels).toEqual([
      '0/s',
      '500k/s',
      '1M/s',
      '1.5M/s',
      '2M/s',
    ]);
    expect(placeTicks('clock', 0, 1, 300, widthOf).labels.length).toBeGreaterThan(1);
  });
});

describe('the range of a vertical axis', () => {
  test('contains its values, and is wide enough for labels that differ', () => {
    const value = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(
        fc.constantFrom('count', 'rate', 'usd', 'price', 'percent', 'latency'),
        value,
        value,
        (unit, a, b) => {
          const [min, max] = [Math.min(a, b), Math.max(a, b)];
          const [low, high] = rangeFromZero(unit, min, max);
          expect(low).toBeLessThanOrEqual(min);
          expect(high).toBeGreaterThanOrEqual(max);
          expect(high).toBeGreaterThan(low);
        },
      ),
    );
    expect(rangeFromZero('count', null, null)).toEqual([0, 2]);
  });

  test('of a logarithmic scale spans whole powers of ten, at least one', () => {
    expect(rangeOfDecades(53, 80)).toEqual([10, 100]);
    expect(rangeOfDecades(100, 100)).toEqual([100, 1000]);
    expect(rangeOfDecades(null, null)).toEqual([1, 10]);
    expect(decadeStep(1, 1e10, 60)).toBe(3);
    expect(decadeStep(1, 1e3, 200)).toBe(1);
  });
});
