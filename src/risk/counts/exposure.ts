import type { Quotes } from '../../market/quotes.js';
import { instrumentSide, instrumentSymbol } from '../../orders/children.js';
import { Side, Verdict } from '../../orders/codes.js';
import { type Parents, sharesToLocate } from '../../orders/parents.js';
import { reserveAccount, settleAccount } from './accounts.js';
import { CREDIT_UNIT_MONEY, leaseCredit, returnCredit } from './credit.js';
import { addAlike, countAlike, findAlike } from './duplicates.js';
import { countExecutions, countMessages } from './messages.js';
import { reserveOwners, settleOwners } from './owners.js';
import { reserveRolling } from './rolling.js';
import { reserveRollingGross, settleRollingGross } from './rolling-gross.js';
import { noteLow, noteTouch, noteTrade } from './rules.js';
import type { SecondPass } from './second-pass.js';
import {
  NO_BUY_TICKS,
  NO_SELL_TICKS,
  OPEN_CREDIT,
  ServerWord,
  SideWord,
  SymbolWord,
} from './tables.js';

const { ARRIVAL, SOFT_ARRIVAL, TRADED, VALID } = SymbolWord;
const { LOCATED, REACH, TICKS, WORKING } = SideWord;
const {
  ALIKE_MAX,
  ALIKE_WINDOW,
  GROSS,
  INCREMENT,
  LOCATE,
  OPEN_ORDERS,
  RULES,
  SOFT_INCREMENT,
  SOFT_TOLERANCE,
  TOLERANCE,
} = ServerWord;
const { EXECUTIONS_PER_PARENT } = Verdict;
const { BUY, SELL } = Side;
const { POSITIVE_INFINITY } = Number;

/**
 * Units of $100, rounded up, so that a sum is above a limit of whole units exactly if its units
 * are.
 */
export function unitsOf(money: number): number {
  return Math.ceil(money / CREDIT_UNIT_MONEY);
}

/** Begins to count a parent that enters, and counts it among those alike. */
export function receiveParent(
  catalogue: SecondPass,
  orders: Parents,
  parent: number,
  nowNs: number,
): void {
  const { parents, bounds, alike, whole, measures } = catalogue;
  parents.uses[parent] = 0;
  parents.ceiling[parent] = Math.min(0x7fffffff, bounds.first[EXECUTIONS_PER_PARENT]!);
  parents.alike[parent] = 0;
  const { words } = whole;
  if (words[RULES] !== 0) {
    noteTouch(catalogue, orders, parent);
    noteLow(catalogue, orders.symbol[parent]!, nowNs);
  }
  if (words[ALIKE_MAX] === Number.POSITIVE_INFINITY && measures === undefined) return;
  const account = orders.account[parent]!;
  const row = (orders.symbol[parent]! << 1) | orders.side[parent]!;
  const priceTicks = orders.limitTicks[parent]!;
  const quantity = orders.ordered[parent]!;
  const found = findAlike(alike, account, row, priceTicks, quantity);
  const counted = countAlike(alike, found, nowNs - words[ALIKE_WINDOW]!);
  addAlike(alike, found, account, row, priceTicks, quantity, counted, nowNs);
  parents.alike[parent] = counted + 1;
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
  counts.alike[parent] = 0;
  own[OPEN_ORDERS] = own[OPEN_ORDERS]! + count;
  own[GROSS] = own[GROSS]! + money;
  net.creditMoney[side] = net.creditMoney[side]! - money;
  net.creditMoney[OPEN_CREDIT] = net.creditMoney[OPEN_CREDIT]! - money;
  if (side === SELL && countsLocated(catalogue))
    places[row + LOCATED] = places[row + LOCATED]! + locatedBy(parents, parent, total);
  if (catalogue.accounts !== undefined)
    reserveAccount(catalogue.accounts, parents.account[parent]!, side, money);
  if (catalogue.messages !== undefined) countMessages(catalogue.messages, count, nowNs);
  if (catalogue.owners !== undefined)
    reserveOwners(catalogue.owners, parents, parent, total, priceTicks);
  if (catalogue.rolling !== undefined) reserveRolling(catalogue, parents, parent, total, nowNs);
  if (catalogue.rolledGross !== undefined) reserveRollingGross(catalogue.rolledGross, money);
  if (own[RULES] !== 0) noteLow(catalogue, parents.symbol[parent]!, nowNs);
  const increment = own[INCREMENT]!;
  if (increment === 0) return;
  const arrival = Math.max(words[at + ARRIVAL]!, nowNs);
  if (arrival - nowNs <= own[TOLERANCE]!) words[at + ARRIVAL] = arrival + count * increment;
  const softArrival = Math.max(words[at + SOFT_ARRIVAL]!, nowNs);
  if (softArrival - nowNs <= own[SOFT_TOLERANCE]!)
    words[at + SOFT_ARRIVAL] = softArrival + count * own[SOFT_INCREMENT]!;
}

