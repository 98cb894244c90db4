import { beginBlock, endBlock, tapChild, tapRun } from '../capture/tap.js';
import { postCustomer, postUnmatched } from '../ledger/positions.js';
import {
  ChildWord,
  instrumentSide,
  instrumentSymbol,
  instrumentVenue,
  isAdmitted,
} from '../orders/children.js';
import { settleByParent, settleOrders } from '../risk/counts/exposure.js';
import { tellCustom } from '../risk/gate/custom-checks.js';
import { releaseReservation } from '../risk/gate/gate.js';
import { endSettlement } from '../risk/gate/trips.js';
import {
  answerImmediate,
  owedShares,
  passesTracking,
  settleParent,
  trackFill,
} from '../router/progress.js';
import { tallyExecutions } from './answer.js';
import { settleInKernel } from './kernel.js';
import { type Server, tracksSequence } from './server.js';

const { EXECUTED, INSTRUMENT, LIMIT, MIDDLE, PRICE, QUANTITY } = ChildWord;

/**
 * Step 4 of a turn. Applies the venues' answers to the children at positions [begin, end), in
 * order: to parents, reservations, books, and (builds since 2005) tracking. Consecutive answers
 * that differ in their shares alone are settled as one run, which has the effects of `applyAnswer`
 * for each of them. Returns the number of answers: one for each admitted child.
 */
export function settleServer(server: Server, begin: number, end: number, nowNs: number): number {
  const { tap, gate, kernel } = server;
  if (kernel?.settles === true && tap === undefined && tracksSequence(server))
    return settleInKernel(server, kernel, begin, end, nowNs);
  const last = end | 0;
  let answers = 0;
  for (let child = begin | 0; child !== last; ) {
    const next = tap === undefined ? last : beginBlock(tap, child, last, nowNs);
    answers += settleBlock(server, child, next, nowNs);
    if (tap !== undefined) endBlock(tap);
    child = next;
  }
  if (gate.catalogue !== undefined && answers > 0) endSettlement(gate.catalogue, nowNs);
  return answers;
}

/** Replaces the tap of a server that has none. */
const NO_TAP = { words: undefined, mask: 0, shift: 0 } as const;

/** Settles answers of one block of the tap, if there is a tap. */
function settleBlock(server: Server, begin: number, end: number, nowNs: number): number {
  const { router, gate, children, accounts, tally, tap } = server;
  const { parents } = router;
  const { catalogue, custom } = gate;
  const { words, mask } = children;
  const tracks = tracksSequence(server);
  const { words: tapWords, mask: tapMask, shift } = tap ?? NO_TAP;
  let answers = 0;
  let releasedMoney = 0;
  for (let child = begin | 0; child !== end; ) {
    const first = (child & mask) << 3;
    const instrument = words[first + INSTRUMENT]!;
    if (!isAdmitted(instrument)) {
      child = settleRefused(server, child, words[first]!);
      continue;
    }
    const parent = words[first]!;
    const limit = words[first + LIMIT]!;
    const price = words[first + PRICE]!;
    const middle = words[first + MIDDLE]!;
    const owed = owedShares(parents, parent);
    let orders = 0;
    let executed = 0;
    let answered = 0;
    let executions = 0;
    for (let slot = first; ; ) {
      const shares = words[slot | EXECUTED]!;
      if (shares > 0) executions++;
      executed += shares;
      answered += words[slot | QUANTITY]!;
      orders++;
      const next = (child + orders) | 0;
      if (next === end) break;
      slot = (next & mask) << 3;
      if (words[slot] !== parent || words[slot | INSTRUMENT] !== instrument) break;
      if (words[slot | PRICE] !== price || words[slot | LIMIT] !== limit) break;
      if (words[slot | MIDDLE] !== middle) break;
    }
    const cancelled = answered - executed;
    const unmatched = executed > owed ? executed - owed : 0;
    const behaviour = parents.behaviour[parent]!;
    if (tapWords !== undefined && orders === 1)
      tapChild(tapWords, ((child + shift) & tapMask) << 3, parents.orderId[parent]!, unmatched);
    else if (tap !== undefined) tapRun(tap, child, orders, parents.orderId[parent]!, owed);
    settleParent(parents, parent, executed, answered);
    releasedMoney += cancelled * limit;
    if (custom !== undefined)
      tellCustom(custom, parents, parent, executed, cancelled, price, nowNs);
    if (catalogue !== undefined) {
      settleOrders(catalogue, parent, instrument, limit, executed, cancelled, orders, executions);
      settleByParent(catalogue, parents, parent, limit, executed, cancelled, unmatched, price);
    }
    if (executed > 0) {
      const symbol = instrumentSymbol(instrument);
      const side = instrumentSide(instrument);
      const venue = instrumentVenue(instrument);
      if (unmatched === 0) postCustomer(accounts, symbol, side, venue, price, executed, executions);
      else if (unmatched === executed)
        postUnmatched(accounts, instrument, price, middle, executed, executions, nowNs);
      else postSplit(server, child, orders, owed, executed, executions, nowNs);
      tallyExecutions(tally, behaviour, executions, executed);
    }
    if (!tracks) answerImmediate(router, parent, orders);
    else if (passesTracking(behaviour)) trackFill(router, parent, orders);
    answers += orders;
    child = (child + orders) | 0;
  }
  releaseReservation(gate, releasedMoney);
  return answers;
}

/** Settles a refused child, which is an answer to its parent; returns the next position. */
function settleRefused({ router, tap }: Server, child: number, parent: number): number {
  if (tap !== undefined)
    tapChild(tap.words, ((child + tap.shift) & tap.mask) << 3, router.parents.orderId[parent]!, 0);
  answerImmediate(router, parent, 1);
  return (child + 1) | 0;
}

/**
 * Books a run of answers of which the parent was owed a part: `orders` children from position
 * `child` on.
 */
function postSplit(
  { accounts, children }: Server,
  child: number,
  orders: number,
  owed: number,
  executed: number,
  executions: number,
  nowNs: number,
): void {
  const { words, mask } = children;
  const slot = (child & mask) << 3;
  const instrument = words[slot | INSTRUMENT]!;
  const price = words[slot | PRICE]!;
  const middle = words[slot | MIDDLE]!;
  const begun = executionsBegun(words, mask, child, orders, owed);
  // An execution is wholly matched if another one begins after it at or before what was owed.
  const beyond = executions + 1 - executionsBegun(words, mask, child, orders, owed + 1);
  const symbol = instrumentSymbol(instrument);
  const side = instrumentSide(instrument);
  postCustomer(accounts, symbol, side, instrumentVenue(instrument), price, owed, begun);
  postUnmatched(accounts, instrument, price, middle, executed - owed, beyond, nowNs);
}

/**
 * Counts the executions among `orders` answers from position `child` on that begin before `shares`
 * have been executed.
 */
function executionsBegun(
  words: Int32Array,
  mask: number,
  child: number,
  orders: number,
  shares: number,
): number {
  let executions = 0;
  let executed = 0;
  for (let n = 0; n < orders && executed < shares; n++) {
    const more = words[(((child + n) & mask) << 3) | EXECUTED]!;
    if (more > 0) executions++;
    executed += more;
  }
  return executions;
}
