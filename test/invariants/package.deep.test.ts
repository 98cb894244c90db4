import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT, scratchFolder } from '../support/command.js';
import { fetchNode } from '../support/nodes.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

const NODES = [20, 22, 24].map(fetchNode);
const MANIFEST = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  version: string;
  exports: Record<string, unknown>;
};
const ENTRIES = Object.keys(MANIFEST.exports).filter(
  (name) => name !== './package.json' && !name.startsWith('./workers/'),
);
/** Built files that do not come from one source file each. */
const BUNDLES = [
  'dist/src/cli/descriptions.json',
  'dist/src/bridge/alone.js',
  'dist/src/bridge/client.js',
  'dist/src/bridge/engine-thread.js',
  'dist/src/report/html/client.js',
];

/** Returns the source file of a built file. */
const sourceOf = (path: string) =>
  path.replace(/^dist\//, '').replace(/(?:\.d)?\.(c?)[jt]s$/, '.$1ts');

function run(command: string, args: readonly string[], cwd: string) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return { status, stdout, stderr };
}

describe('the package', () => {
  const folder = scratchFolder();
  const project = join(folder.path, 'project');
  let tarball = '';
  let files: string[] = [];

  beforeAll(() => {
    const packed = run('npm', ['pack', '--json', '--pack-destination', folder.path], ROOT);
    expect(packed.status, packed.stderr).toBe(0);
    const [{ filename, files: listed }] = JSON.parse(packed.stdout) as [
      { filename: string; files: { path: string }[] },
    ];
    tarball = join(folder.path, filename);
    files = listed.map(({ path }) => path);
    cpSync(join(ROOT, 'test', 'package'), project, { recursive: true });
    const install = [
      'install',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      tarball,
      'typescript@5',
      '@types/node@20',
    ];
    const installed = run('npm', install, project);
    expect(installed.status, installed.stderr).toBe(0);
    writeScenario(project, SMALL);
  });
  afterAll(() => folder.remove());

  test('holds the needed files and no others', () => {
    const kinds = new Set(
      files.map((path) => path.replace(/^dist\/(src|workers)\/.*?((?:\.d)?\.\w+)$/, 'dist/$1 $2')),
    );
    expect([...kinds].sort()).toEqual(
      [
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'docs/reference/api.md',
        'package.json',
        'dist/src .json',
        'dist/src .txt',
        ...['src', 'workers'].flatMap((part) => [`dist/${part} .d.ts`, `dist/${part} .js`]),
        ...['.cjs', '.d.cts'].map((kind) => `dist/workers ${kind}`),
      ].sort(),
    );
    const { size } = statSync(tarball);
    process.stdout.write(
      `the package: ${size.toLocaleString('en-US')} bytes packed, ${files.length} files\n`,
    );
  });

  test('holds no built file whose source is gone', () => {
    const built = files.filter(
      (path) =>
        path.startsWith('dist/') && !path.startsWith('dist/src/bundle/') && !BUNDLES.includes(path),
    );
    expect(built.length).toBeGreaterThan(300);
    expect(built.filter((path) => !existsSync(join(ROOT, sourceOf(path))))).toEqual([]);
  });

  test('passes publint and arethetypeswrong', () => {
    const lint = run('npx', ['publint', '--strict', tarball], ROOT);
    expect(lint.status, lint.stdout).toBe(0);
    const types = run('npx', ['attw', tarball, '--profile', 'esm-only'], ROOT);
    expect(types.status, types.stdout).toBe(0);
  });

  test('has types for every entry that a strict project compiles against', () => {
    const { status, stdout } = run('npx', ['tsc', '--noEmit'], project);
    expect(status, stdout).toBe(0);
    const imported = readFileSync(join(project, 'every-entry.ts'), 'utf8');
    for (const entry of ENTRIES) expect(imported).toContain(`'smars${entry.slice(1)}'`);
  });

  describe.each(NODES.map((node) => [node.major, node] as const))(
    'on Node %i',
    (_, { path, lack }) => {
      test.skipIf(path === undefined)(
        `works by every entry, and in the caller’s worker${lack === undefined ? '' : ` (${lack})`}`,
        () => {
          const { status, stdout, stderr } = run(path!, ['every-entry.mjs'], project);
          expect(status, stderr).toBe(0);
          expect(JSON.parse(stdout)).toEqual({
            entries: ENTRIES.map((entry) => `smars${entry.slice(1)}`),
            digests: 1,
            sent: true,
          });
        },
      );

      test.skipIf(path === undefined)('has a command line that runs a day', () => {
        const main = join(project, 'node_modules', '.bin', 'smars');
        expect(run(path!, [main, '--version'], project).stdout).toBe(`${MANIFEST.version}\n`);
        expect(run(path!, [main, 'bench'], project)).toMatchObject({
          status: 2,
          stderr: expect.stringContaining('a clone of the repository'),
        });
        // The project has none of the optional packages.
        expect(run(path!, [main, 'worker', '--nats', 'nats://127.0.0.1:1'], project)).toMatchObject(
          {
            status: 2,
            stderr: expect.stringContaining('--nats: needs packages (npm install @nats-io/'),
          },
        );
        const day = run(path!, [main, 'run', 'small.json', '--json'], project);
        expect(day.status, day.stderr).toBe(0);
        expect(JSON.parse(day.stdout)).toMatchObject({ command: 'run' });
        const load = run(
          path!,
          [
            main,
            'load',
            '--profile',
            'runaway',
            '--max',
            '--duration',
            '0.2s',
            '--warmup',
            '0s',
            '--json',
          ],
          project,
        );
        expect(load.status, load.stderr).toBe(0);
      });
    },
  );

  test('runs by npx from the tarball', () => {
    const { status, stdout, stderr } = run(
      'npx',
      ['--yes', `--package=${tarball}`, 'smars', '--version'],
      folder.path,
    );
    expect([status, stdout], stderr).toEqual([0, `${MANIFEST.version}\n`]);
  });

  test('starts no thread and opens no handle when it is imported', () => {
    expect(readdirSync(project)).toContain('every-entry.mjs');
    const script = `${ENTRIES.map((entry) => `await import('smars${entry.slice(1)}');`).join('')}
      process.stdout.write(process.getActiveResourcesInfo().filter((name) => /Worker|Message|Timeout|Immediate|Server|Socket|Watcher/.test(name)).join());`;
    writeFileSync(join(project, 'imported.mjs'), script);
    expect(run(process.execPath, ['imported.mjs'], project)).toMatchObject({
      status: 0,
      stdout: '',
    });
  });
});
