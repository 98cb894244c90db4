import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../base/assert.js';
import type { CaptureHead } from '../capture/columns.js';
import {
  allocateCapture,
  type CaptureCounts,
  type CaptureMemory,
  type CapturePolicy,
  closeCapture,
  countCapture,
  failCapture,
  openCaptureCells,
} from '../capture/memory.js';
import type { StockPrices } from '../session/stocks.js';
import { ThreadError } from '../threads/failure.js';
import { ThreadPool } from '../threads/pool.js';
import type { EventFormat } from './event-formats.js';
import type { WriterTask, WrittenRows } from './event-writer.js';

/** What was written, and what it cost. */
export interface EventReport extends CaptureCounts, WrittenRows {
  /** Of all files. */
  readonly bytes: number;
  readonly format: EventFormat;
  readonly policy: CapturePolicy;
}

const EVENTS_FILE = new URL('../../workers/events.js', import.meta.url);

/**
 * Children and fills on their way to files, by a thread of their own. They are written into a folder beside the run's, of which they become a part when everything of
 * the run is written; what a process leaves in between it takes away.
 */
export class EventCapture {
  readonly memory: CaptureMemory;
  readonly #format: EventFormat;
  readonly #head: CaptureHead;
  readonly #folder: string;
  readonly #pool: ThreadPool;
  readonly #rows: Promise<WrittenRows>;
  readonly #failed = new AbortController();
  readonly #remove = (): void => rmSync(this.#folder, { recursive: true, force: true });

  private constructor(memory: CaptureMemory, format: EventFormat, head: CaptureHead, folder: string, pool: ThreadPool) {
    this.memory = memory;
    this.#format = format;
    this.#head = head;
    this.#folder = folder;
    this.#pool = pool;
    process.once('exit', this.#remove);
    this.#rows = pool.run('writeEvents', { memory, head, format, folder } satisfies WriterTask, `writing ${format}`);
    this.#rows.catch(() => {
      // A thread that was ended from outside has not told the producers.
      failCapture(memory);
      this.#failed.abort();
    });
  }

  /** Aborted when the thread cannot go on: `finish` then says why. */
  get failed(): AbortSignal {
    return this.#failed.signal;
  }

  /** Starts the thread. `out` is the folder of the run, `originMs` when its ns 0 is, ms since 1970 UTC. */
  static async start(options: {
    readonly out: string;
    readonly format: EventFormat;
    readonly head: CaptureHead;
    readonly producers: number;
    readonly policy: CapturePolicy;
    readonly originMs: number;
  }): Promise<EventCapture> {
    const { out, format, head, producers, policy, originMs } = options;
    const memory = allocateCapture(producers, policy);
    openCaptureCells(memory).origin.originMs[0] = originMs;
    const pool = new ThreadPool({ name: 'events', file: EVENTS_FILE, threads: 1 });
    try {
      await pool.ready();
      await pool.run('rehearse', { head, format }, 'a rehearsal');
      const target = resolve(out);
      mkdirSync(dirname(target), { recursive: true });
      return new EventCapture(memory, format, head, mkdtempSync(join(dirname(target), `.${basename(target)}-events-`)), pool);
    } catch (error) {
      await pool.end();
      throw error;
    }
  }

  /** Ends the files, once the producers have ended. Throws an InputError when they could not be written. */
  async finish(prices?: StockPrices): Promise<{ report: EventReport; files: [string, string][] }> {
    closeCapture(this.memory);
    const task = { head: this.#head, format: this.#format, folder: this.#folder };
    try {
      const rows = await this.#rows;
      if (prices !== undefined) await this.#pool.run('writeStocks', { ...task, prices }, 'writing stocks');
      if (this.#format === 'parquet') await (await import('./parquet.js')).makeParquet(this.#folder);
      const files = readdirSync(this.#folder).map((name): [string, string] => [name, join(this.#folder, name)]);
      const bytes = files.reduce((sum, [, path]) => sum + statSync(path).size, 0);
      return { report: { format: this.#format, policy: this.memory.policy, ...rows, bytes, ...countCapture(this.memory) }, files };
    } catch (error) {
      const cause = error instanceof ThreadError ? error.cause : error;
      const code = cause instanceof Error ? (cause as NodeJS.ErrnoException).code : undefined;
      if (typeof code !== 'string' || !/^E[A-Z]+$/.test(code)) throw error;
      throw new InputError(`--events ${this.#format}: cannot be written (${code})`, { cause: error });
    }
  }

  /** Ends the thread and takes away what of its files is still in its folder. */
  async close(): Promise<void> {
    closeCapture(this.memory);
    await this.#pool.end();
    this.#remove();
    process.off('exit', this.#remove);
  }
}
