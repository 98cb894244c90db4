import { instrumentSide, instrumentSymbol } from '../../orders/children.js';
import { Side, Verdict } from '../../orders/codes.js';
import type { Parents } from '../../orders/parents.js';
import { CREDIT_UNIT_MONEY, returnCredit } from './credit.js';
import { addAlike, countAlike, findAlike } from './duplicates.js';
import type { SecondPass } from './second-pass.js';
import { NO_BUY_TICKS, NO_SELL_TICKS, ServerWord, SideWord, SymbolWord } from './tables.js';

const { ARRIVAL, SOFT_ARRIVAL, TRADED, VALID } = SymbolWord;
const { REACH, TICKS, WORKING } = SideWord;
const {
  ALIKE_MAX,
  ALIKE_WINDOW,
  GROSS,
  INCREMENT,
  OPEN_ORDERS,
  SOFT_INCREMENT,
  SOFT_TOLERANCE,
  TOLERANCE,
} = ServerWord;
const { EXECUTIONS_PER_PARENT } = Verdict;
const { BUY, SELL } = Side;

/**
 * Units of $100, rounded up, so that a sum is above a limit of whole units exactly if its units
 * are.
 */
export function unitsOf(money: number): number {
  return Math.ceil(money / CREDIT_UNIT_MONEY);
}

/** Begins to count a new parent. */
export function receiveParent({ parents, bounds }: SecondPass, parent: number): void {
  parents.uses[parent] = 0;
  parents.ceiling[parent] = Math.min(0x7fffffff, bounds.first[EXECUTIONS_PER_PARENT]!);
}

/**
 * Counts `count` admitted orders of one parent and price, `total` shares together. Only orders
 * within a rate fill its bucket.
 */
export function reserveSecond(
  catalogue: SecondPass,
  parents: Parents,
  parent: number,
  total: number,
  priceTicks: number,
  count: number,
  nowNs: number,
): void {
  const { symbols, sides, parents: counts, net, whole } = catalogue;
  const { words } = symbols;
  const { words: places } = sides;
  const { words: own } = whole;
  const side = parents.side[parent]!;
  const at = parents.symbol[parent]! << 3;
  const row = at + (side << 2);
  const money = total * priceTicks;
  places[row + REACH] = places[row + REACH]! + total;
  places[row + WORKING] = places[row + WORKING]! + total;
  const seen = places[row + TICKS]!;
  if (side === BUY ? priceTicks > seen : priceTicks < seen) places[row + TICKS] = priceTicks;
  words[at + TRADED] = words[at + TRADED]! + total;
  counts.uses[parent] = counts.uses[parent]! + count;
  own[OPEN_ORDERS] = own[OPEN_ORDERS]! + count;
  own[GROSS] = own[GROSS]! + money;
  net.creditMoney[side] = net.creditMoney[side]! - money;
  const increment = own[INCREMENT]!;
  if (increment === 0) return;
  const arrival = Math.max(words[at + ARRIVAL]!, nowNs);
  if (arrival - nowNs <= own[TOLERANCE]!) words[at + ARRIVAL] = arrival + count * increment;
  const softArrival = Math.max(words[at + SOFT_ARRIVAL]!, nowNs);
  if (softArrival - nowNs <= own[SOFT_TOLERANCE]!)
    words[at + SOFT_ARRIVAL] = softArrival + count * own[SOFT_INCREMENT]!;
}

/** Counts one admitted order among those alike. */
export function countKind(
  { alike, whole, measures }: SecondPass,
  row: number,
  priceTicks: number,
  shares: number,
  nowNs: number,
): void {
  const { words: own } = whole;
  if (own[ALIKE_MAX] === Number.POSITIVE_INFINITY && measures === undefined) return;
  const found = findAlike(alike, row, priceTicks, shares);
  const counted = countAlike(alike, found, nowNs - own[ALIKE_WINDOW]!);
  addAlike(alike, found, row, priceTicks, shares, counted, 1, nowNs);
}

/**
 * Takes the answers to `orders` orders of one parent and limit price. Cancelled shares give all of
 * their exposure back; executions also lower the reach of the other side. `executed` and
 * `cancelled` are shares, `executions` is the number of orders with any share executed.
 */
export function settleOrders(
  catalogue: SecondPass,
  parent: number,
  instrument: number,
  limitTicks: number,
  executed: number,
  cancelled: number,
  orders: number,
  executions: number,
): void {
  const { symbols, sides, parents, net, whole } = catalogue;
  const { words } = sides;
  const { words: own } = whole;
  const { words: counts } = symbols;
  const symbol = instrumentSymbol(instrument);
  const side = instrumentSide(instrument);
  const traded = (symbol << 3) + TRADED;
  const at = ((symbol << 1) | side) << 2;
  const opposite = at ^ 4;
  const left = words[at + WORKING]! - executed - cancelled;
  words[at + WORKING] = left;
  if (left === 0) words[at + TICKS] = side === BUY ? NO_BUY_TICKS : NO_SELL_TICKS;
  words[at + REACH] = words[at + REACH]! - cancelled;
  words[opposite + REACH] = words[opposite + REACH]! - executed;
  counts[traded] = counts[traded]! - cancelled;
  parents.uses[parent] = parents.uses[parent]! - (orders - executions);
  net.creditMoney[side] = net.creditMoney[side]! + cancelled * limitTicks;
  net.creditMoney[side ^ 1] = net.creditMoney[side ^ 1]! + executed * limitTicks;
  own[OPEN_ORDERS] = own[OPEN_ORDERS]! - orders;
  own[GROSS] = own[GROSS]! - cancelled * limitTicks;
}

/** Notes executions that matched no open parent quantity, money. */
export function noteUnmatched({ cells }: SecondPass, money: number): void {
  cells.newUnmatchedMoney[0] = cells.newUnmatchedMoney[0]! + money;
}

/** Returns unspent credit for the net exposure to the firm. */
export function returnNetCredit(catalogue: SecondPass): void {
  returnNet(catalogue, BUY);
  returnNet(catalogue, SELL);
}

/** Returns one side's unspent credit beyond two slices to the firm. */
function returnNet({ net, firm, creditSliceMoney }: SecondPass, side: number): void {
  const credit = net.creditMoney[side]!;
  if (credit === Number.POSITIVE_INFINITY) return;
  const excess = credit - 2 * creditSliceMoney;
  if (excess >= CREDIT_UNIT_MONEY)
    net.creditMoney[side] = credit - returnCredit(firm.net[side]!, excess);
}

/**
 * Notes a symbol's quote at its receipt. A crossed quote, or one with a spread beyond the limit,
 * makes the symbol stale until it has shown as many good quotes in a row as the check needs.
 */
export function noteQuote(
  { symbols, recovery, quotes, pace }: SecondPass,
  symbol: number,
  nowNs: number,
): void {
  const bid = quotes.bidTicks[symbol]!;
  const ask = quotes.askTicks[symbol]!;
  const isSane = bid > 0 && ask >= bid && 100 * (ask - bid) <= pace.spreadPercent[0]! * bid;
  const good = isSane ? recovery.goodQuotes[symbol]! + 1 : 0;
  recovery.goodQuotes[symbol] = Math.min(good, pace.goodQuotes[0]!);
  symbols.words[(symbol << 3) + VALID] =
    good >= pace.goodQuotes[0]! ? nowNs : Number.NEGATIVE_INFINITY;
}
