import { deflateSync } from 'node:zlib';
import { Float64Histogram } from 'hdr-histogram-js';
import { assert } from '../base/input-error.js';
import {
  counterEnd,
  HIGHEST_TRACKABLE_NS,
  type LatencyHistogram,
  LOWEST_DISCERNIBLE_NS,
  largestNs,
  lowestOf,
  overflowCount,
  percentileNs,
  refusedCount,
  SIGNIFICANT_DIGITS,
  totalCount,
} from './histogram.js';

/**
 * Histograms as text: the `.hgrm` and `.hlog` files that HdrHistogram's plotters and log analysers
 * read, a table, and a chart. This file is apart from histogram.ts, so that a thread that only
 * records does not load hdr-histogram-js.
 */

/**
 * Converts a histogram into one of hdr-histogram-js, counter for counter, as if each latency had
 * been recorded into it.
 */
export function toHdr(histogram: LatencyHistogram): Float64Histogram {
  const { cells } = histogram;
  const hdr = new Float64Histogram(LOWEST_DISCERNIBLE_NS, HIGHEST_TRACKABLE_NS, SIGNIFICANT_DIGITS);
  const end = counterEnd(histogram);
  for (let counter = 0; counter < end; counter++) {
    const count = cells[counter]!;
    if (count === 0) continue;
    hdr.setCountAtIndex(counter, count);
    if (counter > 0) hdr.minNonZeroValue = Math.min(hdr.minNonZeroValue, lowestOf(counter));
  }
  hdr.setTotalCount(totalCount(histogram));
  hdr.maxValue = Math.min(largestNs(histogram), HIGHEST_TRACKABLE_NS);
  return hdr;
}

/**
 * Returns the text of a `.hgrm` file, HdrHistogram's percentile distribution. Values are in units
 * of `unitNs` ns (1000 for microseconds), with `ticksPerHalfDistance` lines each time the distance
 * to 100 % halves. A comment at its end names the unit. No value exceeds the largest latency, where
 * hdr-histogram-js writes the top of its counter.
 */
export function formatHgrm(
  histogram: LatencyHistogram,
  unitNs = 1000,
  ticksPerHalfDistance = 5,
): string {
  const largest = Math.min(largestNs(histogram), HIGHEST_TRACKABLE_NS) / unitNs;
  const text = toHdr(histogram).outputPercentileDistribution(ticksPerHalfDistance, unitNs);
  const clamp = (value: string): string =>
    Number(value) > largest ? largest.toFixed(3).padStart(value.length) : value;
  const within = text.replaceAll(/^ *\d+\.\d+(?= )|(?<=^#\[Mean +=) *\d+\.\d+/gm, clamp);
  return `${within}#[Values are in ${UNIT_NAMES.get(unitNs) ?? `units of ${unitNs} ns`}]\n`;
}

const UNIT_NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'nanoseconds'],
  [1e3, 'microseconds'],
  [1e6, 'milliseconds'],
  [1e9, 'seconds'],
]);

const ENCODING_COOKIE = 0x1c849313;
const COMPRESSED_COOKIE = 0x1c849314;
const ENCODING_HEADER_BYTES = 40;
/** A count below 2^53 in ZigZag LEB128 is below 2^54: 8 bytes of 7 bits. */
const COUNT_BYTES_MAX = 8;

/**
 * Encodes a histogram in HdrHistogram's compressed encoding V2, as base64. The encoder of
 * hdr-histogram-js is not used: it writes 1 where the format has a normalizing index offset of 0,
 * and no double for the conversion ratio 1.0. HdrHistogram_c then reports a wrong minimum and
 * maximum.
 *
 *   4 cookie 1c849314 │ 4 bytes that follow │ zlib of:
 *     4 cookie 1c849313 │ 4 bytes of counts │ 4 index offset │ 4 digits │
 *     8 lowest │ 8 highest │ 8 ratio (double) │ counts …
 *
 * All numbers are big-endian. A count is a ZigZag LEB128 number; a run of n > 1 zeros is −n. The
 * encoding ends with the last count above 0.
 */
