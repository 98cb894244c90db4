import { tapTurn } from '../../capture/tap.js';
import { PRIMARY_VENUE } from '../../market/venues.js';
import {
  CHILD_WORDS,
  type Children,
  ChildWord,
  childSlot,
  isAdmitted,
} from '../../orders/children.js';
import { trackRefusals } from '../../router/progress.js';
import { restingOrders } from '../../server/reports.js';
import { settleServer } from '../../server/settle.js';
import { settleReports } from '../../server/settle-reports.js';
import type { Day } from '../day/day.js';
import { nanosecondsOf, parameterOf } from '../day/guards.js';
import { isDown, type Links } from '../day/links.js';
import { tapUnreached } from '../day/tapping.js';
import { byCheck, found, stop } from './find.js';

/**
 * The connections between servers and venues on a day that loses one. `day/links` has their memory.
 */

/** Returns how many children a server's connection lets it decide in this turn. */
export function roomOnLink({ links, servers }: Day, server: number): number {
  if (links === undefined) return Number.POSITIVE_INFINITY;
  return links.rows.turns[server]! < servers[server]!.children.capacity
    ? links.heldMax - links.rows.held[server]!
    : 0;
}

/**
 * Cuts or restores the connection of a server (from 0). Returns false if it is in that state
 * already. Orders sent on the cut connection never reached a venue: they come back cancelled.
 */
export function turnLink(day: Day, server: number, isLost: boolean, nowNs: number): boolean {
  const links = day.links;
  if (links === undefined || isDown(links, server) === isLost) return false;
  links.rows.downNs[server] = isLost ? nowNs : Number.NaN;
  links.rows.told[server] = 0;
  const requests = day.faults?.serverReports[server]?.requests;
  if (requests !== undefined) requests.isCut[0] = isLost ? 1 : 0;
  if (!isLost) cancelHeld(day, links, server, nowNs);
  return true;
}

/**
 * Holds the children at positions [begin, end) of a server (from 0) if its connection is lost and
 * any of them, or of those already held, was admitted. Returns whether it did. Refused children are
 * held too, so that answers keep the order.
 */
export function holdChildren(
  { links, servers }: Day,
  server: number,
  begin: number,
  end: number,
  nowNs: number,
): boolean {
  if (links === undefined || !isDown(links, server)) return false;
  const { children, tap } = servers[server]!;
  const { rows, held, words, heldMax } = links;
  if (rows.held[server] === 0 && !anyAdmitted(children, begin, end)) return false;
  rows.turns[server]!++;
  for (let child = begin; child !== end; child = (child + 1) | 0) {
    const row = server * heldMax + rows.held[server]!++;
    const slot = childSlot(children, child);
    held.position[row] = child;
    words.word.set(children.words.subarray(slot, slot + CHILD_WORDS), row * CHILD_WORDS);
  }
  if (tap !== undefined) tapTurn(tap, end, nowNs);
  return true;
}

function anyAdmitted(children: Children, begin: number, end: number): boolean {
  for (let child = begin; child !== end; child = (child + 1) | 0) {
    if (isAdmitted(children.words[childSlot(children, child) + ChildWord.INSTRUMENT]!)) return true;
  }
  return false;
}

/**
 * Check 23, `cancel-on-disconnect`: a server that is silent for more than 2 heartbeats of 1 s is
 * halted, and its working orders are cancelled. It stays halted until its connection is back and a
 * person re-arms it. Positions stay: closing them is another person's decision. CME; FIA 2024.
 */
