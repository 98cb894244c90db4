import {
  claim,
  failRing,
  failureOf,
  openProducer,
  publish,
  type Ring,
  type RingProducer,
  slotOf,
} from '../memory/ring.js';
import {
  createProducerWaiter,
  openSleeper,
  type ProducerWaiter,
  waitForRoom,
} from '../memory/waiting.js';
import type { Answer } from '../orders/answer.js';
import { type Children, ChildWord, childSlot, lineageOf } from '../orders/children.js';
import { type CaptureCells, type CaptureMemory, openCaptureCells } from './memory.js';
import { BLOCK_ROWS_MAX, CAPTURE_WORDS, RowWord, writeHead } from './record.js';

const { LINEAGE } = ChildWord;
const { EXECUTED, INSTRUMENT, LIMIT, MIDDLE, ORDER, PRICE, QUANTITY, UNMATCHED } = RowWord;

/** The producing end of a ring. One thread owns it, for one server or several. */
interface TapRing {
  readonly producer: RingProducer;
  /** The simulated day waits for room; measured threads have no waiter. */
  readonly waiter: ProducerWaiter | undefined;
  readonly cells: CaptureCells;
  readonly row: number;
  readonly nowMs: () => number;
  /** Records of blocks that have ended but are not published. */
  pending: number;
}

/** Records the children of one server with their answers, as they are settled. */
export interface Tap {
  readonly ring: TapRing;
  readonly children: Children;
  /** Turns handed over and not yet answered: the position after the last child, and the time. */
  readonly turnEnd: Int32Array;
  readonly turnNs: Float64Array;
  head: number;
  tail: number;
  /** The sequence of the first child of the open block, or of the next child while none is open. */
  sequence: number;
  /**
   * The open block: the words that it is written to, the mask of their rows, and the distance from
   * a child's position to its row.
   */
  words: Int32Array;
  mask: number;
  shift: number;
  /** Rows of the open block; 0 while none is open. */
  rows: number;
  answeredNs: number;
  /**
   * Receives rows for which the ring has no room: each overwrites this one, which is never read.
   */
  readonly nowhere: Int32Array;
}

/**
 * How long to wait for room. After that the writer counts as dead: the tap gives up its ring, and
 * the run goes on without it.
 */
const GIVE_UP_MS = 30_000;
const GIVEN_UP = 2;
const IDLE_MS = 100;

/** Opens the producing end of a ring. `nowMs` is a clock for waiting. */
export function openTapRing(memory: CaptureMemory, row: number, nowMs: () => number): TapRing {
  const producer = openProducer(memory.rings[row]!, CAPTURE_WORDS);
  const sleeper = openSleeper(memory.sleepers, row + 1);
  const waiter =
    memory.policy === 'wait'
      ? createProducerWaiter(producer, { waiting: 'back-off', sleeper, nowMs, idleMs: IDLE_MS })
      : undefined;
  return { producer, waiter, cells: openCaptureCells(memory).cells, row, nowMs, pending: 0 };
}

/** Opens the tap of a server whose last child has the sequence `sequence`. */
export function openTap(ring: TapRing, children: Children, sequence: number): Tap {
  const nowhere = new Int32Array(CAPTURE_WORDS);
  return {
    ring,
    children,
    turnEnd: new Int32Array(children.capacity),
    turnNs: new Float64Array(children.capacity),
    head: 0,
    tail: 0,
    sequence: sequence + 1,
    words: nowhere,
    mask: 0,
    shift: 0,
    rows: 0,
    answeredNs: 0,
    nowhere,
  };
}

/** Notes that the children up to position `end` were handed over, or refused, at `sentNs`. */
export function tapTurn(tap: Tap, end: number, sentNs: number): void {
  const row = tap.tail & tap.children.mask;
  tap.turnEnd[row] = end;
  tap.turnNs[row] = sentNs;
  tap.tail = (tap.tail + 1) | 0;
}

/**
 * Begins a block of the next children, the first at position `begin`. It ends with their turn,
 * their lineage, or position `end`, up to which they were answered at `answeredNs`. Returns the
 * position after its last child. Its rows are copies of the children until `tapChild` or `tapRun`
 * completes them.
 */
export function beginBlock(tap: Tap, begin: number, end: number, answeredNs: number): number {
  const { ring, children } = tap;
  const { producer } = ring;
  const ofTurn = (tap.turnEnd[tap.head & children.mask]! - begin) | 0;
  const answered = (end - begin) | 0;
  const rows = rowsAlike(children, begin, Math.min(ofTurn, answered, BLOCK_ROWS_MAX));
  const isKept = makeRoom(ring, rows + 1);
  const first = (producer.position + ring.pending + 1) | 0;
  tap.words = isKept ? producer.words : tap.nowhere;
  tap.mask = isKept ? producer.mask : 0;
  tap.shift = (first - begin) | 0;
  tap.rows = rows;
  tap.answeredNs = answeredNs;
  if (isKept) copyRows(children, begin, producer, first, rows);
  return (begin + rows) | 0;
}

