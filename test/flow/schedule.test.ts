import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { naturalLog } from '../../src/base/numerics.js';
import { RandomStream } from '../../src/base/random.js';
import {
  createSchedule,
  fillArrivals,
  type Schedule,
  type ScheduleSpec,
} from '../../src/flow/schedule.js';

/** The first `count` due times, or all where there are fewer. */
function arrivals(schedule: Schedule, count: number): number[] {
  const out = new Float64Array(count);
  return [...out.subarray(0, fillArrivals(schedule, out, 0, count))];
}

const ARRIVALS: readonly [string, ScheduleSpec, number[]][] = [
  ['constant', { kind: 'constant', perSecond: 3 }, [0, 333333333, 666666667, 1000000000]],
  [
    'ramp up from nothing',
    { kind: 'ramp', fromPerSecond: 0, toPerSecond: 4, seconds: 2 },
    [0, 1e9, 1414213562, 1732050808, 2e9, 2.25e9],
  ],
  [
    'ramp down to nothing',
    { kind: 'ramp', fromPerSecond: 4, toPerSecond: 0, seconds: 2 },
    [0, 267949192, 585786438, 1e9],
  ],
  [
    'steps',
    {
      kind: 'steps',
      steps: [
        { perSecond: 2, seconds: 1 },
        { perSecond: 0, seconds: 3 },
        { perSecond: 4, seconds: 0.5 },
      ],
    },
    [0, 0.5e9, 4e9, 4.25e9, 4.5e9, 4.75e9],
  ],
  [
    'spike',
    { kind: 'spike', perSecond: 1, spikePerSecond: 4, atSeconds: 2, seconds: 1 },
    [0, 1e9, 2e9, 2.25e9, 2.5e9, 2.75e9, 3e9, 4e9],
  ],
  [
    'microburst',
    { kind: 'microburst', perSecond: 1, burst: 3, periodSeconds: 1.5, gapNs: 10 },
    [0, 1e9, 1.5e9, 1500000010, 1500000020, 2e9, 3e9, 3e9, 3000000010, 3000000020, 4e9],
  ],
  [
    'microburst of nothing but bursts',
    { kind: 'microburst', perSecond: 0, burst: 2, periodSeconds: 1e-3 },
    [1e6, 1e6, 2e6, 2e6, 3e6, 3e6],
  ],
];

