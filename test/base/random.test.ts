import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mix32, mixPair, RandomStream } from '../../src/base/random.js';

/**
 * A second implementation in another language computed the literals of this file. A generator that
 * changes would change every digest.
 */
describe('the mix', () => {
  test('returns the known words', () => {
    expect([0, 1, 2, 0xffffffff, 0x12345678].map((word) => mix32(word) >>> 0)).toEqual([
      0, 1753845952, 3507691905, 1734902346, 4125564054,
    ]);
    expect(
      [mixPair(1, 2), mixPair(2, 1), mixPair(0, 0), mixPair(-5, 7)].map((word) => word >>> 0),
    ).toEqual([3192356769, 1963623235, 0, 3099346086]);
  });

  test('is one-to-one modulo 2^32', () => {
    fc.assert(
      fc.property(word(), (x) => {
        expect(unmix32(mix32(x))).toBe(x);
        expect(mix32(x - 2 ** 32)).toBe(mix32(x));
      }),
    );
  });

  test('flips half of the bits when one input bit flips', () => {
    const samples = 2000;
    for (let bit = 0; bit < 32; bit++) {
      let turned = 0;
      for (let i = 0; i < samples; i++)
        turned += bitCount(mix32(i * 7919) ^ mix32((i * 7919) ^ (1 << bit)));
      expect(turned / (32 * samples), `input bit ${bit}`).toBeCloseTo(0.5, 1);
    }
  });
});

describe('a stream', () => {
  test('returns the known numbers for a seed and a name', () => {
    expect(words(new RandomStream(1, 'flow'), 5)).toEqual([
      216047616, 4038506711, 2376664921, 1490803304, 633161440,
    ]);
    expect(words(new RandomStream(2012, 'quotes'), 5)).toEqual([
      3561220849, 198118095, 1261391383, 2999575239, 3838089133,
    ]);
  });

  test('returns the known fractions, integers, normals and shuffles', () => {
    const fractions = new RandomStream(1, 'flow');
    expect([fractions.fraction(), fractions.fraction()]).toEqual([
      0.05030250549316406, 0.9402881169226021,
    ]);

    const digits = new RandomStream(1, 'flow');
    expect(Array.from({ length: 8 }, () => digits.below(10))).toEqual([0, 9, 5, 3, 1, 7, 6, 5]);

    const normals = new RandomStream(1, 'normal');
    expect(normals.normal()).toBeCloseTo(0.972422723709536, 8);
    expect(normals.normal()).toBeCloseTo(-0.4494362866376718, 8);

    expect(new RandomStream(1, 'shuffle').shuffle([...'abcdefgh']).join('')).toBe('fbchdega');
  });

  test('repeats for the same seed and name, and for no other seed', () => {
    fc.assert(
      fc.property(word(), fc.string(), fc.integer({ min: 1, max: 1000 }), (seed, name, away) => {
        const numbers = words(new RandomStream(seed, name), 8);
        expect(words(new RandomStream(seed, name), 8)).toEqual(numbers);
        expect(words(new RandomStream(seed + away, name), 8)).not.toEqual(numbers);
      }),
    );
  });

  test('has its own odd step, so that no stream is a shifted copy of another', () => {
    const steps = new Set<number>();
    for (let seed = 0; seed < 50; seed++) {
      for (const name of ['flow', 'quotes', 'venues', 'impact', 'rollout', 'a', 'b', '']) {
        const [first, second, third] = words(new RandomStream(seed, name), 3).map(unmix32);
        const step = (second! - first!) >>> 0;
        expect((third! - second!) >>> 0).toBe(step);
        expect(step % 2).toBe(1);
        steps.add(step);
      }
    }
    expect(steps.size).toBe(400);
  });

  test('shares no three numbers in a row with a stream of another name', () => {
    // With one step for all streams these two were 77 numbers apart.
    const flow = triples(words(new RandomStream(1847873, 'flow'), 10_000));
    const quotes = new Set(triples(words(new RandomStream(1847873, 'quotes'), 10_000)));
    expect(flow.findIndex((triple) => quotes.has(triple))).toBe(-1);
  });

  test('is uncorrelated with another name’s stream and with its own next number', () => {
    const n = 100_000;
    const flow = fractions(new RandomStream(7, 'flow'), n);
    const quotes = fractions(new RandomStream(7, 'quotes'), n);
    // Five standard errors of a correlation of zero.
    const bound = 5 / Math.sqrt(n);
    expect(Math.abs(correlation(flow, quotes))).toBeLessThan(bound);
    expect(Math.abs(correlation(flow.slice(1), flow.slice(0, -1)))).toBeLessThan(bound);
  });

  test('fills ten cells evenly', () => {
    const stream = new RandomStream(3, 'cells');
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) counts[stream.below(10)]!++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    // The 0.1 % and 99.9 % quantiles of χ² with nine degrees of freedom.
    expect(chiSquare).toBeGreaterThan(1.15);
    expect(chiSquare).toBeLessThan(27.88);
  });

  test('returns normal numbers of mean 0 and variance 1 with normal tails', () => {
    const stream = new RandomStream(3, 'normal');
    const n = 200_000;
    const numbers = Array.from({ length: n }, () => stream.normal());
    const moment = (k: number) => numbers.reduce((sum, x) => sum + x ** k, 0) / n;
    expect(Math.abs(moment(1))).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / n));
    const beyond = numbers.filter((x) => Math.abs(x) > 1.959963984540054).length / n;
    expect(Math.abs(beyond - 0.05)).toBeLessThan(5 * Math.sqrt((0.05 * 0.95) / n));
  });

  test('returns a finite normal number for the word zero', () => {
    const beforeZero = () => {
      const stream = new RandomStream(19594243, 'normal');
      words(stream, 180);
      return stream;
    };
    expect(beforeZero().next32()).toBe(0);
    expect(beforeZero().normal()).toBeCloseTo(-6.337957754553789, 7);
  });

  test('stays in [0, bound) for every bound', () => {
    fc.assert(
      fc.property(word(), fc.integer({ min: 1, max: 2 ** 32 }), (seed, bound) => {
        const stream = new RandomStream(seed, 'below');
        for (let i = 0; i < 20; i++) {
          const n = stream.below(bound);
          expect(Number.isInteger(n) && n >= 0 && n < bound).toBe(true);
        }
      }),
    );
  });

  test('shuffles in place, with each of the six orders of three equally likely', () => {
    fc.assert(
      fc.property(word(), fc.array(fc.integer()), (seed, items) => {
        const shuffled = [...items];
        expect(new RandomStream(seed, 'shuffle').shuffle(shuffled)).toBe(shuffled);
        expect([...shuffled].sort((a, b) => a - b)).toEqual([...items].sort((a, b) => a - b));
      }),
    );
    const stream = new RandomStream(5, 'orders');
    const counts = new Map<string, number>();
    for (let i = 0; i < 60_000; i++) {
      const order = stream.shuffle([...'abc']).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });
});

