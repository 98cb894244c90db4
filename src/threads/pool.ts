import { existsSync } from 'node:fs';
import { Piscina } from 'piscina';
import { isAnswer, reviveError } from './answer.js';
import { ThreadError } from './failure.js';

/** The setup of a pool. */
interface PoolSetup {
  /** The name of the pool in errors. */
  readonly name: string;
  /** The compiled entry of its threads, an ES module whose exports are tasks. */
  readonly file: URL;
  readonly threads: number;
  /** The largest JavaScript heap of a thread, MB. */
  readonly heapMbMax?: number | undefined;
  /** The largest young generation of a thread's heap, MB, for tasks that make little garbage. */
  readonly youngMbMax?: number | undefined;
}

/**
 * The longest time to load a file. Only a guard: a file that fails reports it at once, and one that
 * never ends reports nothing.
 */
const READY_MS = 60_000;

/**
 * Returns the file that piscina loads and that imports the entry. Node 20 ends the process when a
 * thread is ended while piscina `require`s an ES module. The loader is beside the entry, or beside
 * its compiled form. A bundler may have moved neither along; then piscina loads the entry itself.
 */
function findLoader(file: URL): URL | undefined {
  const places = [
    new URL('loader.cjs', file),
    new URL('../../workers/loader.cjs', import.meta.url),
  ];
  return places.find((place) => place.protocol === 'file:' && existsSync(place));
}

/**
 * Threads that run tasks. Every failure of a task or a thread reaches the caller as a ThreadError
 * with its cause. Give a pool no more tasks at a time than it has threads.
 */
export class ThreadPool {
  readonly name: string;
  readonly #file: URL;
  readonly #loader: URL | undefined;
  readonly #pool: Piscina;
  /** The failure of a thread without a task: it ends the tasks that run, and those that follow. */
  #fault: ThreadError | undefined;
  /** What rejects the tasks that run. A race with one long promise would keep their results. */
  readonly #rejects = new Set<(fault: ThreadError) => void>();

  constructor({ name, file, threads, heapMbMax, youngMbMax }: PoolSetup) {
    this.name = name;
    this.#file = file;
    this.#loader = findLoader(file);
    this.#pool = new Piscina({
      filename: (this.#loader ?? file).href,
      minThreads: threads,
      maxThreads: threads,
      concurrentTasksPerWorker: 1,
      idleTimeout: Number.POSITIVE_INFINITY,
      stricterFIFO: true,
      resourceLimits: {
        ...(heapMbMax !== undefined && { maxOldGenerationSizeMb: heapMbMax }),
        ...(youngMbMax !== undefined && { maxYoungGenerationSizeMb: youngMbMax }),
      },
    });
    // The listener is required: without one, an error of the pool would end the process.
    this.#pool.on('error', (error: unknown) => {
      this.#fault ??= new ThreadError(name, undefined, error);
      for (const reject of this.#rejects) reject(this.#fault);
    });
  }

  /** Resolves when a thread has loaded the file. Rejects when loading fails or takes too long. */
  async ready(): Promise<void> {
    let late: NodeJS.Timeout | undefined;
    const guard = new Promise<never>((_, reject) => {
      const fail = () =>
        reject(new ThreadError(this.name, 'loading', `not ready after ${READY_MS / 1000} s`));
      late = setTimeout(fail, READY_MS);
    });
    try {
      await Promise.race([this.run('isReady', undefined, 'loading'), guard]);
    } finally {
      clearTimeout(late);
    }
  }

  /** Runs a task, which is an export of the entry, on a thread; `label` names it in errors. */
  async run<T>(name: string, task: unknown, label: string): Promise<T> {
    const isDirect = this.#loader === undefined;
    const given = isDirect ? task : { file: this.#file.href, name, task };
    let answer: unknown;
    try {
      answer = await this.#orFault(this.#pool.run(given, { name: isDirect ? name : 'runTask' }));
    } catch (error) {
      throw error instanceof ThreadError ? error : new ThreadError(this.name, label, error);
    }
    if (!isAnswer(answer)) return answer as T;
    if (answer.smarsAnswer === 'failure')
      throw new ThreadError(this.name, label, reviveError(answer.error));
    return answer.result as T;
  }

  /** Resolves or rejects as `asked` does, or rejects at a fault before. */
  #orFault(asked: Promise<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#fault !== undefined) reject(this.#fault);
      this.#rejects.add(reject);
      asked.then(resolve, reject).finally(() => this.#rejects.delete(reject));
    });
  }

  /** Ends all threads, including those that still run. */
  async end(): Promise<void> {
    await this.#pool.destroy();
  }
}
