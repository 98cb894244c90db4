import { ChildWord, instrumentSymbol } from '../../../orders/children.js';
import { OrderAttribute, Side, sideSign, Verdict } from '../../../orders/codes.js';
import { type Parents, sharesToLocate } from '../../../orders/parents.js';
import { levelsAt } from '../../counts/bounds.js';
import { kindsOf } from '../../counts/order-kinds.js';
import {
  fallBound,
  fingerBound,
  lastTrade,
  lowestTrade,
  marketBound,
  RULES,
} from '../../counts/rules.js';
import type { SecondPass } from '../../counts/second-pass.js';
import { closeTicks, tickAt } from '../../counts/terms.js';

/**
 * The checks of one order by the rules of a market, and of wrong keys. They take the order word by
 * word, since the short way asks them about orders together, without presenting one.
 */

const { SHORT, SHORT_EXEMPT } = OrderAttribute;
const {
  EASY_TO_BORROW,
  FAT_FINGER,
  MARKET_COLLAR,
  MARKET_ORDERS,
  ORDER_TYPES,
  OUTSTANDING_SHARE,
  PARENT_ADV,
  ROUND_LOT,
  SHORT_SALE_PRICE,
  SHORT_SALES,
  TICK_SIZE,
  TRADING_HOURS,
} = Verdict;

/** Returns the measure of a check for `shares` of a parent at a limit price. */
export function measureRule(
  catalogue: SecondPass,
  parents: Parents,
  check: number,
  parent: number,
  symbol: number,
  shares: number,
  priceTicks: number,
  nowNs: number,
): number {
  const { symbolBounds } = catalogue;
  const sign = sideSign(parents.side[parent]!);
  switch (check) {
    // Ticks beyond the last trade. Cboe; Nasdaq Nordic. Default 10 %, or $0.50 if that is more.
    case FAT_FINGER:
      return sign * (priceTicks - lastTrade(catalogue, symbol));
    // Ticks of a market order beyond the touch at its receipt. Cboe. Default 5 %, or $0.50.
    case MARKET_COLLAR:
      return parents.limitTicks[parent] === 0
        ? sign * (priceTicks - catalogue.parents.touchTicks[parent]!)
        : 0;
    // Shares of the order as it entered. Cboe, default 25 % of the average daily volume; Tokyo
    // Stock Exchange, default 30 %, soft 5 % of the shares outstanding.
    case PARENT_ADV:
    case OUTSTANDING_SHARE:
      return parents.ordered[parent]!;
    case SHORT_SALES:
      return isMarkedShort(catalogue, parents, parent, symbol) ? 1 : 0;
    // 1 if the order needs a locate and the stock is not easy to borrow. Rule 203(b)(1): a list of
    // stocks that are easy to borrow is a ground to believe that they can be.
    case EASY_TO_BORROW:
      return symbolBounds.isHardToBorrow[symbol] !== 0 && needsLocate(parents, parent, shares)
        ? 1
        : 0;
    case TICK_SIZE:
      return ticksBeyond(catalogue, parents.behaviour[parent]!, symbol, priceTicks);
    case ROUND_LOT:
      return shares % symbolBounds.lotShares[symbol]!;
    case MARKET_ORDERS:
      return parents.limitTicks[parent] === 0 ? 1 : 0;
    // 1 if its type, its time in force or an instruction of it may not be sent. Rule 611(c).
    case ORDER_TYPES:
      return (kindsOf(parents, parent) & symbolBounds.barredKinds[symbol]!) === 0 ? 0 : 1;
    case SHORT_SALE_PRICE:
      return fallAtShortSale(catalogue, parents, parent, symbol, priceTicks);
    // ns outside the hours. Cboe: restrictions of pre-market and post-market trading.
    case TRADING_HOURS:
      return Math.max(
        0,
        symbolBounds.opensNs[symbol]! - nowNs,
        nowNs - symbolBounds.closesNs[symbol]!,
      );
    default:
      return Number.NEGATIVE_INFINITY;
  }
}

