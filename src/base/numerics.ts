/**
 * exp, ln and the inverse normal from +, −, ×, ÷ and sqrt alone, which IEEE 754 rounds exactly. Math.exp and Math.log are left to the
 * engine's library and may differ in the last bit between Node versions; a digest may not.
 */
const LN2 = 0.6931471805599453;

/** e^x for |x| ≤ 700, within a few units of the last place. */
export function exponential(x: number): number {
  const power = Math.round(x / LN2);
  const r = x - power * LN2;
  let term = 1;
  let sum = 1;
  for (let n = 1; n <= 14; n++) {
    term = (term * r) / n;
    sum += term;
  }
  return sum * 2 ** power;
}

/** The natural logarithm of x > 0, within a few units of the last place. */
export function naturalLog(x: number): number {
  let power = 0;
  let mantissa = x;
  while (mantissa > 1.4142135623730951) {
    mantissa /= 2;
    power++;
  }
  while (mantissa < 0.7071067811865476) {
    mantissa *= 2;
    power--;
  }
  const t = (mantissa - 1) / (mantissa + 1);
  const square = t * t;
  let term = t;
  let sum = 0;
  for (let n = 1; n <= 27; n += 2) {
    sum += term / n;
    term *= square;
  }
  return 2 * sum + power * LN2;
}

/** x^y for x > 0. */
export function power(x: number, y: number): number {
  return exponential(y * naturalLog(x));
}

/** The standard normal quantile of 0 < p < 1 (P. J. Acklam's rational approximation, relative error below 1.2e-9). */
export function inverseNormal(p: number): number {
  if (p < 0.02425) return tail(Math.sqrt(-2 * naturalLog(p)));
  if (p > 1 - 0.02425) return -tail(Math.sqrt(-2 * naturalLog(1 - p)));
  const q = p - 0.5;
  const r = q * q;
  const top =
    (((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r - 30.66479806614716) * r +
      2.506628277459239) *
    q;
  const bottom =
    ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r - 13.28068155288572) * r + 1;
  return top / bottom;
}

function tail(q: number): number {
  const top =
    ((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q + 4.374664141464968) * q +
    2.938163982698783;
  const bottom = (((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1;
  return top / bottom;
}
