import { ChildWord } from '../../orders/children.js';
import { Verdict } from '../../orders/codes.js';
import type { Parents } from '../../orders/parents.js';
import { CATALOGUE } from '../catalogue/catalogue.js';
import { CheckMode } from '../catalogue/modes.js';
import type { CheckAction } from '../catalogue/row.js';
import { accountBound, accountMode, measureCredit } from '../counts/accounts.js';
import { levelsAt, windowOf } from '../counts/bounds.js';
import { reserveSecond } from '../counts/exposure.js';
import { FINDING_SCOPES, noteFinding, Outcome, scopeIdOf } from '../counts/findings.js';
import { measureMessages, measureRatio, ratioBound } from '../counts/messages.js';
import { ownerOf } from '../counts/owners.js';
import { measureRolling, rollingBound } from '../counts/rolling.js';
import { measureRollingGross } from '../counts/rolling-gross.js';
import type { SecondPass } from '../counts/second-pass.js';
import { Owner } from '../counts/tables.js';
import { isAllActive, State, stateFor } from '../stops/states.js';
import {
  advShareBound,
  measureAddition,
  measureFromReference,
  measureQuoteAge,
  measureRestricted,
  measureShares,
  measureThroughTouch,
  measureToLocate,
  measureUnconfigured,
  quoteCollarBound,
  staticCollarBound,
  staticCollarSoft,
} from './checks/order.js';
import { boundRule, measureRule } from './checks/rules.js';
import { endPrevention, isPrevented, measureSelfMatch, preventMatch } from './checks/self-match.js';
import {
  measureNet,
  measureOpenExposure,
  measurePosition,
  measureServerGross,
  measureTraded,
  tradedBound,
  tradedSoft,
} from './checks/sums.js';
import {
  executionsBound,
  measureAlike,
  measureExecutions,
  measureOpenOrders,
  measureSoftSymbolRate,
  measureSymbolRate,
} from './checks/time.js';
import { boundGate, measureGate, modeGate } from './first-pass-checks.js';
import { isMeasuredApart, measureApart, noteAdmitted, recordOrder } from './measuring.js';
import type { Gate } from './state.js';
import { refuseOrder } from './trips.js';

const ACCOUNT_SCOPE = FINDING_SCOPES.indexOf('account');
const BY_VERDICT = new Map<number, (typeof CATALOGUE)[number]>();
for (const row of CATALOGUE) if ('verdict' in row) BY_VERDICT.set(row.verdict, row);

const SEVERITY: Readonly<Record<CheckAction, number>> = {
  throttle: 1,
  reject: 2,
  block: 3,
  kill: 4,
};
const SEVERITY_OF = new Uint8Array(256);
SEVERITY_OF[Verdict.KILLED] = SEVERITY.kill;
SEVERITY_OF[Verdict.HALTED] = SEVERITY.block;
SEVERITY_OF[Verdict.REDUCING] = SEVERITY.block;
/**
 * By verdict, the scope of the check as a place in FINDING_SCOPES; the order itself if the table of
 * checks has no row.
 */
const SCOPE_OF = new Uint8Array(256);
for (const [verdict, { action, scope }] of BY_VERDICT) {
  SEVERITY_OF[verdict] = SEVERITY[action];
  SCOPE_OF[verdict] = FINDING_SCOPES.indexOf(scope);
}

/**
 * Returns the verdict on the child in a slot, at a position. The first enforced check that it fails
 * refuses it. With `explain` all checks are asked, and the most severe refuses. The check that
 * refuses also acts on its scope. A check in mode `measure` records the first try of an order.
 */
