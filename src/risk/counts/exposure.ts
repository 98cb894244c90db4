import type { Table } from '../../memory/table.js';
import { Side, Verdict } from '../../orders/codes.js';
import { CREDIT_UNIT_MONEY, returnCredit } from './credit.js';
import { addAlike, countAlike, findAlike } from './duplicates.js';
import type { Catalogue } from './second-stage.js';

/**
 * What one server's gate counts for the catalogue. Exposure is working and filled, counted when an order is sent; what is refused is never counted, what is cancelled is
 * taken back. Money is at limit prices, in ticks × shares. Reading on fills, so that a flat position frees what it held:
 *
 *   reach of a side = the position on that side if all of its working orders were filled and none of the other side's
 *                     buy  b shares:  reach[buy] + b         executed: reach[sell] − executed        cancelled: reach[buy] − cancelled
 */
export const SYMBOL_COUNT_SCHEMA = { words: 'f64' } as const;
/** What the short way asks of a symbol stands in one cache line: word = symbol × 8 + one of these. */
export const SymbolWord = {
  /** Shares of one order at the most; −1 where a list bars the symbol. */
  ORDER_MAX: 0,
  /** Shares executed and open at the most, and the prices of the static collar: hard or soft, whichever comes first. */
  TRADED_MAX: 1,
  STATIC_LOW: 2,
  STATIC_HIGH: 3,
  /** When the last good quote came, −Infinity while the symbol has to show good ones again. */
  VALID: 4,
  /** Theoretical arrival times of the two buckets of the rate, ns since the bell. */
  ARRIVAL: 5,
  SOFT_ARRIVAL: 6,
  /** Executed and open shares, both sides. */
  TRADED: 7,
} as const;
/** Row = symbol × 2 + side; word = row × 4 + one of these. Shares; and the most aggressive price among the working orders since the side was last flat, ticks. */
export const SIDE_COUNT_SCHEMA = { words: 'f64' } as const;
export const SideWord = { REACH: 0, WORKING: 1, TICKS: 2 } as const;
/** How many good quotes in a row a symbol has shown. */
export const RECOVERY_SCHEMA = { goodQuotes: 'i32' } as const;
/** What the short way asks of the server as a whole, and counts for it, in two cache lines. */
export const SERVER_WORD_SCHEMA = { words: 'f64' } as const;
export const ServerWord = {
  /** The rate of a symbol, hard and soft. */
  INCREMENT: 0,
  TOLERANCE: 1,
  SOFT_INCREMENT: 2,
  SOFT_TOLERANCE: 3,
  /** The tightest that any symbol has. */
  COLLAR: 4,
  LOCATE: 5,
  POSITION: 6,
  /** Orders alike at the most, and in how many ns. */
  ALIKE_MAX: 7,
  ALIKE_WINDOW: 8,
  /** The oldest that a quote may be, ns; and 0 where orders may meet those of the other side. */
  STALE_QUOTE: 9,
  SELF_MATCH: 10,
  /** How many strategies nobody has set limits for. */
  BARRED: 11,
  /** Orders that are out, and their limit; working and executed notional, money, and its limit. */
  OPEN_ORDERS: 12,
  OPEN_ORDERS_MAX: 13,
  GROSS: 14,
  GROSS_MAX: 15,
} as const;
export const SERVER_WORDS = 16;
/** By parent row: executions and working orders, and how many of them it may have; −1 while a person has to release it. */
export const PARENT_COUNT_SCHEMA = { uses: 'i32', ceiling: 'i32' } as const;
/** One row. `posted` units are what this server has added to a word of the firm. */
export const EXPOSURE_CELL_SCHEMA = {
  postedGrossUnits: 'i32',
  grossRung: 'i32',
  unmatchedMoney: 'f64',
  /** Of executions that matched nothing, what has come since the last look. */
  newUnmatchedMoney: 'f64',
  postedUnmatchedUnits: 'i32',
  postedLossUnits: 'i32',
  lossMarks: 'i32',
  nextMarkNs: 'f64',
  raisesSeen: 'i32',
  nextExpiryNs: 'f64',
} as const;
/** Row = side: what is left of the credit for the firm's net exposure on that side; infinite while the check is off. */
export const NET_CREDIT_SCHEMA = { creditMoney: 'f64' } as const;

export type SymbolCounts = Table<typeof SYMBOL_COUNT_SCHEMA>;
export type SideCounts = Table<typeof SIDE_COUNT_SCHEMA>;
export type ParentCounts = Table<typeof PARENT_COUNT_SCHEMA>;
export type ExposureCells = Table<typeof EXPOSURE_CELL_SCHEMA>;
export type NetCredit = Table<typeof NET_CREDIT_SCHEMA>;

/** Beyond every price: what stands for the price of a side that has nothing working. */
export const NO_BUY_TICKS = -1;
export const NO_SELL_TICKS = 0x7fffffff;

const { ARRIVAL, SOFT_ARRIVAL, TRADED, VALID } = SymbolWord;
const { REACH, TICKS, WORKING } = SideWord;
const { ALIKE_MAX, ALIKE_WINDOW, GROSS, INCREMENT, OPEN_ORDERS, SOFT_INCREMENT, SOFT_TOLERANCE, TOLERANCE } = ServerWord;
const { EXECUTIONS_PER_PARENT } = Verdict;
const { BUY, SELL } = Side;

