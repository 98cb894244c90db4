import { recordLatency } from '../../metrics/histogram.js';
import { ChildWord, childSlot, isAdmitted } from '../../orders/children.js';
import { recallChildren, sequenceAt, turnEnd } from '../../server/turn.js';
import { countOfScope } from '../market/barrier.js';
import { applyAct, concernsServer, readAct } from '../memory/acts.js';
import { RecordKind } from '../memory/records.js';
import { journalMark } from '../record/journal.js';
import { type FleetClock, readClock } from '../threads/clock.js';
import { recountBefore } from './detection.js';
import type { ActWatch, HostedServer } from './hosted-server.js';
import { publishAnswers } from './sums.js';

/**
 * How a server takes over stops and re-arms. It looks for them between two turns, after the gate,
 * and after each piece of a turn that it hands over (a whole turn to venues on a thread):
 *
 *   gate ► look ► piece out ► look ► piece out ► look ► … ► settle
 *           │                  └─ announced: note the time and the piece's children of the scope
 *           └─ published: recall what is not out, acknowledge
 *
 * A look costs one load while no act is on its way. A piece is out before the look that follows it.
 * A look that sees no announced act therefore shows that the pieces before it left before any later
 * request. Only the pieces before looks that see one need the clock, and they are all noted: the
 * number of children that left after a request is exact.
 */

/** Looks for human acts between two turns; returns whether it took over any. */
export function passActs(hosted: HostedServer, clock: FleetClock): boolean {
  const end = turnEnd(hosted.server);
  return lookForActs(hosted, end, end, end, clock);
}

/**
 * Looks for human acts within a turn whose first child is at position `first`, after the children
 * at positions [begin, end) were handed over. Returns whether it took over any.
 */
export function lookForActs(
  hosted: HostedServer,
  first: number,
  begin: number,
  end: number,
  clock: FleetClock,
): boolean {
  const { control, cells } = hosted;
  if (Atomics.load(control.control.announced, 0) === cells.counts.acts[0]!) return false;
  watchPiece(hosted, begin, end, clock);
  if (!takeOverActs(hosted, first, end, clock)) return false;
  // The others are between two turns and need not wait for theirs.
  for (const other of hosted.neighbours) {
    const rest = turnEnd(other.server);
    if (other !== hosted) takeOverActs(other, rest, rest, clock);
  }
  return true;
}

/** Notes a piece for every act that is announced and not taken over. */
function watchPiece(hosted: HostedServer, begin: number, end: number, clock: FleetClock): void {
  if (begin === end) return;
  const { control, cells, watch, server, number } = hosted;
  const nowNs = readClock(clock);
  const announced = Atomics.load(control.control.announced, 0);
  for (let row = cells.counts.acts[0]!; row < announced; row++) {
    const { scope } = readAct(control.acts, row);
    const children = concernsServer(scope, number)
      ? countOfScope(scope, server.children, begin, end, server.router.parents)
      : 0;
    if (children === 0) continue;
    watch.rows.push(row);
    watch.outNs.push(nowNs);
    watch.children.push(children);
  }
}

/** Takes over the published acts, if any: applies them, recalls from `end` on, acknowledges. */
function takeOverActs(
  hosted: HostedServer,
  first: number,
  end: number,
  clock: FleetClock,
): boolean {
  const { control, cells, journal } = hosted;
  const published = Atomics.load(control.control.acts, 0);
  if (published === cells.counts.acts[0]!) return false;
  for (let row = cells.counts.acts[0]!; row < published; row++) {
    applyAct(readAct(control.acts, row), row, cells.kill, hosted.firm?.own);
    if (journal !== undefined) journalMark(journal, RecordKind.ACT, row);
  }
  const recalled = recallFrom(hosted, end, clock);
  noteLastSequence(hosted, first, end);
  acknowledgeActs(hosted, published, recalled, readClock(clock));
  return true;
}

/** Recalls the children from position `from` on that a kill or a halt stops; returns how many. */
function recallFrom(hosted: HostedServer, from: number, clock: FleetClock): number {
  const { cells, server, journal, sums, told } = hosted;
  const rest = (turnEnd(server) - from) | 0;
  if (rest === 0) return 0;
  const nowNs = readClock(clock);
  if (journal !== undefined) journalMark(journal, RecordKind.RECALL, rest, nowNs);
  recountBefore(cells, server.children, told, from, -1);
  const recalled = recallChildren(server, rest, nowNs);
  recountBefore(cells, server.children, told, from, 1);
  cells.counts.recalled[0] = cells.counts.recalled[0]! + recalled;
  if (sums !== undefined && recalled > 0) publishAnswers(sums, server, from, turnEnd(server));
  return recalled;
}

/**
 * Notes the sequence of the last admitted child at positions [first, end), all of them handed over.
 */
export function noteLastSequence(
  { server, cells }: HostedServer,
  first: number,
  end: number,
): void {
  const { children } = server;
  for (let child = end; child !== first; ) {
    child = (child - 1) | 0;
    if (!isAdmitted(children.words[childSlot(children, child) + ChildWord.INSTRUMENT]!)) continue;
    cells.counts.lastSequence[0] = sequenceAt(server, child);
    return;
  }
}

/**
 * Sets the barrier: every later child has a later sequence than the acknowledged one, and passes a
 * gate that knows of the act, or was recalled.
 */
function acknowledgeActs(hosted: HostedServer, end: number, recalled: number, nowNs: number): void {
  const { control, cells, latency, watch, number } = hosted;
  const { acknowledgements, counts } = cells;
  for (let row = counts.acts[0]!; row < end; row++) {
    const { scope, act, requestNs } = readAct(control.acts, row);
    let lastOutNs = Math.min(counts.lastOutNs[0]!, requestNs);
    let sentAfter = 0;
    for (let piece = 0; piece < watch.rows.length; piece++) {
      if (watch.rows[piece] !== row || watch.outNs[piece]! <= requestNs) continue;
      lastOutNs = watch.outNs[piece]!;
      sentAfter += watch.children[piece]!;
    }
    acknowledgements.sequence[row] = counts.lastSequence[0]!;
    acknowledgements.ackNs[row] = nowNs;
    acknowledgements.lastOutNs[row] = lastOutNs;
    acknowledgements.sentAfter[row] = sentAfter;
    acknowledgements.recalled[row] = recalled;
    if (act !== 're-arm' && concernsServer(scope, number))
      recordLatency(latency.kill, nowNs - requestNs);
  }
  forgetPieces(watch, end);
  Atomics.store(counts.acts, 0, end);
}

/** Forgets the pieces of acts before row `end`. */
function forgetPieces({ rows, outNs, children }: ActWatch, end: number): void {
  let kept = 0;
  for (let piece = 0; piece < rows.length; piece++) {
    if (rows[piece]! < end) continue;
    rows[kept] = rows[piece]!;
    outNs[kept] = outNs[piece]!;
    children[kept++] = children[piece]!;
  }
  rows.length = kept;
  outNs.length = kept;
  children.length = kept;
}
