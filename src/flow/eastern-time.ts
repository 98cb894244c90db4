import { dayOf, firstOfMonth } from '../base/dates.js';
import { BELL_SECOND_OF_DAY, NS_PER_SECOND } from '../base/units.js';

/** A moment as the exchange's clock shows it. */
export interface EasternTime {
  /** ns since the bell of its date; NaN if the text is not a time. */
  ns: number;
  /** The date as days since 1970-01-01, or −1 where only the time of day was given. */
  day: number;
}

const SECONDS_PER_DAY = 86_400;
const STANDARD_OFFSET_SECONDS = -5 * 3600;
const DAYLIGHT_OFFSET_SECONDS = -4 * 3600;

const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;
const SPACE = 0x20;

/**
 * Reads the ASCII text in [begin, end) into `into`. It may be a time of day in Eastern time,
 * `HH:MM:SS[.f]`; a FIX UTCTimestamp, `YYYYMMDD-HH:MM:SS[.f]`, which is UTC; or ISO 8601 with Z or
 * an offset, `YYYY-MM-DDTHH:MM:SS[.f]±HH[[:]MM]`, with a T or a space. The fraction has 1 to 9
 * digits. Sets `into.ns` to NaN for anything else.
 */
export function readEasternTime(
  bytes: Uint8Array,
  begin: number,
  end: number,
  into: EasternTime,
): void {
  into.ns = Number.NaN;
  into.day = -1;
  if (bytes[begin + 2] === COLON) {
    const second = secondOfDay(bytes, begin, end);
    into.ns = (second - BELL_SECOND_OF_DAY) * NS_PER_SECOND + fractionNs(bytes, begin + 8, end);
  } else if (bytes[begin + 8] === MINUS) {
    const day = dayNumber(bytes, begin, begin + 4, begin + 6, end);
    setInstant(
      day,
      secondOfDay(bytes, begin + 9, end),
      fractionNs(bytes, begin + 17, end),
      0,
      into,
    );
  } else if (
    bytes[begin + 4] === MINUS &&
    bytes[begin + 7] === MINUS &&
    (bytes[begin + 10] === LETTER_T || bytes[begin + 10] === SPACE)
  ) {
    const day = dayNumber(bytes, begin, begin + 5, begin + 8, end);
    const zone = zoneBegin(bytes, begin + 19, end);
    const offset = zoneOffsetSeconds(bytes, zone, end);
    setInstant(
      day,
      secondOfDay(bytes, begin + 11, zone),
      fractionNs(bytes, begin + 19, zone),
      offset,
      into,
    );
  }
}

/**
 * Turns a date and time of a zone that is `offsetSeconds` ahead of UTC into Eastern time. One NaN
 * among them is enough for `into.ns` to be NaN.
 */
function setInstant(
  day: number,
  second: number,
  fraction: number,
  offsetSeconds: number,
  into: EasternTime,
): void {
  const utcSecond = day * SECONDS_PER_DAY + second - offsetSeconds;
  const local =
    utcSecond + (isDaylightTime(utcSecond) ? DAYLIGHT_OFFSET_SECONDS : STANDARD_OFFSET_SECONDS);
  into.day = Math.floor(local / SECONDS_PER_DAY);
  into.ns = (local - into.day * SECONDS_PER_DAY - BELL_SECOND_OF_DAY) * NS_PER_SECOND + fraction;
}

/**
 * Whether the Eastern time zone of the USA is on daylight saving time at a moment, in seconds since
 * 1970 UTC. It begins and ends at 02:00 of the clock that is then in force: since 2007 on the
 * second Sunday of March and the first of November (Energy Policy Act of 2005, § 110), from 1987 to
 * 2006 on the first Sunday of April and the last of October (Public Law 99-359 and the Uniform Time
 * Act of 1966).
 */
