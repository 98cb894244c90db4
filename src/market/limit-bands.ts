import { NS_PER_MINUTE, NS_PER_SECOND, TICKS_PER_DOLLAR } from '../base/units.js';
import type { Region } from '../memory/arena.js';
import { allocateLayout, openTables, type Table } from '../memory/table.js';
import {
  beginMeanBucket,
  countPrice,
  forgetPrices,
  MEAN_BUCKET_NS,
  MEAN_BUCKET_SCHEMA,
  MEAN_BUCKETS,
  meanBucketAt,
} from './mean-prices.js';
import { PAUSE_TO_NS } from './pauses.js';
import { Paused, type Quotes } from './quotes.js';
import type { Stock } from './universe.js';

/**
 * Limit up – limit down, which began on 8 April 2013 and is a counterfactual on 1 August 2012.
 * Nothing trades beyond a band around the reference, the mean price of the last five minutes: 5 %
 * for index members (tier 1) and 10 % for others (tier 2) above $3, 20 % from $0.75 to $3, below
 * that the lesser of $0.15 and 75 %; twice as wide until 09:45 and from 15:35 on. A stock whose
 * quote has stood beyond its band for more than 15 s is paused for five minutes, after which the
 * reference begins anew. Source: the Regulation NMS Plan to Address Extraordinary Market
 * Volatility, as of its start.
 *
 * What the model leaves out: the mean is of the middle of the quote once a second in place of
 * trades, and an offer above the upper band represents demand at the band, since there is no book
 * of depth: buyers do not trade then, sellers do.
 */
export interface LimitBandSpec {
  readonly tier1Percent: number;
  readonly tier2Percent: number;
  readonly limitStateSeconds: number;
  readonly pauseSeconds: number;
}

export const BandState = { TRADING: 0, LIMIT_UP: 1, LIMIT_DOWN: 2, PAUSED: 3 } as const;

/**
 * One row a symbol: its reference and since when it holds, the band around it, and the state with
 * the time it began (paused: when it ends).
 */
const BAND_SCHEMA = {
  referenceTicks: 'f64',
  movedNs: 'f64',
  lowTicks: 'f64',
  highTicks: 'f64',
  state: 'u8',
  sinceNs: 'f64',
  sum: 'f64',
  count: 'f64',
} as const;

export interface LimitBands {
  readonly buffer: Region;
  readonly spec: LimitBandSpec;
  readonly stocks: readonly Stock[];
  readonly rows: Table<typeof BAND_SCHEMA>;
  /** The middles of the last five minutes; their sums are in `rows`. */
  readonly buckets: Table<typeof MEAN_BUCKET_SCHEMA>;
}

const DOUBLED_UNTIL_NS = 15 * NS_PER_MINUTE;
/**
 * A new mean becomes the reference when it is a hundredth away, and the old one has stood for half
 * a minute.
 */
const REFERENCE_MOVE = 0.01;
const REFERENCE_STANDS_NS = 30 * NS_PER_SECOND;

export function openLimitBands(stocks: readonly Stock[], spec: LimitBandSpec): LimitBands {
  const layout = {
    rows: { schema: BAND_SCHEMA, capacity: stocks.length },
    buckets: { schema: MEAN_BUCKET_SCHEMA, capacity: stocks.length * MEAN_BUCKETS },
  } as const;
  const buffer = allocateLayout(layout);
  const bands = { buffer, spec, stocks, ...openTables(buffer, layout) };
  stocks.forEach(({ openTicks }, symbol) => {
    setReference(bands, symbol, openTicks, 0);
  });
  return bands;
}

/** The distance of the bands from a reference, ticks. `isTier1` is for index members. */
export function bandTicks(
  { tier1Percent, tier2Percent }: LimitBandSpec,
  isTier1: boolean,
  referenceTicks: number,
  nowNs: number,
): number {
  const dollars = referenceTicks / TICKS_PER_DOLLAR;
  const ordinary =
    dollars > 3
      ? (referenceTicks * (isTier1 ? tier1Percent : tier2Percent)) / 100
      : dollars >= 0.75
        ? 0.2 * referenceTicks
        : Math.min(0.15 * TICKS_PER_DOLLAR, 0.75 * referenceTicks);
  return nowNs < DOUBLED_UNTIL_NS || nowNs >= PAUSE_TO_NS ? 2 * ordinary : ordinary;
}

