import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { Float64Histogram } from 'hdr-histogram-js';
import { describe, expect, test } from 'vitest';
import {
  allocateHistograms,
  BUCKET_COUNT,
  COUNTER_COUNT,
  clearHistogram,
  copyHistogram,
  counterOf,
  createHistogram,
  deviationNs,
  HIGHEST_TRACKABLE_NS,
  highestOf,
  type LatencyHistogram,
  largestNs,
  lowestOf,
  meanNs,
  mergeHistogram,
  openHistograms,
  overflowCount,
  percentileNs,
  recordLatency,
  recordLatencyTimes,
  refusedCount,
  takeInterval,
  totalCount,
} from '../../src/metrics/histogram.js';
import { draws } from '../support/draws.js';

const PERCENTILES = [0, 1, 25, 50, 75, 90, 99, 99.9, 99.99, 99.999, 100];

/** Latencies of every order of magnitude, many of them at the borders of buckets. */
const border = fc
  .tuple(fc.integer({ min: 0, max: 41 }), fc.integer({ min: -2, max: 2 }))
  .map(([bits, near]) => 2 ** bits + near);
const anyLatency = fc
  .oneof(border, fc.nat(5000), fc.nat(), fc.integer({ min: 0, max: HIGHEST_TRACKABLE_NS }))
  .map((ns) => Math.min(Math.max(ns, 0), HIGHEST_TRACKABLE_NS));
const anyLatencies = fc.array(anyLatency, { minLength: 1, maxLength: 300 });

function recorded(latencies: readonly number[]): LatencyHistogram {
  const histogram = createHistogram();
  for (const latencyNs of latencies) recordLatency(histogram, latencyNs);
  return histogram;
}

function recordedByHdr(latencies: readonly number[]): Float64Histogram {
  const hdr = new Float64Histogram(1, HIGHEST_TRACKABLE_NS, 3);
  for (const latencyNs of latencies) hdr.recordValue(latencyNs);
  return hdr;
}

describe('the counters', () => {
  test('equal those of HdrHistogram for 1 ns to 1 hour with 3 digits', () => {
    const hdr = new Float64Histogram(1, HIGHEST_TRACKABLE_NS, 3);
    expect([COUNTER_COUNT, BUCKET_COUNT]).toEqual([hdr.countsArrayLength, hdr.bucketCount]);
    const wrong: number[] = [];
    for (let counter = 0; counter < COUNTER_COUNT; counter++) {
      const [lowest, highest] = [lowestOf(counter), highestOf(counter)];
      const isTheirs =
        lowest === hdr.valueFromIndex(counter) && highest === hdr.highestEquivalentValue(lowest);
      const isFound = counterOf(lowest) === counter && counterOf(highest) === counter;
      const isFine = (highest - lowest) / Math.max(lowest, 1000) <= 0.001;
      if (!(isTheirs && isFound && isFine)) wrong.push(counter);
    }
    expect(wrong).toEqual([]);
  });

  test('of each latency equal those of HdrHistogram', () => {
    const hdr = new Float64Histogram(1, HIGHEST_TRACKABLE_NS, 3);
    fc.assert(
      fc.property(anyLatency, (latencyNs) => {
        expect(counterOf(latencyNs)).toBe(hdr.countsArrayIndex(latencyNs));
        const histogram = recorded([latencyNs]);
        expect(histogram.cells[counterOf(latencyNs)]).toBe(1);
        expect(totalCount(histogram)).toBe(1);
      }),
      { numRuns: draws(1000) },
    );
  });

  test('cut off fractions of a nanosecond', () => {
    const histogram = recorded([1.9, 2047.999, 2 ** 31 + 0.5]);
    expect([1, 2047, counterOf(2 ** 31)].map((counter) => histogram.cells[counter])).toEqual([
      1, 1, 1,
    ]);
  });

  test('count beyond 32 bits, to 2^53', () => {
    const histogram = recorded([700]);
    histogram.cells[counterOf(700)] = 2 ** 32 - 1;
    for (let i = 0; i < 3; i++) recordLatency(histogram, 700);
    expect(totalCount(histogram)).toBe(2 ** 32 + 2);
    recordLatencyTimes(histogram, 700, 2 ** 53 - 2 ** 32 - 4);
    expect(totalCount(histogram)).toBe(2 ** 53 - 2);
    recordLatency(histogram, 700);
    expect(totalCount(histogram)).toBe(Number.MAX_SAFE_INTEGER);
    expect(percentileNs(histogram, 50)).toBe(700);
  });
});

