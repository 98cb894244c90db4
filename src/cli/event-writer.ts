import { closeSync } from 'node:fs';
import {
  type Batch,
  type CaptureHead,
  type CaptureNames,
  type CaptureTable,
  captureTables,
  createBatch,
} from '../capture/columns.js';
import { type CaptureMemory, failCapture, openCaptureCells } from '../capture/memory.js';
import type { OrderSums } from '../capture/order-sums.js';
import { type CaptureReader, createReader, isFull, readBlock } from '../capture/reader.js';
import { BLOCK_ROWS_MAX, CAPTURE_WORDS, writeHead } from '../capture/record.js';
import type { RunOrders } from '../capture/run-orders.js';
import {
  allocateRing,
  claim,
  isEnded,
  openConsumer,
  openProducer,
  publish,
  type RingConsumer,
  readable,
} from '../memory/ring.js';
import { openSleeper, type Waiter, waitUntil } from '../memory/waiting.js';
import type { NamedFinding } from '../risk/counts/findings.js';
import type { StockPrices } from '../session/result/stocks.js';
import { createWriter, type EventFile, flushBatch, openEventFile } from './event-file.js';
import type { EventFormat } from './event-formats.js';
import { fillFindings, findingNames } from './finding-writer.js';
import { fillOrders, orderNames } from './order-writer.js';
import { fillBusts, fillPauses, pauseNames, type Stops } from './stop-writer.js';
import { yieldToMeasured } from './thread-priority.js';

/** The writer thread's task: rings, the meaning of their records, and a folder of its own. */
export interface WriterTask {
  readonly memory: CaptureMemory;
  readonly head: CaptureHead;
  readonly format: EventFormat;
  readonly folder: string;
}

/** The number of rows in each file. */
export interface WrittenRows {
  readonly children: number;
  readonly fills: number;
}

/** What a thread has written, and what the rows say of each order, where the run has orders. */
export interface WrittenEvents {
  readonly rows: WrittenRows;
  readonly orders: OrderSums | undefined;
}

/** Blocks that are read from one ring before the next has its turn. */
const BLOCKS_A_TURN = 64;
const IDLE_MS = 20;

/** Batches of a rehearsal. */
const REHEARSED_BATCHES = 2;

/**
 * Formats rows that are never written. So the thread loads modules and compiles code before the
 * first child arrives.
 */
export async function rehearse({
  head,
  format,
}: Pick<WriterTask, 'head' | 'format'>): Promise<void> {
  const ring = allocateRing(CAPTURE_WORDS, 2 * BLOCK_ROWS_MAX);
  const producer = openProducer(ring, CAPTURE_WORDS);
  const consumer = openConsumer(ring, CAPTURE_WORDS);
  const reader = createReader(head);
  const tables = [reader.children, reader.fills];
  const writers = await Promise.all(
    tables.map(({ specs }) => createWriter(format, specs, () => undefined)),
  );
  for (let batch = 0; batch < REHEARSED_BATCHES; batch++) {
    while (!isFull(reader.children)) {
      claim(producer, BLOCK_ROWS_MAX + 1);
      writeHead(producer, producer.position, BLOCK_ROWS_MAX, 0, 1, 0, 0);
      publish(producer, BLOCK_ROWS_MAX + 1);
      readBlock(reader, consumer, 0);
    }
    for (const [index, table] of tables.entries()) {
      writers[index]!.write(table);
      table.rows = 0;
    }
  }
}

/**
 * Writes children and fills until every ring has ended; this is the thread's whole life. Rejects if
 * a file cannot be written, and tells the producers.
 */
export async function writeEvents({
  memory,
  head,
  format,
  folder,
}: WriterTask): Promise<WrittenEvents> {
  const rings = memory.rings.map((ring) => openConsumer(ring, CAPTURE_WORDS));
  const files: EventFile[] = [];
  yieldToMeasured();
  try {
    const children = await openEventFile(folder, 'children', format, captureTables(head).children);
    files.push(children);
    const fills = await openEventFile(folder, 'fills', format, captureTables(head).fills);
    files.push(fills);
    const reader = createReader(head);
    drainRings(rings, memory, reader, children, fills);
    flushBatch(children, reader.children);
    flushBatch(fills, reader.fills);
    for (const { writer } of files) writer.end();
    return { rows: { children: children.rows, fills: fills.rows }, orders: reader.orders };
  } catch (error) {
    failCapture(memory);
    throw error;
  } finally {
    for (const { handle } of files) closeSync(handle);
  }
}

