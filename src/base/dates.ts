/** Calendar dates, as every file, flag and field writes them. */

/**
 * The first year whose daylight saving time is known: before 1987 the United States had other
 * rules. Analyst files hold 1678 to 2262.
 */
export const YEAR_MIN = 1987;
/** The last year whose daylight saving time is known. */
export const YEAR_MAX = 2099;

const MS_PER_DAY = 86_400_000;

/** Days since 1970-01-01; NaN for a date outside the calendar or the years YEAR_MIN to YEAR_MAX. */
export function dayOf(year: number, month: number, date: number): number {
  if (!Number.isInteger(year + month + date)) return Number.NaN;
  if (!(year >= YEAR_MIN && year <= YEAR_MAX && month >= 1 && month <= 12 && date >= 1))
    return Number.NaN;
  const first = firstOfMonth(year, month);
  return first + date <= firstOfMonth(year, month + 1) ? first + date - 1 : Number.NaN;
}

/** Days since 1970-01-01 of the first of a month; month 13 is January of the next year. */
export function firstOfMonth(year: number, month: number): number {
  return Date.UTC(year, month - 1, 1) / MS_PER_DAY;
}

/** Days since 1970-01-01 of a text `YYYY-MM-DD`; NaN if it is not a calendar date. */
export function parseDate(text: string): number {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  return year === undefined ? Number.NaN : dayOf(Number(year), Number(month), Number(date));
}

/** Whether a text is a calendar date, `YYYY-MM-DD`. */
export function isCalendarDate(text: string): boolean {
  return !Number.isNaN(parseDate(text));
}

const YEARS = `${YEAR_MIN} to ${YEAR_MAX}`;
/** Completes error messages about dates. */
export const DATE_REASON = `must be a date of the calendar, YYYY-MM-DD, of the years ${YEARS}`;
