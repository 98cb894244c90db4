import { ChildWord, childSlot, isAdmitted } from '../../orders/children.js';
import { OrderAttribute, ParentState } from '../../orders/codes.js';
import { nextWorking } from '../../orders/working.js';
import { isAccountKilled, isServerKilled } from '../../risk/stops/kill.js';

import { State, stateFor } from '../../risk/stops/states.js';
import type { Server } from '../../server/server.js';
import { isServerStopped, turnBegin, turnEnd } from '../../server/turn.js';
import type { Day } from '../day/day.js';

const { ALIKE, INSTRUMENT } = ChildWord;

/** What the gate did with an order, as bits. */
const Tried = {
  /** The router has sent children for it. */
  TRIED: 1,
  /** The gate refused a child of its first try. */
  REFUSED_FIRST: 2,
  /** The gate refused a child of it, then or later, or a stop cut it off. */
  REFUSED: 4,
} as const;
const { TRIED, REFUSED, REFUSED_FIRST } = Tried;

/** What the gates did with the orders of a day, counted in orders and not in children. */
export interface OrderTries {
  /** Orders for which the router sent children at least once. */
  readonly firstTries: number;
  /** Those of them of which the gate refused a child of the first try. */
  readonly firstTriesRefused: number;
  /** Orders that came in, those without a server included. */
  readonly orders: number;
  /**
   * Orders that a control left unfilled: open at the end after a refusal by the gate or under a
   * stop, waiting for a full server, without a server, blocked at entry, or immediate and refused
   * or cut off by a stop.
   */
  readonly ordersUnfilled: number;
}

/**
 * Notes what the gate did with the last `count` children of a server. The children of an order in
 * its first turn with any are its first try.
 */
export function noteTries({ tries, servers }: Day, index: number, count: number): void {
  const server = servers[index]!;
  const { words } = server.children;
  const { orderId } = server.router.parents;
  const end = turnEnd(server);
  let parent = -1;
  let isFirst = false;
  for (let child = turnBegin(server, count); child !== end; ) {
    const slot = childSlot(server.children, child);
    const rest = (end - child) | 0;
    const alike = words[slot + ALIKE]!;
    child = (child + (alike < rest ? alike : rest)) | 0;
    const order = orderId[words[slot]!]!;
    if (words[slot] !== parent) {
      parent = words[slot]!;
      isFirst = tries[order] === 0;
      tries[order] = tries[order]! | TRIED;
    }
    if (isAdmitted(words[slot + INSTRUMENT]!)) continue;
    tries[order] = tries[order]! | (isFirst ? REFUSED_FIRST | REFUSED : REFUSED);
  }
}

/** Notes the immediate orders that a server is about to cancel untried, since it is stopped. */
export function noteCut({ tries, servers }: Day, index: number): void {
  const { immediate, parents } = servers[index]!.router;
  if (immediate === undefined || !isServerStopped(servers[index]!)) return;
  for (let parent = nextWorking(immediate.set); parent >= 0; ) {
    const order = parents.orderId[parent]!;
    tries[order] = tries[order]! | REFUSED;
    parent = parents.waitsBefore[parent]! - 1;
  }
}

/** Counts the tries of a day so far. */
export function countTries(day: Day): OrderTries {
  let firstTries = 0;
  let firstTriesRefused = 0;
  for (const bits of day.tries) {
    if ((bits & TRIED) !== 0) firstTries++;
    if ((bits & REFUSED_FIRST) !== 0) firstTriesRefused++;
  }
  return {
    firstTries,
    firstTriesRefused,
    orders: day.cursor.nextOrder[0]!,
    ordersUnfilled: countUnfilled(day),
  };
}

function countUnfilled(day: Day): number {
  const { flow, tries, cursor, faults } = day;
  const isUnfilled = new Uint8Array(tries.length);
  for (const order of waitingOrders(day)) isUnfilled[order] = 1;
  for (const server of day.servers) markOpen(day, server, isUnfilled);
  let unfilled = cursor.unassigned[0]! + (faults?.entered.blocked[0] ?? 0);
  for (let order = 0; order < tries.length; order++) {
    const isCut =
      (flow.attributes[order]! & OrderAttribute.IMMEDIATE) !== 0 && (tries[order]! & REFUSED) !== 0;
    if (isCut || isUnfilled[order] !== 0) unfilled++;
  }
  return unfilled;
}

/** Returns the orders in the queues of full servers. */
export function waitingOrders({ waiting, next }: Day): number[] {
  const orders: number[] = [];
  for (let server = 0; server < waiting.capacity; server++) {
    for (let order = waiting.head[server]!; order !== -1; order = next.order[order]!)
      orders.push(order);
  }
  return orders;
}

/** Marks the orders of a server's open parents that a refusal or a stop keeps back. */
function markOpen(day: Day, { number, router }: Server, isUnfilled: Uint8Array): void {
  const { state, filled, ordered, orderId, symbol, account, behaviour, capacity } = router.parents;
  const { firmWords, tries } = day;
  const isKilled = isServerKilled(day.kill, number);
  const { states } = firmWords ?? {};
  for (let parent = 0; parent < capacity; parent++) {
    if (state[parent] === ParentState.FREE || filled[parent]! >= ordered[parent]!) continue;
    const isStopped =
      isKilled ||
      isAccountKilled(day.kill, account[parent]!) ||
      day.kill.behaviour[behaviour[parent]!] !== 0 ||
      (states !== undefined &&
        stateFor(states, number, symbol[parent]!, account[parent]!) >= State.HALTED);
    if (isStopped || (tries[orderId[parent]!]! & REFUSED) !== 0) isUnfilled[orderId[parent]!] = 1;
  }
}
