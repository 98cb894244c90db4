import type { Table } from '../memory/table.js';
import { Side, Verdict } from '../orders/codes.js';
import type { Fills } from '../orders/fills.js';
import type { Catalogue } from './catalogue-space.js';
import { CREDIT_UNIT_MONEY, returnCredit } from './credit.js';
import { addAlike, countAlike, placeAlike } from './duplicates.js';

/**
 * What one server's gate counts for the catalogue. Exposure is working and filled, counted when an order is sent; what is refused is never counted, what is cancelled is
 * taken back. Money is at limit prices, in ticks × shares. Reading on fills, so that a flat position frees what it held:
 *
 *   reach of a side = the position on that side if all of its working orders were filled and none of the other side's
 *                     buy  b shares:  reach[buy] + b         executed: reach[sell] − executed        cancelled: reach[buy] − cancelled
 */
export const SYMBOL_COUNT_SCHEMA = {
  /** Executed and open shares, both sides. */
  tradedShares: 'f64',
  /** Theoretical arrival times of the two buckets of the rate, ns since the bell. */
  arrivalNs: 'f64',
  softArrivalNs: 'f64',
  /** When the last sane quote came, −Infinity while the symbol has to show good ones again; and how many it has shown. */
  validNs: 'f64',
  goodQuotes: 'i32',
} as const;
/** Row = symbol × 2 + side. `workingTicks` is the most aggressive price among the working orders. */
export const SIDE_COUNT_SCHEMA = { reach: 'f64', working: 'f64', workingTicks: 'i32' } as const;
/** By parent row: executions and working orders, and how many of them it may have; −1 while a person has to release it. */
export const PARENT_COUNT_SCHEMA = { uses: 'i32', ceiling: 'i32' } as const;
/** One row. `posted` units are what this server has added to a word of the firm. */
export const EXPOSURE_CELL_SCHEMA = {
  openOrders: 'f64',
  grossMoney: 'f64',
  postedGrossUnits: 'i32',
  grossRung: 'i32',
  unmatchedMoney: 'f64',
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

/** Beyond every price: what stands in `workingTicks` of a side that has nothing working. */
export const NO_BUY_TICKS = -1;
export const NO_SELL_TICKS = 0x7fffffff;

/** Units of $100, rounded up: a sum that is above a limit of whole units is so in units too, and one that is not is not. */
export function unitsOf(money: number): number {
  return Math.ceil(money / CREDIT_UNIT_MONEY);
}

/** Begins to count a parent that has just been taken. */
export function receiveParent({ parents, bounds }: Catalogue, parent: number): void {
  parents.uses[parent] = 0;
  parents.ceiling[parent] = Math.min(0x7fffffff, bounds.first[Verdict.EXECUTIONS_PER_PARENT]!);
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
  const { symbols, sides, parents, cells, net, pace } = catalogue;
  const row = (symbol << 1) | side;
  const money = total * priceTicks;
  sides.reach[row] = sides.reach[row]! + total;
  sides.working[row] = sides.working[row]! + total;
  const seen = sides.workingTicks[row]!;
  if (side === Side.BUY ? priceTicks > seen : priceTicks < seen) sides.workingTicks[row] = priceTicks;
  symbols.tradedShares[symbol] = symbols.tradedShares[symbol]! + total;
  parents.uses[parent] = parents.uses[parent]! + count;
  cells.openOrders[0] = cells.openOrders[0]! + count;
  cells.grossMoney[0] = cells.grossMoney[0]! + money;
  net.creditMoney[side] = net.creditMoney[side]! - money;
  const increment = pace.incrementNs[0]!;
  if (increment > 0) {
    symbols.arrivalNs[symbol] = fillBucket(symbols.arrivalNs[symbol]!, nowNs, pace.toleranceNs[0]!, count * increment);
    symbols.softArrivalNs[symbol] = fillBucket(
      symbols.softArrivalNs[symbol]!,
      nowNs,
      pace.softToleranceNs[0]!,
      count * pace.softIncrementNs[0]!,
    );
  }
}

/** Counts one order that has been admitted among those alike. */
export function countKind({ alike, bounds, pace }: Catalogue, row: number, priceTicks: number, shares: number, nowNs: number): void {
  if (bounds.first[Verdict.DUPLICATE_ORDERS] === Number.POSITIVE_INFINITY) return;
  const place = placeAlike(alike, row, priceTicks, shares);
  const counted = countAlike(alike, place, row, priceTicks, shares, nowNs - pace.alikeWindowNs[0]!);
  addAlike(alike, place, row, priceTicks, shares, counted, 1, nowNs);
}

/** The bucket's theoretical arrival time after orders that take `ns` of it. */
function fillBucket(arrivalNs: number, nowNs: number, toleranceNs: number, ns: number): number {
  const at = arrivalNs > nowNs ? arrivalNs : nowNs;
  return at - nowNs <= toleranceNs ? at + ns : arrivalNs;
}

/** Takes the venues' answers in rows [begin, end): working orders end, cancelled ones give back all, executions turn reach around. Returns the money of what matched no parent. */
export function settleExposure(catalogue: Catalogue, fills: Fills, begin: number, end: number): number {
  const { symbols, sides, parents, cells, net } = catalogue;
  const { parent, symbol, side, quantity, cancelled, limitTicks, priceTicks, unmatched } = fills;
  const { reach, working, workingTicks } = sides;
  const { creditMoney } = net;
  let gross = 0;
  let unmatchedMoney = 0;
  for (let fill = begin; fill < end; fill++) {
    const s = symbol[fill]!;
    const sideOfFill = side[fill]!;
    const row = (s << 1) | sideOfFill;
    const executed = quantity[fill]!;
    const back = cancelled[fill]!;
    const limit = limitTicks[fill]!;
    const left = working[row]! - executed - back;
    working[row] = left;
    if (left === 0) workingTicks[row] = sideOfFill === Side.BUY ? NO_BUY_TICKS : NO_SELL_TICKS;
    reach[row] = reach[row]! - back;
    reach[row ^ 1] = reach[row ^ 1]! - executed;
    symbols.tradedShares[s] = symbols.tradedShares[s]! - back;
    if (executed === 0) parents.uses[parent[fill]!] = parents.uses[parent[fill]!]! - 1;
    creditMoney[sideOfFill] = creditMoney[sideOfFill]! + back * limit;
    creditMoney[sideOfFill ^ 1] = creditMoney[sideOfFill ^ 1]! + executed * limit;
    gross -= back * limit;
    unmatchedMoney += unmatched[fill]! * priceTicks[fill]!;
  }
  cells.openOrders[0] = cells.openOrders[0]! - (end - begin);
  cells.grossMoney[0] = cells.grossMoney[0]! + gross;
  returnNet(catalogue, Side.BUY);
  returnNet(catalogue, Side.SELL);
  return unmatchedMoney;
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
export function noteQuote({ symbols, quotes, pace }: Catalogue, symbol: number, nowNs: number): void {
  const bid = quotes.bidTicks[symbol]!;
  const ask = quotes.askTicks[symbol]!;
  const isSane = bid > 0 && ask >= bid && 100 * (ask - bid) <= pace.spreadPercent[0]! * bid;
  const good = isSane ? symbols.goodQuotes[symbol]! + 1 : 0;
  symbols.goodQuotes[symbol] = Math.min(good, pace.goodQuotes[0]!);
  symbols.validNs[symbol] = good >= pace.goodQuotes[0]! ? nowNs : Number.NEGATIVE_INFINITY;
}