describe('a schedule', () => {
  test.each(ARRIVALS)('%s is due at its documented times', (_, spec, expected) => {
    expect(arrivals(createSchedule(spec), expected.length)).toEqual(expected);
  });

  test('ends when its last rate is 0', () => {
    const ramp = createSchedule({ kind: 'ramp', fromPerSecond: 4, toPerSecond: 0, seconds: 2 });
    expect(arrivals(ramp, 100)).toEqual([0, 267949192, 585786438, 1e9]);
    expect(arrivals(ramp, 100)).toEqual([]);
    expect(arrivals(createSchedule({ kind: 'constant', perSecond: 0 }), 10)).toEqual([]);
  });

  test('writes the given rows only', () => {
    const out = new Float64Array(6).fill(-1);
    expect(fillArrivals(createSchedule({ kind: 'constant', perSecond: 1e9 }), out, 2, 5)).toBe(3);
    expect([...out]).toEqual([-1, -1, 0, 1, 2, -1]);
  });

  const rate = fc.oneof(fc.constant(0), fc.double({ min: 0.1, max: 1e6, noNaN: true }));
  const positiveRate = fc.double({ min: 1, max: 1e6, noNaN: true });
  const seconds = fc.double({ min: 1e-3, max: 5, noNaN: true });
  const anySpec: fc.Arbitrary<ScheduleSpec> = fc.oneof(
    fc.record({ kind: fc.constant('constant' as const), perSecond: positiveRate }),
    fc.record({
      kind: fc.constant('ramp' as const),
      fromPerSecond: rate,
      toPerSecond: rate,
      seconds,
    }),
    fc.record({
      kind: fc.constant('steps' as const),
      steps: fc.array(fc.record({ perSecond: rate, seconds }), { minLength: 1, maxLength: 5 }),
    }),
    fc.record({
      kind: fc.constant('spike' as const),
      perSecond: rate,
      spikePerSecond: rate,
      atSeconds: seconds,
      seconds,
    }),
    fc.record({
      kind: fc.constant('microburst' as const),
      perSecond: rate,
      burst: fc.integer({ min: 1, max: 50 }),
      periodSeconds: seconds,
      gapNs: fc.nat(1000),
    }),
    fc.record({ kind: fc.constant('poisson' as const), perSecond: positiveRate }),
    fc
      .record({
        kind: fc.constant('day' as const),
        perSecond: positiveRate,
        bursts: fc.record({
          branching: fc.double({ min: 0, max: 0.9, noNaN: true }),
          meanSeconds: seconds,
        }),
      })
      // Long bursts at a high rate take long to draw before the bell.
      .filter(
        ({ perSecond, bursts: { branching, meanSeconds } }) =>
          (perSecond * meanSeconds) / (1 - branching) < 1e4,
      ),
  );

  test('is the same filled at once and in pieces, in whole ns, and never decreases', () => {
    fc.assert(
      fc.property(
        anySpec,
        fc.nat(),
        fc.array(fc.nat(40), { maxLength: 30 }),
        (spec, seed, pieces) => {
          const total = pieces.reduce((sum, piece) => sum + piece, 0);
          const whole = arrivals(createSchedule(spec, seed), total);
          const inPieces = createSchedule(spec, seed);
          expect(pieces.flatMap((piece) => arrivals(inPieces, piece))).toEqual(whole);
          whole.forEach((dueNs, i) => {
            expect(Number.isInteger(dueNs)).toBe(true);
            expect(dueNs).toBeGreaterThanOrEqual(i === 0 ? 0 : whole[i - 1]!);
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  test('has by any time as many arrivals as the integral of its rate', () => {
    const ratedSpec = anySpec.filter(({ kind }) => kind !== 'poisson' && kind !== 'day');
    fc.assert(
      fc.property(
        ratedSpec,
        fc.array(fc.double({ min: 0, max: 20, noNaN: true }), { minLength: 5, maxLength: 20 }),
        (spec, instants) => {
          const due = arrivals(createSchedule(spec), 20_000);
          const lastNs = due.length < 20_000 ? Number.POSITIVE_INFINITY : due.at(-1)!;
          for (const instant of instants) {
            if (instant * 1e9 >= lastNs) continue;
            const before = due.filter((dueNs) => dueNs < instant * 1e9).length;
            const slack = spec.kind === 'microburst' ? spec.burst + 1.01 : 1.01;
            expect(Math.abs(before - integralOf(spec, instant))).toBeLessThanOrEqual(slack);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('a long run', () => {
  test('has not drifted by a nanosecond after 10^9 arrivals at an uneven rate', () => {
    const schedule = createSchedule({ kind: 'constant', perSecond: 3e6 });
    if (schedule.pace !== 'rate') throw new Error('a constant schedule has a rate');
    schedule.arrival = 1e9;
    const exact = Array.from({ length: 1000 }, (_, i) =>
      Number((2n * (BigInt(1e9) + BigInt(i)) * 1000n + 3n) / 6n),
    );
    expect(arrivals(schedule, 1000)).toEqual(exact);
  });

  test('has the same arrivals as counting one by one', () => {
    const schedule = createSchedule({
      kind: 'steps',
      steps: [3, 7, 11].map((perSecond) => ({ perSecond: perSecond * 1e5, seconds: 3 })),
    });
    const out = new Float64Array(4096);
    let count = 0;
    for (let dueNs = 0; dueNs < 12e9; ) {
      const end = count + fillArrivals(schedule, out, 0, 4096);
      dueNs = out[4095]!;
      if (dueNs >= 12e9) count += out.findIndex((each) => each >= 12e9);
      else count = end;
    }
    expect(count).toBe(3 * (3e5 + 7e5 + 11e5) + 3 * 11e5);
  });

  test('of random gaps is the sum of its gaps, also late in the run', () => {
    const schedule = createSchedule({ kind: 'poisson', perSecond: 7e8 }, 5);
    if (schedule.pace !== 'poisson') throw new Error('a poisson schedule is random');
    schedule.wholeNs = 1e15;
    const random = new RandomStream(5, 'arrivals');
    let sum = 0n;
    for (const dueNs of arrivals(schedule, 100_000)) {
      const gapNs = -naturalLog((random.next32() + 0.5) / 2 ** 32) / 0.7;
      sum += BigInt(Math.round(gapNs * 2 ** 40));
      const exactNs = Number(sum) / 2 ** 40;
      if (Math.abs(dueNs - 1e15 + 0.5 - exactNs) > 0.5001)
        expect(dueNs - 1e15).toBe(Math.floor(exactNs));
    }
    expect(Number(sum) / 2 ** 40).toBeGreaterThan(140_000);
  });
});

describe('poisson arrivals', () => {
  const COUNT = 400_000;
  const due = arrivals(createSchedule({ kind: 'poisson', perSecond: 50_000 }, 7), COUNT);
  const gaps = due.map((dueNs, i) => dueNs - (i === 0 ? 0 : due[i - 1]!));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / COUNT;

  test('have gaps with the mean and the variance of an exponential', () => {
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / COUNT;
    expect(Math.abs(mean / 20_000 - 1)).toBeLessThan(4 / Math.sqrt(COUNT));
    expect(Math.abs(variance / 20_000 ** 2 - 1)).toBeLessThan(4 * Math.sqrt(8 / COUNT));
  });

  test('have as many gaps of each length as an exponential', () => {
    for (const share of [0.1, 0.5, 0.9, 0.99, 0.999]) {
      const longer = gaps.filter((gap) => gap > -Math.log(1 - share) * 20_000).length;
      const expected = COUNT * (1 - share);
      expect(Math.abs(longer - expected)).toBeLessThan(5 * Math.sqrt(expected));
    }
  });

  test('have counts a second whose variance is their mean', () => {
    const perWindow = new Array<number>(4000).fill(0);
    for (const dueNs of due) {
      const window = Math.floor(dueNs / 1e6);
      if (window < perWindow.length) perWindow[window]!++;
    }
    const average = perWindow.reduce((sum, count) => sum + count, 0) / perWindow.length;
    const variance =
      perWindow.reduce((sum, count) => sum + (count - average) ** 2, 0) / perWindow.length;
    expect(Math.abs(variance / average - 1)).toBeLessThan(5 * Math.sqrt(2 / perWindow.length));
  });

  test('depend on the seed', () => {
    const spec = { kind: 'poisson', perSecond: 50_000 } as const;
    expect(arrivals(createSchedule(spec, 7), 1000)).toEqual(due.slice(0, 1000));
    expect(arrivals(createSchedule(spec, 8), 1000)).not.toEqual(due.slice(0, 1000));
  });
});

describe('a schedule that cannot be kept', () => {
  const rows: [unknown, string][] = [
    [
      { kind: 'poison', perSecond: 1 },
      "schedule.kind: 'poison' is no schedule; did you mean 'poisson'?",
    ],
    [
      { kind: 'constant', perSecond: -1 },
      'schedule.perSecond: a number from 0 to 1000000000 expected, was -1',
    ],
    [
      { kind: 'constant', perSecond: 2e9 },
      'schedule.perSecond: a number from 0 to 1000000000 expected, was 2000000000',
    ],
    [
      { kind: 'constant' },
      'schedule.perSecond: a number from 0 to 1000000000 expected, was undefined',
    ],
    [{ kind: 'poisson', perSecond: 0 }, 'schedule.perSecond: a number above 0 expected, was 0'],
    [
      { kind: 'ramp', fromPerSecond: Number.NaN, toPerSecond: 1, seconds: 1 },
      'schedule.fromPerSecond: a number from 0',
    ],
    [
      { kind: 'ramp', fromPerSecond: 1, toPerSecond: 1, seconds: 0 },
      'schedule.seconds: a number above 0, at most 8640000 expected, was 0',
    ],
    [{ kind: 'steps', steps: [] }, 'schedule.steps: one step or more expected, there is none'],
    [
      {
        kind: 'steps',
        steps: [
          { perSecond: 1, seconds: 1 },
          { perSecond: 1, seconds: -2 },
        ],
      },
      'schedule.steps[1].seconds: a number above 0, at most 8640000 expected, was -2',
    ],
    [
      { kind: 'spike', perSecond: 1, spikePerSecond: 1, atSeconds: -1, seconds: 1 },
      'schedule.atSeconds: a number above 0',
    ],
    [
      { kind: 'microburst', perSecond: 1, burst: 0, periodSeconds: 1 },
      'schedule.burst: a whole number from 1 to 16777216 expected, was 0',
    ],
    [
      { kind: 'microburst', perSecond: 1, burst: 5, periodSeconds: 1e-6, gapNs: 200 },
      'schedule.gapNs: below 200, so that 5 arrivals fit',
    ],
    [
      { kind: 'microburst', perSecond: 1, burst: 5, periodSeconds: 1, gapNs: 0.5 },
      'schedule.gapNs: a whole number from 0 on expected',
    ],
  ];

  test.each(rows)('%j is refused', (spec, message) => {
    expect(() => createSchedule(spec as ScheduleSpec)).toThrow(
      expect.objectContaining({ code: 'SMARS_INPUT' }),
    );
    expect(() => createSchedule(spec as ScheduleSpec)).toThrow(message);
  });
});

/** The rate at an instant, from the words of the specification alone. */
function rateAt(spec: ScheduleSpec, second: number): number {
  if (spec.kind === 'constant' || spec.kind === 'poisson' || spec.kind === 'day')
    return spec.perSecond;
  if (spec.kind === 'ramp') {
    return (
      spec.fromPerSecond +
      (spec.toPerSecond - spec.fromPerSecond) * Math.min(1, second / spec.seconds)
    );
  }
  if (spec.kind === 'spike') {
    return second >= spec.atSeconds && second < spec.atSeconds + spec.seconds
      ? spec.spikePerSecond
      : spec.perSecond;
  }
  if (spec.kind === 'microburst') return spec.perSecond + spec.burst / spec.periodSeconds;
  let end = 0;
  for (const step of spec.steps) if (second < (end += step.seconds)) return step.perSecond;
  return spec.steps.at(-1)!.perSecond;
}

/**
 * Its integral from 0, by the trapezoids between the instants where its line breaks: exact for
 * straight lines.
 */
function integralOf(spec: ScheduleSpec, until: number): number {
  const breaks = [0, until];
  if (spec.kind === 'ramp') breaks.push(spec.seconds);
  if (spec.kind === 'spike') breaks.push(spec.atSeconds, spec.atSeconds + spec.seconds);
  if (spec.kind === 'steps') {
    let end = 0;
    for (const step of spec.steps) breaks.push((end += step.seconds));
  }
  const ordered = breaks.filter((second) => second <= until).sort((a, b) => a - b);
  let sum = 0;
  for (let i = 1; i < ordered.length; i++) {
    const [from, to] = [ordered[i - 1]!, ordered[i]!];
    const near = (to - from) * 1e-9;
    sum += ((rateAt(spec, from + near) + rateAt(spec, to - near)) / 2) * (to - from);
  }
  return sum;
}