export function encodeHistogram(histogram: LatencyHistogram): string {
  const { cells } = histogram;
  const end = counterEnd(histogram);
  const bytes = new Uint8Array(ENCODING_HEADER_BYTES + end * COUNT_BYTES_MAX);
  let at = ENCODING_HEADER_BYTES;
  for (let counter = 0; counter < end; ) {
    const count = cells[counter++]!;
    const zerosFrom = counter - 1;
    while (count === 0 && counter < end && cells[counter] === 0) counter++;
    const zeros = counter - zerosFrom;
    at = putLeb128(bytes, at, count === 0 && zeros > 1 ? 2 * zeros - 1 : 2 * count);
  }

  const header = new DataView(bytes.buffer);
  header.setUint32(0, ENCODING_COOKIE);
  header.setUint32(4, at - ENCODING_HEADER_BYTES);
  header.setUint32(8, 0);
  header.setUint32(12, SIGNIFICANT_DIGITS);
  header.setUint32(20, LOWEST_DISCERNIBLE_NS);
  header.setUint32(24, Math.floor(HIGHEST_TRACKABLE_NS / 2 ** 32));
  header.setUint32(28, HIGHEST_TRACKABLE_NS % 2 ** 32);
  header.setFloat64(32, 1);

  const deflated = deflateSync(bytes.subarray(0, at));
  const prefix = new DataView(new ArrayBuffer(8));
  prefix.setUint32(0, COMPRESSED_COOKIE);
  prefix.setUint32(4, deflated.byteLength);
  return Buffer.concat([new Uint8Array(prefix.buffer), deflated]).toString('base64');
}

