import {
  type Children,
  ChildWord,
  childSlot,
  judgeSlot,
  markAlike,
} from '../../orders/children.js';
import { VERDICT_COUNT, Verdict } from '../../orders/codes.js';
import type { Parents } from '../../orders/parents.js';
import { CheckMode } from '../catalogue/modes.js';
import { CREDIT_UNIT_MONEY, hasCredit, leaseCredit, returnCredit } from '../counts/credit.js';
import { leaseNetCredit, reserveSecond } from '../counts/exposure.js';
import { isServerKilled } from '../stops/kill.js';
import { isAllActive } from '../stops/states.js';
import { admitsCustom } from './custom-checks.js';
import { boundGate, measureGate, modeGate } from './first-pass-checks.js';
import { concludeOrder, judgeOrder, reserveOrder } from './long-way.js';
import {
  beginBatch,
  isScopeActive,
  passesLayered,
  passesSecond,
  ShortWay,
  wayLeft,
} from './short-way.js';
import type { Gate } from './state.js';
import { endBatch } from './trips.js';

const { max } = Math;
const { load } = Atomics;
const { NEGATIVE_INFINITY, POSITIVE_INFINITY, isNaN: isNotNumber } = Number;

const { ALIKE, LIMIT, QUANTITY } = ChildWord;
const { CLOSED, OPEN, OPEN_TO_ACTIVE } = ShortWay;

/** Readies the cells of a new gate. */
export function openGate(gate: Gate): void {
  const mode = gate.limits.mode[Verdict.GROSS_EXPOSURE];
  gate.cells.creditMoney[0] =
    mode === CheckMode.OFF || mode === CheckMode.MEASURE ? POSITIVE_INFINITY : 0;
  gate.cells.arrivalNs[0] = NEGATIVE_INFINITY;
  gate.breaches.firstNs.fill(Number.NaN);
}

/**
 * Admits or refuses the children at positions [begin, end), in order, at the time of the turn;
 * returns the number admitted. This is the only door to a venue. Consecutive children of one parent
 * and price are put to every bound together. If they pass as a whole, each of them passes and takes
 * the short way, which writes no verdicts, since children are born admitted. Otherwise the first
 * children alike, as the router marked them, are tried alone. Those that fail again are judged one
 * by one and check by check, where a check that only warns lets a child go on.
 */
export function admitChildren(
  gate: Gate,
  children: Children,
  parents: Parents,
  begin: number,
  end: number,
  nowNs: number,
): number {
  const { words, mask } = children;
  const { limits, cells, details, layers, catalogue } = gate;
  const quantityMax = limits.bound[Verdict.MAX_QUANTITY]!;
  const notionalMax = limits.bound[Verdict.MAX_NOTIONAL]!;
  const tolerance = limits.bound[Verdict.PARENT_QUANTITY]!;
  const increment = details.rateIncrementNs[0]!;
  const horizon = nowNs + details.rateToleranceNs[0]!;
  const last = end | 0;
  let isOpen = openShortWay(gate, nowNs);
  let alone = last;
  let admitted = 0;
  for (let child = begin | 0; child !== last; ) {
    const first = (child & mask) << 3;
    const p = words[first]!;
    const price = words[first + LIMIT]!;
    const rest = (last - child) | 0;
    const run = words[first + ALIKE]! < rest ? words[first + ALIKE]! : rest;
    const most = isOpen !== CLOSED && alone !== child ? rest : run;
    let count = 0;
    let total = 0;
    let largest = 0;
    for (let slot = first; ; ) {
      const shares = words[slot + QUANTITY]!;
      const left = (most - count) | 0;
      const alike = words[slot + ALIKE]! < left ? words[slot + ALIKE]! : left;
      total += alike * shares;
      if (shares > largest) largest = shares;
      count = (count + alike) | 0;
      if (count === most) break;
      slot = ((child + count) & mask) << 3;
      if (words[slot] !== p || words[slot + LIMIT] !== price) break;
    }
    const { creditMoney, arrivalNs } = cells;
    const arrival = max(arrivalNs[0]!, nowNs);
    const passes =
      (isOpen === OPEN || (isOpen === OPEN_TO_ACTIVE && isScopeActive(catalogue!, parents, p))) &&
      ((arrival + (count - 1) * increment <= horizon &&
        largest <= quantityMax &&
        largest * price <= notionalMax &&
        isWithinParent(parents, p, price, total, tolerance) &&
        (total * price <= creditMoney[0]! || mayLease(gate, total * price))) ||
        (layers !== undefined &&
          passesLayered(gate, parents, p, largest, total, price, count, nowNs)));
    if (
      passes &&
      (catalogue === undefined ||
        passesSecond(catalogue, words, first, parents, largest, total, count, nowNs))
    ) {
      arrivalNs[0] = arrival + count * increment;
      reserveOrders(gate, parents, p, total, price, count, nowNs);
      admitted += count;
      child = (child + count) | 0;
    } else if (count === run) {
      admitted += judgeRun(gate, children, parents, child, (child + run) | 0, nowNs);
      if (isOpen === OPEN && isStopped(gate)) isOpen = wayLeft(catalogue!);
      child = (child + run) | 0;
    } else alone = child;
  }
  return closeBatch(gate, admitted, nowNs);
}

/** Readies the gate for a batch. Returns for whom the short way is open. */
export function openShortWay(gate: Gate, nowNs: number): number {
  const { catalogue, kill, custom, server } = gate;
  const open = catalogue === undefined ? OPEN : beginBatch(catalogue, nowNs);
  return custom === undefined && !isServerKilled(kill, server) && load(kill.scoped, 0) === 0
    ? open
    : CLOSED;
}

