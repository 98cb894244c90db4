/** A literal with more significant digits than this is refused: no double needs as many. */
const DIGITS_MAX = 100;

/** Says why a double cannot hold a JSON number as written; `undefined` where it can. */
export function precisionFault(literal: string): string | undefined {
  const value = Number(literal);
  if (!Number.isFinite(value)) return 'is too large for a number; the largest is about 1.8e308';
  const digits = significantDigits(literal);
  if (digits === '') return undefined;
  if (value === 0) return 'is too small for a number and would become 0';
  const held =
    digits.length > DIGITS_MAX ? '' : significantDigits(value.toPrecision(digits.length));
  return held === digits
    ? undefined
    : `has more digits than a number holds and would become ${value}`;
}

/** The digits of a number from its first to its last that is not 0. */
function significantDigits(literal: string): string {
  return literal
    .replace(/[eE].*$/, '')
    .replace(/[-.]/g, '')
    .replace(/^0+|0+$/g, '');
}
