import { expect, test } from 'vitest';
import { pegInterval } from '../../src/router/pace.js';

test('Power Peg waits a second divided by its children a second, rounded to nanoseconds', () => {
  expect([8, 7.73, 3].map(pegInterval)).toEqual([125_000_000, 129_366_106, 333_333_333]);
});

test('Power Peg does not wait at a pace of 0', () => {
  expect(pegInterval(0)).toBe(0);
});
