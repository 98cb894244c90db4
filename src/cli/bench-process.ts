import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError, suggest } from '../base/input-error.js';
import { BENCHMARK, type Benchmark } from '../report/benchmark.js';
import { makeWorkFolder, removeLeftovers } from './work-folder.js';

/** The folder of this tree's built benchmarks. */
const BENCH_FOLDER = fileURLToPath(new URL('../../bench/', import.meta.url));

/** Whether this tree has benchmarks: a clone has, the package has not. */
export const hasBenchmarks = (): boolean => existsSync(BENCH_FOLDER);

/** Lists a build's benchmarks by name. Throws an InputError if it has none, as in the package. */
export function listBenchmarks(folder = BENCH_FOLDER): string[] {
  if (!existsSync(folder))
    throw new InputError(
      'smars bench: benchmarks and what they are compared with come with a clone of the ' +
        'repository, not with the package; there: npm ci && npm run bench',
    );
  return readdirSync(folder)
    .filter((file) => file.endsWith('.js'))
    .map((file) => file.slice(0, -3))
    .sort();
}

/** Refuses unknown names, suggesting the nearest known one. */
export function checkNames(chosen: readonly string[], names: readonly string[]): void {
  for (const name of chosen) {
    if (!names.includes(name))
      throw new InputError(`smars bench: '${name}' is not a benchmark; ${suggest(name, names)}`);
  }
}

/**
 * Runs a benchmark in its own process, so that benchmarks cannot warm up or pollute each other's
 * call sites. Returns undefined when `signal` was aborted. Throws when the process fails.
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

/** Merges runs of one benchmark: each case gets the figures of every process. */
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