/** Units of $100, rounded up: a sum that is above a limit of whole units is so in units too, and one that is not is not. */
export function unitsOf(money: number): number {
  return Math.ceil(money / CREDIT_UNIT_MONEY);
}

/** Begins to count a parent that has just been taken. */
export function receiveParent({ parents, bounds }: Catalogue, parent: number): void {
  parents.uses[parent] = 0;
  parents.ceiling[parent] = Math.min(0x7fffffff, bounds.first[EXECUTIONS_PER_PARENT]!);
}

/** Counts `count` orders of one parent and price, `total` shares together, that have been admitted. A bucket of a rate is filled only by what was within it. */
export function reserveCatalogue(
  catalogue: Catalogue,
  parent: number,
  symbol: number,
  side: number,
  total: number,
  priceTicks: number,
  count: number,
  nowNs: number,
): void {
  const { symbols, sides, parents, net, whole } = catalogue;
  const { words } = symbols;
  const { words: places } = sides;
  const { words: own } = whole;
  const at = symbol << 3;
  const row = at + (side << 2);
  const money = total * priceTicks;
  places[row + REACH] = places[row + REACH]! + total;
  places[row + WORKING] = places[row + WORKING]! + total;
  const seen = places[row + TICKS]!;
  if (side === BUY ? priceTicks > seen : priceTicks < seen) places[row + TICKS] = priceTicks;
  words[at + TRADED] = words[at + TRADED]! + total;
  parents.uses[parent] = parents.uses[parent]! + count;
  own[OPEN_ORDERS] = own[OPEN_ORDERS]! + count;
  own[GROSS] = own[GROSS]! + money;
  net.creditMoney[side] = net.creditMoney[side]! - money;
  const increment = own[INCREMENT]!;
  if (increment === 0) return;
  const arrival = Math.max(words[at + ARRIVAL]!, nowNs);
  if (arrival - nowNs <= own[TOLERANCE]!) words[at + ARRIVAL] = arrival + count * increment;
  const softArrival = Math.max(words[at + SOFT_ARRIVAL]!, nowNs);
  if (softArrival - nowNs <= own[SOFT_TOLERANCE]!) words[at + SOFT_ARRIVAL] = softArrival + count * own[SOFT_INCREMENT]!;
}

/** Counts one order that has been admitted among those alike. */
export function countKind({ alike, whole }: Catalogue, row: number, priceTicks: number, shares: number, nowNs: number): void {
  const { words: own } = whole;
  if (own[ALIKE_MAX] === Number.POSITIVE_INFINITY) return;
  const found = findAlike(alike, row, priceTicks, shares);
  const counted = countAlike(alike, found, nowNs - own[ALIKE_WINDOW]!);
  addAlike(alike, found, row, priceTicks, shares, counted, 1, nowNs);
}

/**
 * Takes the answers to `orders` orders of one parent and limit price: working orders end, what is cancelled gives back all, executions turn reach around. `executed` and
 * `cancelled` are shares, `executions` the orders of which any share was executed.
 */
export function settleOrders(
  catalogue: Catalogue,
  parent: number,
  symbol: number,
  side: number,
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

/** Takes note of executions that matched no open parent quantity, money. */
export function noteUnmatched({ cells }: Catalogue, money: number): void {
  cells.newUnmatchedMoney[0] = cells.newUnmatchedMoney[0]! + money;
}

/** Gives unspent credit for the net exposure back to the firm. */
export function returnNetCredit(catalogue: Catalogue): void {
  returnNet(catalogue, BUY);
  returnNet(catalogue, SELL);
}

/** Gives unspent credit beyond two slices back to the firm. */
function returnNet({ net, firm, creditSliceMoney }: Catalogue, side: number): void {
  const credit = net.creditMoney[side]!;
  if (credit === Number.POSITIVE_INFINITY) return;
  const excess = credit - 2 * creditSliceMoney;
  if (excess >= CREDIT_UNIT_MONEY) net.creditMoney[side] = credit - returnCredit(firm.net[side]!, excess);
}

/**
 * Takes note of a symbol's quote as it came in. A crossed quote, or one with a spread beyond the limit, makes the symbol stale until it has shown as many good ones in a row
 * as the check asks for.
 */
export function noteQuote({ symbols, recovery, quotes, pace }: Catalogue, symbol: number, nowNs: number): void {
  const bid = quotes.bidTicks[symbol]!;
  const ask = quotes.askTicks[symbol]!;
  const isSane = bid > 0 && ask >= bid && 100 * (ask - bid) <= pace.spreadPercent[0]! * bid;
  const good = isSane ? recovery.goodQuotes[symbol]! + 1 : 0;
  recovery.goodQuotes[symbol] = Math.min(good, pace.goodQuotes[0]!);
  symbols.words[(symbol << 3) + VALID] = good >= pace.goodQuotes[0]! ? nowNs : Number.NEGATIVE_INFINITY;
}
