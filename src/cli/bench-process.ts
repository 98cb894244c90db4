import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError, suggest } from '../base/assert.js';
import { BENCHMARK, type Benchmark } from '../report/benchmark.js';
import { makeWorkFolder, removeLeftovers } from './work-folder.js';

/** Where the built benchmarks of this tree are. */
export const BENCH_FOLDER = fileURLToPath(new URL('../../bench/', import.meta.url));

/** Whether this is a clone, which has them, and not the package. */
export const hasBenchmarks = (): boolean => existsSync(BENCH_FOLDER);

/**
 * The benchmarks of a build, by name. Throws an InputError where there are none: the package has
 * none, a clone has.
 */
export function listBenchmarks(folder = BENCH_FOLDER): string[] {
  if (!existsSync(folder))
    throw new InputError(
      'smars bench: benchmarks and what they are compared with come with a clone of the repository, not with the package; there: npm ci && npm run bench',
    );
  return readdirSync(folder)
    .filter((file) => file.endsWith('.js'))
    .map((file) => file.slice(0, -3))
    .sort();
}

/** Refuses what is not one of the names, with the nearest. */
export function checkNames(chosen: readonly string[], names: readonly string[]): void {
  for (const name of chosen) {
    if (!names.includes(name))
      throw new InputError(`smars bench: '${name}' is not a benchmark; ${suggest(name, names)}`);
  }
}

/**
 * Runs one benchmark in a process of its own, so that none warms up or spoils the call sites of
 * another; undefined when `signal` was aborted. Throws when the process fails.
 */
export async function runBenchmark(
  name: string,
  signal: AbortSignal,
  folder = BENCH_FOLDER,
): Promise<Benchmark | undefined> {
  removeLeftovers(tmpdir());
  const scratch = makeWorkFolder(tmpdir());
  const result = join(scratch, 'result.json');
  try {
    const { code, told } = await runProcess(join(folder, `${name}.js`), result, signal);
    if (signal.aborted) return undefined;
    if (code !== 0 || !existsSync(result))
      throw new Error(
        `the benchmark ${name} ended with code ${code} and without figures:\n${told.trimEnd()}`,
      );
    return BENCHMARK.parse(JSON.parse(readFileSync(result, 'utf8')));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function runProcess(
  file: string,
  result: string,
  signal: AbortSignal,
): Promise<{ code: number | null; told: string }> {
  const env = { ...process.env, SMARS_BENCH_RESULT: result };
  const child = spawn(process.execPath, [...process.execArgv, file], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let told = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (told += text));
  const end = (): void => void child.kill('SIGKILL');
  if (signal.aborted) end();
  signal.addEventListener('abort', end);
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => {
      signal.removeEventListener('abort', end);
      done({ code, told });
    });
  });
}

/** The runs of one benchmark as one: its cases with the figures of every process. */
export function mergeRuns(runs: readonly Benchmark[]): Benchmark {
  const last = runs.at(-1)!;
  return {
    ...last,
    cases: last.cases.map((one) => ({
      ...one,
      processes: runs.flatMap(
        ({ cases }) => cases.find(({ name }) => name === one.name)?.processes ?? [],
      ),
    })),
  };
}
