import { claim, failureOf, openProducer, publish, type RingProducer, slotOf } from '../memory/ring.js';
import { createProducerWaiter, openSleeper, type ProducerWaiter, waitForRoom } from '../memory/waiting.js';
import { type Children, ChildWord, childSlot, lineageOf } from '../orders/children.js';
import type { Parents } from '../orders/parents.js';
import { type CaptureCells, type CaptureMemory, openCaptureCells } from './memory.js';
import { BLOCK_ROWS_MAX, CAPTURE_WORDS, RowWord, writeHead } from './record.js';

/** The codes as numbers of this file, for the reason in `market/fills`. */
const { LINEAGE } = ChildWord;
const { EXECUTED, INSTRUMENT, LIMIT, MIDDLE, ORDER, PRICE, QUANTITY, UNMATCHED } = RowWord;

/** The producing end of a ring: one thread has it, for one server or for several. */
export interface TapRing {
  readonly producer: RingProducer;
  /** Where the day waits for room; measured threads do not wait. */
  readonly waiter: ProducerWaiter | undefined;
  readonly cells: CaptureCells;
  readonly row: number;
  readonly nowMs: () => number;
}

/** What takes the children of one server, with their answers, on their way from venue to books. */
export interface Tap {
  readonly ring: TapRing;
  readonly children: Children;
  readonly parents: Parents;
  /** Turns handed over and not answered: position after the last child, and when. */
  readonly turnEnd: Int32Array;
  readonly turnNs: Float64Array;
  head: number;
  tail: number;
  /** The sequence of the next child. */
  sequence: number;
  /** By parent row two words side by side: the call that saw it last, and the shares that were still owed to it then. */
  readonly owed: Int32Array;
  visit: number;
}

/** A writer that has not made room in so long is gone. */
const GIVE_UP_MS = 30_000;
const IDLE_MS = 100;

/** Opens the producing end of a ring. `nowMs` is a clock for waiting. */
export function openTapRing(memory: CaptureMemory, row: number, nowMs: () => number): TapRing {
  const producer = openProducer(memory.rings[row]!, CAPTURE_WORDS);
  const sleeper = openSleeper(memory.sleepers, row + 1);
  const waiter =
    memory.policy === 'wait' ? createProducerWaiter(producer, { waiting: 'back-off', sleeper, nowMs, idleMs: IDLE_MS }) : undefined;
  return { producer, waiter, cells: openCaptureCells(memory).cells, row, nowMs };
}

/** Opens the tap of a server whose last child has the sequence `sequence`. */
export function openTap(ring: TapRing, children: Children, parents: Parents, sequence: number): Tap {
  return {
    ring,
    children,
    parents,
    turnEnd: new Int32Array(children.capacity),
    turnNs: new Float64Array(children.capacity),
    head: 0,
    tail: 0,
    sequence: sequence + 1,
    owed: new Int32Array(2 * parents.capacity),
    visit: 0,
  };
}

/** Notes that the children up to position `end` were handed over, or refused, at `sentNs`. */
export function tapTurn(tap: Tap, end: number, sentNs: number): void {
  const row = tap.tail & tap.children.mask;
  tap.turnEnd[row] = end;
  tap.turnNs[row] = sentNs;
  tap.tail = (tap.tail + 1) | 0;
}

/** Takes the answered children at positions [begin, end), which must be the next ones, before they are settled: afterwards nobody knows what was unmatched. */
export function tapAnswers(tap: Tap, begin: number, end: number, answeredNs: number): void {
  const { mask } = tap.children;
  tap.visit = (tap.visit + 1) | 0;
  for (let child = begin; child !== end; ) {
    const turn = tap.head & mask;
    const ofTurn = (tap.turnEnd[turn]! - child) | 0;
    const left = (end - child) | 0;
    const rows = tapBlock(tap, child, Math.min(ofTurn, left, BLOCK_ROWS_MAX), tap.turnNs[turn]!, answeredNs);
    child = (child + rows) | 0;
    if (rows === ofTurn) tap.head = (tap.head + 1) | 0;
  }
}

/** Has nothing owed to a parent in the next call of `tapAnswers`: all that its children execute there is unmatched. */
export function tapNothingOwed({ owed, visit }: Tap, parent: number): void {
  owed[2 * parent] = (visit + 1) | 0;
  owed[2 * parent + 1] = 0;
}

