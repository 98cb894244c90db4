import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  digestOf,
  expandTasks,
  parseShard,
  type SweepCell,
  tasksOfShard,
  tellCell,
} from '../../src/sweep/tasks.js';

const PROGRAM = { version: '1.0.0', revision: 'commit abc', nodeMajor: 20 };
const cell = (control: string): SweepCell => ({
  scenario: 'knight-2012',
  settings: '',
  control,
  orders: '',
  digest: digestOf(control),
});
const CELLS = [cell('none'), cell('locate'), cell('position')];
const SEEDS = { first: 7, count: 5 };

describe('the tasks of a sweep', () => {
  const tasks = expandTasks(PROGRAM, CELLS, SEEDS);

  test('are in order of cell and seed, each with a key of its own', () => {
    expect(tasks.map(({ index }) => index)).toEqual([...Array(15).keys()]);
    expect(tasks.slice(4, 6).map(({ cell, seed }) => [cell, seed])).toEqual([
      [0, 11],
      [1, 7],
    ]);
    expect(new Set(tasks.map(({ key }) => key)).size).toBe(15);
  });

  test('have the same key for the same content, wherever they stand in a plan', () => {
    const alone = expandTasks(PROGRAM, [CELLS[1]!], { first: 9, count: 1 });
    expect(alone[0]!.key).toBe(tasks.find(({ cell, seed }) => cell === 1 && seed === 9)!.key);
  });

  test.each([
    { ...PROGRAM, version: '1.0.1' },
    { ...PROGRAM, revision: 'commit abd' },
    { ...PROGRAM, nodeMajor: 22 },
  ])('have another key under another program: %j', (program) => {
    const keys = new Set(tasks.map(({ key }) => key));
    for (const { key } of expandTasks(program, CELLS, SEEDS)) expect(keys.has(key)).toBe(false);
  });

  test('are refused if two cells have the same content', () => {
    const twin = { ...CELLS[0]!, control: 'as set' };
    expect(() => expandTasks(PROGRAM, [...CELLS, twin], SEEDS)).toThrow(
      'sweep: knight-2012, none and knight-2012, as set are the same days; leave one out',
    );
    expect(tellCell(twin)).toBe('knight-2012, as set');
  });

  test('are in exactly one shard each, and every shard has some of every cell it can', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), (of) => {
        const shards = Array.from({ length: of }, (_, n) =>
          tasksOfShard(tasks, { number: n + 1, of }),
        );
        expect(shards.flat().sort((a, b) => a.index - b.index)).toEqual(tasks);
        const sizes = shards.map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('parseShard', () => {
  test('reads I/N', () => {
    expect(parseShard('3/16')).toEqual({ number: 3, of: 16 });
  });

  test.each(['', '3', '0/3', '4/3', '1/0', '-1/3', '1/100001', '1.5/2', '1/2/3', 'a/b'])(
    "refuses '%s'",
    (text) => {
      expect(() => parseShard(text)).toThrow(`--shard is '${text}'; must be I/N`);
    },
  );
});
