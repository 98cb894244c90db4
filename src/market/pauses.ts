import { NS_PER_MINUTE, NS_PER_SECOND } from '../base/units.js';
import type { Table } from '../memory/table.js';
import type { Quotes } from './quotes.js';
import type { Stock } from './universe.js';

const { floor } = Math;
const { NEGATIVE_INFINITY } = Number;

/**
 * Single-stock circuit breakers as on 1 August 2012 (NYSE Rule 80C): a pause of five minutes when a
 * stock moves within five minutes by 10 % (index members), by 30 % (others at $1 and more) or by 50
 * % (below $1). They are in force from 09:45 to 15:35, not in the first quarter of an hour. Limit
 * up – limit down did not exist yet.
 */
export const PAUSE_FROM_NS = 15 * NS_PER_MINUTE;
export const PAUSE_TO_NS = 365 * NS_PER_MINUTE;
const PAUSE_NS = 5 * NS_PER_MINUTE;
const BUCKET_NS = 10 * NS_PER_SECOND;
/** Five minutes in buckets of ten seconds. */
const BUCKETS = 30;

/**
 * One row a symbol: the fraction that pauses it, until when it is paused, and the lowest and
 * highest middle of the window.
 */
export const PAUSE_SCHEMA = {
  fraction: 'f64',
  untilNs: 'f64',
  lowTicks: 'i32',
  highTicks: 'i32',
} as const;
export type Pauses = Table<typeof PAUSE_SCHEMA>;
/** Lowest and highest middle by symbol and bucket: row = symbol × 30 + bucket. */
export const PAUSE_BUCKET_SCHEMA = { lowTicks: 'i32', highTicks: 'i32' } as const;
export type PauseBuckets = Table<typeof PAUSE_BUCKET_SCHEMA>;
export const pauseBucketRows = (symbols: number): number => symbols * BUCKETS;

export function openPauses(stocks: readonly Stock[], pauses: Pauses, buckets: PauseBuckets): void {
  stocks.forEach((stock, symbol) => {
    pauses.fraction[symbol] = stock.indexMember ? 0.1 : stock.openTicks >= 10_000 ? 0.3 : 0.5;
    pauses.untilNs[symbol] = NEGATIVE_INFINITY;
    pauses.lowTicks[symbol] = stock.openTicks;
    pauses.highTicks[symbol] = stock.openTicks;
  });
  buckets.lowTicks.fill(0x7fffffff);
  buckets.highTicks.fill(0);
}

/**
 * Looks at every symbol once a second: pauses, resumes, and moves the window on. Writes the symbols
 * newly paused to `paused` and returns how many.
 */
export function watchPauses(
  pauses: Pauses,
  buckets: PauseBuckets,
  quotes: Quotes,
  nowNs: number,
  paused: Int32Array,
): number {
  const inForce = nowNs >= PAUSE_FROM_NS && nowNs < PAUSE_TO_NS;
  const bucket = floor(nowNs / BUCKET_NS) % BUCKETS;
  const freshBucket = nowNs % BUCKET_NS < NS_PER_SECOND;
  const symbols = pauses.capacity;
  let count = 0;
  for (let symbol = 0; symbol < symbols; symbol++) {
    const mid = quotes.midTicks[symbol]!;
    const row = symbol * BUCKETS + bucket;
    if (freshBucket) {
      const wasLow = buckets.lowTicks[row]!;
      const wasHigh = buckets.highTicks[row]!;
      buckets.lowTicks[row] = mid;
      buckets.highTicks[row] = mid;
      // A price that leaves the window changes its range if it was the lowest or highest there, or
      // if the window is not full.
      if (
        wasHigh === 0 ||
        wasLow === pauses.lowTicks[symbol] ||
        wasHigh === pauses.highTicks[symbol]
      )
        widenWindow(pauses, buckets, symbol);
    }
    if (mid < buckets.lowTicks[row]!) buckets.lowTicks[row] = mid;
    if (mid > buckets.highTicks[row]!) buckets.highTicks[row] = mid;
    const low = pauses.lowTicks[symbol]!;
    const high = pauses.highTicks[symbol]!;
    if (mid < low) pauses.lowTicks[symbol] = mid;
    if (mid > high) pauses.highTicks[symbol] = mid;

    if (quotes.paused[symbol] !== 0) {
      if (nowNs >= pauses.untilNs[symbol]!) {
        quotes.paused[symbol] = 0;
        resetWindow(pauses, buckets, symbol, row, mid);
      }
      continue;
    }
    if (!inForce) continue;
    const fraction = pauses.fraction[symbol]!;
    // The product is exact if 10, 30 or 50 % of a price is a whole number of ticks: a move of just
    // this size pauses.
    if (mid - low < low * fraction && high - mid < high * fraction) continue;
    quotes.paused[symbol] = 1;
    pauses.untilNs[symbol] = nowNs + PAUSE_NS;
    paused[count++] = symbol;
  }
  return count;
}

/** Why a stock is paused, in words. */
export const tellPause = ({ fraction }: Pauses, symbol: number): string =>
  `moved by ${100 * fraction[symbol]!} % within five minutes`;

function widenWindow(pauses: Pauses, buckets: PauseBuckets, symbol: number): void {
  let low = 0x7fffffff;
  let high = 0;
  for (let row = symbol * BUCKETS; row < (symbol + 1) * BUCKETS; row++) {
    if (buckets.lowTicks[row]! < low) low = buckets.lowTicks[row]!;
    if (buckets.highTicks[row]! > high) high = buckets.highTicks[row]!;
  }
  pauses.lowTicks[symbol] = low;
  pauses.highTicks[symbol] = high;
}

/** Begins the window anew after a pause. */
function resetWindow(
  pauses: Pauses,
  buckets: PauseBuckets,
  symbol: number,
  row: number,
  mid: number,
): void {
  buckets.lowTicks.fill(0x7fffffff, symbol * BUCKETS, (symbol + 1) * BUCKETS);
  buckets.highTicks.fill(0, symbol * BUCKETS, (symbol + 1) * BUCKETS);
  buckets.lowTicks[row] = mid;
  buckets.highTicks[row] = mid;
  pauses.lowTicks[symbol] = mid;
  pauses.highTicks[symbol] = mid;
}
