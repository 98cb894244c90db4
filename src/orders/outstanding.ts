import type { Table } from '../memory/table.js';

/**
 * Children of one server that are sent and not answered, in the order in which they were sent: rows
 * [0, count). There are none on a day on which every answer comes at once. The first columns are
 * what the server knows of them, from its own records; the others what has happened at the venue,
 * which it does not know yet.
 */
export const OUTSTANDING_SCHEMA = {
  parent: 'i32',
  instrument: 'i32',
  limitTicks: 'i32',
  shares: 'i32',
  sentNs: 'f64',
  /** 1 once the server takes the child for lost. */
  presumed: 'u8',
  /** Of a child that rests: when its cancel was asked for; NaN while it was not. */
  cancelAskedNs: 'f64',
  /** 1 while the child rests at its venue, open to be executed. */
  isResting: 'u8',
  executed: 'i32',
  /** Of the executed shares, those that nobody meant. */
  excess: 'i32',
  priceTicks: 'i32',
  middleTicks: 'i32',
  /**
   * When the answer comes, ns since the bell; infinite for one that never does, and for a child
   * that rests.
   */
  dueNs: 'f64',
} as const;
export type Outstanding = Table<typeof OUTSTANDING_SCHEMA>;

/**
 * By parent row: the shares that whoever gave the order meant by it, those that have been executed
 * whether or not the server heard of it, and those sent that it takes for lost.
 */
export const BELIEF_SCHEMA = {
  meant: 'i32',
  executed: 'f64',
  presumed: 'f64',
  /**
   * Of an order that rests: the price at which the server believes a child of it to stand, 0 for
   * none, and 1 while it wants that child gone.
   */
  restTicks: 'i32',
  cancelWanted: 'u8',
} as const;
export type Beliefs = Table<typeof BELIEF_SCHEMA>;
