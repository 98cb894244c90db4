import { expect, test } from 'vitest';
import { showSince, showStopped } from '../../src/report/since.js';

test('a time since the first signal is said in words', () => {
  expect([null, 0, 59.4, 60, 3725, -90].map(showSince)).toEqual([
    'never',
    '0 s',
    '59 s',
    '1 min 0 s',
    '62 min 5 s',
    '1 min 30 s before',
  ]);
});

test('a stop is told by its time, or as one before anything came', () => {
  expect(showStopped({ isPrevented: true, stoppedSeconds: null })).toBe('before the first');
  expect(showStopped({ isPrevented: false, stoppedSeconds: null })).toBe('never');
  expect(showStopped({ isPrevented: false, stoppedSeconds: 61 })).toBe('1 min 1 s');
});
