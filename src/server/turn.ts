import { readChildAnswer } from '../orders/answer.js';
import {
  ChildWord,
  childSlot,
  isAdmitted,
  judgeSlot,
  lineageBehaviour,
} from '../orders/children.js';
import { Verdict } from '../orders/codes.js';
import type { OrderFlow } from '../orders/flow.js';
import type { Parents } from '../orders/parents.js';
import { CheckMode } from '../risk/catalogue/modes.js';
import { areQuotesSane, noteAllQuotes, receiveParent } from '../risk/counts/exposure.js';
import { noteMeans } from '../risk/counts/means.js';
import type { RestingOrders } from '../risk/counts/second-pass.js';
import { collarParent } from '../risk/gate/collar.js';
import { isChildKilled } from '../risk/gate/first-pass-checks.js';
import { admitChildren } from '../risk/gate/gate.js';
import type { Gate } from '../risk/gate/state.js';
import { endSettlement, isMarkDue, markLoss } from '../risk/gate/trips.js';
import { isServerKilled } from '../risk/stops/kill.js';
import { isAllActive, isServerHalted, State, stateFor } from '../risk/stops/states.js';
import { passPegs } from '../router/power-peg.js';
import { trackRefusals } from '../router/progress.js';
import { trackDecrements } from '../router/resend.js';
import { cancelImmediate, decideChildren, takeParent } from '../router/router.js';
import { applyAnswer } from './answer.js';
import { digestChildren } from './child-digest.js';
import { admitInKernel } from './kernel.js';
import { type Server, type Tally, tracksSequence } from './server.js';

const { ALIKE, INSTRUMENT, LINEAGE, QUANTITY } = ChildWord;
const { min } = Math;
/** The kernel's numbers of children have 32 bits. */
const CHILDREN_MAX = 0x7fffffff;

/**
 * One server's turn, the engine of both clocks:
 *
 *   1 take     parents from the inbox            takeOrder
 *   2 decide   parents → children                decideTurn   ┐
 *   3 gate     children → verdicts               gateTurn     ┴ turnServer
 *   4 settle   answers → parents, reservations, books, tracking   settleServer
 *
 * A turn's children are at the last positions of the ring; `turnBegin` returns the first of them.
 */

/**
 * Step 1. Takes row `order` of the flow; returns its parent row, or FULL or REFUSED of
 * `router/state`.
 */
export function takeOrder(server: Server, flow: OrderFlow, order: number, nowNs: number): number {
  const { router, gate } = server;
  const parent = takeParent(router, flow, order, nowNs);
  if (parent < 0) return parent;
  collarParent(gate, router.parents, router.quotes, parent);
  if (gate.catalogue !== undefined) receiveParent(gate.catalogue, router.parents, parent, nowNs);
  return parent;
}

/**
 * Steps 2 and 3. Decides at most `childrenMax` children and gates them. Returns their number,
 * admitted or not.
 */
export function turnServer(
  server: Server,
  nowNs: number,
  epoch: number,
  childrenMax: number,
): number {
  const count = decideTurn(server, nowNs, epoch, childrenMax);
  if (count > 0) {
    gateTurn(server, count, nowNs);
    tallyTurn(server, count);
  }
  return count;
}

/** The position after the last child of the server. */
export const turnEnd = ({ router }: Server): number => router.counts.sequence[0]! | 0;
/** The position of the first of the last `count` children. */
export const turnBegin = (server: Server, count: number): number => (turnEnd(server) - count) | 0;
/** The sequence of the child at a position, which is one of the last 2³¹. */
export const sequenceAt = (server: Server, position: number): number =>
  server.router.counts.sequence[0]! - ((turnEnd(server) - 1 - position) | 0);

/**
 * Step 2. A server that is killed or halted, by itself or with the firm, decides nothing, since the
 * gate would refuse it all. Its immediate orders end; the others wait until it is re-armed. Then a
 * halted one goes on at its pace, and a killed one makes up for the time.
 */
