import { type Ring, slotOf } from '../memory/ring.js';

/**
 * Blocks of children in a ring, from a server's thread to the thread that writes files. A block
 * is a head and a row for each child, refused ones included. Only this file knows the layout of a
 * record.
 *
 *   word       0          1            2            3            4           5          6         7
 *            ┌──────────┬────────────┬───────────────────────┬──────────────────────┬─────────────────────┐
 *   HEAD     │ rows     │ lineage    │ sequence of the first │ time sent, ns        │ time answered, ns   │
 *   ROW      │ order id │ instrument │ quantity   │ limit    │ unmatched │ executed │ price    │ middle   │
 *            └──────────┴────────────┴────────────┴──────────┴───────────┴──────────┴──────────┴──────────┘
 * A row is half a cache line. It is a row of orders/children with two changes: the order id
 * replaces the parent's row, and the shares that the parent was not owed replace the lineage, which
 * is common to the block. Sequence and times are Float64 in two words.
 *
 * A block without a sent time is about a resting child of an earlier block: one row with the shares
 * that the venue has executed or cancelled since. It has no limit.
 */
export const CAPTURE_WORDS = 8;
export const RowWord = {
  ORDER: 0,
  INSTRUMENT: 1,
  QUANTITY: 2,
  LIMIT: 3,
  UNMATCHED: 4,
  EXECUTED: 5,
  PRICE: 6,
  MIDDLE: 7,
} as const;

/** Most rows of a block: a ring holds many blocks, and a writer sees the first one early. */
export const BLOCK_ROWS_MAX = 1024;

/** The head of a block. `sentNs` is NaN if its row belongs to a child of an earlier block. */
export interface BlockHead {
  rows: number;
  lineage: number;
  sequence: number;
  sentNs: number;
  answeredNs: number;
}

/** Writes the head of a block at a position. */
export function writeHead(
  ring: Ring,
  position: number,
  rows: number,
  lineage: number,
  sequence: number,
  sentNs: number,
  answeredNs: number,
): void {
  const slot = slotOf(ring, position);
  ring.words[slot] = rows;
  ring.words[slot + 1] = lineage;
  ring.doubles[(slot >> 1) + 1] = sequence;
  ring.doubles[(slot >> 1) + 2] = sentNs;
  ring.doubles[(slot >> 1) + 3] = answeredNs;
}

/** Reads the head of the block that begins at a position. */
export function readHead(ring: Ring, position: number, into: BlockHead): void {
  const slot = slotOf(ring, position);
  into.rows = ring.words[slot]!;
  into.lineage = ring.words[slot + 1]!;
  into.sequence = ring.doubles[(slot >> 1) + 1]!;
  into.sentNs = ring.doubles[(slot >> 1) + 2]!;
  into.answeredNs = ring.doubles[(slot >> 1) + 3]!;
}