/** Ends a batch; returns the number of children that it admitted. */
export function closeBatch({ cells, catalogue }: Gate, admitted: number, nowNs: number): number {
  cells.admitted[0] = cells.admitted[0]! + admitted;
  if (catalogue !== undefined) endBatch(catalogue, nowNs);
  return admitted;
}

/** Whether a price is within the collar of a parent, and `shares` more within its quantity. */
function isWithinParent(
  { ordered, filled, working, collarLowTicks, collarHighTicks }: Parents,
  parent: number,
  price: number,
  shares: number,
  tolerance: number,
): boolean {
  return (
    price >= collarLowTicks[parent]! &&
    price <= collarHighTicks[parent]! &&
    filled[parent]! + working[parent]! + shares <= ordered[parent]! + tolerance
  );
}

/**
 * Whether a gate may lease the credit for `money` more on the short way. One that leases slices
 * goes the long way for each, which is rare, since other threads may take what was seen to be left.
 */
function mayLease({ cells, firm, creditSliceMoney }: Gate, money: number): boolean {
  return creditSliceMoney === 0 && hasCredit(firm, money - cells.creditMoney[0]!);
}

/** Whether a check on the long way has stopped a scope. */
function isStopped({ catalogue }: Gate): boolean {
  return catalogue !== undefined && !isAllActive(catalogue.firm.states);
}

/**
 * Counts `count` admitted children of one parent and price, `shares` together, and leases what they
 * need of the firm’s credits, as the long way would for one after the other.
 */
function reserveOrders(
  gate: Gate,
  parents: Parents,
  parent: number,
  shares: number,
  price: number,
  count: number,
  nowNs: number,
): void {
  const { cells, catalogue } = gate;
  const { creditMoney, exposureMoney } = cells;
  const { working } = parents;
  const money = shares * price;
  if (money > creditMoney[0]!)
    creditMoney[0] = creditMoney[0]! + leaseCredit(gate.firm, money - creditMoney[0]!, 0);
  if (catalogue !== undefined) leaseNetCredit(catalogue, parents.side[parent]!, money);
  working[parent] = working[parent]! + shares;
  creditMoney[0] = creditMoney[0]! - money;
  exposureMoney[0] = exposureMoney[0]! + money;
  if (catalogue !== undefined)
    reserveSecond(catalogue, parents, parent, shares, price, count, nowNs);
}

/**
 * Puts the children at positions [begin, end), which are alike, to the long way; returns the number
 * admitted.
 */
export function judgeRun(
  gate: Gate,
  children: Children,
  parents: Parents,
  begin: number,
  end: number,
  nowNs: number,
): number {
  const { creditMoney, exposureMoney, arrivalNs } = gate.cells;
  const { words } = children;
  let admitted = 0;
  for (let child = begin; child !== end; child = (child + 1) | 0) {
    const slot = childSlot(children, child);
    let judged = judgeChild(gate, words, slot, parents, child, nowNs);
    const { custom } = gate;
    if (
      judged === Verdict.ADMITTED &&
      custom !== undefined &&
      !admitsCustom(custom, words, slot, parents, child, nowNs)
    )
      judged = Verdict.OWN_CHECK;
    if (gate.catalogue?.resting !== undefined) concludeOrder(gate.catalogue, words, slot, judged);
    if (judged !== Verdict.ADMITTED) {
      judgeSlot(words, slot, judged);
      continue;
    }
    const p = words[slot]!;
    const shares = words[slot + QUANTITY]!;
    const money = shares * words[slot + LIMIT]!;
    parents.working[p] = parents.working[p]! + shares;
    creditMoney[0] = creditMoney[0]! - money;
    exposureMoney[0] = exposureMoney[0]! + money;
    if (gate.catalogue !== undefined) reserveOrder(gate.catalogue, parents);
    arrivalNs[0] = max(arrivalNs[0]!, nowNs) + gate.details.rateIncrementNs[0]!;
    admitted++;
  }
  markAlike(children, begin, end);
  return admitted;
}

/**
 * Runs every check in order, kill first and the reservation last. Returns the verdict of the first
 * enforced check that refuses.
 */
function judgeChild(
  gate: Gate,
  words: Int32Array,
  slot: number,
  parents: Parents,
  child: number,
  nowNs: number,
): number {
  if (gate.catalogue !== undefined)
    return judgeOrder(gate, gate.catalogue, words, slot, parents, child, nowNs);
  for (let check = 1; check < VERDICT_COUNT; check++) {
    const parent = words[slot]!;
    if (
      measureGate(gate, check, words, slot, parents, nowNs) <=
      boundGate(gate, check, parents, parent)
    )
      continue;
    const { count, refused, firstNs } = gate.breaches;
    count[check] = count[check]! + 1;
    if (isNotNumber(firstNs[check]!)) firstNs[check] = nowNs;
    if (modeGate(gate, check, parents, parent) === CheckMode.ENFORCE) {
      refused[check] = refused[check]! + 1;
      return check;
    }
  }
  return Verdict.ADMITTED;
}

/**
 * Releases the reservation of cancelled shares, money at their limit price; unspent credit beyond
 * two slices returns to the firm.
 */
export function releaseReservation(gate: Gate, cancelledMoney: number): void {
  if (cancelledMoney === 0) return;
  const { cells } = gate;
  cells.exposureMoney[0] = cells.exposureMoney[0]! - cancelledMoney;
  const credit = cells.creditMoney[0]! + cancelledMoney;
  if (credit === POSITIVE_INFINITY) return;
  const excess = credit - 2 * gate.creditSliceMoney;
  cells.creditMoney[0] =
    excess >= CREDIT_UNIT_MONEY ? credit - returnCredit(gate.firm, excess) : credit;
}
