import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { generateUniverse } from '../../../src/market/universe.js';
import { bucketOf } from '../../../src/risk/counts/measures.js';
import { applySettings } from '../../../src/scenarios/parse.js';
import { findScenario } from '../../../src/scenarios/scenarios.js';
import type { CheckMeasures } from '../../../src/session/result/measures.js';
import { runSession } from '../../../src/session/session.js';
import {
  allToTry,
  boundsToTry,
  FRONTIER_TOLERANCES,
  findDominated,
  findGreedySet,
} from '../../../src/session/tune/frontier.js';
import { measuringDay, tunableChecks } from '../../../src/session/tune/training.js';
import { boundsOf } from '../../../src/session/tune/tune.js';

const [DUPLICATES, QUANTITY] = tunableChecks(['max-quantity', 'duplicate-orders']);

/** A day on which a check measured these values. */
function dayOf(check: string, values: readonly number[]): CheckMeasures {
  const sorted = [...values].sort((a, b) => b - a);
  const buckets = new Map<number, number>();
  for (const value of values) buckets.set(bucketOf(value), (buckets.get(bucketOf(value)) ?? 0) + 1);
  return {
    check,
    parameter: null,
    unit: null,
    measured: values.length,
    largest: sorted[0] ?? 0,
    histogram: [...buckets].sort(([a], [b]) => a - b),
    top: sorted
      .slice(0, 100)
      .map((value) => ({ value, atNs: 0, server: 1, order: 0, symbol: null })),
    servers: [],
    symbols: [],
    lost: 0,
  };
}

describe('the bounds of a check that are tried', () => {
  // Each is 2 % above the one before: the largest are 1,000, 980 and, ten further down, 820.
  const values = Array.from({ length: 1000 }, (_, n) => Math.round(1000 / 1.02 ** n));
  const options = { tolerance: 1e-3, margin: 2 };

  test('of single orders are those of the tolerances, the widest first', () => {
    const tried = boundsToTry(QUANTITY!, [dayOf('max-quantity', values)], options, [0, 1e-3, 1e-2]);
    expect(tried.map(({ tolerance, bound }) => [tolerance, bound])).toEqual([
      [0, 1000],
      [1e-3, 980],
      [1e-2, 820],
    ]);
  });

  test('of a check that stops more have the largest measure with its margin as well', () => {
    const day = dayOf('duplicate-orders', [1, 1, 1, 3]);
    const tried = boundsToTry(DUPLICATES!, [day], options, [0, 0.25]);
    expect(tried.map(({ tolerance, bound }) => [tolerance, bound])).toEqual([
      [null, 6],
      [0, 3],
      [0.25, 1],
    ]);
  });

  test('are at least 1 % apart, and the tuned one is among them', () => {
    const near = Array.from({ length: 1000 }, (_, n) => 100_000 - 200 * n);
    const tried = boundsToTry(QUANTITY!, [dayOf('max-quantity', near)], options, [0, 1e-3, 1e-2]);
    expect(tried.map(({ tolerance, bound }) => [tolerance, bound])).toEqual([
      [1e-3, 99_800],
      [1e-2, 98_000],
    ]);
  });

  test('of several checks have the classes of volume of their own check', () => {
    const morning = findScenario('normal-morning');
    const day = applySettings(morning, ['clock.end=09:30:02']);
    const checks = tunableChecks(['max-quantity', 'symbol-rate', 'position']);
    const terms = { windowsSeconds: [], classes: 3, hasGrid: false };
    const { measures } = runSession(measuringDay(day, checks, terms));
    const training = {
      finished: true,
      days: [{ seed: day.seed, orders: null }],
      classes: 3,
      checks: checks.map((row) => ({
        row,
        days: [measures!.find(({ check }) => check === row.name)!],
      })),
    };
    const stocks = generateUniverse(day.universe, day.seed);
    const tuned = boundsOf(training, day, options);
    const classed = allToTry(training, tuned, options, [], stocks).filter(
      ({ variant }) => variant === 'classes',
    );
    expect(classed.length).toBeGreaterThan(1);
    for (const { row, symbols } of classed)
      for (const changes of Object.values(symbols!))
        expect(Object.keys(changes)).toEqual([row.field]);
  });

  test('are one where tolerances have the same bound, and none where nothing was measured', () => {
    const day = dayOf('max-quantity', [5, 5, 5]);
    expect(boundsToTry(QUANTITY!, [day], options, FRONTIER_TOLERANCES)).toHaveLength(1);
    expect(boundsToTry(QUANTITY!, [dayOf('max-quantity', [])], options, [0])).toEqual([]);
  });
});

