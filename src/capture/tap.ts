import { claim, failureOf, openProducer, publish, type RingProducer } from '../memory/ring.js';
import { createProducerWaiter, openSleeper, type ProducerWaiter, waitForRoom } from '../memory/waiting.js';
import type { Children } from '../orders/children.js';
import type { Parents } from '../orders/parents.js';
import { type CaptureCells, type CaptureMemory, openCaptureCells } from './memory.js';
import { BLOCK_ROWS_MAX, CAPTURE_WORDS, RowWord, writeHead } from './record.js';

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
  readonly server: number;
  readonly children: Children;
  readonly parents: Parents;
  /** Turns handed over and not answered: position after the last child, and when. */
  readonly turnEnd: Int32Array;
  readonly turnNs: Float64Array;
  head: number;
  tail: number;
  /** The sequence of the next child. */
  sequence: number;
  /** By parent row: shares still owed to it, valid where `visit` is that of this call. */
  readonly owed: Float64Array;
  readonly visits: Int32Array;
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
export function openTap(ring: TapRing, server: number, children: Children, parents: Parents, sequence: number): Tap {
  return {
    ring,
    server,
    children,
    parents,
    turnEnd: new Int32Array(children.capacity),
    turnNs: new Float64Array(children.capacity),
    head: 0,
    tail: 0,
    sequence: sequence + 1,
    owed: new Float64Array(parents.capacity),
    visits: new Int32Array(parents.capacity),
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
  tap.visit++;
  for (let child = begin; child !== end; ) {
    const turn = tap.head & mask;
    const ofTurn = (tap.turnEnd[turn]! - child) | 0;
    const left = (end - child) | 0;
    const rows = Math.min(ofTurn, left, BLOCK_ROWS_MAX);
    tapBlock(tap, child, rows, tap.turnNs[turn]!, answeredNs);
    child = (child + rows) | 0;
    if (rows === ofTurn) tap.head = (tap.head + 1) | 0;
  }
}

function tapBlock(tap: Tap, begin: number, rows: number, sentNs: number, answeredNs: number): void {
  const { ring, server, sequence } = tap;
  const { producer, cells } = ring;
  tap.sequence = sequence + rows;
  if (!makeRoom(ring, rows + 1)) {
    cells.dropped[ring.row] = cells.dropped[ring.row]! + rows;
    return;
  }
  writeHead(producer, producer.position, rows, server, sequence, sentNs, answeredNs);
  copyRows(tap, begin, rows, (producer.position + 1) | 0);
  publish(producer, rows + 1);
  cells.children[ring.row] = cells.children[ring.row]! + rows;
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

/** Copies rows, with the order id in place of the parent's row and the shares that the parent was not owed. */
function copyRows(
  { ring: { producer }, children, parents, owed, visits, visit }: Tap,
  begin: number,
  rows: number,
  position: number,
): void {
  const { words: from, mask: fromMask } = children;
  const { words: to, mask: toMask } = producer;
  const { orderId, ordered, filled } = parents;
  let parent = -1;
  let left = 0;
  let order = 0;
  for (let n = 0; n < rows; n++) {
    const source = ((begin + n) & fromMask) << 3;
    const target = Math.imul((position + n) & toMask, CAPTURE_WORDS);
    const p = from[source]!;
    if (p !== parent) {
      if (parent >= 0) owed[parent] = left;
      if (visits[p] !== visit) {
        visits[p] = visit;
        owed[p] = Math.max(0, ordered[p]! - filled[p]!);
      }
      parent = p;
      left = owed[p]!;
      order = orderId[p]!;
    }
    const executed = from[source + RowWord.EXECUTED]!;
    to[target] = order;
    to[target + 1] = from[source + 1]!;
    to[target + 2] = from[source + 2]!;
    to[target + 3] = from[source + 3]!;
    to[target + 4] = from[source + 4]!;
    to[target + 5] = executed;
    to[target + 6] = from[source + 6]!;
    to[target + 7] = from[source + 7]!;
    to[target + 8] = executed > left ? executed - left : 0;
    left = executed < left ? left - executed : 0;
  }
  if (parent >= 0) owed[parent] = left;
}
