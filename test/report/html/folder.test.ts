import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/base/input-error.js';
import { readFolder } from '../../../src/report/html/folder.js';
import { folderOf, LOAD, MATRIX, RUNAWAY, RUNAWAY_FILES } from '../../support/folders.js';

describe('a folder', () => {
  test('of a run has summary, story, paths, and a timeline in columns since the bell', () => {
    const { summary, story, paths, timeline } = folderOf(RUNAWAY_FILES);
    expect(summary.command).toBe('run');
    expect(story.title).toBe('A small runaway');
    expect(paths?.stocks[0]?.symbol).toBe('AA');
    expect(timeline?.get('time')).toEqual([0, 5, 10]);
    expect(timeline?.get('pnl_at_mid_usd')).toEqual([0, 20_000, -10_000]);
  });

  test('with a summary alone is read, and named by its scenario or profile', () => {
    expect(folderOf({ 'summary.json': JSON.stringify(MATRIX) }).story.title).toBe('small');
    const load = folderOf({ 'summary.json': JSON.stringify(LOAD) });
    expect(load.story.title).toBe('small-load');
    expect([load.timeline, load.paths, load.intervals, load.latency.size]).toEqual([
      undefined,
      undefined,
      undefined,
      0,
    ]);
  });

  test('may hold more than the page reads', () => {
    expect(
      folderOf({
        'summary.json': JSON.stringify({
          ...MATRIX,
          more: 1,
          rows: MATRIX.rows.map((row) => ({ ...row, more: 2 })),
        }),
      }).summary.command,
    ).toBe('whatif');
  });
});

describe('a folder is refused, with the file, the place and the reason, when', () => {
  const refusal = (files: Record<string, string>): string => {
    try {
      folderOf(files, 'runs/bad');
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      return (error as Error).message;
    }
    throw new Error('it was read');
  };
  const summary = JSON.stringify(RUNAWAY);

  test.each([
    ['it has no summary', {}, /^runs\/bad: has no summary\.json; .*--out DIR$/],
    [
      'its summary is no JSON',
      { 'summary.json': '{"version": 1,' },
      /^runs\/bad\/summary\.json:1:15: is not JSON: /,
    ],
    [
      'it is of another command',
      { 'summary.json': '{"version": 1, "command": "bake"}' },
      /^runs\/bad\/summary\.json:1:\d+: command: /,
    ],
    [
      'it is of another version',
      { 'summary.json': JSON.stringify({ ...RUNAWAY, version: 2 }) },
      /^runs\/bad\/summary\.json:1:\d+: version: .*1/,
    ],
    [
      'a number is a word',
      { 'summary.json': summary.replace('"seed":7', '"seed":"seven"') },
      /^runs\/bad\/summary\.json:1:\d+: result\.seed: is "seven"; .*number/,
    ],
    [
      'its paths are cut off',
      { 'summary.json': summary, 'paths.json': '{"version":1}' },
      /^runs\/bad\/paths\.json:1:1: atNs: is missing/,
    ],
    [
      'a line of its timeline is short',
      {
        'summary.json': summary,
        'timeline.csv': 'time,long_usd,short_usd,pnl_at_mid_usd\n09:30:00\n',
      },
      /^runs\/bad\/timeline\.csv: line 2 has 1 cells; 4 are named/,
    ],
    [
      'a cell of its timeline is no number',
      {
        'summary.json': summary,
        'timeline.csv':
          'time,long_usd,short_usd,pnl_at_mid_usd\n09:30:00,1,1,1\n09:30:01,1,1,many\n',
      },
      /timeline\.csv: line 3: pnl_at_mid_usd is 'many'/,
    ],
  ])('%s', (_, files, message) => {
    expect(refusal(files)).toMatch(message);
  });
});

test('each file is read by its name in the folder', () => {
  const asked: string[] = [];
  readFolder('x', (file) => {
    asked.push(file);
    return file === 'summary.json' ? JSON.stringify(LOAD) : undefined;
  });
  expect(asked).toEqual(
    expect.arrayContaining([
      'summary.json',
      'profile.json',
      'timeline.csv',
      'latency/response.hgrm',
      'latency/intervals.hlog',
    ]),
  );
});
