import { NS_PER_SECOND, parseTimeOfDay } from '../../base/units.js';
import { logEvent } from '../../metrics/events.js';
import { ParentState } from '../../orders/codes.js';
import type { Day } from '../day/day.js';
import type { Faults } from '../day/faults.js';
import { EventKind } from '../log/event-kinds.js';
import { holdOut } from '../people/held-out.js';
import { deliver, serverFor, takeFor } from './assign.js';

/** Repeated orders: from customers without a confirmation, or from a network loop. */

/**
 * Re-enters the orders that are due, and compares the intake counts. Call it once a tick, after the
 * orders of the flow.
 */
export function returnOrders(day: Day, faults: Faults, nowNs: number): void {
  const onTheSecond = nowNs % NS_PER_SECOND === 0;
  if (day.spec.customers !== undefined && onTheSecond) repeatOrders(day, faults, nowNs);
  if (faults.list.some(({ kind }) => kind === 'orders-loop')) loopOrders(day, faults, nowNs);
  compareCounts(day, faults, nowNs);
}

/** Re-enters orders that are unconfirmed for too long, each at most `repeatsMax` times. */
function repeatOrders(day: Day, { entries, counts }: Faults, nowNs: number): void {
  const { repeatAfterSeconds, repeatsMax } = day.spec.customers!;
  const beforeNs = nowNs - repeatAfterSeconds * NS_PER_SECOND;
  const end = day.cursor.nextOrder[0]!;
  let repeated = 0;
  for (let order = 0; order < end; order++) {
    const times = entries.entries[order]!;
    if (times === 0 || times > repeatsMax || entries.enteredNs[order]! > beforeNs) continue;
    if (!isUnconfirmed(day, entries.server[order]!, entries.parent[order]!, order)) continue;
    const server = serverFor(day, order);
    if (server >= 0 && takeFor(day, server, order, nowNs) >= 0) repeated++;
  }
  if (repeated === 0) return;
  if (counts.repeated[0] === 0)
    logEvent(day.events, nowNs, EventKind.REPEATED, 0, repeated, repeatAfterSeconds);
  counts.repeated[0] = counts.repeated[0]! + repeated;
}

/** Returns whether the order's first parent is open, as far as its server knows. */
function isUnconfirmed(day: Day, server: number, parent: number, order: number): boolean {
  const { parents } = day.servers[server]!.router;
  return parents.state[parent] === ParentState.WORKING && parents.orderId[parent] === order;
}

/**
 * Delivers the orders of a loop again, once a round while the loop lasts. An order enters the loop
 * with its first delivery to a server that the loop reaches.
 */
function loopOrders(day: Day, faults: Faults, nowNs: number): void {
  const { list, holds, loops, counts, handed } = faults;
  const count = counts.loops[0]!;
  let kept = 0;
  for (let row = 0; row < count; row++) {
    const fault = loops.fault[row]!;
    if (holds.holds[fault] === 0) continue;
    const order = loops.order[row]!;
    const server = loops.server[row]!;
    let dueNs = loops.dueNs[row]!;
    for (; dueNs <= nowNs; dueNs += list[fault]!.seconds! * NS_PER_SECOND) {
      if (deliver(day, server, order, nowNs) >= 0) {
        counts.looped[0] = counts.looped[0]! + 1;
        handed.orders[server] = handed.orders[server]! - 1;
      } else counts.loopsRefused[0] = counts.loopsRefused[0]! + 1;
    }
    loops.order[kept] = order;
    loops.server[kept] = server;
    loops.fault[kept] = fault;
    loops.dueNs[kept] = dueNs;
    kept++;
  }
  counts.loops[0] = kept;
}

/**
 * Puts rows [begin, end) of the flow, the orders of this tick, into the loops that reach their
 * servers.
 */
export function enterLoops(
  { list, holds, loops, counts, entries }: Faults,
  begin: number,
  end: number,
  nowNs: number,
): void {
  for (const [fault, { kind, server, seconds }] of list.entries()) {
    if (kind !== 'orders-loop' || holds.holds[fault] === 0) continue;
    for (let order = begin; order < end; order++) {
      if (entries.entries[order] === 0 || entries.server[order]! + 1 !== server) continue;
      const row = counts.loops[0]!;
      if (row === loops.capacity) return;
      counts.loops[0] = row + 1;
      loops.order[row] = order;
      loops.server[row] = server - 1;
      loops.fault[row] = fault;
      loops.dueNs[row] = nowNs + seconds! * NS_PER_SECOND;
    }
  }
}

/**
 * Compares, before the bell, the orders that each server took with those handed to it; `enforce`
 * keeps out a server whose counts differ.
 */
function compareCounts(day: Day, { counts, handed }: Faults, nowNs: number): void {
  const { intakeCounts } = day.spec.operations;
  if (
    intakeCounts === undefined ||
    intakeCounts.mode === 'off' ||
    counts.countsCompared[0] !== 0 ||
    nowNs < parseTimeOfDay(intakeCounts.at)
  )
    return;
  counts.countsCompared[0] = 1;
  for (const server of day.servers) {
    const taken =
      server.router.counts.receivedParents[0]! - server.router.counts.refusedParents[0]!;
    const given = handed.orders[server.number - 1]!;
    if (taken === given) continue;
    logEvent(day.events, nowNs, EventKind.INTAKE_STRAY, server.number, taken, given);
    if (intakeCounts.mode === 'enforce') holdOut(day, server, 'intake-counts', nowNs);
  }
}
