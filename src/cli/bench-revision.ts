import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../base/assert.js';
import type { Terminal } from './command.js';
import { makeWorkFolder, removeLeftovers } from './work-folder.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Another revision, built in a work tree of its own below the system's folder for such things. */
export interface BuiltRevision {
  /** The commit in short. */
  readonly commit: string;
  /** Its built benchmarks. */
  readonly folder: string;
  /** Takes the work tree away. Also done when the process exits before. */
  remove(): void;
}

/** The commit that a revision names. Throws an InputError where there is none, or no clone. */
export function findRevision(revision: string): string {
  const git = (...args: string[]): string =>
    execFileSync('git', args, {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    git('rev-parse', '--git-dir');
  } catch {
    throw new InputError('--against: needs a clone of the repository, and git');
  }
  try {
    return git('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
  } catch {
    throw new InputError(
      `--against '${revision}': is not a revision of this repository; give a commit, branch or tag such as HEAD~1`,
    );
  }
}

/**
 * Builds the source of another revision together with the benchmarks of this tree, so that both
 * answer the same question by the same work. Packages are those of this tree. Throws an InputError
 * where one of the benchmarks does not compile there, since it asks for something that the revision
 * did not have; undefined when interrupted.
 */
export async function buildRevision(
  revision: string,
  names: readonly string[],
  terminal: Terminal,
): Promise<BuiltRevision | undefined> {
  const commit = findRevision(revision);
  removeLeftovers(tmpdir());
  const scratch = makeWorkFolder(tmpdir());
  const tree = join(scratch, 'tree');
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const remove = (): void => {
    process.removeListener('exit', remove);
    if (existsSync(tree)) git('worktree', 'remove', '--force', tree);
    rmSync(scratch, { recursive: true, force: true });
  };
  process.once('exit', remove);
  try {
    terminal.tell(`building ${commit.slice(0, 7)} in a work tree of its own\n`);
    git('worktree', 'add', '--detach', tree, commit);
    rmSync(join(tree, 'bench'), { recursive: true, force: true });
    cpSync(join(ROOT, 'bench'), join(tree, 'bench'), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
    if (
      readFileSync(join(tree, 'package-lock.json'), 'utf8') !==
      readFileSync(join(ROOT, 'package-lock.json'), 'utf8')
    )
      terminal.tell('its packages differ from those of this tree, which are used for both\n');
    const faults = await compile(tree, terminal.interrupted);
    if (terminal.interrupted.aborted) {
      remove();
      return undefined;
    }
    refuseFaults(faults, names, revision);
    bundle(tree);
    return { commit: commit.slice(0, 7), folder: join(tree, 'dist', 'bench'), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Compiles a tree; returns what the compiler complains of. It writes what it can all the same. */
function compile(tree: string, signal: AbortSignal): Promise<string> {
  const child = spawn(process.execPath, [join(tree, 'node_modules', 'typescript', 'bin', 'tsc')], {
    cwd: tree,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let told = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (told += text));
  const end = (): void => void child.kill();
  signal.addEventListener('abort', end);
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => {
      signal.removeEventListener('abort', end);
      done(code === 0 ? '' : told);
    });
  });
}

/** Bundles a compiled tree where its revision has a script for that. */
function bundle(tree: string): void {
  const script = join(tree, '.build', 'build.mjs');
  if (existsSync(script))
    execFileSync(process.execPath, [script, 'bundle'], { cwd: tree, stdio: 'pipe' });
}

/**
 * A complaint counts where it is about a benchmark that is asked for, or about what it stands on.
 */
function refuseFaults(faults: string, names: readonly string[], revision: string): void {
  const counts = (line: string): boolean => {
    const [, bench] = /^bench\/(\w[\w-]*)\.ts\(/.exec(line) ?? [];
    return (
      /^\S+\.ts\(\d+,\d+\): error/.test(line) && (bench === undefined || names.includes(bench))
    );
  };
  const first = faults.split('\n').find((line) => counts(line));
  if (first !== undefined)
    throw new InputError(
      `--against '${revision}': a benchmark of this tree does not compile with its source: ${first.trim()}`,
    );
}
