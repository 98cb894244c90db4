import { describe, expect, test } from 'vitest';
import { makePage } from '../../../src/report/html/pages.js';
import type { Folder } from '../../../src/report/html/record.js';
import { folderOf, LOAD, MATRIX, RUNAWAY_FILES } from '../../support/folders.js';

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
