import type { Table } from '../memory/table.js';
import type { Parents } from './parents.js';

/**
 * The parents that one behaviour works on: row 0 holds how many, row 1 the place where the next turn begins, and rows 2 … the parents.
 * A parent is in at most one working set, at its `place`.
 */
export const WORKING_SCHEMA = { cell: 'i32' } as const;
export type WorkingSet = Table<typeof WORKING_SCHEMA>;

/** Rows before the first parent. A set for n parents has a capacity of n + WORKING_HEAD. */
export const WORKING_HEAD = 2;

export function workingCount(set: WorkingSet): number {
  return set.cell[0]!;
}

/** The parent at `place`, 0 ≤ place < count. */
export function workingParent(set: WorkingSet, place: number): number {
  return set.cell[WORKING_HEAD + place]!;
}

export function addWorking(set: WorkingSet, parents: Parents, parent: number): void {
  const { cell } = set;
  const count = cell[0]!;
  cell[WORKING_HEAD + count] = parent;
  cell[0] = count + 1;
  parents.place[parent] = count;
}

/** Takes a parent out; the last one of the set moves to its place. */
export function removeWorking(set: WorkingSet, parents: Parents, parent: number): void {
  const { cell } = set;
  const last = cell[0]! - 1;
  const place = parents.place[parent]!;
  const moved = cell[WORKING_HEAD + last]!;
  cell[WORKING_HEAD + place] = moved;
  parents.place[moved] = place;
  cell[0] = last;
}
