import { expect, test } from 'vitest';
import { showSince } from '../../src/report/since.js';

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
