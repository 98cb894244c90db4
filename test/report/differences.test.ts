import { expect, test } from 'vitest';
import { differencesOf, tellDifferences, tellRatio } from '../../src/report/differences.js';

test('fields that differ are listed by path, with undefined where a side lacks one', () => {
  const a = { node: 'v20', deep: { rate: 1, list: [1, 2], rows: [{ at: 1 }] }, same: [] };
  const b = {
    node: 'v22',
    deep: { rate: 1, list: [1, 3], rows: [{ at: 1 }, { at: 2 }] },
    same: [],
  };
  expect(differencesOf([a, b])).toEqual([
    { field: 'node', values: ['v20', 'v22'] },
    { field: 'deep.list', values: ['1, 2', '1, 3'] },
    { field: 'deep.rows.1.at', values: [undefined, '2'] },
  ]);
  expect(differencesOf([a, a, a])).toEqual([]);
});

test('the text lists the differences, or says that nothing differed', () => {
  expect(tellDifferences(differencesOf([{ node: 'v20', gc: true }, { node: 'v22' }]))).toBe(
    'What differed: node v20 → v22; gc true → not set.',
  );
  expect(tellDifferences([])).toBe('Nothing differed in machine and version.');
});

test.each([
  [300, 100, '3 ×'],
  [1, 3, '0.333 ×'],
  [1e9, 2, '500,000,000 ×'],
  [0, 0, 'both 0'],
  [5, 0, 'from 0'],
  [0, 5, '0 ×'],
  [undefined, 5, undefined],
  [5, undefined, undefined],
])('%s beside %s is %s', (value, base, told) => {
  expect(tellRatio(value, base)).toBe(told);
});
