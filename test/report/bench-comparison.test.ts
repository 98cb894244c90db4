import { describe, expect, test } from 'vitest';
import {
  compareFiles,
  comparePairs,
  describeComparison,
  isRegression,
} from '../../src/report/bench-comparison.js';
import { BENCH_FILE } from '../../src/report/benchmark.js';
import { benchFileOf, benchmarkOf } from '../support/benchmarks.js';
import { linesWider } from '../support/command.js';

const FLOOR = { 'floor: copy': [[2, 2, 2]] };
const steady = (ns: number): number[][] => [[ns, ns, ns]];

describe('a comparison of two files', () => {
  const before = benchFileOf(
    benchmarkOf('ring', {
      ...FLOOR,
      one: steady(10),
      two: steady(10),
      three: steady(10),
      gone: steady(1),
    }),
  );
  const after = benchFileOf(
    benchmarkOf('ring', {
      ...FLOOR,
      one: steady(12),
      two: steady(8),
      three: steady(10.1),
      new: steady(1),
    }),
  );
  const comparison = compareFiles(before, after);

  test('compares case by case and does not judge floors', () => {
    expect(comparison.rows.map(({ case: name, ratio, verdict }) => [name, ratio, verdict])).toEqual(
      [
        ['floor: copy', 1, 'floor'],
        ['one', 1.2, 'slower'],
        ['two', 0.8, 'faster'],
        ['three', 1.01, 'same'],
      ],
    );
    expect([comparison.onlyA, comparison.onlyB]).toEqual([['ring / gone'], ['ring / new']]);
  });

  test('is a regression where one case is slower', () => {
    expect(isRegression(comparison)).toBe(true);
    expect(isRegression(compareFiles(before, before))).toBe(false);
    const faster = benchFileOf(benchmarkOf('ring', { ...FLOOR, one: steady(5) }));
    expect(isRegression(compareFiles(before, faster))).toBe(false);
  });

  test('fits 80 columns, with both names, the interval and the cases of one file only', () => {
    const text = describeComparison(comparison, { a: 'before.json', b: 'after.json' });
    expect(linesWider(text)).toEqual([]);
    expect(text).toMatch(/^A before\.json\nB after\.json\n/);
    expect(text).toMatch(/^one +10\.0 ns +12\.0 ns +1\.200 +1\.200–1\.200 +slower$/m);
    expect(text).toMatch(/^floor: copy .* 1\.000–1\.000$/m);
    expect(text).toContain('Only in A: ring / gone.\nOnly in B: ring / new.');
    expect(text).not.toContain('the machine was not as it had been');
  });

  test('says where a floor moved, because then the machine changed', () => {
    const busy = benchFileOf(benchmarkOf('ring', { 'floor: copy': [[3, 3, 3]], one: steady(15) }));
    expect(
      describeComparison(compareFiles(before, busy), { a: 'a', b: 'b' }).replace(/\s+/g, ' '),
    ).toContain('A floor moved by more than 10 %: the machine was not as it had been');
  });

  test('keeps its shape through JSON', () => {
    expect(BENCH_FILE.parse(JSON.parse(JSON.stringify(before)))).toEqual(before);
  });
});

describe('a comparison of runs in turn', () => {
  const inTurn = (...rounds: number[]): number[][] => rounds.map((ns) => [ns, ns, ns]);
  // The machine slows down by half in the middle; both processes of a pair share that.
  const a = benchmarkOf('ring', { ...FLOOR, one: inTurn(10, 10, 10, 15, 15, 15) });
  const b = benchmarkOf('ring', { ...FLOOR, one: inTurn(11, 11, 11, 16.5, 16.5, 16.5) });

  test('compares pair by pair', () => {
    const [, row] = comparePairs([a], [b]).rows;
    expect(row).toMatchObject({
      case: 'one',
      verdict: 'slower',
      pairs: { least: 1.1, largest: 1.1 },
    });
    expect(row!.ratio).toBeCloseTo(1.1, 12);
  });

  test('stops at the last whole pair, and says that few pairs do not reach 95 %', () => {
    const two = benchmarkOf('ring', { one: inTurn(11, 11) });
    const comparison = comparePairs([benchmarkOf('ring', { one: inTurn(10, 10, 10) })], [two]);
    expect(comparison.rows[0]).toMatchObject({ coverage: 0.5 });
    expect(describeComparison(comparison, { a: 'a', b: 'b' }).replace(/\s+/g, ' ')).toContain(
      'holds the true median in 50 %',
    );
  });
});