export function decideTurn(
  server: Server,
  nowNs: number,
  epoch: number,
  childrenMax: number,
): number {
  const { router, gate, number } = server;
  if (!isServerStopped(server)) return decideOpen(server, nowNs, epoch, childrenMax);
  if (!isServerKilled(gate.kill, number)) passPegs(router, nowNs);
  cancelImmediate(router, nowNs, epoch);
  return 0;
}

/** Decides for a server that may send. */
function decideOpen(server: Server, nowNs: number, epoch: number, childrenMax: number): number {
  const { router, kernel } = server;
  if (kernel?.decides === true && tracksSequence(server)) {
    const { build, flagMask } = router;
    const most = min(childrenMax, CHILDREN_MAX);
    const children = kernel.doors.decide(kernel.base, build, flagMask, nowNs, epoch, most);
    if (children >= 0) return children;
  }
  return decideChildren(router, nowNs, epoch, childrenMax);
}

/** Whether a server may send nothing: it or the firm is killed or halted. */
export function isServerStopped({ gate: { kill, catalogue }, number }: Server): boolean {
  return (
    isServerKilled(kill, number) ||
    (catalogue !== undefined && isServerHalted(catalogue.firm.states, number))
  );
}

/** Step 3. Gates the last `count` children; returns the number admitted. */
export function gateTurn(server: Server, count: number, nowNs: number): number {
  const { router, gate, children, kernel } = server;
  const { catalogue } = gate;
  if (catalogue !== undefined && isMarkDue(catalogue, nowNs))
    markLoss(catalogue, (server.known ?? server).positions, nowNs);
  const begin = turnBegin(server, count);
  const end = turnEnd(server);
  const admitted =
    kernel?.gates === true
      ? admitInKernel(server, kernel, begin, end, nowNs)
      : admitChildren(gate, children, router.parents, begin, end, nowNs);
  if (admitted < count && tracksSequence(server))
    trackRefusals(router, children, begin, end, nowNs);
  if (catalogue?.resting !== undefined) trackPrevented(server, catalogue.resting, begin, end);
  return admitted;
}

/** Returns to parents what self-match prevention has taken from children that go. */
function trackPrevented(
  { router, reports, children }: Server,
  { met }: RestingOrders,
  begin: number,
  end: number,
): void {
  if (met.hasDecremented === 0) return;
  met.hasDecremented = 0;
  trackDecrements(router, reports!.beliefs, children, begin, end);
}

/**
 * Notes the arrival of all quotes for the stale-quote check, and for means of prices. Call it
 * whenever quotes have come. It does nothing while no check asks for it.
 */
export function noteQuotes({ gate: { catalogue } }: Server, nowNs: number): void {
  if (catalogue === undefined) return;
  noteMeans(catalogue, nowNs);
  if (catalogue.bounds.mode[Verdict.STALE_QUOTE] !== CheckMode.OFF) noteAllQuotes(catalogue, nowNs);
}

/** Does `noteQuotes` for servers that see the same quotes, and looks at these once. */
export function noteQuotesOfAll(servers: readonly Server[], nowNs: number): void {
  let seenPercent = Number.NaN;
  let areSane = false;
  for (const { gate } of servers) {
    const { catalogue } = gate;
    if (catalogue === undefined) continue;
    noteMeans(catalogue, nowNs);
    if (catalogue.bounds.mode[Verdict.STALE_QUOTE] === CheckMode.OFF) continue;
    const percent = catalogue.pace.spreadPercent[0]!;
    if (percent !== seenPercent) {
      seenPercent = percent;
      areSane = areQuotesSane(catalogue.quotes, percent);
    }
    noteAllQuotes(catalogue, nowNs, areSane);
  }
}

/** Counts the last `count` children, after the gate and before a venue answers. */
export function tallyTurn(server: Server, count: number): void {
  tallyPiece(server, turnBegin(server, count), turnEnd(server));
}

