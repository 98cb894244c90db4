import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reusingMemory } from '../../src/memory/spare.js';
import { allocateLayout, allocateTable, openTables } from '../../src/memory/table.js';

const layoutOf = (rows: number) =>
  ({ cells: { schema: { a: 'i32', b: 'f64' }, capacity: rows } }) as const;

test('memory of one work is taken by the next of its size, and is all zero again', () => {
  const first = reusingMemory(() => {
    const buffer = allocateLayout(layoutOf(100));
    const { cells } = openTables(buffer, layoutOf(100));
    cells.a.fill(7);
    cells.b.fill(-0.5);
    return buffer;
  });
  const [same, second, other] = reusingMemory(() => [
    allocateLayout(layoutOf(100)),
    allocateLayout(layoutOf(100)),
    allocateLayout(layoutOf(10)),
  ]);
  expect(same).toBe(first);
  expect(second).not.toBe(first);
  expect(other!.byteLength).toBeLessThan(first.byteLength);
  const { cells } = openTables(same!, layoutOf(100));
  expect([...cells.a, ...cells.b].every((cell) => Object.is(cell, 0))).toBe(true);
});

test('memory is never lent twice at a time, in works within works and after a failure', () => {
  const works = fc.array(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 4 }), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(works, (sizes) => {
      const inWork = (depth: number): void => {
        if (depth === sizes.length) throw new Error('the innermost work fails');
        const own = sizes[depth]!.map((rows) => allocateTable({ a: 'i32' }, rows * 16));
        for (const [place, table] of own.entries()) table.a.fill(10 * depth + place + 1);
        try {
          reusingMemory(() => inWork(depth + 1));
        } catch {
          // The outer work goes on with its own tables.
        }
        own.forEach((table, place) => {
          expect([...table.a]).toEqual(new Array(table.capacity).fill(10 * depth + place + 1));
        });
      };
      if (sizes.length > 0) reusingMemory(() => inWork(0));
    }),
    { numRuns: 50 },
  );
});

test('without such work every allocation is its own', () => {
  expect(allocateLayout(layoutOf(100))).not.toBe(allocateLayout(layoutOf(100)));
});
