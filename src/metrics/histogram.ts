import { assert } from '../base/input-error.js';

/**
 * Latency histograms on shared memory, in the bucket layout of HdrHistogram (lowest discernible
 * value 1 ns, highest trackable 1 hour, 3 significant digits). Counter i of this file is counter i
 * of HdrHistogram.
 *
 *   byte 0   128                                                                    128 + 270,464
 *   ┌────────┬──────────────────┬──────────────────┬───┬───────────────┬────────────┬────────────
 *   │ header │ 2048 counters    │ 1024 counters    │ … │ 1024 counters │ largest,   │ histogram 1
 *   │        │ 0 … 2047 ns by 1 │ 2048 … 4095 by 2 │   │ … 2^42 − 1    │ over,      │ …
 *   │        │                  │                  │   │               │ under (16) │
 *   └────────┴──────────────────┴──────────────────┴───┴───────────────┴────────────┴────────────
 *   header words (Uint32): 0 magic, 1 version, 2 histograms
 *
 * A cell is a Float64, which counts exactly to 2^53. A Uint32 would record at the same cost but
 * wrap unnoticed after 2^32 records: 86 seconds of 50 million a second at one latency. One thread
 * records into a histogram; any thread may read it meanwhile, because an aligned double is one move
 * on the 64-bit platforms of Node.js. Histograms of several threads merge by adding their cells.
 */
export const SIGNIFICANT_DIGITS = 3;
/** The resolution: smaller latencies are not distinguished, ns. */
export const LOWEST_DISCERNIBLE_NS = 1;
/** One hour. A longer latency counts as one hour and as an overflow. */
export const HIGHEST_TRACKABLE_NS = 3600e9;

/**
 * 2048 sub-buckets: the power of two that holds 2 × 10^digits, so that a bucket's upper half keeps
 * that many digits.
 */
const HALF_MAGNITUDE = 10;
const HALF_COUNT = 1 << HALF_MAGNITUDE;
const SUB_BUCKET_MASK = 2 * HALF_COUNT - 1;
/** Math.clz32 of every value of the first bucket, with its low bits set. */
const FIRST_BUCKET_ZEROS = 31 - HALF_MAGNITUDE;
/**
 * The first bucket holds 2^11 ns and each next one twice as much, so 32 buckets reach 2^42 ns,
 * above an hour.
 */
export const BUCKET_COUNT = 32;
/** The number of counters of a histogram. */
export const COUNTER_COUNT = (BUCKET_COUNT + 1) * HALF_COUNT;

/** The cells after the counters. */
const LARGEST = COUNTER_COUNT;
const OVERFLOW = COUNTER_COUNT + 1;
const REFUSED = COUNTER_COUNT + 2;
const CELLS = COUNTER_COUNT + 16;

const INT32_LIMIT = 2 ** 31;
const HISTOGRAM_MAGIC = 0x534d4148;
const HISTOGRAM_VERSION = 1;
const HEADER_BYTES = 128;

/**
 * Counts of latencies by size, 270 KB of shared memory. `recordLatency` adds one; `percentileNs`
 * reads a percentile. One thread records; any thread may read.
 */
export interface LatencyHistogram {
  /**
   * COUNTER_COUNT counters, then the largest latency, the number of overflows, and the number of
   * refused latencies.
   */
  readonly cells: Float64Array;
}

/** Allocates `count` empty histograms. Every thread that records or reads opens them. */
export function allocateHistograms(count: number): SharedArrayBuffer {
  assert(
    Number.isInteger(count) && count > 0,
    `metrics/histogram: count must be a positive integer, was ${count}`,
  );
  const buffer = new SharedArrayBuffer(HEADER_BYTES + count * CELLS * 8);
  new Uint32Array(buffer, 0, 3).set([HISTOGRAM_MAGIC, HISTOGRAM_VERSION, count]);
  return buffer;
}

/** Opens the histograms of a buffer, in order. Throws when `allocateHistograms` did not make it. */
export function openHistograms(buffer: SharedArrayBuffer): LatencyHistogram[] {
  assert(
    buffer.byteLength >= HEADER_BYTES,
    `metrics/histogram: ${HEADER_BYTES} bytes or more expected, was ${buffer.byteLength}`,
  );
  const [magic, version, count] = new Uint32Array(buffer, 0, 3);
  assert(
    magic === HISTOGRAM_MAGIC,
    `metrics/histogram: magic ${HISTOGRAM_MAGIC} expected, was ${magic}`,
  );
  assert(
    version === HISTOGRAM_VERSION,
    `metrics/histogram: version ${HISTOGRAM_VERSION} expected, was ${version}`,
  );
  const bytes = HEADER_BYTES + count! * CELLS * 8;
  assert(
    bytes === buffer.byteLength,
    `metrics/histogram: ${bytes} bytes expected for ${count} histograms, was ${buffer.byteLength}`,
  );
  return Array.from({ length: count! }, (_, i) => ({
    cells: new Float64Array(buffer, HEADER_BYTES + i * CELLS * 8, CELLS),
  }));
}

