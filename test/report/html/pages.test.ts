import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/base/assert.js';
import { createHistogram, recordLatency } from '../../../src/metrics/histogram.js';
import { formatHgrm, formatLogHead, formatLogInterval } from '../../../src/metrics/histogram-files.js';
import { makePage } from '../../../src/report/html/pages.js';
import type { Folder } from '../../../src/report/html/record.js';
import { folderOf, LOAD, MATRIX, PATHS, RUNAWAY, RUNAWAY_FILES, USELESS } from '../../support/folders.js';

const run = (name: string): Folder => folderOf(RUNAWAY_FILES, name);
const load = (name: string): Folder => folderOf({ 'summary.json': JSON.stringify(LOAD) }, name);
const matrix = (name: string): Folder => folderOf({ 'summary.json': JSON.stringify(MATRIX) }, name);

describe('a page is made', () => {
  test('of each kind of folder', () => {
    expect([run('a'), load('b'), matrix('c')].map((folder) => makePage([folder]).kicker)).toEqual([
      'smars run · seed 7',
      'smars load · small-load',
      'smars whatif · 12 runs',
    ]);
  });

  test('of several runs or loads beside one another', () => {
    expect(makePage([run('a'), run('b')]).kicker).toBe('smars run · 2 beside one another');
    expect(makePage([load('a'), load('b'), load('c')]).kicker).toBe('smars load · 3 beside one another');
  });
});

describe('several folders are refused', () => {
  test('of different kinds', () => {
    expect(() => makePage([run('a'), run('b'), load('c')])).toThrow('c: is of smars load, a of smars run; give folders of one kind');
  });

  test('of matrices', () => {
    expect(() => makePage([matrix('a'), matrix('b')])).toThrow('b: matrices are shown one by one; give one folder');
  });
});

/**
 * A value with some of its leaves changed: numbers to odd ones, lists to their first or none,
 * what may be missing left out.
 */
function changed(value: unknown, draw: (choices: number) => number): unknown {
  if (typeof value === 'number') return draw(4) > 0 ? value : ODD[draw(ODD.length)];
  if (Array.isArray(value)) {
    const kept = value.slice(0, [value.length, value.length, value.length, 1, 0][draw(5)]);
    return kept.map((part) => changed(part, draw));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) => (draw(400) === 0 ? [] : [[name, draw(600) === 0 ? null : changed(part, draw)]])),
  );
}

const ODD = [0, -0, 1, -1, 0.4, -0.4, 1e-9, -1e-9, 999.5, 1e6, 1e12, -1e12, 1e17, -1e18];

/** Every text and number that a page has. */
function leavesOf(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [value];
  return Object.values(value).flatMap(leavesOf);
}

const histogram = createHistogram();
for (const ns of [1000, 2000, 400_000]) recordLatency(histogram, ns);
const LOAD_FILES = {
  'timeline.csv': 'seconds,parents,children,refused,executions,queued,in_flight\n1.000,10,30,1,20,2,3\n2.000,11,31,1,20,2,3\n',
  'latency/response.hgrm': formatHgrm(histogram),
  'latency/intervals.hlog': formatLogHead(0) + formatLogInterval('response', histogram, 0, 1),
};

/** The texts and numbers of a page of files, none where they are refused. */
function told(...files: Readonly<Record<string, string>>[]): unknown[] {
  try {
    return leavesOf(makePage(files.map((one, index) => folderOf(one, `f${index}`))));
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return [];
  }
}

describe('no page says NaN, undefined, Infinity or -0', () => {
  const useless = (leaves: unknown[]): unknown[] =>
    leaves.filter((leaf) => (typeof leaf === 'number' ? !Number.isFinite(leaf) : typeof leaf === 'string' && USELESS.test(leaf)));

  test.each([
    ['a run', RUNAWAY],
    ['a load', LOAD],
    ['a matrix', MATRIX],
  ])('of %s, whatever numbers its folder has', (_, summary) => {
    let made = 0;
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat({ max: 2 ** 30 })), (stream) => {
        const draw = (choices: number): number => stream.next().value! % choices;
        const files = { ...(summary === LOAD ? LOAD_FILES : {}), 'summary.json': JSON.stringify(changed(summary, draw)) };
        const paths = summary === RUNAWAY && draw(2) === 0 ? { 'paths.json': JSON.stringify(changed(PATHS, draw)) } : {};
        const leaves = told({ ...files, ...paths });
        if (leaves.length > 0) made++;
        expect(useless(leaves)).toEqual([]);
        if (summary !== MATRIX) expect(useless(told({ ...files, ...paths }, { ...files, ...paths }))).toEqual([]);
      }),
      { numRuns: 250 },
    );
    expect(made).toBeGreaterThan(20);
  });

  const { runaway, loss } = RUNAWAY.result;
  const zeros = (group: object): object => Object.fromEntries(Object.entries(group).map(([name, v]) => [name, v === null ? v : 0]));
  const nothing = { ...(zeros(runaway) as typeof runaway), firstNs: null, lastNs: null };
  const still = {
    ...RUNAWAY.result,
    parents: 0,
    children: 0,
    admitted: 0,
    servers: [],
    events: [],
    checks: [],
    loss: zeros(loss),
    runaway: nothing,
  };
  test.each([
    [
      'a run that ended at once',
      [{ 'summary.json': JSON.stringify({ ...RUNAWAY, result: still }), 'timeline.csv': 'time,pnl_usd,long_usd,short_usd\n' }],
    ],
    ['a run of one sample', [{ ...RUNAWAY_FILES, 'paths.json': JSON.stringify({ ...PATHS, atNs: [0], lossDollars: [0], stocks: [] }) }]],
    [
      'a load that measured nothing',
      [{ 'summary.json': JSON.stringify({ ...LOAD, metrics: {}, kills: [], thresholds: [], stalls: { threads: [] } }) }],
    ],
    [
      'a load of one interval',
      [
        {
          ...LOAD_FILES,
          'summary.json': JSON.stringify({ ...LOAD, seconds: 1 }),
          'timeline.csv': `${LOAD_FILES['timeline.csv'].split('\n').slice(0, 2).join('\n')}\n`,
        },
      ],
    ],
    [
      'a load of no interval',
      [
        {
          'summary.json': JSON.stringify({ ...LOAD, seconds: 0 }),
          'timeline.csv': 'seconds,parents,children,refused,executions,queued,in_flight\n',
        },
      ],
    ],
    [
      'two loads of which one measured nothing',
      [{ 'summary.json': JSON.stringify(LOAD) }, { 'summary.json': JSON.stringify({ ...LOAD, metrics: {} }) }],
    ],
  ])('of %s', (_, files) => {
    const leaves = told(...(files as Record<string, string>[]));
    expect(leaves.length).toBeGreaterThan(10);
    expect(useless(leaves)).toEqual([]);
  });
});
