import type { Table } from '../memory/table.js';
import { ParentState } from './codes.js';

/**
 * One server's parent orders. A row is taken from the free list at intake and given back when the
 * parent is done and no share of it is working. `filled` counts executed shares, owed or not;
 * `working` counts shares sent and not answered. Sent and not cancelled = filled + working.
 */
export const PARENT_SCHEMA = {
  orderId: 'i32',
  symbol: 'i32',
  /** As in `OrderFlow`: whose limits the gate holds it to. */
  account: 'u16',
  ordered: 'i32',
  filled: 'f64',
  working: 'i32',
  /**
   * The shares that the router believes it must still send. The build decides whether they are kept
   * up to date.
   */
  leaves: 'i32',
  /** The parent's place in the working set that holds it. */
  place: 'i32',
  /**
   * Whether the parent waits for a visit in this round, and its neighbours in the queue: rows plus
   * one, 0 for none.
   */
  isWaiting: 'u8',
  waitsAfter: 'i32',
  waitsBefore: 'i32',
  limitTicks: 'i32',
  collarLowTicks: 'i32',
  collarHighTicks: 'i32',
  side: 'u8',
  flags: 'u8',
  attributes: 'u8',
  behaviour: 'u8',
  state: 'u8',
  /** The behaviour's own note on how far it is with this parent. */
  step: 'u8',
  /** The epoch in which the parent was last split over the displayed sizes; −1 for never. */
  splitEpoch: 'i32',
  /** How often in a row the gate refused a child of it. */
  refusals: 'u8',
  /** Not before this time does a behaviour send for it again. */
  dueNs: 'f64',
  receivedNs: 'f64',
} as const;
/** One server’s parent orders in columns, a row a parent. */
export type Parents = Table<typeof PARENT_SCHEMA>;

/** A stack of free parent rows. Row 0 of `top` is how many are free. */
export const FREE_ROW_SCHEMA = { row: 'i32' } as const;
export type FreeRows = Table<typeof FREE_ROW_SCHEMA>;

/**
 * Takes a free row, or −1 when the table is full: the caller leaves the parent in the inbox, which
 * is the back-pressure.
 */
export function takeParentRow(free: FreeRows): number {
  const { row } = free;
  const left = row[0]!;
  if (left === 0) return -1;
  row[0] = left - 1;
  return row[left]!;
}

/** Gives a row back. */
export function releaseParentRow(parents: Parents, free: FreeRows, parent: number): void {
  parents.state[parent] = ParentState.FREE;
  const { row } = free;
  const left = row[0]! + 1;
  row[0] = left;
  row[left] = parent;
}

/** Fills the stack so that rows come out 0, 1, 2, …; `free` has one row more than `parents`. */
export function resetFreeRows(free: FreeRows): void {
  const rows = free.capacity - 1;
  free.row[0] = rows;
  for (let place = 1; place <= rows; place++) free.row[place] = rows - place;
}
