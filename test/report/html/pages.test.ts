import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/base/input-error.js';
import { createHistogram, recordLatency } from '../../../src/metrics/histogram.js';
import {
  formatHgrm,
  formatLogHead,
  formatLogInterval,
} from '../../../src/metrics/histogram-files.js';
import type { Folder } from '../../../src/report/html/folder.js';
import { makePage } from '../../../src/report/html/pages.js';
import {
  folderOf,
  LOAD,
  MATRIX,
  PATHS,
  RUNAWAY,
  RUNAWAY_FILES,
  USELESS,
} from '../../support/folders.js';

const run = (name: string): Folder => folderOf(RUNAWAY_FILES, name);
const load = (name: string): Folder => folderOf({ 'summary.json': JSON.stringify(LOAD) }, name);
const matrix = (name: string): Folder => folderOf({ 'summary.json': JSON.stringify(MATRIX) }, name);

describe('makePage', () => {
  test('makes a page of each kind of folder', () => {
    expect([run('a'), load('b'), matrix('c')].map((folder) => makePage([folder]).kicker)).toEqual([
      'smars run · seed 7',
      'smars load · small-load',
      'smars whatif · 12 runs',
    ]);
  });

  test('compares several runs or loads', () => {
    expect(makePage([run('a'), run('b')]).kicker).toBe('smars run · 2 beside one another');
    expect(makePage([load('a'), load('b'), load('c')]).kicker).toBe(
      'smars load · 3 beside one another',
    );
  });
});

describe('makePage of several folders', () => {
  test('refuses different kinds', () => {
    expect(() => makePage([run('a'), run('b'), load('c')])).toThrow(
      'c: is of smars load, a of smars run; give folders of one kind',
    );
  });

  test('refuses matrices', () => {
    expect(() => makePage([matrix('a'), matrix('b')])).toThrow(
      'b: matrices are shown one by one; give one folder',
    );
  });
});

const ODD = [0, 1, -1, 0.4, -0.4, 1e-9, -1e-9, 999.5, 1e6, 1e12, -1e12, 1e17, -1e18];

type Oddities = ReadonlyMap<string, readonly unknown[]>;

/**
 * Other values for places in a file: odd numbers for a number, null, `undefined`, or a shorter
 * list.
 */
function odditiesOf(
  file: string,
  whole: object,
  beside: Readonly<Record<string, string>>,
): Oddities {
  const found = new Map<string, unknown[]>();
  const isTaken = (): boolean => {
    try {
      folderOf({ ...beside, [file]: JSON.stringify(copy) });
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      return false;
    }
  };
  const copy = structuredClone(whole);
  const visit = (holder: Record<string, unknown>, place: string): void => {
    for (const [name, value] of Object.entries(holder)) {
      const choices = [
        ...(typeof value === 'number' ? ODD : []),
        ...(Array.isArray(value) ? [[]] : []),
        null,
        ...(Array.isArray(holder) ? [] : [undefined]),
      ];
      const taken = choices.filter((odd) => {
        holder[name] = odd;
        return isTaken();
      });
      holder[name] = value;
      found.set(`${place}/${name}`, taken);
      if (typeof value === 'object' && value !== null)
        visit(value as Record<string, unknown>, `${place}/${name}`);
    }
  };
  visit(copy as Record<string, unknown>, '');
  return found;
}

/**
 * Changes some parts of a value to other values, and cuts lists to one item or none: each list by
 * itself, or all lists of a file alike.
 */
