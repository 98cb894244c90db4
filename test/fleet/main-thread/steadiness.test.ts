import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BacklogSample, FleetCounts } from '../../../src/fleet/main-thread/counts.js';
import { judgeSteadiness, type LoadFacts } from '../../../src/fleet/main-thread/steadiness.js';

const COUNTS = {
  parents: 10_000,
  children: 40_000,
  admitted: 40_000,
  arrived: 40_000,
  executions: 39_000,
  shownChildren: 30_000,
  shownExecutions: 29_000,
  turns: 5000,
} as FleetCounts;
const FACTS: LoadFacts = {
  isOpenLoop: true,
  counts: COUNTS,
  unmatched: 0,
  executions: 39_000,
  isStopped: false,
  throttled: 0,
  noRoom: 0,
  feederLateSeconds: 0,
  seconds: 10,
  threads: 2,
  cores: 2,
  stallsPerSecond: 0,
};

/** Samples over ten seconds; `at` goes from 0 to 1. */
function looks(
  of: (at: number, n: number) => Partial<BacklogSample>,
  count = 100,
): BacklogSample[] {
  const none = {
    openParents: 0,
    dueParents: 0,
    turnedAway: 0,
    arrived: 0,
    sizesReached: 0,
    sizesEmpty: 0,
  };
  return Array.from({ length: count }, (_, n) => ({
    atSeconds: (10 * n) / count,
    ...none,
    ...of(n / count, n),
  }));
}

describe('an open loop', () => {
  test('is steady while its backlog only scatters, at any level', () => {
    fc.assert(
      fc.property(
        fc.nat(5000),
        fc.array(fc.nat(60), { minLength: 100, maxLength: 100 }),
        (level, scatter) => {
          const { isSteady, limit } = judgeSteadiness(
            looks((_, n) => ({ openParents: level + scatter[n]! })),
            FACTS,
          );
          expect([isSteady, limit]).toEqual([true, null]);
        },
      ),
    );
  });

  test('is steady when less than one in a hundred arriving parents is left over', () => {
    const { isSteady, backlogGrowth } = judgeSteadiness(
      looks((at) => ({ openParents: 90 * at })),
      FACTS,
    );
    expect(isSteady).toBe(true);
    expect(backlogGrowth).toBeCloseTo(0.0089, 3);
  });

  test.each([
    ['open parents', (at: number) => ({ openParents: 4000 * at })],
    ['parents that are due', (at: number) => ({ dueParents: 4000 * at })],
    ['parents turned away', (at: number) => ({ turnedAway: 7000 + 4000 * at, openParents: 500 })],
    [
      'open parents until their table is full, and then parents that are due',
      (at: number) => ({
        openParents: Math.min(2000, 4000 * at),
        dueParents: Math.max(0, 4000 * at - 2000),
      }),
    ],
  ])('is not steady when %s grow through the measured time', (_, of) => {
    const { isSteady, first, last, backlogGrowth } = judgeSteadiness(looks(of), FACTS);
    expect(isSteady).toBe(false);
    expect(last).toBeGreaterThan(first);
    expect(backlogGrowth).toBeGreaterThan(0.25);
  });

  test('is steady after a stall of the machine that it catches up with', () => {
    const { isSteady } = judgeSteadiness(
      looks((at) => ({ openParents: 100, dueParents: at > 0.5 && at < 0.6 ? 3000 : 0 })),
      FACTS,
    );
    expect(isSteady).toBe(true);
  });

  test('is not steady while it works off a backlog from before the measured time', () => {
    const { isSteady, limit, backlogGrowth } = judgeSteadiness(
      looks((at) => ({ dueParents: 4000 * (1 - at) })),
      FACTS,
    );
    expect([isSteady, limit, backlogGrowth]).toEqual([false, 'warm-up', 0]);
  });

  test('has no verdict with too few samples, or without arrivals', () => {
    expect(
      judgeSteadiness(
        looks(() => ({}), 5),
        FACTS,
      ).isSteady,
    ).toBeNull();
    expect(judgeSteadiness([], FACTS).isSteady).toBeNull();
    const idle = judgeSteadiness(
      looks(() => ({})),
      { ...FACTS, counts: { ...COUNTS, parents: 0 } },
    );
    expect([idle.isSteady, idle.backlogGrowth]).toEqual([null, null]);
  });
});

