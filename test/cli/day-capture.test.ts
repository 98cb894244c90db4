import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { bellMs } from '../../src/cli/day-capture.js';

const shown = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/New_York',
  dateStyle: 'short',
  timeStyle: 'medium',
  hourCycle: 'h23',
});

describe('the bell of a date', () => {
  test('rings at 09:30 in New York, also around daylight saving and first and last years', () => {
    const dates = Array.from({ length: 366 }, (_, n) =>
      new Date(Date.UTC(2012, 0, 1 + n)).toISOString().slice(0, 10),
    );
    dates.push(
      '1987-01-01',
      '1987-04-05',
      '2006-04-02',
      '2006-10-29',
      '2007-03-11',
      '2007-11-04',
      '2026-03-08',
      '2099-12-31',
    );
    for (const date of dates)
      expect(shown.format(bellMs(date)).replace(',', '')).toBe(`${date} 09:30:00`);
  });

  test.each([
    '2012-13-01',
    '2012-02-30',
    '2013-02-29',
    '2012-00-10',
    '1970-01-01',
    '2100-01-01',
    '9999-12-31',
    '0000-01-01',
    'soon',
  ])('refuses %s', (date) => {
    expect(() => bellMs(date)).toThrow(
      new InputError(
        `date is '${date}'; must be a date of the calendar, YYYY-MM-DD, from 1987 to 2099`,
      ),
    );
  });
});
