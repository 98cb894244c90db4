import type { Children } from '../orders/children.js';
import { Verdict } from '../orders/codes.js';
import type { Fills } from '../orders/fills.js';
import type { OrderFlow } from '../orders/flow.js';
import type { Parents } from '../orders/parents.js';

/**
 * The records that threads hand each other, and that a journal keeps: eight Int32 words, 32 bytes, half a cache line. This file is the only one
 * that knows where in a record something stands.
 *
 *   word       0            1          2         3           4            5         6            7
 *            ┌────────────┬──────────┬─────────┬───────────┬────────────┬─────────┬────────────┬──────────┐
 *   PARENT   │ order id   │ flags    │ kind ·  │ ordered   │ intended time, ns    │ limit      │          │  feeder → server
 *   CHILD    │ sequence   │ parent   │ symbol ·│ quantity  │ limit      │ lineage │ order id   │          │  server → venues
 *   ANSWER   │ sequence   │ parent   │ side ·  │ executed  │ cancelled  │ price   │ middle     │ limit    │  ┐
 *   QUOTE    │            │ paused   │ venue   │ bid       │ ask        │ middle  │            │          │  ├ venues → server
 *   EPOCH    │ epoch      │          │         │           │            │         │            │          │  ┘
 *   TAKE     │ parents    │          │         │           │ time, ns             │            │          │  ┐
 *   TURN     │ childrenMax│          │         │           │ time, ns             │ credit leased, money  │  │ a journal has
 *   SETTLE   │ answers    │          │         │           │ time, ns             │            │          │  ├ these as well
 *   ACT      │ control row│          │         │           │            │         │            │          │  │
 *   RECALL   │ children   │          │         │           │ time, ns             │            │          │  ┘
 *            └────────────┴──────────┴─────────┴───────────┴────────────┴─────────┴────────────┴──────────┘
 *   word 2:  bits 0–22 symbol, 23 side, 24–27 venue, 28–31 kind
 *   flags:   bits 0–7 flags, 8–15 attributes of the order
 *
 * A sequence is its low 32 bits: the reader knows the one before and adds the rest. A time is a Float64 in two words.
 */
export const RECORD_WORDS = 8;
export const RecordKind = { CHILD: 0, ANSWER: 1, QUOTE: 2, EPOCH: 3, PARENT: 4, TAKE: 5, TURN: 6, SETTLE: 7, ACT: 8, RECALL: 9 } as const;
export type RecordKind = (typeof RecordKind)[keyof typeof RecordKind];

/** The largest number of symbols that a record can name. */
export const RECORD_SYMBOLS_MAX = 2 ** 23;
const SYMBOL_MASK = RECORD_SYMBOLS_MAX - 1;
const SIDE_SHIFT = 23;
const VENUE_SHIFT = 24;
const KIND_SHIFT = 28;

/** Where records stand: a ring or a journal. The record of a position is `position & mask`. */
export interface RecordSpace {
  readonly words: Int32Array;
  /** The same bytes as doubles. */
  readonly doubles: Float64Array;
  readonly mask: number;
}

/** The kind of the record at a position. */
export function recordKind({ words, mask }: RecordSpace, position: number): number {
  return words[((position & mask) << 3) + 2]! >>> KIND_SHIFT;
}

/** Copies one record as it is. */
export function copyRecord(from: RecordSpace, fromPosition: number, to: RecordSpace, toPosition: number): void {
  const source = (fromPosition & from.mask) << 3;
  const target = (toPosition & to.mask) << 3;
  for (let word = 0; word < RECORD_WORDS; word++) to.words[target + word] = from.words[source + word]!;
}

/** Writes row `row` of a flow as a parent order with the given id, that is meant to arrive at `intendedNs`. */
export function writeParent(to: RecordSpace, position: number, flow: OrderFlow, row: number, orderId: number, intendedNs: number): void {
  const { words, doubles, mask } = to;
  const slot = (position & mask) << 3;
  words[slot] = orderId;
  words[slot + 1] = flow.flags[row]! | (flow.attributes[row]! << 8);
  words[slot + 2] = flow.symbol[row]! | (flow.side[row]! << SIDE_SHIFT) | (RecordKind.PARENT << KIND_SHIFT);
  words[slot + 3] = flow.quantity[row]!;
  doubles[(slot >> 1) + 2] = intendedNs;
  words[slot + 6] = flow.limitTicks[row]!;
  words[slot + 7] = 0;
}

