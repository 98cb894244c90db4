import { postCustomer, postUnmatched } from '../ledger/positions.js';
import type { Answer } from '../orders/answer.js';
import { instrumentSide, instrumentSymbol, instrumentVenue } from '../orders/children.js';
import { sideSign } from '../orders/codes.js';
import { settleByParent, settleOrders } from '../risk/counts/exposure.js';
import { tellCustom } from '../risk/gate/custom-checks.js';
import { releaseReservation } from '../risk/gate/gate.js';
import { answerImmediate, owedShares, settleParent, trackFill } from '../router/progress.js';
import { recountBelief } from '../router/resend.js';
import type { Reports } from './reports.js';
import { type Server, type Tally, tracksSequence } from './server.js';

/**
 * Applies one answer to a server: parent, reservation, custom checks, counts of the catalogue,
 * books, and tracking. `settleServer` does the same for whole runs of answers in one pass. On a day
 * of reports the true books are kept by `bookAnswer` when the venue executes, and only the firm's
 * own knowledge of them changes here. The caller ends the batch with `endSettlement`.
 */
export function applyAnswer(server: Server, answer: Answer): void {
  const { router, gate, reports } = server;
  const { catalogue, custom } = gate;
  const { parents } = router;
  const { parent, instrument, limitTicks, priceTicks, orders, executed, cancelled } = answer;
  const owed = owedShares(parents, parent);
  settleParent(parents, parent, executed, executed + cancelled);
  releaseReservation(gate, cancelled * limitTicks);
  if (custom !== undefined)
    tellCustom(custom, parents, parent, executed, cancelled, priceTicks, answer.nowNs);
  if (catalogue !== undefined) {
    const executions = executed > 0 ? 1 : 0;
    settleOrders(
      catalogue,
      parent,
      instrument,
      limitTicks,
      executed,
      cancelled,
      orders,
      executions,
    );
    const excess = executed > owed ? executed - owed : 0;
    settleByParent(catalogue, parents, parent, limitTicks, executed, cancelled, excess, priceTicks);
  }
  if (reports === undefined) bookAnswer(server, answer, owed);
  else learnAnswer(reports, answer);
  if (tracksSequence(server)) trackFill(router, parent, answer.awaited);
  else answerImmediate(router, parent, answer.awaited);
  if (reports !== undefined && reports.beliefs.presumed[parent] !== 0)
    recountBelief(router, reports.beliefs, parent);
}

/**
 * Books what an answer executes: up to `owed` shares for customers, the others, which become its
 * `excess`, for the error account.
 */
export function bookAnswer(
  { accounts, tally, router }: Server,
  answer: Answer,
  owed: number,
): void {
  const { parent, instrument, priceTicks, middleTicks, executed, nowNs } = answer;
  const matched = executed < owed ? executed : owed;
  const excess = executed - matched;
  answer.excess = excess;
  if (executed === 0) return;
  const symbol = instrumentSymbol(instrument);
  const side = instrumentSide(instrument);
  const venue = instrumentVenue(instrument);
  if (matched > 0) postCustomer(accounts, symbol, side, venue, priceTicks, matched, 1);
  if (excess > 0) postUnmatched(accounts, instrument, priceTicks, middleTicks, excess, 1, nowNs);
  tallyExecutions(tally, router.parents.behaviour[parent]!, 1, executed);
}

/** Brings the firm's own knowledge up to date with what an answer reports. */
function learnAnswer({ unheard, known }: Reports, answer: Answer): void {
  const { instrument, priceTicks, middleTicks, executed, excess, nowNs } = answer;
  const symbol = instrumentSymbol(instrument);
  unheard.shares[symbol] =
    unheard.shares[symbol]! - sideSign(instrumentSide(instrument)) * executed;
  if (excess > 0) postUnmatched(known, instrument, priceTicks, middleTicks, excess, 1, nowNs);
}

/** Counts executions by the behaviour of their parent. */
export function tallyExecutions(
  tally: Tally,
  behaviour: number,
  executions: number,
  shares: number,
): void {
  tally.executions[behaviour] = tally.executions[behaviour]! + executions;
  tally.shares[behaviour] = tally.shares[behaviour]! + shares;
}
