import type { Quotes } from '../market/quotes.js';
import type { Table } from '../memory/table.js';
import { type Children, ChildWord, childSlot, instrumentSymbol, judgeSlot, lineageBehaviour, lineageFlags } from '../orders/children.js';
import { OrderAttribute, Side, VERDICT_COUNT, Verdict } from '../orders/codes.js';
import type { Parents } from '../orders/parents.js';
import { CREDIT_UNIT_MONEY, type FirmCredit, leaseCredit, returnCredit } from './credit.js';
import { isFlagKilled, isOrderKilled, isServerKilled, type KillWords } from './kill.js';
import { CheckMode, type LimitDetails, type LimitTable } from './limits.js';

/** What one server's gate keeps, one row. Money in ticks × shares. */
export const GATE_CELL_SCHEMA = {
  /** Credit leased from the firm and not spent; infinite while the check is off, negative where a check that only warns has let more through. */
  creditMoney: 'f64',
  /** Working plus executed notional at limit prices. */
  exposureMoney: 'f64',
  /** Theoretical arrival time of the rate's bucket, ns since the bell. */
  arrivalNs: 'f64',
  admitted: 'f64',
} as const;
export type GateCells = Table<typeof GATE_CELL_SCHEMA>;

/** One row a verdict: how often its check was breached, and when first (NaN while never). Breaches of a check that only warns are counted too. */
export const BREACH_SCHEMA = { count: 'f64', refused: 'f64', firstNs: 'f64' } as const;
export type Breaches = Table<typeof BREACH_SCHEMA>;

/** One server's gate. It knows orders, limits and quotes; it knows neither the build nor why an order was made. */
export interface Gate {
  readonly server: number;
  readonly limits: LimitTable;
  readonly details: LimitDetails;
  readonly cells: GateCells;
  readonly breaches: Breaches;
  readonly kill: KillWords;
  readonly firm: FirmCredit;
  /** What is leased from the firm at a time, money. */
  readonly creditSliceMoney: number;
}

const PRICE_MAX_TICKS = 0x7fffffff;
/** Keeps a band that ends on a whole tick there: 115 % of 100 ticks is 114.99999999999999 in floating point. */
const ROUNDING_TICKS = 1e-6;

/** Readies the cells of a new gate. */
export function openGate(gate: Gate): void {
  gate.cells.creditMoney[0] = gate.limits.mode[Verdict.GROSS_EXPOSURE] === CheckMode.OFF ? Number.POSITIVE_INFINITY : 0;
  gate.cells.arrivalNs[0] = Number.NEGATIVE_INFINITY;
  gate.breaches.firstNs.fill(Number.NaN);
}

/** Sets the price band of a parent from the quote as it is received. Call it for every parent before its first child, and again for auction orders at their first quote. */
export function collarParent(gate: Gate, parents: Parents, quotes: Quotes, parent: number): void {
  const { collarFraction, collarAuctionOrders } = gate.details;
  const fraction = collarFraction[0]!;
  const exempt = (parents.attributes[parent]! & OrderAttribute.AUCTION) !== 0 && collarAuctionOrders[0] === 0;
  const unbounded = exempt || fraction === Number.POSITIVE_INFINITY;
  const symbol = parents.symbol[parent]!;
  const buys = parents.side[parent] === Side.BUY;
  parents.collarHighTicks[parent] =
    unbounded || !buys ? PRICE_MAX_TICKS : Math.floor(quotes.askTicks[symbol]! * (1 + fraction) + ROUNDING_TICKS);
  parents.collarLowTicks[parent] = unbounded || buys ? 0 : Math.ceil(quotes.bidTicks[symbol]! * (1 - fraction) - ROUNDING_TICKS);
}

/**
 * Admits or refuses the children at positions [begin, end), in order, at the time of the turn; returns the number admitted. The only door to a venue. Children alike,
 * as the router marked them, are a run: a run that passes every bound as a whole takes the short way, on which nothing is written, since children are born admitted;
 * the children of any other are judged one by one and check by check, where a check that only warns lets a child go on.
 */
export function admitChildren(gate: Gate, children: Children, parents: Parents, begin: number, end: number, nowNs: number): number {
  const { words, mask } = children;
  const { ordered, filled, working, collarLowTicks, collarHighTicks } = parents;
  const { limits, cells, details } = gate;
  const { creditMoney, exposureMoney, arrivalNs } = cells;
  const quantityMax = limits.bound[Verdict.QUANTITY]!;
  const notionalMax = limits.bound[Verdict.NOTIONAL]!;
  const tolerance = limits.bound[Verdict.PARENT_OVERRUN]!;
  const increment = details.rateIncrementNs[0]!;
  const horizon = nowNs + details.rateToleranceNs[0]!;
  const clear = !isServerKilled(gate.kill, gate.server) && Atomics.load(gate.kill.scoped, 0) === 0;
  let admitted = 0;

  for (let child = begin; child !== end; ) {
    const slot = (child & mask) << 3;
    const p = words[slot]!;
    const shares = words[slot + ChildWord.QUANTITY]!;
    const price = words[slot + ChildWord.LIMIT]!;
    const count = Math.min(words[slot + ChildWord.ALIKE]!, (end - child) | 0);
    const money = shares * price;
    const credit = creditMoney[0]!;
    const arrival = arrivalNs[0]! > nowNs ? arrivalNs[0]! : nowNs;
    const runEnd = (child + count) | 0;
    const passes =
      clear &&
      arrival + (count - 1) * increment <= horizon &&
      shares <= quantityMax &&
      money <= notionalMax &&
      price >= collarLowTicks[p]! &&
      price <= collarHighTicks[p]! &&
      filled[p]! + working[p]! + count * shares <= ordered[p]! + tolerance &&
      count * money <= credit;
    if (passes) {
      working[p] = working[p]! + count * shares;
      creditMoney[0] = credit - count * money;
      exposureMoney[0] = exposureMoney[0]! + count * money;
      arrivalNs[0] = arrival + count * increment;
      admitted += count;
    } else admitted += judgeRun(gate, children, parents, child, runEnd, nowNs);
    child = runEnd;
  }
  cells.admitted[0] = cells.admitted[0]! + admitted;
  return admitted;
}

