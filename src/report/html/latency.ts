import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { InputError } from '../../base/input-error.js';
import type { HeatMap } from './model.js';

/** The title of each latency stage of a load, and what it measures. */
export const STAGE_TITLES: Readonly<Record<string, readonly [title: string, about: string]>> = {
  accepted: ['Accepted', 'intended arrival to taken by a server'],
  decision: ['Decision', 'taken to its children out: the service time'],
  response: ['Response', 'intended arrival to its children out'],
  gate: ['Gate', 'the checks of one child'],
  roundTrip: ['Round trip', 'child out to its answer'],
  kill: ['Kill', 'request to acknowledged by a server'],
};

/** The percentiles of a curve: 0 to 99.999 %, as nines. */
export const NINES: readonly number[] = Array.from({ length: 101 }, (_, step) => step / 20);

/** Reads latencies in ns at `NINES` from a `.hgrm` file in µs; null beyond its last latency. */
export function readPercentiles(file: string, text: string): (number | null)[] {
  const points = text
    .split('\n')
    .map((line) => /^\s*(\d+(?:\.\d+)?)\s+(\d+(?:\.\d+)?)\s+(\d+)(?:\s|$)/.exec(line))
    .filter((match) => match !== null)
    .map(([, value, percentile, total]) => ({
      ns: Number(value) * 1000,
      share: Number(percentile),
      total: Number(total),
    }));
  if (points.length === 0)
    throw new InputError(`${file}: has no line of a percentile distribution`);
  const total = points.at(-1)!.total;
  let at = 0;
  return NINES.map((nines) => {
    const beyond = 10 ** -nines;
    if (total * beyond < 1) return null;
    while (at < points.length - 1 && points[at]!.share < 1 - beyond - 1e-9) at++;
    return points[at]!.ns;
  });
}

/** Bins of a heat map in each decade of latency. */
const BINS_PER_DECADE = 8;
/** The most intervals of a heat map. A longer run has several merged into one. */
const INTERVALS_MAX = 240;

interface Interval {
  readonly begin: number;
  readonly end: number;
  readonly counts: number[];
}

/**
 * Reads the heat map of a stage from an `.hlog` text: the spread of latencies in each interval. The
 * result is `undefined` where the text has none of the stage.
 */
export function readHeat(file: string, text: string, stage: string): HeatMap | undefined {
  const lines = text.split('\n').filter((line) => line.startsWith(`Tag=${stage},`));
  const every = Math.ceil(lines.length / INTERVALS_MAX);
  const intervals: Interval[] = [];
  lines.forEach((line, row) => {
    const [, start, length, , encoded] = line.split(',');
    const begin = Number(start);
    const end = begin + Number(length);
    if (encoded === undefined || !(begin >= 0 && end >= begin && end < 1e9))
      throw new InputError(`${file}: '${line.slice(0, 40)}…' is no interval`);
    const counts = countBins(file, encoded);
    const last = intervals.at(-1);
    if (row % every === 0 || last === undefined) intervals.push({ begin, end, counts });
    else
      intervals[intervals.length - 1] = {
        begin: last.begin,
        end,
        counts: addCounts(last.counts, counts),
      };
  });
  if (intervals.length === 0 || intervals.at(-1)!.end <= intervals[0]!.begin) return undefined;
  const used = intervals.flatMap(({ counts }) => counts.flatMap((n, bin) => (n > 0 ? [bin] : [])));
  if (used.length === 0) return undefined;
  const low = Math.floor(Math.min(...used) / BINS_PER_DECADE) * BINS_PER_DECADE;
  const high = Math.max(...used);
  const [title, about] = STAGE_TITLES[stage] ?? [stage, ''];
  return {
    title,
    about,
    intervals: intervals.map(({ begin, end }) => [begin, end]),
    edges: Array.from(
      { length: high - low + 2 },
      (_, bin) => 10 ** ((low + bin) / BINS_PER_DECADE),
    ),
    counts: intervals.map(({ counts }) =>
      Array.from({ length: high - low + 1 }, (_, bin) => counts[low + bin] ?? 0),
    ),
  };
}

/**
 * The counts of a compressed histogram of ns, by bin. The bin is the logarithm of the latency in
 * eighths of a decade.
 */
function countBins(file: string, encoded: string): number[] {
  const counts: number[] = [];
  const histogram = decode(file, encoded);
  for (const { value, count } of histogram) {
    const bin = Math.floor(Math.log10(Math.max(1, value)) * BINS_PER_DECADE);
    while (counts.length <= bin) counts.push(0);
    counts[bin]! += count;
  }
  return counts;
}

/** The latencies of a histogram with their counts. */
function decode(file: string, encoded: string): { value: number; count: number }[] {
  try {
    const histogram = decodeFromCompressedBase64(encoded.trim(), 64) as unknown as Recorded;
    const iterator = histogram.recordedValuesIterator;
    iterator.reset();
    const values: { value: number; count: number }[] = [];
    while (iterator.hasNext()) {
      const { valueIteratedTo, countAddedInThisIterationStep } = iterator.next();
      values.push({ value: valueIteratedTo, count: countAddedInThisIterationStep });
    }
    return values;
  } catch (error) {
    throw new InputError(`${file}: an interval cannot be decoded: ${(error as Error).message}`);
  }
}

/** A part of hdr-histogram-js that its types leave out. */
interface Recorded {
  readonly recordedValuesIterator: {
    reset(): void;
    hasNext(): boolean;
    next(): { valueIteratedTo: number; countAddedInThisIterationStep: number };
  };
}

function addCounts(a: readonly number[], b: readonly number[]): number[] {
  return Array.from(
    { length: Math.max(a.length, b.length) },
    (_, bin) => (a[bin] ?? 0) + (b[bin] ?? 0),
  );
}
