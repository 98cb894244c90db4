import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attemptOf, type KneeAttempt, searchKnee } from '../../../src/fleet/main-thread/knee.js';
import type { FleetResult } from '../../../src/fleet/result.js';

/**
 * A fleet that holds its bound up to a rate. The first attempt at a rate fails where `stalls` says
 * so.
 */
function fleetUpTo(limit: number, stalls: (attempt: number) => boolean = () => false) {
  let count = 0;
  return (perSecond: number): Promise<KneeAttempt> => {
    const failed = perSecond <= limit && !stalls(count++) ? null : 'breached';
    return Promise.resolve({
      perSecond,
      seconds: 1,
      failed,
      limit: null,
      value: perSecond,
      takenPerSecond: perSecond,
      completedPerSecond: perSecond,
    });
  };
}

test('finds a knee between one and a hundred million a second to within 5 %', async () => {
  await fc.assert(
    fc.asyncProperty(fc.double({ min: 0, max: 7.8, noNaN: true }), async (exponent) => {
      const limit = 10 ** exponent;
      const { heldPerSecond, breachedPerSecond, attempts } = await searchKnee({
        tryRate: fleetUpTo(limit),
      });
      if (limit < 2) return;
      expect(heldPerSecond!).toBeLessThanOrEqual(limit);
      expect(breachedPerSecond!).toBeGreaterThan(limit);
      expect(breachedPerSecond! / heldPerSecond!).toBeLessThanOrEqual(1.05);
      expect(attempts.length).toBeLessThan(40);
    }),
    { seed: 20120801, numRuns: 300 },
  );
});

test('replaces a rate that holds only at first by one that lasts, within 5 %', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 100, max: 1e6 }),
      fc.double({ min: 1, max: 20, noNaN: true }),
      async (limit, tooMuch) => {
        const [short, long] = [fleetUpTo(limit * tooMuch), fleetUpTo(limit)];
        const knee = await searchKnee({
          tryRate: (perSecond, isLong) => (isLong ? long : short)(perSecond),
        });
        expect(knee.isConfirmed).toBe(true);
        expect(knee.heldPerSecond!).toBeLessThanOrEqual(limit);
        expect(knee.breachedPerSecond! / knee.heldPerSecond!).toBeLessThanOrEqual(1.05);
      },
    ),
    { seed: 20120801, numRuns: 100 },
  );
});

describe('a breach', () => {
  test('counts as a stall of the machine when it does not recur, and the rate holds', async () => {
    const { heldPerSecond } = await searchKnee({
      tryRate: fleetUpTo(50_000, (attempt) => attempt % 2 === 0),
    });
    expect(heldPerSecond!).toBeGreaterThan(50_000 / 1.05);
  });

  test('leaves no knee when every rate has one', async () => {
    const { heldPerSecond, breachedPerSecond } = await searchKnee({ tryRate: fleetUpTo(0) });
    expect(heldPerSecond).toBeNull();
    expect(breachedPerSecond!).toBeLessThan(2);
  });

  test('leaves the search at its highest rate when no rate has one', async () => {
    const { heldPerSecond, breachedPerSecond } = await searchKnee({
      tryRate: fleetUpTo(Number.POSITIVE_INFINITY),
    });
    expect(heldPerSecond!).toBeGreaterThan(5e7);
    expect(breachedPerSecond).toBeNull();
  });
});

test('returns its results when interrupted, and reports them after each attempt', async () => {
  const told: (number | null)[][] = [];
  const fleet = fleetUpTo(1500);
  let tries = 0;
  const { heldPerSecond, breachedPerSecond } = await searchKnee({
    tryRate: (perSecond) => (++tries > 3 ? Promise.resolve(undefined) : fleet(perSecond)),
    onAttempt: (attempt, knee) =>
      told.push([attempt.perSecond, knee.heldPerSecond, knee.breachedPerSecond]),
  });
  expect(told).toEqual([
    [1000, 1000, null],
    [2000, 1000, null],
    [2000, 1000, 2000],
  ]);
  expect([heldPerSecond, breachedPerSecond]).toEqual([1000, 2000]);
});

describe('a rate of 1,000 a second holds', () => {
  const steadiness = {
    isSteady: true,
    by: 'backlog',
    first: 10,
    last: 10,
    backlogGrowth: 0,
    limit: null,
  } as const;
  const load = (parents: number, filledParents: number, isSteady: boolean | null = true) =>
    ({
      seconds: 2,
      measured: { parents, filledParents },
      steadiness: { ...steadiness, isSteady },
    }) as unknown as FleetResult;
  const bound = { value: 5, held: true };

  test('when bound and backlog hold and parents are taken and completed', () => {
    expect(attemptOf(1000, load(1900, 1850), bound)).toMatchObject({
      failed: null,
      takenPerSecond: 950,
      completedPerSecond: 925,
    });
  });

  test.each([
    ['breached', load(2000, 2000), { ...bound, held: false }],
    ['not taken', load(1600, 1600), bound],
    ['not completed', load(2000, 1600), bound],
    ['not steady', load(2000, 2000, false), bound],
    ['not steady', load(2600, 2600), bound],
    ['not steady', load(2000, 2000, null), bound],
    ['not taken', { ...load(0, 0), seconds: Number.NaN }, { value: undefined, held: false }],
  ] as const)('not when it is %s', (failed, result, outcome) => {
    expect(attemptOf(1000, result, outcome).failed).toBe(failed);
  });
});
