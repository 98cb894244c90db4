import { publishTap, tapTurn } from '../../capture/tap.js';
import { fillChildren } from '../../market/fills.js';
import {
  available,
  countFull,
  publish,
  type RingConsumer,
  type RingProducer,
  release,
  writable,
} from '../../memory/ring.js';
import { recordLatency, recordLatencyTimes } from '../../metrics/histogram.js';
import { ChildWord, childSlot, isAdmitted } from '../../orders/children.js';
import { OPEN_CREDIT } from '../../risk/counts/tables.js';
import { isMarkDue } from '../../risk/gate/trips.js';
import { openParents } from '../../server/server.js';
import { settleServer } from '../../server/settle.js';
import {
  decideTurn,
  gateTurn,
  noteQuotes,
  recallChildren,
  tallyTurn,
  turnBegin,
  turnEnd,
} from '../../server/turn.js';
import { type Barrier, countBehindBarrier } from '../market/barrier.js';
import { countAnswered, countArrived } from '../market/recount.js';
import { applyAct, readAct } from '../memory/acts.js';
import { SAMPLED_TURNS } from '../memory/latency-points.js';
import {
  markNumber,
  markTimeNs,
  RecordKind,
  readQuoteRecord,
  recordKind,
} from '../memory/records.js';
import type { VenueShard } from '../memory/tables.js';
import {
  hasRouterChanged,
  journalAnswers,
  journalCopy,
  journalMark,
  noteRouter,
  reserveTurn,
} from '../record/journal.js';
import { type FleetClock, readClock } from '../threads/clock.js';
import { noticeBreaches, tellBreaches } from './detection.js';
import { exchangeLoss, exchangeStops, exchangeUnmatched, returnNetLeases } from './firm.js';
import type { HostedServer } from './hosted-server.js';
import {
  giveUnspentBack,
  leaseForTurn,
  leaseNetForTurn,
  returnLease,
  returnRate,
  takeRate,
} from './leases.js';
import { holdSums, publishAnswers, publishTurn } from './sums.js';
import { recordRoundTrips, stampTurn } from './turn-stamps.js';

/**
 * The parts of a host's pass for one server, in this order:
 *
 *   firm     stops of other gates → the server's own copy of the firm's words
 *   acts     human acts since the last pass → the server's own kill words, acknowledgement
 *   feed     quotes and epochs from the venues → the server's own            (venues on a thread)
 *   answers  in the rows of the children → settle                            (venues on a thread)
 *   take     due parents → router                                            (`intake`)
 *   turn     decide → lease → gate → (acts again → recall) → hand over → pass on the gate's stops
 *   answers                                                                  (venues inline)
 */

/** The most words of other servers' sums that one child may show: two owners and an account. */
const SUM_RECORDS = 16;

/** Takes over the stops and sums of the firm's other gates. */
export function passFirm({ firm, control, cells }: HostedServer, clock: FleetClock): void {
  noticeBreaches(control, cells);
  if (firm !== undefined) exchangeStops(firm, clock.passNs[0]!);
}

/** Applies human acts and acknowledges them; returns whether there were any. */
export function passActs(hosted: HostedServer, clock: FleetClock): boolean {
  const { control, cells } = hosted;
  if (Atomics.load(control.control.acts, 0) === cells.counts.acts[0]!) {
    hosted.sentUnseen = 0;
    return false;
  }
  const end = takeOverActs(hosted);
  acknowledgeActs(hosted, end, 0, readClock(clock));
  return true;
}

function takeOverActs({ control, cells, journal }: HostedServer): number {
  const end = Atomics.load(control.control.acts, 0);
  for (let row = cells.counts.acts[0]!; row < end; row++) {
    applyAct(readAct(control.acts, row), cells.kill);
    if (journal !== undefined) journalMark(journal, RecordKind.ACT, row);
  }
  return end;
}

/**
 * Sets the barrier: every later child has a later sequence than the acknowledged one, and passes a
 * gate that knows of the act.
 */