export function judgeOrder(
  gate: Gate,
  catalogue: SecondPass,
  words: Int32Array,
  slot: number,
  parents: Parents,
  child: number,
  nowNs: number,
): number {
  presentOrder(catalogue, words, slot, parents, child, nowNs);
  const { state } = catalogue.order;
  let verdict: number = Verdict.ADMITTED;
  for (const check of gate.judged) {
    if (state === State.ACTIVE && (check === Verdict.HALTED || check === Verdict.REDUCING))
      continue;
    const mode = modeOf(gate, catalogue, check, parents);
    if (mode === CheckMode.OFF) continue;
    if (mode === CheckMode.MEASURE) {
      if (parents.refusals[catalogue.order.parent] === 0)
        recordOrder(
          catalogue,
          check,
          measureOf(gate, catalogue, check, words, slot, parents),
          parents,
        );
      continue;
    }
    const value =
      check <= Verdict.GROSS_EXPOSURE
        ? measureFirst(gate, catalogue, check, words, slot, parents, nowNs)
        : measure(catalogue, check, parents);
    const bound =
      check <= Verdict.GROSS_EXPOSURE
        ? boundGate(gate, check, parents, catalogue.order.parent)
        : boundOf(catalogue, check);
    if (value <= bound) {
      noteSoft(catalogue, check, value);
      continue;
    }
    const isRefused =
      mode === CheckMode.ENFORCE &&
      (check !== Verdict.SELF_MATCH || preventMatch(catalogue, words, slot));
    noteBreach(gate, catalogue, check, mode, value, bound);
    if (!isRefused) continue;
    if (SEVERITY_OF[check]! > SEVERITY_OF[verdict]!) verdict = check;
    if (!catalogue.explain) break;
  }
  if (verdict !== Verdict.ADMITTED) {
    countRefused(gate, catalogue, verdict);
    refuseOrder(catalogue, verdict);
  }
  return verdict;
}

/**
 * Ends what self-match prevention does about the order in hand, on which this is the last word of
 * all checks.
 */
export function concludeOrder(
  catalogue: SecondPass,
  words: Int32Array,
  slot: number,
  verdict: number,
): void {
  if (!isPrevented(catalogue)) return;
  noteOrder(
    catalogue,
    Verdict.SELF_MATCH,
    endPrevention(catalogue, words, slot, verdict),
    1,
    catalogue.bounds.hard[catalogue.order.levels + Verdict.SELF_MATCH]!,
  );
}

/** Counts the admitted order in hand. */
export function reserveOrder(catalogue: SecondPass, parents: Parents): void {
  const { parent, symbol, shares, priceTicks, nowNs } = catalogue.order;
  reserveSecond(catalogue, parents, parent, shares, priceTicks, 1, nowNs);
  if (catalogue.measures !== undefined) noteAdmitted(catalogue.measures, symbol, nowNs);
}

function presentOrder(
  { firm, order, server, symbolBounds }: SecondPass,
  words: Int32Array,
  slot: number,
  parents: Parents,
  child: number,
  nowNs: number,
): void {
  const parent = words[slot]!;
  order.parent = parent;
  order.symbol = parents.symbol[parent]!;
  order.account = parents.account[parent]!;
  order.levels = levelsAt(symbolBounds, order.symbol);
  order.side = parents.side[parent]!;
  order.shares = words[slot + ChildWord.QUANTITY]!;
  order.priceTicks = words[slot + ChildWord.LIMIT]!;
  order.behaviour = parents.behaviour[parent]!;
  order.sequence = (child + 1) >>> 0;
  order.orderId = parents.orderId[parent]!;
  order.nowNs = nowNs;
  order.state = isAllActive(firm.states)
    ? State.ACTIVE
    : stateFor(firm.states, server, order.symbol, order.account);
}

function modeOf(
  gate: Gate,
  { accounts, bounds, order }: SecondPass,
  check: number,
  parents: Parents,
): number {
  if (check === Verdict.HALTED || check === Verdict.REDUCING) return CheckMode.ENFORCE;
  if (check >= Verdict.ACCOUNT_GROSS && check <= Verdict.ACCOUNT_OPEN)
    return accounts === undefined ? CheckMode.OFF : accountMode(accounts, check, order.account);
  return check <= Verdict.GROSS_EXPOSURE
    ? modeGate(gate, check, parents, order.parent)
    : bounds.mode[order.levels + check]!;
}

