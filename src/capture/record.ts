import { type Ring, slotOf } from '../memory/ring.js';

/**
 * What a server's thread hands the thread that writes files: blocks in a ring, each a head and then
 * a row for each child, refused ones too. This file is the only one that knows where in a record
 * something stands.
 *
 *   word       0          1            2            3            4           5          6          7
 *            ┌──────────┬────────────┬───────────────────────┬──────────────────────┬─────────────────────┐
 *   HEAD     │ rows     │ lineage    │ sequence of the first │ time sent, ns        │ time answered, ns   │
 *   ROW      │ order id │ instrument │ quantity   │ limit    │ unmatched │ executed │ price    │ middle   │
 *            └──────────┴────────────┴────────────┴──────────┴───────────┴──────────┴──────────┴──────────┘
 *   a row is that of orders/children with the order id in place of the parent's row, and in place of its lineage, which the children of a block have in common, the
 *   shares that the parent was not owed: half a cache line; sequence and times are Float64 in two words
 *
 * A block without a time sent is of a child that another block had before: one row, of shares that
 * rested and that its venue has executed or cancelled since. It has no order id and no limit.
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

/** Rows of a block at the most: a ring holds many blocks, and a writer sees its first early. */
export const BLOCK_ROWS_MAX = 1024;

/** The head of a block; `sentNs` is NaN where its row is of a child of an earlier block. */
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
