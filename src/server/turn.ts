import { BUILDS, ProgressPoint } from '../deployment/builds.js';
import { postFills } from '../ledger/positions.js';
import { type Children, lineageBehaviour } from '../orders/children.js';
import { Verdict } from '../orders/codes.js';
import type { OrderFlow } from '../orders/flow.js';
import { noteQuote, receiveParent } from '../risk/exposure.js';
import { admitChildren, collarParent, releaseReservations } from '../risk/gate.js';
import { isChildKilled } from '../risk/gate-checks.js';
import { isServerKilled } from '../risk/kill.js';
import { CheckMode } from '../risk/limits.js';
import { isMarkDue, markLoss, settleCatalogue } from '../risk/trips.js';
import { settleFills, trackFills, trackRefusals } from '../router/progress.js';
import { decideChildren, takeParent } from '../router/router.js';
import type { Server, Tally } from './server.js';

/**
 * One server's turn, the engine of both clocks:
 *
 *   1 take     parents from the inbox            takeOrder
 *   2 decide   parents → children                decideTurn   ┐
 *   3 gate     children → verdicts               gateTurn     ┴ turnServer
 *   4 settle   fills → parents, reservations, books, and (builds since 2005) the router's tracking    settleServer
 */

/** Stage 1. Takes row `order` of the flow; returns its parent row, or FULL or REFUSED of router/router. */
export function takeOrder(server: Server, flow: OrderFlow, order: number, nowNs: number): number {
  const { router, gate } = server;
  const parent = takeParent(router, flow, order, nowNs);
  if (parent < 0) return parent;
  collarParent(gate, router.parents, router.quotes, parent);
  if (gate.catalogue !== undefined) receiveParent(gate.catalogue, parent);
  return parent;
}

/** Stages 2 and 3. Decides at most `childrenMax` children and gates them; they stand in rows [0, returned) of `server.children`. */
export function turnServer(server: Server, nowNs: number, epoch: number, childrenMax: number): number {
  const end = decideTurn(server, nowNs, epoch, childrenMax);
  if (end > 0) {
    gateTurn(server, end, nowNs);
    tallyTurn(server, end);
  }
  return end;
}

/** Stage 2. A server that is killed decides nothing; the gate would refuse it all. */
export function decideTurn(server: Server, nowNs: number, epoch: number, childrenMax: number): number {
  return isServerKilled(server.gate.kill, server.number) ? 0 : decideChildren(server.router, nowNs, epoch, childrenMax);
}

/** Stage 3. Gates the children in rows [0, end); returns the number admitted. */
export function gateTurn(server: Server, end: number, nowNs: number): number {
  const { router, gate, children } = server;
  const { catalogue } = gate;
  if (catalogue !== undefined && isMarkDue(catalogue, nowNs)) markLoss(catalogue, server.positions, nowNs);
  const admitted = admitChildren(gate, children, router.parents, 0, end, nowNs);
  if (admitted < end && tracksSequence(server)) trackRefusals(router, children, 0, end, nowNs);
  return admitted;
}

/** Takes note of all quotes as they come in now, for the check of stale ones. Call it whenever quotes have come; it does nothing while that check is off. */
export function noteQuotes({ gate, router }: Server, nowNs: number): void {
  const { catalogue } = gate;
  if (catalogue === undefined || catalogue.bounds.mode[Verdict.STALE_QUOTE] === CheckMode.OFF) return;
  for (let symbol = 0; symbol < router.quotes.capacity; symbol++) noteQuote(catalogue, symbol, nowNs);
}

/** Counts the children of a turn, rows [0, end), once their verdicts stand. */
export function tallyTurn(server: Server, end: number): void {
  tallyChildren(server.tally, server.children, end);
}

/**
 * Takes back the admitted children in rows [0, end) that a kill which came since the gate stops, before any of them is handed over: their reservations are released
 * as if the venues had cancelled them, and their verdict becomes KILLED. Writes over `server.fills`; returns how many there were.
 */