/** Returns the first pass's measure. The state KILLED counts like a kill word. */
function measureFirst(
  gate: Gate,
  catalogue: SecondPass,
  check: number,
  words: Int32Array,
  slot: number,
  parents: Parents,
  nowNs: number,
): number {
  const value = measureGate(gate, check, words, slot, parents, nowNs);
  return check === Verdict.KILLED && catalogue.order.state === State.KILLED ? 1 : value;
}

/**
 * Returns the measure of a check in mode `measure`, in its own unit. The sums of the firm and the
 * rates have a form of their own there, since theirs here begin at a bound.
 */
function measureOf(
  gate: Gate,
  catalogue: SecondPass,
  check: number,
  words: Int32Array,
  slot: number,
  parents: Parents,
): number {
  if (isMeasuredApart(check)) return measureApart(catalogue, check);
  return check <= Verdict.GROSS_EXPOSURE
    ? measureGate(gate, check, words, slot, parents, catalogue.order.nowNs)
    : measure(catalogue, check, parents);
}

function measure(catalogue: SecondPass, check: number, parents: Parents): number {
  switch (check) {
    case Verdict.HALTED:
      return catalogue.order.state === State.HALTED ? 1 : 0;
    case Verdict.REDUCING:
      return catalogue.order.state === State.REDUCING ? measureAddition(catalogue) : 0;
    case Verdict.RESTRICTED_LIST:
      return measureRestricted(catalogue);
    case Verdict.UNCONFIGURED_LIMIT:
      return measureUnconfigured(catalogue);
    case Verdict.STALE_QUOTE:
      return measureQuoteAge(catalogue);
    case Verdict.ADV_SHARE:
      return measureShares(catalogue);
    case Verdict.QUOTE_COLLAR:
      return measureThroughTouch(catalogue);
    case Verdict.STATIC_COLLAR:
      return measureFromReference(catalogue);
    case Verdict.LOCATE:
      return measureToLocate(catalogue, parents);
    case Verdict.SELF_MATCH:
      return measureSelfMatch(catalogue);
    case Verdict.EXECUTIONS_PER_PARENT:
      return measureExecutions(catalogue);
    case Verdict.OPEN_ORDERS:
      return measureOpenOrders(catalogue);
    case Verdict.SYMBOL_RATE:
      return measureSymbolRate(catalogue);
    case Verdict.DUPLICATE_ORDERS:
      return measureAlike(catalogue);
    case Verdict.CUMULATIVE_ADV:
      return measureTraded(catalogue);
    case Verdict.POSITION:
      return measurePosition(catalogue);
    case Verdict.SERVER_GROSS:
      return measureServerGross(catalogue);
    case Verdict.NET_EXPOSURE:
      return measureNet(catalogue);
    case Verdict.OPEN_EXPOSURE:
      return measureOpenExposure(catalogue);
    case Verdict.ACCOUNT_GROSS:
    case Verdict.ACCOUNT_NET:
    case Verdict.ACCOUNT_OPEN:
      return measureCredit(catalogue, check);
    case Verdict.ROLLING_VOLUME:
      return measureRolling(catalogue);
    case Verdict.ROLLING_GROSS:
      return measureRollingGross(catalogue);
    case Verdict.MESSAGE_RATE:
      return measureMessages(catalogue);
    case Verdict.ORDER_TO_TRADE:
      return measureRatio(catalogue);
    default: {
      const { parent, symbol, shares, priceTicks, nowNs } = catalogue.order;
      return measureRule(catalogue, parents, check, parent, symbol, shares, priceTicks, nowNs);
    }
  }
}

