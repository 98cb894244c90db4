import { STOCKS_MAX, SYMBOL_CHARACTERS_MAX, VOLUME_MAX } from '../base/ranges.js';
import { TICKS_PER_DOLLAR } from '../base/units.js';
import type { ListedStock } from '../market/universe.js';

/** The columns of orders that a universe is made from. */
interface OrderColumns {
  readonly count: number;
  readonly symbol: Int32Array;
  readonly quantity: Int32Array;
  readonly limitTicks: Int32Array;
}

/** A stock's daily volume over the shares that are ordered in it on a day: an assumption. */
export const VOLUME_FACTOR = 100;
/** The least daily volume, as a generated stock has. */
const VOLUME_MIN = 1000;

/** Stocks made from orders, and the symbols of those without a limit price. */
interface StocksFromOrders {
  readonly listed: readonly ListedStock[];
  readonly unpriced: readonly string[];
}

/**
 * Makes the stocks that orders name, by place. A price is the median of the limit prices, or
 * `unpricedDollars` where there is none. A daily volume is `VOLUME_FACTOR` times the mean of the
 * shares ordered on a day. Volatilities are left out, so that they are drawn.
 */
export function stocksFromOrders(
  symbols: readonly string[],
  days: readonly OrderColumns[],
  unpricedDollars: number,
): StocksFromOrders {
  const shares = new Float64Array(symbols.length);
  const limits: number[][] = symbols.map(() => []);
  for (const { count, symbol, quantity, limitTicks } of days) {
    for (let order = 0; order < count; order++) {
      const place = symbol[order]!;
      shares[place] = shares[place]! + quantity[order]!;
      if (limitTicks[order]! > 0) limits[place]!.push(limitTicks[order]!);
    }
  }
  const listed = symbols.map((symbol, place): ListedStock => {
    const ticks = limits[place]!.sort((a, b) => a - b);
    const volume = Math.round((VOLUME_FACTOR * shares[place]!) / days.length);
    return {
      symbol,
      priceDollars:
        ticks.length === 0 ? unpricedDollars : ticks[ticks.length >> 1]! / TICKS_PER_DOLLAR,
      advShares: Math.min(VOLUME_MAX, Math.max(VOLUME_MIN, volume)),
    };
  });
  return { listed, unpriced: symbols.filter((_, place) => limits[place]!.length === 0) };
}

/** Why orders with these symbols make no universe, or undefined. */
export function wrongSymbols(symbols: readonly string[]): string | undefined {
  const [named, most] = [symbols.length, STOCKS_MAX].map((n) => n.toLocaleString('en-US'));
  if (symbols.length > STOCKS_MAX) return `names ${named} symbols; a universe has at most ${most}`;
  const long = symbols.find((symbol) => symbol.length > SYMBOL_CHARACTERS_MAX);
  return long === undefined
    ? undefined
    : `symbol '${long}' has more than ${SYMBOL_CHARACTERS_MAX} characters`;
}
