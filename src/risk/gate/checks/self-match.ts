import { ChildWord, instrumentSide, instrumentSymbol } from '../../../orders/children.js';
import { Side, Verdict } from '../../../orders/codes.js';
import { type RestingChildren, unaskedShares } from '../../../orders/resting.js';
import { PREVENTION_NAMES } from '../../catalogue/row.js';
import { Outcome } from '../../counts/findings.js';
import { ownerOf, sideSum } from '../../counts/owners.js';
import type { RestingOrders, SecondPass } from '../../counts/second-pass.js';
import { Owner, SideWord } from '../../counts/tables.js';

const { ADMITTED, SELF_MATCH } = Verdict;
const { BUY } = Side;
const { isNaN: isNotNumber } = Number;
const { min } = Math;

/** What self-match prevention does, by place in `PREVENTION_NAMES`. */
const Instruction = { NEWEST: 0, OLDEST: 1, BOTH: 2, DECREMENT: 3 } as const;
const { NEWEST, BOTH, DECREMENT } = Instruction;

/** By instruction, the outcome of a finding once it is carried out. */
const OUTCOMES = [
  Outcome.REFUSED,
  Outcome.OLDEST_CANCELLED,
  Outcome.BOTH_CANCELLED,
  Outcome.DECREMENTED,
] as const;

/**
 * Lets a gate cancel children that rest, of this server and of others, if its limits ask for it.
 */
export function openResting(catalogue: SecondPass, servers: readonly RestingChildren[]): void {
  const { instruction } = catalogue.settings.selfMatch!;
  const code = (PREVENTION_NAMES as readonly unknown[]).indexOf(instruction);
  if (code === NEWEST) return;
  catalogue.resting = {
    instruction: code,
    servers,
    met: {
      shares: 0,
      canCancel: 0,
      taken: NEWEST,
      isRefused: 0,
      toCancel: 0,
      quantity: 0,
      hasDecremented: 0,
    },
  };
}

/**
 * Check 19, self-match: 1 if the order could meet a working order of the same server, firm or
 * account, as `per` says, on the other side of its symbol, judged by the most aggressive price of
 * that side since it was last flat. FIA 2024; CME. Rejects the newer of the two: an
 * immediate-or-cancel order cannot be called back once sent. Where orders rest and `instruction`
 * says so, resting ones are cancelled; then those are judged one by one, by their own prices.
 */
export function measureSelfMatch(catalogue: SecondPass): number {
  const { order, resting } = catalogue;
  const other = sideSum(catalogue, SELF_MATCH, order.side ^ 1, SideWord.TICKS);
  if (!isMet(order.side, order.priceTicks, other)) return 0;
  return resting === undefined || findMet(catalogue, resting) ? 1 : 0;
}

/** Whether an order of a side at a price meets another one of the other side. */
function isMet(side: number, priceTicks: number, otherTicks: number): boolean {
  return side === BUY ? priceTicks >= otherTicks : priceTicks <= otherTicks;
}

/**
 * Finds the orders that the order in hand could meet: the shares of those that rest and may be
 * cancelled, and whether these are all. Others are on their way or wait for the answer to a cancel,
 * or their connection is lost. Returns whether there are any.
 */
function findMet(catalogue: SecondPass, { servers, met }: RestingOrders): boolean {
  const { order } = catalogue;
  let shares = 0;
  let rested = 0;
  let others = 0;
  for (let n = 0; n < servers.length; n++) {
    const children = servers[n]!;
    const { outstanding, rows, requests } = children;
    const { cancelAskedNs } = outstanding;
    for (let row = 0; row < rows[0]!; row++) {
      if (!isOpposite(catalogue, children, row)) continue;
      rested += outstanding.shares[row]!;
      const left = unaskedShares(children, row);
      if (left === 0 || !isMet(order.side, order.priceTicks, outstanding.limitTicks[row]!))
        continue;
      if (requests.isCut[0] === 0 && isNotNumber(cancelAskedNs[row]!)) shares += left;
      else others++;
    }
  }
  const working = sideSum(catalogue, SELF_MATCH, order.side ^ 1, SideWord.WORKING);
  met.shares = shares;
  met.canCancel = others === 0 && working <= rested ? 1 : 0;
  return shares > 0 || met.canCancel === 0;
}

