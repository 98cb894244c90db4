import { Behaviour } from '../deployment/builds.js';
import { CHILD_WORDS, ChildWord, childSlot, instrumentOf, lineageOf } from '../orders/children.js';
import { ParentState } from '../orders/codes.js';
import { releaseParentRow, takeParentRow } from '../orders/parents.js';
import { receiveParent } from '../risk/counts/exposure.js';
import { collarParent } from '../risk/gate/collar.js';
import { writeChild } from '../router/child.js';
import type { Server } from '../server/server.js';
import { settleServer } from '../server/settle.js';
import { gateTurn, tallyTurn, turnEnd } from '../server/turn.js';

/** Children of the caller's own router. The gate judges them; the caller settles them later. */

/** An order in rows. */
interface OwnOrder {
  readonly symbol: number;
  readonly side: number;
  readonly quantity: number;
  readonly account: number;
  readonly orderId: number;
}

/** A child that waits for its answer. Its words are a copy, since the ring goes on. */
export interface OwnChild {
  readonly position: number;
  readonly words: Int32Array;
  readonly parent: number;
  /** Whether the parent's row is for this child alone, and is freed with its answer. */
  readonly isAlone: boolean;
}

/**
 * Takes a parent row for a child that is an order of its own. Returns the row, or −1 when the table
 * is full. No behaviour works this row.
 */
export function openAlone(server: Server, order: OwnOrder, nowNs: number): number {
  const { router, gate } = server;
  const { parents } = router;
  const parent = takeParentRow(router.free);
  if (parent < 0) return -1;
  parents.orderId[parent] = order.orderId;
  parents.symbol[parent] = order.symbol;
  parents.account[parent] = order.account;
  parents.side[parent] = order.side;
  parents.ordered[parent] = order.quantity;
  parents.filled[parent] = 0;
  parents.working[parent] = 0;
  parents.leaves[parent] = 0;
  parents.limitTicks[parent] = 0;
  parents.flags[parent] = 0;
  parents.attributes[parent] = 0;
  parents.behaviour[parent] = Behaviour.ORDINARY;
  // The row is in no working set, so the router must not track or retire it.
  parents.state[parent] = ParentState.FILLED;
  parents.refusals[parent] = 0;
  parents.dueNs[parent] = nowNs;
  parents.receivedNs[parent] = nowNs;
  collarParent(gate, parents, router.quotes, parent);
  if (gate.catalogue !== undefined) receiveParent(gate.catalogue, parent);
  return parent;
}

/** Has the gate judge one child of a parent row. Returns its position in the ring. */
export function gateChild(
  server: Server,
  parent: number,
  venue: number,
  quantity: number,
  limitTicks: number,
  nowNs: number,
): number {
  const { router } = server;
  const { parents } = router;
  const behaviour = parents.behaviour[parent]!;
  const flags = behaviour === Behaviour.ORDINARY ? 0 : router.flagMask;
  const instrument = instrumentOf(parents.symbol[parent]!, parents.side[parent]!, venue);
  writeChild(
    router,
    0,
    parent,
    instrument,
    quantity,
    limitTicks,
    lineageOf(server.number, router.build, flags, behaviour),
  );
  router.counts.sequence[0] = router.counts.sequence[0]! + 1;
  const admitted = gateTurn(server, 1, nowNs);
  tallyTurn(server, 1);
  // The router may work the parent too, and must not send these shares again.
  if (admitted === 1) parents.leaves[parent] = Math.max(0, parents.leaves[parent]! - quantity);
  return (turnEnd(server) - 1) | 0;
}

/** Copies the child at a position, to settle it later. */
export function keepChild({ children }: Server, position: number, isAlone: boolean): OwnChild {
  const slot = childSlot(children, position);
  const words = children.words.slice(slot, slot + CHILD_WORDS);
  return { position, words, parent: words[ChildWord.PARENT]!, isAlone };
}

/** Frees the row of a child that was an order of its own. */
export function closeAlone({ router }: Server, parent: number): void {
  releaseParentRow(router.parents, router.free, parent);
}

/** Books the answer to a child: shares executed and their price in ticks. Cancels the rest. */
export function settleChild(
  server: Server,
  child: OwnChild,
  executed: number,
  priceTicks: number,
  nowNs: number,
): void {
  const { children, router } = server;
  const slot = childSlot(children, child.position);
  const later = children.words.slice(slot, slot + CHILD_WORDS);
  children.words.set(child.words, slot);
  children.words[slot + ChildWord.EXECUTED] = executed;
  children.words[slot + ChildWord.PRICE] = priceTicks;
  children.words[slot + ChildWord.MIDDLE] =
    router.quotes.midTicks[router.parents.symbol[child.parent]!]!;
  settleServer(server, child.position, (child.position + 1) | 0, nowNs);
  children.words.set(later, slot);
  if (child.isAlone) closeAlone(server, child.parent);
}
