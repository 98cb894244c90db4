import { expect, test } from 'vitest';
import { caseFigures, describeBenchmark, operationTime } from '../../src/report/bench-text.js';
import { benchmarkOf } from '../support/benchmarks.js';
import { linesWider } from '../support/command.js';

test('a case takes its p50, minimum and spread from the rounds of all processes', () => {
  const [one] = benchmarkOf('ring', {
    one: [
      [10, 12, 14],
      [8, 16],
    ],
  }).cases;
  // Sorted 8 10 12 14 16: quartiles 10 and 14.
  expect(caseFigures(one!)).toEqual({ p50Ns: 12, minNs: 7.2, spread: 2 / 12 });
});

test.each([
  [0.984, '0.98 ns'],
  [26.34, '26.3 ns'],
  [812.4, '812 ns'],
  [9999, '9999 ns'],
  [12_340, '12.3 us'],
  [1.13e9, '1130 ms'],
])('%f ns is written as %s', (ns, text) => {
  expect(operationTime(ns)).toBe(text);
});

test('a benchmark is a table of 80 columns with rates, multiples of the floor, and notes', () => {
  const benchmark = benchmarkOf('ring', {
    'floor: copy 32 bytes': [[2]],
    'publish 1': [[20]],
    'publish 256': [[500]],
  });
  const text = describeBenchmark({ ...benchmark, notes: ['first line\nsecond line', 'sink: 42'] });
  expect(linesWider(text)).toEqual([]);
  expect(text.split('\n')).toEqual([
    'ring: what does it cost?',
    'a thousand orders, seed 1',
    'order                     p50      min  spread   floor   per s',
    '────────────────────  ───────  ───────  ──────  ──────  ──────',
    'floor: copy 32 bytes  2.00 ns  1.80 ns     ±0%          500.0M',
    'publish 1             20.0 ns  18.0 ns     ±0%  10.0 ×   50.0M',
    'publish 256            500 ns   450 ns     ±0%   250 ×    2.0M',
    'first line',
    'second line',
    'sink: 42',
  ]);
});