/** Writes an unsigned number below 2^56; returns the place of the next byte. */
function putLeb128(bytes: Uint8Array, begin: number, value: number): number {
  let at = begin;
  let rest = value;
  while (rest >= 128) {
    bytes[at++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  bytes[at++] = rest;
  return at;
}

/**
 * Returns the head of a `.hlog` file, format 1.3: the comments, then the start of the run (ms since
 * the epoch), from which the times of the intervals count. Throws when a comment has more than one
 * line.
 */
export function formatLogHead(startedMs: number, comments: readonly string[] = []): string {
  const seconds = (startedMs / 1000).toFixed(3);
  for (const comment of comments)
    assert(
      !/[\r\n]/.test(comment),
      `metrics/histogram-files: a comment is one line, was '${comment}'`,
    );
  const lines = [
    ...comments.map((comment) => `#${comment}`),
    '#[Histogram log format version 1.3]',
    `#[StartTime: ${seconds} (seconds since epoch), ${new Date(startedMs).toUTCString()}]`,
    `#[BaseTime: ${seconds} (seconds since epoch)]`,
    '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * Returns one interval of a `.hlog` file: the histogram of the seconds [begin, end) of the run,
 * under a tag that names its subject. The largest latency is in milliseconds, as in HdrHistogram's
 * own writer. Throws when the tag is empty or has a comma or white space.
 */
export function formatLogInterval(
  tag: string,
  interval: LatencyHistogram,
  beginSeconds: number,
  endSeconds: number,
): string {
  assert(
    /^[^,\s]+$/.test(tag),
    `metrics/histogram-files: a tag has no comma and no white space, was '${tag}'`,
  );
  const length = (endSeconds - beginSeconds).toFixed(3);
  const largestMs = (Math.min(largestNs(interval), HIGHEST_TRACKABLE_NS) / 1e6).toFixed(3);
  const begin = beginSeconds.toFixed(3);
  return `Tag=${tag},${begin},${length},${largestMs},${encodeHistogram(interval)}\n`;
}

/**
 * Formats a latency with three digits and its unit: `850ns`, `12.3us`, `1.20ms`, `70.0s`, `3600s`.
 */
export function formatLatency(latencyNs: number): string {
  const units = ['ns', 'us', 'ms', 's'] as const;
  let value = latencyNs;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  if (value >= 999.5) return `${Math.round(value)}${units[unit]}`;
  const digits = value.toPrecision(3);
  return `${unit === 0 ? Number(digits) : digits}${units[unit]}`;
}

/** The percentiles that tables show. */
const TABLE_PERCENTILES = [50, 90, 99, 99.9, 99.99, 99.999] as const;

/**
 * Returns a table with one row for each histogram: count, p50 … p99.999 and the largest latency.
 * Lines below it count the latencies that were clamped or left out, if any.
 */
export function percentileTable(histograms: Readonly<Record<string, LatencyHistogram>>): string {
  const rows = [['', 'count', ...TABLE_PERCENTILES.map((percentile) => `p${percentile}`), 'max']];
  const notes: string[] = [];
  for (const [name, histogram] of Object.entries(histograms)) {
    const count = totalCount(histogram);
    const latencies = [
      ...TABLE_PERCENTILES.map((percentile) => percentileNs(histogram, percentile)),
      largestNs(histogram),
    ];
    rows.push([
      name,
      String(count),
      ...latencies.map((ns) => (count === 0 ? '-' : formatLatency(ns))),
    ]);
    if (overflowCount(histogram) > 0) {
      const bound = formatLatency(HIGHEST_TRACKABLE_NS);
      notes.push(`${name}: ${overflowCount(histogram)} above ${bound}, counted as that`);
    }
    if (refusedCount(histogram) > 0)
      notes.push(`${name}: ${refusedCount(histogram)} negative, left out`);
  }
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!),
    ),
  );
  return `${[...lines.map((cells) => cells.join('  ').trimEnd()), ...notes].join('\n')}\n`;
}

const CHART_COLUMNS_MIN = 40;
const CHART_COLUMNS_MAX = 80;
const CHART_ROWS = 16;
const AXIS_PERCENTILES = [50, 90, 99, 99.9, 99.99, 99.999] as const;
/** The two ends of the axis as log10 of 1 / (1 − p): from 1 in 2 to 1 in 100,000. */
const AXIS_BEGIN = Math.log10(2);
const AXIS_END = 5;
const LABEL_COLUMNS = 7;

/**
 * Returns an ASCII chart of the percentiles, at most `columns` (40 … 80) wide. Percentiles run
 * across, each nine as wide as the next; latencies run up, each factor of ten as high as the next.
 * A dot replaces a star where fewer than one latency lies beyond the percentile, so that the chart
 * can only show the largest.
 */
export function percentileChart(
  histogram: LatencyHistogram,
  columns: number = CHART_COLUMNS_MAX,
): string {
  const count = totalCount(histogram);
  if (count === 0) return 'no latencies\n';
  const width =
    Math.min(Math.max(Math.floor(columns), CHART_COLUMNS_MIN), CHART_COLUMNS_MAX) -
    LABEL_COLUMNS -
    2;
  const marks = Array.from({ length: width }, (_, column) => {
    const beyond = 10 ** -(AXIS_BEGIN + ((AXIS_END - AXIS_BEGIN) * column) / (width - 1));
    const latencyNs = percentileNs(histogram, 100 * (1 - beyond));
    return { decade: Math.log10(Math.max(latencyNs, 1)), mark: count * beyond < 1 ? '.' : '*' };
  });

  const low = Math.floor(marks[0]!.decade);
  const high = Math.max(Math.ceil(marks[width - 1]!.decade), low + 1);
  const rowsPerDecade = Math.max(1, Math.floor(CHART_ROWS / (high - low)));
  const lines: string[] = [];
  for (let row = (high - low) * rowsPerDecade; row >= 0; row--) {
    const label = row % rowsPerDecade === 0 ? formatLatency(10 ** (low + row / rowsPerDecade)) : '';
    const cells = marks.map(({ decade, mark }) =>
      Math.round((decade - low) * rowsPerDecade) === row ? mark : ' ',
    );
    lines.push(`${label.padStart(LABEL_COLUMNS)} |${cells.join('')}`.trimEnd());
  }
  lines.push(...percentileAxis(width));
  if (marks.some(({ mark }) => mark === '.'))
    lines.push(`${' '.repeat(LABEL_COLUMNS)} . fewer than 1 latency beyond`);
  return `${lines.join('\n')}\n`;
}

function percentileAxis(width: number): string[] {
  const ticks = new Array<string>(width).fill('-');
  let labels = '';
  for (const percentile of AXIS_PERCENTILES) {
    const place = Math.round(
      ((-Math.log10(1 - percentile / 100) - AXIS_BEGIN) / (AXIS_END - AXIS_BEGIN)) * (width - 1),
    );
    ticks[place] = '+';
    const name = String(percentile);
    const begin = Math.min(Math.max(place - Math.floor(name.length / 2), 0), width - name.length);
    if (labels === '' || labels.length < begin) labels = labels.padEnd(begin) + name;
  }
  const margin = ' '.repeat(LABEL_COLUMNS + 2);
  return [`${' '.repeat(LABEL_COLUMNS)} +${ticks.join('')}`, margin + labels];
}
