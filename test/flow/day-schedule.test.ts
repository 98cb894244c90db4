import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../src/base/random.js';
import { NS_PER_SECOND } from '../../src/base/units.js';
import { createDaySchedule, type DayScheduleSpec, fillOfDay } from '../../src/flow/day-schedule.js';
import { DAY_PROFILE, rateAt, shareBefore } from '../../src/flow/day-stream.js';

const SESSION_NS = 23_400 * NS_PER_SECOND;

/** All due times of a schedule, filled in pieces of some rows. */
function timesOf(spec: DayScheduleSpec, seed: number, rows = 1000): number[] {
  const schedule = createDaySchedule(spec, seed);
  const out = new Float64Array(rows);
  const times: number[] = [];
  for (;;) {
    const filled = fillOfDay(schedule, out, 0, rows);
    times.push(...out.subarray(0, filled));
    if (filled < rows) return times;
  }
}

/** The same with a sorted list, and the rates written out. */
function plainTimes(spec: DayScheduleSpec, seed: number): number[] {
  const { perSecond, sessionSeconds = 23_400, profile = DAY_PROFILE } = spec;
  const { branching, meanSeconds } = spec.bursts ?? { branching: 0.7, meanSeconds: 0.5 };
  const random = new RandomStream(seed, 'arrivals');
  const highest = Math.max(rateAt(profile, 0), rateAt(profile, SESSION_NS));
  const after = (mean: number) => Math.round(-Math.log(1 - random.fraction()) * mean);
  const endNs = sessionSeconds * NS_PER_SECOND;
  const nextOwn = (before: number): number => {
    for (let at = before; ; ) {
      at += after(NS_PER_SECOND / (perSecond * (1 - branching) * highest));
      if (at >= endNs) return Number.POSITIVE_INFINITY;
      if (random.fraction() * highest < rateAt(profile, (at * SESSION_NS) / endNs)) return at;
    }
  };
  const delay = meanSeconds * NS_PER_SECOND;
  let own = nextOwn(Math.round((-12 * delay) / (1 - branching)));
  const pending: number[] = [];
  const times: number[] = [];
  for (;;) {
    pending.sort((a, b) => a - b);
    const atNs = Math.min(pending[0] ?? Number.POSITIVE_INFINITY, own);
    if (atNs >= endNs) return times;
    if (pending[0] !== undefined && pending[0] < own) pending.shift();
    else own = nextOwn(own);
    let followers = 0;
    for (let p = random.fraction(); p > Math.exp(-branching); p *= random.fraction()) followers++;
    for (; followers > 0; followers--) pending.push(atNs + after(delay));
    if (atNs >= 0) times.push(atNs);
  }
}

describe('arrivals of a day', () => {
  const spec = fc.record({
    kind: fc.constant('day' as const),
    perSecond: fc.double({ min: 1, max: 200, noNaN: true }),
    sessionSeconds: fc.double({ min: 0.5, max: 3, noNaN: true }),
    bursts: fc.record({
      branching: fc.double({ min: 0, max: 0.8, noNaN: true }),
      meanSeconds: fc.double({ min: 0.001, max: 0.1, noNaN: true }),
    }),
  });

  test('are those of a plain Hawkes process, in pieces of any size', () => {
    fc.assert(
      fc.property(spec, fc.nat(), fc.integer({ min: 1, max: 50 }), (given, seed, rows) => {
        const times = timesOf(given, seed, rows);
        expect(times).toEqual(plainTimes(given, seed));
        expect(times).toEqual([...times].sort((a, b) => a - b));
        expect(times.every(Number.isInteger)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('refuse bursts of which too many would come before the bell', () => {
    const long = { kind: 'day', perSecond: 1e5, bursts: { branching: 0.5, meanSeconds: 1e4 } };
    expect(() => createDaySchedule(long as DayScheduleSpec, 1)).toThrow(
      'schedule.bursts.meanSeconds: at most 20.8 at this rate (bursts before the bell are drawn ' +
        'too) expected, was 10000',
    );
  });

  test('have the mean rate and the shape of the day, however fast it passes', () => {
    for (const sessionSeconds of [60, 23_400]) {
      const times = timesOf(
        {
          kind: 'day',
          perSecond: 60_000 / sessionSeconds,
          sessionSeconds,
          bursts: { branching: 0.5, meanSeconds: sessionSeconds / 23_400 },
        },
        3,
      );
      // The deviation of a Hawkes count is that of a Poisson count times 1 / (1 − branching).
      expect(Math.abs(times.length - 60_000)).toBeLessThan(4 * 2 * Math.sqrt(60_000));
      for (const share of [0.1, 0.5, 0.9]) {
        const endNs = share * sessionSeconds * NS_PER_SECOND;
        const before = times.filter((ns) => ns < endNs).length / times.length;
        // Four deviations at most: 4 × 2 × √(¼ / 60,000).
        expect(Math.abs(before - shareBefore(DAY_PROFILE, share * SESSION_NS))).toBeLessThan(
          0.0164,
        );
      }
    }
  });

  test('come in bursts: more of the gaps are short than those of a Poisson process', () => {
    const short = (branching: number): number => {
      const bursts = { branching, meanSeconds: 0.01 };
      const times = timesOf({ kind: 'day', perSecond: 20, sessionSeconds: 600, bursts }, 1);
      const gaps = times.slice(1).map((ns, n) => ns - times[n]!);
      return gaps.filter((gap) => gap < 0.01 * NS_PER_SECOND).length / gaps.length;
    };
    expect(short(0)).toBeLessThan(0.3);
    expect(short(0.7)).toBeGreaterThan(0.6);
  });

  test.each<[Partial<DayScheduleSpec>, string]>([
    [{ perSecond: 0 }, 'schedule.perSecond: a number above 0, at most 1e9 expected, was 0'],
    [{ sessionSeconds: -1 }, 'schedule.sessionSeconds: a number above 0, at most 86400 expected'],
    [{ bursts: { branching: 1, meanSeconds: 1 } }, 'schedule.bursts.branching: a number from 0'],
    [{ bursts: { branching: 0, meanSeconds: 0 } }, 'schedule.bursts.meanSeconds: a number above'],
    [
      { profile: { ...DAY_PROFILE, openTimes: 0.5 } },
      'schedule.profile.openTimes: a number from 1 to 390 expected, was 0.5',
    ],
  ])('are refused for %j', (changes, reason) => {
    expect(() => createDaySchedule({ kind: 'day', perSecond: 1, ...changes }, 1)).toThrow(reason);
  });
});