function acknowledgeActs(hosted: HostedServer, end: number, recalled: number, nowNs: number): void {
  const { control, cells, latency, sentUnseen } = hosted;
  const { acknowledgements, counts } = cells;
  for (let row = counts.acts[0]!; row < end; row++) {
    const { engaged, requestNs } = readAct(control.acts, row);
    acknowledgements.sequence[row] = counts.lastSequence[0]!;
    acknowledgements.ackNs[row] = nowNs;
    acknowledgements.lastOutNs[row] = counts.lastOutNs[0]!;
    acknowledgements.sentAfter[row] = counts.lastOutNs[0]! > requestNs ? sentUnseen : 0;
    acknowledgements.recalled[row] = recalled;
    if (engaged) recordLatency(latency.kill, nowNs - requestNs);
  }
  hosted.sentUnseen = 0;
  Atomics.store(counts.acts, 0, end);
}

/** Reads the venues' feed of quotes and epochs, at most one batch; returns how many records. */
export function passFeed(hosted: HostedServer, feed: RingConsumer): number {
  const { cells, journal, plan, server } = hosted;
  const count = available(feed, plan.childrenMax);
  if (count === 0) return 0;
  for (let n = 0; n < count; n++) {
    const position = (feed.position + n) | 0;
    if (recordKind(feed, position) === RecordKind.QUOTE)
      readQuoteRecord(feed, position, cells.quotes);
    else {
      cells.counts.epoch[0] = markNumber(feed, position);
      noteQuotes(server, markTimeNs(feed, position));
    }
    if (journal !== undefined) journalCopy(journal, feed, position);
  }
  release(feed, count);
  return count;
}

/** Settles the venues' answers, at most one batch; returns how many children. */
export function passAnswers(hosted: HostedServer, out: RingProducer, clock: FleetClock): number {
  const { settled, plan } = hosted;
  let count = (out.readSeen - settled) | 0;
  if (count === 0) {
    writable(out);
    count = (out.readSeen - settled) | 0;
    if (count === 0) return 0;
  }
  const end = (settled + Math.min(count, plan.childrenMax)) | 0;
  settleAnswers(hosted, settled, end, readClock(clock));
  hosted.settled = end;
  return (end - settled) | 0;
}

/** Settles the answers to the children at positions [begin, end), which came at `nowNs`. */
function settleAnswers(hosted: HostedServer, begin: number, end: number, nowNs: number): void {
  const { server, cells, journal, control } = hosted;
  const { counts } = cells;
  if (journal !== undefined) journalAnswers(journal, server.children, begin, end, nowNs);
  const answers = settleServer(server, begin, end, nowNs);
  if (server.tap !== undefined) publishTap(server.tap.ring);
  recordRoundTrips(hosted.stamps, hosted.latency.roundTrip, answers, nowNs);
  counts.answered[0] = counts.answered[0]! + answers;
  returnLeases(hosted);
  const { firm, sums } = hosted;
  if (sums !== undefined) publishAnswers(sums, server, begin, end);
  if (firm !== undefined) exchangeUnmatched(firm, nowNs);
  if (hosted.tripsAfter) tellBreaches(control, cells, server, 0, nowNs);
}

/** Passes the credit that the gate has given back on to the firm. */
function returnLeases({ cells, control, firm }: HostedServer): void {
  const returned = returnLease(cells.firm, control.firm);
  if (returned > 0) cells.counts.leasedMoney[0] = cells.counts.leasedMoney[0]! - returned;
  if (firm !== undefined) returnNetLeases(firm);
}

/**
 * Makes a turn whose children go to the venue thread; returns how many it decided. It waits until
 * the rows of a whole turn are settled and free.
 */
export function passTurn(hosted: HostedServer, out: RingProducer, clock: FleetClock): number {
  const { plan, server, cells, control, settled } = hosted;
  if (out.capacity - ((out.position - settled) | 0) < plan.childrenMax) {
    hosted.starved = true;
    countFull(out);
    return 0;
  }
  hosted.starved = false;
  const count = decideAndGate(hosted, clock);
  if (count === 0) return 0;
  recallTurn(hosted, count, clock);
  if (hosted.mayTell) tellBreaches(control, cells, server, count, clock.passNs[0]!);
  tallyTurn(server, count);
  const outNs = readClock(clock);
  if (server.tap !== undefined) tapTurn(server.tap, turnEnd(server), outNs);
  const admitted =
    server.gate.cells.admitted[0]! - cells.counts.sent[0]! - cells.counts.recalled[0]!;
  publish(out, count);
  if (admitted > 0) noteSent(hosted, admitted, outNs);
  cells.counts.turns[0] = cells.counts.turns[0]! + 1;
  noteFirstTurns(hosted, count, outNs);
  passFirm(hosted, clock);
  return count;
}

