const { LN2, SQRT1_2, SQRT2, floor, max, min, round, sqrt } = Math;
const { NEGATIVE_INFINITY, POSITIVE_INFINITY } = Number;

/**
 * exp, ln and the inverse normal from +, −, ×, ÷ and sqrt alone, which IEEE 754 rounds exactly.
 * Math.exp and Math.log come from the engine's library and may differ in the last bit between Node
 * versions, which would change digests.
 */

/**
 * ln 2 as a sum. The high part has 21 trailing zero bits, so its product with an exponent is exact
 * (fdlibm, e_exp.c).
 */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/**
 * The coefficients 1/(2n + 1) of the series, lowest first, so that terms are products, not
 * quotients.
 */
const LOGARITHM_SERIES = Float64Array.from({ length: 14 }, (_, n) => 1 / (2 * n + 1));

/** e^x for |x| ≤ 700, with a relative error below 2^−50. */
export function exponential(x: number): number {
  if (x <= 0.125 && x >= -0.125) return exponentialNearZero(x);
  const exponent = round(x / LN2);
  const r = x - exponent * LN2_HIGH - exponent * LN2_LOW;
  const seventh =
    1 / 5040 + r * (1 / 40_320 + r * (1 / 362_880 + r * (1 / 3_628_800 + r * rest(r))));
  const sum =
    1 +
    r *
      (1 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r * seventh))))));
  return exponent === 0 ? sum : sum * 2 ** exponent;
}

/** The terms of the series of e^r from r^11 to r^14, 1/n! each. */
function rest(r: number): number {
  return (
    1 / 39_916_800 + r * (1 / 479_001_600 + r * (1 / 6_227_020_800 + r * (1 / 87_178_291_200)))
  );
}

/**
 * Nine terms suffice for |x| ≤ 1/8, since x^10 / 10! is below 2^−51. Most of the millions of price
 * moves are that small.
 */
function exponentialNearZero(x: number): number {
  const low = 1 + x * (1 + x * (1 / 2 + x * (1 / 6 + x * (1 / 24))));
  const square = x * x;
  return (
    low +
    square *
      square *
      x *
      (1 / 120 + x * (1 / 720 + x * (1 / 5040 + x * (1 / 40_320 + x * (1 / 362_880)))))
  );
}

/**
 * The natural logarithm of x, with a relative error below 2^−50; −Infinity for 0 and NaN below it.
 */
export function naturalLog(x: number): number {
  if (!(x > 0)) return x === 0 ? NEGATIVE_INFINITY : Number.NaN;
  if (x === POSITIVE_INFINITY) return x;
  let exponent = 0;
  let mantissa = x;
  while (mantissa > SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  while (mantissa < SQRT1_2) {
    mantissa *= 2;
    exponent--;
  }
  const t = (mantissa - 1) / (mantissa + 1);
  const square = t * t;
  let sum = 0;
  for (let n = LOGARITHM_SERIES.length - 1; n >= 0; n--) sum = sum * square + LOGARITHM_SERIES[n]!;
  return exponent * LN2_HIGH + (2 * t * sum + exponent * LN2_LOW);
}

/**
 * The standard normal quantile of 0 < p < 1 (P. J. Acklam's rational approximation, relative error
 * below 1.2e-9).
 */
export function inverseNormal(p: number): number {
  if (p < 0.02425) return tail(sqrt(-2 * naturalLog(p)));
  if (p > 1 - 0.02425) return -tail(sqrt(-2 * naturalLog(1 - p)));
  const q = p - 0.5;
  const r = q * q;
  const top =
    (((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r +
      138.357751867269) *
      r -
      30.66479806614716) *
      r +
      2.506628277459239) *
    q;
  const bottom =
    ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r +
      66.80131188771972) *
      r -
      13.28068155288572) *
      r +
    1;
  return top / bottom;
}

/** A lognormal distribution: its median, and the standard deviation of the logarithm. */
export interface Lognormal {
  readonly median: number;
  readonly sdLn: number;
}

/**
 * The quantile of a lognormal distribution at the fractional part of `place`, cut off at 0.0005 and
 * 0.9995. Places that advance by an irrational step fill the distribution evenly: any stretch of
 * them holds high and low values in proportion.
 */
export function evenQuantile({ median, sdLn }: Lognormal, place: number): number {
  const fraction = min(0.9995, max(0.0005, place - floor(place)));
  return median * exponential(sdLn * inverseNormal(fraction));
}

function tail(q: number): number {
  const top =
    ((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q -
      2.549732539343734) *
      q +
      4.374664141464968) *
      q +
    2.938163982698783;
  const bottom =
    (((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q +
      3.754408661907416) *
      q +
    1;
  return top / bottom;
}
