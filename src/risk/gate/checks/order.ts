import { Side, Verdict } from '../../../orders/codes.js';
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
export function measureQuoteAge({ symbols, order }: SecondPass): number {
  return order.nowNs - symbols.words[(order.symbol << 3) + SymbolWord.VALID]!;
}

/**
 * Requires good quotes again of a symbol found stale; one that is already showing them keeps its
 * count.
 */
export function distrustQuote({ symbols, recovery, order }: SecondPass): void {
  if (symbols.words[(order.symbol << 3) + SymbolWord.VALID] === Number.NEGATIVE_INFINITY) return;
  recovery.goodQuotes[order.symbol] = 0;
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
 * Check 11, the static collar: ticks between the limit and the opening print, either way. RTS 6
 * Art. 15(1)(a), over a period. Default 10 %, soft 5 %. Blocks the symbol until a person lets it go
 * on.
 */
export function measureFromReference({ symbolBounds, order }: SecondPass): number {
  return Math.abs(order.priceTicks - symbolBounds.referenceTicks[order.symbol]!);
}
export function staticCollarBound({ symbolBounds, order }: SecondPass): number {
  return symbolBounds.staticMax[order.symbol]!;
}
export function staticCollarSoft({ symbolBounds, order }: SecondPass): number {
  return symbolBounds.staticSoft[order.symbol]!;
}

/**
 * Check 17, locates: shares that the server would be short in the symbol if all of its sales and
 * none of its buys were executed. Regulation SHO, Rule 203(b). Default: none located. Rejects; a
 * buy is never short.
 */
export function measureShort({ sides, order }: SecondPass): number {
  return order.side === Side.BUY
    ? 0
    : sides.words[(((order.symbol << 1) | Side.SELL) << 2) + SideWord.REACH]! + order.shares;
}

/**
 * Check 19, self-match: 1 if the order could meet a working order of the same server on the other
 * side of its symbol, judged by the most aggressive price of that side since it was last flat. FIA
 * 2024; CME. Rejects the newer of the two: an immediate-or-cancel order cannot be called back once
 * sent.
 */
export function measureSelfMatch({ sides, order }: SecondPass): number {
  const { symbol, side, priceTicks } = order;
  const other = sides.words[(((symbol << 1) | (side ^ 1)) << 2) + SideWord.TICKS]!;
  return (side === Side.BUY ? priceTicks >= other : priceTicks <= other) ? 1 : 0;
}

/**
 * The state REDUCING: 1 unless the order brings the server's position in the symbol nearer to flat,
 * even if all working orders of its side are executed.
 */
export function measureIncrease({ sides, order }: SecondPass): number {
  return sides.words[(((order.symbol << 1) | order.side) << 2) + SideWord.REACH]! + order.shares > 0
    ? 1
    : 0;
}