/**
 * Makes a turn whose children go to a shard on this thread and are answered at once; returns how
 * many it decided.
 */
export function passTurnInline(
  hosted: HostedServer,
  shard: VenueShard,
  barrier: Barrier,
  epoch: number,
  clock: FleetClock,
): number {
  const { server, cells, control } = hosted;
  cells.counts.epoch[0] = epoch;
  const count = decideAndGate(hosted, clock);
  if (count === 0) return 0;
  recallTurn(hosted, count, clock);
  if (hosted.mayTell) tellBreaches(control, cells, server, count, clock.passNs[0]!);
  tallyTurn(server, count);
  const outNs = readClock(clock);
  if (server.tap !== undefined) tapTurn(server.tap, turnEnd(server), outNs);
  const begin = turnBegin(server, count);
  const end = turnEnd(server);
  const isCounted = hosted.isExposureCounted;
  if (isCounted) countArrived(shard, control, server.children, begin, end);
  const sent = fillChildren(shard.market.book, server.children, begin, end, epoch);
  if (sent > 0) {
    const { cells: shardCells, arrived } = shard.counts;
    shardCells.children[0] = shardCells.children[0]! + sent;
    shardCells.batches[0] = shardCells.batches[0]! + 1;
    arrived.children[hosted.number - 1] = arrived.children[hosted.number - 1]! + sent;
    noteSent(hosted, sent, outNs);
    const behind = countBehindBarrier(
      barrier,
      server.children,
      begin,
      end,
      firstSequence(hosted, count),
    );
    if (behind > 0) shardCells.behindBarrier[0] = shardCells.behindBarrier[0]! + behind;
    if (isCounted) countAnswered(shard, control, server.children, begin, end);
  }
  cells.counts.turns[0] = cells.counts.turns[0]! + 1;
  noteFirstTurns(hosted, count, outNs);
  settleAnswers(hosted, begin, end, readClock(clock));
  passFirm(hosted, clock);
  return count;
}

const firstSequence = ({ server }: HostedServer, count: number): number =>
  server.router.counts.sequence[0]! - count + 1;

/**
 * Decides a turn, leases for it and gates it; returns how many children there are, admitted or not.
 */
function decideAndGate(hosted: HostedServer, clock: FleetClock): number {
  if (openParents(hosted.server) === 0) return 0;
  const nowNs = clock.passNs[0]!;
  const { server, cells, plan, rate, journal } = hosted;
  const { counts } = cells;
  const room = rate === undefined ? plan.childrenMax : takeRate(rate, nowNs, plan.childrenMax);
  if (room < plan.childrenMax) counts.throttled[0] = counts.throttled[0]! + 1;
  if (journal !== undefined) {
    reserveTurn(journal, hosted.sums === undefined ? 0 : SUM_RECORDS * plan.childrenMax);
    noteRouter(journal, server.router);
  }
  const count = decideTurn(server, nowNs, counts.epoch[0]!, room);
  if (count === 0) {
    if (rate !== undefined) returnRate(rate, nowNs, room);
    if (journal !== undefined && hasRouterChanged(journal, server.router))
      journalMark(journal, RecordKind.TURN, room, nowNs);
    return 0;
  }
  leaseTurn(hosted, count, room, nowNs);
  counts.turnMoney[0] = server.gate.cells.exposureMoney[0]!;
  const isSampled = --hosted.untilSample === 0;
  const beginNs = isSampled ? readClock(clock) : 0;
  const admitted = gateTurn(server, count, nowNs);
  if (hosted.sums !== undefined) publishTurn(hosted.sums);
  if (isSampled) {
    recordLatencyTimes(hosted.latency.gate, (readClock(clock) - beginNs) / count, count);
    hosted.untilSample = SAMPLED_TURNS;
  }
  if (rate !== undefined) returnRate(rate, nowNs, room - admitted);
  if (admitted < count) {
    counts.refused[0] = counts.refused[0]! + count - admitted;
    counts.lastRefusedNs[0] = nowNs;
    giveUnspentBack(server.gate);
    returnLeases(hosted);
  }
  hosted.mayTell = admitted < count || hosted.warns;
  return count;
}