/**
 * Completes a child's row with its parent's order id, and with the executed shares that its parent
 * was not owed. `words` are those of the tap, and `slot` is ((position + shift) & mask) << 3. The
 * function is short enough that V8 always inlines it into settling.
 */
export function tapChild(
  words: Int32Array,
  slot: number,
  orderId: number,
  unmatched: number,
): void {
  words[slot] = orderId;
  words[slot | UNMATCHED] = unmatched;
}

/**
 * Completes the rows of `orders` children of one parent, from position `child` on. The parent was
 * owed `owed` shares before them.
 */
export function tapRun(
  { words, mask, shift }: Tap,
  child: number,
  orders: number,
  orderId: number,
  owed: number,
): void {
  let left = owed;
  for (let n = 0; n < orders; n++) {
    const slot = ((child + n + shift) & mask) << 3;
    const executed = words[slot | EXECUTED]!;
    tapChild(words, slot, orderId, executed > left ? executed - left : 0);
    left = executed < left ? left - executed : 0;
  }
}

/** Ends the block, whose rows are now complete; `publishTap` hands it over. */
export function endBlock(tap: Tap): void {
  const { ring, rows, sequence, children } = tap;
  const { producer, cells } = ring;
  const turn = tap.head & children.mask;
  const end = (sequence - 1 + rows) | 0;
  if (tap.words === tap.nowhere) cells.dropped[ring.row] = cells.dropped[ring.row]! + rows;
  else {
    const lineage = children.words[childSlot(children, (end - 1) | 0) + LINEAGE]!;
    writeHead(
      producer,
      (producer.position + ring.pending) | 0,
      rows,
      lineage,
      sequence,
      tap.turnNs[turn]!,
      tap.answeredNs,
    );
    ring.pending += rows + 1;
    cells.children[ring.row] = cells.children[ring.row]! + rows;
  }
  if (tap.turnEnd[turn] === end) tap.head = (tap.head + 1) | 0;
  tap.sequence = sequence + rows;
  tap.rows = 0;
}

/** Publishes all ended blocks to the writer. */
export function publishTap(ring: TapRing): void {
  if (ring.pending === 0) return;
  publish(ring.producer, ring.pending);
  ring.pending = 0;
}

/** Counts the children from a position on that share the first one's lineage, up to `rowsMax`. */
function rowsAlike({ words, mask }: Children, begin: number, rowsMax: number): number {
  const lineage = words[((begin & mask) << 3) | LINEAGE]!;
  let rows = 1;
  while (rows < rowsMax && words[(((begin + rows) & mask) << 3) | LINEAGE] === lineage) rows++;
  return rows;
}

/**
 * Copies rows in pieces, since either circular buffer may wrap. A piece costs a subarray view,
 * which is garbage afterwards, but less than copying word by word.
 */
function copyRows(from: Children, begin: number, to: Ring, position: number, rows: number): void {
  for (let done = 0; done < rows; ) {
    const source = (begin + done) & from.mask;
    const target = (position + done) & to.mask;
    const piece = Math.min(rows - done, from.capacity - source, to.capacity - target);
    to.words.set(from.words.subarray(source << 3, (source + piece) << 3), target << 3);
    done += piece;
  }
}

/**
 * Takes a venue's later answer to a child that rests, which has this sequence of server `server`
 * (from 1): a block of one row.
 */
export function tapLater({ ring }: Tap, server: number, sequence: number, answer: Answer): void {
  const { producer, cells, row } = ring;
  if (!makeRoom(ring, 2)) {
    cells.dropped[row] = cells.dropped[row]! + 1;
    return;
  }
  const { words } = producer;
  const head = (producer.position + ring.pending) | 0;
  const slot = slotOf(producer, (head + 1) | 0);
  words[slot + ORDER] = 0;
  words[slot + INSTRUMENT] = answer.instrument;
  words[slot + QUANTITY] = answer.executed + answer.cancelled;
  words[slot + LIMIT] = 0;
  words[slot + UNMATCHED] = answer.excess;
  words[slot + EXECUTED] = answer.executed;
  words[slot + PRICE] = answer.priceTicks;
  words[slot + MIDDLE] = answer.middleTicks;
  writeHead(producer, head, 1, lineageOf(server, 0, 0, 0), sequence, Number.NaN, answer.nowNs);
  ring.pending += 2;
}

/**
 * Whether `records` more records have room. Under the policy `wait`, waits for them until the
 * writer fails.
 */
function makeRoom(ring: TapRing, records: number): boolean {
  const { producer, waiter, cells, row, nowMs } = ring;
  if (failureOf(producer) !== 0) return false;
  if (claim(producer, ring.pending + records) === ring.pending + records) return true;
  cells.fullTimes[row] = cells.fullTimes[row]! + 1;
  publishTap(ring);
  if (waiter === undefined) return false;
  const beganMs = nowMs();
  let room = 0;
  while (room < records && failureOf(producer) === 0) {
    room = waitForRoom(waiter, records);
    if (room < records && nowMs() - beganMs > GIVE_UP_MS) failRing(producer, GIVEN_UP);
  }
  cells.waitedMs[row] = cells.waitedMs[row]! + nowMs() - beganMs;
  return room >= records;
}
