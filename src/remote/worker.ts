import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, JsMsg } from '@nats-io/jetstream';
import { InputError } from '../base/input-error.js';
import type { OrderFlow } from '../orders/flow.js';
import type { DayResult } from '../session/result/result.js';
import { type DayTask, openSessions, type Sessions } from '../session/session-pool.js';
import type { SweepProgram } from '../sweep/tasks.js';
import { type Bus, openBus, programId, readValue, streamOf, TRIES_MAX } from './bus.js';
import { type PackedTask, type QueuedTask, unpackFlow, unpackInput } from './packed.js';
import { keepResult, readResult, storeFirst } from './stored.js';

/** What a worker tells of itself. */
interface WorkerOptions {
  readonly threads: number;
  /** It ends after so long without a task; never without. */
  readonly idleSeconds: number | undefined;
  readonly signal: AbortSignal;
  /** A line for the log. */
  tell(text: string): void;
  /** A task has ended. */
  done(counts: WorkerCounts): void;
}

/** What a worker has done. */
export interface WorkerCounts {
  /** Days that it ran, and whose result it was the first to store. */
  ran: number;
  /** Tasks whose result was there already. */
  known: number;
  /** Tries that failed. */
  failed: number;
  /** Keys for which another worker had stored another day. */
  conflicts: number;
}

/** Another machine must hear of a task that runs, or it takes it. */
const WORKING_MS = 10_000;
/** How long one request for a task waits. */
const PULL_MS = 2000;
const GRACE_MS = 1000;
const RETRY_MS = 500;
/** The name of the error of the package for a message beyond what the server takes. */
const TOO_LARGE = 'InvalidArgumentError';
/** Inputs that are kept unpacked. */
const INPUTS_MAX = 32;
/** Orders may be large, and the days of a sweep share few of them. */
const FLOWS_MAX = 4;

/**
 * Takes tasks from a NATS server until `signal` aborts. Throws an InputError if the server has work
 * of another program alone: results of two programs are not mixed.
 */
export async function serveTasks(
  address: string,
  program: SweepProgram,
  options: WorkerOptions,
): Promise<WorkerCounts> {
  const bus = await openBus(address, program);
  const counts: WorkerCounts = { ran: 0, known: 0, failed: 0, conflicts: 0 };
  let sessions: Sessions | undefined;
  try {
    await refuseForeign(bus, program);
    sessions = await openSessions(options.threads);
    const worker = new Worker(bus, sessions, options, counts);
    await Promise.all(Array.from({ length: options.threads }, () => worker.run()));
    return counts;
  } finally {
    await sessions?.end();
    await bus.connection.close();
  }
}

/** Throws if coordinators with tasks run, and all of them are of other programs. */
async function refuseForeign({ coordinators, manager }: Bus, program: SweepProgram): Promise<void> {
  if ((await readValue(coordinators, programId(program))) !== undefined) return;
  for await (const id of await coordinators.keys()) {
    // A program that has no tasks left, as before an upgrade, is none to wait for.
    const tasks = await manager.streams.info(streamOf(id)).catch(() => undefined);
    if (tasks === undefined || tasks.state.messages === 0) continue;
    const other = await readValue<SweepProgram>(coordinators, id);
    if (other === undefined) continue;
    const names = ['version', 'revision', 'nodeMajor'] as const;
    const differs = names.find((name) => other[name] !== program[name])!;
    throw new InputError(
      `smars worker: the server has tasks of ${differs} '${other[differs]}', and this is ` +
        `'${program[differs]}'; results of two programs are not mixed`,
    );
  }
}

class Worker {
  readonly #bus: Bus;
  readonly #sessions: Sessions;
  readonly #options: WorkerOptions;
  readonly #counts: WorkerCounts;
  readonly #name = `${hostname()} ${process.pid}`;
  readonly #inputs = new Map<string, Promise<Omit<DayTask, 'seed'>>>();
  readonly #flows = new Map<string, Promise<OrderFlow>>();
  #consumer: Promise<Consumer> | undefined;
  #lastTaskMs = performance.now();

  constructor(bus: Bus, sessions: Sessions, options: WorkerOptions, counts: WorkerCounts) {
    this.#bus = bus;
    this.#sessions = sessions;
    this.#options = options;
    this.#counts = counts;
  }

