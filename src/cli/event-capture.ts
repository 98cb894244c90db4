import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Piscina } from 'piscina';
import type { CaptureHead } from '../capture/columns.js';
import {
  allocateCapture,
  type CaptureCounts,
  type CaptureMemory,
  type CapturePolicy,
  closeCapture,
  countCapture,
  openCaptureCells,
} from '../capture/memory.js';
import type { StockPrices } from '../session/stocks.js';
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

/** How long the thread may take to come up: a broken worker file would otherwise keep its task waiting for ever. */
const READY_MS = 20_000;

/**
 * Children and fills on their way to files, by a thread of their own. They are written into a folder beside the run's, of which they become a part when everything of
 * the run is written; what a process leaves in between it takes away.
 */
export class EventCapture {
  readonly memory: CaptureMemory;
  readonly #format: EventFormat;
  readonly #head: CaptureHead;
  readonly #folder: ReturnType<typeof openWorkFolder>;
  readonly #pool: Piscina;
  readonly #rows: Promise<WrittenRows>;

  private constructor(
    memory: CaptureMemory,
    format: EventFormat,
    head: CaptureHead,
    folder: ReturnType<typeof openWorkFolder>,
    pool: Piscina,
  ) {
    this.memory = memory;
    this.#format = format;
    this.#head = head;
    this.#folder = folder;
    this.#pool = pool;
    this.#rows = pool.run({ memory, head, format, folder: folder.path } satisfies WriterTask, {
      name: 'writeEvents',
    }) as Promise<WrittenRows>;
    this.#rows.catch(() => undefined);
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
    const filename = new URL('../../workers/events.js', import.meta.url).href;
    const pool = new Piscina({ filename, minThreads: 1, maxThreads: 1, idleTimeout: Number.POSITIVE_INFINITY, stricterFIFO: true });
    // A failure of the thread reaches us through its task; without a listener it would end the process as well.
    pool.on('error', () => undefined);
    await pool.run({ head, format }, { name: 'rehearse', signal: AbortSignal.timeout(READY_MS) });
    mkdirSync(dirname(resolve(out)), { recursive: true });
    return new EventCapture(memory, format, head, openWorkFolder(workPlaceOf(out)), pool);
  }

  /** Ends the files, once the producers have ended. Throws an OutputError when they could not be written. */
  async finish(prices?: StockPrices): Promise<{ report: EventReport; files: [string, string][] }> {
    closeCapture(this.memory);
    const { path: folder } = this.#folder;
    const task = { head: this.#head, format: this.#format, folder };
    try {
      const rows = await this.#rows;
      if (prices !== undefined) await this.#pool.run({ ...task, prices }, { name: 'writeStocks' });
      if (this.#format === 'parquet') await (await import('./parquet.js')).makeParquet(folder, this.#head);
      const files = readdirSync(folder).map((name): [string, string] => [name, join(folder, name)]);
      const bytes = files.reduce((sum, [, path]) => sum + statSync(path).size, 0);
      const counts = countCapture(this.memory);
      if (this.memory.policy === 'wait' && counts.dropped > 0) throw new Error('the thread that writes them has stopped');
      return { report: { format: this.#format, policy: this.memory.policy, ...rows, bytes, ...counts }, files };
    } catch (error) {
      // An error that comes from another thread has its message left, and no code; DuckDB's has several lines.
      const message = error instanceof Error ? error.message : String(error);
      const reason = /^(E[A-Z]+): /.exec(message)?.[1] ?? message.split('\n')[0];
      throw new OutputError(`--events ${this.#format}: cannot be written (${reason})`);
    }
  }

  /** Ends the thread and takes away what of its files is still in its folder. */
  async close(): Promise<void> {
    closeCapture(this.memory);
    await this.#pool.destroy();
    this.#folder.remove();
  }
}