function boundOf(catalogue: SecondPass, check: number): number {
  switch (check) {
    case Verdict.HALTED:
    case Verdict.REDUCING:
      return 0;
    case Verdict.ADV_SHARE:
      return advShareBound(catalogue);
    case Verdict.QUOTE_COLLAR:
      return quoteCollarBound(catalogue);
    case Verdict.STATIC_COLLAR:
      return staticCollarBound(catalogue);
    case Verdict.EXECUTIONS_PER_PARENT:
      return executionsBound(catalogue);
    case Verdict.CUMULATIVE_ADV:
      return tradedBound(catalogue);
    case Verdict.ACCOUNT_GROSS:
    case Verdict.ACCOUNT_NET:
    case Verdict.ACCOUNT_OPEN:
      return accountBound(catalogue, check, catalogue.order.account);
    case Verdict.ORDER_TO_TRADE:
      return ratioBound(catalogue);
    case Verdict.ROLLING_VOLUME:
      return rollingBound(catalogue);
    default: {
      const { parent, symbol, levels } = catalogue.order;
      return boundRule(catalogue, check, parent, symbol, catalogue.bounds.hard[levels + check]!);
    }
  }
}

/** Records that an order within the hard level is beyond the soft one. */
function noteSoft(catalogue: SecondPass, check: number, value: number): void {
  const { breaches, bounds, order } = catalogue;
  let soft = bounds.soft[order.levels + check]!;
  if (soft === Number.POSITIVE_INFINITY) return;
  let measured = value;
  if (check === Verdict.STATIC_COLLAR) soft = staticCollarSoft(catalogue);
  else if (check === Verdict.CUMULATIVE_ADV) soft = tradedSoft(catalogue);
  else if (check === Verdict.OUTSTANDING_SHARE)
    soft = catalogue.symbolBounds.outstandingSoft[order.symbol]!;
  else if (check === Verdict.SYMBOL_RATE) measured = measureSoftSymbolRate(catalogue);
  if (measured <= soft) return;
  breaches.soft[check] = breaches.soft[check]! + 1;
  noteOrder(catalogue, check, Outcome.SOFT, measured, soft);
}

function noteBreach(
  gate: Gate,
  catalogue: SecondPass,
  check: number,
  mode: number,
  value: number,
  bound: number,
): void {
  const { breaches, order } = catalogue;
  breaches.count[check] = breaches.count[check]! + 1;
  if (Number.isNaN(breaches.firstNs[check]!)) breaches.firstNs[check] = order.nowNs;
  if (check <= Verdict.GROSS_EXPOSURE) {
    const { count, firstNs } = gate.breaches;
    count[check] = count[check]! + 1;
    if (Number.isNaN(firstNs[check]!)) firstNs[check] = order.nowNs;
  }
  if (mode === CheckMode.SHADOW) {
    breaches.shadowShares[check] = breaches.shadowShares[check]! + order.shares;
    breaches.shadowMoney[check] = breaches.shadowMoney[check]! + order.shares * order.priceTicks;
  }
  if (check === Verdict.SELF_MATCH && isPrevented(catalogue)) return;
  const outcome =
    mode === CheckMode.ENFORCE
      ? Outcome.REFUSED
      : mode === CheckMode.SHADOW
        ? Outcome.SHADOWED
        : Outcome.WARNED;
  noteOrder(catalogue, check, outcome, value, bound);
}

function countRefused(gate: Gate, { breaches }: SecondPass, check: number): void {
  breaches.refused[check] = breaches.refused[check]! + 1;
  if (check <= Verdict.GROSS_EXPOSURE)
    gate.breaches.refused[check] = gate.breaches.refused[check]! + 1;
}

/** Records a finding about the order in hand. */
function noteOrder(
  catalogue: SecondPass,
  check: number,
  outcome: Outcome,
  value: number,
  bound: number,
): void {
  const { findings, order, server } = catalogue;
  order.scope = ownerOf(catalogue, check) === Owner.ACCOUNT ? ACCOUNT_SCOPE : SCOPE_OF[check]!;
  order.scopeId = scopeIdOf(order.scope, order, server);
  noteFinding(findings, order, check, outcome, value, bound, windowOf(catalogue, check));
}
