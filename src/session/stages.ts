import { NS_PER_MINUTE, NS_PER_SECOND } from '../base/units.js';
import { tapTurn } from '../capture/tap.js';
import { markErrorAccount } from '../ledger/positions.js';
import { fillChildren } from '../market/fills.js';
import { markMarket, wanderPrices } from '../market/market.js';
import { tellPause, watchPauses } from '../market/pauses.js';
import { PRIMARY_VENUE } from '../market/venues.js';
import { allocateTable } from '../memory/table.js';
import { logEvent } from '../metrics/events.js';
import { roomOutstanding } from '../server/reports.js';
import { noteQuotesOfAll, turnBegin, turnEnd, turnServer } from '../server/turn.js';
import type { Day } from './day/day.js';
import { DEPTH_SECONDS, noteDepth } from './day/depth-trace.js';
import { noteMoves, notePause } from './day/moves.js';
import { publishTick } from './day/tapping.js';
import {
  SERVER_TIMELINE_SCHEMA,
  type ServerTimeline,
  TIMELINE_SCHEMA,
  type Timeline,
} from './day/timeline.js';
import { passFaults } from './faults/faults.js';
import { noteRecorded } from './faults/recorded-quotes.js';
import { copyAnswers } from './guards/drop-copy.js';
import { watchLadders } from './guards/ladders.js';
import { holdChildren, roomOnLink, settleDay } from './guards/links.js';
import { followProfiles } from './guards/profiles.js';
import { watchBands } from './guards/venues.js';
import { EventKind } from './log/event-kinds.js';
import { assignOrder, retryWaiting } from './orders/assign.js';
import { isEntered, isKeptInside, noteEntry } from './orders/entry.js';
import { landFlights, launchTurn, roomOnWay } from './orders/flights.js';
import { takeRequests } from './orders/requests.js';
import { enterLoops, returnOrders } from './orders/returns.js';
import { noteCut, noteTries } from './orders/tries.js';
import { noteTrouble, operate } from './people/operations.js';
import { computeLoss } from './result/loss.js';

const SAMPLE_NS = DEPTH_SECONDS * NS_PER_SECOND;
const { min } = Math;
const { POSITIVE_INFINITY } = Number;
/** 10:00, for which documents give the volume of NYSE on 1 August 2012. */
const TEN_NS = 30 * NS_PER_MINUTE;

/**
 * One tick of the day, in four stages:
 *
 *   1 open     people act; parents arrive and are given to servers
 *   2 route    server 1 … n: decide, gate
 *   3 settle   venues fill; parents, reservations and books learn of it
 *   4 mark     quotes move; once a second pauses, wandering, the timeline
 *
 * Where venues have a latency, orders and answers that were under way arrive before the first stage
 * and, from venues without one, in the third.
 */
export function tickDay(day: Day): void {
  const nowNs = day.cursor.nowNs[0]!;
  if (day.flights !== undefined) landFlights(day, day.flights, nowNs);
  openStage(day, nowNs);
  routeAndSettle(day, nowNs);
  watchLadders(day, nowNs);
  publishTick(day);
  markStage(day, nowNs);
  noteStandings(day);
}

/** Records the error account for the events of this tick. */
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
  followProfiles(day, nowNs);
  operate(day, nowNs);
  const { cursor, flow, faults } = day;
  if (faults !== undefined) passFaults(day, faults, nowNs);
  for (let server = 0; server < day.servers.length; server++) retryWaiting(day, server, nowNs);
  const first = cursor.nextOrder[0]!;
  let order = first;
  for (; order < flow.count && flow.arrivalNs[order]! <= nowNs; order++) {
    if (
      faults === undefined ||
      (!isKeptInside(day, faults, order) && isEntered(day, faults, order, nowNs))
    )
      assignOrder(day, order, nowNs);
  }
  cursor.nextOrder[0] = order;
  if (faults === undefined) return;
  noteEntry(day, faults, nowNs);
  enterLoops(faults, first, order, nowNs);
  returnOrders(day, faults, nowNs);
}

/**
 * Stages 2 and 3. All servers decide and gate before the first fill, so that no server sees the
 * fills of the same tick.
 */
