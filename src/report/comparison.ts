import { RandomStream } from '../base/random.js';
import { median } from './format.js';

/**
 * A ratio of two times, with an interval that holds the true ratio in `coverage` of all
 * comparisons. Below 1, the second is faster.
 */
export interface Ratio {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly coverage: number;
}

export type SpeedVerdict = 'faster' | 'slower' | 'same';

/** Ratios this close to 1 count as the same: code placement alone moves a loop by as much. */
export const SAME_WITHIN = 0.02;
const COVERAGE = 0.95;
const DRAWS = 1000;

/** The value below which a fraction `q` of sorted values lies, by linear interpolation. */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const place = q * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}

/**
 * The ratio of the median of `b` to that of `a`, both lists of rounds by process, with a 95 %
 * interval by bootstrap. It draws processes with replacement, then rounds of each, because rounds
 * of one process resemble each other more than rounds of two. The draws are seeded, so that the
 * same files give the same verdict.
 */
export function ratioOfMedians(
  a: readonly (readonly number[])[],
  b: readonly (readonly number[])[],
  seed = 1,
): Ratio {
  const random = new RandomStream(seed, 'report/comparison');
  const [drawA, drawB] = [redrawer(a, random), redrawer(b, random)];
  const ratios = Float64Array.from({ length: DRAWS }, () => drawB() / drawA()).sort();
  return {
    ratio: median(b.flat()) / median(a.flat()),
    low: quantile(ratios, (1 - COVERAGE) / 2),
    high: quantile(ratios, (1 + COVERAGE) / 2),
    coverage: COVERAGE,
  };
}

/**
 * Returns a function that draws processes, then rounds of each, and returns their median. A full
 * comparison draws some hundred thousand times, so the drawn values are sorted in place.
 */
function redrawer(processes: readonly (readonly number[])[], random: RandomStream): () => number {
  const most = processes.length * Math.max(...processes.map(({ length }) => length));
  const drawn = new Float64Array(most);
  return () => {
    let count = 0;
    for (let n = 0; n < processes.length; n++) {
      const rounds = processes[random.below(processes.length)]!;
      for (let round = 0; round < rounds.length; round++)
        drawn[count++] = rounds[random.below(rounds.length)]!;
    }
    return quantile(drawn.subarray(0, count).sort(), 0.5);
  };
}

/**
 * The median of the ratios of pairs, with an interval that holds the true median in 95 % of all
 * comparisons. The interval is the narrowest between two ratios of equal rank from both ends. It
 * follows from the binomial distribution, whatever the distribution of the ratios. Fewer than six
 * pairs cannot reach 95 %: then the interval spans all of them, and `coverage` tells its worth.
 */
export function ratioOfPairs(ratios: readonly number[]): Ratio {
  const sorted = [...ratios].sort((x, y) => x - y);
  const { length } = sorted;
  let left = 0;
  let coverage = medianCoverage(length, 0);
  for (let next = 1; next < length / 2 && medianCoverage(length, next) >= COVERAGE; next++) {
    left = next;
    coverage = medianCoverage(length, next);
  }
  return { ratio: median(sorted), low: sorted[left]!, high: sorted[length - 1 - left]!, coverage };
}

/**
 * The chance that the median of a distribution lies between the draws that are `left` ranks from
 * the least and from the largest of `n`.
 */
function medianCoverage(n: number, left: number): number {
  let outside = 0;
  let chance = 0.5 ** n;
  for (let below = 0; below <= left; below++) {
    outside += 2 * chance;
    chance *= (n - below) / (below + 1);
  }
  return Math.max(0, 1 - outside);
}

/**
 * The ratio of a figure between separate runs of two sides: the median of all ratios b ÷ a
 * (Hodges-Lehmann), with the narrowest interval that holds the true ratio in 95 % of all
 * comparisons. The interval follows from the ranks (Mann-Whitney) and asks only that a side scales
 * the figure. Four runs of each side reach 95 %. With fewer, the interval spans all ratios and
 * `coverage` tells its worth, 0 for single runs. All figures must be above 0.
 */
export function ratioOfRuns(a: readonly number[], b: readonly number[]): Ratio {
  const ratios = a.flatMap((one) => b.map((other) => other / one)).sort((x, y) => x - y);
  const ways = waysOfRankSums(a.length, b.length);
  const all = ways.reduce((sum, n) => sum + n, 0);
  let left = 0;
  let outside = ways[0]!;
  const covers = (): number => Math.max(0, 1 - (2 * outside) / all);
  let coverage = covers();
  for (let next = 1; next < ratios.length / 2; next++) {
    outside += ways[next]!;
    if (covers() < COVERAGE) break;
    left = next;
    coverage = covers();
  }
  return {
    ratio: median(ratios),
    low: ratios[left]!,
    high: ratios[ratios.length - 1 - left]!,
    coverage,
  };
}

/** In how many orders of m + n figures exactly u of the m × n pairs have the second one below. */
function waysOfRankSums(m: number, n: number): number[] {
  // The largest figure is of the second side, or of the first and then above all n of the other.
  let rows = Array.from({ length: n + 1 }, () => [1]);
  for (let i = 1; i <= m; i++) {
    const next: number[][] = [[1]];
    for (let j = 1; j <= n; j++) {
      const [above, beside] = [rows[j]!, next[j - 1]!];
      next.push(
        Array.from({ length: i * j + 1 }, (_, u) => (above[u - j] ?? 0) + (beside[u] ?? 0)),
      );
    }
    rows = next;
  }
  return rows[n]!;
}

/** The verdict is faster or slower only where the whole interval is beyond the margin. */
export function judgeRatio({ low, high }: Ratio, margin = SAME_WITHIN): SpeedVerdict {
  if (low > 1 + margin) return 'slower';
  return high < 1 - margin ? 'faster' : 'same';
}
