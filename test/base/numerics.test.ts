import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exponential, inverseNormal, naturalLog } from '../../src/base/numerics.js';

const RELATIVE_ERROR_MAX = 2 ** -50;

describe('the exponential', () => {
  test('agrees with Math.exp on the whole range', () => {
    fc.assert(
      fc.property(real(-700, 700), (x) =>
        expectNear(exponential(x), Math.exp(x), RELATIVE_ERROR_MAX),
      ),
      { numRuns: 5000 },
    );
    fc.assert(
      fc.property(real(-1, 1), (x) => expectNear(exponential(x), Math.exp(x), RELATIVE_ERROR_MAX)),
      { numRuns: 5000 },
    );
  });

  test('is exact at zero and at the edges of the range reduction', () => {
    expect(exponential(0)).toBe(1);
    for (let half = -2000; half <= 2000; half++) {
      const x = half * (Math.LN2 / 2);
      if (Math.abs(x) <= 700) expectNear(exponential(x), Math.exp(x), RELATIVE_ERROR_MAX);
    }
  });

  test('may rely on exact powers of two', () => {
    let expected = 1;
    for (let exponent = 0; exponent <= 1023; exponent++, expected *= 2) {
      expect(2 ** exponent).toBe(expected);
      if (exponent <= 1022) expect(2 ** -exponent).toBe(1 / expected);
    }
  });
});

describe('the logarithm', () => {
  test('agrees with Math.log for numbers of every size, subnormal ones included', () => {
    fc.assert(
      fc.property(real(Number.MIN_VALUE, Number.MAX_VALUE), (x) =>
        expectNear(naturalLog(x), Math.log(x), RELATIVE_ERROR_MAX),
      ),
      { numRuns: 5000 },
    );
    fc.assert(
      fc.property(real(-700, 700), (x) =>
        expectNear(naturalLog(Math.exp(x)), Math.log(Math.exp(x)), RELATIVE_ERROR_MAX),
      ),
      { numRuns: 5000 },
    );
  });

  test('keeps its digits next to one, where its value is small', () => {
    fc.assert(
      fc.property(real(-0.5, 0.5), fc.integer({ min: 0, max: 52 }), (fraction, bits) => {
        const x = 1 + fraction * 2 ** -bits;
        expectNear(naturalLog(x), Math.log(x), RELATIVE_ERROR_MAX);
      }),
      { numRuns: 5000 },
    );
    expect(naturalLog(1)).toBe(0);
  });

  test('returns at once outside its domain', () => {
    expect(naturalLog(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(naturalLog(-0)).toBe(Number.NEGATIVE_INFINITY);
    expect(naturalLog(-1)).toBeNaN();
    expect(naturalLog(Number.NaN)).toBeNaN();
    expect(naturalLog(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('the normal quantile', () => {
  /** Acklam's bound on the relative error. */
  const bound = 1.2e-9;

  test('returns the quantiles of published tables', () => {
    expect(inverseNormal(0.5)).toBe(0);
    expectNear(inverseNormal(0.75), 0.6744897501960817, bound);
    expectNear(inverseNormal(0.9), 1.2815515655446008, bound);
    expectNear(inverseNormal(0.975), 1.9599639845400536, bound);
    expectNear(inverseNormal(0.99), 2.3263478740408408, bound);
    expectNear(inverseNormal(0.999), 3.090232306167813, bound);
    expectNear(inverseNormal(1e-4), -3.71901648545568, bound);
    expectNear(inverseNormal(1e-6), -4.753424308822899, bound);
    expectNear(inverseNormal(1e-9), -5.9978070150076865, bound);
  });

  test('is inverted by the distribution in the middle, tails and joints', () => {
    const joints = [0.02425, 0.02425 - 1e-12, 0.02425 + 1e-12, 1 - 0.02425, 0.5 / 2 ** 32];
    for (const p of joints) expectQuantile(p);
    fc.assert(fc.property(real(1e-6, 1 - 1e-6), expectQuantile), { numRuns: 500 });
    fc.assert(
      fc.property(real(-22, -3), (log) => expectQuantile(Math.exp(log))),
      { numRuns: 500 },
    );
  });

  test('is odd about one half and never falls', () => {
    let last = Number.NEGATIVE_INFINITY;
    for (let i = 1; i < 4096; i++) {
      const quantile = inverseNormal(i / 4096);
      expect(quantile).toBeGreaterThan(last);
      expect(inverseNormal(1 - i / 4096)).toBeCloseTo(-quantile, 12);
      last = quantile;
    }
  });

  function expectQuantile(p: number): void {
    const quantile = inverseNormal(p);
    // A step of `bound` each way in the quantile must enclose p; near zero the bound is absolute.
    const step = bound * Math.max(Math.abs(quantile), 1e-3);
    expect(normalDistribution(quantile - step), `p ${p}`).toBeLessThan(p * (1 + 1e-13));
    expect(normalDistribution(quantile + step), `p ${p}`).toBeGreaterThan(p * (1 - 1e-13));
  }
});

function real(min: number, max: number): fc.Arbitrary<number> {
  return fc.double({ min, max, noNaN: true });
}

function expectNear(actual: number, expected: number, relative: number): void {
  if (actual === expected) return;
  expect(
    Math.abs(actual - expected) / Math.abs(expected),
    `${actual} against ${expected}`,
  ).toBeLessThanOrEqual(relative);
}

/**
 * The standard normal distribution: its power series near the middle, Laplace's continued fraction
 * in the tails.
 */
function normalDistribution(x: number): number {
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  if (Math.abs(x) < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 3; n < 120; n += 2) {
      term *= (x * x) / n;
      sum += term;
    }
    return 0.5 + density * sum;
  }
  let fraction = Math.abs(x);
  for (let n = 400; n >= 1; n--) fraction = Math.abs(x) + n / fraction;
  return x < 0 ? density / fraction : 1 - density / fraction;
}