/**
 * Takes what a venue does later, at `answeredNs`, with shares of the child with this sequence of server `server` (from 1), which was answered before and rests: a block of one row.
 * Of `shares` those that are not `executed` are cancelled; `unmatched` are of the executed ones.
 */
export function tapLater(
  { ring }: Tap,
  server: number,
  sequence: number,
  instrument: number,
  shares: number,
  executed: number,
  unmatched: number,
  price: number,
  middle: number,
  answeredNs: number,
): void {
  const { producer, cells, row } = ring;
  if (!makeRoom(ring, 2)) {
    cells.dropped[row] = cells.dropped[row]! + 1;
    return;
  }
  const { words } = producer;
  const slot = slotOf(producer, (producer.position + 1) | 0);
  words[slot + ORDER] = 0;
  words[slot + INSTRUMENT] = instrument;
  words[slot + QUANTITY] = shares;
  words[slot + LIMIT] = 0;
  words[slot + UNMATCHED] = unmatched;
  words[slot + EXECUTED] = executed;
  words[slot + PRICE] = price;
  words[slot + MIDDLE] = middle;
  writeHead(producer, producer.position, 1, lineageOf(server, 0, 0, 0), sequence, Number.NaN, answeredNs);
  publish(producer, 2);
}

/** Hands a block over that begins with the child at position `begin` and has at most so many rows; returns how many. */
function tapBlock(tap: Tap, begin: number, rowsMax: number, sentNs: number, answeredNs: number): number {
  const { ring, children, sequence } = tap;
  const { producer, cells } = ring;
  if (!makeRoom(ring, rowsMax + 1)) {
    cells.dropped[ring.row] = cells.dropped[ring.row]! + rowsMax;
    tap.sequence = sequence + rowsMax;
    return rowsMax;
  }
  const lineage = children.words[childSlot(children, begin) + LINEAGE]!;
  const rows = copyRows(tap, begin, rowsMax, lineage, (producer.position + 1) | 0);
  writeHead(producer, producer.position, rows, lineage, sequence, sentNs, answeredNs);
  publish(producer, rows + 1);
  cells.children[ring.row] = cells.children[ring.row]! + rows;
  tap.sequence = sequence + rows;
  return rows;
}

/** Whether so many records are free; where the policy is to wait, waits for them until the writer has failed. */
function makeRoom(ring: TapRing, records: number): boolean {
  const { producer, waiter, cells, row, nowMs } = ring;
  if (failureOf(producer) !== 0) return false;
  if (claim(producer, records) === records) return true;
  cells.fullTimes[row] = cells.fullTimes[row]! + 1;
  if (waiter === undefined) return false;
  const beganMs = nowMs();
  let room = 0;
  while (room < records && failureOf(producer) === 0) {
    room = waitForRoom(waiter, records);
    if (nowMs() - beganMs > GIVE_UP_MS) throw new Error('capture/tap: the writer of events has stopped');
  }
  cells.waitedMs[row] = cells.waitedMs[row]! + nowMs() - beganMs;
  return room >= records;
}

/** Copies rows as long as they have this lineage, with the order id and the shares that the parent was not owed; returns how many. */
function copyRows(tap: Tap, begin: number, rowsMax: number, lineage: number, position: number): number {
  const { children, parents, owed, visit } = tap;
  const { words: from, mask: fromMask } = children;
  const { words: to, mask: toMask } = tap.ring.producer;
  const { orderId, ordered, filled } = parents;
  for (let n = 0; n < rowsMax; n++) {
    const source = ((begin + n) & fromMask) << 3;
    const target = ((position + n) & toMask) << 3;
    if (from[source + LINEAGE] !== lineage) return n;
    const parent = from[source]!;
    const seen = parent << 1;
    const executed = from[source + EXECUTED]!;
    const left = owed[seen] === visit ? owed[seen + 1]! : Math.max(0, ordered[parent]! - filled[parent]!);
    owed[seen] = visit;
    owed[seen + 1] = executed < left ? left - executed : 0;
    to[target] = orderId[parent]!;
    to[target + 1] = from[source + 1]!;
    to[target + 2] = from[source + 2]!;
    to[target + 3] = from[source + 3]!;
    to[target + UNMATCHED] = executed > left ? executed - left : 0;
    to[target + EXECUTED] = executed;
    to[target + 6] = from[source + 6]!;
    to[target + 7] = from[source + 7]!;
  }
  return rowsMax;
}
