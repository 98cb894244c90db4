import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import {
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  Float64Histogram,
  HistogramLogReader,
  listTags,
} from 'hdr-histogram-js';
import { describe, expect, test } from 'vitest';
import {
  counterOf,
  createHistogram,
  HIGHEST_TRACKABLE_NS,
  highestOf,
  type LatencyHistogram,
  largestNs,
  percentileNs,
  recordLatency,
  recordLatencyTimes,
  totalCount,
} from '../../src/metrics/histogram.js';
import {
  encodeHistogram,
  formatHgrm,
  formatLatency,
  formatLogHead,
  formatLogInterval,
  percentileChart,
  percentileTable,
  toHdr,
} from '../../src/metrics/histogram-files.js';
import { draws } from '../support/draws.js';

const anyLatency = fc.oneof(
  fc.nat(5000),
  fc.nat(),
  fc.integer({ min: 0, max: HIGHEST_TRACKABLE_NS }),
);
const anyCounts = fc.array(
  fc.tuple(anyLatency, fc.oneof(fc.nat(200), fc.integer({ min: 0, max: 2 ** 45 }))),
  { maxLength: 60 },
);

function recorded(
  counts: readonly (readonly [latencyNs: number, times: number])[],
): LatencyHistogram {
  const histogram = createHistogram();
  for (const [latencyNs, times] of counts) recordLatencyTimes(histogram, latencyNs, times);
  return histogram;
}

function recordedByHdr(
  counts: readonly (readonly [latencyNs: number, times: number])[],
): Float64Histogram {
  const hdr = new Float64Histogram(1, HIGHEST_TRACKABLE_NS, 3);
  for (const [latencyNs, times] of counts)
    if (times > 0) hdr.recordValueWithCount(latencyNs, times);
  return hdr;
}

/** Returns the counts above 0, by counter. */
function countsOf(histogram: LatencyHistogram): Map<number, number> {
  const counts = new Map<number, number>();
  const { cells } = histogram;
  for (let counter = 0; counter <= counterOf(HIGHEST_TRACKABLE_NS); counter++) {
    if (cells[counter]! > 0) counts.set(counter, cells[counter]!);
  }
  return counts;
}

/**
 * Decodes an encoded histogram byte by byte, from the description of HdrHistogram's V2 format, with
 * 64-bit integers.
 */
function decodeByHand(base64: string) {
  const outer = Buffer.from(base64, 'base64');
  const inner = inflateSync(outer.subarray(8));
  const counts = new Map<number, number>();
  let at = 40;
  for (let counter = 0; at < inner.length; ) {
    let zigZag = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = inner[at++]!;
      const isLast = shift === 56n || byte < 128;
      zigZag |= BigInt(shift === 56n ? byte : byte & 127) << shift;
      if (isLast) break;
    }
    const value = Number((zigZag >> 1n) ^ -(zigZag & 1n));
    if (value < 0) counter -= value;
    else if (value > 0) counts.set(counter++, value);
    else counter++;
  }
  return {
    compressedCookie: outer.readUInt32BE(0).toString(16),
    compressedBytes: outer.readUInt32BE(4) - (outer.length - 8),
    cookie: inner.readUInt32BE(0).toString(16),
    payloadBytes: inner.readUInt32BE(4) - (inner.length - 40),
    indexOffset: inner.readInt32BE(8),
    digits: inner.readInt32BE(12),
    lowest: Number(inner.readBigInt64BE(16)),
    highest: Number(inner.readBigInt64BE(24)),
    ratio: inner.readDoubleBE(32),
    counts,
  };
}

function countBytesOf(base64: string): Buffer {
  return inflateSync(Buffer.from(base64, 'base64').subarray(8)).subarray(40);
}

describe('a histogram of hdr-histogram-js', () => {
  test('converted from ours equals one recorded directly', () => {
    fc.assert(
      fc.property(anyCounts, (counts) => {
        const hdr = toHdr(recorded(counts));
        const direct = recordedByHdr(counts);
        expect([hdr.totalCount, hdr.maxValue, hdr.mean, hdr.stdDeviation]).toEqual([
          direct.totalCount,
          direct.maxValue,
          direct.mean,
          direct.stdDeviation,
        ]);
        expect(hdr.summary).toEqual(direct.summary);
        expect(hdr.outputPercentileDistribution()).toBe(direct.outputPercentileDistribution());
      }),
      { numRuns: 15 },
    );
  });
});

