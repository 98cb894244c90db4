import { NS_PER_MS, TICKS_PER_DOLLAR } from '../../base/units.js';
import { Side, Verdict } from '../../orders/codes.js';
import type { Parents } from '../../orders/parents.js';
import { CheckMode } from '../catalogue/modes.js';
import { CREDIT_UNIT_MONEY, leaseCredit, MEASURED_NET_UNITS } from '../counts/credit.js';
import { unitsOf } from '../counts/exposure.js';
import { type Measures, recordMeasure, recordRow, sustainedLoss } from '../counts/measures.js';
import { messageRatio } from '../counts/messages.js';
import { noteOrder, requiredRate } from '../counts/required-rate.js';
import { measureRollingGross } from '../counts/rolling-gross.js';
import { lastTrade, referenceOf } from '../counts/rules.js';
import type { SecondPass } from '../counts/second-pass.js';
import { OPEN_CREDIT, ServerWord } from '../counts/tables.js';
import { closeTicks, termsOf } from '../counts/terms.js';

/**
 * The mode `measure`: what each check measured of an order, in the unit of the check's hard
 * parameter, so that the largest is the lowest bound that would have let every order through. Only
 * the long way measures, and all orders go it while any check is measured.
 */

const { GROSS_EXPOSURE, MESSAGE_RATE, NET_EXPOSURE, ORDER_TO_TRADE, SERVER_RATE, SYMBOL_RATE } =
  Verdict;

/** Returns whether the gate measures a check that has no order. */
export function isMeasured({ measures, bounds }: SecondPass, check: number): boolean {
  return measures !== undefined && bounds.mode[check] === CheckMode.MEASURE;
}

/** Whether a check's measure is not that which it compares with a bound. */
export function isMeasuredApart(check: number): boolean {
  return (
    check === GROSS_EXPOSURE ||
    check === NET_EXPOSURE ||
    check === Verdict.OPEN_EXPOSURE ||
    check === SERVER_RATE ||
    check === MESSAGE_RATE ||
    check === ORDER_TO_TRADE ||
    check === SYMBOL_RATE
  );
}

/**
 * Measures the order in hand: the firm's sums in money with it, whole units of $100, or the rate
 * that it needs, a second.
 */
export function measureApart(catalogue: SecondPass, check: number): number {
  const measures = catalogue.measures!;
  const { paces, serverWindowNs, symbolWindowNs, messageWindowNs } = measures;
  const { symbol, nowNs } = catalogue.order;
  switch (check) {
    case GROSS_EXPOSURE:
      return grossMoney(catalogue);
    case NET_EXPOSURE:
      return creditMoney(catalogue, catalogue.order.side);
    case Verdict.OPEN_EXPOSURE:
      return creditMoney(catalogue, OPEN_CREDIT);
    case SERVER_RATE:
      return requiredRate(paces, paces.server, nowNs, serverWindowNs);
    case MESSAGE_RATE:
      return requiredRate(paces, paces.server, nowNs, messageWindowNs);
    case ORDER_TO_TRADE:
      return messageRatio(catalogue);
    default:
      return requiredRate(paces, symbol, nowNs, symbolWindowNs);
  }
}

/** The firm's working and executed money, each server's part in whole units. */
function grossMoney({ firm, cells, whole, order }: SecondPass): number {
  const own = unitsOf(whole.words[ServerWord.GROSS]! + order.shares * order.priceTicks);
  const others = Atomics.load(firm.words.grossUnits, 0) - cells.postedGrossUnits[0]!;
  return (others + own) * CREDIT_UNIT_MONEY;
}

/**
 * The firm's net money on the side of the order, or its open money. Leases what the order needs, as
 * the check does when it is enforced. The credit is more than any firm uses; beyond it the measure
 * is infinite.
 */
function creditMoney({ net, firm, creditSliceMoney, order }: SecondPass, side: number): number {
  const { shares, priceTicks } = order;
  const needed = shares * priceTicks - net.creditMoney[side]!;
  if (needed > 0) {
    const leased = leaseCredit(firm.net[side]!, needed, creditSliceMoney);
    if (leased === 0) return Number.POSITIVE_INFINITY;
    net.creditMoney[side] = net.creditMoney[side]! + leased;
  }
  return (MEASURED_NET_UNITS - Atomics.load(firm.net[side]!.leftUnits, 0)) * CREDIT_UNIT_MONEY;
}

