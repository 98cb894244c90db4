import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
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
import type { StockPrices } from '../session/result/stocks.js';
import { ThreadError } from '../threads/failure.js';
import { ThreadPool } from '../threads/pool.js';
import type { EventFormat } from './event-formats.js';
import type { WriterTask, WrittenRows } from './event-writer.js';
import { OutputError, workPlaceOf } from './output.js';
import { openWorkFolder } from './work-folder.js';

/** What was written, and what it cost. */
export interface EventReport extends CaptureCounts, WrittenRows {
  /** Of all files. */
  readonly bytes: number;
  readonly format: EventFormat;
  readonly policy: CapturePolicy;
}

const EVENTS_FILE = new URL('../../workers/events.js', import.meta.url);

/**
 * Children and fills on their way to files, by a thread of their own. They are written into a
 * folder beside the run's, of which they become a part when everything of the run is written; what
 * a process leaves in between it takes away.
 */
export class EventCapture {
  readonly memory: CaptureMemory;
  readonly #format: EventFormat;
  readonly #head: CaptureHead;
  readonly #folder: ReturnType<typeof openWorkFolder>;
  readonly #pool: ThreadPool;
  readonly #rows: Promise<WrittenRows>;
  readonly #failed = new AbortController();

  private constructor(
    memory: CaptureMemory,
    format: EventFormat,
    head: CaptureHead,
    folder: ReturnType<typeof openWorkFolder>,
    pool: ThreadPool,
  ) {
    this.memory = memory;
    this.#format = format;
    this.#head = head;
    this.#folder = folder;
    this.#pool = pool;
    const task: WriterTask = { memory, head, format, folder: folder.path };
    this.#rows = pool.run('writeEvents', task, `writing ${format}`);
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

  /**
   * Starts the thread. `out` is the folder of the run, `originMs` when its ns 0 is, ms since 1970
   * UTC.
   */
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
      mkdirSync(dirname(resolve(out)), { recursive: true });
      return new EventCapture(memory, format, head, openWorkFolder(workPlaceOf(out)), pool);
    } catch (error) {
      await pool.end();
      throw error;
    }
  }

  /**
   * Ends the files, once the producers have ended. Throws an OutputError when they could not be
   * written.
   */
  async finish(prices?: StockPrices): Promise<{ report: EventReport; files: [string, string][] }> {
    closeCapture(this.memory);
    const { path: folder } = this.#folder;
    const task = { head: this.#head, format: this.#format, folder };
    try {
      const rows = await this.#rows;
      if (prices !== undefined)
        await this.#pool.run('writeStocks', { ...task, prices }, 'writing stocks');
      if (this.#format === 'parquet')
        await (await import('./parquet.js')).makeParquet(folder, this.#head);
      const files = readdirSync(folder).map((name): [string, string] => [name, join(folder, name)]);
      const bytes = files.reduce((sum, [, path]) => sum + statSync(path).size, 0);
      const counts = countCapture(this.memory);
      if (this.memory.policy === 'wait' && counts.dropped > 0)
        throw new Error('the thread that writes them has stopped');
      return {
        report: { format: this.#format, policy: this.memory.policy, ...rows, bytes, ...counts },
        files,
      };
    } catch (error) {
      const cause = error instanceof ThreadError ? error.cause : error;
      const { code, message } =
        cause instanceof Error
          ? (cause as NodeJS.ErrnoException)
          : { code: undefined, message: String(cause) };
      // DuckDB's errors have several lines, and no code.
      const reason =
        typeof code === 'string' && /^E[A-Z]+$/.test(code) ? code : message.split('\n')[0];
      throw new OutputError(`--events ${this.#format}: cannot be written (${reason})`, {
        cause: error,
      });
    }
  }

  /** Ends the thread and takes away what of its files is still in its folder. */
  async close(): Promise<void> {
    closeCapture(this.memory);
    await this.#pool.end();
    this.#folder.remove();
  }
}
