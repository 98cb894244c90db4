import { memoryOf } from '../memory/arena.js';

/**
 * One server's child orders and the venues' answers to them: rows of eight Int32 words, half a
 * cache line, in a ring. The router writes words 0 to 5, the gate the verdict, the venue words 5 to
 * 7. Nothing is copied on the way. Venues on a thread of their own share this ring with the server.
 *
 *   word    0        1             2          3       4         5                        6        7
 *         ┌────────┬─────────────┬──────────┬───────┬─────────┬────────────────────────┬────────┬────────┐
 *         │ parent │ instrument  │ quantity │ limit │ lineage │ alike → executed       │ price  │ middle │
 *         └────────┴─────────────┴──────────┴───────┴─────────┴────────────────────────┴────────┴────────┘
 *   instrument: bits 0–20 symbol, 22 side, 23–26 venue; verdict: its lower five bits in 27–31, its
 *               sixth in 21, so that a verdict below 32 has the same word as in earlier records
 *   lineage:    bits 0–7 server, 8–15 build, 16–23 flags, 24–30 behaviour
 *   alike:      until the venue answers, how many children alike begin here: this one and those
 *               after it that differ only in their sequence and, once judged, share its verdict
 *
 * The child with sequence n is at position n − 1: sequences have no gaps, refused children keep
 * their row, and a position is a sequence's low 32 bits. Children are immediate-or-cancel: what is
 * not executed is cancelled.
 */
export interface Children {
  readonly words: Int32Array;
  /** The row of a position is `position & mask`; `mask` is `capacity` − 1. */
  readonly mask: number;
  readonly capacity: number;
  /** The memory that a kernel can read and that the words are in, if they are in one. */
  readonly memory?: object | undefined;
}

/** Int32 words of a child’s row. */
export const CHILD_WORDS = 8;
/** The words of a row, as places in it. */
export const ChildWord = {
  PARENT: 0,
  INSTRUMENT: 1,
  QUANTITY: 2,
  LIMIT: 3,
  LINEAGE: 4,
  ALIKE: 5,
  EXECUTED: 5,
  PRICE: 6,
  MIDDLE: 7,
} as const;

/** Words of a table of children, as a schema. */
export const CHILD_SCHEMA = { word: 'i32' } as const;

/** The largest number of symbols that a child can name. */
export const CHILD_SYMBOLS_MAX = 2 ** 21;
/** The number of verdicts that a child can have. */
export const CHILD_VERDICTS_MAX = 2 ** 6;
const SYMBOL_MASK = CHILD_SYMBOLS_MAX - 1;
const SIDE_SHIFT = 22;
const VENUE_SHIFT = 23;
const VERDICT_SHIFT = 27;
/** From a sixth bit at place 5 to its place in the word, and back. */
const SIXTH_SHIFT = 16;
const SIXTH_BIT = 32;
const VERDICT_MASK = (-1 << VERDICT_SHIFT) | (SIXTH_BIT << SIXTH_SHIFT);
const { ALIKE, INSTRUMENT, QUANTITY } = ChildWord;

/** Children on the words of a table, whose number of rows is a power of two. */
export function openChildren(words: Int32Array): Children {
  const capacity = words.length / CHILD_WORDS;
  return { words, mask: capacity - 1, capacity, memory: memoryOf(words) };
}

/** Returns the rows needed for this number of children: a power of two. */
export function childRows(children: number): number {
  let rows = 2;
  while (rows < children) rows *= 2;
  return rows;
}

/** The index of the first word of the child at a position. */
export const childSlot = (children: Children, position: number): number =>
  (position & children.mask) << 3;

/** The instrument word of an admitted child. */
export const instrumentOf = (symbol: number, side: number, venue: number): number =>
  symbol | (side << SIDE_SHIFT) | (venue << VENUE_SHIFT);
/** Place of the symbol in the universe, of an instrument word. */
export const instrumentSymbol = (instrument: number): number => instrument & SYMBOL_MASK;
/** `Side.BUY` or `Side.SELL`, of an instrument word. */
export const instrumentSide = (instrument: number): number => (instrument >>> SIDE_SHIFT) & 1;
/** Place of the venue in `VENUES`, of an instrument word. */
export const instrumentVenue = (instrument: number): number => (instrument >>> VENUE_SHIFT) & 15;
/** The `Verdict` of the gate, of an instrument word. */
export const instrumentVerdict = (instrument: number): number =>
  (instrument >>> VERDICT_SHIFT) | ((instrument >>> SIXTH_SHIFT) & SIXTH_BIT);
/** Whether the gate let the child of an instrument word go. */
export const isAdmitted = (instrument: number): boolean => (instrument & VERDICT_MASK) === 0;

/** Writes the gate's word on the child in a slot. */
export function judgeSlot(words: Int32Array, slot: number, verdict: number): void {
  words[slot + INSTRUMENT] =
    (words[slot + INSTRUMENT]! & ~VERDICT_MASK) |
    (verdict << VERDICT_SHIFT) |
    ((verdict & SIXTH_BIT) << SIXTH_SHIFT);
}

/**
 * Marks anew how many are alike of the children at positions [begin, end), which were alike when
 * they were decided and have verdicts of their own now, and quantities where the gate has lowered
 * some.
 */
export function markAlike({ words, mask }: Children, begin: number, end: number): void {
  let alike = 0;
  let later = 0;
  let laterQuantity = 0;
  for (let child = end; child !== begin; ) {
    child = (child - 1) | 0;
    const slot = (child & mask) << 3;
    const instrument = words[slot + INSTRUMENT]!;
    const quantity = words[slot + QUANTITY]!;
    alike = instrument === later && quantity === laterQuantity ? alike + 1 : 1;
    later = instrument;
    laterQuantity = quantity;
    words[slot + ALIKE] = alike;
  }
}

/** The word that says which server, build, flags and behaviour made a child. */
export function lineageOf(server: number, build: number, flags: number, behaviour: number): number {
  return server | (build << 8) | (flags << 16) | (behaviour << 24);
}
/** The server, from 1, of a lineage word. */
export const lineageServer = (lineage: number): number => lineage & 0xff;
/** The row of `BUILDS`, of a lineage word. */
export const lineageBuild = (lineage: number): number => (lineage >>> 8) & 0xff;
/** The flag bits as the server honoured them, of a lineage word. */
export const lineageFlags = (lineage: number): number => (lineage >>> 16) & 0xff;
/** The `Behaviour` that made the child, of a lineage word. */
export const lineageBehaviour = (lineage: number): number => lineage >>> 24;