function changed(
  value: unknown,
  odd: Oddities,
  draw: (choices: number) => number,
  cutAll?: number,
  place = '',
): unknown {
  const choices = odd.get(place) ?? [];
  const isNumber = typeof value === 'number';
  if (choices.length > 0 && draw(isNumber ? 4 : 40) === 0) return choices[draw(choices.length)];
  if (typeof value !== 'object' || value === null) return value;
  const inner = (part: unknown, name: string | number): unknown =>
    changed(part, odd, draw, cutAll, `${place}/${name}`);
  if (Array.isArray(value)) {
    const none = choices.find(Array.isArray);
    return none !== undefined && draw(5) === 0
      ? none
      : value.slice(0, CUTS[cutAll ?? draw(CUTS.length - 1)]).map(inner);
  }
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, inner(part, name)]));
}

const CUTS = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 1, 0];

/** Every text and number of a page. */
function leavesOf(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [value];
  return Object.values(value).flatMap(leavesOf);
}

const histogram = createHistogram();
for (const ns of [1000, 2000, 400_000]) recordLatency(histogram, ns);
const LOAD_FILES = {
  'timeline.csv':
    'seconds,parents,children,refused,executions,queued,in_flight\n1.000,10,30,1,20,2,3\n' +
    '2.000,11,31,1,20,2,3\n',
  'latency/response.hgrm': formatHgrm(histogram),
  'latency/intervals.hlog': formatLogHead(0) + formatLogInterval('response', histogram, 0, 1),
};

/** The texts and numbers of the page of some files; empty where the files are refused. */
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
    leaves.filter((leaf) =>
      typeof leaf === 'number'
        ? !Number.isFinite(leaf)
        : typeof leaf === 'string' && USELESS.test(leaf),
    );

  test.each([
    ['a run', RUNAWAY],
    ['a load', LOAD],
    ['a matrix', MATRIX],
  ])('of %s, whatever numbers its folder has', (_, summary) => {
    let made = 0;
    const odd = odditiesOf('summary.json', summary, {});
    const oddPaths = odditiesOf('paths.json', PATHS, RUNAWAY_FILES);
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat({ max: 2 ** 30 })), (stream) => {
        const draw = (choices: number): number => stream.next().value! % choices;
        const files = {
          ...(summary === LOAD ? LOAD_FILES : {}),
          'summary.json': JSON.stringify(changed(summary, odd, draw)),
        };
        const paths =
          summary === RUNAWAY && draw(2) === 0
            ? { 'paths.json': JSON.stringify(changed(PATHS, oddPaths, draw, draw(CUTS.length))) }
            : {};
        const leaves = told({ ...files, ...paths });
        if (leaves.length > 0) made++;
        expect(useless(leaves)).toEqual([]);
        if (summary !== MATRIX)
          expect(useless(told({ ...files, ...paths }, { ...files, ...paths }))).toEqual([]);
      }),
      { numRuns: 250 },
    );
    expect(made).toBeGreaterThan(200);
  });

  const { runaway, loss } = RUNAWAY.result;
  const zeros = (group: object): object =>
    Object.fromEntries(Object.entries(group).map(([name, v]) => [name, v === null ? v : 0]));
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
      [
        {
          'summary.json': JSON.stringify({ ...RUNAWAY, result: still }),
          'timeline.csv': 'time,pnl_at_mid_usd,long_usd,short_usd\n',
        },
      ],
    ],
    [
      'a run of one sample',
      [
        {
          ...RUNAWAY_FILES,
          'paths.json': JSON.stringify({ ...PATHS, atNs: [0], lossDollars: [0], stocks: [] }),
        },
      ],
    ],
    [
      'a load that measured nothing',
      [
        {
          'summary.json': JSON.stringify({
            ...LOAD,
            metrics: {},
            kills: [],
            thresholds: [],
            stalls: { threads: [] },
          }),
        },
      ],
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
      [
        { 'summary.json': JSON.stringify(LOAD) },
        { 'summary.json': JSON.stringify({ ...LOAD, metrics: {} }) },
      ],
    ],
  ])('of %s', (_, files) => {
    const leaves = told(...(files as Record<string, string>[]));
    expect(leaves.length).toBeGreaterThan(10);
    expect(useless(leaves)).toEqual([]);
  });
});
