/**
 * exp, ln and the inverse normal, operation by operation as in src/base/numerics.ts. Quotients of
 * constants are folded by the compiler, which rounds them as V8 does.
 */
const LN2: f64 = 0.6931471805599453;
const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
const SQRT2: f64 = 1.4142135623730951;
const SQRT1_2: f64 = 0.7071067811865476;

export function exponential(x: f64): f64 {
  if (x <= 0.125 && x >= -0.125) return exponentialNearZero(x);
  const exponent = Math.round(x / LN2);
  const r = x - exponent * LN2_HIGH - exponent * LN2_LOW;
  const rest =
    1.0 / 39916800.0 +
    r * (1.0 / 479001600.0 + r * (1.0 / 6227020800.0 + r * (1.0 / 87178291200.0)));
  const seventh =
    1.0 / 5040.0 + r * (1.0 / 40320.0 + r * (1.0 / 362880.0 + r * (1.0 / 3628800.0 + r * rest)));
  const sum =
    1.0 +
    r *
      (1.0 +
        r *
          (1.0 / 2.0 +
            r *
              (1.0 / 6.0 +
                r * (1.0 / 24.0 + r * (1.0 / 120.0 + r * (1.0 / 720.0 + r * seventh))))));
  return exponent == 0 ? sum : sum * powerOfTwo(exponent);
}
/** Infinity beyond the largest; what is not a number has made the sum one that is none. */
function powerOfTwo(exponent: f64): f64 {
  if (!(exponent <= 1023)) return Infinity;
  if (exponent >= -1022) return reinterpret<f64>((<i64>exponent + 1023) << 52);
  return exponent >= -1074 ? reinterpret<f64>((<i64>1) << (<i64>exponent + 1074)) : 0;
}
@inline
function exponentialNearZero(x: f64): f64 {
  const low = 1.0 + x * (1.0 + x * (1.0 / 2.0 + x * (1.0 / 6.0 + x * (1.0 / 24.0))));
  const square = x * x;
  return (
    low +
    square *
      square *
      x *
      (1.0 / 120.0 +
        x * (1.0 / 720.0 + x * (1.0 / 5040.0 + x * (1.0 / 40320.0 + x * (1.0 / 362880.0)))))
  );
}
export function naturalLog(x: f64): f64 {
  if (!(x > 0)) return x == 0 ? -Infinity : NaN;
  if (x == Infinity) return x;
  let exponent: f64 = 0;
  let mantissa = x;
  while (mantissa > SQRT2) {
    mantissa /= 2.0;
    exponent++;
  }
  while (mantissa < SQRT1_2) {
    mantissa *= 2.0;
    exponent--;
  }
  const t = (mantissa - 1.0) / (mantissa + 1.0);
  const square = t * t;
  let sum: f64 = 1.0 / 27.0;
  sum = sum * square + 1.0 / 25.0;
  sum = sum * square + 1.0 / 23.0;
  sum = sum * square + 1.0 / 21.0;
  sum = sum * square + 1.0 / 19.0;
  sum = sum * square + 1.0 / 17.0;
  sum = sum * square + 1.0 / 15.0;
  sum = sum * square + 1.0 / 13.0;
  sum = sum * square + 1.0 / 11.0;
  sum = sum * square + 1.0 / 9.0;
  sum = sum * square + 1.0 / 7.0;
  sum = sum * square + 1.0 / 5.0;
  sum = sum * square + 1.0 / 3.0;
  sum = sum * square + 1.0;
  return exponent * LN2_HIGH + (2.0 * t * sum + exponent * LN2_LOW);
}
export function inverseNormal(p: f64): f64 {
  if (p < 0.02425) return tail(sqrt(-2.0 * naturalLog(p)));
  if (p > 1.0 - 0.02425) return -tail(sqrt(-2.0 * naturalLog(1.0 - p)));
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
    1.0;
  return top / bottom;
}
function tail(q: f64): f64 {
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
    1.0;
  return top / bottom;
}
