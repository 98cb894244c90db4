import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../base/input-error.js';
import type { Terminal } from './command.js';
import { makeWorkFolder, removeLeftovers } from './work-folder.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Another revision, built in its own work tree below the system's temporary folder. */
interface BuiltRevision {
  /** The abbreviated commit. */
  readonly commit: string;
  /** The folder of its built benchmarks. */
  readonly folder: string;
  /** Removes the work tree. This also happens when the process exits early. */
  remove(): void;
}

/**
 * Finds the commit that a revision names. Throws an InputError if there is no such commit, or no
 * clone.
 */
function findRevision(revision: string): string {
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
      `--against '${revision}': is not a revision of this repository; give a commit, branch ` +
        'or tag such as HEAD~1',
    );
  }
}

/**
 * Builds another revision's source with this tree's benchmarks and packages, so that both revisions
 * do the same work. Throws an InputError if a benchmark does not compile there, since it uses what
 * the revision lacks. Returns undefined when interrupted.
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

/** Compiles a tree; returns the compiler's errors. It emits what it can despite them. */
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

/** Bundles a compiled tree if its revision has a bundle script. */
function bundle(tree: string): void {
  const script = join(tree, '.build', 'build.mjs');
  if (existsSync(script))
    execFileSync(process.execPath, [script, 'bundle'], { cwd: tree, stdio: 'pipe' });
}

/** Throws if a compile error concerns a requested benchmark or code that it depends on. */
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
      `--against '${revision}': a benchmark of this tree does not compile with its source: ` +
        `${first.trim()}`,
    );
}
