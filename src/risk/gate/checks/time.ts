import { countAlike, findAlike } from '../../counts/duplicates.js';
import type { SecondPass } from '../../counts/second-pass.js';
import { ServerWord, SymbolWord } from '../../counts/tables.js';

/** The checks of orders over time. */

/**
 * Check 3, repeated automated executions: executions and working orders of the parent, this one
 * included. RTS 6 Art. 15(3). Default 50. Blocks the parent until a person releases it, and with
 * the third such parent halts the firm.
 */
export function measureExecutions({ parents, order }: SecondPass): number {
  return parents.uses[order.parent]! + 1;
}
export function executionsBound({ parents, order }: SecondPass): number {
  return parents.ceiling[order.parent]!;
}

/**
 * Check 20, open orders: working orders of the server, this one included. Eurex. Default 1,000.
 * Throttles: answers make room.
 */
export function measureOpenOrders({ whole }: SecondPass): number {
  return whole.words[ServerWord.OPEN_ORDERS]! + 1;
}

/**
 * Check 6, the rate of a symbol: ns by which the symbol's bucket runs ahead of the clock (generic
 * cell rate algorithm). Cboe; Nasdaq Nordic. Default 20 a second, soft 10, over a second. Throttles
 * until time has passed.
 */
export function measureSymbolRate({ symbols, order }: SecondPass): number {
  return ahead(symbols.words[(order.symbol << 3) + SymbolWord.ARRIVAL]!, order.nowNs);
}
/** The same measure for the bucket of the soft level. */
export function measureSoftSymbolRate({ symbols, order }: SecondPass): number {
  return ahead(symbols.words[(order.symbol << 3) + SymbolWord.SOFT_ARRIVAL]!, order.nowNs);
}

function ahead(arrivalNs: number, nowNs: number): number {
  return Math.max(0, arrivalNs - nowNs);
}

/**
 * Check 4, duplicates: orders alike in symbol, side, price and quantity, this one included, in the
 * window that the first of them opened. Rule 15c3-5(c)(1)(ii); Cboe. Default 5 in a second, soft 3.
 * Blocks the server until a person re-arms it.
 */
export function measureAlike({ alike, whole, order }: SecondPass): number {
  const { symbol, side, priceTicks, shares, nowNs } = order;
  const found = findAlike(alike, (symbol << 1) | side, priceTicks, shares);
  return countAlike(alike, found, nowNs - whole.words[ServerWord.ALIKE_WINDOW]!) + 1;
}
