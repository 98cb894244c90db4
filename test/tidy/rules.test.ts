import { describe, expect, test } from 'vitest';
import { IMPORTS_ALLOWED, ROOMS } from './rooms.js';
import type { Tree } from './rule.js';
import { describeFault, FILE_LINES_MAX, FUNCTION_LINES_MAX, RULES } from './rules.js';
import { parseSource } from './source.js';

/** A tree of files by path; a text that is left out is empty. */
function treeOf(files: Record<string, string>, top: string[] = []): Tree {
  return { top, sources: Object.entries(files).map(([path, text]) => parseSource(path, text)) };
}

function faultsOf(rule: string, files: Record<string, string>, top: string[] = []): string[] {
  return RULES[rule]!(treeOf(files, top)).map(describeFault);
}

test('a fault is a sentence with its place and what to do instead', () => {
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

describe('the table of rooms', () => {
  const names = Object.keys(ROOMS);

  test('is a ladder: a room imports rooms below it only, and has no wall to a room that it may import', () => {
    for (const [place, { may, types = [], walls = [] }] of Object.entries(ROOMS)) {
      for (const target of [...may, ...types]) {
        expect(names.slice(0, names.indexOf(place)), `${place} imports ${target}`).toContain(
          target.split('/')[0],
        );
        expect(walls).not.toContain(target.split('/')[0]);
      }
      for (const wall of walls) expect(names).toContain(wall);
    }
  });

  test('has a reason for every departure', () => {
    for (const { reason } of IMPORTS_ALLOWED) expect(reason.length).toBeGreaterThan(20);
  });
});

describe('a room imports what its row of the table allows', () => {
  const rule = 'a room imports what its row of the table allows';
  const faults = (path: string, line: string) => faultsOf(rule, { [path]: line });

  test.each([
    ['src/router/a.ts', "import { a } from '../orders/a.js';"],
    ['src/router/deep/a.ts', "import { a } from '../b.js';"],
    ['src/router/deep/a.ts', "import { a } from '../../orders/a.js';"],
    ['src/router/a.ts', "import { a } from '../market/quotes.js';"],
    ['src/router/a.ts', "import type { A } from '../market/venues.js';"],
    ['src/report/a.ts', "import type { A } from '../session/result.js';"],
    ['src/scenarios/a.ts', "import { a } from '../risk/limits/limits.js';"],
    ['src/scenarios/a.ts', "import { a } from 'zod';"],
    ['src/flow/a.ts', "import { a } from 'zod/v4';"],
    ['src/cli/a.ts', "import { a } from 'node:fs/promises';"],
    ['src/cli/a.ts', "import { InputError } from '../base/assert.js';"],
    ['src/fleet/a.ts', "import { a } from 'node:worker_threads';"],
    ['src/session/a.ts', "import { a } from '../ledger/a.js';"],
    ['src/main.ts', "import { a } from './cli/a.js';"],
    ['src/main.ts', "import { a } from 'node:process';"],
    ['src/core.ts', "export { a } from './router/a.js';"],
    ['workers/a.ts', "import { a } from '../src/session/a.js';"],
    ['bench/a.ts', "import { a } from 'tinybench';"],
    ['test/router/a.test.ts', "import { a } from '../../src/risk/a.js';"],
  ])('%s may say: %s', (path, line) => {
    expect(faults(path, line)).toEqual([]);
  });

  test.each([
    ['src/base/a.ts', "import { a } from '../memory/a.js';", 'base imports no room'],
    [
      'src/base/a.ts',
      "import { a } from 'node:fs';",
      'base imports no package and no node: module',
    ],
    ['src/memory/a.ts', "import type { A } from '../orders/a.js';", 'it may import base'],
    [
      'src/memory/waiting.ts',
      "import { a } from 'node:worker_threads';",
      'memory imports no package and no node: module',
    ],
    ['src/metrics/a.ts', "import type { A } from '../orders/a.js';", 'it may import base, memory'],
    [
      'src/flow/a.ts',
      "import type { A } from '../deployment/a.js';",
      'there is a wall: flow must not know deployment, nor its types',
    ],
    ['src/flow/a.ts', "import type { A } from '../market/a.js';", 'it may import base, orders'],
    [
      'src/market/a.ts',
      "import type { A } from '../ledger/a.js';",
      'it may import base, memory, orders',
    ],
    [
      'src/router/a.ts',
      "import { a } from '../risk/a.js';",
      'there is a wall: router must not know risk, nor its types',
    ],
    [
      'src/router/a.ts',
      "import type { A } from '../ledger/a.js';",
      'there is a wall: router must not know ledger, nor its types',
    ],
    [
      'src/router/a.ts',
      "export * from '../ledger/a.js';",
      'there is a wall: router must not know ledger, nor its types',
    ],
    [
      'src/risk/a.ts',
      "const a = await import('../router/a.js');",
      'there is a wall: risk must not know router, nor its types',
    ],
    [
      'src/risk/a.ts',
      "import type { A } from '../deployment/a.js';",
      'there is a wall: risk must not know deployment, nor its types',
    ],
    [
      'src/ledger/a.ts',
      "import { a } from '../market/quotes2.js';",
      'of market it may know types, with import type',
    ],
    [
      'src/fleet/a.ts',
      "import { a } from '../session/a.js';",
      'of session it may know types, with import type',
    ],
    [
      'src/fleet/a.ts',
      "import { a } from 'node:fs';",
      'of packages it may import zod, node:worker_threads',
    ],
    [
      'src/report/a.ts',
      "import { a } from '../session/a.js';",
      'of session it may know types, with import type',
    ],
    [
      'src/report/a.ts',
      "import type { A } from '../router/a.js';",
      'it may import base, forms, metrics',
    ],
    ['src/session/a.ts', "import { a } from 'node:fs';", 'of packages it may import node:os'],
    [
      'src/cli/a.ts',
      "import { a } from '../router/a.js';",
      'it may import base, forms, memory, metrics, deployment, market/universe, market/venues, capture, session',
    ],
    ['src/session/a.ts', "import { a } from '../index.js';", 'a room imports rooms'],
    ['src/session/a.ts', "import { a } from '../../workers/a.js';", 'a room imports rooms'],
    ['src/session/a.ts', "import { a } from '../../test/a.js';", 'a room imports rooms'],
    ['src/index.ts', "import { a } from 'zod';", 'src imports no package and no node: module'],
    ['workers/a.ts', "import { a } from '../test/a.js';", 'a room imports rooms'],
    ['src/pantry/a.ts', '', 'rooms are base, forms, memory, orders'],
  ])('%s may not say: %s', (path, line, instead) => {
    const [fault, ...rest] = faults(path, line === '' ? '' : `\n${line}`);
    expect(rest).toEqual([]);
    expect(fault).toContain(line === '' ? `${path}: ` : `${path}:2: `);
    expect(fault).toContain(instead);
  });
});

describe('a public entry reaches no driver', () => {
  const rule = 'a public entry reaches no driver';

  test('neither directly nor through others, and the trail is told', () => {
    const files = {
      'src/core.ts': "export { a } from './router/a.js';",
      'src/router/a.ts': "import { b } from './b.js';",
      'src/router/b.ts': "\nimport { s } from '../session/s.js';",
      'src/session/s.ts': '',
    };
    expect(faultsOf(rule, files)).toEqual([
      'src/router/b.ts:2: src/core.ts → src/router/a.ts → src/router/b.ts reaches src/session/s.ts: src/core.ts must not: hand it in from outside',
    ]);
    expect(faultsOf(rule, { ...files, 'src/router/b.ts': '' })).toEqual([]);
  });

  test('nor files and threads of Node, nor the terminal', () => {
    expect(faultsOf(rule, { 'src/risk.ts': "import { a } from 'node:fs/promises';" })).toHaveLength(
      1,
    );
    expect(
      faultsOf(rule, { 'src/metrics.ts': "import { a } from 'node:worker_threads';" }),
    ).toHaveLength(1);
    expect(
      faultsOf(rule, { 'src/index.ts': "export * from './cli/a.js';", 'src/cli/a.ts': '' }),
    ).toHaveLength(1);
    expect(
      faultsOf(rule, { 'src/index.ts': "export * from './session/a.js';", 'src/session/a.ts': '' }),
    ).toEqual([]);
    expect(
      faultsOf(rule, {
        'src/main.ts': "import './cli/a.js';",
        'src/cli/a.ts': "import 'node:fs';",
      }),
    ).toEqual([]);
  });
});

describe('no imports go in a circle', () => {
  const rule = 'no imports go in a circle';
  const files = {
    'src/risk/a.ts': "import { b } from './b.js';",
    'src/risk/b.ts': "\nimport { c } from './c.js';\nimport { a } from './a.js';",
    'src/risk/c.ts': '',
  };

  test('of two files, told once with the line where it begins', () => {
    expect(faultsOf(rule, files)).toEqual([
      'src/risk/a.ts:1: imports go in a circle: src/risk/a.ts → src/risk/b.ts → src/risk/a.ts: put what both need, types included, in a file below',
    ]);
  });

  test('of types, of modules loaded when they are called, or of re-exports', () => {
    for (const line of [
      "import type { A } from './a.js';",
      "const a = await import('./a.js');",
      "type A = typeof import('./a.js');",
      "export { a } from './a.js';",
    ]) {
      expect(faultsOf(rule, { ...files, 'src/risk/b.ts': line }), line).toHaveLength(1);
    }
  });

  test('through several files and rooms, by the shortest way, with how many are in it', () => {
    const [fault, ...others] = faultsOf(rule, {
      'src/risk/a.ts': "import { b } from '../ledger/b.js';",
      'src/ledger/b.ts': "import { c } from './c.js';\nimport { d } from './d.js';",
      'src/ledger/c.ts': "import { d } from './d.js';",
      'src/ledger/d.ts': "import { a } from '../risk/a.js';",
    });
    expect(others).toEqual([]);
    expect(fault).toContain(
      'src/ledger/b.ts:2: imports go in a circle: src/ledger/b.ts → src/ledger/d.ts → src/risk/a.ts → src/ledger/b.ts, and 4 files are in it:',
    );
  });

  test('of a file with itself; and each circle by itself', () => {
    const loop = { 'workers/w.ts': "import type { W } from './w.js';" };
    expect(faultsOf(rule, { ...files, ...loop })).toHaveLength(2);
  });

  test('but a file may be reached on several ways, and tests are not looked at', () => {
    expect(
      faultsOf(rule, {
        ...files,
        'src/risk/b.ts': "import { c } from './c.js';",
        'src/risk/a.ts': "import { b } from './b.js';\nimport { c } from './c.js';",
        'test/a.ts': "import './b.js';",
        'test/b.ts': "import './a.js';",
      }),
    ).toEqual([]);
  });
});

describe('folders that stay apart do not import each other', () => {
  const rule = 'folders that stay apart do not import each other';
  const from = (path: string, line: string) => faultsOf(rule, { [path]: line });

  test('in either direction, types included', () => {
    expect(
      from('src/fleet/venue-thread/a.ts', "import type { A } from '../server-thread/a.js';"),
    ).toEqual([
      'src/fleet/venue-thread/a.ts:1: imports ../server-thread/a.js, of src/fleet/server-thread/: put what both need in a folder below them',
    ]);
    expect(from('src/fleet/server-thread/a.ts', "import '../venue-thread/a.js';")).toHaveLength(1);
  });

  test('but each imports its own files and those of folders below', () => {
    expect(from('src/fleet/venue-thread/a.ts', "import './b.js';")).toEqual([]);
    expect(from('src/fleet/server-thread/a.ts', "import '../memory/b.js';")).toEqual([]);
    expect(from('src/fleet/fleet.ts', "import './server-thread/b.js';")).toEqual([]);
  });
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
        'src/base/a.ts:2: a function of 71 lines, at most 70: name its parts and make them functions',
      ]);
    }
  });

  test('a chapter of tests may be longer than a function, and a table too', () => {
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
  test('a test stands where its subject stands, but for those across rooms', () => {
    const files = {
      'src/router/deep/a.ts': '',
      'src/core.ts': '',
      'workers/w.ts': '',
      'test/router/deep/a.test.ts': '',
      'test/core.test.ts': '',
      'test/workers/w.test.ts': '',
      'test/router/tape.ts': '',
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

describe('nothing else stands at the top', () => {
  const rule = 'nothing else stands at the top';

  test('than what is known, generated or begins with a dot', () => {
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