/** Creates one empty histogram. */
export function createHistogram(): LatencyHistogram {
  return openHistograms(allocateHistograms(1))[0]!;
}

/**
 * Counts one latency in ns, without its fraction. A latency above HIGHEST_TRACKABLE_NS counts as
 * that, and in `overflowCount`. A negative one or NaN is a fault of the clocks: it is left out and
 * counted in `refusedCount`.
 */
export function recordLatency({ cells }: LatencyHistogram, latencyNs: number): void {
  if (latencyNs >= 0 && latencyNs < INT32_LIMIT) {
    const ns = latencyNs | 0;
    const bucket = FIRST_BUCKET_ZEROS - Math.clz32(ns | SUB_BUCKET_MASK);
    const counter = (bucket << HALF_MAGNITUDE) + (ns >>> bucket);
    cells[counter] = cells[counter]! + 1;
    if (latencyNs > cells[LARGEST]!) cells[LARGEST] = latencyNs;
  } else recordRareLatency(cells, latencyNs, 1);
}

/** Counts the same latency `times` times, for children that share one time stamp. */
export function recordLatencyTimes(
  { cells }: LatencyHistogram,
  latencyNs: number,
  times: number,
): void {
  if (times === 0) return;
  if (latencyNs >= 0 && latencyNs < INT32_LIMIT) {
    const counter = counterOf(latencyNs);
    cells[counter] = cells[counter]! + times;
    if (latencyNs > cells[LARGEST]!) cells[LARGEST] = latencyNs;
  } else recordRareLatency(cells, latencyNs, times);
}

function recordRareLatency(cells: Float64Array, latencyNs: number, times: number): void {
  if (!(latencyNs >= 0)) {
    cells[REFUSED] = cells[REFUSED]! + times;
    return;
  }
  if (latencyNs > HIGHEST_TRACKABLE_NS) cells[OVERFLOW] = cells[OVERFLOW]! + times;
  const counter = counterOf(Math.min(latencyNs, HIGHEST_TRACKABLE_NS));
  cells[counter] = cells[counter]! + times;
  if (latencyNs > cells[LARGEST]!) cells[LARGEST] = latencyNs;
}

/** Returns the counter of a latency, 0 ≤ ns < 2^42. */
export function counterOf(latencyNs: number): number {
  if (latencyNs < INT32_LIMIT) {
    const ns = latencyNs | 0;
    const bucket = FIRST_BUCKET_ZEROS - Math.clz32(ns | SUB_BUCKET_MASK);
    return (bucket << HALF_MAGNITUDE) + (ns >>> bucket);
  }
  const high = Math.floor(latencyNs / 2 ** 21);
  const shift = FIRST_BUCKET_ZEROS - Math.clz32(high | SUB_BUCKET_MASK);
  return ((shift + 21) << HALF_MAGNITUDE) + (high >>> shift);
}

/** How many latencies each counter of a bucket counts. A power costs more than a look-up. */
const WIDTHS = Float64Array.from({ length: BUCKET_COUNT + 1 }, (_, bucket) => 2 ** bucket);

const bucketOf = (counter: number): number => Math.max(0, (counter >>> HALF_MAGNITUDE) - 1);

/** Returns the smallest latency that a counter counts, ns. */
export function lowestOf(counter: number): number {
  const bucket = bucketOf(counter);
  return (counter - (bucket << HALF_MAGNITUDE)) * WIDTHS[bucket]!;
}

/** Returns the largest latency that a counter counts, ns: HdrHistogram's value of a percentile. */
export function highestOf(counter: number): number {
  return lowestOf(counter + 1) - 1;
}

/** Returns the middle of a counter, by which HdrHistogram computes mean and deviation, ns. */
function medianOf(counter: number): number {
  return lowestOf(counter) + Math.floor(WIDTHS[bucketOf(counter)]! / 2);
}

/** Returns one past the last counter that may be above 0. */
export function counterEnd({ cells }: LatencyHistogram): number {
  return counterOf(Math.min(cells[LARGEST]!, HIGHEST_TRACKABLE_NS)) + 1;
}

/** Returns the number of counted latencies. */
export function totalCount(histogram: LatencyHistogram): number {
  const { cells } = histogram;
  const end = counterEnd(histogram);
  let total = 0;
  for (let counter = 0; counter < end; counter++) total += cells[counter]!;
  return total;
}

/** Returns the largest latency, exact and not clamped, ns; 0 without latencies. */
export function largestNs({ cells }: LatencyHistogram): number {
  return cells[LARGEST]!;
}

/** Returns the number of latencies above HIGHEST_TRACKABLE_NS, which counted as that. */
export function overflowCount({ cells }: LatencyHistogram): number {
  return cells[OVERFLOW]!;
}

/** Returns the number of latencies that were negative or NaN and left out. */
export function refusedCount({ cells }: LatencyHistogram): number {
  return cells[REFUSED]!;
}

