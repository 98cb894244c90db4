const ZERO = 0x30;
const POINT = 0x2e;
/** Longest number that is read; the digits of a Float64 written in full are fewer. */
const CHARACTERS_MAX = 400;

/**
 * Returns the whole number that ASCII text spells, or NaN if it spells none or one out of bounds.
 * Leading zeros are allowed, as in FIX. `100.0` and `1e2` are 100, since programs with float
 * quantities write that.
 */
export function wholeNumber(
  bytes: Uint8Array,
  begin: number,
  end: number,
  min: number,
  max: number,
): number {
  const number = plainDigits(bytes, begin, end, max);
  return Number.isNaN(number)
    ? scaledNumber(bytes, begin, end, 0, min, max)
    : number < min
      ? Number.NaN
      : number;
}

/**
 * Returns the decimal that ASCII text spells, in units of 10^-places, or NaN if it has a part
 * smaller than a unit or is out of bounds. It is exact, since it is read digit by digit. Trailing
 * zeros and an exponent are allowed.
 */
export function decimalUnits(
  bytes: Uint8Array,
  begin: number,
  end: number,
  places: number,
  min: number,
  max: number,
): number {
  let point = begin;
  while (point < end && bytes[point] !== POINT) point++;
  const written = end - point - 1;
  if (written > places || written === 0) return scaledNumber(bytes, begin, end, places, min, max);
  let fraction = written < 0 ? 0 : plainDigits(bytes, point + 1, end, max);
  for (let missing = Math.max(written, 0); missing < places; missing++) fraction *= 10;
  let unit = 1;
  for (let place = 0; place < places; place++) unit *= 10;
  const units =
    (point === begin ? Number.NaN : plainDigits(bytes, begin, point, max)) * unit + fraction;
  if (Number.isNaN(units)) return scaledNumber(bytes, begin, end, places, min, max);
  return units >= min && units <= max ? units : Number.NaN;
}

/** Returns the number that digits spell; NaN if there is another character or it passes `max`. */
function plainDigits(bytes: Uint8Array, begin: number, end: number, max: number): number {
  let number = 0;
  for (let i = begin; i < end; i++) {
    const digit = bytes[i]! - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    number = number * 10 + digit;
    if (number > max) return Number.NaN;
  }
  return number;
}

/** The same for any spelling of JSON's without a sign: digits are moved, never multiplied. */
function scaledNumber(
  bytes: Uint8Array,
  begin: number,
  end: number,
  places: number,
  min: number,
  max: number,
): number {
  if (end - begin > CHARACTERS_MAX) return Number.NaN;
  const text = String.fromCharCode(...bytes.subarray(begin, end));
  const match = /^(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text);
  if (match === null) return Number.NaN;
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const digits = whole + fraction;
  const shift = Number(exponent) - fraction.length + places;
  if (shift < 0 && /[1-9]/.test(digits.slice(shift))) return Number.NaN;
  const number = Number(
    shift < 0 ? digits.slice(0, shift) : digits + '0'.repeat(Math.min(shift, 20)),
  );
  return number >= min && number <= max ? number : Number.NaN;
}
