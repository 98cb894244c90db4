import { type Ring, slotOf } from '../memory/ring.js';

/**
 * What a server's thread hands the thread that writes files: blocks in a ring, each a head and then a row for each child, refused ones too. This file is the only one
 * that knows where in a record something stands.
 *
 *   word       0          1           2            3           4         5          6          7          8            9
 *            ┌──────────┬───────────┬───────────────────────┬────────────────────┬─────────────────────┬────────────┬────────┐
 *   HEAD     │ rows     │ server    │ sequence of the first │ time sent, ns      │ time answered, ns   │            │        │
 *   ROW      │ order id │instrument │ quantity    │ limit   │ lineage │ executed │ price    │ middle   │ unmatched  │        │
 *            └──────────┴───────────┴─────────────┴─────────┴─────────┴──────────┴──────────┴──────────┴────────────┴────────┘
 *   words 1 to 7 of a row are those of orders/children; sequence and times are Float64 in two words
 */
export const CAPTURE_WORDS = 10;
export const RowWord = {
  ORDER: 0,
  INSTRUMENT: 1,
  QUANTITY: 2,
  LIMIT: 3,
  LINEAGE: 4,
  EXECUTED: 5,
  PRICE: 6,
  MIDDLE: 7,
  UNMATCHED: 8,
} as const;

/** Rows of a block at the most: a ring holds many blocks, and a writer sees its first early. */
export const BLOCK_ROWS_MAX = 1024;

/** The head of a block. */
export interface BlockHead {
  rows: number;
  server: number;
  sequence: number;
  sentNs: number;
  answeredNs: number;
}

/** Writes the head of a block at a position. */
export function writeHead(
  ring: Ring,
  position: number,
  rows: number,
  server: number,
  sequence: number,
  sentNs: number,
  answeredNs: number,
): void {
  const slot = slotOf(ring, position);
  ring.words[slot] = rows;
  ring.words[slot + 1] = server;
  ring.doubles[(slot >> 1) + 1] = sequence;
  ring.doubles[(slot >> 1) + 2] = sentNs;
  ring.doubles[(slot >> 1) + 3] = answeredNs;
}

/** Reads the head of the block that begins at a position. */
export function readHead(ring: Ring, position: number, into: BlockHead): void {
  const slot = slotOf(ring, position);
  into.rows = ring.words[slot]!;
  into.server = ring.words[slot + 1]!;
  into.sequence = ring.doubles[(slot >> 1) + 1]!;
  into.sentNs = ring.doubles[(slot >> 1) + 2]!;
  into.answeredNs = ring.doubles[(slot >> 1) + 3]!;
}
