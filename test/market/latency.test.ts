import { expect, test } from 'vitest';
import { messageNs, venueLatency, Way } from '../../src/market/latency.js';
import { VENUES } from '../../src/market/venues.js';

const TERMS = VENUES.map(({ name, feeTicks, displayedWeight }) => ({
  name,
  feeTicks,
  displayedWeight,
}));
const ARCA = 1;
const LATE = TERMS.map((terms, venue) =>
  venue === ARCA ? { ...terms, latencyMicros: { median: 200, sdLn: 0.5 } } : terms,
);

test('venues without a latency have none, and one venue has its own', () => {
  expect(venueLatency(undefined, 1)).toBeUndefined();
  expect(venueLatency(TERMS, 1)).toBeUndefined();
  const latency = venueLatency(LATE, 1)!;
  expect(messageNs(latency, 1, 0, Way.ORDER, 7)).toBe(0);
  expect(messageNs(latency, 1, ARCA, Way.ORDER, 7)).toBeGreaterThan(0);
});

test('messages of a session are lognormal, with the median and spread of their venue', () => {
  const latency = venueLatency(LATE, 1)!;
  const times = Float64Array.from({ length: 20_000 }, (_, message) =>
    messageNs(latency, 3, ARCA, Way.ANSWER, message),
  ).sort();
  expect(times[10_000]! / 200_000).toBeCloseTo(1, 1);
  expect(times[16_827]! / (200_000 * Math.exp(0.5))).toBeCloseTo(1, 1);
});

test('sessions, ways and seeds have numbers of their own, and the same ones each time', () => {
  const drawn = (seed: number, server: number, way: number): number[] =>
    Array.from({ length: 8 }, (_, message) =>
      messageNs(venueLatency(LATE, seed)!, server, ARCA, way, message),
    );
  const all = [drawn(1, 1, 0), drawn(2, 1, 0), drawn(1, 2, 0), drawn(1, 1, 1)];
  expect(new Set(all.map(String)).size).toBe(4);
  expect(drawn(1, 1, 0)).toEqual(all[0]);
});
