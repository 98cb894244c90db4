import { mix32, mixWith } from '../base/random.js';
import { SESSION_SECONDS } from '../base/units.js';
import type { Table } from '../memory/table.js';
import type { Stock } from './universe.js';
import { DEFAULT_WEIGHTS, LIT_VENUE_COUNT } from './venues.js';

const { max, min, round } = Math;

/** The public quotes of stocks, one row a symbol. Prices are NBBO, in ticks. */
export const QUOTE_SCHEMA = {
  bidTicks: 'i32',
  askTicks: 'i32',
  midTicks: 'i32',
  openTicks: 'i32',
  /** Whether it may be traded: one of `Paused`. */
  paused: 'u8',
} as const;
/** Quotes of all symbols in columns. */
export type Quotes = Table<typeof QUOTE_SCHEMA>;

/**
 * Nothing, all trading (a pause), or that of one side (the limit states of limit up – limit down; 2
 * + side).
 */
export const Paused = { NO: 0, ALL: 1, BUYS: 2, SELLS: 3 } as const;

const { ALL, BUYS, NO } = Paused;

/** Whether a side of a symbol may not trade now. */
export function isPaused(quotes: Quotes, symbol: number, side: number): boolean {
  const paused = quotes.paused[symbol]!;
  return paused !== NO && (paused === ALL || paused === BUYS + side);
}

/**
 * Mean displayed size by symbol and lit venue: cell = symbol × LIT_VENUE_COUNT + venue, in round
 * lots of 100 shares.
 */
export const DEPTH_SCHEMA = { lots: 'u16' } as const;
/** Mean displayed sizes in columns. */
export type Depth = Table<typeof DEPTH_SCHEMA>;

export const LOT_SHARES = 100;

/**
 * Writes the opening quotes and the mean displayed sizes: `displayedSeconds` of a stock's ordinary
 * volume at the touch.
 */
export function openQuotes(
  stocks: readonly Stock[],
  quotes: Quotes,
  depth: Depth,
  displayedSeconds: number,
  weights: Float64Array = DEFAULT_WEIGHTS,
): void {
  stocks.forEach((stock, symbol) => {
    quotes.openTicks[symbol] = stock.openTicks;
    const lotsAtTouch = (stock.advShares / SESSION_SECONDS / LOT_SHARES) * displayedSeconds;
    for (let venue = 0; venue < LIT_VENUE_COUNT; venue++) {
      depth.lots[symbol * LIT_VENUE_COUNT + venue] = min(
        60_000,
        max(1, round(lotsAtTouch * weights[venue]!)),
      );
    }
  });
}

/** Copies all quotes of one table into another. */
export function copyQuotes(from: Quotes, to: Quotes): void {
  to.bidTicks.set(from.bidTicks);
  to.askTicks.set(from.askTicks);
  to.midTicks.set(from.midTicks);
  to.openTicks.set(from.openTicks);
  to.paused.set(from.paused);
}

/**
 * Returns the shares displayed at the touch by one venue in one epoch: 100 × uniform 1 … 2 × mean −
 * 1 lots. It is a function of place and time, so a size that nobody reads costs no work. Buyers
 * read the offer and sellers the bid, which are drawn separately by `side`.
 */
export function displayedShares(lots: number, cell: number, side: number, epoch: number): number {
  return displayedAt(lots, (cell << 1) | side, mix32(epoch));
}

/**
 * Returns the same for `place`, 2 × cell + side, and the mixed word of the epoch, for callers that
 * read many places of one epoch.
 */
export function displayedAt(lots: number, place: number, mixedEpoch: number): number {
  const draw = mixWith(place, mixedEpoch) >>> 16;
  return LOT_SHARES * (1 + ((draw * (2 * lots - 1)) >>> 16));
}
