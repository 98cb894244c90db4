import { type Children, ChildWord, childSlot } from '../../orders/children.js';
import type { OrderFlow } from '../../orders/flow.js';

/**
 * The records that threads exchange, apart from children, and that a journal keeps: eight Int32
 * words, 32 bytes, half a cache line. Only this file knows the place of a field in a record.
 * Children have rows of their own, of the same size (`orders/children`).
 *
 *   word       0            1          2         3           4            5         6            7
 *            ┌────────────┬──────────┬─────────┬───────────┬────────────┬─────────┬────────────┬──────────┐
 *   PARENT   │ order id   │ flags    │ kind ·  │ ordered   │ intended time, ns    │ limit      │ account  │  feeder → server
 *   QUOTE    │            │ paused   │ symbol ·│ bid       │ ask        │ middle  │            │          │  ┐ venues → server
 *   EPOCH    │ epoch      │          │ side    │           │ time, ns             │            │          │  ┘
 *   ANSWER   │            │ executed │         │           │            │ price   │ middle     │          │  ┐
 *   TURN     │ childrenMax│          │         │           │ time, ns             │ credit leased, money  │  │ a journal has
 *   SETTLE   │ answers    │          │         │           │ time, ns             │            │          │  │ these as well
 *   ACT      │ control row│          │         │           │            │         │            │          │  │
 *   RECALL   │ children   │          │         │           │ time, ns             │            │          │  │
 *   LEASE    │ side       │          │         │           │                      │ credit leased, money  │  │
 *   UNMATCHED│ units      │          │         │           │ time, ns             │            │          │  │
 *   LOSS     │ units      │          │         │           │ time, ns             │            │          │  │
 *   HELD     │ parents    │          │         │           │ time, ns             │            │          │  │
 *   STATE    │ packed     │          │         │           │ time, ns             │ re-arms known         │  │
 *   OTHERS   │ word       │          │         │           │ account, or owner    │ money or shares       │  ┘
 *            └────────────┴──────────┴─────────┴───────────┴────────────┴─────────┴────────────┴──────────┘
 *   A CANCEL, feeder → server, has the order id in word 0 and its intended time; in a journal it
 *   has the parent row in word 0, and as money whether the row is stopped or free.
 *   word 2:  bits 0–22 symbol, 23 side, 28–31 kind
 *   flags:   bits 0–7 flags, 8–15 attributes of the order
 *
 * A time is a Float64 in two words.
 */
export const RECORD_WORDS = 8;
export const RecordKind = {
  ANSWER: 1,
  QUOTE: 2,
  EPOCH: 3,
  PARENT: 4,
  TURN: 5,
  SETTLE: 6,
  ACT: 7,
  RECALL: 8,
  LEASE: 9,
  UNMATCHED: 10,
  LOSS: 11,
  HELD: 12,
  STATE: 13,
  CANCEL: 14,
  OTHERS: 15,
} as const;
export type RecordKind = (typeof RecordKind)[keyof typeof RecordKind];

const SYMBOL_MASK = 2 ** 23 - 1;
const SIDE_SHIFT = 23;
const KIND_SHIFT = 28;

/** The memory of records: a ring or a journal. A position has its record at `position & mask`. */
export interface RecordSpace {
  readonly words: Int32Array;
  /** The same bytes as doubles. */
  readonly doubles: Float64Array;
  readonly mask: number;
}

/** Returns the kind of the record at a position. */
export function recordKind({ words, mask }: RecordSpace, position: number): number {
  return words[((position & mask) << 3) + 2]! >>> KIND_SHIFT;
}

/** Copies one record unchanged. */
export function copyRecord(
  from: RecordSpace,
  fromPosition: number,
  to: RecordSpace,
  toPosition: number,
): void {
  const source = (fromPosition & from.mask) << 3;
  const target = (toPosition & to.mask) << 3;
  for (let word = 0; word < RECORD_WORDS; word++)
    to.words[target + word] = from.words[source + word]!;
}

/**
 * Writes row `row` of a flow as a parent order with the given id that should arrive at
 * `intendedNs`.
 */
export function writeParent(
  to: RecordSpace,
  position: number,
  flow: OrderFlow,
  row: number,
  orderId: number,
  intendedNs: number,
): void {
  const { words, doubles, mask } = to;
  const slot = (position & mask) << 3;
  words[slot] = orderId;
  words[slot + 1] = flow.flags[row]! | (flow.attributes[row]! << 8);
  words[slot + 2] =
    flow.symbol[row]! | (flow.side[row]! << SIDE_SHIFT) | (RecordKind.PARENT << KIND_SHIFT);
  words[slot + 3] = flow.quantity[row]!;
  doubles[(slot >> 1) + 2] = intendedNs;
  words[slot + 6] = flow.limitTicks[row]!;
  words[slot + 7] = flow.account[row]!;
}

