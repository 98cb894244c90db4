import { NS_PER_SECOND } from '../../base/units.js';
import { type Market, markSymbols, wanderPrices } from '../../market/market.js';
import { watchPauses } from '../../market/pauses.js';

/**
 * The marker moves a market's quotes by the wall clock. An epoch begins every `epochNs`. Its quotes
 * are marked a slice of symbols at a time, so that the thread never stops for ten thousand of them.
 * `version[symbol]` is the count of marks at the last change of its quote; by it each server is
 * sent only what is new to it.
 */
export interface Marker {
  readonly market: Market;
  readonly epochNs: number;
  readonly version: Int32Array;
  epoch: number;
  /** The number of slices marked so far. */
  marks: number;
  /** The next symbol of the current epoch; the number of symbols when all are marked. */
  cursor: number;
  nextNs: number;
  nextSecond: number;
  readonly before: {
    readonly bid: Int32Array;
    readonly ask: Int32Array;
    readonly mid: Int32Array;
    readonly paused: Uint8Array;
  };
  readonly paused: Int32Array;
}

/** Symbols in a slice: some microseconds of work. */
const STEP_SYMBOLS = 128;

export function openMarker(market: Market, epochNs: number, epoch: number): Marker {
  const { bidTicks, askTicks, midTicks, paused } = market.quotes;
  const symbols = market.stocks.length;
  market.impact.markedEpoch.fill(epoch);
  return {
    market,
    epochNs,
    epoch,
    version: new Int32Array(symbols),
    marks: 0,
    cursor: symbols,
    nextNs: epochNs,
    nextSecond: 1,
    before: {
      bid: Int32Array.from(bidTicks),
      ask: Int32Array.from(askTicks),
      mid: Int32Array.from(midTicks),
      paused: Uint8Array.from(paused),
    },
    paused: new Int32Array(symbols),
  };
}

/**
 * Begins the next epoch when it is due, or marks the next slice of the current one; row 0 of
 * `passNs` is the time. Returns the first symbol of the slice, or −1 if nothing was due.
 */
export function advanceMarks(marker: Marker, passNs: Float64Array): number {
  const { market, version } = marker;
  if (marker.cursor === version.length) {
    const nowNs = passNs[0]!;
    if (nowNs < marker.nextNs) return -1;
    marker.epoch++;
    marker.cursor = 0;
    marker.nextNs = Math.max(marker.nextNs + marker.epochNs, nowNs);
    if (nowNs >= marker.nextSecond * NS_PER_SECOND) passSecond(marker);
  }
  const begin = marker.cursor;
  const end = Math.min(begin + STEP_SYMBOLS, version.length);
  markSymbols(market, marker.epoch, begin, end);
  marker.marks++;
  marker.cursor = end;
  noteChanges(marker, begin, end);
  return begin;
}

function passSecond(marker: Marker): void {
  const { market, nextSecond } = marker;
  if (market.spec.wander) wanderPrices(market, nextSecond);
  if (market.spec.pauses)
    watchPauses(
      market.pauses,
      market.pauseBuckets,
      market.quotes,
      nextSecond * NS_PER_SECOND,
      marker.paused,
    );
  marker.nextSecond = nextSecond + 1;
}

function noteChanges({ market, before, version, marks }: Marker, begin: number, end: number): void {
  const { bidTicks, askTicks, midTicks, paused } = market.quotes;
  for (let symbol = begin; symbol < end; symbol++) {
    const bid = bidTicks[symbol]!;
    const ask = askTicks[symbol]!;
    const mid = midTicks[symbol]!;
    const isPaused = paused[symbol]!;
    if (
      bid === before.bid[symbol] &&
      ask === before.ask[symbol] &&
      mid === before.mid[symbol] &&
      isPaused === before.paused[symbol]
    )
      continue;
    before.bid[symbol] = bid;
    before.ask[symbol] = ask;
    before.mid[symbol] = mid;
    before.paused[symbol] = isPaused;
    version[symbol] = marks;
  }
}

/** Returns whether all quotes of the current epoch are marked. */
export function isMarked({ cursor, version }: Marker): boolean {
  return cursor === version.length;
}
