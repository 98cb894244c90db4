import { expect, test } from 'vitest';
import { boundsLegend, writeBoundsCsv } from '../../src/report/tune-text.js';
import type { TunedBound } from '../../src/session/tune/bounds.js';

const BOUND: TunedBound = {
  check: 'position',
  parameter: 'dollars',
  unit: 'dollars',
  stops: true,
  bound: 125,
  tolerance: 0.01,
  largest: 100,
  measured: 1000,
  days: 5,
  inSample: 0,
  outOfSample: 0.2,
  isUnstable: true,
  steadyMargin: 1.44,
  shareAtMost: 0.6,
  daysNeeded: 300,
};
const OPTIONS = { tolerance: 0.01, margin: 1.25 };

test('the legend names the margin with which an unstable bound is stable', () => {
  const steady = { ...BOUND, check: 'server-gross', isUnstable: false };
  const legend = boundsLegend([BOUND, steady], OPTIONS);
  expect(legend.replaceAll('\n', ' ')).toContain(
    'Stable on these days: position with a margin of 1.44.',
  );
  expect(boundsLegend([steady], OPTIONS)).not.toContain('Stable');
});

test('a row of the CSV has a value for each column, a step of a profile too', () => {
  const profile = {
    check: 'gross-exposure',
    parameter: 'dollars',
    unit: 'credit-dollars',
    profile: { '09:35': 100 },
    bound: 200,
    outOfSample: 0,
    isUnstable: false,
  } as const;
  const lines = writeBoundsCsv([BOUND], [], [profile]).trimEnd().split('\n');
  const rows = lines.map((line) => line.split(','));
  expect(rows.map(({ length }) => length)).toEqual(rows.map(() => rows[0]!.length));
  expect(rows[0]!.at(-1)).toBe('steady_margin');
  expect(rows[1]!.at(-1)).toBe('1.44');
  expect(rows[2]!.slice(-2)).toEqual(['09:35', '']);
});
