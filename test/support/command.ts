import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

/** The top of the repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The folder of the build: `dist`, or the value of SMARS_DIST. */
export const DIST = resolve(ROOT, process.env.SMARS_DIST ?? 'dist');
export const MAIN = join(DIST, 'src', 'main.js');

/**
 * Ends commands that still run after the tests of a file, since a failed test leaves them behind.
 */
const underWay = new Set<ChildProcess>();
afterAll(() => {
  for (const child of underWay) child.kill('SIGKILL');
});

/** The end of a process and its output. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** A running command. */
export interface Running {
  readonly child: ChildProcess;
  /** Resolves when the process has ended and its pipes are closed. */
  readonly ended: Promise<Outcome>;
  /** Resolves when standard error has a line like this; rejects when the process ends before. */
  told(pattern: RegExp): Promise<void>;
}

export interface StartOptions {
  readonly cwd?: string | undefined;
  readonly input?: string | undefined;
  /** The Node that runs it; by default, the Node of the tests. */
  readonly node?: string | undefined;
  /** Leaves the input open for a test that types. */
  readonly typed?: boolean | undefined;
}

/** The commands whose days run on a pool of threads. */
const POOLED = ['whatif', 'tune', 'sweep'];

/**
 * A command line whose pool has one thread, unless it says otherwise: files of tests fill the cores
 * already, and each thread takes half a second to start.
 */
const onOneThread = (args: readonly string[]): readonly string[] =>
  POOLED.includes(args[0]!) && !args.some((arg) => /^(?:merge|--(?:threads|nats|help))/.test(arg))
    ? [...args, '--threads', '1']
    : args;

/** Starts the built command. */
export function startSmars(
  args: readonly string[],
  { cwd = ROOT, input, node = process.execPath, typed = false }: StartOptions = {},
): Running {
  if (!existsSync(MAIN))
    throw new Error(`test/support/command: there is no ${MAIN}; build first: npm run build`);
  const child = spawn(node, [MAIN, ...onOneThread(args)], { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  underWay.add(child);
  child.once('close', () => underWay.delete(child));
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  // A process that does not read its input may close the pipe.
  child.stdin.on('error', () => undefined);
  if (!typed) child.stdin.end(input ?? '');
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

/** Standard error without lines of progress, which only a slow machine has. */
export const withoutProgress = (err: string): string => err.replace(/^ {0,2}\d+ % {2}.*\n/gm, '');

/**
 * The lines of a text that are wider than `width` columns; each of our characters is one column
 * wide.
 */
export function linesWider(text: string, width = 80): string[] {
  return text.split('\n').filter((line) => [...line].length > width);
}

/** Creates a temporary folder; `remove` deletes it. */
export function scratchFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'smars-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