/** When the parent of a record is meant to arrive, ns. */
export function intendedNs({ doubles, mask }: RecordSpace, position: number): number {
  return doubles[((position & mask) << 2) + 2]!;
}

/** Reads a parent order into row 0 of a flow; returns its order id. */
export function readParent({ words, mask }: RecordSpace, position: number, flow: OrderFlow): number {
  const slot = (position & mask) << 3;
  const packed = words[slot + 2]!;
  flow.flags[0] = words[slot + 1]! & 0xff;
  flow.attributes[0] = words[slot + 1]! >>> 8;
  flow.symbol[0] = packed & SYMBOL_MASK;
  flow.side[0] = (packed >>> SIDE_SHIFT) & 1;
  flow.quantity[0] = words[slot + 3]!;
  flow.limitTicks[0] = words[slot + 6]!;
  return words[slot]!;
}

/**
 * Writes the admitted ones of the children in rows [0, end) from a position on; returns how many. Children of one parent at one price and venue mostly follow each
 * other: what they have in common is put together once for them.
 */
export function writeChildren(to: RecordSpace, begin: number, children: Children, parents: Parents, end: number): number {
  const { words, mask } = to;
  const { sequence, parent, symbol, quantity, priceTicks, lineage, side, venue, verdict } = children;
  let position = begin;
  for (let child = 0; child < end; ) {
    const p = parent[child]!;
    const v = venue[child]!;
    const price = priceTicks[child]!;
    const packed = symbol[child]! | (side[child]! << SIDE_SHIFT) | (v << VENUE_SHIFT);
    const lineageOfRun = lineage[child]!;
    const orderId = parents.orderId[p]!;
    for (; child < end && parent[child] === p && venue[child] === v && priceTicks[child] === price; child++) {
      if (verdict[child] !== Verdict.ADMITTED) continue;
      const slot = (position & mask) << 3;
      words[slot] = sequence[child]!;
      words[slot + 1] = p;
      words[slot + 2] = packed;
      words[slot + 3] = quantity[child]!;
      words[slot + 4] = price;
      words[slot + 5] = lineageOfRun;
      words[slot + 6] = orderId;
      position = (position + 1) | 0;
    }
  }
  return (position - begin) | 0;
}

/**
 * Reads `count` children into rows [0, count), all admitted. `lastSequence` is the sequence of the child before; returns that of the last one. The order ids of
 * their parents go to `orderIds`.
 */
export function readChildren(
  from: RecordSpace,
  begin: number,
  count: number,
  children: Children,
  orderIds: Int32Array,
  lastSequence: number,
): number {
  const { words, mask } = from;
  const { sequence, parent, symbol, quantity, priceTicks, lineage, side, venue } = children;
  const lastLow = lastSequence | 0;
  let full = lastSequence;
  for (let child = 0; child < count; child++) {
    const slot = ((begin + child) & mask) << 3;
    const packed = words[slot + 2]!;
    full = lastSequence + ((words[slot]! - lastLow) | 0);
    sequence[child] = full;
    parent[child] = words[slot + 1]!;
    symbol[child] = packed & SYMBOL_MASK;
    side[child] = (packed >>> SIDE_SHIFT) & 1;
    venue[child] = (packed >>> VENUE_SHIFT) & 15;
    quantity[child] = words[slot + 3]!;
    priceTicks[child] = words[slot + 4]!;
    lineage[child] = words[slot + 5]!;
    orderIds[child] = words[slot + 6]!;
  }
  return full;
}