describe('the limit of a load that is not steady', () => {
  const opening = looks((at) => ({ openParents: 4000 * at }));
  const queueing = looks((at) => ({ dueParents: 4000 * at }));
  const counts = (changed: Partial<FleetCounts>): FleetCounts => ({ ...COUNTS, ...changed });

  test.each([
    [
      'the market’s depth where most children at displayed sizes find none left',
      opening,
      { counts: counts({ shownExecutions: 14_000 }) },
      'depth',
    ],
    [
      'the gate where most children are refused',
      opening,
      { counts: counts({ admitted: 100, executions: 50 }) },
      'gate',
    ],
    ['the gate where the order rate delays most turns', opening, { throttled: 9000 }, 'gate'],
    [
      'a stop where a scope is killed or halted',
      opening,
      { isStopped: true, counts: counts({ executions: 0 }) },
      'stop',
    ],
    ['the servers where they take parents too slowly', queueing, {}, 'servers'],
    [
      'the servers where parents stay open, but only hidden venues leave children unfilled',
      opening,
      { counts: counts({ executions: 1900 }) },
      'servers',
    ],
    ['the venues where their rings have no room', queueing, { noRoom: 9000 }, 'venues'],
    ['the feeder where it hands over late', queueing, { feederLateSeconds: 3 }, 'feeder'],
    ['the machine where there are more threads than cores', queueing, { threads: 5 }, 'machine'],
    ['the machine where another process runs on it', queueing, { stallsPerSecond: 96 }, 'machine'],
  ])('is %s', (_, samples, facts, limit) => {
    expect(judgeSteadiness(samples, { ...FACTS, ...facts })).toMatchObject({
      isSteady: false,
      by: 'backlog',
      limit,
    });
  });
});

describe.each([
  ['a closed loop', { isOpenLoop: false }],
  ['a runaway with endless parents', { unmatched: 30_000 }],
])('%s, judged by its rate,', (_, facts) => {
  const rated = (rateOf: (at: number) => number): BacklogSample[] => {
    let arrived = 0;
    return looks((at) => ({ openParents: 3000 * at, arrived: (arrived += rateOf(at) / 10) }));
  };
  const judge = (rateOf: (at: number) => number) =>
    judgeSteadiness(rated(rateOf), { ...FACTS, ...facts });

  test('is steady while it does not drift', () => {
    const steady = judge((at) => 1e6 + 1e5 * Math.sin(50 * at));
    expect(steady).toMatchObject({ isSteady: true, by: 'rate', limit: null, backlogGrowth: null });
  });

  test('is not steady while it falls, or rises because the warm-up was too short', () => {
    expect(judge((at) => 1e6 * (0.5 + at))).toMatchObject({ isSteady: false, limit: 'warm-up' });
    expect(judge((at) => 1e6 * (1.5 - at)).isSteady).toBe(false);
  });

  test('has no verdict when no child arrived', () => {
    expect(judge(() => 0).isSteady).toBeNull();
  });
});

describe('the use of the market’s depth', () => {
  const short = { ...COUNTS, shownExecutions: 3000 };
  const used = looks((at, n) => ({
    openParents: 100 + 4000 * at,
    arrived: 1000 * n,
    sizesReached: n % 2 === 0 ? 40 : 0,
    sizesEmpty: n % 2 === 0 ? 30 : 0,
  }));

  test('has the share of children that found no size, and of sizes that were taken empty', () => {
    expect(judgeSteadiness(used, { ...FACTS, counts: short }).depth).toEqual({
      isLimit: true,
      children: 30_000,
      unfilledShare: 0.9,
      emptyShare: 0.75,
      openFirst: 100,
      openLast: 4060,
    });
  });

  test('is the limit of a closed loop too, although its rate is steady', () => {
    const facts = { ...FACTS, isOpenLoop: false };
    const limited = judgeSteadiness(used, { ...facts, counts: short });
    expect([limited.isSteady, limited.limit, limited.depth!.isLimit]).toEqual([true, null, true]);
    expect(judgeSteadiness(used, facts).depth!.isLimit).toBe(false);
    expect(judgeSteadiness(used, { ...facts, counts: short, isStopped: true }).depth!.isLimit).toBe(
      false,
    );
  });

  test('is not the limit of a steady open loop', () => {
    const steady = judgeSteadiness(
      looks(() => ({ openParents: 5 })),
      { ...FACTS, counts: short },
    );
    expect(steady.depth).toMatchObject({ isLimit: false, unfilledShare: 0.9, emptyShare: null });
  });

  test('is unknown without children at displayed sizes, or without samples', () => {
    const none = { ...COUNTS, shownChildren: 0, shownExecutions: 0 };
    expect(judgeSteadiness(used, { ...FACTS, counts: none }).depth).toBeNull();
    expect(judgeSteadiness([], FACTS).depth).toBeNull();
  });
});