describe('a .hgrm file', () => {
  test('is the percentile distribution of HdrHistogram, in microseconds', () => {
    const histogram = recorded([
      [1000, 50],
      [2000, 40],
      [3_000_000, 10],
    ]);
    expect(
      formatHgrm(histogram, 1000, 1),
    ).toBe(`       Value     Percentile TotalCount 1/(1-Percentile)

       1.000 0.000000000000         50           1.00
       1.000 0.500000000000         50           2.00
       2.000 0.750000000000         90           4.00
       2.000 0.875000000000         90           8.00
    3000.000 0.937500000000        100          16.00
    3000.000 1.000000000000        100
#[Mean    =      301.230, StdDeviation   =      899.356]
#[Max     =     3000.000, Total count    =          100]
#[Buckets =           32, SubBuckets     =         2048]
#[Values are in microseconds]
`);
  });

  test('has the values of our own percentiles, in any unit', () => {
    const histogram = createHistogram();
    for (let ns = 1; ns < 3e6; ns += 211) recordLatency(histogram, ns);
    const lines = formatHgrm(histogram, 1, 5).split('\n');
    const rows = lines
      .map((line) => /^ *([\d.]+) (0\.\d{12}) +\d+ +[\d.]+$/.exec(line))
      .filter((row) => row !== null);
    expect(rows.length).toBeGreaterThan(40);
    for (const [, value, percentile] of rows) {
      const ours = percentileNs(histogram, 100 * Number(percentile));
      expect(Math.abs(Number(value) - ours)).toBeLessThanOrEqual(ours * 0.001);
    }
  });

  test('has no value above its maximum and names its unit', () => {
    fc.assert(
      fc.property(anyCounts, fc.constantFrom(1, 1000, 1e6), (counts, unitNs) => {
        const lines = formatHgrm(recorded(counts), unitNs).split('\n');
        const number = (line: string): number => Number(/[\d.]+/.exec(line)![0]);
        const most = number(lines.find((line) => line.startsWith('#[Max'))!);
        for (const line of lines.slice(2).filter((text) => text !== '' && !text.startsWith('#')))
          expect(number(line)).toBeLessThanOrEqual(most);
        expect(number(lines.find((line) => line.startsWith('#[Mean'))!)).toBeLessThanOrEqual(most);
        const unit = { 1: 'nanoseconds', 1000: 'microseconds', 1e6: 'milliseconds' }[unitNs];
        expect(lines.at(-2)).toBe(`#[Values are in ${unit}]`);
      }),
      { numRuns: draws(60) },
    );
  });

  test('has only a head and a foot without latencies', () => {
    expect(formatHgrm(createHistogram()).split('\n')).toHaveLength(7);
  });
});

describe('an encoded histogram', () => {
  test('has the header of the format and every count, decoded by hand', () => {
    fc.assert(
      fc.property(anyCounts, (counts) => {
        const histogram = recorded(counts);
        expect(decodeByHand(encodeHistogram(histogram))).toEqual({
          compressedCookie: '1c849314',
          compressedBytes: 0,
          cookie: '1c849313',
          payloadBytes: 0,
          indexOffset: 0,
          digits: 3,
          lowest: 1,
          highest: HIGHEST_TRACKABLE_NS,
          ratio: 1,
          counts: countsOf(histogram),
        });
      }),
    );
  });

  test('is decoded by hdr-histogram-js, whose encoder writes the same bytes of counts', () => {
    fc.assert(
      fc.property(anyCounts, (counts) => {
        const histogram = recorded(counts);
        const hdr = decodeFromCompressedBase64(encodeHistogram(histogram), 64) as Float64Histogram;
        expect([hdr.totalCount, hdr.mean, hdr.stdDeviation]).toEqual([
          totalCount(histogram),
          toHdr(histogram).mean,
          toHdr(histogram).stdDeviation,
        ]);
        for (const [counter, count] of countsOf(histogram))
          expect(hdr.getCountAtIndex(counter)).toBe(count);
        expect(countBytesOf(encodeHistogram(histogram))).toEqual(
          countBytesOf(encodeIntoCompressedBase64(toHdr(histogram))),
        );
        for (const percentile of [0, 50, 99, 99.999])
          expect(Math.min(hdr.getValueAtPercentile(percentile), largestNs(histogram))).toBe(
            percentileNs(histogram, percentile),
          );
      }),
      { numRuns: draws(25) },
    );
  });

  test('ends with its largest count', () => {
    const bytesOf = (latencyNs: number) =>
      decodeByHand(encodeHistogram(recorded([[latencyNs, 1]]))).counts;
    expect(bytesOf(0)).toEqual(new Map([[0, 1]]));
    expect(bytesOf(1)).toEqual(new Map([[1, 1]]));
    expect(bytesOf(2)).toEqual(new Map([[2, 1]]));
    expect(decodeByHand(encodeHistogram(createHistogram())).counts).toEqual(new Map());
  });
});

