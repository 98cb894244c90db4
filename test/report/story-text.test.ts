import { describe, expect, test } from 'vitest';
import {
  describeStory,
  type EnforcedBound,
  type StoryAnswer,
  shareOf,
  writeStoryCsv,
} from '../../src/report/story-text.js';
import type { MatrixCell, NormalCell } from '../../src/whatif/cells.js';
import { linesWider } from '../support/command.js';

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
const normal = (refused: number, unfilled: number): NormalCell => ({
  firstTries: 1000,
  firstTriesRefused: refused,
  parentsEntered: 500,
  parentsUnfilled: unfilled,
  refused,
  parentsAbandoned: 0,
  trippedNs: null,
  parents: 500,
  children: 1000,
});
const bound = (check: string, tolerance: number | null, lossDollars: number): EnforcedBound => ({
  check,
  variant: null,
  parameter: 'dollars',
  unit: 'dollars',
  tolerance,
  bound: 4_286_975,
  cell: cell(lossDollars),
  normal: normal(0, 1),
  isDominated: tolerance !== null,
});
const ANSWER: StoryAnswer = {
  story: 'knight-2012',
  seed: 7,
  orders: null,
  isTrained: false,
  finished: true,
  base: cell(457e6),
  bounds: [bound('position', null, 9.6e6), bound('executions-per-parent', 1e-4, 2e6)],
  totalTolerance: 0.01,
  set: { places: [0], lossDollars: 9.6e6, share: 0.002, checks: ['position'] },
};

describe('bounds enforced in a story', () => {
  test('tell what the story is laid over, and what each bound is', () => {
    const bounds = [{ ...bound('server-rate', null, 1), variant: '60 s' }];
    const own = { ...ANSWER, orders: 'day-2.csv', bounds };
    expect(describeStory(own)).toContain(
      'In knight-2012 over the orders of day-2.csv, seed 7, no day of training',
    );
    expect(describeStory(own)).toMatch(/^server-rate, 60 s /m);
    expect(describeStory({ ...own, isTrained: true })).toContain('seed 7, the day of training');
  });

  test('keep back the larger of what is refused at first and what is left unfilled', () => {
    expect(shareOf({ normal: normal(4, 1) })).toBe(0.004);
    expect(shareOf({ normal: normal(1, 4) })).toBe(0.008);
  });

  test('are a table with what they leave and keep back, and the set', () => {
    const text = describeStory(ANSWER);
    expect(linesWider(text)).toEqual([]);
    expect(text.replaceAll(/\s+/g, ' ')).toContain('a loss of $457.0M without a limit');
    expect(text).toMatch(/^position +\$4\.3M +largest +\+2\.0s +\$9\.6M +3 +0\.2% +\*$/m);
    expect(text).toMatch(/^executions-per-parent +\$4\.3M +1e-4 +\+2\.0s +\$2\.0M +3 +0\.2%$/m);
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'Greedy set within a total tolerance of 0.01: position $4,286,975. It leaves $9.6M and ' +
        'keeps back at most 0.2% of a normal day.',
    );
  });

  test('tell where no set helps, and where it was not searched', () => {
    const none = { places: [], checks: [], lossDollars: 457e6, share: 0 };
    expect(describeStory({ ...ANSWER, set: none })).toContain('No bound prevents a tenth');
    expect(describeStory({ ...ANSWER, set: null })).toContain('was not searched to its end');
  });

  test('are a CSV; a tolerance that is empty is the largest measure with its margin', () => {
    const [head, ...lines] = writeStoryCsv(ANSWER).trimEnd().split('\n');
    const rows = lines.map((line) => {
      const cells = line.split(',');
      return Object.fromEntries(head!.split(',').map((name, place) => [name, cells[place]]));
    });
    expect(rows[0]).toMatchObject({ check: 'position', tolerance: '', in_set: 'true' });
    expect(rows[1]).toMatchObject({ tolerance: '0.0001', dominated: 'true', in_set: 'false' });
    expect(rows.map((row) => row.loss_dollars)).toEqual(['9600000', '2000000']);
  });
});