  /** Takes one task after the other, as one thread can run them. */
  async run(): Promise<void> {
    while (!this.#isOver()) {
      // A server that is away is waited for: the connection comes back by itself.
      const message = await this.#next().catch(async () => {
        await sleep(RETRY_MS);
        return null;
      });
      if (message === null) continue;
      await this.#take(message).catch(async (error: unknown) => {
        this.#options.tell(`a task goes back: ${(error as Error).message}`);
        message.nak(RETRY_MS);
      });
      this.#lastTaskMs = performance.now();
      this.#options.done(this.#counts);
    }
  }

  #isOver(): boolean {
    const { signal, idleSeconds = Number.POSITIVE_INFINITY } = this.#options;
    return signal.aborted || performance.now() - this.#lastTaskMs > idleSeconds * 1000;
  }

  /**
   * Returns the next task, or null after a while. A request that was under way when the server died
   * is never answered: the deadline ends it. A task that it got all the same goes to another worker
   * when its time is over.
   */
  async #next(): Promise<JsMsg | null> {
    this.#consumer ??= this.#bus.consumer();
    const asked = this.#consumer.then((consumer) => consumer.next({ expires: PULL_MS }));
    // After a failure, the server is asked for the consumer anew.
    asked.catch(() => (this.#consumer = undefined));
    const { signal } = this.#options;
    let end = (): void => undefined;
    const ended = new Promise<null>((resolve) => {
      end = () => resolve(null);
    });
    const late = setTimeout(end, PULL_MS + GRACE_MS);
    signal.addEventListener('abort', end);
    try {
      return await Promise.race([asked, ended]);
    } finally {
      clearTimeout(late);
      signal.removeEventListener('abort', end);
    }
  }

  async #take(message: JsMsg): Promise<void> {
    const task = message.json<QueuedTask>();
    const working = setInterval(() => message.working(), WORKING_MS);
    try {
      const isAsked = task.mayBeTwice || message.redelivered;
      const known = isAsked ? await readResult(this.#bus.results, task.key) : undefined;
      if (known !== undefined) this.#counts.known++;
      else await this.#runOnce(task, message.info.deliveryCount);
      message.ack();
    } finally {
      clearInterval(working);
    }
  }

  /** Runs a task and stores its result, unless another worker was first. */
  async #runOnce(task: PackedTask, tries: number): Promise<void> {
    let result: DayResult;
    try {
      const input = await this.#inputOf(task.input);
      result = await this.#sessions.run({ ...input, seed: task.seed });
    } catch (error) {
      this.#counts.failed++;
      const failure = (error as Error).message;
      if (tries < TRIES_MAX) throw error;
      await storeFirst(this.#bus.results, task.key, { by: this.#name, failure });
      return;
    }
    let kept: Awaited<ReturnType<typeof keepResult>>;
    try {
      kept = await keepResult(this.#bus.results, task.key, this.#name, result);
    } catch (error) {
      if ((error as Error).name !== TOO_LARGE) throw error;
      const failure = 'its result is larger than a message of the server may be (max_payload)';
      await storeFirst(this.#bus.results, task.key, { by: this.#name, failure });
      this.#counts.failed++;
      return;
    }
    if (kept.is === 'first') this.#counts.ran++;
    else if (kept.is === 'known') this.#counts.known++;
    else {
      this.#counts.conflicts++;
      this.#options.tell(`key ${task.key}: ${kept.told}; a key must give the same day everywhere`);
    }
  }

  #inputOf(digest: string): Promise<Omit<DayTask, 'seed'>> {
    return remember(this.#inputs, INPUTS_MAX, digest, async () =>
      unpackInput(await this.#readText(digest), digest, (flow) => this.#flowOf(flow)),
    );
  }

  #flowOf(digest: string): Promise<OrderFlow> {
    return remember(this.#flows, FLOWS_MAX, digest, async () =>
      unpackFlow(await this.#readText(digest), digest),
    );
  }

  async #readText(digest: string): Promise<string> {
    const bytes = await this.#bus.inputs.getBlob(digest);
    if (bytes === null) throw new InputError(`input ${digest}: is not on the server`);
    return Buffer.from(bytes).toString('utf8');
  }
}

/** Reads a value once, and forgets the oldest of more than `most`. */
function remember<T>(
  known: Map<string, Promise<T>>,
  most: number,
  key: string,
  read: () => Promise<T>,
): Promise<T> {
  let value = known.get(key);
  if (value === undefined) {
    value = read();
    // A read that failed is tried again.
    value.catch(() => known.delete(key));
    known.set(key, value);
    if (known.size > most) known.delete(known.keys().next().value as string);
  }
  return value;
}
