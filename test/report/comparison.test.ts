import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../src/base/random.js';
import {
  judgeRatio,
  quantile,
  type Ratio,
  ratioOfMedians,
  ratioOfPairs,
  ratioOfRuns,
  SAME_WITHIN,
} from '../../src/report/comparison.js';
import { median } from '../../src/report/format.js';
import { draws } from '../support/draws.js';

const times = fc.array(fc.double({ min: 1, max: 1e6, noNaN: true }), {
  minLength: 1,
  maxLength: 12,
});
const processes = fc.array(times, { minLength: 1, maxLength: 5 });

/** Rounds of some processes: a time, with random factors for the process and the round. */
function measured(random: RandomStream, ns: number, count: number): number[][] {
  return Array.from({ length: count }, () => {
    const process = ns * (1 + 0.01 * random.normal());
    return Array.from({ length: 11 }, () => process * (1 + 0.01 * random.normal()));
  });
}

describe('a quantile', () => {
  test.each([
    [[5], 0.3, 5],
    [[1, 3], 0.5, 2],
    [[1, 2, 3, 4, 5], 0.25, 2],
    [[10, 20], 0.25, 12.5],
    [[1, 2, 9], 1, 9],
  ])('of %j at %f is %f', (sorted, q, value) => {
    expect(quantile(sorted, q)).toBe(value);
  });

  test('of 0.5 is the median', () => {
    fc.assert(
      fc.property(times, (values) => {
        const sorted = [...values].sort((a, b) => a - b);
        expect(quantile(sorted, 0.5)).toBeCloseTo(median(values), 6);
      }),
    );
  });
});

describe('a ratio of medians', () => {
  test('is 1 for equal figures, and its interval contains 1', () => {
    fc.assert(
      fc.property(processes, (rounds) => {
        const { ratio, low, high } = ratioOfMedians(rounds, rounds);
        expect(ratio).toBe(1);
        expect(low).toBeLessThanOrEqual(1);
        expect(high).toBeGreaterThanOrEqual(1);
      }),
      { numRuns: draws(20) },
    );
  });

  test('is independent of the unit and proportional to the second, and so is its interval', () => {
    const scale = fc.constantFrom(0.25, 2, 1024);
    fc.assert(
      fc.property(processes, processes, scale, (a, b, times2) => {
        const scaled = (rounds: number[][]): number[][] =>
          rounds.map((row) => row.map((ns) => ns * times2));
        const plain = ratioOfMedians(a, b);
        expect(ratioOfMedians(scaled(a), scaled(b))).toEqual(plain);
        const more = ratioOfMedians(a, scaled(b));
        expect([more.ratio, more.low, more.high]).toEqual([
          plain.ratio * times2,
          plain.low * times2,
          plain.high * times2,
        ]);
      }),
      { numRuns: draws(20) },
    );
  });

  test('detects 5 % of difference, and none where there is none, in most of forty trials', () => {
    const random = new RandomStream(7, 'comparison');
    const verdicts = (ns: number): string[] =>
      Array.from({ length: 40 }, () =>
        judgeRatio(ratioOfMedians(measured(random, 100, 5), measured(random, ns, 5))),
      );
    expect(verdicts(107).filter((verdict) => verdict === 'slower').length).toBeGreaterThan(36);
    expect(verdicts(93).filter((verdict) => verdict === 'faster').length).toBeGreaterThan(36);
    expect(verdicts(100).filter((verdict) => verdict === 'same').length).toBeGreaterThan(37);
  });

  test('has an interval that holds the true ratio about as often as it claims', () => {
    const random = new RandomStream(11, 'comparison');
    let held = 0;
    for (let n = 0; n < 60; n++) {
      const { low, high } = ratioOfMedians(measured(random, 100, 6), measured(random, 110, 6));
      if (low <= 1.1 && high >= 1.1) held++;
    }
    expect(held).toBeGreaterThan(50);
  });

  test('is the same on every call', () => {
    const random = new RandomStream(3, 'comparison');
    const [a, b] = [measured(random, 10, 3), measured(random, 11, 3)];
    expect(ratioOfMedians(a, b)).toEqual(ratioOfMedians(a, b));
  });
});

