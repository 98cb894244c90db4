import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocateTable } from '../../src/memory/table.js';
import { ParentState } from '../../src/orders/codes.js';
import {
  FREE_ROW_SCHEMA,
  type FreeRows,
  PARENT_SCHEMA,
  type Parents,
  releaseParentRow,
  resetFreeRows,
  takeParentRow,
} from '../../src/orders/parents.js';

function openHouse(rows: number): { parents: Parents; free: FreeRows } {
  const parents = allocateTable(PARENT_SCHEMA, rows);
  const free = allocateTable(FREE_ROW_SCHEMA, rows + 1);
  resetFreeRows(free);
  return { parents, free };
}

describe('the free rows', () => {
  test('are taken as 0, 1, 2, … and then as −1', () => {
    const { free } = openHouse(4);
    expect(Array.from({ length: 6 }, () => takeParentRow(free))).toEqual([0, 1, 2, 3, -1, -1]);
  });

  test('are taken again after their release, the last one first', () => {
    const { parents, free } = openHouse(3);
    for (let taken = 0; taken < 3; taken++)
      parents.state[takeParentRow(free)] = ParentState.WORKING;
    releaseParentRow(parents, free, 1);
    expect([...parents.state]).toEqual([
      ParentState.WORKING,
      ParentState.FREE,
      ParentState.WORKING,
    ]);
    releaseParentRow(parents, free, 0);
    expect([takeParentRow(free), takeParentRow(free), takeParentRow(free)]).toEqual([0, 1, -1]);
  });

  test('are all free again after a reset', () => {
    const { free } = openHouse(3);
    takeParentRow(free);
    takeParentRow(free);
    resetFreeRows(free);
    expect(Array.from({ length: 4 }, () => takeParentRow(free))).toEqual([0, 1, 2, -1]);
  });

  test('never give out a taken row and never lose one, compared with a set', () => {
    const step = fc.record({ take: fc.boolean(), pick: fc.nat() });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.array(step, { maxLength: 200 }),
        (rows, steps) => {
          const { parents, free } = openHouse(rows);
          const taken: number[] = [];
          for (const { take, pick } of steps) {
            if (take) {
              const row = takeParentRow(free);
              if (taken.length === rows) expect(row).toBe(-1);
              else {
                expect(row >= 0 && row < rows && !taken.includes(row)).toBe(true);
                taken.push(row);
              }
            } else if (taken.length > 0) {
              const [row] = taken.splice(pick % taken.length, 1);
              releaseParentRow(parents, free, row!);
            }
            expect(free.row[0]).toBe(rows - taken.length);
          }
          const rest = Array.from({ length: rows - taken.length }, () => takeParentRow(free));
          expect([...taken, ...rest].sort((a, b) => a - b)).toEqual(
            Array.from({ length: rows }, (_, row) => row),
          );
          expect(takeParentRow(free)).toBe(-1);
        },
      ),
    );
  });
});
