import { OrderAttribute } from '../../orders/codes.js';
import { isServerKilled } from '../../risk/stops/kill.js';
import { serverOfSymbol, stick, stuckTo } from '../../router/assign.js';
import { cancelUntaken } from '../../router/immediate.js';
import { FULL } from '../../router/state.js';
import { openParents } from '../../server/server.js';
import { takeOrder } from '../../server/turn.js';
import type { Day } from '../day/day.js';
import { noteTaken } from '../day/faults.js';
import { copyOrder } from '../guards/drop-copy.js';

const { POSITIVE_INFINITY } = Number;

/** Assigns orders to servers, and queues those that find their server full. */

/**
 * Gives a server an order that was handed to it. Returns the parent row, or the router's FULL or
 * REFUSED.
 */
export function takeFor(day: Day, server: number, order: number, nowNs: number): number {
  const parent = deliver(day, server, order, nowNs);
  if (parent >= 0) copyOrder(day, server, order);
  return parent;
}

/**
 * Gives a server an order that the network delivers, even if nobody handed it over. Returns the
 * same as `takeFor`.
 */
export function deliver(day: Day, server: number, order: number, nowNs: number): number {
  const parent = takeOrder(day.servers[server]!, day.flow, order, nowNs);
  if (day.faults !== undefined && parent >= 0)
    noteTaken(day.faults, day.flow, server, parent, order, nowNs);
  return parent;
}

/**
 * Gives an order to the server of its session; an order without a session goes by `router.assign`.
 * An immediate order does not wait for room.
 */
export function assignOrder(day: Day, order: number, nowNs: number): void {
  const server = serverFor(day, order);
  if (server < 0) {
    day.cursor.unassigned[0] = day.cursor.unassigned[0]! + 1;
    return;
  }
  if (day.waiting.head[server] === -1 && takeFor(day, server, order, nowNs) !== FULL) return;
  if ((day.flow.attributes[order]! & OrderAttribute.IMMEDIATE) !== 0)
    cancelUntaken(day.servers[server]!.router, day.flow.quantity[order]!);
  else queueOrder(day, server, order);
}

/** Returns the server that would get an order now, or −1 if all are stopped. */
export function serverFor(day: Day, order: number): number {
  const session = day.flow.session[order]!;
  return session > 0 ? (session - 1) % day.servers.length : serverByRule(day, order);
}

function serverByRule(day: Day, order: number): number {
  const { flow, servers, sticky } = day;
  switch (day.spec.router.assign) {
    case 'round-robin':
      return nextInTurn(day);
    case 'symbol':
      return runningFrom(day, serverOfSymbol(flow.symbol[order]!, servers.length));
    case 'sticky': {
      const account = flow.account[order]!;
      const symbol = flow.symbol[order]!;
      const known = stuckTo(sticky!, account, symbol);
      if (known >= 0 && !isServerKilled(day.kill, known + 1)) return known;
      const server = leastLoaded(day);
      if (server >= 0) stick(sticky!, account, symbol, server);
      return server;
    }
    default:
      return leastLoaded(day);
  }
}

/** Returns the running server after the one that had the last order, or −1. */
function nextInTurn(day: Day): number {
  const { servers, cursor } = day;
  const server = runningFrom(day, (cursor.lastServer[0]! + 1) % servers.length);
  if (server >= 0) cursor.lastServer[0] = server;
  return server;
}

/** Returns the first running server from `first` on, round the table; −1 if all are stopped. */
function runningFrom({ servers, kill }: Day, first: number): number {
  for (let step = 0; step < servers.length; step++) {
    const server = (first + step) % servers.length;
    if (!isServerKilled(kill, server + 1)) return server;
  }
  return -1;
}

function leastLoaded(day: Day): number {
  const { servers, cursor } = day;
  let best = -1;
  let bestOpen = POSITIVE_INFINITY;
  for (let step = 1; step <= servers.length; step++) {
    const index = (cursor.lastServer[0]! + step) % servers.length;
    const open = openParents(servers[index]!);
    if (open < bestOpen && !isServerKilled(day.kill, index + 1)) {
      best = index;
      bestOpen = open;
    }
  }
  if (best >= 0) cursor.lastServer[0] = best;
  return best;
}

function queueOrder(day: Day, server: number, order: number): void {
  const { waiting, next, cursor } = day;
  next.order[order] = -1;
  if (waiting.head[server] === -1) waiting.head[server] = order;
  else next.order[waiting.tail[server]!] = order;
  waiting.tail[server] = order;
  cursor.waited[0] = cursor.waited[0]! + 1;
}

/** Takes a server's waiting orders while it has room. */
export function retryWaiting(day: Day, server: number, nowNs: number): void {
  const { waiting, next } = day;
  while (waiting.head[server] !== -1) {
    const order = waiting.head[server]!;
    if (takeFor(day, server, order, nowNs) === FULL) return;
    waiting.head[server] = next.order[order]!;
  }
}
