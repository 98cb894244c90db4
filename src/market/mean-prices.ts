import { NS_PER_SECOND } from '../base/units.js';

/**
 * The mean of each symbol's prices over the last five minutes, of prices counted once a second. The
 * reference price of limit up – limit down is such a mean, and one of `static-collar` may be. The
 * prices are in buckets of ten seconds, and a bucket leaves the window as a whole.
 */
export interface MeanPrices {
  /** By symbol: the sum and the number of the prices in the window. */
  readonly rows: PriceSums;
  /** The same by symbol and bucket: row = symbol × MEAN_BUCKETS + bucket. */
  readonly buckets: PriceSums;
}

/** Sums and numbers of prices, in columns. */
interface PriceSums {
  readonly sum: Float64Array;
  readonly count: Float64Array;
}

/** The columns of a bucket. */
export const MEAN_BUCKET_SCHEMA = { sum: 'f64', count: 'f64' } as const;
/** Five minutes in buckets of ten seconds. */
export const MEAN_BUCKETS = 30;
export const MEAN_BUCKET_NS = 10 * NS_PER_SECOND;

/** Returns the number of the bucket of a time since the bell. */
export function meanBucketAt(nowNs: number): number {
  return Math.floor(nowNs / MEAN_BUCKET_NS);
}

/** Forgets the prices of all symbols in the place of a bucket, which begins anew. */
export function beginMeanBucket({ rows, buckets }: MeanPrices, bucket: number): void {
  const { length } = buckets.sum;
  for (let row = bucket % MEAN_BUCKETS, symbol = 0; row < length; row += MEAN_BUCKETS, symbol++) {
    rows.sum[symbol] = rows.sum[symbol]! - buckets.sum[row]!;
    rows.count[symbol] = rows.count[symbol]! - buckets.count[row]!;
    buckets.sum[row] = 0;
    buckets.count[row] = 0;
  }
}

/** Counts a price of a symbol in a bucket; returns the mean with it. */
export function countPrice(
  { rows, buckets }: MeanPrices,
  symbol: number,
  bucket: number,
  ticks: number,
): number {
  const row = symbol * MEAN_BUCKETS + (bucket % MEAN_BUCKETS);
  buckets.sum[row] = buckets.sum[row]! + ticks;
  buckets.count[row] = buckets.count[row]! + 1;
  rows.sum[symbol] = rows.sum[symbol]! + ticks;
  rows.count[symbol] = rows.count[symbol]! + 1;
  return rows.sum[symbol]! / rows.count[symbol]!;
}

/** Forgets all prices of a symbol. */
export function forgetPrices({ rows, buckets }: MeanPrices, symbol: number): void {
  const begin = symbol * MEAN_BUCKETS;
  buckets.sum.fill(0, begin, begin + MEAN_BUCKETS);
  buckets.count.fill(0, begin, begin + MEAN_BUCKETS);
  rows.sum[symbol] = 0;
  rows.count[symbol] = 0;
}