function drainRings(
  rings: readonly RingConsumer[],
  memory: CaptureMemory,
  reader: CaptureReader,
  children: EventFile,
  fills: EventFile,
): void {
  const { origin } = openCaptureCells(memory);
  const waiter: Waiter = {
    waiting: 'back-off',
    sleeper: openSleeper(memory.sleepers, 0),
    nowMs: () => performance.now(),
  };
  const hasWork = (): boolean => rings.some((ring) => readable(ring) > 0) || rings.every(isEnded);
  while (!rings.every(isEnded)) {
    let rows = 0;
    for (const ring of rings) {
      for (let block = 0; block < BLOCKS_A_TURN; block++) {
        if (isFull(reader.children)) flushBatch(children, reader.children);
        if (isFull(reader.fills)) flushBatch(fills, reader.fills);
        const read = readBlock(reader, ring, origin.originMs[0]!);
        if (read === 0) break;
        rows += read;
      }
    }
    if (rows === 0) waitUntil(waiter, hasWork, IDLE_MS);
  }
}

/** Writes the stocks' prices at the end of a day. */
export function writeStocks({
  head,
  format,
  folder,
  prices,
}: Omit<WriterTask, 'memory'> & { prices: StockPrices }): Promise<void> {
  const rows = head.symbols.length;
  const columns = [
    head.symbols.map((_, symbol) => symbol),
    prices.openDollars,
    prices.midDollars,
    prices.settledDollars,
  ];
  return writeRows({ folder, format, name: 'stocks' }, head, {
    rows,
    fill: (batch) => {
      columns.forEach((column, index) => {
        batch.cells[index]!.set(column);
      });
      batch.rows = rows;
    },
  });
}

/** Writes the pauses of a day, and the trades that were busted. */
export async function writeStops({
  head: { symbols },
  format,
  folder,
  stops,
  originMs,
}: Omit<WriterTask, 'memory'> & {
  readonly stops: Stops;
  readonly originMs: number;
}): Promise<void> {
  const names = pauseNames(symbols, stops);
  await writeRows({ folder, format, name: 'pauses' }, names, {
    rows: stops.pauses.length,
    fill: (batch) => fillPauses(batch, stops, names, originMs),
  });
  await writeRows(
    { folder, format, name: 'busts' },
    { symbols },
    {
      rows: stops.busts.length,
      fill: (batch) => fillBusts(batch, stops, symbols),
    },
  );
}

/** Writes the orders of a run, as they came in and what became of them, and its findings. */
export async function writeEnd({
  head,
  format,
  folder,
  orders,
  sums,
  findings,
  originMs,
}: Omit<WriterTask, 'memory'> & {
  readonly orders?: RunOrders | undefined;
  readonly sums?: OrderSums | undefined;
  readonly findings: readonly NamedFinding[];
  readonly originMs: number;
}): Promise<void> {
  if (orders !== undefined && sums !== undefined)
    await writeRows({ folder, format, name: 'orders' }, orderNames(head.symbols, orders), {
      rows: orders.ordered.length,
      fill: (batch) => fillOrders(batch, orders, sums, originMs),
    });
  await writeRows({ folder, format, name: 'findings' }, findingNames(head.symbols, findings), {
    rows: findings.length,
    fill: (batch) => fillFindings(batch, findings, originMs),
  });
}

/** Writes a table of some rows at once. */
async function writeRows(
  { folder, format, name }: { folder: string; format: EventFormat; name: CaptureTable },
  names: CaptureNames,
  { rows, fill }: { rows: number; fill: (batch: Batch) => void },
): Promise<void> {
  const specs = captureTables(names)[name];
  const file = await openEventFile(folder, name, format, specs);
  try {
    const batch = createBatch(specs, Math.max(1, rows));
    fill(batch);
    flushBatch(file, batch);
    file.writer.end();
  } finally {
    closeSync(file.handle);
  }
}
