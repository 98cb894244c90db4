import { demand, list, numeric, positive, simple, whole } from '../base/forms.js';
import type { LatencyHistogram } from '../metrics/histogram.js';
import * as histograms from '../metrics/histogram.js';
import * as files from '../metrics/histogram-files.js';

/**
 * Functions of `smars/metrics` that set up or read: they check their arguments and call the inner
 * function. Functions that record are exported as they are.
 */

const HISTOGRAMS_MAX = 4096;
const SECONDS_MAX = 100 * 86_400;
const shared = simple(
  (value) => Object.prototype.toString.call(value) === '[object SharedArrayBuffer]',
  'a SharedArrayBuffer',
);
const histogramForm = simple(
  (value) => ArrayBuffer.isView((value as LatencyHistogram | null)?.cells),
  'a histogram, as createHistogram makes it',
);

/**
 * Allocates empty histograms on one shared buffer. Throws an InputError for a wrong count.
 *
 * @param count - histograms, 1 to 4096
 */
export function allocateHistograms(count: number): SharedArrayBuffer {
  demand(whole(1, HISTOGRAMS_MAX), count, 'allocateHistograms', 'count');
  return histograms.allocateHistograms(count);
}

/**
 * Returns the histograms of a buffer that `allocateHistograms` made, in this thread or another.
 * Throws an InputError for another buffer.
 */
export function openHistograms(buffer: SharedArrayBuffer): LatencyHistogram[] {
  demand(shared, buffer, 'openHistograms', 'buffer');
  return histograms.openHistograms(buffer);
}

/**
 * Returns the latency, ns, that a percentage of all latencies does not exceed: the highest value of
 * its counter. 0 when the histogram is empty.
 */
export function percentileNs(histogram: LatencyHistogram, percentile: number): number {
  demand(histogramForm, histogram, 'percentileNs', 'histogram');
  demand(numeric(0, 100), percentile, 'percentileNs', 'percentile');
  return histograms.percentileNs(histogram, percentile);
}

/**
 * Formats the percentile distribution as HdrHistogram does (`.hgrm`).
 *
 * @param unitNs - the unit of the values; by default 1000, which is µs
 * @param ticksPerHalfDistance - lines for each halving of the distance to 100 %; by default 5
 */
export function formatHgrm(
  histogram: LatencyHistogram,
  unitNs = 1000,
  ticksPerHalfDistance = 5,
): string {
  demand(histogramForm, histogram, 'formatHgrm', 'histogram');
  demand(positive(1e12), unitNs, 'formatHgrm', 'unitNs');
  demand(whole(1, 1000), ticksPerHalfDistance, 'formatHgrm', 'ticksPerHalfDistance');
  return files.formatHgrm(histogram, unitNs, ticksPerHalfDistance);
}

/**
 * Formats the head of a histogram log (`.hlog`).
 *
 * @param startedMs - when the log began, since 1970
 * @param comments - one line each
 */
export function formatLogHead(startedMs: number, comments: readonly string[] = []): string {
  demand(numeric(0, 8.64e15), startedMs, 'formatLogHead', 'startedMs');
  const line = simple(
    (value) => typeof value === 'string' && !/[\r\n]/.test(value),
    'a text of one line',
  );
  demand(list(line, 0, 10_000), comments, 'formatLogHead', 'comments');
  return files.formatLogHead(startedMs, comments);
}

/**
 * Formats a line of a histogram log: what was recorded between two times.
 *
 * @param tag - without comma and white space
 * @param beginSeconds - since the start of the log
 * @param endSeconds - since the start of the log
 */
export function formatLogInterval(
  tag: string,
  interval: LatencyHistogram,
  beginSeconds: number,
  endSeconds: number,
): string {
  const tagForm = simple(
    (value) => typeof value === 'string' && /^[^,\s]+$/.test(value),
    'a text without comma and white space',
  );
  demand(tagForm, tag, 'formatLogInterval', 'tag');
  demand(histogramForm, interval, 'formatLogInterval', 'interval');
  demand(numeric(0, SECONDS_MAX), beginSeconds, 'formatLogInterval', 'beginSeconds');
  demand(numeric(beginSeconds, SECONDS_MAX), endSeconds, 'formatLogInterval', 'endSeconds');
  return files.formatLogInterval(tag, interval, beginSeconds, endSeconds);
}
