import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../support/command.js';
import type { PlantedBug } from './bugs.js';

/** A copy of the tree to plant bugs in. */
export interface Garden {
  readonly folder: string;
  remove(): void;
}

/** Copies the files that tests need. */
export function openGarden(): Garden {
  const folder = mkdtempSync(join(tmpdir(), 'smars-test-'));
  for (const part of [
    'src',
    'test',
    'bench',
    'workers',
    'dist',
    'package.json',
    'vitest.config.ts',
    'tsconfig.json',
  ]) {
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * Returns the file of a bug with and without it. Throws unless the text to change is exactly once
 * in the file.
 */
export function readBug({ name, file, right, wrong }: PlantedBug): {
  sound: string;
  broken: string;
} {
  const sound = readFileSync(join(ROOT, file), 'utf8');
  const places = sound.split(right).length - 1;
  if (places !== 1)
    throw new Error(
      `planted bug '${name}': ${JSON.stringify(right)} is ${places} times in ${file}`,
    );
  return { sound, broken: sound.replace(right, () => wrong) };
}

/**
 * Plants a bug in the garden and runs the test that must find it; returns whether the test failed.
 */
export function isFound(garden: Garden, bug: PlantedBug): boolean {
  const { sound, broken } = readBug(bug);
  const path = join(garden.folder, bug.file);
  writeFileSync(path, broken);
  if (bug.isBuilt === true) build(garden);
  const { passed, failed } = runTests(garden, [bug.foundBy.file], [bug.foundBy.test]);
  writeFileSync(path, sound);
  if (bug.isBuilt === true)
    cpSync(join(ROOT, 'dist'), join(garden.folder, 'dist'), { recursive: true });
  if (passed + failed === 0)
    throw new Error(`planted bug '${bug.name}': no test is named ${bug.foundBy.test}`);
  return failed > 0;
}

function build({ folder }: Garden): void {
  const { status, stdout } = spawnSync(
    process.execPath,
    [join('node_modules', 'typescript', 'bin', 'tsc')],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`the garden cannot be built: ${stdout}`);
}

/** Runs the tests in the garden whose names contain one of `names`. */
export function runTests(
  { folder }: Garden,
  files: readonly string[],
  names: readonly string[],
): { passed: number; failed: number } {
  const pattern = names.map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|');
  // One process, beside the one that waits for it.
  const flags = ['--maxWorkers=1', '--no-isolate', '--reporter=json', '--root', folder];
  const command = [
    join('node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...files,
    '-t',
    pattern,
    ...flags,
  ];
  const { stdout } = spawnSync(process.execPath, command, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  const report = JSON.parse(stdout.slice(stdout.indexOf('{'))) as {
    numPassedTests: number;
    numFailedTests: number;
  };
  return { passed: report.numPassedTests, failed: report.numFailedTests };
}
