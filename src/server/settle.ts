import { beginBlock, endBlock, tapChild, tapRun } from '../capture/tap.js';
import { postCustomer, postUnmatched } from '../ledger/positions.js';
import {
  ChildWord,
  instrumentSide,
  instrumentSymbol,
  instrumentVenue,
  isAdmitted,
} from '../orders/children.js';
import { noteUnmatched, settleOrders } from '../risk/counts/exposure.js';
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
import type { Server, Tally } from './server.js';
import { tracksSequence } from './turn.js';

const { EXECUTED, INSTRUMENT, LIMIT, MIDDLE, PRICE, QUANTITY } = ChildWord;

/**
 * Stage 4 of a turn. Takes the venues' answers to the children at positions [begin, end), in order:
 * writes them into the parents, gives back the reservations of what was cancelled, books what was
 * executed, for customers or as unmatched, and lets the builds since 2005 track it. Returns how
 * many answers there were: one for each admitted child. Answers that follow each other and differ
 * in their shares alone are one run.
 */
export function settleServer(server: Server, begin: number, end: number, nowNs: number): number {
  const { tap, gate } = server;
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

/** What a server without a tap has in its place. */
const NO_TAP = { words: undefined, mask: 0, shift: 0 } as const;

/** Settles answers that a tap, where there is one, takes in one block. */
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
      settleRefused(server, child, words[first]!);
      child = (child + 1) | 0;
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
      if (
        words[slot] !== parent ||
        words[slot | INSTRUMENT] !== instrument ||
        words[slot | PRICE] !== price
      )
        break;
      if (words[slot | LIMIT] !== limit || words[slot | MIDDLE] !== middle) break;
    }
    const unmatched = executed > owed ? executed - owed : 0;
    const behaviour = parents.behaviour[parent]!;
    if (tapWords !== undefined && orders === 1)
      tapChild(tapWords, ((child + shift) & tapMask) << 3, parents.orderId[parent]!, unmatched);
    else if (tap !== undefined) tapRun(tap, child, orders, parents.orderId[parent]!, owed);
    settleParent(parents, parent, executed, answered);
    releasedMoney += (answered - executed) * limit;
    const symbol = instrumentSymbol(instrument);
    const side = instrumentSide(instrument);
    if (custom !== undefined)
      tellCustom(custom, parents, parent, executed, answered - executed, price, nowNs);
    if (catalogue !== undefined) {
      const cancelled = answered - executed;
      settleOrders(catalogue, parent, instrument, limit, executed, cancelled, orders, executions);
      if (unmatched > 0) noteUnmatched(catalogue, unmatched * price);
    }
    if (executed > 0) {
      const venue = instrumentVenue(instrument);
      const matched = executed - unmatched;
      const isSplit = matched > 0 && unmatched > 0;
      const begun = isSplit ? executionsBegun(words, mask, child, orders, owed) : executions;
      // An execution is unmatched, at least in part, unless another begins behind it at what was
      // owed or before.
      const beyond = isSplit
        ? executions + 1 - executionsBegun(words, mask, child, orders, owed + 1)
        : executions;
      if (matched > 0) postCustomer(accounts, symbol, side, venue, price, matched, begun);
      if (unmatched > 0)
        postUnmatched(accounts, symbol, side, venue, price, middle, unmatched, beyond, nowNs);
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

/** A refused child is an answer to its parent. */
function settleRefused({ router, tap }: Server, child: number, parent: number): void {
  if (tap !== undefined)
    tapChild(tap.words, ((child + tap.shift) & tap.mask) << 3, router.parents.orderId[parent]!, 0);
  answerImmediate(router, parent, 1);
}

/**
 * How many of the executions among `orders` answers from position `child` on begin when fewer than
 * `shares` have been executed.
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
