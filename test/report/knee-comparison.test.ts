import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import type { KneeSummary } from '../../src/report/html/knee-form.js';
import { compareKnees, curveOf, describeKneeComparison } from '../../src/report/knee-comparison.js';
import { KNEE } from '../support/folders.js';

const knee = (change: Partial<KneeSummary> = {}): KneeSummary => ({
  ...(KNEE as KneeSummary),
  ...change,
});
const between = (heldPerSecond: number | null, breachedPerSecond: number | null) =>
  knee({ heldPerSecond, breachedPerSecond });

describe('two searches', () => {
  test.each([
    ['not told apart where their brackets overlap', 1400, 2000, 'not told apart'],
    ['worse where all of the second lies below', 500, 520, 'worse'],
    ['better where all of it lies above', 5000, 5200, 'better'],
    ['better where no rate breached the second', 5000, null, 'better'],
    ['not told apart where it is open above', 1400, null, 'not told apart'],
    ['worse where none held in the second', null, 1, 'worse'],
  ])('are %s', (_, held, breached, verdict) => {
    expect(compareKnees(knee(), between(held, breached)).verdict).toBe(verdict);
  });

  test('have the ratio of the rates that held, and how far the brackets leave it open', () => {
    const { ratio, low, high } = compareKnees(between(100, 105), between(200, 210));
    expect([ratio, low, high]).toEqual([2, 200 / 105, 2.1]);
  });

  test('are not judged if one was interrupted', () => {
    expect(compareKnees(knee(), knee({ interrupted: true })).verdict).toBe('not known');
  });

  test('of two bounds are refused', () => {
    expect(() => compareKnees(knee(), knee({ bound: 'gate.p99<1us' }))).toThrow(InputError);
  });

  test('are told in 80 columns, with the metric at the rates that both tried', () => {
    const names = { a: 'runs/one', b: 'runs/other' };
    const text = describeKneeComparison(compareKnees(knee(), knee()), 'response.p99', names);
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(text).toMatch(/1,400\/s +1,400\/s +1.000 +0.700–1.429 +not told apart/);
    expect(text).toMatch(/2,000 +3.00ms +3.00ms +1 ×/);
  });
});

test('a curve has each rate once, lowest first: an attempt that held, else the last', () => {
  const curve = [...curveOf(knee())].map(([rate, { failed }]) => [rate, failed]);
  expect(curve).toEqual([
    [1000, null],
    [1400, null],
    [2000, 'not steady'],
  ]);
});
