import { NS_PER_SECOND } from '../base/units.js';
import { type Tap, tapAnswers, tapTurn } from '../capture/tap.js';
import { markErrorAccount } from '../ledger/positions.js';
import { fillChildren } from '../market/fills.js';
import { markMarket, wanderPrices } from '../market/market.js';
import { watchPauses } from '../market/pauses.js';
import { logEvent } from '../metrics/events.js';
import { isServerKilled } from '../risk/kill.js';
import { FULL } from '../router/router.js';
import { openParents } from '../server/server.js';
import { settleServer } from '../server/settle.js';
import { noteQuotes, takeOrder, turnBegin, turnEnd, turnServer } from '../server/turn.js';
import type { Day } from './day.js';
import { EventKind } from './events.js';
import { copyAnswers, copyOrder } from './guards/drop-copy.js';
import { holdChildren, roomOnLink } from './guards/links.js';
import { watchBands } from './guards/venues.js';
import { noteTrouble, operate } from './operations.js';

/**
 * One tick of the day, in four stages:
 *
 *   1 open     people act; parents arrive and are given to servers
 *   2 route    server 1 … n: decide, gate
 *   3 settle   venues fill; parents, reservations and books learn of it
 *   4 mark     quotes move; once a second pauses, wandering, the timeline
 */
export function tickDay(day: Day): void {
  const nowNs = day.cursor.nowNs[0]!;
  openStage(day, nowNs);
  routeAndSettle(day, nowNs);
  markStage(day, nowNs);
  noteStandings(day);
}

/** Notes how the error account stands for the events of this tick. */
function noteStandings({ cursor, events, standings, servers }: Day): void {
  const end = events.counts.count[0]!;
  if (cursor.stampedEvents[0] === end) return;
  let unmatched = 0;
  let gross = 0;
  for (const { book } of servers) {
    unmatched += book.errorExecutions[0]!;
    gross += book.errorGross[0]!;
  }
  standings.unmatched.fill(unmatched, cursor.stampedEvents[0]!, end);
  standings.gross.fill(gross, cursor.stampedEvents[0]!, end);
  cursor.stampedEvents[0] = end;
}

function openStage(day: Day, nowNs: number): void {
  operate(day, nowNs);
  const { cursor, flow } = day;
  for (let server = 0; server < day.servers.length; server++) retryWaiting(day, server, nowNs);
  let order = cursor.nextOrder[0]!;
  for (; order < flow.count && flow.arrivalNs[order]! <= nowNs; order++) assignOrder(day, order, nowNs);
  cursor.nextOrder[0] = order;
}

/**
 * Gives an order to the server of its session, or, when it came in on none, to the running server with the fewest open parents, the next in turn among equals. Least
 * outstanding is our reconstruction: how parents were spread over the eight servers is not documented.
 */
function assignOrder(day: Day, order: number, nowNs: number): void {
  const session = day.flow.session[order]!;
  const server = session > 0 ? (session - 1) % day.servers.length : leastLoaded(day);
  if (server < 0) {
    day.cursor.unassigned[0] = day.cursor.unassigned[0]! + 1;
    return;
  }
  if (day.waiting.head[server] === -1 && give(day, server, order, nowNs)) return;
  queueOrder(day, server, order);
}

/** Lets a server take an order, or refuse it for good; false where it has no room. */
function give(day: Day, server: number, order: number, nowNs: number): boolean {
  const parent = takeOrder(day.servers[server]!, day.flow, order, nowNs);
  if (parent >= 0) copyOrder(day, server, order);
  return parent !== FULL;
}