describe('percentiles, mean and deviation', () => {
  test('equal those of hdr-histogram-js to the last bit, up to the largest latency', () => {
    fc.assert(
      fc.property(
        anyLatencies,
        fc.double({ min: 0, max: 100, noNaN: true }),
        (latencies, percentile) => {
          const histogram = recorded(latencies);
          const hdr = recordedByHdr(latencies);
          for (const each of [...PERCENTILES, percentile])
            expect(percentileNs(histogram, each)).toBe(
              Math.min(hdr.getValueAtPercentile(each), hdr.maxValue),
            );
          expect(meanNs(histogram)).toBe(Math.min(hdr.mean, hdr.maxValue));
          expect(deviationNs(histogram)).toBe(hdr.stdDeviation);
          expect(largestNs(histogram)).toBe(hdr.maxValue);
          expect(totalCount(histogram)).toBe(hdr.totalCount);
        },
      ),
      { numRuns: draws(50) },
    );
  });

  test('rise with the percentile within the smallest and largest latency, as does the mean', () => {
    fc.assert(
      fc.property(anyLatencies, (latencies) => {
        const histogram = recorded(latencies);
        const most = largestNs(histogram);
        let before = percentileNs(histogram, 0);
        expect(before).toBeLessThanOrEqual(Math.min(...latencies));
        expect(meanNs(histogram)).toBeGreaterThanOrEqual(before);
        for (let percentile = 0.5; percentile <= 100; percentile += 0.5) {
          const latencyNs = percentileNs(histogram, percentile);
          expect(latencyNs).toBeGreaterThanOrEqual(before);
          before = latencyNs;
        }
        expect(before).toBe(most);
        expect(meanNs(histogram)).toBeLessThanOrEqual(most);
      }),
      { numRuns: draws(100) },
    );
  });

  test('match the sorted latencies within 3 digits, and are never below them', () => {
    fc.assert(
      fc.property(anyLatencies, (latencies) => {
        const histogram = recorded(latencies);
        const sorted = [...latencies].sort((a, b) => a - b);
        for (const perMille of [1, 10, 250, 500, 900, 990, 999, 1000]) {
          const exact = sorted[Math.ceil((perMille * sorted.length) / 1000) - 1]!;
          const latencyNs = percentileNs(histogram, perMille / 10);
          expect(latencyNs).toBeGreaterThanOrEqual(exact);
          expect(latencyNs).toBeLessThanOrEqual(exact * 1.001);
        }
        const mean = sorted.reduce((sum, latencyNs) => sum + latencyNs, 0) / sorted.length;
        expect(Math.abs(meanNs(histogram) - mean)).toBeLessThanOrEqual(mean * 0.001);
      }),
      { numRuns: draws(300) },
    );
  });

  test('are 0 without latencies', () => {
    const empty = createHistogram();
    expect([
      percentileNs(empty, 50),
      percentileNs(empty, 0),
      meanNs(empty),
      deviationNs(empty),
      largestNs(empty),
    ]).toEqual([0, 0, 0, 0, 0]);
  });
});

describe('a latency', () => {
  test('above an hour counts as an hour and as an overflow', () => {
    const histogram = recorded([
      HIGHEST_TRACKABLE_NS,
      HIGHEST_TRACKABLE_NS + 1,
      9e15,
      Number.POSITIVE_INFINITY,
    ]);
    expect([totalCount(histogram), overflowCount(histogram), refusedCount(histogram)]).toEqual([
      4, 3, 0,
    ]);
    expect(histogram.cells[counterOf(HIGHEST_TRACKABLE_NS)]).toBe(4);
    expect(largestNs(histogram)).toBe(Number.POSITIVE_INFINITY);
    expect(percentileNs(histogram, 100)).toBe(highestOf(counterOf(HIGHEST_TRACKABLE_NS)));
  });

  test('below 0 or NaN is left out and counted', () => {
    const histogram = recorded([5, -1, Number.NaN, -1e12]);
    recordLatencyTimes(histogram, -1, 10);
    expect([totalCount(histogram), overflowCount(histogram), refusedCount(histogram)]).toEqual([
      1, 0, 13,
    ]);
  });

  test('of many children at once counts once for each', () => {
    const many = fc.array(fc.tuple(fc.oneof(anyLatency, fc.constantFrom(-3, 4e12)), fc.nat(5)), {
      maxLength: 50,
    });
    fc.assert(
      fc.property(many, (latencies) => {
        const atOnce = createHistogram();
        const oneByOne = createHistogram();
        for (const [latencyNs, times] of latencies) {
          recordLatencyTimes(atOnce, latencyNs, times);
          for (let i = 0; i < times; i++) recordLatency(oneByOne, latencyNs);
        }
        expectSameCells(atOnce, oneByOne);
      }),
    );
  });
});

