import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type CaptureHead, captureTables } from '../capture/columns.js';
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
import type { RunOrders } from '../capture/run-orders.js';
import type { NamedFinding } from '../risk/counts/findings.js';
import type { StockPrices } from '../session/result/stocks.js';
import { ThreadError } from '../threads/failure.js';
import { ThreadPool } from '../threads/pool.js';
import type { EventFormat } from './event-formats.js';
import type { WriterTask, WrittenEvents, WrittenRows } from './event-writer.js';
import { makeFolders, OutputError, workPlaceOf } from './output.js';
import type { Stops } from './stop-writer.js';
import { openWorkFolder } from './work-folder.js';

/** The amount written, and its cost. */
interface EventReport extends CaptureCounts, WrittenRows {
  /** Bytes of all files together. */
  readonly bytes: number;
  readonly format: EventFormat;
  readonly policy: CapturePolicy;
}

/** What a run knows at its end, beside its children and fills. A load has no prices or stops. */
export interface RunEnd {
  readonly prices?: StockPrices;
  readonly stops?: Stops;
  readonly orders: RunOrders | undefined;
  readonly findings: readonly NamedFinding[];
}

const EVENTS_FILE = new URL('../../workers/events.js', import.meta.url);

/**
 * Writes children and fills to files on a thread of its own. The files go into a hidden folder
 * beside the run's folder, and move there once the whole run is written. If the process ends
 * before, the hidden folder is removed.
 */
export class EventCapture {
  readonly memory: CaptureMemory;
  readonly #format: EventFormat;
  readonly #head: CaptureHead;
  readonly #folder: ReturnType<typeof openWorkFolder>;
  readonly #pool: ThreadPool;
  readonly #written: Promise<WrittenEvents>;
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
    this.#written = pool.run('writeEvents', task, `writing ${format}`);
    this.#written.catch(() => {
      // A thread that was terminated from outside has not told the producers.
      failCapture(memory);
      this.#failed.abort();
    });
  }

  /** Aborted when the thread has failed; `finish` then throws the reason. */
  get failed(): AbortSignal {
    return this.#failed.signal;
  }

  /**
   * Starts the thread. `out` is the run's folder, `originMs` the time of its ns 0, ms since 1970
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
      makeFolders(dirname(out));
      return new EventCapture(memory, format, head, openWorkFolder(workPlaceOf(out)), pool);
    } catch (error) {
      await pool.end();
      throw error;
    }
  }

  /**
   * Completes the files, with the tables of the run's end. Call it once the producers have ended.
   * Throws an OutputError if they could not be written.
   */
  async finish(end: RunEnd): Promise<{ report: EventReport; files: [string, string][] }> {
    closeCapture(this.memory);
    const { path: folder } = this.#folder;
    const task = { head: this.#head, format: this.#format, folder };
    try {
      const { rows, orders: sums } = await this.#written;
      const { prices, stops, orders, findings } = end;
      if (prices !== undefined)
        await this.#pool.run('writeStocks', { ...task, prices }, 'writing stocks');
      const originMs = openCaptureCells(this.memory).origin.originMs[0]!;
      if (stops !== undefined)
        await this.#pool.run('writeStops', { ...task, stops, originMs }, 'writing pauses');
      const tables = { ...task, orders, sums, findings, originMs };
      await this.#pool.run('writeEnd', tables, 'writing orders and findings');
      if (this.#format === 'parquet')
        await (await import('./parquet.js')).makeParquet(folder, captureTables(this.#head));
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
      // DuckDB's errors have several lines and no code.
      const reason =
        typeof code === 'string' && /^E[A-Z]+$/.test(code) ? code : message.split('\n')[0];
      throw new OutputError(`--events ${this.#format}: cannot be written (${reason})`, {
        cause: error,
      });
    }
  }

  /** Ends the thread and removes files that were not moved. */
  async close(): Promise<void> {
    closeCapture(this.memory);
    await this.#pool.end();
    this.#folder.remove();
  }
}
