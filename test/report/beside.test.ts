import { expect, test } from 'vitest';
import { besideName, describeBeside, withoutBeside } from '../../src/report/beside.js';
import type { MatrixCell, MatrixRow, NormalCell } from '../../src/whatif/cells.js';

const CELL: MatrixCell = {
  trippedNs: null,
  startedNs: null,
  stoppedNs: null,
  children: 0,
  unmatchedExecutions: 0,
  grossDollars: 0,
  leakedExecutions: 0,
  leakedDollars: 0,
  lossDollars: 0,
  parentsAbandoned: 0,
  stocksMoved5: 0,
  stocksMoved10: 0,
  refused: 0,
};
const normalOf = (refused: number, unfilled: number): NormalCell => ({
  firstTries: 200,
  firstTriesRefused: refused,
  parentsEntered: 100,
  parentsUnfilled: unfilled,
  refused,
  parentsAbandoned: 0,
  trippedNs: null,
  parents: 100,
  children: 200,
});
const row = (
  name: string,
  limits: MatrixRow['limits'],
  losses: readonly number[],
  normal?: NormalCell,
): MatrixRow => ({
  name,
  about: '',
  value: '',
  controls: [],
  ...(limits !== undefined && { limits }),
  seeds: losses.map((lossDollars, seed) => ({ seed, cell: { ...CELL, lossDollars } })),
  normal,
});

const ROWS = [
  row('none', undefined, [457e6]),
  row('position', 'tuned', [9e6, 8e6, 11e6], normalOf(0, 1)),
  row(besideName('position'), 'catalogue', [12e6], normalOf(50, 20)),
  row('collar', 'tuned', [457e6]),
];

test('a tuned row stands beside the row of the catalogue, with the median loss of each', () => {
  const [head, , line, ...others] = describeBeside(ROWS).split('\n');
  expect(head!.split(/ +/)).toEqual([
    'beside',
    'tuned',
    'tries',
    'unfilled',
    'catalogue',
    'tries',
    'unfilled',
  ]);
  expect(line!.split(/ +/)).toEqual(['position', '$9.0M', '0', '1.0%', '$12.0M', '25%', '20%']);
  expect(others).toEqual([]);
});

test('there is no table where no check has both limits', () => {
  expect(describeBeside(ROWS.filter(({ limits }) => limits !== 'catalogue'))).toBe('');
});

test('the other tables leave out the rows that are only there to be compared', () => {
  expect(withoutBeside(ROWS).map(({ name }) => name)).toEqual(['none', 'position', 'collar']);
});
