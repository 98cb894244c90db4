import { dollars } from '../../base/units.js';
import { settledMidTicks } from '../../market/impact.js';
import type { Day } from '../day/day.js';

/** The prices of a day's stocks by symbol, dollars. */
export interface StockPrices {
  readonly openDollars: Float64Array;
  /** The middle of the current quote. */
  readonly midDollars: Float64Array;
  /**
   * The middle to which the stock settles once the flow's transient impact is gone. The error
   * account's loss is measured against it.
   */
  readonly settledDollars: Float64Array;
}

/** Returns the prices of a day so far. */
export function stockPrices({ market: { quotes, impact, linear, stocks } }: Day): StockPrices {
  return {
    openDollars: Float64Array.from(quotes.openTicks, dollars),
    midDollars: Float64Array.from(quotes.midTicks, dollars),
    settledDollars: Float64Array.from(stocks, (_, symbol) =>
      dollars(settledMidTicks(impact, linear, symbol)),
    ),
  };
}
