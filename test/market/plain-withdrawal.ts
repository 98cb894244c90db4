import { inverseNormal } from '../../src/base/numerics.js';
import { mix32, mixWith } from '../../src/base/random.js';
import type { WithdrawalTerms } from '../../src/market/impact.js';
import type { Stock } from '../../src/market/universe.js';

/** A stock of the plain model: every decay by Math.exp, epoch by epoch, without tables. */
export interface PlainStock {
  readonly stock: Stock;
  /** Drawn by the seed; read from the model under test. */
  readonly reachShares: number;
  readonly strength: number;
  squared: number;
  taken: number;
  since: number;
  net: number;
  stays: number;
  withdrawn: number;
  goal: number;
  gap: number;
}

export interface PlainTerms {
  readonly prefactor: number;
  readonly halfLifeSeconds: number;
  readonly permanent: number;
  readonly terms: WithdrawalTerms;
  readonly epochSeconds: number;
  readonly seed: number;
}

/** Passes one epoch of a stock, in which the firm trades some signed shares. */
export function passEpoch(
  one: PlainStock,
  { prefactor, halfLifeSeconds, permanent, terms, epochSeconds, seed }: PlainTerms,
  symbol: number,
  epoch: number,
  shares: number,
): void {
  const { advShares, dailyVolatility } = one.stock;
  const remains = (seconds: number): number => Math.exp(-epochSeconds / seconds);
  one.squared *= 0.5 ** (epochSeconds / halfLifeSeconds);
  one.squared += ((prefactor * dailyVolatility) ** 2 / advShares) * shares;
  one.taken = one.taken * remains(terms.refillSeconds) + shares;
  one.since += shares;
  one.net += shares;
  const grows = one.goal > 0 ? one.withdrawn < one.goal : one.goal < 0 && one.withdrawn > one.goal;
  const kept = remains(grows ? terms.riseSeconds : terms.fallSeconds);
  one.withdrawn = one.goal + (one.withdrawn - one.goal) * kept;

  const stepEpochs = Math.max(1, Math.round(1 / epochSeconds));
  if ((epoch + symbol) % stepEpochs !== 0) return;
  const step = stepEpochs * epochSeconds;
  const own = advShares / 23_400;
  const rate = Math.abs(one.since) / step;
  if (one.since !== 0)
    one.stays =
      permanent * dailyVolatility * Math.log(1 + Math.abs(one.net) / advShares) * sign(one.net);
  const draw = mixWith(symbol, mix32(epoch ^ mix32(seed ^ 0x6a95)));
  const chance = (draw >>> 0) / 2 ** 32;
  if (one.gap < 1) {
    if (chance < step / terms.gapSeconds) one.gap = 1;
  } else if (one.since !== 0 && chance < (terms.gapsPerSecond * step * rate) / (rate + own)) {
    const normal = inverseNormal(((mix32(~draw) >>> 0) + 0.5) / 2 ** 32);
    const depth = terms.gapDepth.median * Math.exp(terms.gapDepth.sdLn * normal);
    one.gap = Math.min(0.999, Math.max(0.0001, depth));
  }
  const ratio = rate / (terms.bearTimes * own * one.gap);
  const size = ratio > 1 ? one.strength * (ratio ** terms.exponent - 1) : 0;
  one.goal = Math.min(size, Math.log(terms.mostTimes ?? 100)) * sign(one.since);
  one.since = 0;
}

const sign = (value: number): number => (value < 0 ? -1 : 1);

/** The middle in ticks, not rounded, up to the highest price. */
export function plainMid({ stock, squared, stays, withdrawn }: PlainStock): number {
  const root = sign(squared) * Math.sqrt(Math.abs(squared));
  return Math.min(2e9, stock.openTicks * Math.exp(root + stays + withdrawn));
}