describe('a .hlog file', () => {
  const started = Date.UTC(2012, 7, 1, 13, 30, 0, 250);

  test('begins with its format, start and columns', () => {
    expect(formatLogHead(started, ['smars load normal-day'])).toBe(`#smars load normal-day
#[Histogram log format version 1.3]
#[StartTime: 1343827800.250 (seconds since epoch), Wed, 01 Aug 2012 13:30:00 GMT]
#[BaseTime: 1343827800.250 (seconds since epoch)]
"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"
`);
    expect(() => formatLogHead(0, ['two\nlines'])).toThrow(
      "metrics/histogram-files: a comment is one line, was 'two\nlines'",
    );
  });

  test('has a line for each interval: tag, times, and the largest latency in ms', () => {
    const line = formatLogInterval('decision', recorded([[1_234_567, 3]]), 1, 2.0004);
    expect(line).toMatch(/^Tag=decision,1\.000,1\.000,1\.235,HISTFAAA[\w+/]+=*\n$/);
    for (const tag of ['', 'two words', 'a,b', 'a\n']) {
      expect(() => formatLogInterval(tag, createHistogram(), 0, 1)).toThrow(
        'a tag has no comma and no white space',
      );
    }
  });

  test('is read by the log reader of hdr-histogram-js, interval by interval', () => {
    const intervals = [
      { tag: 'decision', counts: [[1500, 7] as const, [2e9, 1] as const] },
      { tag: 'kill', counts: [] },
      { tag: 'decision', counts: [[HIGHEST_TRACKABLE_NS, 2 ** 40] as const] },
    ];
    const text =
      formatLogHead(started) +
      intervals
        .map(({ tag, counts }, i) => formatLogInterval(tag, recorded(counts), i, i + 1))
        .join('');
    const reader = new HistogramLogReader(text, 64);
    for (const [i, { tag, counts }] of intervals.entries()) {
      const read = reader.nextIntervalHistogram() as Float64Histogram;
      expect([read.tag, read.startTimeStampMsec, read.endTimeStampMsec]).toEqual([
        tag,
        started + i * 1000,
        started + (i + 1) * 1000,
      ]);
      expect(read.totalCount).toBe(totalCount(recorded(counts)));
      expect(read.maxValue).toBe(counts.length === 0 ? 0 : highestOf(counterOf(counts.at(-1)![0])));
    }
    expect(reader.nextIntervalHistogram()).toBeNull();
    expect(listTags(text)).toEqual(['decision', 'kill']);
  });
});

describe('text for people', () => {
  test('gives a latency three digits and its unit', () => {
    const latencies = [
      0, 7, 999, 1000, 1234, 99_960, 999_499, 999_500, 12_345_678, 1e9, 59.96e9, 3600e9,
    ];
    expect(latencies.map(formatLatency)).toEqual([
      ...[
        '0ns',
        '7ns',
        '999ns',
        '1.00us',
        '1.23us',
        '100us',
        '999us',
        '1.00ms',
        '12.3ms',
        '1.00s',
        '60.0s',
        '3600s',
      ],
    ]);
  });

  test('shows one histogram a row, and below them what was clamped or left out', () => {
    const gate = createHistogram();
    for (let i = 1; i <= 1000; i++) recordLatency(gate, i * 100);
    const kill = recorded([
      [5e6, 2],
      [4e12, 1],
      [-1, 4],
    ]);
    expect(percentileTable({ gate, kill, 'round trip': createHistogram() })).toBe(
      `            count     p50     p90     p99   p99.9  p99.99  p99.999    max
gate         1000  50.0us  90.0us  99.0us  99.9us   100us    100us  100us
kill            3  5.00ms   3601s   3601s   3601s   3601s    3601s  4000s
round trip      0       -       -       -       -       -        -      -
kill: 1 above 3600s, counted as that
kill: 4 negative, left out
`,
    );
  });

  test('draws each nine as wide as the next, and dots where single latencies cannot tell', () => {
    const histogram = recorded([
      [2_000, 9_000],
      [20_000, 900],
      [200_000, 90],
      [1_500_000, 10],
    ]);
    expect(percentileChart(histogram, 50)).toBe(
      `
 10.0ms |
        |
        |
        |                       *********.........
 1.00ms |
        |
        |
        |               ********
  100us |
        |
        |
        |      *********
 10.0us |
        |
        |
        |******
 1.00us |
        ++-----+-------+--------+-------+--------+
         50   90      99      99.9    99.99 99.999
        . fewer than 1 latency beyond
`.slice(1),
    );
  });

  test('draws any chart in ASCII within its columns', () => {
    fc.assert(
      fc.property(anyCounts, fc.integer({ min: 40, max: 80 }), (counts, columns) => {
        const histogram = recorded(counts);
        const lines = percentileChart(histogram, columns).split('\n');
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
        expect(lines.join('')).toMatch(/^[\x20-\x7e]*$/);
        if (totalCount(histogram) === 0) return;
        const marks = lines
          .slice(
            0,
            lines.findIndex((line) => line.includes('+-') || line.includes('++')),
          )
          .join('');
        expect(marks.replace(/[\d.]+[num]?s/g, '').replace(/[^*.]/g, '')).toHaveLength(columns - 9);
      }),
    );
  });
});
