import { RandomStream } from '../base/random.js';
import { median } from './format.js';

/**
 * A ratio of two times with an interval that holds the true one in `coverage` of all comparisons.
 * Below 1 the second is faster.
 */
export interface Ratio {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly coverage: number;
}

export type SpeedVerdict = 'faster' | 'slower' | 'same';

/**
 * What is not further apart than this is called the same: placement of code alone moves a loop by
 * as much.
 */
export const SAME_WITHIN = 0.02;
const COVERAGE = 0.95;
const DRAWS = 1000;

/** The value below which a part `q` of sorted values lies, between two of them by proportion. */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const place = q * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}

/**
 * The ratio of the medians of `b` and `a`, lists of rounds by process, with a 95 % interval by
 * bootstrap: processes are drawn with replacement, and of each its rounds, since the rounds of one
 * process resemble each other more than those of two. Seeded, so that the same files give the same
 * verdict.
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
 * Draws processes and of each its rounds, and returns their median. A comparison of everything
 * draws some hundred thousand times: the drawn are sorted in place.
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
 * The median of ratios of pairs, with the narrowest interval between two of them, as far from the
 * least as from the largest, that holds the true median in 95 % of all comparisons: by the binomial
 * distribution, whatever the ratios are distributed like. Fewer than six pairs cannot have 95 %:
 * then it is all of them, and `coverage` says what it is worth.
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
 * How often the median of a distribution lies between the values `left` from the least and `left`
 * from the largest of n drawn ones.
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
 * Faster or slower only where the whole interval is beyond the margin; what is not told apart is
 * called the same.
 */
export function judgeRatio({ low, high }: Ratio, margin = SAME_WITHIN): SpeedVerdict {
  if (low > 1 + margin) return 'slower';
  return high < 1 - margin ? 'faster' : 'same';
}
