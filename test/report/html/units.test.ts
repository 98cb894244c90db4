import { expect, test } from 'vitest';
import { showLatency } from '../../../src/report/html/units.js';

test.each([
  [undefined, 'not measured'],
  [0, '0 ns'],
  [999.4, '999 ns'],
  [999.6, '1 µs'],
  [12_345, '12.3 µs'],
  [123_456, '123 µs'],
  [4_560_000, '4.56 ms'],
  [3.6e12, '3600 s'],
])('%s ns are %s', (ns, text) => {
  expect(showLatency(ns)).toBe(text);
});