function leastLoaded(day: Day): number {
  const { servers, cursor } = day;
  let best = -1;
  let bestOpen = Number.POSITIVE_INFINITY;
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

function retryWaiting(day: Day, server: number, nowNs: number): void {
  const { waiting, next } = day;
  while (waiting.head[server] !== -1) {
    const order = waiting.head[server]!;
    if (!give(day, server, order, nowNs)) return;
    waiting.head[server] = next.order[order]!;
  }
}

/** Stages 2 and 3. All servers decide and gate before the first fill is made, so that none of them sees the fills of the same tick. */
function routeAndSettle(day: Day, nowNs: number): void {
  const { servers, market, spec, seen } = day;
  const epoch = day.cursor.epoch[0]!;
  const { childrenPerTurn } = spec.capacity;
  let any = 0;
  for (let index = 0; index < servers.length; index++) {
    noteQuotes(servers[index]!, nowNs);
    const children = turnServer(servers[index]!, nowNs, epoch, Math.min(childrenPerTurn, roomOnLink(day, index)));
    seen.turnChildren[index] = children;
    any += children;
  }
  if (any === 0) return;
  for (let index = 0; index < servers.length; index++) {
    const children = seen.turnChildren[index]!;
    if (children === 0) continue;
    const server = servers[index]!;
    const begin = turnBegin(server, children);
    if (holdChildren(day, index, begin, turnEnd(server), nowNs)) continue;
    fillChildren(market.book, server.children, begin, turnEnd(server), epoch);
    if (day.guards !== undefined) copyAnswers(day, index, begin, turnEnd(server));
    if (day.taps !== undefined) tapChildren(day.taps[index]!, begin, turnEnd(server), nowNs);
    settleServer(server, begin, turnEnd(server), nowNs);
  }
  noteTrouble(day, nowNs);
}

/** In the simulated day a child is sent and answered within one tick. */
function tapChildren(tap: Tap, begin: number, end: number, nowNs: number): void {
  tapTurn(tap, end, nowNs);
  tapAnswers(tap, begin, end, nowNs);
}

function markStage(day: Day, nowNs: number): void {
  const { cursor, market } = day;
  const epoch = cursor.epoch[0]!;
  const onTheSecond = nowNs >= 0 && nowNs % NS_PER_SECOND === 0;
  if (onTheSecond && market.spec.wander) wanderPrices(market, nowNs / NS_PER_SECOND);
  markMarket(market, epoch);
  watchBands(day, nowNs);
  if (onTheSecond) {
    if (market.spec.pauses && !replacesPauses(day)) notePauses(day, nowNs);
    noteExtremes(day);
    sampleSecond(day, nowNs);
  }
  cursor.epoch[0] = epoch + 1;
}

/** Limit up – limit down took the place of the single-stock pauses. */
function replacesPauses({ spec }: Day): boolean {
  return spec.operations.limitUpLimitDown?.mode === 'enforce';
}

function notePauses(day: Day, nowNs: number): void {
  const { market, pausedScratch } = day;
  const count = watchPauses(market.pauses, market.pauseBuckets, market.quotes, nowNs, pausedScratch);
  for (let n = 0; n < count; n++) logEvent(day.events, nowNs, EventKind.PAUSE, 0, pausedScratch[n]!, 0);
}

function noteExtremes(day: Day): void {
  const { lowTicks, highTicks } = day.extremes;
  const { midTicks } = day.market.quotes;
  for (let symbol = 0; symbol < midTicks.length; symbol++) {
    const mid = midTicks[symbol]!;
    if (mid < lowTicks[symbol]!) lowTicks[symbol] = mid;
    if (mid > highTicks[symbol]!) highTicks[symbol] = mid;
  }
}

function sampleSecond(day: Day, nowNs: number): void {
  const { timeline, serverTimeline, servers, market, cursor, mark } = day;
  const row = cursor.seconds[0]!;
  mark.long = 0;
  mark.short = 0;
  mark.pnl = 0;
  let children = 0;
  let executions = 0;
  let errorGross = 0;
  for (let index = 0; index < servers.length; index++) {
    const { router, positions, book } = servers[index]!;
    if (book.errorExecutions[0] !== 0) markErrorAccount(positions, market.quotes, mark);
    serverTimeline.children[row * servers.length + index] = router.counts.sequence[0]!;
    children += router.counts.sequence[0]!;
    executions += book.customerExecutions[0]! + book.errorExecutions[0]!;
    errorGross += book.errorGross[0]!;
  }
  timeline.timeNs[row] = nowNs;
  timeline.children[row] = children;
  timeline.executions[row] = executions;
  timeline.errorGross[row] = errorGross;
  timeline.long[row] = mark.long;
  timeline.short[row] = mark.short;
  timeline.pnl[row] = mark.pnl;
  cursor.seconds[0] = row + 1;
}