/** Returns the bound of a check, whose hard level in the symbol's class is `level`. */
export function boundRule(
  catalogue: SecondPass,
  check: number,
  parent: number,
  symbol: number,
  level: number,
): number {
  switch (check) {
    case FAT_FINGER:
      return fingerBound(catalogue, symbol, level);
    case MARKET_COLLAR:
      return marketBound(catalogue, symbol, parent, level);
    case PARENT_ADV:
      return catalogue.symbolBounds.parentMax[symbol]!;
    case OUTSTANDING_SHARE:
      return catalogue.symbolBounds.outstandingMax[symbol]!;
    case SHORT_SALE_PRICE:
      return fallBound(catalogue, symbol, level);
    default:
      return level;
  }
}

/**
 * Returns whether `count` orders like the one in a slot, of one parent and price, with `total`
 * shares, the largest `largest`, meet all of these checks, soft levels included. Orders of
 * different sizes do not meet `round-lot` here, and are judged one by one.
 */
export function meetsRules(
  catalogue: SecondPass,
  parents: Parents,
  children: Int32Array,
  slot: number,
  largest: number,
  total: number,
  count: number,
  nowNs: number,
): boolean {
  const parent = children[slot]!;
  const priceTicks = children[slot + ChildWord.LIMIT]!;
  const symbol = instrumentSymbol(children[slot + ChildWord.INSTRUMENT]!);
  const { bounds, symbolBounds } = catalogue;
  const at = levelsAt(symbolBounds, symbol);
  for (let n = 0; n < RULES.length; n++) {
    const check = RULES[n]!;
    const level = bounds.hard[at + check]!;
    if (level === Number.POSITIVE_INFINITY) continue;
    if (check === ROUND_LOT && count * largest !== total) return false;
    const shares = check === ROUND_LOT ? largest : total;
    const value = measureRule(catalogue, parents, check, parent, symbol, shares, priceTicks, nowNs);
    if (value > boundRule(catalogue, check, parent, symbol, level)) return false;
    if (check === OUTSTANDING_SHARE && value > symbolBounds.outstandingSoft[symbol]!) return false;
  }
  return true;
}

/**
 * Ticks of $0.0001 beyond a whole tick of the stock, or of its price. Regulation NMS, Rule 612. A
 * price at the middle of the quote is a peg, which the rule does not bind, nor exempt strategies.
 */
function ticksBeyond(
  { symbolBounds, strategies, quotes }: SecondPass,
  behaviour: number,
  symbol: number,
  priceTicks: number,
): number {
  if (strategies.tickExempt[behaviour] !== 0 || priceTicks === quotes.midTicks[symbol]) return 0;
  const own = symbolBounds.tickTicks[symbol]!;
  return priceTicks % (own === 0 ? tickAt(priceTicks) : own);
}

/**
 * Whether a sale is marked short, or short exempt where these count too. Regulation SHO, Rule
 * 200(g).
 */
function isMarkedShort(
  { symbolBounds }: SecondPass,
  { attributes, side }: Parents,
  parent: number,
  symbol: number,
): boolean {
  const marks = symbolBounds.exemptToo[symbol] === 0 ? SHORT : SHORT | SHORT_EXEMPT;
  return side[parent] === Side.SELL && (attributes[parent]! & marks) !== 0;
}

/**
 * Ticks that the price has fallen from yesterday's close, for a sale marked short at or below the
 * bid. None for any other order, one marked short exempt included, and while the quote is crossed.
 * Regulation SHO, Rule 201, and the answers of the SEC's staff on it. Where the
 * universe does not give yesterday's close, it is the price that the stock opens with.
 */
function fallAtShortSale(
  catalogue: SecondPass,
  { attributes, side }: Parents,
  parent: number,
  symbol: number,
  priceTicks: number,
): number {
  const none = Number.NEGATIVE_INFINITY;
  if (side[parent] !== Side.SELL || (attributes[parent]! & SHORT) === 0) return none;
  const { bidTicks, askTicks } = catalogue.quotes;
  const bid = bidTicks[symbol]!;
  if (priceTicks > bid || bid > askTicks[symbol]!) return none;
  return closeTicks(catalogue.stocks[symbol]!) - lowestTrade(catalogue, symbol);
}

/** Whether `shares` more of a parent need a locate. */
function needsLocate(parents: Parents, parent: number, shares: number): boolean {
  if (parents.side[parent] !== Side.SELL) return false;
  const sent = parents.filled[parent]! + parents.working[parent]!;
  return sharesToLocate(parents, parent, sent + shares) > sharesToLocate(parents, parent, sent);
}
