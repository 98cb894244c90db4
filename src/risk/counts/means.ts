import { NS_PER_SECOND } from '../../base/units.js';
import {
  beginMeanBucket,
  countPrice,
  forgetPrices,
  MEAN_BUCKETS,
  meanBucketAt,
} from '../../market/mean-prices.js';
import { Paused } from '../../market/quotes.js';
import type { Stock } from '../../market/universe.js';
import type { LayeredLimits } from '../limits/compile.js';
import type { SecondPass } from './second-pass.js';
import { type CollarMeans, ServerWord } from './tables.js';

const { MEAN_SECOND } = ServerWord;

/** Returns whether a static collar of any layer is around a mean. */
export function followsMeans({ staticCollar, layers }: LayeredLimits): boolean {
  const { servers = {}, symbols = {} } = layers ?? {};
  const changes = [...Object.values(servers), ...Object.values(symbols)];
  return [staticCollar, ...changes.map((change) => change.staticCollar)].some(
    (collar) => collar?.reference === 'mean',
  );
}

/** Writes the means before the bell: the opening prints. */
export function openMeans(
  { meanTicks }: CollarMeans['rows'],
  stocks: readonly PricedStock[],
): void {
  stocks.forEach(({ openTicks }, symbol) => {
    meanTicks[symbol] = openTicks;
  });
}
type PricedStock = Pick<Stock, 'openTicks'>;

/**
 * Counts the middles of all quotes into the means, from the bell on and at most once a second. Call
 * it whenever quotes have come. The mean of a stock without trades stays as it was, as in the plan
 * of limit up – limit down, and after a pause it begins anew. The model counts the middle of the
 * quote in place of trades, as it does for limit up – limit down.
 */
export function noteMeans({ means, whole, quotes }: SecondPass, nowNs: number): void {
  const { words } = whole;
  const next = words[MEAN_SECOND]!;
  if (means === undefined || nowNs < next * NS_PER_SECOND) return;
  const second = Math.floor(nowNs / NS_PER_SECOND);
  const bucket = meanBucketAt(nowNs);
  const last = meanBucketAt((next - 1) * NS_PER_SECOND);
  const begin = Math.max(last + 1, bucket - MEAN_BUCKETS + 1);
  for (let passed = begin; passed <= bucket; passed++) beginMeanBucket(means, passed);
  words[MEAN_SECOND] = second + 1;
  const { meanTicks } = means.rows;
  for (let symbol = 0; symbol < quotes.capacity; symbol++) {
    if (quotes.paused[symbol] === Paused.ALL) forgetPrices(means, symbol);
    else
      meanTicks[symbol] = Math.round(countPrice(means, symbol, bucket, quotes.midTicks[symbol]!));
  }
}

/** The mean price of a symbol over the last five minutes, whole ticks. */
export function meanPrice({ means }: SecondPass, symbol: number): number {
  return means!.rows.meanTicks[symbol]!;
}
