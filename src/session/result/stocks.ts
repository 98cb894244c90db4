import { dollars } from '../../base/units.js';
import { settledMidTicks } from '../../market/impact.js';
import type { Day } from '../day/day.js';

/** What the stocks of a day are worth, by symbol, dollars. */
export interface StockPrices {
  readonly openDollars: Float64Array;
  /** The middle of the quote as it stands. */
  readonly midDollars: Float64Array;
  /**
   * The middle to which the stock settles once the flow's transient impact is gone. The loss of the
   * error account is counted against it.
   */
  readonly settledDollars: Float64Array;
}

/** The prices of a day as it stands. */
export function stockPrices({ market: { quotes, impact, linear, stocks } }: Day): StockPrices {
  return {
    openDollars: Float64Array.from(quotes.openTicks, dollars),
    midDollars: Float64Array.from(quotes.midTicks, dollars),
    settledDollars: Float64Array.from(stocks, (_, symbol) =>
      dollars(settledMidTicks(impact, linear, symbol)),
    ),
  };
}

/** The largest distance of the middle from the opening print so far, as a fraction. */
export function priceMove(day: Day, symbol: number): number {
  const open = day.market.quotes.openTicks[symbol]!;
  return (
    Math.max(day.extremes.highTicks[symbol]! - open, open - day.extremes.lowTicks[symbol]!) / open
  );
}
