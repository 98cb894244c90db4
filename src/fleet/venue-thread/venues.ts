import { NS_PER_MS, NS_PER_SECOND } from '../../base/units.js';
import { fillChildren } from '../../market/fills.js';
import { nextDueNs } from '../../market/flight.js';
import { openBooks, openingEpoch } from '../../market/market.js';
import { inRegion } from '../../memory/arena.js';
import {
  closeRing,
  isEnded,
  openConsumer,
  openProducer,
  publish,
  readable,
  release,
  writable,
} from '../../memory/ring.js';
import { openSleeper, waitUntil, wakeConsumer, wakeProducer } from '../../memory/waiting.js';
import { createStallCounts, type StallCounts } from '../../metrics/stalls.js';
import { CHILD_WORDS, openChildren } from '../../orders/children.js';
import type { Gate } from '../../risk/gate/state.js';
import { countBehindBarrier, openBarrier } from '../market/barrier.js';
import { advanceMarks, isMarked, openMarker } from '../market/marks.js';
import { countAnswered, countArrived, isExposureCounted } from '../market/recount.js';
import {
  hostOf,
  openControl,
  openFleetServer,
  openServerCells,
  openShard,
} from '../memory/open.js';
import { RECORD_WORDS, RecordKind, writeMark, writeQuoteRecord } from '../memory/records.js';
import { type FleetControl, type FleetMemory, Phase } from '../memory/tables.js';
import { type FleetPlan, waitingAsleep } from '../spec.js';
import { beginPass, openClock, performanceMs } from '../threads/clock.js';
import { watchGarbage } from '../threads/garbage.js';
import {
  endIdleTime,
  isSpinning,
  noteIdlePass,
  openIdleTime,
  pollBriefly,
} from '../threads/idle.js';
import { awaitStart } from '../threads/start.js';
import type { FleetTask, ThreadReport } from '../threads/task.js';
import { isUnseen, openDelayed, serveDelayed } from './delayed.js';
import { BATCH, type Exchange, type ServerLink } from './exchange.js';

/**
 * Symbols scanned for a server in one pass: some microseconds of work. A small ring limits the scan
 * to a quarter of its capacity.
 */
const QUOTE_STEP = 256;
/** The longest sleep of the idle venue thread. Epochs begin without a wake-up. */
const IDLE_MS = 0.5;

/**
 * Runs the venues until every server has ended or the fleet is aborted: the whole life of the venue
 * thread.
 */
export async function hostVenues({ plan, memory, thread }: FleetTask): Promise<ThreadReport> {
  const garbage = watchGarbage();
  const control = openControl(plan, memory);
  const stalls = createStallCounts();
  if (awaitStart(control, thread) !== Phase.ABORT)
    runExchange(openExchange(plan, memory, control), stalls);
  const measuredFromMs = performanceMs(
    openClock(control.control.startNs[0]!),
    plan.warmupSeconds * NS_PER_SECOND,
  );
  return { thread, garbage: await garbage.report(measuredFromMs), stalls, ownChecks: [] };
}

function openExchange(plan: FleetPlan, memory: FleetMemory, control: FleetControl): Exchange {
  const shard = inRegion(memory.scratch[plan.threads]!, () => openShard(plan, memory, 0));
  openBooks(shard.market, plan.epochMs * NS_PER_MS);
  const gates: Gate[] = [];
  const links = memory.servers.map(({ number, cells: buffer, out: ring, feed }) => {
    const out = openConsumer(ring!, CHILD_WORDS);
    const children = openChildren(out.words);
    const cells = openServerCells(plan, buffer);
    const { router, gate } = openFleetServer(plan, memory, control, cells, shard.market, number);
    gates.push(gate);
    return {
      number,
      out,
      feed: openProducer(feed!, RECORD_WORDS),
      children,
      host: openSleeper(memory.sleepers, hostOf(plan, number)),
      barrier: openBarrier(number, control.acts, cells, router.parents),
      sequence: 0,
      lookAtNs: 0,
      firstSeenNs: -1,
      knownMarks: 0,
      scanMarks: 0,
      scanEpoch: openingEpoch(plan.seed),
      cursor: plan.universe.stocks,
      flight: openDelayed(plan, children, number),
      closed: false,
    };
  });
  const nowMs = () => performance.now();
  return {
    plan,
    control,
    shard,
    marker: openMarker(shard.market, plan.epochMs * NS_PER_MS, openingEpoch(plan.seed)),
    links,
    clock: openClock(control.control.startNs[0]!),
    waiter: {
      waiting: waitingAsleep(plan),
      sleeper: openSleeper(memory.sleepers, plan.threads),
      nowMs,
    },
    isExposureCounted: gates.some(isExposureCounted),
  };
}

function runExchange(exchange: Exchange, stalls: StallCounts): void {
  const { plan, control, links, marker, clock, waiter, shard } = exchange;
  const { phase } = control.control;
  const isReady = () => hasWork(exchange);
  const idle = openIdleTime(stalls);
  let open = links.length;
  while (open > 0 && Atomics.load(phase, 0) !== Phase.ABORT) {
    beginPass(clock);
    noteIdlePass(idle, clock);
    let work = 0;
    if (advanceMarks(marker, clock.passNs) >= 0) {
      work++;
      shard.counts.cells.marks[0] = marker.marks;
    }
    for (let index = 0; index < links.length; index++) {
      const link = links[index]!;
      if (link.closed) continue;
      work += serveLink(exchange, link) + sendQuotes(exchange, link);
      if (isEnded(link.out)) {
        closeRing(link.feed);
        wakeConsumer(link.feed, link.host);
        link.closed = true;
        open--;
      }
    }
    if (work > 0) endIdleTime(idle);
    else if (isSpinning(idle, plan.waiting, clock)) pollBriefly(isReady);
    else {
      endIdleTime(idle);
      waitUntil(
        waiter,
        isReady,
        Math.min(IDLE_MS, Math.max(0, (nextLookNs(exchange) - clock.passNs[0]!) / 1e6)),
      );
    }
  }
}

