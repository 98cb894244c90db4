import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FIGURE_NAMES, SweepResults } from '../../src/sweep/results.js';
import { type FigureSummary, summariseCells } from '../../src/sweep/summary.js';
import { expandTasks } from '../../src/sweep/tasks.js';

const PROGRAM = { version: '1', revision: 'r', nodeMajor: 20 };
const CELL = { scenario: 's', settings: '', control: 'none', orders: '', digest: 'd' };

/** Summarises one cell whose first figure has these values, seed by seed. */
function summaryOf(values: readonly (number | null)[]): FigureSummary {
  const tasks = expandTasks(PROGRAM, [CELL], { first: 0, count: Math.max(1, values.length) });
  const results = new SweepResults();
  values.forEach((value, seed) => {
    const figures = FIGURE_NAMES.map((_, place) => (place === 0 ? value : null));
    results.add({ key: tasks[seed]!.key, digest: '', figures }, 'test');
  });
  return summariseCells([CELL], tasks, results)[0]!.figures[FIGURE_NAMES[0]!]!;
}

/** The chance that at most `rank` of `count` fair coins are heads, by counting. */
function tailOf(count: number, rank: number): number {
  let chosen = 1;
  let total = 0;
  for (let heads = 0; heads <= rank; heads++) {
    total += chosen;
    chosen = (chosen * (count - heads)) / (heads + 1);
  }
  return total / 2 ** count;
}

describe('the summary of a cell', () => {
  test('has the median, the range, and the interval of the median', () => {
    expect(summaryOf([5, 1, 4, 2, 3, 6, 10])).toEqual({
      count: 7,
      median: 4,
      least: 1,
      most: 10,
      medianLow: 1,
      medianHigh: 10,
    });
    expect(summaryOf([4, 1, 3, 2]).median).toBe(2.5);
  });

  test('leaves out days without a value, and is empty if none has one', () => {
    expect(summaryOf([null, 3, null])).toMatchObject({ count: 1, median: 3 });
    expect(summaryOf([null])).toEqual({
      count: 0,
      median: null,
      least: null,
      most: null,
      medianLow: null,
      medianHigh: null,
    });
  });

  test('gives the narrowest interval of ranks that has the median in 95 % of cases', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (count) => {
        const { medianLow } = summaryOf([...Array(count).keys()]);
        const outside = medianLow ?? -1;
        // Skipping the interval's low rank must leave at most 2.5 %, and one more rank must not.
        if (medianLow === null) expect(tailOf(count, 0)).toBeGreaterThan(0.025);
        else expect(tailOf(count, outside)).toBeLessThanOrEqual(0.025);
        expect(tailOf(count, outside + 1)).toBeGreaterThan(0.025);
      }),
    );
  });
});
