import { setTimeout as sleep } from 'node:timers/promises';
import type { KvWatchEntry } from '@nats-io/kv';
import { InputError } from '../base/input-error.js';
import type { DayTask, SessionOutcome } from '../session/session-pool.js';
import type { SweepProgram } from '../sweep/tasks.js';
import { announceProgram, type Bus, CONFLICT, openBus } from './bus.js';
import { DayPacker, type PackedTask, type QueuedTask } from './packed.js';
import { readResult, type StoredResult, unpackResult } from './stored.js';

interface RemoteOptions {
  readonly signal: AbortSignal;
  /** Something to log, such as that no worker takes tasks. */
  tell(text: string): void;
}

/** Tasks whose results are looked up together. */
const LOOKUPS = 128;
const RETRY_MS = 200;
/** Without news for so long, the queue is looked at: news may have been lost. */
const QUIET_MS = 3000;
/** Failures that an error names. */
const NAMED_MAX = 5;

/**
 * Runs days on the workers of a NATS server, and yields each outcome with the place of its task in
 * the list, which may grow between two outcomes. Results that the server has already are not run
 * again. When `signal` aborts, the iteration ends. Throws an InputError when all others are done,
 * for tasks that failed five times and for keys on which two workers disagree.
 */
export async function* runRemote(
  address: string,
  program: SweepProgram,
  tasks: readonly DayTask[],
  options: RemoteOptions,
): AsyncGenerator<SessionOutcome> {
  const bus = await openBus(address, program);
  const coordinator = new Coordinator(bus, program, tasks, options);
  try {
    yield* coordinator.run();
  } finally {
    await bus.connection.close();
  }
}

/** Tasks that have come into the list: their keys, and the texts of new inputs by digest. */
interface FreshTasks {
  readonly keys: readonly string[];
  readonly inputs: ReadonlyMap<string, string>;
}

class Coordinator {
  readonly #bus: Bus;
  readonly #program: SweepProgram;
  readonly #tasks: readonly DayTask[];
  readonly #options: RemoteOptions;
  /** The tasks without an outcome, by key, and the places of all tasks. */
  readonly #missing = new Map<string, PackedTask>();
  readonly #places = new Map<string, number[]>();
  readonly #packer: DayPacker;
  /** The texts that are not on the server yet, by digest. */
  #inputs = new Map<string, string>();
  /** How many tasks of the list are packed. */
  #packed = 0;
  /** Lists of tasks that are on their way into the queue, which may be full. */
  #publishing = 0;
  #idleLooks = 0;
  #isAlone = false;
  readonly #faults: string[] = [];
  readonly #done: SessionOutcome[] = [];
  #wake = (): void => undefined;
  /** Whether the queue may have tasks of ours from elsewhere: an earlier sweep, or this one. */
  #mayBeTwice = true;
  /** Distinguishes publications, so that the server's memory of earlier ones hides none. */
  #round = Date.now();

  constructor(bus: Bus, program: SweepProgram, tasks: readonly DayTask[], options: RemoteOptions) {
    this.#bus = bus;
    this.#program = program;
    this.#tasks = tasks;
    this.#options = options;
    this.#packer = new DayPacker(program, (digest, text) => this.#inputs.set(digest, text));
  }

