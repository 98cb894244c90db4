import type { Table } from '../memory/table.js';

/**
 * Children of one server that are sent and not answered, in the order in which they were sent: rows
 * [0, count). There are none on a day on which every answer comes at once. The first columns are
 * from the server's own records; the others have the venue's answer, which the server does not know
 * yet.
 */
export const OUTSTANDING_SCHEMA = {
  parent: 'i32',
  instrument: 'i32',
  limitTicks: 'i32',
  shares: 'i32',
  sentNs: 'f64',
  /** 1 once the server takes the child for lost. */
  presumed: 'u8',
  /** Of a resting child: the time of its cancel request; NaN before it. */
  cancelAskedNs: 'f64',
  /** 1 while the child rests at its venue, open to be executed. */
  isResting: 'u8',
  executed: 'i32',
  /** The executed shares that nobody meant. */
  excess: 'i32',
  priceTicks: 'i32',
  middleTicks: 'i32',
  /**
   * When the answer comes, ns since the bell; infinite if it never does, and for a resting child.
   */
  dueNs: 'f64',
} as const;
export type Outstanding = Table<typeof OUTSTANDING_SCHEMA>;

/**
 * By parent row: the shares that the sender meant, those executed, reported or not, and those sent
 * that the server presumes lost.
 */
export const BELIEF_SCHEMA = {
  meant: 'i32',
  executed: 'f64',
  presumed: 'f64',
  /**
   * Of a resting order: the price at which the server believes that a child of it rests, 0 for
   * none; and 1 while the server wants that child cancelled.
   */
  restTicks: 'i32',
  cancelWanted: 'u8',
} as const;
export type Beliefs = Table<typeof BELIEF_SCHEMA>;
