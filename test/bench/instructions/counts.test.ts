import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type Baseline,
  compareCounts,
  countOperations,
  describeCounts,
  PAIRS,
  readDump,
} from '../../../bench/instructions/counts.js';
import { openLoops } from '../../../bench/instructions/loops.js';
import { linesWider, ROOT } from '../../support/command.js';

const BASELINE = JSON.parse(
  readFileSync(join(ROOT, 'bench', 'instructions', 'baseline.json'), 'utf8'),
) as Baseline;

describe('instructions', () => {
  test('of an operation are the median difference of 2 n and n batches', () => {
    const loop = (name: string) => ({ name, unit: 'order', operations: [10, 20, 10, 20, 10, 20] });
    // 5000 around each pass; V8 compiled something in one pair of the second loop.
    const dumps = [
      1e9,
      ...[5100, 5200, 5100, 5200, 5100, 5200],
      7e6,
      ...[5300, 5600, 5300, 905_600, 5300, 5600],
    ];
    expect(countOperations([loop('a'), loop('b')], dumps)).toEqual([
      { name: 'a', unit: 'order', instructions: 10 },
      { name: 'b', unit: 'order', instructions: 30 },
    ]);
    expect(PAIRS).toBe(3);
  });

  test('are refused when a run wrote another number of dumps', () => {
    expect(() =>
      countOperations([{ name: 'a', unit: 'order', operations: [1, 2, 1, 2, 1, 2] }], [1, 2, 3]),
    ).toThrow('3 dumps of callgrind, 7 expected');
  });

  test('are read from the totals of a dump', () => {
    expect(readDump('events: Ir\nsummary: 12\n\ntotals: 65570744\n')).toBe(65_570_744);
    expect(() => readDump('events: Ir\n')).toThrow('without totals');
  });

  const known = { node: 'v20.20.2', instructions: { a: 100, b: 100, c: 100 } };
  const count = (name: string, instructions: number) => ({ name, unit: 'order', instructions });

  test('are judged more or fewer from 2 % on, and new without a baseline', () => {
    const rows = compareCounts(
      [count('a', 102), count('b', 102.1), count('c', 97.9), count('d', 5)],
      known,
    );
    expect(rows.map(({ verdict }) => verdict)).toEqual(['same', 'more', 'fewer', 'new']);
  });

  test('are printed in 80 columns, with advice', () => {
    const text = describeCounts(
      compareCounts([count('a', 110), count('b', 100)], known),
      'node-20-x64',
    );
    expect(linesWider(text)).toEqual([]);
    expect(text).toMatch(/^a +order +110\.0 +100\.0 +10\.00 % +more$/m);
    expect(text).toContain('npm run bench:instructions -- --write');
    expect(describeCounts(compareCounts([count('a', 100)], known), '')).not.toContain('--write');
  });

  test('have a committed baseline for every hot loop', () => {
    const names = openLoops().map(({ name }) => name);
    expect(Object.keys(BASELINE).length).toBeGreaterThan(0);
    for (const { instructions } of Object.values(BASELINE)) {
      expect(Object.keys(instructions)).toEqual(names);
      for (const each of Object.values(instructions)) expect(each).toBeGreaterThan(1);
    }
  });
});

test.each(openLoops().map((loop) => [loop.name, loop] as const))(
  'the hot loop of %s does the same work in every batch',
  (_, loop) => {
    const counts = Array.from({ length: 50 }, () => loop.run());
    expect(Math.min(...counts)).toBeGreaterThan(0);
    const again = openLoops().find(({ name }) => name === loop.name)!;
    expect(Array.from({ length: 50 }, () => again.run())).toEqual(counts);
  },
);