/**
 * Leases what the last `count` children need of the firm's credit, and records the turn in the
 * journal.
 */
function leaseTurn(hosted: HostedServer, count: number, room: number, nowNs: number): void {
  const { server, cells, plan, control, journal, firm } = hosted;
  const { children, gate } = server;
  const begin = turnBegin(server, count);
  const end = turnEnd(server);
  const leased = leaseForTurn(
    gate,
    control.firm,
    children,
    begin,
    end,
    plan.creditSliceMoney,
    plan.servers,
  );
  if (leased > 0) cells.counts.leasedMoney[0] = cells.counts.leasedMoney[0]! + leased;
  if (firm !== undefined) {
    for (let row = 0; row <= OPEN_CREDIT; row++) {
      const net = leaseNetForTurn(
        firm.catalogue,
        firm.shared.net[row]!,
        children,
        begin,
        end,
        row,
        plan.servers,
      );
      if (net > 0 && journal !== undefined) journalMark(journal, RecordKind.LEASE, row, 0, net);
    }
    if (isMarkDue(firm.catalogue, nowNs)) exchangeLoss(firm, nowNs);
  }
  if (hosted.sums !== undefined) holdSums(hosted.sums, server, begin, end);
  if (journal !== undefined) journalMark(journal, RecordKind.TURN, room, nowNs, leased);
}

/** Recalls what a kill stops that came after the gate. Call it before the hand-over. */
function recallTurn(hosted: HostedServer, count: number, clock: FleetClock): void {
  const { control, cells, server, journal } = hosted;
  if (Atomics.load(control.control.acts, 0) === cells.counts.acts[0]!) return;
  const acts = takeOverActs(hosted);
  const nowNs = readClock(clock);
  if (journal !== undefined) journalMark(journal, RecordKind.RECALL, count, nowNs);
  const recalled = recallChildren(server, count, nowNs);
  cells.counts.recalled[0] = cells.counts.recalled[0]! + recalled;
  if (hosted.sums !== undefined && recalled > 0)
    publishAnswers(hosted.sums, server, turnBegin(server, count), turnEnd(server));
  acknowledgeActs(hosted, acts, recalled, nowNs);
}

/**
 * Notes the hand-over of `sent` admitted children: how many, when, and the sequence of the last
 * one.
 */
function noteSent(hosted: HostedServer, sent: number, outNs: number): void {
  const { cells, server, stamps } = hosted;
  const { children, router } = server;
  hosted.sentUnseen = sent;
  const { counts } = cells;
  let sequence = router.counts.sequence[0]!;
  while (
    !isAdmitted(children.words[childSlot(children, (sequence - 1) | 0) + ChildWord.INSTRUMENT]!)
  )
    sequence--;
  counts.sent[0] = counts.sent[0]! + sent;
  counts.sentMoney[0] =
    counts.sentMoney[0]! + server.gate.cells.exposureMoney[0]! - counts.turnMoney[0]!;
  counts.lastSequence[0] = sequence;
  counts.lastOutNs[0] = outNs;
  stampTurn(stamps, outNs, sent);
}

/** Records decision and response of the parents that had their first turn. */
function noteFirstTurns(
  { firsts, server, latency }: HostedServer,
  count: number,
  outNs: number,
): void {
  if (firsts.waiting === 0) return;
  const { children } = server;
  const { takenNs, intendedNs: meantNs } = firsts;
  const end = turnEnd(server);
  let last = -1;
  for (let child = turnBegin(server, count); child !== end; child = (child + 1) | 0) {
    const p = children.words[childSlot(children, child)]!;
    if (p === last) continue;
    last = p;
    const since = takenNs[p]!;
    if (Number.isNaN(since)) continue;
    recordLatency(latency.decision, outNs - since);
    if (!Number.isNaN(meantNs[p]!)) recordLatency(latency.response, outNs - meantNs[p]!);
    takenNs[p] = Number.NaN;
    firsts.waiting--;
  }
}