/**
 * Leases what `money` more on a side needs of the firm’s net and open credits, which have it, in a
 * gate that leases no slices.
 */
export function leaseNetCredit(catalogue: SecondPass, side: number, money: number): void {
  const { net, firm } = catalogue;
  const { creditMoney } = net;
  if (money > creditMoney[side]!)
    creditMoney[side] =
      creditMoney[side]! + leaseCredit(firm.net[side]!, money - creditMoney[side]!, 0);
  if (money > creditMoney[OPEN_CREDIT]!)
    creditMoney[OPEN_CREDIT] =
      creditMoney[OPEN_CREDIT]! +
      leaseCredit(firm.net[OPEN_CREDIT]!, money - creditMoney[OPEN_CREDIT]!, 0);
}

/** Whether the check of locates is on, for any symbol, or measured. */
function countsLocated({ whole, measures }: SecondPass): boolean {
  return whole.words[LOCATE] !== Number.POSITIVE_INFINITY || measures !== undefined;
}

/** Returns the shares to locate for the last `shares` that were sent of a parent. */
function locatedBy(parents: Parents, parent: number, shares: number): number {
  const sent = parents.filled[parent]! + parents.working[parent]!;
  return sharesToLocate(parents, parent, sent) - sharesToLocate(parents, parent, sent - shares);
}

/** Gives back what cancelled shares of a parent had located, once the parent has settled them. */
function releaseLocated(
  catalogue: SecondPass,
  parents: Parents,
  parent: number,
  cancelled: number,
): void {
  if (parents.side[parent] !== SELL || !countsLocated(catalogue)) return;
  const { words } = catalogue.sides;
  const sent = parents.filled[parent]! + parents.working[parent]!;
  const word = (((parents.symbol[parent]! << 1) | SELL) << 2) + LOCATED;
  words[word] =
    words[word]! -
    sharesToLocate(parents, parent, sent + cancelled) +
    sharesToLocate(parents, parent, sent);
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
  const { symbols, sides, parents, net, whole, messages } = catalogue;
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
  net.creditMoney[OPEN_CREDIT] =
    net.creditMoney[OPEN_CREDIT]! + (executed + cancelled) * limitTicks;
  own[OPEN_ORDERS] = own[OPEN_ORDERS]! - orders;
  own[GROSS] = own[GROSS]! - cancelled * limitTicks;
  if (messages !== undefined) countExecutions(messages, executions);
}

/** Notes executions that matched no open parent quantity, money. */
export function noteUnmatched({ cells }: SecondPass, money: number): void {
  cells.newUnmatchedMoney[0] = cells.newUnmatchedMoney[0]! + money;
}

/**
 * Takes the answers to orders of a parent, once it has settled them, for the sums that go by
 * parent: its account's credit, the sums of the firm and of its account by symbol, the shares
 * located for it, money executed beyond its quantity, and the last trade.
 */
export function settleByParent(
  catalogue: SecondPass,
  parents: Parents,
  parent: number,
  limitTicks: number,
  executed: number,
  cancelled: number,
  unmatched: number,
  priceTicks: number,
): void {
  settleAccount(catalogue, parents, parent, limitTicks, executed, cancelled);
  const { owners, rolledGross } = catalogue;
  if (owners !== undefined) settleOwners(owners, parents, parent, executed, cancelled);
  if (rolledGross !== undefined) settleRollingGross(rolledGross, limitTicks, executed, cancelled);
  if (cancelled > 0) releaseLocated(catalogue, parents, parent, cancelled);
  if (unmatched > 0) noteUnmatched(catalogue, unmatched * priceTicks);
  if (executed > 0 && catalogue.whole.words[RULES] !== 0)
    noteTrade(catalogue, parents.symbol[parent]!, priceTicks);
}

