import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dollars,
  formatTimeOfDay,
  money,
  NS_PER_MINUTE,
  NS_PER_SECOND,
  parseTimeOfDay,
  priceTicks,
} from '../../src/base/units.js';

describe('money and prices', () => {
  test('a dollar is ten thousand ticks', () => {
    expect(priceTicks(1)).toBe(10_000);
    expect(priceTicks(13.2899)).toBe(132_899);
    expect(priceTicks(0.00005)).toBe(1);
    expect(money(460_000_000)).toBe(4_600_000_000_000);
    expect(dollars(4_600_000_000_000)).toBe(460_000_000);
  });

  test('prices and amounts below $225 billion survive conversion to dollars', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 31 - 1 }),
        (ticks) => priceTicks(dollars(ticks)) === ticks,
      ),
    );
    // Beyond 2^51 the two conversions may round by a whole unit together.
    const amount = fc.integer({ min: -(2 ** 51), max: 2 ** 51 });
    fc.assert(fc.property(amount, (units) => money(dollars(units)) === units));
  });
});

describe('the time of day', () => {
  test('is counted in nanoseconds from the bell at 09:30:00', () => {
    expect(parseTimeOfDay('09:30')).toBe(0);
    expect(parseTimeOfDay('09:30:00.000000001')).toBe(1);
    expect(parseTimeOfDay('10:15')).toBe(45 * NS_PER_MINUTE);
    expect(parseTimeOfDay('08:01:00')).toBe(-89 * NS_PER_MINUTE);
    expect(parseTimeOfDay('09:29:59.5')).toBe(-NS_PER_SECOND / 2);
    expect(parseTimeOfDay('00:00')).toBe(-570 * NS_PER_MINUTE);
    expect(parseTimeOfDay('23:59:59.999999999')).toBe(870 * NS_PER_MINUTE - 1);
  });

  test('is NaN for any other text', () => {
    const wrong = [
      '',
      '9:30',
      '09.30',
      '24:00',
      '12:60',
      '12:00:60',
      '12:00:00.',
      '12:00:00.1234567890',
      ' 09:30',
      '09:30 ',
      '-1:00',
      '09:30Z',
    ];
    expect(wrong.filter((text) => !Number.isNaN(parseTimeOfDay(text)))).toEqual([]);
  });

  test('is written with the requested digits, cut and not rounded', () => {
    expect(formatTimeOfDay(0)).toBe('09:30:00');
    expect(formatTimeOfDay(45 * NS_PER_MINUTE, 3)).toBe('10:15:00.000');
    expect(formatTimeOfDay(1_999_999_999)).toBe('09:30:01');
    expect(formatTimeOfDay(1_999_999_999, 3)).toBe('09:30:01.999');
    expect(formatTimeOfDay(1_002_003_004, 9)).toBe('09:30:01.002003004');
    expect(formatTimeOfDay(-1)).toBe('09:29:59');
    expect(formatTimeOfDay(-1, 6)).toBe('09:29:59.999999');
  });

  test('survives writing and reading to the nanosecond', () => {
    fc.assert(fc.property(timeNs(), (ns) => parseTimeOfDay(formatTimeOfDay(ns, 9)) === ns));
  });

  test('is the start of the interval that its digits name', () => {
    fc.assert(
      fc.property(timeNs(), fc.integer({ min: 0, max: 9 }), (ns, digits) => {
        const unit = Number(`1e${9 - digits}`);
        const read = parseTimeOfDay(formatTimeOfDay(ns, digits));
        expect(read).toBeLessThanOrEqual(ns);
        expect(read).toBeGreaterThan(ns - unit);
      }),
    );
  });
});

/** Any nanosecond of the day. */
function timeNs(): fc.Arbitrary<number> {
  return fc.integer({ min: -570 * NS_PER_MINUTE, max: 870 * NS_PER_MINUTE - 1 });
}
