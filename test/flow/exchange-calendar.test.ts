import { describe, expect, test } from 'vitest';
import { parseDate } from '../../src/base/dates.js';
import { closedOn, closeOf, dateOfDay } from '../../src/flow/exchange-calendar.js';

const closed = (date: string) => closedOn(parseDate(date));

/** Weekdays of a year on which the New York exchanges were shut, as they published them. */
const SHUT: Readonly<Record<string, readonly string[]>> = {
  1998: ['01-01', '01-19', '02-16', '04-10', '05-25', '07-03', '09-07', '11-26', '12-25'],
  2001: [
    '01-01',
    '01-15',
    '02-19',
    '04-13',
    '05-28',
    '07-04',
    '09-03',
    '09-11',
    '09-12',
    '09-13',
    '09-14',
    '11-22',
    '12-25',
  ],
  2010: ['01-01', '01-18', '02-15', '04-02', '05-31', '07-05', '09-06', '11-25', '12-24'],
  2012: [
    '01-02',
    '01-16',
    '02-20',
    '04-06',
    '05-28',
    '07-04',
    '09-03',
    '10-29',
    '10-30',
    '11-22',
    '12-25',
  ],
  2021: ['01-01', '01-18', '02-15', '04-02', '05-31', '07-05', '09-06', '11-25', '12-24'],
  2022: ['01-17', '02-21', '04-15', '05-30', '06-20', '07-04', '09-05', '11-24', '12-26'],
  2024: ['01-01', '01-15', '02-19', '03-29', '05-27', '06-19', '07-04', '09-02', '11-28', '12-25'],
};
const HALF: Readonly<Record<string, readonly string[]>> = {
  1998: ['11-27', '12-24'],
  2001: ['07-03', '11-23', '12-24'],
  2010: ['11-26'],
  2012: ['07-03', '11-23', '12-24'],
  2013: ['07-03', '11-29', '12-24'],
  2021: ['11-26'],
  2022: ['11-25'],
  2024: ['07-03', '11-29', '12-24'],
};

const daysOf = (year: string) =>
  Array.from(
    { length: parseDate(`${year}-12-31`) - parseDate(`${year}-01-01`) + 1 },
    (_, n) => parseDate(`${year}-01-01`) + n,
  );
const isWeekend = (day: number) => [0, 6].includes(new Date(dateOfDay(day)).getUTCDay());

describe('the calendar of the exchanges', () => {
  test.each(Object.entries(SHUT))(
    'of %s is shut on just these weekdays, and on every weekend',
    (year, dates) => {
      const days = daysOf(year);
      const shut = days.filter((day) => !isWeekend(day) && closedOn(day) !== undefined);
      expect(shut.map((day) => dateOfDay(day).slice(5))).toEqual(dates);
      for (const day of days.filter(isWeekend))
        expect(closedOn(day)).toMatch(/^a (Saturday|Sunday)$/);
    },
  );

  test.each(Object.entries(HALF))(
    'of %s closes at 13:00 on just these days, and at 16:00 on the others',
    (year, dates) => {
      const open = daysOf(year).filter((day) => closedOn(day) === undefined);
      expect(
        open.filter((day) => closeOf(day) === '13:00').map((day) => dateOfDay(day).slice(5)),
      ).toEqual(dates);
      expect(new Set(open.map(closeOf))).toEqual(new Set(['13:00', '16:00']));
    },
  );

  test('names weekends and holidays', () => {
    expect(closed('2012-08-01')).toBeUndefined();
    expect([
      closed('2024-03-09'),
      closed('2012-04-06'),
      closed('2012-10-29'),
      closed('2022-06-20'),
    ]).toEqual(['a Saturday', 'Good Friday', 'closed for Hurricane Sandy', 'Juneteenth']);
  });

  test.each(['2012-13-01', '2012-02-30', '2012-8-1', 'today', ''])('has no day %j', (date) => {
    expect([parseDate(date), closed(date)]).toEqual([Number.NaN, undefined]);
  });
});
