import { describe, expect, test } from 'vitest';
import type { Page } from '../../../src/report/html/model.js';
import {
  lossAtTolerance,
  type TunePageInput,
  tunePage,
} from '../../../src/report/html/tune-page.js';
import type { EnforcedBound } from '../../../src/report/story-text.js';
import type { TunedBound } from '../../../src/session/tune/bounds.js';
import type { MatrixCell, NormalCell } from '../../../src/whatif/cells.js';

const cell = (lossDollars: number): MatrixCell => ({
  trippedNs: 2e9,
  startedNs: 1e9,
  stoppedNs: 3e9,
  children: 10,
  unmatchedExecutions: 7,
  grossDollars: 100,
  leakedExecutions: 3,
  leakedDollars: 30,
  lossDollars,
  parentsAbandoned: 0,
  stocksMoved5: 0,
  stocksMoved10: 0,
  refused: 1,
});
const NORMAL: NormalCell = {
  firstTries: 100,
  firstTriesRefused: 1,
  parentsEntered: 100,
  parentsUnfilled: 0,
  refused: 1,
  parentsAbandoned: 0,
  trippedNs: null,
  parents: 100,
  children: 100,
};
const enforced = (check: string, tolerance: number | null, loss: number): EnforcedBound => ({
  check,
  variant: null,
  parameter: 'dollars',
  unit: 'dollars',
  tolerance,
  bound: 1000,
  cell: cell(loss),
  normal: NORMAL,
  isDominated: loss > 5,
});
const BOUND: TunedBound = {
  check: 'position',
  parameter: 'dollars',
  unit: 'dollars',
  stops: true,
  bound: 327_455,
  tolerance: 1e-4,
  largest: 262_000,
  measured: 1000,
  days: 2,
  inSample: 0,
  outOfSample: 0.5,
  isUnstable: true,
  steadyMargin: 1.5,
  shareAtMost: 1,
  daysNeeded: 30_000,
};
const INPUT: TunePageInput = {
  normal: 'normal-morning',
  days: 2,
  tolerance: 1e-4,
  margin: 1.25,
  bounds: [BOUND],
};
const STORY = {
  story: 'knight-2012',
  seed: 7,
  orders: null,
  isTrained: false,
  finished: true,
  base: cell(10),
  bounds: [
    enforced('position', null, 9),
    enforced('position', 0, 8),
    enforced('position', 1e-3, 4),
    enforced('collar', 1e-4, 10),
  ],
  totalTolerance: 0.01,
  set: { places: [2], checks: ['position'], lossDollars: 4, share: 0.01 },
};

const sectionsOf = ({ sections }: Page): string[] => sections.map(({ id }) => id);

describe('the page of tuned limits', () => {
  test('has the bounds, and marks those that are unstable', () => {
    const page = tunePage(INPUT);
    expect([page.title, ...sectionsOf(page)]).toEqual([
      'Limits that let normal-morning through',
      'bounds',
    ]);
    expect(page.figures.map(({ name, value }) => [name, value])).toEqual([
      ['checks', '1'],
      ['unstable', '1'],
    ]);
    const [block] = page.sections[0]!.blocks;
    const rows = block!.kind === 'table' ? block.table.rows : [];
    expect(rows.map((row) => row.map(({ text }) => text))).toEqual([
      ['position', '$327,455', '$262,000', '0', '50%', '100%', 'unstable'],
    ]);
  });

  test('has what the bounds prevent in a story, and a frontier of each check with several', () => {
    const page = tunePage({ ...INPUT, story: STORY });
    expect(sectionsOf(page)).toEqual(['bounds', 'story', 'frontier']);
    expect(page.figures.slice(2).map(({ value, note }) => [value, note])).toEqual([
      ['$10', 'knight-2012'],
      ['$4', 'position'],
    ]);
    const [block] = page.sections[2]!.blocks;
    const charts = block!.kind === 'charts' ? block.charts : [];
    expect(charts.map(({ title, x }) => [title, x])).toEqual([['position', [2, 3, 4, 5]]]);
    expect(charts[0]!.series.map(({ values }) => values)).toEqual([
      [4, 4, 8, 8],
      [10, 10, 10, 10],
    ]);
  });

  test('tells where the set was not searched, and where nothing helps', () => {
    const pointsOf = (set: typeof STORY.set | null) =>
      tunePage({ ...INPUT, story: { ...STORY, set } }).sections[1]!.blocks[0];
    expect(pointsOf(null)).toMatchObject({
      points: ['The set of bounds was not searched to its end.'],
    });
    expect(pointsOf({ places: [], checks: [], lossDollars: 10, share: 0 })).toMatchObject({
      points: [expect.stringContaining('No bound prevents a tenth')],
    });
  });

  test('a tolerance has the bound of the largest tolerance up to it', () => {
    expect(
      [1e-2, 1e-3, 1e-4, 0].map((tolerance) =>
        lossAtTolerance(STORY.bounds.slice(0, 3), tolerance),
      ),
    ).toEqual([4, 4, 8, 8]);
    expect(lossAtTolerance(STORY.bounds.slice(0, 1), 1e-2)).toBeNull();
  });
});
