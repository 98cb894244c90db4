/**
 * Ticks of $0.0001 in a dollar. The units: a price is an Int32 count of ticks; a quantity is an
 * Int32 count of shares; money is ticks × shares, an exact integer in a Float64 below 2^53; time is
 * ns since the opening bell (negative before it), an exact integer in a Float64.
 */
export const TICKS_PER_DOLLAR = 10_000;
/** Ticks of $0.0001 in a cent. */
export const TICKS_PER_CENT = 100;
/** Nanoseconds in a microsecond. */
export const NS_PER_MICRO = 1e3;
/** Nanoseconds in a millisecond. */
export const NS_PER_MS = 1e6;
/** Nanoseconds in a second. */
export const NS_PER_SECOND = 1e9;
/** Nanoseconds in a minute. */
export const NS_PER_MINUTE = 60e9;

/** The bell, in seconds since midnight, Eastern time: 09:30:00. */
export const BELL_SECOND_OF_DAY = 9 * 3600 + 30 * 60;

/** Seconds of a regular session: 6.5 hours. The model spreads a stock's daily volume over them. */
export const SESSION_SECONDS = 23_400;

/** Dollars of money in ticks × shares. */
export function dollars(money: number): number {
  return money / TICKS_PER_DOLLAR;
}

/** Money in ticks × shares of a dollar amount, rounded to the nearest unit. */
export function money(dollarAmount: number): number {
  return Math.round(dollarAmount * TICKS_PER_DOLLAR);
}

/** Ticks of a dollar price, rounded to the nearest tick. */
export function priceTicks(dollarPrice: number): number {
  return Math.round(dollarPrice * TICKS_PER_DOLLAR);
}

/** Whether a price in dollars is a whole number of ticks, at least one. */
export function isWholeTicks(price: number): boolean {
  return price > 0 && Math.round(price * TICKS_PER_DOLLAR) / TICKS_PER_DOLLAR === price;
}

/**
 * Nanoseconds since the bell of a time of day `HH:MM` or `HH:MM:SS[.fraction]`; NaN for any other
 * text.
 */
export function parseTimeOfDay(text: string): number {
  const match = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?$/.exec(text);
  if (!match) return Number.NaN;
  const [, hour, minute, second = '0', fraction = ''] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return Number.NaN;
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  return (seconds - BELL_SECOND_OF_DAY) * NS_PER_SECOND + Number(fraction.padEnd(9, '0'));
}

/** `HH:MM:SS` or, with digits, `HH:MM:SS.fff` of a time in nanoseconds since the bell. */
export function formatTimeOfDay(ns: number, fractionDigits = 0): string {
  const unit = 10 ** (9 - fractionDigits);
  const total = Math.floor(ns / unit) + BELL_SECOND_OF_DAY * 10 ** fractionDigits;
  const second = Math.floor(total / 10 ** fractionDigits);
  const clock = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60]
    .map((n) => String(n).padStart(2, '0'))
    .join(':');
  if (fractionDigits === 0) return clock;
  return `${clock}.${String(total % 10 ** fractionDigits).padStart(fractionDigits, '0')}`;
}