export function isDaylightTime(utcSecond: number): boolean {
  const year = new Date(utcSecond * 1000).getUTCFullYear();
  const begin = year >= 2007 ? sundayFrom(year, 3, 8) : sundayFrom(year, 4, 1);
  const end = year >= 2007 ? sundayFrom(year, 11, 1) : sundayFrom(year, 10, 25);
  return (
    utcSecond >= begin * SECONDS_PER_DAY + 7 * 3600 && utcSecond < end * SECONDS_PER_DAY + 6 * 3600
  );
}

/** The first Sunday on or after a date, as days since 1970-01-01, which was a Thursday. */
function sundayFrom(year: number, month: number, date: number): number {
  const day = firstOfMonth(year, month) + date - 1;
  return day + ((7 - ((day + 4) % 7)) % 7);
}

/**
 * Days since 1970-01-01 of the date whose parts begin at these places, or NaN when it is not in the
 * calendar or out of the years.
 */
function dayNumber(
  bytes: Uint8Array,
  yearBegin: number,
  monthBegin: number,
  dateBegin: number,
  end: number,
): number {
  if (dateBegin + 2 > end) return Number.NaN;
  return dayOf(
    digits(bytes, yearBegin, 4),
    digits(bytes, monthBegin, 2),
    digits(bytes, dateBegin, 2),
  );
}

/** Seconds since midnight of the `HH:MM:SS` at `begin`, or NaN. */
function secondOfDay(bytes: Uint8Array, begin: number, end: number): number {
  if (begin + 8 > end || bytes[begin + 2] !== COLON || bytes[begin + 5] !== COLON)
    return Number.NaN;
  const hour = digits(bytes, begin, 2);
  const minute = digits(bytes, begin + 3, 2);
  const second = digits(bytes, begin + 6, 2);
  return hour <= 23 && minute <= 59 && second <= 59
    ? hour * 3600 + minute * 60 + second
    : Number.NaN;
}

/**
 * Returns the nanoseconds of the `.f` that fills [begin, end): 0 if this is empty, NaN if it is
 * something else.
 */
function fractionNs(bytes: Uint8Array, begin: number, end: number): number {
  if (begin === end) return 0;
  const count = end - begin - 1;
  if (bytes[begin] !== POINT || count < 1 || count > 9) return Number.NaN;
  let ns = digits(bytes, begin + 1, count);
  for (let missing = count; missing < 9; missing++) ns *= 10;
  return ns;
}

/** Where the zone begins: behind the point and digits of a fraction. */
function zoneBegin(bytes: Uint8Array, begin: number, end: number): number {
  let i = begin;
  while (i < end && (bytes[i] === POINT || (bytes[i]! >= ZERO && bytes[i]! <= NINE))) i++;
  return i;
}

/**
 * Seconds by which the `Z` or `±HH`, `±HHMM`, `±HH:MM` that fills [begin, end) is ahead of UTC; NaN
 * for anything else and beyond 14 hours.
 */
function zoneOffsetSeconds(bytes: Uint8Array, begin: number, end: number): number {
  const length = end - begin;
  if (length === 1 && bytes[begin] === LETTER_Z) return 0;
  if (
    (bytes[begin] !== PLUS && bytes[begin] !== MINUS) ||
    (length !== 3 && length !== 5 && length !== 6)
  )
    return Number.NaN;
  if (length === 6 && bytes[begin + 3] !== COLON) return Number.NaN;
  const hour = digits(bytes, begin + 1, 2);
  const minute = length === 3 ? 0 : digits(bytes, end - 2, 2);
  const seconds = hour * 3600 + minute * 60;
  if (!(minute <= 59 && seconds <= 14 * 3600)) return Number.NaN;
  return bytes[begin] === MINUS ? -seconds : seconds;
}

/** The number that `count` ASCII digits write, or NaN when one of them is no digit. */
function digits(bytes: Uint8Array, begin: number, count: number): number {
  let number = 0;
  for (let i = begin; i < begin + count; i++) {
    const byte = bytes[i]!;
    if (!(byte >= ZERO && byte <= NINE)) return Number.NaN;
    number = number * 10 + byte - ZERO;
  }
  return number;
}
