import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowsByTime } from '../../src/flow/time-order.js';

describe('rows by time', () => {
  test('are in the order of a stable comparison sort', () => {
    const few = fc.integer({ min: -3, max: 3 });
    const day = fc.integer({ min: -34_200_000_000_000, max: 52_200_000_000_000 });
    const edges = fc.constantFrom(0, 4095, 4096, 4097, 2 ** 24 - 1, 2 ** 24, 2 ** 36, 2 ** 52);
    const times = fc.oneof(
      fc.array(few, { maxLength: 60 }),
      fc.array(day, { maxLength: 60 }),
      fc.array(edges, { maxLength: 60 }),
    );
    fc.assert(
      fc.property(times, fc.nat({ max: 5 }), (some, spare) => {
        const column = new Float64Array(some.length + spare).fill(-1e15);
        column.set(some);
        const expected = [...some.keys()].sort((a, b) => some[a]! - some[b]!);
        expect([...rowsByTime(column, some.length)]).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });
});
