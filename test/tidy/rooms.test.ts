import { describe, expect, test } from 'vitest';
import { IMPORTS_ALLOWED, ROOMS } from './rooms.js';
import { faultsOf } from './small-tree.js';

describe('the table of rooms', () => {
  const names = Object.keys(ROOMS);

  test('is a ladder: a room imports only rooms below it, and no room behind a wall', () => {
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

  test('has a reason for every exception', () => {
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
    ['src/cli/a.ts', "import { InputError } from '../base/input-error.js';"],
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
      'it may import base, memory, kernel, orders',
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
      'it may import base, forms, memory, metrics, deployment, market/impact, market/universe',
    ],
    ['src/session/a.ts', "import { a } from '../index.js';", 'a room imports rooms'],
    ['src/session/a.ts', "import { a } from '../../workers/a.js';", 'a room imports rooms'],
    ['src/session/a.ts', "import { a } from '../../test/a.js';", 'a room imports rooms'],
    ['src/index.ts', "import { a } from 'zod';", 'src imports no package and no node: module'],
    ['workers/a.ts', "import { a } from '../test/a.js';", 'a room imports rooms'],
    ['src/pantry/a.ts', '', 'rooms are base, forms, memory, kernel, orders'],
  ])('%s may not say: %s', (path, line, instead) => {
    const [fault, ...rest] = faults(path, line === '' ? '' : `\n${line}`);
    expect(rest).toEqual([]);
    expect(fault).toContain(line === '' ? `${path}: ` : `${path}:2: `);
    expect(fault).toContain(instead);
  });
});

describe('a public entry reaches no driver', () => {
  const rule = 'a public entry reaches no driver';

  test('neither directly nor through other files, and the fault shows the trail', () => {
    const files = {
      'src/core.ts': "export { a } from './router/a.js';",
      'src/router/a.ts': "import { b } from './b.js';",
      'src/router/b.ts': "\nimport { s } from '../session/s.js';",
      'src/session/s.ts': '',
    };
    expect(faultsOf(rule, files)).toEqual([
      'src/router/b.ts:2: src/core.ts → src/router/a.ts → src/router/b.ts reaches ' +
        'src/session/s.ts: src/core.ts must not: hand it in from outside',
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

  test('of two files, reported once with the line where it begins', () => {
    expect(faultsOf(rule, files)).toEqual([
      'src/risk/a.ts:1: imports go in a circle: src/risk/a.ts → src/risk/b.ts → src/risk/a.ts: ' +
        'put what both need, types included, in a file below',
    ]);
  });

  test('of types, of dynamic imports, or of re-exports', () => {
    for (const line of [
      "import type { A } from './a.js';",
      "const a = await import('./a.js');",
      "type A = typeof import('./a.js');",
      "export { a } from './a.js';",
    ]) {
      expect(faultsOf(rule, { ...files, 'src/risk/b.ts': line }), line).toHaveLength(1);
    }
  });

  test('through several files and rooms, by the shortest way, with its number of files', () => {
    const [fault, ...others] = faultsOf(rule, {
      'src/risk/a.ts': "import { b } from '../ledger/b.js';",
      'src/ledger/b.ts': "import { c } from './c.js';\nimport { d } from './d.js';",
      'src/ledger/c.ts': "import { d } from './d.js';",
      'src/ledger/d.ts': "import { a } from '../risk/a.js';",
    });
    expect(others).toEqual([]);
    expect(fault).toContain(
      'src/ledger/b.ts:2: imports go in a circle: src/ledger/b.ts → src/ledger/d.ts → ' +
        'src/risk/a.ts → src/ledger/b.ts, and 4 files are in it:',
    );
  });

  test('of a file with itself, reported apart from other circles', () => {
    const loop = { 'workers/w.ts': "import type { W } from './w.js';" };
    expect(faultsOf(rule, { ...files, ...loop })).toHaveLength(2);
  });

  test('but several ways may lead to one file, and tests are exempt', () => {
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
      'src/fleet/venue-thread/a.ts:1: imports ../server-thread/a.js, of ' +
        'src/fleet/server-thread/: put what both need in a folder below them',
    ]);
    expect(from('src/fleet/server-thread/a.ts', "import '../venue-thread/a.js';")).toHaveLength(1);
  });

  test('but each may import its own files and folders below', () => {
    expect(from('src/fleet/venue-thread/a.ts', "import './b.js';")).toEqual([]);
    expect(from('src/fleet/server-thread/a.ts', "import '../memory/b.js';")).toEqual([]);
    expect(from('src/fleet/fleet.ts', "import './server-thread/b.js';")).toEqual([]);
  });
});
