import { available, type RingConsumer, readable, release } from '../../memory/ring.js';
import { recordLatency } from '../../metrics/histogram.js';
import { OrderAttribute } from '../../orders/codes.js';
import type { OrderFlow } from '../../orders/flow.js';
import { FULL } from '../../router/state.js';
import { openParents } from '../../server/server.js';
import { takeOrder } from '../../server/turn.js';
import { intendedNs, markNumber, RecordKind, readParent, recordKind } from '../memory/records.js';
import { journalParent } from '../record/journal.js';
import { type FleetClock, readClock } from '../threads/clock.js';
import { type HostedServer, TAKE_MAX } from './hosted-server.js';
import { holdTaken, takeCancel, tellRefused } from './live-ends.js';

/** Takes the due parents of the inbox; returns how many. */
export function passInbox(hosted: HostedServer, clock: FleetClock): number {
  const { inbox, order, server, firsts, journal, cells, ends } = hosted;
  const { counts } = cells;
  const ready = available(inbox, TAKE_MAX);
  // Precedes the local copy of the time: V8 allocates a number that is handed to other functions,
  // and most passes take no parent.
  if (ready === 0 || intendedNs(inbox, inbox.position) > clock.passNs[0]!) return 0;
  const nowNs = clock.passNs[0]!;
  let taken = 0;
  let accepted = 0;
  let isFull = false;
  for (; taken < ready; taken++) {
    const position = (inbox.position + taken) | 0;
    const intended = intendedNs(inbox, position);
    if (intended > nowNs) break;
    if (ends !== undefined && recordKind(inbox, position) === RecordKind.CANCEL) {
      takeCancel(ends, server, markNumber(inbox, position), journal);
      continue;
    }
    const orderId = readParent(inbox, position, order);
    const parent = takeOrder(server, order, 0, nowNs);
    if (parent === FULL) {
      isFull = true;
      break;
    }
    if (journal !== undefined) journalParent(journal, order, 0, orderId, nowNs);
    if (nowNs - intended > hosted.plan.lateMicros * 1000)
      counts.lateStarts[0] = counts.lateStarts[0]! + 1;
    if (parent < 0) {
      if (ends !== undefined) tellRefused(ends, server, hosted.number, orderId);
      continue;
    }
    if (ends !== undefined) holdTaken(ends, parent, orderId, isWatched(order));
    server.router.parents.orderId[parent] = orderId;
    firsts.intendedNs[parent] = intended;
    firsts.rows[accepted++] = parent;
  }
  if (isFull) counts.tableFull[0] = counts.tableFull[0]! + 1;
  if (taken === 0 && !isFull) return 0;
  const queue = isFull || taken === TAKE_MAX ? dueParents(inbox, nowNs) : taken;
  if (queue > counts.largestQueue[0]!) counts.largestQueue[0] = queue;
  if (taken > 0) release(inbox, taken);
  noteAccepted(hosted, accepted, readClock(clock));
  return taken;
}

/** Whether an order's children do not tell when it is done. */
function isWatched({ attributes, flags }: OrderFlow): boolean {
  return (attributes[0]! & OrderAttribute.IMMEDIATE) !== 0 || flags[0] !== 0;
}

function noteAccepted({ firsts, latency }: HostedServer, accepted: number, nowNs: number): void {
  for (let n = 0; n < accepted; n++) {
    const parent = firsts.rows[n]!;
    firsts.takenNs[parent] = nowNs;
    recordLatency(latency.accepted, nowNs - firsts.intendedNs[parent]!);
  }
  firsts.waiting += accepted;
}

/**
 * Counts the due parents of the inbox. They are in order of time, so a binary search finds the
 * first that is not due.
 */
function dueParents(inbox: RingConsumer, nowNs: number): number {
  let low = 0;
  let high = readable(inbox);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (intendedNs(inbox, (inbox.position + middle) | 0) <= nowNs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Takes the next parents of the mix while fewer than `openMax` are open, in a closed loop; returns
 * how many.
 */
export function passMix(
  hosted: HostedServer,
  templates: OrderFlow,
  openMax: number,
  clock: FleetClock,
): number {
  const { server, firsts, journal, plan, number } = hosted;
  let open = openParents(server);
  if (open >= openMax) return 0;
  const nowNs = clock.passNs[0]!;
  let taken = 0;
  for (; open < openMax && taken < TAKE_MAX; taken++) {
    const orderId = hosted.taken * plan.servers + number - 1;
    const row = orderId % templates.count;
    const parent = takeOrder(server, templates, row, nowNs);
    if (parent === FULL) break;
    if (journal !== undefined) journalParent(journal, templates, row, orderId, nowNs);
    hosted.taken++;
    if (parent < 0) continue;
    server.router.parents.orderId[parent] = orderId;
    firsts.takenNs[parent] = nowNs;
    firsts.waiting++;
    open++;
  }
  return taken;
}