/** Records the measure of the order in hand, which has not been refused since its last answer. */
export function recordOrder(
  catalogue: SecondPass,
  check: number,
  value: number,
  parents: Parents,
): void {
  const { parent, symbol, nowNs } = catalogue.order;
  const measures = catalogue.measures!;
  const inUnit = inParameterUnit(catalogue, check, value, parents);
  const order = parents.orderId[parent]!;
  recordMeasure(measures, check, inUnit, order, symbol, nowNs);
  if (measures.windows.length > 0) recordWindows(catalogue, check, order, symbol, nowNs);
}

/** Records what the check measures of the order in hand over each of the other windows. */
function recordWindows(
  catalogue: SecondPass,
  check: number,
  order: number,
  symbol: number,
  nowNs: number,
): void {
  const measures = catalogue.measures!;
  const { windows, paces } = measures;
  const sequence = check === SYMBOL_RATE ? symbol : paces.server;
  let window = 0;
  for (const of of windows) {
    if (of.check !== check) continue;
    window++;
    const value =
      check === Verdict.ROLLING_GROSS
        ? measureRollingGross(catalogue, window) / TICKS_PER_DOLLAR
        : requiredRate(paces, sequence, nowNs, of.windowNs);
    recordRow(measures, of.row, value, order, symbol, nowNs);
  }
}

/** Converts a measure to the unit of the check's hard parameter; below zero is zero. */
function inParameterUnit(
  catalogue: SecondPass,
  check: number,
  value: number,
  { collarHighTicks, collarLowTicks }: Parents,
): number {
  const { quotes, stocks, symbolBounds, order, parents: parentCounts } = catalogue;
  const { parent, symbol, side } = order;
  const buys = side === Side.BUY;
  if (!(value > 0)) return 0;
  switch (check) {
    case Verdict.MAX_NOTIONAL:
    case Verdict.POSITION:
    case Verdict.SERVER_GROSS:
    case Verdict.ACCOUNT_GROSS:
    case Verdict.ACCOUNT_NET:
    case Verdict.ACCOUNT_OPEN:
    case Verdict.ROLLING_GROSS:
    case GROSS_EXPOSURE:
    case NET_EXPOSURE:
    case Verdict.OPEN_EXPOSURE:
      return value / TICKS_PER_DOLLAR;
    case Verdict.ADV_SHARE:
    case Verdict.CUMULATIVE_ADV:
    case Verdict.ROLLING_VOLUME:
      return (100 * value) / stocks[symbol]!.advShares;
    case Verdict.PARENT_ADV:
      return (100 * value) / stocks[symbol]!.advShares;
    case Verdict.OUTSTANDING_SHARE:
      return (100 * value) / termsOf(stocks[symbol]!).sharesOutstanding;
    // Within its dollars, no percentage refuses the order.
    case Verdict.FAT_FINGER:
      return value <= symbolBounds.fingerTicks[symbol]!
        ? 0
        : (100 * value) / lastTrade(catalogue, symbol);
    case Verdict.MARKET_COLLAR:
      return value <= symbolBounds.marketTicks[symbol]!
        ? 0
        : (100 * value) / parentCounts.touchTicks[parent]!;
    case Verdict.COLLAR:
      return (100 * value) / (buys ? collarHighTicks[parent]! : collarLowTicks[parent]!);
    case Verdict.QUOTE_COLLAR:
      return (100 * value) / (buys ? quotes.askTicks[symbol]! : quotes.bidTicks[symbol]!);
    case Verdict.STATIC_COLLAR:
      return (100 * value) / referenceOf(catalogue, symbol);
    case Verdict.SHORT_SALE_PRICE:
      return (100 * value) / closeTicks(stocks[symbol]!);
    case Verdict.STALE_QUOTE:
      return value / NS_PER_MS;
    default:
      return value;
  }
}

/** Counts an admitted order for the rates. */
export function noteAdmitted({ paces }: Measures, symbol: number, nowNs: number): void {
  noteOrder(paces, symbol, nowNs);
  noteOrder(paces, paces.server, nowNs);
}

/** Records the firm's unmatched executions so far, in units of $100. */
export function recordUnmatched({ measures, order }: SecondPass, units: number): void {
  const dollars = (units * CREDIT_UNIT_MONEY) / TICKS_PER_DOLLAR;
  recordMeasure(measures!, Verdict.UNMATCHED_ACCOUNT, dollars, -1, -1, order.nowNs);
}

/** Records the firm's loss, money, that has lasted for some marks of this server in a row. */
export function recordLoss({ measures, order }: SecondPass, money: number, marks: number): void {
  const least = sustainedLoss(measures!, money / TICKS_PER_DOLLAR, marks);
  const dollars = least > 0 ? least : 0;
  recordMeasure(measures!, Verdict.LOSS_LIMIT, dollars, -1, -1, order.nowNs);
}