/**
 * Takes children of one server, fills them in their rows and returns the rows, which are the
 * answers; returns how many.
 */
function serveLink(exchange: Exchange, link: ServerLink): number {
  if (link.flight !== undefined) return serveDelayed(exchange, link, link.flight);
  const count = Math.min(childrenReady(exchange, link), BATCH);
  if (count <= 0) return 0;
  const { shard, control, marker } = exchange;
  const { out, children } = link;
  const begin = out.position;
  const end = (begin + count) | 0;
  const behind = countBehindBarrier(link.barrier, children, begin, end, link.sequence + 1);
  link.sequence += count;
  if (exchange.isExposureCounted) countArrived(shard, control, children, begin, end);
  const answered = fillChildren(shard.market.book, children, begin, end, marker.epoch);
  // Precedes the release: the credit that an answer frees may be leased again at once.
  if (exchange.isExposureCounted) countAnswered(shard, control, children, begin, end);
  const { cells, arrived } = shard.counts;
  cells.children[0] = cells.children[0]! + answered;
  cells.batches[0] = cells.batches[0]! + 1;
  arrived.children[link.number - 1] = arrived.children[link.number - 1]! + answered;
  if (behind > 0) cells.behindBarrier[0] = cells.behindBarrier[0]! + behind;
  release(out, count);
  wakeProducer(out, link.host);
  return count;
}

/**
 * Returns how many children a server has ready. A lazy consumer returns 0 until there are enough,
 * or until it has waited long enough.
 */
function childrenReady({ plan: { lazy }, clock }: Exchange, link: ServerLink): number {
  const { out } = link;
  const seen = (out.writeSeen - out.position) | 0;
  if (lazy.minimum === 1) return seen > 0 ? seen : readable(out);
  if (seen >= lazy.minimum) return seen;
  const nowNs = clock.passNs[0]!;
  if (nowNs < link.lookAtNs) return 0;
  const ready = readable(out);
  if (ready === 0) return 0;
  const lingerNs = lazy.lingerMicros * 1000;
  if (link.firstSeenNs < 0) link.firstSeenNs = nowNs;
  if (ready < lazy.minimum && nowNs - link.firstSeenNs < lingerNs) {
    link.lookAtNs = Math.min(nowNs + lingerNs / 4, link.firstSeenNs + lingerNs);
    return 0;
  }
  link.firstSeenNs = -1;
  return ready;
}

/**
 * Sends a server the quotes that changed since its last scan, a stretch of symbols at a time, and
 * then the start of the epoch. Returns 1 plus the number of records.
 */
function sendQuotes({ marker, shard, clock }: Exchange, link: ServerLink): number {
  const { version } = marker;
  const symbols = version.length;
  if (link.cursor === symbols) {
    if (link.scanEpoch === marker.epoch || !isMarked(marker)) return 0;
    link.scanEpoch = marker.epoch;
    link.scanMarks = marker.marks;
    link.cursor = 0;
  }
  const { feed } = link;
  const step = Math.min(QUOTE_STEP, feed.capacity >> 2);
  const end = Math.min(link.cursor + step, symbols);
  if (writable(feed) <= step) return 0;
  let sent = 0;
  for (let symbol = link.cursor; symbol < end; symbol++) {
    if (version[symbol]! > link.knownMarks)
      writeQuoteRecord(feed, (feed.position + sent++) | 0, shard.market.quotes, symbol);
  }
  link.cursor = end;
  if (end === symbols) {
    writeMark(
      feed,
      (feed.position + sent++) | 0,
      RecordKind.EPOCH,
      link.scanEpoch,
      clock.passNs[0]!,
    );
    link.knownMarks = link.scanMarks;
  }
  if (sent > 0) {
    publish(feed, sent);
    wakeConsumer(feed, link.host);
  }
  return sent + 1;
}

/**
 * Returns whether the idle venue thread has work. The next epoch, the end of a lazy consumer's
 * linger, and what is under way are covered by the bound of the sleep.
 */
function hasWork({ plan, control, links, marker }: Exchange): boolean {
  if (Atomics.load(control.control.phase, 0) === Phase.ABORT) return true;
  for (const { out, closed, cursor, scanEpoch, firstSeenNs, flight } of links) {
    if (closed) continue;
    const ready = readable(out);
    if (flight !== undefined) {
      if (isUnseen(out, flight)) return true;
    } else if (ready >= plan.lazy.minimum || (ready > 0 && firstSeenNs < 0)) return true;
    if (isEnded(out) || cursor < marker.version.length || scanEpoch !== marker.epoch) return true;
  }
  return false;
}

/** Returns the time of the next event that comes without a wake-up, ns. */
function nextLookNs({ marker, links }: Exchange): number {
  let next = marker.nextNs;
  for (const { firstSeenNs, lookAtNs, flight } of links) {
    if (firstSeenNs >= 0) next = Math.min(next, lookAtNs);
    if (flight !== undefined) next = Math.min(next, nextDueNs(flight));
  }
  return next;
}
