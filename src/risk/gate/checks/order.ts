import { Side, Verdict } from '../../../orders/codes.js';
import { type Parents, sharesToLocate } from '../../../orders/parents.js';
import { goodQuoteNs } from '../../counts/exposure.js';
import { sideSum } from '../../counts/owners.js';
import { partOfReference, referenceOf } from '../../counts/rules.js';
import type { SecondPass } from '../../counts/second-pass.js';
import { Barred, SideWord, SymbolWord } from '../../counts/tables.js';

/**
 * The checks of one order. Each function returns the measure of a check for the order in hand, or
 * its bound if symbols differ in it. An order fails when measure > bound: L passes, L + 1 does not.
 */

/**
 * Check 18, the restricted list: 1 for a symbol on it. Rule 15c3-5(c)(2)(ii). Default: an empty
 * list. Rejects the order; the next is judged afresh.
 */
export function measureRestricted({ symbolBounds, order }: SecondPass): number {
  return symbolBounds.barred[order.symbol]! & Barred.RESTRICTED ? 1 : 0;
}

/**
 * Check 22, no limit set: 1 if the strategy or the symbol has no limits, or if other accounts have
 * limits and this one has none. FIA 2024. Default: the ordinary and the retail behaviour and every
 * symbol have limits. Rejects.
 */
export function measureUnconfigured({
  symbolBounds,
  strategies,
  accountMax,
  order,
}: SecondPass): number {
  if (order.account > accountMax) return 1;
  return strategies.barred[order.behaviour] !== 0 ||
    (symbolBounds.barred[order.symbol]! & Barred.UNCONFIGURED) !== 0
    ? 1
    : 0;
}

/**
 * Check 21, stale quotes: ns since the last good quote of the symbol. FIA 2024. Default 500 ms, and
 * spreads of up to 20 %. Throttles the symbol until it has shown 3 good quotes in a row.
 */
export function measureQuoteAge(catalogue: SecondPass): number {
  const { nowNs, symbol } = catalogue.order;
  return nowNs - goodQuoteNs(catalogue, symbol);
}

/**
 * Requires good quotes again of a symbol found stale; one that is already showing them keeps its
 * count.
 */
export function distrustQuote({ symbols, recovery, order, unmarkedQuotes }: SecondPass): void {
  if (symbols.words[(order.symbol << 3) + SymbolWord.VALID] === Number.NEGATIVE_INFINITY) return;
  recovery.goodQuotes[order.symbol] = 0;
  unmarkedQuotes[0] = 1;
  symbols.words[(order.symbol << 3) + SymbolWord.VALID] = Number.NEGATIVE_INFINITY;
}

/**
 * Check 9, share of the daily volume: shares of the order. Cboe. Default 1 % of the average daily
 * volume. Rejects.
 */
export function measureShares({ order }: SecondPass): number {
  return order.shares;
}
export function advShareBound({ symbolBounds, order }: SecondPass): number {
  return symbolBounds.orderMax[order.symbol]!;
}

/**
 * Check 10, the collar at the current quote: ticks by which the limit passes the touch. RTS 6 Art.
 * 15(1)(a). Default 5 % of the touch. Rejects.
 */
export function measureThroughTouch({ quotes, order }: SecondPass): number {
  const { symbol, side, priceTicks } = order;
  return side === Side.BUY
    ? priceTicks - quotes.askTicks[symbol]!
    : quotes.bidTicks[symbol]! - priceTicks;
}
export function quoteCollarBound({ quotes, bounds, order }: SecondPass): number {
  const { symbol, side, levels } = order;
  const touch = side === Side.BUY ? quotes.askTicks[symbol]! : quotes.bidTicks[symbol]!;
  return Math.floor(touch * bounds.hard[levels + Verdict.QUOTE_COLLAR]! + 1e-6);
}

/**
 * Check 11, the static collar: ticks between the limit and a reference, either way: the opening
 * print, yesterday's close, the last trade, or the mean of the last five minutes. RTS 6 Art.
 * 15(1)(a), over a period. Default 10 % of the opening print, soft 5 %. Blocks the symbol until a
 * person lets it go on.
 */
export function measureFromReference(catalogue: SecondPass): number {
  const { symbol, priceTicks } = catalogue.order;
  return Math.abs(priceTicks - referenceOf(catalogue, symbol));
}
export function staticCollarBound(catalogue: SecondPass): number {
  const { symbol, levels } = catalogue.order;
  return partOfReference(catalogue, symbol, catalogue.bounds.hard[levels + Verdict.STATIC_COLLAR]!);
}
export function staticCollarSoft(catalogue: SecondPass): number {
  const { symbol, levels } = catalogue.order;
  return partOfReference(catalogue, symbol, catalogue.bounds.soft[levels + Verdict.STATIC_COLLAR]!);
}

/**
 * Check 17, locates: shares of the symbol that the server, the firm or the account, as `per` says,
 * has sold, is selling, and would sell with this order beyond what is marked long. A parent marked
 * short or short exempt needs a locate for each share; one marked long for each share beyond its
 * quantity. An order that needs none measures 0, as does a buy. Regulation SHO, Rules 200(g) and
 * 203(b). Default: none located. Rejects.
 */
export function measureToLocate(catalogue: SecondPass, parents: Parents): number {
  const { parent, side, shares } = catalogue.order;
  if (side === Side.BUY) return 0;
  const sent = parents.filled[parent]! + parents.working[parent]!;
  const needed =
    sharesToLocate(parents, parent, sent + shares) - sharesToLocate(parents, parent, sent);
  if (needed === 0) return 0;
  return sideSum(catalogue, Verdict.LOCATE, Side.SELL, SideWord.LOCATED) + needed;
}

/**
 * The state REDUCING: 1 unless the order brings the position in the symbol nearer to flat, even if
 * all working orders of its side are executed. The position is the one that the check `position`
 * adds up: the firm's or the account's if that check is on and says so, else the server's.
 */
export function measureAddition(catalogue: SecondPass): number {
  const { side, shares } = catalogue.order;
  return sideSum(catalogue, Verdict.POSITION, side, SideWord.REACH) + shares > 0 ? 1 : 0;
}

/** The same for the position of the server. */
export function measureIncrease({ sides, order }: SecondPass): number {
  return sides.words[(((order.symbol << 1) | order.side) << 2) + SideWord.REACH]! + order.shares > 0
    ? 1
    : 0;
}