/** Returns the time at which the parent of a record should arrive, ns. */
export function intendedNs({ doubles, mask }: RecordSpace, position: number): number {
  return doubles[((position & mask) << 2) + 2]!;
}

/** Returns the order id of a parent's record. */
export function orderIdOf({ words, mask }: RecordSpace, position: number): number {
  return words[(position & mask) << 3]!;
}

/** Reads a parent order into row 0 of a flow; returns its order id. */
export function readParent(
  { words, mask }: RecordSpace,
  position: number,
  flow: OrderFlow,
): number {
  const slot = (position & mask) << 3;
  const packed = words[slot + 2]!;
  flow.flags[0] = words[slot + 1]! & 0xff;
  flow.attributes[0] = words[slot + 1]! >>> 8;
  flow.symbol[0] = packed & SYMBOL_MASK;
  flow.side[0] = (packed >>> SIDE_SHIFT) & 1;
  flow.quantity[0] = words[slot + 3]!;
  flow.limitTicks[0] = words[slot + 6]!;
  flow.account[0] = words[slot + 7]!;
  return words[slot]!;
}

/**
 * Writes the venues' answers to the children at positions [begin, end), from a record position on.
 * A refused child has a record too.
 */
export function writeAnswers(
  to: RecordSpace,
  position: number,
  children: Children,
  begin: number,
  end: number,
): void {
  const { words, mask } = to;
  const { words: rows } = children;
  for (let child = begin, at = position; child !== end; child = (child + 1) | 0, at++) {
    const slot = (at & mask) << 3;
    const row = childSlot(children, child);
    words[slot + 1] = rows[row + ChildWord.EXECUTED]!;
    words[slot + 2] = RecordKind.ANSWER << KIND_SHIFT;
    words[slot + 5] = rows[row + ChildWord.PRICE]!;
    words[slot + 6] = rows[row + ChildWord.MIDDLE]!;
  }
}

/** Writes the answer of a record into the row of the child at a position. */
export function readAnswer(
  { words, mask }: RecordSpace,
  position: number,
  children: Children,
  child: number,
): void {
  const slot = (position & mask) << 3;
  const row = childSlot(children, child);
  children.words[row + ChildWord.EXECUTED] = words[slot + 1]!;
  children.words[row + ChildWord.PRICE] = words[slot + 5]!;
  children.words[row + ChildWord.MIDDLE] = words[slot + 6]!;
}

/** The columns of a quote record: prices and the paused mark. */
interface QuoteColumns {
  readonly bidTicks: Int32Array;
  readonly askTicks: Int32Array;
  readonly midTicks: Int32Array;
  readonly paused: Uint8Array;
}

/** Writes the quote of a symbol. */
export function writeQuoteRecord(
  to: RecordSpace,
  position: number,
  quotes: QuoteColumns,
  symbol: number,
): void {
  const { words, mask } = to;
  const slot = (position & mask) << 3;
  words[slot + 1] = quotes.paused[symbol]!;
  words[slot + 2] = symbol | (RecordKind.QUOTE << KIND_SHIFT);
  words[slot + 3] = quotes.bidTicks[symbol]!;
  words[slot + 4] = quotes.askTicks[symbol]!;
  words[slot + 5] = quotes.midTicks[symbol]!;
}

/** Reads the quote of a record into the columns. */
export function readQuoteRecord(
  { words, mask }: RecordSpace,
  position: number,
  quotes: QuoteColumns,
): void {
  const slot = (position & mask) << 3;
  const symbol = words[slot + 2]! & SYMBOL_MASK;
  quotes.paused[symbol] = words[slot + 1]!;
  quotes.bidTicks[symbol] = words[slot + 3]!;
  quotes.askTicks[symbol] = words[slot + 4]!;
  quotes.midTicks[symbol] = words[slot + 5]!;
}

/** Writes a record of one number, with a time and an amount of money if its kind has them. */
export function writeMark(
  to: RecordSpace,
  position: number,
  kind: RecordKind,
  number: number,
  timeNs = 0,
  money = 0,
): void {
  const { words, doubles, mask } = to;
  const slot = (position & mask) << 3;
  words[slot] = number;
  words[slot + 1] = 0;
  words[slot + 2] = kind << KIND_SHIFT;
  words[slot + 3] = 0;
  doubles[(slot >> 1) + 2] = timeNs;
  doubles[(slot >> 1) + 3] = money;
}

export const markNumber = ({ words, mask }: RecordSpace, position: number): number =>
  words[(position & mask) << 3]!;
export const markTimeNs = ({ doubles, mask }: RecordSpace, position: number): number =>
  doubles[((position & mask) << 2) + 2]!;
export const markMoney = ({ doubles, mask }: RecordSpace, position: number): number =>
  doubles[((position & mask) << 2) + 3]!;
