import { dayOf } from '../base/dates.js';

/**
 * Trading days of the New York exchanges, as days since 1970-01-01: NYSE Rule 7.2 (Holidays) and
 * its published hours, and the days on which the market stayed shut for another reason (nyse.com,
 * holidays and trading hours; special closings since 1987).
 */

const CLOSE = '16:00';
const EARLY_CLOSE = '13:00';

const MS_PER_DAY = 86_400_000;
const SUNDAY = 0;
const MONDAY = 1;
const THURSDAY = 4;
const FRIDAY = 5;
const SATURDAY = 6;

const SPECIAL: Readonly<Record<string, string>> = {
  '1994-04-27': 'the day of mourning for President Nixon',
  '2001-09-11': 'closed after the attacks of 11 September',
  '2001-09-12': 'closed after the attacks of 11 September',
  '2001-09-13': 'closed after the attacks of 11 September',
  '2001-09-14': 'closed after the attacks of 11 September',
  '2004-06-11': 'the day of mourning for President Reagan',
  '2007-01-02': 'the day of mourning for President Ford',
  '2012-10-29': 'closed for Hurricane Sandy',
  '2012-10-30': 'closed for Hurricane Sandy',
  '2018-12-05': 'the day of mourning for President G. H. W. Bush',
  '2025-01-09': 'the day of mourning for President Carter',
};

/** The date `YYYY-MM-DD` of a day. */
export function dateOfDay(day: number): string {
  return Number.isFinite(day) ? new Date(day * MS_PER_DAY).toISOString().slice(0, 10) : '';
}

/**
 * Why the market is closed on a day, such as `a Saturday` or `Christmas Day`; undefined on a
 * trading day.
 */
export function closedOn(day: number): string | undefined {
  if (weekday(day) === SATURDAY) return 'a Saturday';
  if (weekday(day) === SUNDAY) return 'a Sunday';
  return SPECIAL[dateOfDay(day)] ?? holidaysOf(yearOf(day)).get(day);
}

/** When the market closes on a trading day: 16:00, or 13:00 around three holidays. */
export function closeOf(day: number): string {
  return isHalfDay(day) ? EARLY_CLOSE : CLOSE;
}

/**
 * The day after Thanksgiving, Christmas Eve, and the trading day before Independence Day; where
 * that is a Wednesday, until 2012 the Friday after it.
 */
function isHalfDay(day: number): boolean {
  const year = yearOf(day);
  const independence = dayOf(year, 7, 4);
  if (day === nth(year, 11, THURSDAY, 4) + 1) return true;
  if (day === dayOf(year, 12, 24)) return weekday(day) < FRIDAY;
  if (weekday(independence) === THURSDAY && year < 2013) return day === independence + 1;
  return day === independence - 1 && weekday(day) < FRIDAY && weekday(day) !== SUNDAY;
}

function holidaysOf(year: number): Map<number, string> {
  const holidays: [day: number, name: string, since: number][] = [
    [observed(dayOf(year, 1, 1)), 'New Year’s Day', 0],
    [nth(year, 1, MONDAY, 3), 'Martin Luther King Day', 1998],
    [nth(year, 2, MONDAY, 3), 'Washington’s Birthday', 0],
    [easterSunday(year) - 2, 'Good Friday', 0],
    [nth(year, 6, MONDAY, 1) - 7, 'Memorial Day', 0],
    [observed(dayOf(year, 6, 19)), 'Juneteenth', 2022],
    [observed(dayOf(year, 7, 4)), 'Independence Day', 0],
    [nth(year, 9, MONDAY, 1), 'Labor Day', 0],
    [nth(year, 11, THURSDAY, 4), 'Thanksgiving', 0],
    [observed(dayOf(year, 12, 25)), 'Christmas Day', 0],
  ];
  return new Map(holidays.filter(([, , since]) => year >= since).map(([day, name]) => [day, name]));
}

/**
 * A holiday on a Sunday is kept on Monday and one on a Saturday on Friday; New Year’s Day on a
 * Saturday is not, as its Friday lies in another year.
 */
function observed(day: number): number {
  if (weekday(day) === SUNDAY) return day + 1;
  return weekday(day) === SATURDAY ? day - 1 : day;
}

/** 1970-01-01 was a Thursday. */
const weekday = (day: number): number => (day + THURSDAY) % 7;
const yearOf = (day: number): number => new Date(day * MS_PER_DAY).getUTCFullYear();

/** The n-th of a weekday in a month. */
function nth(year: number, month: number, of: number, n: number): number {
  const first = dayOf(year, month, 1);
  return first + ((of - weekday(first) + 7) % 7) + 7 * (n - 1);
}

/** Gregorian Easter by the anonymous algorithm (Nature, 20 April 1876; Butcher 1877). */
function easterSunday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  return dayOf(year, month, (h + l - 7 * m + 33 * month + 19) % 32);
}