export function watchLinks(day: Day, nowNs: number): void {
  const { links, guards } = day;
  if (
    links === undefined ||
    guards === undefined ||
    guards.settings.cancelOnDisconnect.mode === 'off'
  )
    return;
  const { mode } = guards.settings.cancelOnDisconnect;
  const bound =
    nanosecondsOf(guards, 'cancelOnDisconnect', 'heartbeatSeconds') *
    parameterOf(guards, 'cancelOnDisconnect', 'missed');
  for (let index = 0; index < day.servers.length; index++) {
    const silentNs = nowNs - links.rows.downNs[index]!;
    if (!(silentNs > bound) || links.rows.told[index] !== 0) continue;
    links.rows.told[index] = 1;
    const server = day.servers[index]!.number;
    const measured = {
      scopeId: server,
      value: silentNs,
      bound,
      windowNs: 0,
      detail: workingOrders(day, index),
    };
    if (!found(day, 'cancel-on-disconnect', mode, measured, nowNs)) continue;
    cancelHeld(day, links, index, nowNs);
    stop(day, { kind: 'server', server }, 'halt', byCheck('cancel-on-disconnect', nowNs));
  }
}

/** Returns whether the venues cancel a silent server's resting orders (servers from 0). */
export function isCancelledOnDisconnect({ links, guards }: Day, server: number): boolean {
  return (
    links !== undefined &&
    isDown(links, server) &&
    links.rows.told[server] !== 0 &&
    guards?.settings.cancelOnDisconnect.mode === 'enforce'
  );
}

/** Returns a server's working orders: on its dead connection, and resting at the venues. */
function workingOrders({ links, faults }: Day, server: number): number {
  const { rows, words, heldMax } = links!;
  let orders = faults === undefined ? 0 : restingOrders(faults.serverReports[server]!);
  for (let n = 0; n < rows.held[server]!; n++) {
    if (isAdmitted(words.word[(server * heldMax + n) * CHILD_WORDS + ChildWord.INSTRUMENT]!))
      orders++;
  }
  return orders;
}

function isMemberHalted(memberHalts: Uint8Array): boolean {
  return memberHalts[PRIMARY_VENUE] !== 0 && memberHalts.every((halted) => halted !== 0);
}

/**
 * Settles the answers to the children at positions [begin, end) of a server (from 0), as far as
 * they are reported to the firm. Children that have not `reached` a venue do not rest.
 */
export function settleDay(
  { servers, faults, market }: Day,
  server: number,
  begin: number,
  end: number,
  nowNs: number,
  reached = true,
): void {
  if (faults === undefined) settleServer(servers[server]!, begin, end, nowNs);
  else settleReports(servers[server]!, faults.serverReports[server]!, begin, end, nowNs, reached);
  // If all venues refuse the member, its servers ask again as after a refusal of the gate: after a
  // minute, not every turn.
  if (isMemberHalted(market.book.memberHalts))
    trackRefusals(servers[server]!.router, servers[server]!.children, begin, end, nowNs, true);
}

/**
 * Answers all held children of a server as cancelled, without executions. Their rows return to
 * their old positions and are settled, one contiguous run at a time.
 */
function cancelHeld(day: Day, links: Links, server: number, nowNs: number): void {
  const { rows, held, words, heldMax } = links;
  const { children } = day.servers[server]!;
  const first = server * heldMax;
  const count = rows.held[server]!;
  const ring = children.mask + 1;
  for (let n = 0; n < count; ) {
    const begin = held.position[first + n]!;
    let child = begin;
    for (; n < count && held.position[first + n] === child && ((child - begin) | 0) < ring; n++) {
      const slot = childSlot(children, child);
      children.words.set(
        words.word.subarray((first + n) * CHILD_WORDS, (first + n + 1) * CHILD_WORDS),
        slot,
      );
      children.words[slot + ChildWord.EXECUTED] = 0;
      children.words[slot + ChildWord.PRICE] = 0;
      children.words[slot + ChildWord.MIDDLE] = 0;
      child = (child + 1) | 0;
    }
    settleDay(day, server, begin, child, nowNs, false);
    tapUnreached(day.servers[server]!, begin, child, nowNs);
  }
  rows.held[server] = 0;
  rows.turns[server] = 0;
}
