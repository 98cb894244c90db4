import { describe, expect, test } from 'vitest';
import { createStallCounts, sampleStalls, stallRates } from '../../src/metrics/stalls.js';

/** A clock that advances by the given microseconds from read to read, then by one each time. */
function clockOf(stepsUs: readonly number[]): () => number {
  const steps = [...stepsUs];
  let nowUs = 0;
  return () => {
    const before = nowUs;
    nowUs += steps.shift() ?? 1;
    return before / 1000;
  };
}

describe('the stall sampler', () => {
  test('counts the gaps between two reads of the clock by their length', () => {
    const counts = createStallCounts();
    sampleStalls(counts, 10, clockOf([1, 9, 11, 1, 99, 101, 1, 999, 1001, 3000, 1]));
    expect(counts).toMatchObject({ over10us: 6, over100us: 4, over1ms: 2 });
    expect(counts.largestNs).toBeCloseTo(3e6, 3);
    expect(counts.sampledNs).toBeCloseTo(10e6, 3);
  });

  test('continues in slices, and the time between two slices is no stall', () => {
    const counts = createStallCounts();
    const clock = clockOf([50, 950, 20_000_000, 1, 500]);
    sampleStalls(counts, 1, clock);
    sampleStalls(counts, 0.2, clock);
    expect(counts).toMatchObject({ over10us: 3, over100us: 2, over1ms: 0 });
    expect(counts.sampledNs).toBeCloseTo(1.501e6, 3);
  });

  test('returns rates by the second of sampled time', () => {
    const counts = { sampledNs: 2e9, over10us: 700, over100us: 40, over1ms: 3, largestNs: 4e6 };
    expect(stallRates(counts)).toEqual({
      seconds: 2,
      over10usPerSecond: 350,
      over100usPerSecond: 20,
      over1msPerSecond: 1.5,
      largestNs: 4e6,
    });
    expect(stallRates(createStallCounts()).over10usPerSecond).toBe(0);
  });

  test('samples the real clock for as long as it is told', () => {
    const counts = createStallCounts();
    sampleStalls(counts, 20);
    expect(counts.sampledNs).toBeGreaterThanOrEqual(20e6);
    expect(counts.over10us).toBeGreaterThanOrEqual(counts.over100us);
    expect(counts.over100us).toBeGreaterThanOrEqual(counts.over1ms);
  });
});
