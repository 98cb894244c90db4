import { dollars, NS_PER_SECOND } from '../../base/units.js';
import { NAMED_STOCKS, type TapeOfStock } from '../../market/named-stocks.js';
import { PRIMARY_VENUE } from '../../market/venues.js';
import type { Day } from '../day/day.js';
import { isBusted } from './loss.js';
import { type BustOfStock, listBusts, listPauses, type PauseOfStock } from './stops.js';

/** One of the stocks that documents name, in a run and on the tape of the day. */
export interface NamedStockResult {
  readonly symbol: string;
  readonly openDollars: number;
  /** Highest and lowest middle of the quote. */
  readonly highDollars: number;
  readonly lowDollars: number;
  readonly lastDollars: number;
  /** The firm's shares, their rate since the bell, and as a multiple of the daily volume. */
  readonly shares: number;
  readonly sharesPerSecond: number;
  readonly dailyVolumes: number;
  readonly pauses: number;
  readonly busted: boolean;
  /** What documents say of it; fields are absent where they say nothing. */
  readonly tape: TapeOfStock;
}

/** How far and how fast the prices of a day moved, and where trading stopped. */
export interface TapeResult {
  readonly pauses: number;
  readonly stocksPaused: number;
  readonly stocksBusted: number;
  /** The first 5,000 pauses, by start, and the busts, a row a stock. */
  readonly pauseList: readonly PauseOfStock[];
  readonly bustList: readonly BustOfStock[];
  /** Largest moves of a middle against its open, per cent, and of any within three seconds. */
  readonly largestRisePercent: number;
  readonly largestFallPercent: number;
  readonly largestThreeSecondPercent: number;
  /** The firm's shares a second since the bell in its fastest stock. */
  readonly fastestSharesPerSecond: number;
  /** The firm's shares at the primary venue, and those by 10:00; null if the day ended before. */
  readonly primarySharesTraded: number;
  readonly primarySharesByTen: number | null;
  /** The stocks that documents name; empty in a universe without them. */
  readonly stocks: readonly NamedStockResult[];
}

/** Returns the `tape` of a day's result so far. */
export function summariseTape(day: Day, bustPercent: number): TapeResult {
  const { market, extremes, moves } = day;
  const { quotes, book } = market;
  const symbols = market.stocks.length;
  const byTen = moves.primaryByTen[0]!;
  const seconds = Math.max(1, Math.min(day.cursor.nowNs[0]!, day.endNs) / NS_PER_SECOND);
  const most = (of: (symbol: number) => number): number => {
    let best = 0;
    for (let symbol = 0; symbol < symbols; symbol++) best = Math.max(best, of(symbol));
    return best;
  };
  const howMany = (is: (symbol: number) => boolean): number => {
    let many = 0;
    for (let symbol = 0; symbol < symbols; symbol++) if (is(symbol)) many++;
    return many;
  };
  const open = (symbol: number): number => quotes.openTicks[symbol]!;
  const busted = (symbol: number): boolean => isBusted(day, symbol, bustPercent);
  const perSecond = (symbol: number): number => book.counterparties.volume[symbol]! / seconds;
  return {
    pauses: moves.pauses.reduce((sum, pauses) => sum + pauses, 0),
    stocksPaused: howMany((symbol) => moves.pauses[symbol]! > 0),
    stocksBusted: howMany(busted),
    pauseList: listPauses(day),
    bustList: listBusts(day, bustPercent),
    largestRisePercent: most((symbol) => 100 * (extremes.highTicks[symbol]! / open(symbol) - 1)),
    largestFallPercent: most((symbol) => 100 * (1 - extremes.lowTicks[symbol]! / open(symbol))),
    largestThreeSecondPercent: most((symbol) => 100 * (moves.largestRatio[symbol]! - 1)),
    fastestSharesPerSecond: most(perSecond),
    primarySharesTraded: book.totals.shares[PRIMARY_VENUE]!,
    primarySharesByTen: Number.isNaN(byTen) ? null : byTen,
    stocks: namedPlaces(day).map(({ symbol, place, tape }) => ({
      symbol,
      openDollars: dollars(open(place)),
      highDollars: dollars(extremes.highTicks[place]!),
      lowDollars: dollars(extremes.lowTicks[place]!),
      lastDollars: dollars(quotes.midTicks[place]!),
      shares: book.counterparties.volume[place]!,
      sharesPerSecond: perSecond(place),
      dailyVolumes: book.counterparties.volume[place]! / market.stocks[place]!.advShares,
      pauses: moves.pauses[place]!,
      busted: busted(place),
      tape,
    })),
  };
}

/** The named stocks that the universe of a day has at their places. */
function namedPlaces({ spec, market }: Day): typeof NAMED_STOCKS {
  if (!spec.universe.named) return [];
  return NAMED_STOCKS.filter(({ place, symbol }) => market.stocks[place]?.symbol === symbol);
}
