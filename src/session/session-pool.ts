import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { DayResult } from '../session/result.js';
import type { GivenOrders } from '../session/session.js';
import type { DaySpec } from '../session/spec.js';

/** One simulated run to be done. Data only: it is handed to another thread. */
export interface SessionTask {
  readonly spec: DaySpec;
  /** Stands in place of the spec's own seed; an integer in [0, 2^32). */
  readonly seed?: number | undefined;
  readonly orders?: GivenOrders | undefined;
  /** URLs of modules with checks of the user's own. */
  readonly checks?: readonly string[] | undefined;
}

/** How long a thread may take to come up before the pool is given up: a broken worker file would otherwise keep a second task waiting for ever. */
const READY_MS = 20_000;

/** How days are spread over threads. */
export interface SessionPoolOptions {
  /** Threads; by default one a core. */
  readonly threads?: number | undefined;
  /** Ends the iteration early, without an error. */
  readonly signal?: AbortSignal | undefined;
  /** Where the compiled entry of the threads is, `smars/workers/session`; to be given where a bundler has moved this module away from it. */
  readonly workerFile?: URL | undefined;
}

/** The outcome of one day: which task of the list it was, from 0, and the result. */
export interface SessionOutcome {
  readonly task: number;
  readonly result: DayResult;
}

/**
 * Runs simulated days over the cores, one thread a core, and yields each outcome as it is done, with the task's place. Stops at the first failure. When `signal` is
 * aborted, running tasks are given up and the iteration ends.
 */
export async function* runSessions(tasks: readonly SessionTask[], options: SessionPoolOptions = {}): AsyncGenerator<SessionOutcome> {
  const threads = Math.min(options.threads ?? availableParallelism(), Math.max(1, tasks.length));
  const filename = (options.workerFile ?? new URL('../../workers/session.js', import.meta.url)).href;
  // The pool is given a task a thread and no signal: at a Ctrl-C it takes a long queue apart task by task, for minutes, and tasks with a signal out of order.
  const pool = new Piscina({
    filename,
    minThreads: threads,
    maxThreads: threads,
    idleTimeout: Number.POSITIVE_INFINITY,
    stricterFIFO: true,
  });
  // A failure of a thread reaches us through its task; without a listener it would end the process as well.
  pool.on('error', () => undefined);
  let wake = (): void => undefined;
  const look = (): void => wake();
  options.signal?.addEventListener('abort', look);
  try {
    await pool.run(undefined, { name: 'isReady', signal: AbortSignal.timeout(READY_MS) });
    const done: SessionOutcome[] = [];
    let failure: unknown;
    let begun = 0;
    let underWay = 0;
    while (begun < tasks.length || underWay > 0 || done.length > 0) {
      for (; underWay < threads && begun < tasks.length && failure === undefined && options.signal?.aborted !== true; begun++) {
        const task = begun;
        underWay++;
        pool
          .run(tasks[task], { name: 'runTask' })
          .then(
            (result: DayResult) => done.push({ task, result }),
            (error: unknown) => (failure ??= error),
          )
          .then(() => {
            underWay--;
            look();
          });
      }
      const next = done.shift();
      if (next !== undefined) yield next;
      else if (options.signal?.aborted) return;
      else if (failure !== undefined) throw failure;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    options.signal?.removeEventListener('abort', look);
    await pool.destroy();
  }
}