/** The same for a piece of a turn: the children at positions [begin, end). */
export function tallyPiece(server: Server, begin: number, end: number): void {
  const { kernel, digests } = server;
  // The kernel keeps up the digest always.
  if (kernel === undefined || !digests) tallyColumns(server, begin, end);
  else kernel.doors.tally(kernel.base, begin, end);
}

function tallyColumns({ tally, children, digests }: Server, begin: number, end: number): void {
  const { words, mask } = children;
  // No child has lineage 0.
  let lineage = 0;
  let decided = 0;
  let admitted = 0;
  for (let child = begin; child !== end; ) {
    const first = (child & mask) << 3;
    const rest = (end - child) | 0;
    const marked = words[first + ALIKE]!;
    const alike = marked < rest ? marked : rest;
    const made = words[first + LINEAGE]!;
    if (made !== lineage) {
      tallyChildren(tally, lineage, decided, admitted);
      lineage = made;
      decided = 0;
      admitted = 0;
    }
    decided += alike;
    if (isAdmitted(words[first + INSTRUMENT]!)) admitted += alike;
    if (digests) digestChildren(tally.tape, words, first, alike);
    child = (child + alike) | 0;
  }
  tallyChildren(tally, lineage, decided, admitted);
}

/** Counts children of one lineage by its behaviour. */
function tallyChildren(tally: Tally, lineage: number, decided: number, admitted: number): void {
  const behaviour = lineageBehaviour(lineage);
  tally.children[behaviour] = tally.children[behaviour]! + decided;
  tally.admitted[behaviour] = tally.admitted[behaviour]! + admitted;
}

/**
 * Takes back the admitted ones of the last `count` children that a later kill or halt stops, before
 * any of them is handed over. They count as cancelled by the venues at `nowNs`, and their verdict
 * becomes KILLED or HALTED. Returns their number.
 */
export function recallChildren(server: Server, count: number, nowNs: number): number {
  const { gate, children, router, number, answer } = server;
  const { catalogue } = gate;
  const { parents } = router;
  const { words } = children;
  const end = turnEnd(server);
  let recalled = 0;
  answer.nowNs = nowNs;
  for (let child = turnBegin(server, count); child !== end; ) {
    const first = childSlot(children, child);
    const rest = (end - child) | 0;
    const alike = words[first + ALIKE]! < rest ? words[first + ALIKE]! : rest;
    const begin = child;
    child = (child + alike) | 0;
    if (!isAdmitted(words[first + INSTRUMENT]!)) continue;
    // Children alike are of one parent, so an act stops all of them or none.
    const stopped = stopOf(gate, number, words, first, parents);
    if (stopped === Verdict.ADMITTED) continue;
    for (let one = begin; one !== child; one = (one + 1) | 0)
      judgeSlot(words, childSlot(children, one), stopped);
    readChildAnswer(words, first, answer);
    answer.orders = alike;
    answer.executed = 0;
    answer.cancelled = alike * words[first + QUANTITY]!;
    // They are settled as refused, and an immediate order counts them then.
    answer.awaited = 0;
    applyAnswer(server, answer);
    recalled += alike;
  }
  if (catalogue !== undefined && recalled > 0) endSettlement(catalogue, catalogue.order.nowNs);
  return recalled;
}

/** Returns the verdict on a child that a kill or a halt stops, else ADMITTED. */
function stopOf(
  { kill, catalogue }: Gate,
  server: number,
  words: Int32Array,
  slot: number,
  parents: Parents,
): number {
  if (isChildKilled(kill, server, words, slot, parents)) return Verdict.KILLED;
  if (catalogue === undefined || isAllActive(catalogue.firm.states)) return Verdict.ADMITTED;
  const parent = words[slot]!;
  const { symbol, account } = parents;
  const state = stateFor(catalogue.firm.states, server, symbol[parent]!, account[parent]!);
  if (state === State.KILLED) return Verdict.KILLED;
  return state === State.HALTED ? Verdict.HALTED : Verdict.ADMITTED;
}
