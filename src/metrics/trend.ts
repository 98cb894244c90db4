/** The trend of a sampled series: it moves one way, or only scatters. */
interface Trend {
  /** The change of the line through the samples from the first time to the last. */
  readonly change: number;
  /**
   * The scatter of the samples around that line: a standard deviation, from the median of the
   * distances.
   */
  readonly noise: number;
  /** The medians of the three thirds of the time. */
  readonly thirds: readonly [number, number, number];
}

/** The fewest samples of a trend. Fewer cannot tell a line from scatter. */
export const TREND_SAMPLES_MIN = 12;
/** The most samples that a trend is fitted to. Of more, each n-th is used. */
const SAMPLES_FITTED = 120;
/** The standard deviation of a normal distribution divided by its median absolute deviation. */
const DEVIATION_BY_MEDIAN = 1.4826;
/** Scatter alone hardly ever moves a line by this many of its standard deviations. */
const DEVIATIONS = 4;

/**
 * Returns the trend of values at rising times, by the median of the slopes of all pairs
 * (Theil–Sen). Up to a quarter of the samples may be outliers. Undefined for fewer than
 * TREND_SAMPLES_MIN samples.
 */
export function trendOf(times: readonly number[], values: readonly number[]): Trend | undefined {
  if (times.length < TREND_SAMPLES_MIN) return undefined;
  const every = Math.ceil(times.length / SAMPLES_FITTED);
  const t = times.filter((_, n) => n % every === 0);
  const x = values.filter((_, n) => n % every === 0);
  const slopes: number[] = [];
  for (let i = 0; i < t.length; i++)
    for (let j = i + 1; j < t.length; j++) slopes.push((x[j]! - x[i]!) / (t[j]! - t[i]!));
  const slope = medianOf(slopes);
  const rests = x.map((value, n) => value - slope * t[n]!);
  const level = medianOf(rests);
  const third = t.length / 3;
  const middle = (part: number): number =>
    medianOf(x.slice(Math.round(part * third), Math.round((part + 1) * third)));
  return {
    change: slope * (t.at(-1)! - t[0]!),
    noise: DEVIATION_BY_MEDIAN * medianOf(rests.map((rest) => Math.abs(rest - level))),
    thirds: [middle(0), middle(1), middle(2)],
  };
}

/** Returns whether the series rises from third to third, by more than it scatters. */
export function isRising({ change, noise, thirds: [first, second, last] }: Trend): boolean {
  return change > DEVIATIONS * noise && first < second && second < last;
}

/** Returns whether the series falls from third to third, by more than it scatters. */
export function isFalling({ change, noise, thirds: [first, second, last] }: Trend): boolean {
  return -change > DEVIATIONS * noise && first > second && second > last;
}

function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
