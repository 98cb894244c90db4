import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  allocateArray,
  allocateRegion,
  bufferOf,
  bytesOf,
  createArena,
  inArena,
  inRegion,
  memoryOf,
  reusingMemory,
} from '../../src/memory/arena.js';
import { allocateLayout, allocateTable, openTables } from '../../src/memory/table.js';

const layoutOf = (rows: number) =>
  ({ cells: { schema: { a: 'i32', b: 'f64' }, capacity: rows } }) as const;

describe('memory that works use again', () => {
  test('is taken by the next work, and is all zero again', () => {
    const first = reusingMemory(() => {
      const region = allocateLayout(layoutOf(100));
      const { cells } = openTables(region, layoutOf(100));
      cells.a.fill(7);
      cells.b.fill(-0);
      return region;
    });
    const [same, second] = reusingMemory(() => [
      allocateLayout(layoutOf(100)),
      allocateLayout(layoutOf(10)),
    ]);
    expect(same).toEqual(first);
    expect(second!.base).toBeGreaterThanOrEqual(first.base + first.byteLength);
    const { cells } = openTables(same!, layoutOf(100));
    expect([...cells.a, ...cells.b].every((cell) => Object.is(cell, 0))).toBe(true);
  });

  test('is never lent twice at a time, in works within works and after a failure', () => {
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

  test('does not grow with the number of works', () => {
    const endOf = (): number =>
      reusingMemory(() => {
        allocateLayout(layoutOf(50_000));
        return bufferOf(allocateLayout(layoutOf(1))).byteLength;
      });
    const first = endOf();
    for (let work = 0; work < 200; work++) endOf();
    expect(endOf()).toBe(first);
  });
});

describe('an arena', () => {
  test('has all tables and arrays of its work in one memory, which grows', () => {
    const arena = createArena()!;
    const [table, array, large] = inArena(
      arena,
      () =>
        [
          allocateTable({ a: 'i32' }, 4),
          allocateArray(Float64Array, 3),
          allocateTable({ a: 'f64' }, 4_000_000),
        ] as const,
    );
    const all = [table.a, array, large.a];
    expect(all.map(memoryOf)).toEqual([arena.memory, arena.memory, arena.memory]);
    large.a[3_999_999] = 1.5;
    table.a[3] = 9;
    const again = new Float64Array(arena.memory.buffer, large.a.byteOffset, 4_000_000);
    expect([again[3_999_999], [...table.a], [...array]]).toEqual([1.5, [0, 0, 0, 9], [0, 0, 0]]);
  });

  test('lends a region to another thread’s work, and buffers where the region has no room', () => {
    const region = inArena(createArena(), () => allocateRegion(1024));
    const [first, second] = inRegion(region, () => [
      allocateArray(Uint8Array, 1000),
      allocateArray(Uint8Array, 1000),
    ]);
    first!.fill(3);
    expect(bytesOf(region).subarray(0, 1000)).toEqual(first);
    expect(memoryOf(first)).toBe(region.space);
    expect(memoryOf(second)).toBeUndefined();
    const plain = inRegion(allocateRegion(64), () => allocateArray(Uint8Array, 8));
    expect(memoryOf(plain)).toBeUndefined();
  });
});

describe('without an arena', () => {
  afterEach(() => vi.unstubAllGlobals());

  test('every allocation is its own', () => {
    const [one, other] = [allocateLayout(layoutOf(100)), allocateLayout(layoutOf(100))];
    expect(one.space).toBeInstanceOf(SharedArrayBuffer);
    expect(one.space).not.toBe(other.space);
    expect(allocateArray(Int32Array, 2).buffer).toBeInstanceOf(ArrayBuffer);
  });

  test('as where a platform has no WebAssembly or refuses a memory, works go on', () => {
    vi.stubGlobal('WebAssembly', undefined);
    expect(createArena()).toBeUndefined();
    vi.stubGlobal('WebAssembly', {
      Memory: class {
        constructor() {
          throw new RangeError('no memory');
        }
      },
    });
    expect(createArena()).toBeUndefined();
    const { space } = inArena(createArena(), () => allocateRegion(64));
    expect(space).toBeInstanceOf(SharedArrayBuffer);
  });
});