/**
 * Looks at every symbol. Writes the symbols whose state has changed to `changed` and returns how
 * many; stops the trading of a side, or all of it, where `isEnforced`. Once a second the middles
 * are counted into the means.
 */
export function watchLimitBands(
  bands: LimitBands,
  quotes: Quotes,
  nowNs: number,
  isEnforced: boolean,
  changed: Int32Array,
): number {
  const { rows, spec } = bands;
  if (nowNs % NS_PER_SECOND === 0) countMiddles(bands, quotes, nowNs);
  let count = 0;
  for (let symbol = 0; symbol < rows.capacity; symbol++) {
    const before = rows.state[symbol]!;
    const state = nextState(bands, quotes, symbol, nowNs);
    if (state === before) continue;
    rows.state[symbol] = state;
    rows.sinceNs[symbol] =
      state === BandState.PAUSED ? nowNs + spec.pauseSeconds * NS_PER_SECOND : nowNs;
    if (before === BandState.PAUSED) restart(bands, symbol, quotes.midTicks[symbol]!, nowNs);
    if (isEnforced) quotes.paused[symbol] = PAUSED_BY_STATE[state]!;
    changed[count++] = symbol;
  }
  return count;
}

const PAUSED_BY_STATE = [Paused.NO, Paused.BUYS, Paused.SELLS, Paused.ALL] as const;

function nextState(
  { rows, spec }: LimitBands,
  quotes: Quotes,
  symbol: number,
  nowNs: number,
): number {
  const state = rows.state[symbol]!;
  const since = rows.sinceNs[symbol]!;
  if (state === BandState.PAUSED) return nowNs >= since ? BandState.TRADING : state;
  const isUp = quotes.askTicks[symbol]! > rows.highTicks[symbol]!;
  const isDown = quotes.bidTicks[symbol]! < rows.lowTicks[symbol]!;
  const reached = isUp ? BandState.LIMIT_UP : isDown ? BandState.LIMIT_DOWN : BandState.TRADING;
  const isStuck =
    reached !== BandState.TRADING &&
    reached === state &&
    nowNs - since > spec.limitStateSeconds * NS_PER_SECOND;
  return isStuck ? BandState.PAUSED : reached;
}

function countMiddles(bands: LimitBands, quotes: Quotes, nowNs: number): void {
  const { rows } = bands;
  const bucket = meanBucketAt(nowNs);
  if (nowNs % MEAN_BUCKET_NS === 0) beginMeanBucket(bands, bucket);
  for (let symbol = 0; symbol < rows.capacity; symbol++) {
    // A paused stock has no trades for the mean.
    if (rows.state[symbol] !== BandState.PAUSED)
      moveReference(
        bands,
        symbol,
        countPrice(bands, symbol, bucket, quotes.midTicks[symbol]!),
        nowNs,
      );
    if (nowNs === DOUBLED_UNTIL_NS || nowNs === PAUSE_TO_NS) setBand(bands, symbol, nowNs);
  }
}

function moveReference(bands: LimitBands, symbol: number, mean: number, nowNs: number): void {
  const { rows } = bands;
  const reference = rows.referenceTicks[symbol]!;
  if (
    nowNs - rows.movedNs[symbol]! < REFERENCE_STANDS_NS ||
    Math.abs(mean - reference) < REFERENCE_MOVE * reference
  )
    return;
  setReference(bands, symbol, mean, nowNs);
}

function setReference(
  bands: LimitBands,
  symbol: number,
  referenceTicks: number,
  nowNs: number,
): void {
  bands.rows.referenceTicks[symbol] = referenceTicks;
  bands.rows.movedNs[symbol] = nowNs;
  setBand(bands, symbol, nowNs);
}

function setBand({ rows, spec, stocks }: LimitBands, symbol: number, nowNs: number): void {
  const reference = rows.referenceTicks[symbol]!;
  const width = bandTicks(spec, stocks[symbol]!.indexMember, reference, nowNs);
  rows.lowTicks[symbol] = reference - width;
  rows.highTicks[symbol] = reference + width;
}

/**
 * After a pause the price at which the stock reopens is the reference, and only what trades from
 * then on counts.
 */
function restart(bands: LimitBands, symbol: number, midTicks: number, nowNs: number): void {
  forgetPrices(bands, symbol);
  setReference(bands, symbol, midTicks, nowNs);
}
