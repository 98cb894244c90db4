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
import { type Children, ChildWord, childSlot } from '../../orders/children.js';
import { OPEN_CREDIT } from '../../risk/counts/tables.js';
import { isMarkDue } from '../../risk/gate/trips.js';
import { openParents } from '../../server/server.js';
import { settleServer } from '../../server/settle.js';
import {
  decideTurn,
  gateTurn,
  noteQuotes,
  sequenceAt,
  tallyPiece,
  tallyTurn,
  turnBegin,
  turnEnd,
} from '../../server/turn.js';
import { type Barrier, countBehindBarrier } from '../market/barrier.js';
import { countAnswered, countArrived } from '../market/recount.js';
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
import { lookForActs, noteLastSequence } from './human-acts.js';
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
 *   acts     human acts → the server's own kill words, acknowledgement             (`human-acts`)
 *   feed     quotes and epochs from the venues → the server's own            (venues on a thread)
 *   answers  in the rows of the children → settle                            (venues on a thread)
 *   take     due parents → router                                            (`intake`)
 *   turn     decide → lease → gate → (acts → hand over a piece) … → pass on the gate's stops
 *   answers                                                                  (venues inline)
 */

/**
 * The most words of other servers' sums that one child may show: two owners and an account. A turn
 * may show one more, of the firm's rolling gross.
 */
const SUM_RECORDS = 16;

/** Takes over the stops and sums of the firm's other gates. */
export function passFirm({ firm, control, cells }: HostedServer, clock: FleetClock): void {
  noticeBreaches(control, cells);
  if (firm !== undefined) exchangeStops(firm, clock.passNs[0]!);
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
  if (hosted.tripsAfter) tellBreaches(control, cells, server, 0, nowNs, hosted.told);
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
  const { plan, server, cells, settled } = hosted;
  if (out.capacity - ((out.position - settled) | 0) < plan.childrenMax) {
    hosted.starved = true;
    countFull(out);
    return 0;
  }
  hosted.starved = false;
  const count = decideAndGate(hosted, clock);
  if (count === 0) return 0;
  const first = turnBegin(server, count);
  const end = turnEnd(server);
  const outNs = beginHandOver(hosted, count, clock);
  // The whole turn is out at one instant. Publishing it piece by piece gains nothing for a kill and
  // costs a quarter of the throughput.
  tallyTurn(server, count);
  publish(out, count);
  lookForActs(hosted, first, first, end, clock);
  const admitted =
    server.gate.cells.admitted[0]! - cells.counts.sent[0]! - cells.counts.recalled[0]!;
  if (admitted > 0) noteSent(hosted, first, admitted, outNs);
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
  const first = turnBegin(server, count);
  const end = turnEnd(server);
  const isCounted = hosted.isExposureCounted;
  const outNs = beginHandOver(hosted, count, clock);
  let sent = 0;
  for (let begin = first; begin !== end; ) {
    const pieceEnd = endOfPiece(server.children, begin, end);
    tallyPiece(server, begin, pieceEnd);
    if (isCounted) countArrived(shard, control, server.children, begin, pieceEnd);
    sent += fillChildren(shard.market.book, server.children, begin, pieceEnd, epoch);
    if (isCounted) countAnswered(shard, control, server.children, begin, pieceEnd);
    lookForActs(hosted, first, begin, pieceEnd, clock);
    begin = pieceEnd;
  }
  if (sent > 0) {
    const { cells: shardCells, arrived } = shard.counts;
    shardCells.children[0] = shardCells.children[0]! + sent;
    shardCells.batches[0] = shardCells.batches[0]! + 1;
    arrived.children[hosted.number - 1] = arrived.children[hosted.number - 1]! + sent;
    noteSent(hosted, first, sent, outNs);
    const behind = countBehindBarrier(
      barrier,
      server.children,
      first,
      end,
      sequenceAt(server, first),
    );
    if (behind > 0) shardCells.behindBarrier[0] = shardCells.behindBarrier[0]! + behind;
  }
  cells.counts.turns[0] = cells.counts.turns[0]! + 1;
  noteFirstTurns(hosted, count, outNs);
  settleAnswers(hosted, first, end, readClock(clock));
  passFirm(hosted, clock);
  return count;
}

/** Children between two looks for human acts: with their fills, half a microsecond's work. */
const PIECE = 128;

/**
 * The end of the piece of a turn that begins at position `begin`: where the run of children alike
 * ends that its last child is part of. Venues and tally take the verdict of a run from its first
 * child, so a recall must not cut it.
 */
function endOfPiece({ words, mask }: Children, begin: number, end: number): number {
  if (((end - begin) | 0) <= PIECE) return end;
  const last = (begin + PIECE - 1) | 0;
  const pieceEnd = (last + words[((last & mask) << 3) + ChildWord.ALIKE]!) | 0;
  return ((end - pieceEnd) | 0) > 0 ? pieceEnd : end;
}

/** What precedes the first piece of a turn; returns the time of the hand-over. */
function beginHandOver(hosted: HostedServer, count: number, clock: FleetClock): number {
  const { server, cells, control } = hosted;
  const first = turnBegin(server, count);
  lookForActs(hosted, first, first, first, clock);
  if (hosted.mayTell) tellBreaches(control, cells, server, count, clock.passNs[0]!, hosted.told);
  const outNs = readClock(clock);
  if (server.tap !== undefined) tapTurn(server.tap, turnEnd(server), outNs);
  return outNs;
}

/**
 * Decides a turn, leases for it and gates it; returns how many children there are, admitted or not.
 */
function decideAndGate(hosted: HostedServer, clock: FleetClock): number {
  if (openParents(hosted.server) === 0) return 0;
  hosted.told.length = 0;
  const nowNs = clock.passNs[0]!;
  const { server, cells, plan, rate, journal } = hosted;
  const { counts } = cells;
  const room = rate === undefined ? plan.childrenMax : takeRate(rate, nowNs, plan.childrenMax);
  if (room < plan.childrenMax) counts.throttled[0] = counts.throttled[0]! + 1;
  if (journal !== undefined) {
    reserveTurn(journal, hosted.sums === undefined ? 0 : 1 + SUM_RECORDS * plan.childrenMax);
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
  if (hosted.sums !== undefined) holdSums(hosted.sums, server, begin, end, nowNs);
  if (journal !== undefined) journalMark(journal, RecordKind.TURN, room, nowNs, leased);
}

/** Notes the hand-over of the turn from position `first` on, of which `sent` were admitted. */
function noteSent(hosted: HostedServer, first: number, sent: number, outNs: number): void {
  const { cells, server, stamps } = hosted;
  const { counts } = cells;
  counts.sent[0] = counts.sent[0]! + sent;
  counts.sentMoney[0] =
    counts.sentMoney[0]! + server.gate.cells.exposureMoney[0]! - counts.turnMoney[0]!;
  noteLastSequence(hosted, first, turnEnd(server));
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