describe('a ratio of pairs', () => {
  test.each([
    [[1.2], 1.2, 1.2, 1.2, 0],
    [[1, 2], 1.5, 1, 2, 0.5],
    [[1, 2, 3, 4, 5, 6], 3.5, 1, 6, 1 - 2 / 64],
    // Of nine values, the interval from the second to the eighth covers 1 − 2 (1 + 9) / 512.
    [[9, 8, 7, 6, 5, 4, 3, 2, 1], 5, 2, 8, 1 - 20 / 512],
  ])('of %j', (ratios, ratio, low, high, coverage) => {
    expect(ratioOfPairs(ratios)).toEqual({ ratio, low, high, coverage });
  });

  test('has the narrowest interval that reaches 95 %, or all values', () => {
    fc.assert(
      fc.property(times, (ratios) => {
        const { ratio, low, high, coverage } = ratioOfPairs(ratios);
        expect(low).toBeLessThanOrEqual(ratio);
        expect(high).toBeGreaterThanOrEqual(ratio);
        if (ratios.length < 6)
          expect([low, high]).toEqual([Math.min(...ratios), Math.max(...ratios)]);
        else expect(coverage).toBeGreaterThanOrEqual(0.95);
      }),
    );
  });

  test('holds the true median as often as it claims', () => {
    const random = new RandomStream(5, 'pairs');
    let held = 0;
    for (let n = 0; n < 2000; n++) {
      const { low, high } = ratioOfPairs(Array.from({ length: 7 }, () => random.normal()));
      if (low <= 0 && high >= 0) held++;
    }
    expect(held / 2000).toBeGreaterThan(0.97);
  });
});

test.each<[low: number, high: number, verdict: string]>([
  [0.5, 0.97, 'faster'],
  [0.5, 1 - SAME_WITHIN, 'same'],
  [0.5, 1.5, 'same'],
  [0.999, 1.001, 'same'],
  [1 + SAME_WITHIN, 1.5, 'same'],
  [1.021, 1.5, 'slower'],
])('an interval from %f to %f is %s', (low, high, verdict) => {
  const ratio: Ratio = { ratio: (low + high) / 2, low, high, coverage: 0.95 };
  expect(judgeRatio(ratio)).toBe(verdict);
});

describe('a ratio of separate runs', () => {
  const figures = (max: number) =>
    fc.array(fc.double({ min: 1, max: 1e6, noNaN: true }), { minLength: 1, maxLength: max });

  /** The coverage of an interval that leaves out `left` ratios at each end, by all orders. */
  function coverageByOrders(m: number, n: number, left: number): number {
    let [all, outside] = [0, 0];
    const place = (ofA: number, ofB: number, below: number): void => {
      if (ofA === 0 && ofB === 0) {
        all++;
        if (below <= left) outside++;
        return;
      }
      if (ofA > 0) place(ofA - 1, ofB, below + (n - ofB));
      if (ofB > 0) place(ofA, ofB - 1, below);
    };
    place(m, n, 0);
    return Math.max(0, 1 - (2 * outside) / all);
  }

  test('has the narrowest interval that all orders of the ranks allow', () => {
    fc.assert(
      fc.property(figures(6), figures(6), (a, b) => {
        const sorted = a.flatMap((x) => b.map((y) => y / x)).sort((x, y) => x - y);
        let left = 0;
        while (
          left + 1 < sorted.length / 2 &&
          coverageByOrders(a.length, b.length, left + 1) >= 0.95
        )
          left++;
        const { ratio, low, high, coverage } = ratioOfRuns(a, b);
        expect(ratio).toBeCloseTo(median(sorted), 9);
        expect([low, high]).toEqual([sorted[left], sorted.at(-1 - left)]);
        expect(coverage).toBeCloseTo(coverageByOrders(a.length, b.length, left), 12);
      }),
      { numRuns: draws(100) },
    );
  });

  test('covers 95 % from four runs of each side on, and nothing with single runs', () => {
    const runs = (n: number): number[] => Array.from({ length: n }, (_, i) => 100 + i);
    expect(ratioOfRuns(runs(1), runs(1)).coverage).toBe(0);
    expect(ratioOfRuns(runs(3), runs(3)).coverage).toBeCloseTo(0.9, 12);
    expect(ratioOfRuns(runs(4), runs(4)).coverage).toBeGreaterThanOrEqual(0.95);
    expect(ratioOfRuns(runs(20), runs(20)).coverage).toBeGreaterThanOrEqual(0.95);
  });

  test('holds the true ratio as often as it says', () => {
    const random = new RandomStream(5, 'runs');
    let held = 0;
    const rounds = 400;
    for (let n = 0; n < rounds; n++) {
      const run = (of: number): number => of * Math.exp(0.2 * random.normal());
      const a = Array.from({ length: 5 }, () => run(100));
      const b = Array.from({ length: 5 }, () => run(130));
      const { low, high } = ratioOfRuns(a, b);
      if (low <= 1.3 && high >= 1.3) held++;
    }
    expect(held / rounds).toBeGreaterThan(0.93);
  });
});
