import fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayedShares } from '../../src/market/quotes.js';
import { sizesEmpty, sizesReached } from '../../src/market/size-use.js';
import { draws } from '../support/draws.js';

test('counts the displayed sizes that children reached last, and those taken empty', () => {
  const row = fc.record({
    lots: fc.integer({ min: 1, max: 50 }),
    epochs: fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })),
    takes: fc.tuple(fc.constantFrom(0, 0.5, 1), fc.constantFrom(0, 0.5, 1)),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), (cells) => {
      const sides = cells.flatMap(({ lots, epochs, takes }, cell) =>
        [0, 1].map((side) => {
          const shown = displayedShares(lots, cell, side, epochs[side]!);
          const shares = Math.floor(takes[side]! * shown);
          return { epoch: epochs[side]!, shares, isEmpty: takes[side] === 1 };
        }),
      );
      const book = {
        depth: { lots: Uint16Array.from(cells, ({ lots }) => lots) },
        taken: {
          epoch: Int32Array.from(sides, ({ epoch }) => epoch),
          shares: Int32Array.from(sides, ({ shares }) => shares),
        },
      } as never;
      const last = Math.max(...sides.map(({ epoch }) => epoch));
      const reached = last === 0 ? [] : sides.filter(({ epoch }) => epoch === last);
      expect(sizesReached(book)).toBe(reached.length);
      expect(sizesEmpty(book)).toBe(reached.filter(({ isEmpty }) => isEmpty).length);
    }),
    { numRuns: draws(200) },
  );
});
