import { beginBlock, endBlock, tapChild } from '../capture/tap.js';
import { Behaviour } from '../deployment/builds.js';
import { type Answer, cancelAnswer, readChildAnswer } from '../orders/answer.js';
import {
  ChildWord,
  childSlot,
  instrumentSide,
  instrumentSymbol,
  instrumentVenue,
  isAdmitted,
  lineageBehaviour,
} from '../orders/children.js';
import { sideSign } from '../orders/codes.js';
import { endSettlement } from '../risk/gate/trips.js';
import { answerImmediate } from '../router/progress.js';
import { recountBelief } from '../router/resend.js';
import { applyAnswer, bookAnswer } from './answer.js';
import { AnswerPath, holdAnswer, moveRow, type Reports, readHeldAnswer } from './reports.js';
import type { Server } from './server.js';
import { sequenceAt } from './turn.js';

const { max } = Math;
const { POSITIVE_INFINITY } = Number;

/**
 * Step 4 of a turn on a day on which reports can go missing: like `settleServer`, but one child at
 * a time. Executions are booked at once, for customers as far as they were meant. Parents,
 * reservations and the firm's own knowledge change when the report comes. Children that have not
 * `reached` their venues do not rest.
 */
export function settleReports(
  server: Server,
  reports: Reports,
  begin: number,
  end: number,
  nowNs: number,
  reached = true,
): void {
  const { children, gate, tap, answer } = server;
  const { words } = children;
  let blockEnd = begin;
  answer.nowNs = nowNs;
  for (let child = begin; child !== end; child = (child + 1) | 0) {
    if (tap !== undefined && child === blockEnd) {
      if (child !== begin) endBlock(tap);
      blockEnd = beginBlock(tap, child, end, nowNs);
    }
    const slot = childSlot(children, child);
    const isSent = isAdmitted(words[slot + ChildWord.INSTRUMENT]!);
    readChildAnswer(words, slot, answer);
    if (isSent) bookSent(server, reports, answer);
    if (tap !== undefined) {
      const row = ((child + tap.shift) & tap.mask) << 3;
      tapChild(tap.words, row, server.router.parents.orderId[answer.parent]!, answer.excess);
    }
    if (!isSent) settleRefused(server, reports, answer.parent);
    else if (lineageBehaviour(words[slot + ChildWord.LINEAGE]!) !== Behaviour.RESTING)
      report(server, reports, answer);
    else if (reached) rest(server, reports, answer, child);
    else cancelUnreached(server, reports, answer);
  }
  if (tap !== undefined && begin !== end) endBlock(tap);
  if (gate.catalogue !== undefined && begin !== end) endSettlement(gate.catalogue, nowNs);
}

/** Settles a refused child, which is an answer to its parent. */
function settleRefused({ router }: Server, { beliefs }: Reports, parent: number): void {
  beliefs.restTicks[parent] = 0;
  if (beliefs.presumed[parent] !== 0) recountBelief(router, beliefs, parent);
  answerImmediate(router, parent, 1);
}

/** Reports an answer on the path of its venue. */
function report(server: Server, reports: Reports, answer: Answer): void {
  const { cells, paths } = reports;
  const venue = instrumentVenue(answer.instrument);
  const path = paths.path[venue]!;
  if (path === AnswerPath.LATE || path === AnswerPath.LOST) {
    const dueNs =
      path === AnswerPath.LOST
        ? POSITIVE_INFINITY
        : max(answer.nowNs + paths.delayNs[venue]!, paths.untilNs[venue]!);
    holdAnswer(reports, answer, dueNs);
    const counted = dueNs === POSITIVE_INFINITY ? cells.lostAnswers : cells.lateAnswers;
    counted[0] = counted[0]! + 1;
    return;
  }
  if (path === AnswerPath.FILLS_LOST) {
    if (answer.executed > 0) {
      cells.lostFills[0] = cells.lostFills[0]! + 1;
      cells.lostShares[0] = cells.lostShares[0]! + answer.executed;
    }
    cancelAnswer(answer);
  }
  applyAnswer(server, answer);
}

/** Books a child that was sent, and what a venue executed of it. */
function bookSent(server: Server, reports: Reports, answer: Answer): void {
  const { sentMoney } = reports.cells;
  sentMoney[0] = sentMoney[0]! + (answer.executed + answer.cancelled) * answer.limitTicks;
  bookExecution(server, reports, answer);
}

/** Books an execution, reported or not, and puts the shares that nobody meant into `excess`. */
export function bookExecution(server: Server, reports: Reports, answer: Answer): void {
  const { beliefs, cells, unheard } = reports;
  const { parent, instrument, executed } = answer;
  const symbol = instrumentSymbol(instrument);
  // Nobody meant what is traded on recorded data.
  const owed =
    unheard.misled[symbol] === 0 ? max(0, beliefs.meant[parent]! - beliefs.executed[parent]!) : 0;
  beliefs.executed[parent] = beliefs.executed[parent]! + executed;
  cells.executedMoney[0] = cells.executedMoney[0]! + executed * answer.priceTicks;
  unheard.shares[symbol] =
    unheard.shares[symbol]! + sideSign(instrumentSide(instrument)) * executed;
  bookAnswer(server, answer, owed);
}

/**
 * Rests the unexecuted shares of a child at its venue and reports the executed ones at once. Late
 * and lost reports are of children that do not rest.
 */
function rest(server: Server, reports: Reports, answer: Answer, child: number): void {
  const { outstanding, beliefs } = reports;
  const { executed, excess, priceTicks, middleTicks } = answer;
  if (answer.cancelled > 0) {
    answer.executed = 0;
    answer.excess = 0;
    answer.priceTicks = 0;
    answer.middleTicks = 0;
    const row = holdAnswer(reports, answer, POSITIVE_INFINITY);
    outstanding.isResting[row] = 1;
    if (reports.sequences !== undefined) reports.sequences[row] = sequenceAt(server, child);
  } else beliefs.restTicks[answer.parent] = 0;
  if (executed === 0) return;
  answer.executed = executed;
  answer.cancelled = 0;
  answer.excess = excess;
  answer.priceTicks = priceTicks;
  answer.middleTicks = middleTicks;
  applyAnswer(server, answer);
}

/** Cancels a child that would have rested and reached no venue. */
function cancelUnreached(server: Server, { beliefs }: Reports, answer: Answer): void {
  beliefs.restTicks[answer.parent] = 0;
  cancelAnswer(answer);
  applyAnswer(server, answer);
}

/** Takes the reports that are due, oldest first. */
export function takeDueReports(server: Server, reports: Reports, nowNs: number): void {
  const { outstanding, cells, beliefs } = reports;
  const { answer } = server;
  const count = cells.outstanding[0]!;
  let kept = 0;
  answer.nowNs = nowNs;
  for (let row = 0; row < count; row++) {
    if (outstanding.dueNs[row]! > nowNs) {
      if (kept !== row) moveRow(reports, row, kept);
      kept++;
      continue;
    }
    const parent = outstanding.parent[row]!;
    if (outstanding.presumed[row] !== 0)
      beliefs.presumed[parent] = beliefs.presumed[parent]! - outstanding.shares[row]!;
    readHeldAnswer(reports, row, answer);
    applyAnswer(server, answer);
  }
  cells.outstanding[0] = kept;
  if (kept !== count && server.gate.catalogue !== undefined)
    endSettlement(server.gate.catalogue, nowNs);
}
