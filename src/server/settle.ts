import * as books from '../ledger/positions.js';
import * as rows from '../orders/children.js';
import { ChildWord } from '../orders/children.js';
import * as exposure from '../risk/exposure.js';
import { noteUnmatched } from '../risk/exposure.js';
import { releaseReservation } from '../risk/gate.js';
import { tellOwn } from '../risk/own-checks.js';
import { endSettlement } from '../risk/trips.js';
import * as progress from '../router/progress.js';
import type { Server } from './server.js';
import { tracksSequence } from './turn.js';

/** The codes as numbers of this file, and what it asks of others, for the reason in `market/fills`. */
const { EXECUTED, INSTRUMENT, LIMIT, MIDDLE, PRICE, QUANTITY } = ChildWord;
const { postCustomer, postUnmatched } = books;
const { instrumentSide, instrumentSymbol, instrumentVenue, isAdmitted } = rows;
const { settleOrders } = exposure;
const { owedShares, settleParent, trackFill } = progress;

/**
 * Stage 4 of a turn. Takes the venues' answers to the children at positions [begin, end), in order: writes them into the parents, gives back the reservations of what
 * was cancelled, books what was executed, for customers or as unmatched, and lets the builds since 2005 track it. Returns how many answers there were: one for each
 * admitted child. Answers that follow each other and differ in their shares alone are one run.
 */
export function settleServer(server: Server, begin: number, end: number, nowNs: number): number {
  const { router, gate, children, accounts } = server;
  const { parents } = router;
  const { catalogue, own } = gate;
  const { words, mask } = children;
  const tracks = tracksSequence(server);
  let answers = 0;
  let releasedMoney = 0;

  for (let child = begin; child !== end; ) {
    const first = (child & mask) << 3;
    const instrument = words[first + INSTRUMENT]!;
    if (!isAdmitted(instrument)) {
      child = (child + 1) | 0;
      continue;
    }
    const parent = words[first]!;
    const limit = words[first + LIMIT]!;
    const price = words[first + PRICE]!;
    const middle = words[first + MIDDLE]!;
    const owed = owedShares(parents, parent);
    const answersBefore = answers;
    let executed = 0;
    let answered = 0;
    let executions = 0;
    let matchedExecutions = 0;
    let unmatchedExecutions = 0;
    for (let slot = first; ; ) {
      const shares = words[slot + EXECUTED]!;
      if (shares > 0) {
        if (executed < owed) matchedExecutions++;
        executed += shares;
        if (executed > owed) unmatchedExecutions++;
        executions++;
      }
      answered += words[slot + QUANTITY]!;
      answers++;
      child = (child + 1) | 0;
      if (child === end) break;
      slot = (child & mask) << 3;
      if (words[slot] !== parent || words[slot + INSTRUMENT] !== instrument || words[slot + PRICE] !== price) break;
      if (words[slot + LIMIT] !== limit || words[slot + MIDDLE] !== middle) break;
    }

    settleParent(parents, parent, executed, answered);
    releasedMoney += (answered - executed) * limit;
    const symbol = instrumentSymbol(instrument);
    const side = instrumentSide(instrument);
    if (own !== undefined) tellOwn(own, parents, parent, executed, answered - executed, price, nowNs);
    if (catalogue !== undefined) {
      settleOrders(catalogue, parent, symbol, side, limit, executed, answered - executed, answers - answersBefore, executions);
      if (executed > owed) noteUnmatched(catalogue, (executed - owed) * price);
    }
    if (executed > 0) {
      const venue = instrumentVenue(instrument);
      const matched = executed < owed ? executed : owed;
      if (matched > 0) postCustomer(accounts, symbol, side, venue, price, matched, matchedExecutions);
      if (executed > matched) postUnmatched(accounts, symbol, side, venue, price, middle, executed - matched, unmatchedExecutions, nowNs);
      tallyExecutions(server, parent, executions, executed);
    }
    if (tracks) trackFill(router, parent);
  }
  releaseReservation(gate, releasedMoney);
  if (catalogue !== undefined && answers > 0) endSettlement(catalogue, nowNs);
  return answers;
}

/** Counts executions by the behaviour of their parent. */
export function tallyExecutions({ tally, router }: Server, parent: number, executions: number, shares: number): void {
  const behaviour = router.parents.behaviour[parent]!;
  tally.executions[behaviour] = tally.executions[behaviour]! + executions;
  tally.shares[behaviour] = tally.shares[behaviour]! + shares;
}