const points = fc.array(
  fc.record({
    check: fc.constantFrom('a', 'b', 'c', 'd'),
    lossDollars: fc.integer({ min: 0, max: 9 }),
    share: fc.integer({ min: 0, max: 4 }).map((n) => n / 8),
  }),
  { maxLength: 8 },
);

describe('the frontier', () => {
  test('has the points that are the best at some price of what is kept back', () => {
    fc.assert(
      fc.property(points, (some) => {
        const dominated = findDominated(some);
        some.forEach((one, place) => {
          // Its twin: the least loss of all that keep back as little, and the least that is kept
          // back by all that lose as little.
          const asLittleBack = some.filter(({ share }) => share <= one.share);
          const asLittleLost = some.filter(({ lossDollars }) => lossDollars <= one.lossDollars);
          const isBest =
            one.lossDollars === Math.min(...asLittleBack.map(({ lossDollars }) => lossDollars)) &&
            one.share === Math.min(...asLittleLost.map(({ share }) => share));
          expect(dominated[place]).toBe(!isBest);
        });
      }),
    );
  });
});

describe('the greedy set', () => {
  /** Together, candidates leave the product of what each leaves. */
  const leave = (some: readonly { lossDollars: number }[], places: readonly number[]): number =>
    places.reduce((left, place) => (left * some[place]!.lossDollars) / 10, 10);

  test('stays within the tolerance, has a check once, and stops where no more helps', async () => {
    await fc.assert(
      fc.asyncProperty(points, fc.integer({ min: 0, max: 8 }), async (some, eighths) => {
        const tolerance = eighths / 8;
        const found = await findGreedySet(some, 10, tolerance, async (sets) =>
          sets.map((places) => leave(some, places)),
        );
        const { places, share, lossDollars } = found;
        expect(share).toBe(places.reduce((sum, place) => sum + some[place]!.share, 0));
        expect(share).toBeLessThanOrEqual(tolerance);
        expect(new Set(places.map((place) => some[place]!.check)).size).toBe(places.length);
        expect(lossDollars).toBeCloseTo(leave(some, places), 9);
        const first = some.filter((one) => one.share <= tolerance && one.lossDollars <= 9);
        expect(places.length > 0).toBe(first.length > 0);
        if (places.length > 0)
          expect(some[places[0]!]!.lossDollars).toBe(
            Math.min(...first.map((one) => one.lossDollars)),
          );
      }),
    );
  });

  test('tries one candidate of each check with a set, and none that prevents nothing', async () => {
    const some = [
      { check: 'a', lossDollars: 5, share: 0 },
      { check: 'b', lossDollars: 7, share: 0 },
      { check: 'b', lossDollars: 6, share: 0.1 },
      { check: 'b', lossDollars: 6, share: 0.2 },
      { check: 'c', lossDollars: 10, share: 0 },
    ];
    const tried: (readonly number[])[] = [];
    await findGreedySet(some, 10, 1, async (sets) => {
      tried.push(...sets);
      return sets.map((places) => leave(some, places));
    });
    expect(tried).toEqual([[0, 2]]);
  });

  test('ends where no loss is left', async () => {
    const some = [
      { check: 'a', lossDollars: 0, share: 0 },
      { check: 'b', lossDollars: 0, share: 0 },
    ];
    const found = await findGreedySet(some, 10, 1, () => Promise.reject(new Error('no more')));
    expect(found).toEqual({ places: [0], lossDollars: 0, share: 0 });
  });

  test('does without sets that were not run', async () => {
    const some = [
      { check: 'a', lossDollars: 5, share: 0 },
      { check: 'b', lossDollars: 6, share: 0 },
    ];
    const found = await findGreedySet(some, 10, 1, async (sets) => sets.map(() => null));
    expect(found).toEqual({ places: [0], lossDollars: 5, share: 0 });
  });
});