/** The long way for the children at positions [begin, end); returns the number admitted. */
function judgeRun(gate: Gate, children: Children, parents: Parents, begin: number, end: number, nowNs: number): number {
  const { creditMoney, exposureMoney, arrivalNs } = gate.cells;
  const { words } = children;
  let admitted = 0;
  for (let child = begin; child !== end; child = (child + 1) | 0) {
    const slot = childSlot(children, child);
    const judged = judgeChild(gate, words, slot, parents, nowNs);
    if (judged !== Verdict.ADMITTED) {
      judgeSlot(words, slot, judged);
      continue;
    }
    const p = words[slot]!;
    const shares = words[slot + ChildWord.QUANTITY]!;
    const money = shares * words[slot + ChildWord.LIMIT]!;
    parents.working[p] = parents.working[p]! + shares;
    creditMoney[0] = creditMoney[0]! - money;
    exposureMoney[0] = exposureMoney[0]! + money;
    arrivalNs[0] = (arrivalNs[0]! > nowNs ? arrivalNs[0]! : nowNs) + gate.details.rateIncrementNs[0]!;
    admitted++;
  }
  return admitted;
}

/** Every check in order, kill first and the reservation last. Returns the verdict of the first enforced check that refuses. */
function judgeChild(gate: Gate, words: Int32Array, slot: number, parents: Parents, nowNs: number): number {
  for (let check = 1; check < VERDICT_COUNT; check++) {
    if (!isBreached(gate, check, words, slot, parents, nowNs)) continue;
    const { count, refused, firstNs } = gate.breaches;
    count[check] = count[check]! + 1;
    if (Number.isNaN(firstNs[check]!)) firstNs[check] = nowNs;
    if (gate.limits.mode[check] === CheckMode.ENFORCE) {
      refused[check] = refused[check]! + 1;
      return check;
    }
  }
  return Verdict.ADMITTED;
}

function isBreached(gate: Gate, check: number, words: Int32Array, slot: number, parents: Parents, nowNs: number): boolean {
  const { limits, cells, details } = gate;
  const bound = limits.bound[check]!;
  const parent = words[slot]!;
  const shares = words[slot + ChildWord.QUANTITY]!;
  const price = words[slot + ChildWord.LIMIT]!;
  switch (check) {
    case Verdict.KILLED:
      return isChildKilled(gate.kill, gate.server, words, slot, parents);
    case Verdict.RATE:
      return cells.arrivalNs[0]! > nowNs + details.rateToleranceNs[0]!;
    case Verdict.QUANTITY:
      return shares > bound;
    case Verdict.NOTIONAL:
      return shares * price > bound;
    case Verdict.COLLAR:
      return price < parents.collarLowTicks[parent]! || price > parents.collarHighTicks[parent]!;
    case Verdict.PARENT_OVERRUN:
      return parents.filled[parent]! + parents.working[parent]! + shares > parents.ordered[parent]! + bound;
    case Verdict.GROSS_EXPOSURE:
      return !reserveCredit(gate, shares * price);
    default:
      return false;
  }
}

/** Whether any kill stops the child in a slot: of the firm, its server, symbol, behaviour, flags or parent. */
export function isChildKilled(kill: KillWords, server: number, words: Int32Array, slot: number, parents: Parents): boolean {
  if (isServerKilled(kill, server)) return true;
  if (kill.scoped[0] === 0) return false;
  const lineage = words[slot + ChildWord.LINEAGE]!;
  const symbol = instrumentSymbol(words[slot + ChildWord.INSTRUMENT]!);
  if (kill.symbol[symbol] !== 0 || kill.behaviour[lineageBehaviour(lineage)] !== 0) return true;
  if (isFlagKilled(kill, lineageFlags(lineage))) return true;
  return kill.orders !== undefined && isOrderKilled(kill.orders, parents.orderId[words[slot]!]!);
}

/** Makes sure that the server's lease covers `money`; false when the firm has not so much left. */
function reserveCredit(gate: Gate, money: number): boolean {
  const { creditMoney } = gate.cells;
  const missing = money - creditMoney[0]!;
  if (missing <= 0) return true;
  const leased = leaseCredit(gate.firm, missing, gate.creditSliceMoney);
  creditMoney[0] = creditMoney[0]! + leased;
  return leased > 0;
}

/** Gives back the reservation of what was cancelled, shares at their limit price in money; unspent credit beyond two slices returns to the firm. */
export function releaseReservation(gate: Gate, cancelledMoney: number): void {
  if (cancelledMoney === 0) return;
  const { cells } = gate;
  cells.exposureMoney[0] = cells.exposureMoney[0]! - cancelledMoney;
  const credit = cells.creditMoney[0]! + cancelledMoney;
  if (credit === Number.POSITIVE_INFINITY) return;
  const excess = credit - 2 * gate.creditSliceMoney;
  cells.creditMoney[0] = excess >= CREDIT_UNIT_MONEY ? credit - returnCredit(gate.firm, excess) : credit;
}
