import { describe, expect, test } from 'vitest';
import { describeFault, FILE_LINES_MAX, FUNCTION_LINES_MAX } from './rules.js';
import { faultsOf } from './small-tree.js';

test('describes a fault in one sentence: its place, what is wrong, what to do instead', () => {
  const fault = {
    path: 'src/base/a.ts',
    line: 3,
    wrong: 'base imports zod',
    instead: 'base imports no package',
  };
  expect(describeFault(fault)).toBe('src/base/a.ts:3: base imports zod: base imports no package');
  expect(describeFault({ ...fault, line: 0 })).toBe(
    'src/base/a.ts: base imports zod: base imports no package',
  );
});

describe('files and functions are short', () => {
  const rule = 'files and functions are short';
  const lines = (count: number, line = 'a();') => `${line}\n`.repeat(count);
  const wrapped = (head: string, count: number, tail = '}') =>
    `${head}\n${lines(count - 2, '  a();')}${tail}\n`;

  test('a file has at most 400 lines', () => {
    expect(faultsOf(rule, { 'src/base/a.ts': lines(FILE_LINES_MAX) })).toEqual([]);
    expect(faultsOf(rule, { 'test/a.test.ts': lines(FILE_LINES_MAX + 1) })).toEqual([
      'test/a.test.ts: 401 lines, at most 400: split it into files of one noun each',
    ]);
    expect(faultsOf(rule, { 'README.md': lines(900) })).toEqual([]);
  });

  test('a function has at most 70 lines, in whatever form', () => {
    const forms: [string, string][] = [
      ['function a() {', '}'],
      ['const a = (b: number): void => {', '};'],
      ["test('a', () => {", '});'],
    ];
    for (const [head, tail] of forms) {
      expect(faultsOf(rule, { 'src/base/a.ts': wrapped(head, FUNCTION_LINES_MAX, tail) })).toEqual(
        [],
      );
      expect(
        faultsOf(rule, { 'src/base/a.ts': `\n${wrapped(head, FUNCTION_LINES_MAX + 1, tail)}` }),
      ).toEqual([
        'src/base/a.ts:2: a function of 71 lines, at most 70: ' +
          'name its parts and make them functions',
      ]);
    }
  });

  test('a describe block or a table may be longer than a function', () => {
    expect(
      faultsOf(rule, { 'test/a.test.ts': wrapped("describe('a', () => {", 200, '});') }),
    ).toEqual([]);
    expect(faultsOf(rule, { 'src/base/a.ts': wrapped('const a = {', 200, '};') })).toEqual([]);
  });
});

describe('files and folders have a name of their own', () => {
  test.each([
    'src/base/utils.ts',
    'src/helpers/a.ts',
    'src/router/test-utils/a.ts',
    'test/helper.ts',
    'src/common/a.ts',
    'src/cli/Util.ts',
  ])('%s has not', (path) => {
    const faults = faultsOf('files and folders have a name of their own', { [path]: '' });
    expect(faults).toHaveLength(path.includes('test-utils') ? 0 : 1);
  });
});

describe('every file of src is reached from an entry', () => {
  const rule = 'every file of src is reached from an entry';
  const files = {
    'src/index.ts': "export { a } from './base/a.js';",
    'src/base/a.ts': "import type { B } from './b.js';",
    'src/base/b.ts': '',
    'workers/w.ts': "import { c } from '../src/base/c.js';",
    'src/base/c.ts': "const d = await import('./d.js');",
    'src/base/d.ts': '',
  };

  test('through imports, types and import() from src/*.ts or workers/*.ts', () => {
    expect(faultsOf(rule, files)).toEqual([]);
  });

  test('a file that nothing reaches, or only a test or a benchmark, is an orphan', () => {
    const orphans = {
      'src/base/e.ts': "import { f } from './f.js';",
      'src/base/f.ts': '',
      'src/base/g.ts': '',
      'src/base/h.ts': '',
      'test/base/g.test.ts': "import { g } from '../../src/base/g.js';",
      'bench/h.ts': "import { h } from '../src/base/h.js';",
    };
    const instead = 'import it where it is needed from src/*.ts or workers/*.ts, or take it away';
    expect(faultsOf(rule, { ...files, ...orphans })).toEqual([
      `src/base/e.ts: nothing reaches it: ${instead}`,
      `src/base/f.ts: nothing reaches it: ${instead}`,
      `src/base/g.ts: only a test reaches it: ${instead}`,
      `src/base/h.ts: only a benchmark reaches it: ${instead}`,
    ]);
  });
});

describe('tests mirror src', () => {
  test('a test has the path of its subject, except tests of several rooms', () => {
    const files = {
      'src/router/deep/a.ts': '',
      'src/core.ts': '',
      'workers/w.ts': '',
      'test/router/deep/a.test.ts': '',
      'test/core.test.ts': '',
      'test/workers/w.test.ts': '',
      'test/router/lines.ts': '',
      'test/tidy.test.ts': '',
      'test/tidy/rules.test.ts': '',
      'test/invariants/cash.test.ts': '',
      'test/cli/run.test.ts': '',
      'test/examples/a.test.ts': '',
      'test/package/a.test.ts': '',
    };
    expect(faultsOf('tests mirror src', files)).toEqual([]);
    expect(
      faultsOf('tests mirror src', {
        ...files,
        'test/router/b.test.ts': '',
        'test/tidiness.test.ts': '',
      }),
    ).toEqual([
      expect.stringContaining('test/router/b.test.ts: there is no src/router/b.ts: '),
      expect.stringContaining('test/tidiness.test.ts: there is no src/tidiness.ts: '),
    ]);
  });
});

describe('the top has only known files and folders', () => {
  const rule = 'the top has only known files and folders';

  test('accepts known and generated names, and names that begin with a dot', () => {
    const known = [
      'package.json',
      'package-lock.json',
      'tsconfig.json',
      'biome.json',
      'vitest.config.ts',
      'LICENSE',
      'README.md',
      'docs',
    ];
    const rooms = ['src', 'workers', 'bench', 'test'];
    const others = [
      '.git',
      '.gitignore',
      '.github',
      'dist',
      'runs',
      'node_modules',
      'coverage',
      'smars-0.1.0.tgz',
    ];
    expect(faultsOf(rule, {}, [...known, ...rooms, ...others])).toEqual([]);
    expect(faultsOf(rule, {}, ['src', 'notes.txt', 'scratch.ts', 'lib'])).toEqual([
      'notes.txt: does not belong at the top: put it in src, workers, bench, test or docs',
      'scratch.ts: does not belong at the top: put it in src, workers, bench, test or docs',
      'lib: does not belong at the top: put it in src, workers, bench, test or docs',
    ]);
  });
});
