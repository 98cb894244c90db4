import { allocateArray } from '../memory/arena.js';
import type { Table } from '../memory/table.js';
import type { Parents } from './parents.js';

/**
 * The parents that one behaviour works on, each at its `place`. Those that wait for a visit are in
 * a queue linked through the parents' rows.
 *
 *   row 0      1                2       3       4                5 …
 *     count    where the next   first   last    the epoch of     parents, in no order
 *              turn begins      waiting         the round
 *
 * A behaviour that needs one visit an epoch lets a parent rest after it and visits the queue only,
 * so that a turn costs its work and not the number of open parents. An answer wakes a parent. A
 * behaviour that visits all parents in every turn uses row 1 and no queue. Links and ends of the
 * queue are rows plus one; 0 is none.
 */
export const WORKING_SCHEMA = { cell: 'i32' } as const;
/**
 * A working set in one thread. `restUntilNs` has a time for each block of places, before which no
 * parent in the block is due; it may be too early. It is worked out anew in each thread.
 */
export type WorkingSet = Table<typeof WORKING_SCHEMA> & { readonly restUntilNs: Float64Array };

/** Rows before the first parent. A set for n parents has a capacity of n + WORKING_HEAD. */
export const WORKING_HEAD = 5;
const FIRST = 2;
const LAST = 3;
const EPOCH = 4;

/** Places of a block: 2^BLOCK_SHIFT. */
const BLOCK_SHIFT = 6;
const { NEGATIVE_INFINITY, POSITIVE_INFINITY } = Number;
const { min } = Math;

/** Opens a working set on its table. */
export function openWorking(table: Table<typeof WORKING_SCHEMA>): WorkingSet {
  const { cell, capacity } = table;
  const blocks = (capacity >> BLOCK_SHIFT) + 1;
  return {
    cell,
    capacity,
    restUntilNs: allocateArray(Float64Array, blocks).fill(NEGATIVE_INFINITY),
  };
}

export function workingCount(set: WorkingSet): number {
  return set.cell[0]!;
}

/** The parent at `place`, 0 ≤ place < count. */
export function workingParent(set: WorkingSet, place: number): number {
  return set.cell[WORKING_HEAD + place]!;
}

/** Adds a parent, as the last that waits to be visited. */
export function addWorking(set: WorkingSet, parents: Parents, parent: number): void {
  const { cell } = set;
  const count = cell[0]!;
  cell[WORKING_HEAD + count] = parent;
  cell[0] = count + 1;
  set.restUntilNs[count >> BLOCK_SHIFT] = NEGATIVE_INFINITY;
  parents.place[parent] = count;
  parents.isWaiting[parent] = 0;
  wakeWorking(set, parents, parent);
}

/** Takes a parent out; the last one of the set moves to its place. */
export function removeWorking(set: WorkingSet, parents: Parents, parent: number): void {
  const { cell } = set;
  const last = cell[0]! - 1;
  const place = parents.place[parent]!;
  const moved = cell[WORKING_HEAD + last]!;
  cell[WORKING_HEAD + place] = moved;
  parents.place[moved] = place;
  set.restUntilNs[place >> BLOCK_SHIFT] = NEGATIVE_INFINITY;
  cell[0] = last;
  if (parents.isWaiting[parent] !== 0) restWorking(set, parents, parent);
}

/**
 * Begins a round if the epoch is new: all parents that are due by `nowNs` wait for a visit, first
 * those that the last round did not reach. Blocks without a due parent are passed over.
 */
export function beginRound(set: WorkingSet, parents: Parents, epoch: number, nowNs: number): void {
  if (set.cell[EPOCH] === epoch) return;
  set.cell[EPOCH] = epoch;
  const { cell, restUntilNs } = set;
  const { dueNs } = parents;
  const count = cell[0]!;
  for (let begin = 0; begin < count; begin += 1 << BLOCK_SHIFT) {
    const block = begin >> BLOCK_SHIFT;
    if (nowNs < restUntilNs[block]!) continue;
    const end = WORKING_HEAD + min(count, begin + (1 << BLOCK_SHIFT));
    let untilNs = POSITIVE_INFINITY;
    for (let row = WORKING_HEAD + begin; row < end; row++) {
      const parent = cell[row]!;
      const due = dueNs[parent]!;
      if (due < untilNs) untilNs = due;
      if (due <= nowNs) wakeWorking(set, parents, parent);
    }
    restUntilNs[block] = untilNs;
  }
}

/** Begins a round of all parents, whatever the epoch. */
export function restartRound(set: WorkingSet, parents: Parents): void {
  const { cell } = set;
  const end = WORKING_HEAD + cell[0]!;
  for (let row = WORKING_HEAD; row < end; row++) wakeWorking(set, parents, cell[row]!);
}

/** The epoch of the round that is under way. */
export function roundEpoch(set: WorkingSet): number {
  return set.cell[EPOCH]!;
}

/** The parent that has waited longest, or −1 when all rest. */
export function nextWorking(set: WorkingSet): number {
  return set.cell[FIRST]! - 1;
}

/** Has a parent visited again in this round, after all others that wait. */
export function wakeWorking({ cell }: WorkingSet, parents: Parents, parent: number): void {
  const { isWaiting, waitsAfter, waitsBefore } = parents;
  if (isWaiting[parent] !== 0) return;
  const last = cell[LAST]!;
  isWaiting[parent] = 1;
  waitsAfter[parent] = last;
  waitsBefore[parent] = 0;
  if (last === 0) cell[FIRST] = parent + 1;
  else waitsBefore[last - 1] = parent + 1;
  cell[LAST] = parent + 1;
}

/** Lets a parent that waits rest. */
export function restWorking({ cell }: WorkingSet, parents: Parents, parent: number): void {
  const { isWaiting, waitsAfter, waitsBefore } = parents;
  const before = waitsAfter[parent]!;
  const after = waitsBefore[parent]!;
  isWaiting[parent] = 0;
  if (before === 0) cell[FIRST] = after;
  else waitsBefore[before - 1] = after;
  if (after === 0) cell[LAST] = before;
  else waitsAfter[after - 1] = before;
}