describe('histograms', () => {
  test('on one buffer are separate', () => {
    const buffer = allocateHistograms(3);
    const here = openHistograms(buffer);
    const there = openHistograms(buffer);
    here.forEach((histogram, i) => {
      for (const latencyNs of [0, 1000 * i, HIGHEST_TRACKABLE_NS + i])
        recordLatency(histogram, latencyNs);
    });
    expect(there.map(totalCount)).toEqual([3, 3, 3]);
    expect(there.map(overflowCount)).toEqual([0, 1, 1]);
    expect(there.map((histogram) => percentileNs(histogram, 50))).toEqual([0, 1000, 2000]);
  });

  test('refuse a buffer of another kind', () => {
    expect(() => openHistograms(new SharedArrayBuffer(8))).toThrow(
      'metrics/histogram: 128 bytes or more expected, was 8',
    );
    expect(() => openHistograms(new SharedArrayBuffer(256))).toThrow(
      'metrics/histogram: magic 1397571912 expected, was 0',
    );
    const buffer = allocateHistograms(2);
    new Uint32Array(buffer)[2] = 3;
    expect(() => openHistograms(buffer)).toThrow(
      `bytes expected for 3 histograms, was ${buffer.byteLength}`,
    );
    new Uint32Array(buffer)[1] = 9;
    expect(() => openHistograms(buffer)).toThrow('metrics/histogram: version 1 expected, was 9');
    expect(() => allocateHistograms(0)).toThrow(
      'metrics/histogram: count must be a positive integer, was 0',
    );
  });

  test('of several threads merge into that of a single thread', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.oneof(anyLatency, fc.constantFrom(-1, 5e12)), { maxLength: 40 }), {
          maxLength: 5,
        }),
        (threads) => {
          const merged = createHistogram();
          for (const latencies of threads) mergeHistogram(merged, recorded(latencies));
          expectSameCells(merged, recorded(threads.flat()));
        },
      ),
    );
  });

  test('are copied and emptied', () => {
    const copy = recorded([77]);
    copyHistogram(recorded([5, 4e12, -1]), copy);
    expectSameCells(copy, recorded([5, 4e12, -1]));
    clearHistogram(copy);
    expectSameCells(copy, createHistogram());
  });
});

describe('an interval', () => {
  const parts = fc.array(
    fc.array(fc.oneof(anyLatency, fc.constantFrom(-1, 5e12)), { maxLength: 40 }),
    { maxLength: 6 },
  );

  test('holds what was recorded since the previous one', () => {
    fc.assert(
      fc.property(parts, (intervals) => {
        const live = createHistogram();
        const before = createHistogram();
        const interval = recorded([1, 1e6, 3e12, 5e12, -1]);
        for (const latencies of intervals) {
          for (const latencyNs of latencies) recordLatency(live, latencyNs);
          takeInterval(live, before, interval);
          const expected = recorded(latencies);
          const largest = largestNs(expected);
          expectSameCells(interval, expected, COUNTER_COUNT);
          expectSameCells(before, live);
          expect([overflowCount(interval), refusedCount(interval)]).toEqual([
            overflowCount(expected),
            refusedCount(expected),
          ]);
          expect(largestNs(interval)).toBeGreaterThanOrEqual(largest);
          expect(counterOf(Math.min(largestNs(interval), HIGHEST_TRACKABLE_NS))).toBe(
            counterOf(Math.min(largest, HIGHEST_TRACKABLE_NS)),
          );
        }
      }),
    );
  });

  test('has the exact largest latency if it is a new maximum, else the top of its counter', () => {
    const [live, before, interval] = [createHistogram(), createHistogram(), createHistogram()];
    const largest = [5_000_001, 4_000_001, 5_000_001, 6_000_001].map((latencyNs) => {
      recordLatency(live, latencyNs);
      takeInterval(live, before, interval);
      return largestNs(interval);
    });
    expect(largest).toEqual([5_000_001, highestOf(counterOf(4_000_001)), 5_000_001, 6_000_001]);
  });

  test('neither loses nor doubles a latency while another thread records', async () => {
    const records = 2_000_000;
    const buffer = allocateHistograms(1);
    const live = openHistograms(buffer)[0]!;
    const [before, interval, sum] = [createHistogram(), createHistogram(), createHistogram()];
    const worker = new Worker(new URL('./histogram-recorder.mjs', import.meta.url), {
      workerData: { buffer, records },
    });
    const reported = once(worker, 'message');
    while (totalCount(sum) < records) {
      takeInterval(live, before, interval);
      mergeHistogram(sum, interval);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const [{ largest }] = (await reported) as [{ largest: number }];
    takeInterval(live, before, interval);
    expect(totalCount(interval)).toBe(0);
    expectSameCells(sum, live, COUNTER_COUNT);
    expect([totalCount(live), largestNs(live)]).toEqual([records, largest]);
    await worker.terminate();
  });
});

/**
 * Expects the cells [0, end) to be equal. A loop compares them, because the matcher takes
 * milliseconds for 33,808 cells.
 */
function expectSameCells(
  histogram: LatencyHistogram,
  other: LatencyHistogram,
  end = histogram.cells.length,
): void {
  for (let cell = 0; cell < end; cell++) {
    if (histogram.cells[cell] !== other.cells[cell])
      expect([cell, histogram.cells[cell]]).toEqual([cell, other.cells[cell]]);
  }
}
