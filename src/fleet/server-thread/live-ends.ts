import { publishTap, tapLater } from '../../capture/tap.js';
import { type Answer, createAnswer } from '../../orders/answer.js';
import { ChildWord, childSlot } from '../../orders/children.js';
import { ParentState } from '../../orders/codes.js';
import type { Parents } from '../../orders/parents.js';
import type { Router } from '../../router/state.js';
import { freeStopped, stopParent } from '../../router/stop.js';
import type { Server } from '../../server/server.js';
import { turnEnd } from '../../server/turn.js';
import { RecordKind } from '../memory/records.js';
import { type Journal, journalMark } from '../record/journal.js';

/**
 * What live orders become that their children do not tell: that a server has them and sends nothing
 * yet, cancels, immediate orders that are done, and orders that the build refuses. Each is told in
 * the capture ring behind the children, by a block of sequence 0.
 */
export interface LiveEnds {
  /** Parent rows that are watched, and the orders that had them. */
  readonly rows: number[];
  readonly orders: number[];
  /** Rows and orders that were taken since the last turn, and are to be told as held. */
  readonly takenRows: number[];
  readonly takenOrders: number[];
  /** By row: the turn in which it had a child last. */
  readonly turns: Int32Array;
  turn: number;
  /** By the low bits of an order id: the order that had them last, and its row. */
  readonly ids: Int32Array;
  readonly idRows: Int32Array;
  readonly answer: Answer;
}

/** What the price word of its block says of an order. */
const LiveEnd = { DONE: 1, REFUSED: 2, HELD: 3 } as const;

export function createLiveEnds(parentsMax: number): LiveEnds {
  const slots = 2 ** Math.ceil(Math.log2(parentsMax * SLOTS_PER_PARENT));
  return {
    rows: [],
    orders: [],
    takenRows: [],
    takenOrders: [],
    turns: new Int32Array(parentsMax),
    turn: 0,
    ids: new Int32Array(slots).fill(-1),
    idRows: new Int32Array(slots),
    answer: createAnswer(),
  };
}

/** Several servers share the ids, so that a server's own are some apart. */
const SLOTS_PER_PARENT = 16;

/** Notes an order in its parent row. It is watched until it is done, or told when it is held. */
export function holdTaken(
  ends: LiveEnds,
  parent: number,
  orderId: number,
  isWatched: boolean,
): void {
  const slot = orderId & (ends.ids.length - 1);
  ends.ids[slot] = orderId;
  ends.idRows[slot] = parent;
  if (isWatched) watchEnd(ends, parent, orderId);
  else {
    ends.takenRows.push(parent);
    ends.takenOrders.push(orderId);
  }
}

function watchEnd({ rows, orders }: LiveEnds, parent: number, orderId: number): void {
  rows.push(parent);
  orders.push(orderId);
}

/** Tells that the build has refused an order. */
export function tellRefused(ends: LiveEnds, server: Server, number: number, orderId: number): void {
  tellEnd(ends, server, number, orderId, LiveEnd.REFUSED);
}

/**
 * After a turn with `count` children: tells the orders that were taken before it and have no child
 * in it. The others hear by their children. Returns how many it told.
 */
export function passHeld(ends: LiveEnds, server: Server, number: number, count: number): number {
  const { takenRows, takenOrders, turns } = ends;
  if (takenRows.length === 0) return 0;
  const turn = ++ends.turn;
  const { words } = server.children;
  const end = turnEnd(server);
  for (let child = (end - count) | 0; child !== end; child = (child + 1) | 0)
    turns[words[childSlot(server.children, child) + ChildWord.PARENT]!] = turn;
  let told = 0;
  for (let n = 0; n < takenRows.length; n++) {
    if (turns[takenRows[n]!] === turn) continue;
    tellEnd(ends, server, number, takenOrders[n]!, LiveEnd.HELD);
    told++;
  }
  takenRows.length = 0;
  takenOrders.length = 0;
  return told;
}

/** Takes a cancel. An order that is done already is told as ended at once. */
export function takeCancel(
  ends: LiveEnds,
  { router }: Server,
  orderId: number,
  journal: Journal | undefined,
): void {
  const parent = rowOf(ends, router.parents, orderId);
  if (parent < 0) {
    watchEnd(ends, -1, orderId);
    return;
  }
  stopParent(router, parent);
  if (journal !== undefined) journalMark(journal, RecordKind.CANCEL, parent, 0, STOPPED);
  if (!ends.orders.includes(orderId)) watchEnd(ends, parent, orderId);
}

/** What a journal says of the parent row of a cancel: that it is stopped, and that it is free. */
const STOPPED = 0;
const FREED = 1;

/** Does what the journal says of a cancelled parent. */
export function replayCancel({ router }: Server, parent: number, what: number): void {
  if (what === STOPPED) stopParent(router, parent);
  else freeStopped(router, parent);
}

/** The row of an order that is not done, or −1. */
export function rowOf({ ids, idRows }: LiveEnds, parents: Parents, orderId: number): number {
  const { orderId: ofRow, state } = parents;
  const slot = orderId & (ids.length - 1);
  if (ids[slot] === orderId) {
    const row = idRows[slot]!;
    return ofRow[row] === orderId && state[row] !== ParentState.FREE ? row : -1;
  }
  // A later order has taken the place.
  for (let row = 0; row < ofRow.length; row++)
    if (ofRow[row] === orderId && state[row] !== ParentState.FREE) return row;
  return -1;
}

/** Tells the watched orders that have ended; returns how many. */
export function passEnds(
  ends: LiveEnds,
  server: Server,
  number: number,
  journal: Journal | undefined,
): number {
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
      (router.parents.state[row] === ParentState.ABANDONED && isFreed(router, row, journal));
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

function isFreed(router: Router, row: number, journal: Journal | undefined): boolean {
  if (!freeStopped(router, row)) return false;
  if (journal !== undefined) journalMark(journal, RecordKind.CANCEL, row, 0, FREED);
  return true;
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