const word = () => fc.integer({ min: 0, max: 0xffffffff });

function words(stream: RandomStream, count: number): number[] {
  return Array.from({ length: count }, () => stream.next32());
}

function fractions(stream: RandomStream, count: number): number[] {
  return Array.from({ length: count }, () => stream.fraction());
}

function triples(numbers: readonly number[]): string[] {
  return numbers.slice(2).map((_, i) => numbers.slice(i, i + 3).join());
}

/** The inverse of `mix32`: each of its five steps undone, last first. */
function unmix32(mixed: number): number {
  let h = mixed ^ (mixed >>> 16);
  h = Math.imul(h, inverseModulo32(0x846ca68b));
  h ^= (h >>> 15) ^ (h >>> 30);
  h = Math.imul(h, inverseModulo32(0x7feb352d));
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * The inverse of an odd number modulo 2^32 by Newton's iteration: each round doubles the correct
 * bits.
 */
function inverseModulo32(odd: number): number {
  let inverse = odd;
  for (let round = 0; round < 5; round++) inverse = Math.imul(inverse, 2 - Math.imul(odd, inverse));
  return inverse;
}

function bitCount(n: number): number {
  return (n >>> 0).toString(2).replaceAll('0', '').length;
}

function correlation(xs: readonly number[], ys: readonly number[]): number {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const covariance = (as: readonly number[], bs: readonly number[]) =>
    mean(as.map((a, i) => a * bs[i]!)) - mean(as) * mean(bs);
  return covariance(xs, ys) / Math.sqrt(covariance(xs, xs) * covariance(ys, ys));
}