/** Writes the fills in rows [0, count) as answers from a position on. */
export function writeAnswers(to: RecordSpace, begin: number, fills: Fills, count: number): void {
  const { words, mask } = to;
  const { sequence, parent, symbol, quantity, cancelled, priceTicks, midTicks, limitTicks, side, venue } = fills;
  for (let fill = 0; fill < count; fill++) {
    const slot = ((begin + fill) & mask) << 3;
    words[slot] = sequence[fill]!;
    words[slot + 1] = parent[fill]!;
    words[slot + 2] = symbol[fill]! | (side[fill]! << SIDE_SHIFT) | (venue[fill]! << VENUE_SHIFT) | (RecordKind.ANSWER << KIND_SHIFT);
    words[slot + 3] = quantity[fill]!;
    words[slot + 4] = cancelled[fill]!;
    words[slot + 5] = priceTicks[fill]!;
    words[slot + 6] = midTicks[fill]!;
    words[slot + 7] = limitTicks[fill]!;
  }
}

/**
 * Reads answers into the fills from row `fillBegin` on, at most `count`, up to the first record of another kind; returns how many. It leaves their sequences out:
 * answers come in the order of the children, and nobody behind the ring asks for them.
 */
export function readAnswers(from: RecordSpace, begin: number, count: number, fills: Fills, fillBegin = 0): number {
  const { words, mask } = from;
  const { parent, symbol, quantity, cancelled, priceTicks, midTicks, limitTicks, side, venue } = fills;
  let n = 0;
  for (; n < count; n++) {
    const slot = ((begin + n) & mask) << 3;
    const packed = words[slot + 2]!;
    if (packed >>> KIND_SHIFT !== RecordKind.ANSWER) break;
    const fill = fillBegin + n;
    parent[fill] = words[slot + 1]!;
    symbol[fill] = packed & SYMBOL_MASK;
    side[fill] = (packed >>> SIDE_SHIFT) & 1;
    venue[fill] = (packed >>> VENUE_SHIFT) & 15;
    quantity[fill] = words[slot + 3]!;
    cancelled[fill] = words[slot + 4]!;
    priceTicks[fill] = words[slot + 5]!;
    midTicks[fill] = words[slot + 6]!;
    limitTicks[fill] = words[slot + 7]!;
  }
  return n;
}

/** A symbol's quote as columns of prices and the paused mark. */
interface QuoteColumns {
  readonly bidTicks: Int32Array;
  readonly askTicks: Int32Array;
  readonly midTicks: Int32Array;
  readonly paused: Uint8Array;
}

/** Writes the quote of a symbol. */
export function writeQuoteRecord(to: RecordSpace, position: number, quotes: QuoteColumns, symbol: number): void {
  const { words, mask } = to;
  const slot = (position & mask) << 3;
  words[slot + 1] = quotes.paused[symbol]!;
  words[slot + 2] = symbol | (RecordKind.QUOTE << KIND_SHIFT);
  words[slot + 3] = quotes.bidTicks[symbol]!;
  words[slot + 4] = quotes.askTicks[symbol]!;
  words[slot + 5] = quotes.midTicks[symbol]!;
}

/** Takes over the quote of a record. */
export function readQuoteRecord({ words, mask }: RecordSpace, position: number, quotes: QuoteColumns): void {
  const slot = (position & mask) << 3;
  const symbol = words[slot + 2]! & SYMBOL_MASK;
  quotes.paused[symbol] = words[slot + 1]!;
  quotes.bidTicks[symbol] = words[slot + 3]!;
  quotes.askTicks[symbol] = words[slot + 4]!;
  quotes.midTicks[symbol] = words[slot + 5]!;
}

/** Writes a record of one number, and a time and a sum of money where its kind has them. */
export function writeMark(to: RecordSpace, position: number, kind: RecordKind, number: number, timeNs = 0, money = 0): void {
  const { words, doubles, mask } = to;
  const slot = (position & mask) << 3;
  words[slot] = number;
  words[slot + 1] = 0;
  words[slot + 2] = kind << KIND_SHIFT;
  words[slot + 3] = 0;
  doubles[(slot >> 1) + 2] = timeNs;
  doubles[(slot >> 1) + 3] = money;
}

export const markNumber = ({ words, mask }: RecordSpace, position: number): number => words[(position & mask) << 3]!;
export const markTimeNs = ({ doubles, mask }: RecordSpace, position: number): number => doubles[((position & mask) << 2) + 2]!;
export const markMoney = ({ doubles, mask }: RecordSpace, position: number): number => doubles[((position & mask) << 2) + 3]!;
