import { describe, expect, test } from 'vitest';
import { dayOf, isCalendarDate, parseDate } from '../../src/base/dates.js';

describe('a date', () => {
  test('is valid exactly when the platform’s calendar has it', () => {
    for (
      let day = Date.UTC(1987, 0, 1) / 86_400_000;
      day <= Date.UTC(2099, 11, 31) / 86_400_000;
      day++
    ) {
      const text = new Date(day * 86_400_000).toISOString().slice(0, 10);
      if (parseDate(text) !== day) throw new Error(text);
    }
    expect([parseDate('1986-12-31'), parseDate('2100-01-01')]).toEqual([Number.NaN, Number.NaN]);
  });

  test.each([
    '2012-02-30',
    '2011-02-29',
    '2012-13-01',
    '2012-00-10',
    '2012-01-00',
    '2012-04-31',
    '0000-01-01',
    '9999-12-31',
    '1677-01-01',
  ])('is not %s', (text) => expect(isCalendarDate(text)).toBe(false));

  test.each([
    '2012-8-1',
    '20120801',
    '2012-08-01 ',
    ' 2012-08-01',
    '2012-08-01T00:00',
    '2012-08-01\n',
    '２０１２-08-01',
    '',
  ])('does not have the form %j', (text) => expect(isCalendarDate(text)).toBe(false));

  test('is NaN for a fraction or NaN', () => {
    expect([dayOf(2012.5, 1, 1), dayOf(2012, 1, Number.NaN)]).toEqual([Number.NaN, Number.NaN]);
  });
});
