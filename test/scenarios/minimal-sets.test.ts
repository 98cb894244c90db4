import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ControlSet, findMinimalSets, subsets } from '../../src/scenarios/minimal-sets.js';

/** Returns a `keeps` by which a set keeps the bound if it contains one of the given sets. */
const keeps = (enough: readonly ControlSet[]) => (set: ControlSet) =>
  enough.some((one) => one.every((control) => set.includes(control)));

test('findMinimalSets returns the sets that keep the bound with no subset that does', async () => {
  const list = fc
    .integer({ min: 1, max: 6 })
    .map((count) => Array.from({ length: count }, (_, n) => n));
  const enough = fc.array(fc.uniqueArray(fc.nat({ max: 5 }), { minLength: 1, maxLength: 4 }), {
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(
      list,
      enough,
      fc.integer({ min: 1, max: 3 }),
      async (controls, world, sizeMax) => {
        const holds = keeps(world);
        const found = await findMinimalSets(controls, sizeMax, async (sets) => sets.map(holds));
        const all = Array.from({ length: sizeMax }, (_, n) => subsets(controls, n + 1)).flat();
        const hasPart = (set: ControlSet) =>
          all.some(
            (part) => part.length < set.length && part.every((c) => set.includes(c)) && holds(part),
          );
        expect(found).toEqual(all.filter((set) => holds(set) && !hasPart(set)));
      },
    ),
    { numRuns: 200 },
  );
});

test('subsets returns all subsets of a size, in the order of the list', () => {
  expect(subsets([4, 7, 9], 2)).toEqual([
    [4, 7],
    [4, 9],
    [7, 9],
  ]);
  expect([subsets([1, 2], 0), subsets([1, 2], 3)]).toEqual([[[]], []]);
});