function routeAndSettle(day: Day, nowNs: number): void {
  const { servers, market, spec, seen, faults } = day;
  const epoch = day.cursor.epoch[0]!;
  let any = 0;
  noteQuotesOfAll(servers, nowNs);
  if (faults !== undefined) noteRecorded(day, faults, nowNs);
  for (let index = 0; index < servers.length; index++) {
    const room =
      faults === undefined ? POSITIVE_INFINITY : roomOutstanding(faults.serverReports[index]!);
    const childrenPerTurn = min(
      spec.capacity.childrenPerTurn,
      room,
      roomOnLink(day, index),
      roomOnWay(day, index),
    );
    noteCut(day, index);
    const children = turnServer(servers[index]!, nowNs, epoch, childrenPerTurn);
    seen.turnChildren[index] = children;
    if (children > 0) noteTries(day, index, children);
    any += children;
  }
  if (faults !== undefined) takeRequests(day, faults, nowNs);
  if (any === 0 && faults === undefined && day.flights === undefined) return;
  for (let index = 0; index < servers.length; index++) {
    const children = seen.turnChildren[index]!;
    if (children === 0) continue;
    const server = servers[index]!;
    const begin = turnBegin(server, children);
    if (holdChildren(day, index, begin, turnEnd(server), nowNs)) continue;
    if (launchTurn(day, index, turnEnd(server), nowNs)) continue;
    fillChildren(market.book, server.children, begin, turnEnd(server), epoch);
    if (day.guards !== undefined) copyAnswers(day, index, begin, turnEnd(server));
    if (server.tap !== undefined) tapTurn(server.tap, turnEnd(server), nowNs);
    settleDay(day, index, begin, turnEnd(server), nowNs);
  }
  if (day.flights !== undefined) landFlights(day, day.flights, nowNs);
  noteTrouble(day, nowNs);
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
    noteMoves(day.moves, market.quotes, nowNs / NS_PER_SECOND);
    if (nowNs === TEN_NS) day.moves.primaryByTen[0] = market.book.totals.shares[PRIMARY_VENUE]!;
    const { books } = market.book;
    if (books !== undefined && day.depth !== undefined && nowNs % SAMPLE_NS === 0)
      noteDepth(day.depth, books, nowNs);
    if (day.isSampled) sampleSecond(day, nowNs);
  }
  cursor.epoch[0] = epoch + 1;
}

/** Limit up – limit down replaced the single-stock pauses. */
function replacesPauses({ spec }: Day): boolean {
  return spec.operations.limitUpLimitDown?.mode === 'enforce';
}

function notePauses(day: Day, nowNs: number): void {
  const { market, pausedScratch } = day;
  const count = watchPauses(
    market.pauses,
    market.pauseBuckets,
    market.quotes,
    nowNs,
    pausedScratch,
  );
  for (let n = 0; n < count; n++) {
    const symbol = pausedScratch[n]!;
    logEvent(day.events, nowNs, EventKind.PAUSE, 0, symbol, 0);
    notePause(day.moves, {
      symbol,
      startNs: nowNs,
      endNs: market.pauses.untilNs[symbol]!,
      midTicks: market.quotes.midTicks[symbol]!,
      reason: tellPause(market.pauses, symbol),
    });
  }
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
  const { timeline, serverTimeline, cursor } = day;
  writeSample(day, timeline, serverTimeline, cursor.seconds[0]!, nowNs);
  cursor.seconds[0] = cursor.seconds[0]! + 1;
}

/**
 * Samples the day at this moment, which may be between two seconds. Returns a timeline of one row
 * that is not part of the day.
 */
export function sampleNow(day: Day): {
  readonly timeline: Timeline;
  readonly serverTimeline: ServerTimeline;
} {
  const timeline = allocateTable(TIMELINE_SCHEMA, 1);
  const serverTimeline = allocateTable(SERVER_TIMELINE_SCHEMA, day.servers.length);
  writeSample(day, timeline, serverTimeline, 0, day.cursor.nowNs[0]!);
  return { timeline, serverTimeline };
}

function writeSample(
  day: Day,
  timeline: Timeline,
  serverTimeline: ServerTimeline,
  row: number,
  nowNs: number,
): void {
  const { servers, market, mark } = day;
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
  timeline.pnlAtMid[row] = mark.pnl;
  timeline.loss[row] = computeLoss(day).total;
}