  async *run(): AsyncGenerator<SessionOutcome> {
    const { signal } = this.#options;
    const look = (): void => this.#wake();
    signal.addEventListener('abort', look);
    this.#mayBeTwice = await this.#hasTasks();
    const announced = await announceProgram(this.#bus.coordinators, this.#program);
    const news = await this.#bus.news();
    const following = this.#follow(news);
    let publishing = Promise.resolve();
    try {
      let quietSinceMs = performance.now();
      while (!signal.aborted) {
        const fresh = this.#packNew();
        if (fresh.keys.length > 0) {
          this.#publishing++;
          publishing = publishing
            .then(() => this.#publishAll(fresh))
            .finally(() => this.#publishing--);
        }
        const next = this.#done.shift();
        if (next !== undefined) {
          yield next;
          quietSinceMs = performance.now();
        } else if (this.#missing.size === 0 && this.#packed === this.#tasks.length) break;
        else if (performance.now() - quietSinceMs > QUIET_MS) {
          await this.#examine().catch(() => undefined);
          quietSinceMs = performance.now();
        } else await this.#untilNews(quietSinceMs + QUIET_MS - performance.now());
      }
      await publishing;
    } finally {
      signal.removeEventListener('abort', look);
      announced.stop();
      news.stop();
      await following;
    }
    if (this.#faults.length > 0)
      throw new InputError(
        [
          `${this.#faults.length} days have no result that can be used:`,
          ...this.#faults.slice(0, NAMED_MAX),
          ...(this.#faults.length > NAMED_MAX ? ['…'] : []),
        ].join('\n  '),
      );
  }

  /** Whether the queue has tasks. */
  async #hasTasks(): Promise<boolean> {
    const { state } = await this.#bus.manager.streams.info(this.#bus.stream);
    return state.messages > 0;
  }

  /** Resolves at the next outcome or abort, and at the latest after `ms`. */
  #untilNews(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const late = setTimeout(resolve, Math.max(1, ms));
      this.#wake = () => {
        clearTimeout(late);
        resolve();
      };
      if (this.#done.length > 0 || this.#options.signal.aborted) this.#wake();
    });
  }

  /** Packs the tasks that have come into the list. */
  #packNew(): FreshTasks {
    const keys: string[] = [];
    for (; this.#packed < this.#tasks.length; this.#packed++) {
      const packed = this.#packer.pack(this.#tasks[this.#packed]!);
      const twin = this.#places.get(packed.key);
      if (twin !== undefined) twin.push(this.#packed);
      else {
        this.#places.set(packed.key, [this.#packed]);
        this.#missing.set(packed.key, packed);
        keys.push(packed.key);
      }
    }
    const inputs = this.#inputs;
    this.#inputs = new Map();
    return { keys, inputs };
  }

  /** Stores the inputs, looks for results that are there, and publishes the other tasks. */
  async #publishAll({ keys, inputs }: FreshTasks): Promise<void> {
    for (const [digest, text] of inputs)
      await this.#insist(async () => {
        if ((await this.#bus.inputs.info(digest)) === null)
          await this.#bus.inputs.putBlob({ name: digest }, Buffer.from(text));
      });
    for (let first = 0; first < keys.length; first += LOOKUPS) {
      const some = keys.slice(first, first + LOOKUPS);
      await this.#insist(() => this.#lookUp(some, true));
      await Promise.all(some.map((key) => this.#insist(() => this.#publish(key))));
    }
  }

  /** Repeats work until it succeeds: the server may be away, or the queue full. */
  async #insist(work: () => Promise<void>): Promise<void> {
    while (!this.#options.signal.aborted) {
      try {
        await work();
        return;
      } catch {
        await sleep(RETRY_MS);
      }
    }
  }

  async #publish(key: string): Promise<void> {
    const packed = this.#missing.get(key);
    if (packed === undefined) return;
    const task: QueuedTask = { ...packed, mayBeTwice: this.#mayBeTwice };
    await this.#bus.client.publish(this.#bus.subject, JSON.stringify(task), {
      msgID: `${key} ${this.#round}`,
    });
  }

  /** Looks results up. A failure of an earlier sweep is forgotten, and the day tried again. */
  async #lookUp(keys: readonly string[], forgets = false): Promise<void> {
    for (let first = 0; first < keys.length; first += LOOKUPS)
      await Promise.all(
        keys.slice(first, first + LOOKUPS).map(async (key) => {
          const stored = await readResult(this.#bus.results, key);
          if (stored === undefined) return;
          if (forgets && 'failure' in stored) await this.#bus.results.purge(key);
          else this.#keep(key, stored);
        }),
      );
  }

  /**
   * Looks after a quiet time what has become of the missing tasks: news may be lost with a
   * connection, tasks with a server, and a task that ended five workers stays in the queue without
   * a word.
   */
  async #examine(): Promise<void> {
    const { state } = await this.#bus.manager.streams.info(this.#bus.stream);
    const consumer = await (await this.#bus.consumer()).info();
    const isIdle =
      this.#publishing === 0 && consumer.num_pending === 0 && consumer.num_ack_pending === 0;
    if (consumer.num_waiting === 0 && consumer.num_ack_pending === 0 && !this.#isAlone) {
      this.#isAlone = true;
      this.#options.tell('no worker takes tasks; start one: smars worker --nats URL');
    }
    if (!isIdle) {
      this.#idleLooks = 0;
      return;
    }
    await this.#lookUp([...this.#missing.keys()]);
    if (this.#missing.size === 0) return;
    // A result may be on its way, so the second look counts.
    if (++this.#idleLooks < 2) return;
    this.#idleLooks = 0;
    if (state.messages === 0) {
      this.#round++;
      this.#mayBeTwice = true;
      for (const key of this.#missing.keys()) await this.#publish(key);
      return;
    }
    for (const key of [...this.#missing.keys()])
      this.#keep(key, { by: 'the queue', failure: 'was given to five workers; none answered' });
    await this.#bus.manager.streams.purge(this.#bus.stream);
  }

  async #follow(news: AsyncIterable<KvWatchEntry>): Promise<void> {
    for await (const entry of news) {
      const isConflict = entry.key.startsWith(CONFLICT);
      const key = isConflict ? entry.key.slice(CONFLICT.length) : entry.key;
      const isOurs = isConflict ? this.#places.has(key) : this.#missing.has(key);
      if (isOurs && entry.operation === 'PUT') this.#keep(key, unpackResult(entry.value));
    }
  }

  #keep(key: string, stored: StoredResult): void {
    if ('conflict' in stored) {
      this.#faults.push(`key ${key}: ${stored.conflict}; a key must give the same day everywhere`);
      return;
    }
    const packed = this.#missing.get(key);
    if (packed === undefined) return;
    this.#missing.delete(key);
    const places = this.#places.get(key)!;
    if ('result' in stored)
      for (const task of places) this.#done.push({ task, result: stored.result });
    else
      this.#faults.push(
        `task ${places[0]! + 1} (seed ${packed.seed}): ${stored.failure} (${stored.by})`,
      );
    this.#wake();
  }
}
