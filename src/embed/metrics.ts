import { demand, list, numeric, positive, simple, whole } from '../base/forms.js';
import type { LatencyHistogram } from '../metrics/histogram.js';
import * as histograms from '../metrics/histogram.js';
import * as files from '../metrics/histogram-files.js';

/**
 * What of `smars/metrics` is set up or read: what the inner functions do, once all that they are
 * given is checked. What records is exported as it is.
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
 * Allocates `count` empty histograms on one buffer. Throws an InputError when the count is not
 * within 1 … 4096.
 */
export function allocateHistograms(count: number): SharedArrayBuffer {
  demand(whole(1, HISTOGRAMS_MAX), count, 'allocateHistograms', 'count');
  return histograms.allocateHistograms(count);
}

/**
 * The histograms of a buffer that `allocateHistograms` made, possibly in another thread. Throws
 * when the buffer holds something else.
 */
export function openHistograms(buffer: SharedArrayBuffer): LatencyHistogram[] {
  demand(shared, buffer, 'openHistograms', 'buffer');
  return histograms.openHistograms(buffer);
}

/**
 * The latency that `percentile` per cent (0 to 100) of all latencies do not exceed, ns, as the
 * highest value that its counter stands for; 0 when there are none.
 */
export function percentileNs(histogram: LatencyHistogram, percentile: number): number {
  demand(histogramForm, histogram, 'percentileNs', 'histogram');
  demand(numeric(0, 100), percentile, 'percentileNs', 'percentile');
  return histograms.percentileNs(histogram, percentile);
}

/**
 * The text of a percentile distribution as HdrHistogram writes it (`.hgrm`), in units of `unitNs`
 * (default: 1000, µs).
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
 * The head of a histogram log (`.hlog`): when it began, ms since 1970, and comments of one line
 * each.
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
 * A line of a histogram log: what was recorded between two times, seconds since the start of the
 * log. A tag has no comma and no white space.
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
