import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

/** The top of the repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Where the build is: `dist`, or what SMARS_DIST says. */
export const DIST = resolve(ROOT, process.env.SMARS_DIST ?? 'dist');
export const MAIN = join(DIST, 'src', 'main.js');

/**
 * What still runs when the tests of a file are over, because one of them failed, would run on
 * without end.
 */
const underWay = new Set<ChildProcess>();
afterAll(() => {
  for (const child of underWay) child.kill('SIGKILL');
});

/** How a process ended, and what it wrote. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** A command that runs. */
export interface Running {
  readonly child: ChildProcess;
  /** Resolves when the process has ended and its pipes are closed. */
  readonly ended: Promise<Outcome>;
  /**
   * Resolves when standard error has had a line like this; rejects when the process ends before.
   */
  told(pattern: RegExp): Promise<void>;
}

export interface StartOptions {
  readonly cwd?: string | undefined;
  readonly input?: string | undefined;
  /** The Node that runs it; the one that runs the tests where nothing is said. */
  readonly node?: string | undefined;
}

/** Starts the built command. */
export function startSmars(
  args: readonly string[],
  { cwd = ROOT, input, node = process.execPath }: StartOptions = {},
): Running {
  if (!existsSync(MAIN))
    throw new Error(`test/support/command: there is no ${MAIN}; build first: npm run build`);
  const child = spawn(node, [MAIN, ...args], { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  underWay.add(child);
  child.once('close', () => underWay.delete(child));
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  // A process that does not read its input closes the pipe, which is its right.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  const ended = once(child, 'close').then(
    ([code, signal]) => ({ code, signal, out, err }) as Outcome,
  );
  const told = (pattern: RegExp): Promise<void> =>
    new Promise((done, fail) => {
      const look = (): void => {
        if (pattern.test(err)) done();
      };
      child.stderr.on('data', look);
      child.once('close', () =>
        fail(new Error(`smars ${args.join(' ')} ended without telling ${pattern}: ${err}`)),
      );
      look();
    });
  return { child, ended, told };
}

/** Runs the built command to its end. */
export function smars(...args: string[]): Promise<Outcome> {
  return startSmars(args).ended;
}

/**
 * Standard error without the lines of progress, which a slow machine has and a quick one has not.
 */
export const withoutProgress = (err: string): string => err.replace(/^ {0,2}\d+ % {2}.*\n/gm, '');

/** The lines of a text that take more than `width` columns; each character of ours takes one. */
export function linesWider(text: string, width = 80): string[] {
  return text.split('\n').filter((line) => [...line].length > width);
}

/** A new folder below the system's, and how to take it away. */
export function scratchFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'smars-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