export function recallChildren(server: Server, end: number, nowNs: number): number {
  const { gate, children, fills, router, number } = server;
  const { sequence, parent, symbol, quantity, priceTicks, side, venue, verdict } = children;
  let recalled = 0;
  for (let child = 0; child < end; child++) {
    if (verdict[child] !== Verdict.ADMITTED || !isChildKilled(gate.kill, number, children, router.parents, child)) continue;
    verdict[child] = Verdict.KILLED;
    fills.sequence[recalled] = sequence[child]!;
    fills.parent[recalled] = parent[child]!;
    fills.symbol[recalled] = symbol[child]!;
    fills.side[recalled] = side[child]!;
    fills.venue[recalled] = venue[child]!;
    fills.quantity[recalled] = 0;
    fills.cancelled[recalled] = quantity[child]!;
    fills.priceTicks[recalled] = 0;
    fills.midTicks[recalled] = 0;
    fills.limitTicks[recalled] = priceTicks[child]!;
    recalled++;
  }
  if (recalled > 0) settleServer(server, 0, recalled, nowNs);
  return recalled;
}

/** Stage 4. Takes the venues' answers in rows [begin, end) of `server.fills`; returns the shares that matched no open parent quantity. */
export function settleServer(server: Server, begin: number, end: number, nowNs: number): number {
  const { router, gate, fills, positions, book } = server;
  const { parents, quotes } = router;
  const excess = settleFills(parents, fills, begin, end);
  releaseReservations(gate, fills, begin, end);
  if (gate.catalogue !== undefined) settleCatalogue(gate.catalogue, fills, begin, end, nowNs);
  postFills(positions, book, quotes, fills, begin, end, nowNs, server.feeTicks);
  tallyFills(server, begin, end);
  if (tracksSequence(server)) trackFills(router, fills, begin, end);
  return excess;
}

function tracksSequence(server: Server): boolean {
  return BUILDS[server.router.build]!.progress === ProgressPoint.SEQUENCE;
}

/** Counts the children of a turn by behaviour and runs them into the tape, the digest that says two runs sent the same. */
function tallyChildren(tally: Tally, children: Children, end: number): void {
  const { parent, quantity, priceTicks, lineage, side, venue, verdict, symbol } = children;
  let a = tally.tape[0]!;
  let b = tally.tape[1]!;
  for (let child = 0; child < end; ) {
    const lineageOfRun = lineage[child]!;
    const runBegin = child;
    let admitted = 0;
    while (child < end && lineage[child] === lineageOfRun) {
      // Children of one parent share its symbol and side, and in one turn its lineage.
      const p = parent[child]!;
      const parentBits = p << 12;
      const symbolBits = symbol[child]! << 20;
      const sideOfRun = side[child]!;
      for (; child < end && parent[child] === p; child++) {
        const judged = verdict[child]!;
        if (judged === Verdict.ADMITTED) admitted++;
        a = Math.imul(a ^ quantity[child]! ^ parentBits, 0x01000193);
        b = Math.imul(b ^ priceTicks[child]! ^ symbolBits, 0x85ebca6b) ^ (sideOfRun | (venue[child]! << 1) | (judged << 8)) ^ (a >>> 15);
      }
    }
    b ^= lineageOfRun;
    const behaviour = lineageBehaviour(lineageOfRun);
    tally.children[behaviour] = tally.children[behaviour]! + (child - runBegin);
    tally.admitted[behaviour] = tally.admitted[behaviour]! + admitted;
  }
  tally.tape[0] = a;
  tally.tape[1] = b;
}

/** Counts the executions of a turn by behaviour. */
function tallyFills(server: Server, begin: number, end: number): void {
  const { tally, fills, router } = server;
  const { behaviour } = router.parents;
  const { quantity, parent } = fills;
  for (let fill = begin; fill < end; ) {
    const p = parent[fill]!;
    let executions = 0;
    let shares = 0;
    for (; fill < end && parent[fill] === p; fill++) {
      const executed = quantity[fill]!;
      shares += executed;
      if (executed > 0) executions++;
    }
    const b = behaviour[p]!;
    tally.executions[b] = tally.executions[b]! + executions;
    tally.shares[b] = tally.shares[b]! + shares;
  }
}
