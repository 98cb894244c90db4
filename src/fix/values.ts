import { FIELD_WORDS, findField, type Scan } from './scan.js';

/** Reads values of fields out of bytes. Nothing here makes a text unless it is asked for one. */

const ZERO = 0x30;
const MINUS = 0x2d;
const POINT = 0x2e;
/** More digits would not be exact in a double. */
const DIGITS_MAX = 15;
const TICK_DECIMALS = 4;
const MS_PER_DAY = 86_400_000;

/** What `readTicks` returns for a price with more decimals than a tick of $0.0001. */
export const TOO_FINE = Number.POSITIVE_INFINITY;

/** Reads digits; −1 when there are none, when something else is there, or more than 15 digits. */
export function readWhole(bytes: Uint8Array, start: number, end: number): number {
  if (end <= start || end - start > DIGITS_MAX) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = bytes[i]! - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/**
 * Reads a decimal number, such as a price in dollars, as ticks of $0.0001. Zeros at its end do not
 * count as decimals.
 *
 * @returns a whole number of ticks; NaN when it is no decimal number or has more than 15 digits;
 * `TOO_FINE` when ticks cannot express it, since a price is never rounded
 */
export function readTicks(bytes: Uint8Array, start: number, end: number): number {
  return readDecimal(bytes, start, end, TICK_DECIMALS);
}

/** Reads a quantity as whole shares: NaN when it is no number, `TOO_FINE` with a fraction. */
export function readShares(bytes: Uint8Array, start: number, end: number): number {
  return readDecimal(bytes, start, end, 0);
}

function readDecimal(bytes: Uint8Array, start: number, end: number, decimals: number): number {
  let at = start;
  const isNegative = bytes[at] === MINUS && at < end;
  if (isNegative) at++;
  let last = end;
  let point = at;
  while (point < end && bytes[point] !== POINT) point++;
  if (point < end) while (last > point + 1 && bytes[last - 1] === ZERO) last--;
  if (end - at - (point < end ? 1 : 0) < 1 || last - at > DIGITS_MAX) return Number.NaN;
  let value = 0;
  for (; at < last; at++) {
    if (at === point) continue;
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  const given = point < end ? last - point - 1 : 0;
  if (given > decimals) return TOO_FINE;
  for (let n = given; n < decimals; n++) value *= 10;
  return isNegative ? -value : value;
}

/** Whether a value is exactly these bytes. */
export function isValue(
  bytes: Uint8Array,
  start: number,
  end: number,
  wanted: Uint8Array,
): boolean {
  if (end - start !== wanted.length) return false;
  for (let i = 0; i < wanted.length; i++) if (bytes[start + i] !== wanted[i]) return false;
  return true;
}

const { fromCharCode } = String;

/** A value as text, a character a byte. Each `+=` makes a text, so there are few of them. */
export function valueText(b: Uint8Array, start: number, end: number): string {
  let text = '';
  let at = start;
  for (; end - at >= 8; at += 8) {
    const c4 = b[at + 4]!;
    const c5 = b[at + 5]!;
    const c6 = b[at + 6]!;
    text += fromCharCode(b[at]!, b[at + 1]!, b[at + 2]!, b[at + 3]!, c4, c5, c6, b[at + 7]!);
  }
  if (end - at >= 4) {
    text += fromCharCode(b[at]!, b[at + 1]!, b[at + 2]!, b[at + 3]!);
    at += 4;
  }
  if (end - at >= 2) {
    text += fromCharCode(b[at]!, b[at + 1]!);
    at += 2;
  }
  return at < end ? text + fromCharCode(b[at]!) : text;
}

/**
 * Reads a UTC timestamp, `YYYYMMDD-HH:MM:SS` with up to nine decimals.
 *
 * @returns ms since 1970, the finer part cut off; NaN for anything else
 */
export function readTimestampMs(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length < 17 || (length > 17 && (length < 19 || length > 27))) return Number.NaN;
  if (bytes[start + 8] !== MINUS) return Number.NaN;
  if (!isLastDate(bytes, start)) {
    const date = readDateMs(bytes, start, start + 8);
    if (Number.isNaN(date)) return Number.NaN;
    for (let i = 0; i < lastDate.length; i++) lastDate[i] = bytes[start + i]!;
    lastDateMs = date;
  }
  return lastDateMs + readTimeOfDayMs(bytes, start + 9, end);
}

/** The date of the last timestamp: most have the same. */
const lastDate = new Uint8Array(8);
let lastDateMs = Number.NaN;

function isLastDate(bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < lastDate.length; i++) if (bytes[start + i] !== lastDate[i]) return false;
  return true;
}

/** Reads `HH:MM:SS` with decimals as ms since midnight; a leap second is the next one's first. */
function readTimeOfDayMs(bytes: Uint8Array, start: number, end: number): number {
  const hours = readPair(bytes, start);
  const minutes = readPair(bytes, start + 3);
  const seconds = readPair(bytes, start + 6);
  if (bytes[start + 2] !== 0x3a || bytes[start + 5] !== 0x3a || end < start + 8) return Number.NaN;
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 60)
    return Number.NaN;
  let ms = 0;
  if (end > start + 8) {
    if (bytes[start + 8] !== POINT || end === start + 9) return Number.NaN;
    for (let i = start + 9; i < end; i++)
      if (bytes[i]! < ZERO || bytes[i]! > 0x39) return Number.NaN;
    for (let i = 0; i < 3; i++)
      ms = ms * 10 + (start + 9 + i < end ? bytes[start + 9 + i]! - ZERO : 0);
  }
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms;
}

/** Reads two digits; −1 when they are none. */
function readPair(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - ZERO;
  const ones = bytes[at + 1]! - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

/** Reads `YYYYMMDD` as ms since 1970; NaN when there is no such day. */
export function readDateMs(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 8) return Number.NaN;
  const year = readWhole(bytes, start, start + 4);
  const month = readWhole(bytes, start + 4, start + 6);
  const day = readWhole(bytes, start + 6, end);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month))
    return Number.NaN;
  return daysSince1970(year, month, day) * MS_PER_DAY;
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The proleptic Gregorian calendar, with years that begin in March. */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const m = (month + 9) % 12;
  const leaps = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return 365 * y + leaps + Math.floor((m * 306 + 5) / 10) + day - 1 - 719_468;
}

/** The value of a field as text, or undefined when the message has none. */
export function textOf(scan: Scan, tag: number): string | undefined {
  const index = findField(scan, tag);
  if (index < 0) return undefined;
  const word = index * FIELD_WORDS;
  return valueText(scan.bytes, scan.fields[word + 1]!, scan.fields[word + 2]!);
}
