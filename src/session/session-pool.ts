import { availableParallelism } from 'node:os';
import { InputError } from '../base/input-error.js';
import type { GivenOrders } from '../session/session.js';
import { explainStart, ThreadError } from '../threads/failure.js';
import { ThreadPool } from '../threads/pool.js';
import type { DaySpec } from './day/spec.js';
import type { DayResult } from './result/result.js';

/** One simulated day to run, as data that another thread can take. */
export interface SessionTask {
  readonly spec: DaySpec;
  /** Replaces the seed of the spec; an integer in [0, 2^32). */
  readonly seed?: number | undefined;
  readonly orders?: GivenOrders | undefined;
  /** URLs of modules with custom checks. */
  readonly checks?: readonly string[] | undefined;
}

/** A day to run in a pool. */
export interface DayTask extends SessionTask {
  /** Whether the day is run to tell which of its checks never act, as `runShadow` does. */
  readonly isShadow?: boolean | undefined;
  /** Whether the result's digest is left empty. */
  readonly withoutDigest?: boolean | undefined;
}

/** The options of `runSessions`. */
export interface SessionPoolOptions {
  /** The number of threads; by default one for each core. */
  readonly threads?: number | undefined;
  /** Ends the iteration early, without an error. */
  readonly signal?: AbortSignal | undefined;
  /**
   * The compiled entry of the threads, `smars/workers/session`. Give it if a bundler has moved this
   * module away from it.
   */
  readonly workerFile?: URL | undefined;
}

/** The outcome of one day: the place of its task in the list, from 0, and the result. */
export interface SessionOutcome {
  readonly task: number;
  readonly result: DayResult;
}

/**
 * Runs days wherever it does, and yields each outcome when it is done. The list may grow, up to
 * `tasksMax`, between two outcomes.
 */
export type RunTasks = (
  tasks: readonly DayTask[],
  tasksMax: number,
) => AsyncGenerator<SessionOutcome>;

/** Returns what runs days on threads of this process. */
export function daysOnThreads(options: SessionPoolOptions): RunTasks {
  return (tasks, tasksMax) => runQueue(tasks, tasksMax, options);
}

/** A day makes little garbage, and V8's 48 MB would be full of it for each thread. */
const POOL = { name: 'sessions', youngMbMax: 6 } as const;

const SESSION_FILE = new URL('../../workers/session.js', import.meta.url);

/** Threads that run days as they come. */
export interface Sessions {
  /** Runs a day. Give no more at a time than there are threads. */
  run(task: DayTask): Promise<DayResult>;
  end(): Promise<void>;
}

/** Opens threads for days. Rejects with a ThreadError if they do not start. */
export async function openSessions(threads: number): Promise<Sessions> {
  const pool = new ThreadPool({ ...POOL, file: SESSION_FILE, threads });
  await pool.ready();
  return {
    run: (task) => pool.run<DayResult>('runTask', task, describeTask(task, 0)),
    end: () => pool.end(),
  };
}

/**
 * Runs simulated days on worker threads, and yields each outcome when it is done, with the place of
 * its task. After the first failure it starts no further task, yields the finished outcomes, and
 * throws: an InputError if the task's input is at fault, otherwise a ThreadError that names the
 * task, with its cause. When `signal` aborts, it abandons running tasks and the iteration ends.
 */
export function runSessions(
  tasks: readonly SessionTask[],
  options: SessionPoolOptions = {},
): AsyncGenerator<SessionOutcome> {
  return runQueue(tasks, tasks.length, options);
}

/**
 * `runSessions` for a list that may grow, up to `tasksMax`, between two outcomes. It takes tasks
 * from the front of the list.
 */
async function* runQueue(
  tasks: readonly DayTask[],
  tasksMax: number,
  options: SessionPoolOptions = {},
): AsyncGenerator<SessionOutcome> {
  const { signal, workerFile = SESSION_FILE } = options;
  const threads = Math.min(countThreads(options.threads), tasksMax);
  if (threads === 0 || signal?.aborted) return;
  // The pool gets one task a thread and no signal: at a Ctrl-C it would take minutes to abort a
  // long queue task by task, and tasks with a signal would abort out of order.
  const pool = new ThreadPool({ ...POOL, file: workerFile, threads });
  const done: SessionOutcome[] = [];
  let failure: Error | undefined;
  let wake = (): void => undefined;
  const look = (): void => wake();
  signal?.addEventListener('abort', look);
  const note = (work: Promise<unknown>, explain: (error: unknown) => Error): void => {
    underWay++;
    work
      .catch((error: unknown) => {
        failure ??= explain(error);
      })
      .then(() => {
        underWay--;
        look();
      });
  };
  let begun = 0;
  let underWay = 0;
  try {
    note(
      pool.ready(),
      (error) => new ThreadError('sessions', 'loading', explainStart(error, '`workerFile`')),
    );
    let isUp = false;
    for (;;) {
      isUp ||= underWay === 0 && failure === undefined;
      while (
        isUp &&
        underWay < threads &&
        begun < tasks.length &&
        failure === undefined &&
        !signal?.aborted
      ) {
        const task = begun++;
        const run = pool.run<DayResult>('runTask', tasks[task], describeTask(tasks[task]!, task));
        note(
          run.then((result) => done.push({ task, result })),
          explainFailure,
        );
      }
      const next = done.shift();
      if (next !== undefined) yield next;
      else if (failure !== undefined) throw failure;
      else if (signal?.aborted || (isUp && underWay === 0)) return;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    signal?.removeEventListener('abort', look);
    await pool.end();
  }
}

function countThreads(threads = availableParallelism()): number {
  if (Number.isInteger(threads) && threads >= 1) return threads;
  throw new InputError(
    `runSessions: threads must be a whole number of at least 1, is ${String(threads)}`,
  );
}

function describeTask(given: SessionTask, task: number): string {
  return `task ${task} (seed ${given?.seed ?? given?.spec?.seed})`;
}

/** An InputError stays one, and names its task. */
function explainFailure(error: unknown): Error {
  const { cause, task } = error as ThreadError;
  return cause instanceof InputError
    ? new InputError(`${task}: ${cause.message}`, { cause })
    : (error as ThreadError);
}
