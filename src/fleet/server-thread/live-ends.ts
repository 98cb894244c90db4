import { publishTap, tapLater } from '../../capture/tap.js';
import { type Answer, createAnswer } from '../../orders/answer.js';
import { ParentState } from '../../orders/codes.js';
import { freeStopped, stopParent } from '../../router/stop.js';
import type { Server } from '../../server/server.js';

/**
 * The ends of live orders that their children do not tell: cancels, immediate orders that are done,
 * and orders that the build refuses. Each is told in the capture ring behind the children, by a
 * block of sequence 0.
 */
export interface LiveEnds {
  /** Parent rows that are watched, and the orders that had them. */
  readonly rows: number[];
  readonly orders: number[];
  readonly answer: Answer;
}

/** Why an order has ended, as the price word of its block says. */
const LiveEnd = { DONE: 1, REFUSED: 2 } as const;

export function createLiveEnds(): LiveEnds {
  return { rows: [], orders: [], answer: createAnswer() };
}

/** Watches an order, in its parent row, until it is done. */
export function watchEnd({ rows, orders }: LiveEnds, parent: number, orderId: number): void {
  rows.push(parent);
  orders.push(orderId);
}

/** Tells that the build has refused an order. */
export function tellRefused(ends: LiveEnds, server: Server, number: number, orderId: number): void {
  tellEnd(ends, server, number, orderId, LiveEnd.REFUSED);
}

/** Takes a cancel. An order that is done already is told as ended at once. */
export function takeCancel(ends: LiveEnds, { router }: Server, orderId: number): void {
  const { orderId: ids, state } = router.parents;
  for (let parent = 0; parent < ids.length; parent++) {
    if (ids[parent] !== orderId || state[parent] === ParentState.FREE) continue;
    stopParent(router, parent);
    if (!ends.orders.includes(orderId)) watchEnd(ends, parent, orderId);
    return;
  }
  watchEnd(ends, -1, orderId);
}

/** Tells the watched orders that have ended; returns how many. */
export function passEnds(ends: LiveEnds, server: Server, number: number): number {
  const { rows, orders } = ends;
  if (rows.length === 0) return 0;
  const { router } = server;
  let kept = 0;
  for (let n = 0; n < rows.length; n++) {
    const row = rows[n]!;
    const isOver =
      row < 0 ||
      router.parents.orderId[row] !== orders[n] ||
      router.parents.state[row] === ParentState.FREE ||
      (router.parents.state[row] === ParentState.ABANDONED && freeStopped(router, row));
    if (isOver) tellEnd(ends, server, number, orders[n]!, LiveEnd.DONE);
    else {
      rows[kept] = row;
      orders[kept] = orders[n]!;
      kept++;
    }
  }
  const told = rows.length - kept;
  rows.length = kept;
  orders.length = kept;
  return told;
}

function tellEnd(
  { answer }: LiveEnds,
  { tap }: Server,
  number: number,
  orderId: number,
  why: number,
): void {
  if (tap === undefined) return;
  answer.priceTicks = why;
  tapLater(tap, number, 0, orderId, answer);
  publishTap(tap.ring);
}
