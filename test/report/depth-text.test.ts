import { expect, test } from 'vitest';
import { describeDepth, tellDepth } from '../../src/report/depth-text.js';

const DEPTH = {
  stocks: 154,
  othersCommands: 1_234_567,
  medianShares: 80_000,
  leastShares: 9000,
  leastAtNs: 61e9,
  mostEmptySides: 12,
  mostEmptyAtNs: 71e9,
};

test('tells how deep the books were, and when they were least', () => {
  expect(tellDepth(DEPTH)).toBe(
    'Order books: 154 of them opened, with 1,234,567 orders and cancels of others. At their best ' +
      'prices stood 80,000 shares in the median, and 9,000 at least, at 09:31:01. At most 12 ' +
      'sides were empty, at 09:31:11.',
  );
  expect(tellDepth({ ...DEPTH, mostEmptySides: 0, mostEmptyAtNs: null })).toMatch(/at 09:31:01\.$/);
  expect(tellDepth({ ...DEPTH, leastAtNs: null })).toMatch(/cancels of others\.$/);
});

test('is empty for a day of displayed sizes, and else lines of a width', () => {
  expect(describeDepth(undefined, 40)).toBe('');
  const lines = describeDepth(DEPTH, 40).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
});
