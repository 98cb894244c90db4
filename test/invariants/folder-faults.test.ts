import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { compareFiles, describeComparison } from '../../src/report/bench-comparison.js';
import { BENCH_FILE } from '../../src/report/benchmark.js';
import { readFolder } from '../../src/report/html/folder.js';
import { makePage } from '../../src/report/html/pages.js';
import { folderOf, LOAD, MATRIX, PATHS, RUNAWAY, RUNAWAY_FILES } from '../support/folders.js';

const STORY = { title: 'A small runaway', description: 'Three servers.' };

/** Values that an editor or a damaged disk may leave. */
const STRANGE: readonly unknown[] = [
  undefined,
  null,
  'x',
  '',
  -1,
  0.5,
  1e308,
  2 ** 60,
  true,
  [],
  {},
  [null],
  '\u001b[31m',
];

/** Whether a page has a lost value: as text, or as a number that is not finite. */
function lostIn(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${path}: ${value}`];
  if (typeof value === 'string')
    return /\bNaN\b|\bundefined\b|\[object |\bInfinity\b|∞/.test(value)
      ? [`${path}: ${value}`]
      : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, of]) => lostIn(of, `${path}.${key}`));
}

/** The paths of all values of some data, groups and leaves. */
function pathsOf(data: unknown, path: readonly string[] = []): string[][] {
  const all = typeof data === 'object' && data !== null ? Object.entries(data) : [];
  // Only the first item of a list, since all have one form.
  const below = Array.isArray(data) ? all.slice(0, 1) : all;
  return [
    ...(path.length === 0 ? [] : [[...path]]),
    ...below.flatMap(([key, of]) => pathsOf(of, [...path, key])),
  ];
}

function changed(data: unknown, path: readonly string[], value: unknown): unknown {
  const copy = structuredClone(data);
  const parent = path
    .slice(0, -1)
    .reduce<Record<string, unknown>>(
      (at, key) => at[key] as Record<string, unknown>,
      copy as never,
    );
  if (value === undefined) delete parent[path.at(-1)!];
  else parent[path.at(-1)!] = value;
  return copy;
}

const FOLDERS: readonly [kind: string, files: Readonly<Record<string, unknown>>][] = [
  ['run', { 'summary.json': RUNAWAY, 'scenario.json': STORY, 'paths.json': PATHS }],
  ['whatif', { 'summary.json': MATRIX }],
  ['load', { 'summary.json': LOAD }],
];

describe.each(FOLDERS)('a folder of smars %s', (_, files) => {
  const textOf = (
    name: string,
    replaced: Readonly<Record<string, unknown>>,
  ): string | undefined => {
    const data = replaced[name] ?? files[name];
    return data === undefined ? undefined : JSON.stringify(data);
  };

  test('without changes makes a complete page', () => {
    expect(lostIn(makePage([readFolder('f', (name) => textOf(name, {}))]))).toEqual([]);
  });

  test('with any value replaced is refused at its place, or makes a complete page', () => {
    const wrong: string[] = [];
    let refused = 0;
    for (const [name, data] of Object.entries(files)) {
      for (const path of pathsOf(data)) {
        for (const value of STRANGE) {
          const what = `${name} ${path.join('.')} = ${String(JSON.stringify(value))}`;
          try {
            const folder = readFolder('f', (file) =>
              textOf(file, { [name]: changed(data, path, value) }),
            );
            wrong.push(
              ...[[folder], [folder, folder]]
                .slice(0, 'rows' in (data as object) ? 1 : 2)
                .flatMap((some) => lostIn(makePage(some)))
                .map((lost) => `${what}: ${lost}`),
            );
          } catch (error) {
            if (!(error instanceof InputError)) wrong.push(`${what}: ${String(error)}`);
            else if (!/^f\/[\w.]+:\d+:\d+: \S|^f: /.test(error.message))
              wrong.push(`${what}: ${error.message}`);
            refused++;
          }
        }
      }
    }
    expect(wrong.slice(0, 40)).toEqual([]);
    expect(refused).toBeGreaterThan(100);
  });
});

test('refuses a timeline without a column, or with a cell that is not a number', () => {
  const text = RUNAWAY_FILES['timeline.csv']!;
  const refusal = (timeline: string): string => {
    try {
      makePage([folderOf({ ...RUNAWAY_FILES, 'timeline.csv': timeline })]);
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      return (error as Error).message;
    }
    return 'a page';
  };
  expect(refusal(text)).toBe('a page');
  for (const column of ['time', 'long_usd', 'short_usd', 'pnl_at_mid_usd'])
    expect(refusal(text.replace(column, 'other'))).toBe(
      `runs/small/timeline.csv: line 1: has no column '${column}'`,
    );
  for (const cell of ['NaN', '1e400', '1e300', '', 'x', '-'])
    expect(refusal(text.replace('400000', cell))).toMatch(
      /^runs\/small\/timeline\.csv: line 3: long_usd is '.*'; must be a number$/,
    );
});

test('a benchmark file with any value replaced is refused at its place or compared in full', () => {
  const figures = { roundsNs: [10, 11, 12], minNs: 9, samples: 100 };
  const one = (name: string, floor: string | null) => ({
    name,
    floor,
    processes: [figures, figures],
  });
  const benchmark = {
    name: 'ring',
    question: 'q',
    unit: 'record',
    work: 'w',
    notes: ['n'],
    cases: [one('ours', 'floor'), one('floor', null)],
  };
  const file = {
    version: 1,
    command: 'bench',
    invocation: 'smars bench',
    conditions: { node: 'v20', cpu: 'a cpu', cores: 2 },
    benchmarks: [benchmark],
  };
  const whole = BENCH_FILE.parse(file);
  for (const path of pathsOf(file)) {
    for (const value of STRANGE) {
      const parsed = BENCH_FILE.safeParse(changed(file, path, value));
      if (!parsed.success) continue;
      const comparison = compareFiles(whole, parsed.data);
      expect([
        path,
        value,
        lostIn(comparison),
        lostIn(describeComparison(comparison, { a: 'a', b: 'b' })),
      ]).toEqual([path, value, [], []]);
    }
  }
});
