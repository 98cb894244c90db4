import { BUILDS, ProgressPoint } from '../deployment/builds.js';
import {
  ChildWord,
  childSlot,
  isAdmitted,
  judgeSlot,
  lineageBehaviour,
} from '../orders/children.js';
import { Verdict } from '../orders/codes.js';
import type { OrderFlow } from '../orders/flow.js';
import { CheckMode } from '../risk/catalogue/modes.js';
import { noteQuote, receiveParent, settleOrders } from '../risk/counts/exposure.js';
import { admitChildren, collarParent, releaseReservation } from '../risk/gate/gate.js';
import { isChildKilled } from '../risk/gate/story-checks.js';
import { endSettlement, isMarkDue, markLoss } from '../risk/gate/trips.js';
import { isServerKilled } from '../risk/stops/kill.js';
import { settleParent, trackFill, trackRefusals } from '../router/progress.js';
import { cancelImmediate, decideChildren, takeParent } from '../router/router.js';
import type { Server, Tally } from './server.js';
import { writeTape } from './tape.js';

const { ALIKE, INSTRUMENT, LIMIT, LINEAGE, QUANTITY } = ChildWord;

/**
 * One server's turn, the engine of both clocks:
 *
 *   1 take     parents from the inbox            takeOrder
 *   2 decide   parents → children                decideTurn   ┐
 *   3 gate     children → verdicts               gateTurn     ┴ turnServer
 *   4 settle   answers → parents, reservations, books, and (builds since 2005) the router's tracking    server/settle
 *
 * The children of a turn of n stand at the n positions up to that of the last sequence: `turnBegin`
 * says where they begin.
 */

/**
 * Stage 1. Takes row `order` of the flow; returns its parent row, or FULL or REFUSED of
 * `router/state`.
 */
export function takeOrder(server: Server, flow: OrderFlow, order: number, nowNs: number): number {
  const { router, gate } = server;
  const parent = takeParent(router, flow, order, nowNs);
  if (parent < 0) return parent;
  collarParent(gate, router.parents, router.quotes, parent);
  if (gate.catalogue !== undefined) receiveParent(gate.catalogue, parent);
  return parent;
}

/**
 * Stages 2 and 3. Decides at most `childrenMax` children and gates them; returns how many there
 * are, admitted or not.
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

/**
 * The position after the last child of the server, and that of the first of its last `count`
 * children.
 */
export const turnEnd = ({ router }: Server): number => router.counts.sequence[0]! | 0;
/** Position of the first child of a turn of `count` children, the latest. */
export const turnBegin = (server: Server, count: number): number => (turnEnd(server) - count) | 0;
/** The sequence of the child at a position, one of the last 2³¹. */
export const sequenceAt = (server: Server, position: number): number =>
  server.router.counts.sequence[0]! - ((turnEnd(server) - 1 - position) | 0);

/**
 * Stage 2. A server that is killed sends nothing, as the gate would refuse it all; its immediate
 * orders end.
 */
export function decideTurn(
  server: Server,
  nowNs: number,
  epoch: number,
  childrenMax: number,
): number {
  const { router, gate, number } = server;
  if (!isServerKilled(gate.kill, number)) return decideChildren(router, nowNs, epoch, childrenMax);
  cancelImmediate(router, nowNs, epoch);
  return 0;
}

/** Stage 3. Gates the last `count` children; returns the number admitted. */
export function gateTurn(server: Server, count: number, nowNs: number): number {
  const { router, gate, children } = server;
  const { catalogue } = gate;
  if (catalogue !== undefined && isMarkDue(catalogue, nowNs))
    markLoss(catalogue, (server.known ?? server).positions, nowNs);
  const begin = turnBegin(server, count);
  const admitted = admitChildren(gate, children, router.parents, begin, turnEnd(server), nowNs);
  if (admitted < count && tracksSequence(server))
    trackRefusals(router, children, begin, turnEnd(server), nowNs);
  return admitted;
}

/**
 * Takes note of all quotes as they come in now, for the check of stale ones. Call it whenever
 * quotes have come; it does nothing while that check is off.
 */
export function noteQuotes({ gate, router }: Server, nowNs: number): void {
  const { catalogue } = gate;
  if (catalogue === undefined || catalogue.bounds.mode[Verdict.STALE_QUOTE] === CheckMode.OFF)
    return;
  for (let symbol = 0; symbol < router.quotes.capacity; symbol++)
    noteQuote(catalogue, symbol, nowNs);
}

/** Counts the last `count` children, once their verdicts stand and before a venue answers. */
export function tallyTurn(server: Server, count: number): void {
  const { tally, children } = server;
  const { words, mask } = children;
  const end = turnEnd(server);
  // No child has this one.
  let lineage = 0;
  let decided = 0;
  let admitted = 0;
  for (let child = turnBegin(server, count); child !== end; ) {
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
    writeTape(tally.tape, words, first, alike);
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
 * Takes back those of the last `count` children that are admitted and that a kill which came since
 * the gate stops, before any of them is handed over: their reservations are released as if the
 * venues had cancelled them, and their verdict becomes KILLED. Returns how many there were.
 */
export function recallChildren(server: Server, count: number): number {
  const { gate, children, router, number } = server;
  const { catalogue } = gate;
  const { parents } = router;
  const { words } = children;
  const end = turnEnd(server);
  let recalled = 0;
  let money = 0;
  for (let child = turnBegin(server, count); child !== end; ) {
    const first = childSlot(children, child);
    const rest = (end - child) | 0;
    const alike = words[first + ALIKE]! < rest ? words[first + ALIKE]! : rest;
    const begin = child;
    child = (child + alike) | 0;
    // Children alike are of one parent: a kill is about all of them or none.
    if (
      !isAdmitted(words[first + INSTRUMENT]!) ||
      !isChildKilled(gate.kill, number, words, first, parents)
    )
      continue;
    for (let one = begin; one !== child; one = (one + 1) | 0)
      judgeSlot(words, childSlot(children, one), Verdict.KILLED);
    const parent = words[first]!;
    const limit = words[first + LIMIT]!;
    const shares = alike * words[first + QUANTITY]!;
    money += shares * limit;
    if (catalogue !== undefined)
      settleOrders(catalogue, parent, words[first + INSTRUMENT]!, limit, 0, shares, alike, 0);
    settleParent(parents, parent, 0, shares);
    if (tracksSequence(server)) trackFill(router, parent, 0);
    recalled += alike;
  }
  releaseReservation(gate, money);
  if (catalogue !== undefined && recalled > 0) endSettlement(catalogue, catalogue.order.nowNs);
  return recalled;
}

/**
 * Whether the server's build tracks progress at a point of the sequence, and not in its behaviours'
 * loops.
 */
export function tracksSequence(server: Server): boolean {
  return BUILDS[server.router.build]!.progress === ProgressPoint.SEQUENCE;
}
