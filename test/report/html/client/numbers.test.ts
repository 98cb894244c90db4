import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bindUnits, showNumber, showPlace } from '../../../../src/report/html/client/numbers.js';
import { USELESS } from '../../../support/folders.js';

describe('a text on a page', () => {
  test.each([
    ['99.9 % within 14.5 ms', '99.9\u00a0% within 14.5\u00a0ms'],
    ['less than 1 % of it', 'less than 1\u00a0% of it'],
    ['< 0.1 %', '<\u00a00.1\u00a0%'],
    ['2 cores, 24 GiB', '2\u00a0cores, 24\u00a0GiB'],
    ['12.3 × as many', '12.3\u00a0× as many'],
    ['45 minutes', '45\u00a0minutes'],
    ['a loss of -$1.2M', 'a loss of −$1.2M'],
    ['at 09:30 so on, build 2012 ran', 'at 09:30 so on, build 2012 ran'],
    ['GT 5 symbols', 'GT 5 symbols'],
  ])('%s keeps its numbers with their units', (text, bound) => {
    expect(bindUnits(text)).toBe(bound);
  });
});

test('a number is never shown as NaN or -0, and a missing one is not measured', () => {
  const units = fc.constantFrom(
    'count' as const,
    'rate' as const,
    'usd' as const,
    'loss' as const,
    'price' as const,
    'latency' as const,
    'percent' as const,
  );
  fc.assert(
    fc.property(
      units,
      fc.oneof(
        fc.double({ min: -1e18, max: 1e18, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
      ),
      (unit, value) => {
        expect(showNumber(value, unit)).not.toMatch(USELESS);
      },
    ),
  );
  expect([2e4, -2e4].map((dollars) => showNumber(dollars, 'loss'))).toEqual([
    '$20.0k',
    'profit $20.0k',
  ]);
  expect(showNumber(null, 'latency')).toBe('not measured');
  expect(showPlace(2, 'nines')).toBe('p99');
});