/** Returns unspent credit for the net and the open exposure to the firm. */
export function returnNetCredit(catalogue: SecondPass): void {
  returnNet(catalogue, BUY);
  returnNet(catalogue, SELL);
  returnNet(catalogue, OPEN_CREDIT);
}

/** Returns the unspent credit of a row beyond two slices to the firm. */
function returnNet({ net, firm, creditSliceMoney }: SecondPass, side: number): void {
  const credit = net.creditMoney[side]!;
  if (credit === Number.POSITIVE_INFINITY) return;
  const excess = credit - 2 * creditSliceMoney;
  if (excess >= CREDIT_UNIT_MONEY)
    net.creditMoney[side] = credit - returnCredit(firm.net[side]!, excess);
}

/**
 * Notes a symbol's quote at its receipt, at or before the last look at all quotes. A crossed quote,
 * or one with a spread beyond the limit, makes the symbol stale until it has shown as many good
 * quotes in a row as the check needs.
 */
export function noteQuote(
  { symbols, recovery, quotes, pace, unmarkedQuotes }: SecondPass,
  symbol: number,
  nowNs: number,
): void {
  unmarkedQuotes[0] = 1;
  const bid = quotes.bidTicks[symbol]!;
  const ask = quotes.askTicks[symbol]!;
  const isSane = bid > 0 && ask >= bid && 100 * (ask - bid) <= pace.spreadPercent[0]! * bid;
  const good = isSane ? recovery.goodQuotes[symbol]! + 1 : 0;
  recovery.goodQuotes[symbol] = Math.min(good, pace.goodQuotes[0]!);
  symbols.words[(symbol << 3) + VALID] =
    good >= pace.goodQuotes[0]! ? nowNs : Number.NEGATIVE_INFINITY;
}

/**
 * Notes all quotes at their receipt, as `noteQuote` does one by one. A symbol whose quote is good
 * is marked once; as long as it stays good, only the time of the whole look moves on. Its count of
 * good quotes is then one above those that the check needs. `areSane` says that the caller has seen
 * all quotes sane for the spread of this server: while every symbol is marked, nothing else is to
 * be done.
 */
export function noteAllQuotes(catalogue: SecondPass, nowNs: number, areSane = false): void {
  const { symbols, recovery, quotes, pace, quotesNs, unmarkedQuotes } = catalogue;
  const { goodQuotes } = recovery;
  const { bidTicks, askTicks, capacity } = quotes;
  const spread = pace.spreadPercent[0]!;
  const needed = pace.goodQuotes[0]!;
  quotesNs[0] = nowNs;
  if (areSane && unmarkedQuotes[0] === 0) return;
  let unmarked = 0;
  for (let symbol = 0; symbol < capacity; symbol++) {
    const bid = bidTicks[symbol]!;
    const ask = askTicks[symbol]!;
    const isMarked = goodQuotes[symbol] === needed + 1;
    if (isMarked && bid > 0 && ask >= bid && 100 * (ask - bid) <= spread * bid) continue;
    noteQuote(catalogue, symbol, nowNs);
    if (goodQuotes[symbol]! < needed) {
      unmarked++;
      continue;
    }
    goodQuotes[symbol] = needed + 1;
    symbols.words[(symbol << 3) + VALID] = POSITIVE_INFINITY;
  }
  unmarkedQuotes[0] = unmarked;
}

/** Returns whether no quote is crossed or has a spread of more than some per cent of its bid. */
export function areQuotesSane(
  { bidTicks, askTicks, capacity }: Quotes,
  spreadPercent: number,
): boolean {
  for (let symbol = 0; symbol < capacity; symbol++) {
    const bid = bidTicks[symbol]!;
    const ask = askTicks[symbol]!;
    if (!(bid > 0 && ask >= bid && 100 * (ask - bid) <= spreadPercent * bid)) return false;
  }
  return true;
}

/** When a symbol last had a good quote, ns since the bell; −Infinity while it is stale. */
export function goodQuoteNs({ symbols, quotesNs }: SecondPass, symbol: number): number {
  const notedNs = symbols.words[(symbol << 3) + VALID]!;
  return notedNs === POSITIVE_INFINITY ? quotesNs[0]! : notedNs;
}
