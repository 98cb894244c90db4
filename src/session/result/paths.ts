import { dollars, NS_PER_SECOND, TICKS_PER_DOLLAR } from '../../base/units.js';
import type { Day } from '../day/day.js';
import { computeLoss } from './loss.js';
import { priceMove, volumeShare } from './runaway.js';

/** The maximum number of samples; a longer day is sampled less often. */
const SAMPLES_MAX = 600;
const SECONDS_MIN = 5;
/** The number of stocks whose prices are kept at the end. */
const STOCKS_KEPT = 12;

/** Samples of a day in progress. They are not part of its state or digest. */
export interface PathRecorder {
  readonly everyNs: number;
  readonly atNs: number[];
  readonly lossDollars: number[];
  /** Prices of all stocks in ticks; row = sample × stocks + symbol. */
  readonly midTicks: Int32Array;
}

/** The price of one stock at the times of the paths, and the error account in it. */
interface PricePath {
  readonly symbol: string;
  readonly midDollars: readonly number[];
  /**
   * The largest distance from the opening print, and the firm's share of the volume, as fractions.
   */
  readonly moved: number;
  readonly volumeShare: number;
  readonly errorShares: number;
}

/**
 * The form of `paths.json` in the folder of a run, version 1: the loss if the firm had stopped at
 * each time, and the prices of the stocks that moved most.
 */
export interface DayPaths {
  readonly version: 1;
  readonly atNs: readonly number[];
  readonly lossDollars: readonly number[];
  readonly stocks: readonly PricePath[];
}

/** Allocates the samples of a day: one every five seconds from the bell on, at most 600. */
export function recordPaths(day: Day): PathRecorder {
  const seconds = Math.max(SECONDS_MIN, Math.ceil(day.endNs / NS_PER_SECOND / (SAMPLES_MAX - 1)));
  const midTicks = new Int32Array(SAMPLES_MAX * day.market.stocks.length);
  return { everyNs: seconds * NS_PER_SECOND, atNs: [], lossDollars: [], midTicks };
}

/** Takes a sample of the day, unless it is before the bell or already sampled at this time. */
export function samplePaths({ atNs, lossDollars, midTicks }: PathRecorder, day: Day): void {
  const nowNs = day.cursor.nowNs[0]!;
  const row = atNs.length;
  if (nowNs < 0 || row === SAMPLES_MAX || (row > 0 && atNs[row - 1]! >= nowNs)) return;
  atNs.push(nowNs);
  lossDollars.push(dollars(computeLoss(day).total));
  midTicks.set(day.market.quotes.midTicks, row * day.market.stocks.length);
}

/**
 * Returns the paths so far. It keeps the most moved stocks of the error account, or of all stocks
 * if it is empty, in order.
 */
export function readPaths(
  { atNs, lossDollars, midTicks }: PathRecorder,
  day: Day,
  count = STOCKS_KEPT,
): DayPaths {
  const { stocks } = day.market;
  const traded = (symbol: number): boolean =>
    day.servers.some(({ positions }) => positions.errorVolume[symbol]! > 0);
  const all = stocks.map((_, symbol) => symbol);
  const touched = all.filter(traded);
  const chosen = (touched.length > 0 ? touched : all)
    .map((symbol) => ({ symbol, moved: priceMove(day, symbol) }))
    .sort((a, b) => b.moved - a.moved || a.symbol - b.symbol)
    .slice(0, count);
  return {
    version: 1,
    atNs,
    lossDollars,
    stocks: chosen.map(({ symbol, moved }) => ({
      symbol: stocks[symbol]!.symbol,
      midDollars: atNs.map((_, row) => midTicks[row * stocks.length + symbol]! / TICKS_PER_DOLLAR),
      moved,
      volumeShare: volumeShare(day, symbol),
      errorShares: day.servers.reduce(
        (sum, { positions }) => sum + positions.errorShares[symbol]!,
        0,
      ),
    })),
  };
}