/**
 * Returns the latency in ns that `percentile` percent of the counted ones do not exceed, by
 * HdrHistogram's rule; 0 without latencies. It is within 3 significant digits, never below the true
 * one and never above the largest. Percentile 0 gives the lowest latency.
 */
export function percentileNs(histogram: LatencyHistogram, percentile: number): number {
  const { cells } = histogram;
  const wanted = (Math.min(percentile, 100) / 100) * totalCount(histogram);
  // A product that should be a whole number may come out one unit in the last place too large,
  // which must not cost one more latency.
  const lastPlace = wanted > 0 ? 2 ** (Math.floor(Math.log2(wanted)) - 52) : 0;
  const reached = Math.max(Math.ceil(wanted - lastPlace), 1);
  const end = counterEnd(histogram);
  let counted = 0;
  for (let counter = 0; counter < end; counter++) {
    counted += cells[counter]!;
    if (counted >= reached)
      return percentile === 0 ? lowestOf(counter) : Math.min(highestOf(counter), cells[LARGEST]!);
  }
  return 0;
}

/** Returns the mean latency, ns, never above the largest; 0 without latencies. */
export function meanNs(histogram: LatencyHistogram): number {
  return Math.min(meanOfMedians(histogram), largestNs(histogram));
}

/** Returns HdrHistogram's mean: each latency counts as the middle of its counter. */
function meanOfMedians(histogram: LatencyHistogram): number {
  const { cells } = histogram;
  const end = counterEnd(histogram);
  let total = 0;
  let sum = 0;
  for (let counter = 0; counter < end; counter++) {
    const count = cells[counter]!;
    if (count === 0) continue;
    total += count;
    sum += medianOf(counter) * count;
  }
  return total === 0 ? 0 : sum / total;
}

/**
 * Returns the standard deviation of the latencies (of all of them, not of a sample), ns; 0 without
 * latencies.
 */
export function deviationNs(histogram: LatencyHistogram): number {
  const { cells } = histogram;
  const end = counterEnd(histogram);
  const mean = meanOfMedians(histogram);
  let total = 0;
  let squares = 0;
  for (let counter = 0; counter < end; counter++) {
    const count = cells[counter]!;
    if (count === 0) continue;
    total += count;
    const distance = medianOf(counter) - mean;
    squares += distance * distance * count;
  }
  return total === 0 ? 0 : Math.sqrt(squares / total);
}

/** Adds the counts of `from` to `into`. */
export function mergeHistogram(into: LatencyHistogram, from: LatencyHistogram): void {
  const end = counterEnd(from);
  for (let counter = 0; counter < end; counter++)
    into.cells[counter] = into.cells[counter]! + from.cells[counter]!;
  into.cells[OVERFLOW] = into.cells[OVERFLOW]! + from.cells[OVERFLOW]!;
  into.cells[REFUSED] = into.cells[REFUSED]! + from.cells[REFUSED]!;
  into.cells[LARGEST] = Math.max(into.cells[LARGEST]!, from.cells[LARGEST]!);
}

/** Copies `from` into `into`. */
export function copyHistogram(from: LatencyHistogram, into: LatencyHistogram): void {
  into.cells.set(from.cells);
}

/** Empties a histogram. Take intervals instead while another thread records into it. */
export function clearHistogram({ cells }: LatencyHistogram): void {
  cells.fill(0);
}

/**
 * Sets `interval` to what was recorded into `live` since the previous call, and `before` to a copy
 * of `live`. Another thread may record meanwhile. Each cell of `live` is read once, so that the
 * intervals of a run add up to its histogram: nothing is lost or counted twice. Start with an empty
 * `before`, and discard the first interval to leave out a warm-up. The largest latency of an
 * interval is exact if it is a new maximum, else the top of its counter, and above an hour the
 * largest so far.
 */
export function takeInterval(
  live: LatencyHistogram,
  before: LatencyHistogram,
  interval: LatencyHistogram,
): void {
  const previous = before.cells;
  const delta = interval.cells;
  const largest = live.cells[LARGEST]!;
  const end = counterEnd(live);
  let last = -1;
  for (let counter = 0; counter < end; counter++) {
    const now = live.cells[counter]!;
    const count = now - previous[counter]!;
    previous[counter] = now;
    delta[counter] = count;
    if (count > 0) last = counter;
  }
  delta.fill(0, end);
  for (let cell = OVERFLOW; cell <= REFUSED; cell++) {
    const now = live.cells[cell]!;
    delta[cell] = now - previous[cell]!;
    previous[cell] = now;
  }
  const isRecord =
    largest > previous[LARGEST]! && counterOf(Math.min(largest, HIGHEST_TRACKABLE_NS)) === last;
  if (last < 0) delta[LARGEST] = 0;
  else
    delta[LARGEST] =
      isRecord || delta[OVERFLOW]! > 0 ? largest : Math.min(highestOf(last), largest);
  previous[LARGEST] = largest;
}
