import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHistogram, percentileNs, recordLatency } from '../../../src/metrics/histogram.js';
import {
  formatHgrm,
  formatLogHead,
  formatLogInterval,
} from '../../../src/metrics/histogram-files.js';
import { NINES, readHeat, readPercentiles } from '../../../src/report/html/latency.js';
import { draws } from '../../support/draws.js';

function histogramOf(latencies: readonly number[]) {
  const histogram = createHistogram();
  for (const ns of latencies) recordLatency(histogram, ns);
  return histogram;
}
const someLatencies = fc.array(fc.integer({ min: 1, max: 1e10 }), { minLength: 1, maxLength: 300 });

describe('reading the percentiles of a .hgrm file', () => {
  test('gives values at most one step above the histogram’s, up to its last latency', () => {
    fc.assert(
      fc.property(someLatencies, (latencies) => {
        const histogram = histogramOf(latencies);
        const read = readPercentiles('x.hgrm', formatHgrm(histogram));
        const most = Math.max(...latencies);
        NINES.forEach((nines, at) => {
          const beyond = 10 ** -nines;
          if (latencies.length * beyond < 1) expect(read[at]).toBeNull();
          else {
            expect(read[at]!).toBeGreaterThanOrEqual(
              percentileNs(histogram, 100 * (1 - beyond)) * 0.998 - 1,
            );
            expect(read[at]!).toBeLessThanOrEqual(most * 1.002 + 1);
          }
        });
        const known = read.filter((ns) => ns !== null);
        expect([...known].sort((a, b) => a - b)).toEqual(known);
      }),
    );
  });

  test('refuses a file that is not a histogram, naming it', () => {
    expect(() => readPercentiles('runs/x.hgrm', 'hello\n')).toThrow(
      'runs/x.hgrm: has no line of a percentile distribution',
    );
  });
});

describe('the heat map of an .hlog file', () => {
  const logOf = (intervals: readonly (readonly number[])[], tag = 'response'): string =>
    formatLogHead(0) +
    intervals
      .map((latencies, at) => formatLogInterval(tag, histogramOf(latencies), at, at + 1))
      .join('');

  test('counts every latency once, in its bin and interval', () => {
    fc.assert(
      fc.property(fc.array(someLatencies, { minLength: 1, maxLength: 5 }), (intervals) => {
        const heat = readHeat('x.hlog', logOf(intervals), 'response')!;
        expect(heat.intervals).toEqual(intervals.map((_, at) => [at, at + 1]));
        intervals.forEach((latencies, at) => {
          expect(heat.counts[at]!.reduce((sum, n) => sum + n, 0)).toBe(latencies.length);
          heat.edges.forEach((edge, bin) => {
            const below = heat.counts[at]!.slice(0, bin).reduce((sum, n) => sum + n, 0);
            expect(below).toBeGreaterThanOrEqual(
              latencies.filter((ns) => ns < edge * 0.997 - 1).length,
            );
            expect(below).toBeLessThanOrEqual(
              latencies.filter((ns) => ns < edge * 1.003 + 1).length,
            );
          });
        });
      }),
      { numRuns: draws(30) },
    );
  });

  test('begins at a power of ten, and has only the requested stage', () => {
    const heat = readHeat('x.hlog', logOf([[5000]]) + logOf([[9]], 'gate'), 'response')!;
    expect(heat.edges[0]).toBe(1000);
    expect(heat.counts).toEqual([[0, 0, 0, 0, 0, 1]]);
    expect(readHeat('x.hlog', logOf([[5000]]), 'kill')).toBeUndefined();
  });

  test('merges the intervals of a long load, and loses none', () => {
    const heat = readHeat(
      'x.hlog',
      logOf(Array.from({ length: 500 }, () => [1000, 2000])),
      'response',
    )!;
    expect(heat.intervals.length).toBeLessThanOrEqual(240);
    expect([heat.intervals[0], heat.intervals.at(-1)]).toEqual([
      [0, 3],
      [498, 500],
    ]);
    expect(heat.counts.flat().reduce((sum, n) => sum + n, 0)).toBe(1000);
  });

  test('refuses a damaged file, naming it', () => {
    expect(() => readHeat('runs/x.hlog', 'Tag=response,0,1\n', 'response')).toThrow(
      /^runs\/x\.hlog: '.*' is no interval$/,
    );
    expect(() => readHeat('runs/x.hlog', 'Tag=response,0,1,2,AAAA\n', 'response')).toThrow(
      /^runs\/x\.hlog: an interval cannot be decoded/,
    );
  });
});
