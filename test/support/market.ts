import { NS_PER_MS } from '../../src/base/units.js';
import { type Market, type MarketSpec, openMarket } from '../../src/market/market.js';
import type { Stock } from '../../src/market/universe.js';

/** An epoch of the small market, as in the scenarios. */
export const EPOCH_NS = 100 * NS_PER_MS;

/** A market in which nothing moves by itself, no size is hidden, and only the firm trades. */
export const STILL_MARKET: MarketSpec = {
  impact: { model: 'none', prefactor: 1, halfLifeSeconds: 1800, permanent: 0 },
  displayedSeconds: 60,
  fadeProbability: 0,
  darkProbability: 0,
  retailProbability: 0,
  wander: false,
  pauses: false,
};

/**
 * A stock at $20.00, quoted 19.98 to 20.02. It is so thin that every lit venue shows one round lot
 * on either side in every epoch: 100 shares at each of NYSE, ARCA, NASDAQ, BATS, EDGX, EDGA.
 */
export function thinStock(changes: Partial<Stock> = {}): Stock {
  return {
    symbol: 'THIN',
    openTicks: 200_000,
    advShares: 23_400,
    dailyVolatility: 0.02,
    indexMember: false,
    ...changes,
  };
}

/** Opens a market of some stocks, by default still and thin. */
export function smallMarket(
  stocks: readonly Stock[] = [thinStock()],
  changes: Partial<MarketSpec> = {},
): Market {
  return openMarket(stocks, { ...STILL_MARKET, ...changes }, EPOCH_NS, 1);
}

/** The quote of a symbol as `bid/mid/ask` in ticks. */
export function quoteOf({ quotes }: Market, symbol = 0): string {
  return `${quotes.bidTicks[symbol]}/${quotes.midTicks[symbol]}/${quotes.askTicks[symbol]}`;
}
