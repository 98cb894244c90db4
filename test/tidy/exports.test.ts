import { describe, expect, test } from 'vitest';
import { exportsOf, takenBy, twiceExported, unusedExport } from './exports.js';
import { describeFault } from './rules.js';
import { parseSource } from './source.js';

function faultsOf(rule: typeof twiceExported, files: Record<string, string>): string[] {
  const sources = Object.entries(files).map(([path, text]) => parseSource(path, text));
  return rule({ top: [], sources }).map(describeFault);
}

describe('the names that a file exports', () => {
  test.each([
    ['export const a = 1;', ['a']],
    ['export async function a() {}', ['a']],
    ['export function* a() {}', ['a']],
    ['export class A {}', ['A']],
    ['export const a = 1;\nexport type a = typeof a;', ['a']],
    ['export const { a, b: c } = all;', ['a', 'c']],
    ['export { a, type B, c as d };', ['a', 'B', 'd']],
    ["export { a } from './b.js';", []],
    ['const a = 1;', []],
    ['/* export const a = 1; */', []],
  ])('%s', (text, names) => {
    expect(exportsOf(parseSource('src/base/a.ts', text)).map(({ name }) => name)).toEqual(names);
  });
});

describe('the names that a file takes from others', () => {
  test.each([
    ["import { a, type B } from '../c/d.js';", ['src/c/d.ts a', 'src/c/d.ts B']],
    ["import { a as b } from './d.js';", ['src/base/d.ts a']],
    ["import type { A } from './d.js';", ['src/base/d.ts A']],
    ["export { a as b } from './d.js';", ['src/base/d.ts a']],
    ["import * as d from './d.js';\nd.a();\nconst { b, c: e } = d;", ['a', 'b', 'c']],
    ["import * as d from './d.js';\nx.d.a();", []],
    ["const { a } = await import('./d.js');", ['src/base/d.ts *']],
    ["export * from './d.js';", ['src/base/d.ts *']],
  ])('%s', (text, names) => {
    expect(takenBy(parseSource('src/base/a.ts', text))).toEqual(
      names.map((name) => (name.includes(' ') ? name : `src/base/d.ts ${name}`)),
    );
  });
});

describe('no exported name is in two files', () => {
  const one = { 'src/base/a.ts': 'export const a = 1;' };

  test('names both files', () => {
    expect(faultsOf(twiceExported, { ...one, 'src/flow/b.ts': '\nexport const a = 2;' })).toEqual([
      'src/flow/b.ts:2: exports a, as src/base/a.ts does: ' +
        'give one of them another name, or import it',
    ]);
  });

  test.each([
    ['src/flow/b.ts', "export { a } from '../base/a.js';"],
    ['src/embed/b.ts', 'export function a() {}'],
    ['test/base/a.test.ts', 'export const a = 2;'],
  ])('lets %s say: %s', (path, text) => {
    expect(faultsOf(twiceExported, { ...one, [path]: text })).toEqual([]);
  });
});

describe('no export is without a user', () => {
  const one = { 'src/base/a.ts': 'export const a = 1;' };
  const twice = { 'src/base/a.ts': 'export const a = 1;\nconst b = a;' };
  const own = { 'test/base/a.test.ts': "import { a } from '../../src/base/a.js';" };

  test('says whether tests use it', () => {
    const instead = 'keep it to the file, or take it away';
    expect(faultsOf(unusedExport, one)).toEqual([`src/base/a.ts:1: nobody imports a: ${instead}`]);
    expect(faultsOf(unusedExport, { ...one, ...own })).toEqual([
      `src/base/a.ts:1: only tests use a: ${instead}`,
    ]);
    expect(faultsOf(unusedExport, twice)).toHaveLength(1);
  });

  test('lets tests import what the module uses itself', () => {
    expect(faultsOf(unusedExport, { ...twice, ...own })).toEqual([]);
    const later = { 'test/base/a.test.ts': "const { a } = await import('../../src/base/a.js');" };
    expect(faultsOf(unusedExport, { ...twice, ...later })).toEqual([]);
  });

  test.each([
    ['src/flow/b.ts', "import { a } from '../base/a.js';"],
    ['bench/b.ts', "import { a } from '../src/base/a.js';"],
    ['workers/b.ts', "import * as all from '../src/base/a.js';\nall.a;"],
    ['src/core.ts', "export { a } from './base/a.js';"],
    ['src/cli/b.ts', "const { a } = await import('../base/a.js');"],
    ['workers/b.cts', "import type { a } from '../src/base/a.js';"],
  ])('%s is a user: %s', (path, text) => {
    expect(faultsOf(unusedExport, { ...one, [path]: text })).toEqual([]);
  });

  test('asks for no user of what an entry exports', () => {
    expect(faultsOf(unusedExport, { 'src/core.ts': 'export const a = 1;' })).toEqual([]);
  });
});