/** Whether a row is a resting child on the other side of the order in hand, of the same owner. */
function isOpposite(
  catalogue: SecondPass,
  { server, outstanding, parents }: RestingChildren,
  row: number,
): boolean {
  const { order } = catalogue;
  const instrument = outstanding.instrument[row]!;
  if (
    outstanding.isResting[row] === 0 ||
    instrumentSymbol(instrument) !== order.symbol ||
    instrumentSide(instrument) === order.side
  )
    return false;
  const owner = ownerOf(catalogue, SELF_MATCH);
  if (owner === Owner.SERVER) return server === catalogue.server;
  return owner === Owner.FIRM || parents.account[outstanding.parent[row]!] === order.account;
}

/**
 * Decides what is done about the order in hand, which could meet others of its owner; returns
 * whether it is refused. Where one of them cannot be cancelled, the order is. A decremented order
 * has its new quantity from here on; `endPrevention` gives it back if the order does not go.
 */
export function preventMatch(
  { order, resting }: SecondPass,
  words: Int32Array,
  slot: number,
): boolean {
  if (resting === undefined || resting.met.canCancel === 0) return true;
  const { met, instruction } = resting;
  met.taken = instruction;
  met.quantity = order.shares;
  met.toCancel = instruction === DECREMENT ? min(order.shares, met.shares) : met.shares;
  met.isRefused =
    instruction === BOTH || (instruction === DECREMENT && order.shares <= met.shares) ? 1 : 0;
  if (instruction === DECREMENT && met.isRefused === 0) {
    order.shares -= met.shares;
    words[slot + ChildWord.QUANTITY] = order.shares;
  }
  return met.isRefused !== 0;
}

/** Whether the order in hand could meet others, and it is decided what is done about it. */
export function isPrevented({ resting }: SecondPass): boolean {
  return resting !== undefined && resting.met.taken !== NEWEST;
}

/**
 * Carries out what was decided about the order in hand, once all checks have judged it: asks for
 * the cancels unless another check has refused it. Returns the outcome.
 */
export function endPrevention(
  catalogue: SecondPass,
  words: Int32Array,
  slot: number,
  verdict: number,
): Outcome {
  const { order, resting } = catalogue;
  const { met } = resting!;
  const { taken } = met;
  met.taken = NEWEST;
  if (verdict === (met.isRefused === 0 ? ADMITTED : SELF_MATCH)) {
    askCancels(catalogue, resting!);
    if (taken === DECREMENT && met.isRefused === 0) met.hasDecremented = 1;
    return OUTCOMES[taken]!;
  }
  order.shares = met.quantity;
  words[slot + ChildWord.QUANTITY] = met.quantity;
  return met.isRefused === 0 ? Outcome.WARNED : Outcome.REFUSED;
}

/** Asks for the cancels of as many shares as were decided, in the order of the venue. */
function askCancels(catalogue: SecondPass, { servers, met }: RestingOrders): void {
  for (let left = met.toCancel; left > 0; ) {
    const isAll = met.toCancel === met.shares;
    let best = -1;
    let of = servers[0]!;
    for (let n = 0; n < servers.length; n++) {
      const children = servers[n]!;
      for (let row = 0; row < children.rows[0]!; row++) {
        if (!isCancellable(catalogue, children, row)) continue;
        if (isAll) left -= ask(children, row, left);
        else if (best < 0 || isBefore(children, row, of, best)) {
          best = row;
          of = children;
        }
      }
    }
    if (isAll || best < 0) return;
    left -= ask(of, best, left);
  }
}

function isCancellable(catalogue: SecondPass, children: RestingChildren, row: number): boolean {
  const { order } = catalogue;
  return (
    isOpposite(catalogue, children, row) &&
    isMet(order.side, order.priceTicks, children.outstanding.limitTicks[row]!) &&
    unaskedShares(children, row) > 0
  );
}

/** Whether a venue meets a resting row before another one of its side: by price, then by time. */
function isBefore(
  { outstanding: a }: RestingChildren,
  row: number,
  { outstanding: b }: RestingChildren,
  other: number,
): boolean {
  const better = a.limitTicks[row]! - b.limitTicks[other]!;
  if (better === 0) return a.sentNs[row]! < b.sentNs[other]!;
  return instrumentSide(a.instrument[row]!) === BUY ? better > 0 : better < 0;
}

/** Asks to cancel at most `most` shares of a row; returns how many. */
function ask(children: RestingChildren, row: number, most: number): number {
  const { requests } = children;
  const shares = min(most, unaskedShares(children, row));
  requests.shares[row] = requests.shares[row]! + shares;
  requests.pending[0] = 1;
  return shares;
}
