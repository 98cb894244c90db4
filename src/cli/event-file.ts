import { openSync, writevSync } from 'node:fs';
import { join } from 'node:path';
import type { Batch } from '../capture/columns.js';
import type { ByteSink, TableWriter } from '../capture/table-writer.js';
import type { EventFormat } from './event-formats.js';

/** A table's file while it is written. */
export interface EventFile {
  readonly handle: number;
  readonly writer: TableWriter;
  rows: number;
}

/** Opens the file of a table in a folder. */
export async function openEventFile(
  folder: string,
  name: string,
  format: EventFormat,
  specs: Batch['specs'],
): Promise<EventFile> {
  const handle = openSync(join(folder, fileName(name, format)), 'wx');
  return {
    handle,
    writer: await createWriter(format, specs, (chunks) => writeAll(handle, chunks)),
    rows: 0,
  };
}

/** The file name of a table while it is written: Parquet is converted from CSV at the end. */
const fileName = (table: string, format: EventFormat): string =>
  `${table}.${format === 'parquet' ? 'csv' : format}`;

/** Makes the writer of a format. */
export async function createWriter(
  format: EventFormat,
  specs: Batch['specs'],
  sink: ByteSink,
): Promise<TableWriter> {
  if (format === 'arrow')
    return (await import('../capture/arrow.js')).createArrowWriter(specs, sink);
  const { createCsvWriter, createNdjsonWriter } = await import('../capture/text.js');
  return format === 'ndjson' ? createNdjsonWriter(specs, sink) : createCsvWriter(specs, sink);
}

/** Writes the rows of a batch, and empties it. */
export function flushBatch(file: EventFile, batch: Batch): void {
  if (batch.rows === 0) return;
  file.writer.write(batch);
  file.rows += batch.rows;
  batch.rows = 0;
}

/** Writes all bytes; a disk may accept only a part at a time. */
function writeAll(handle: number, chunks: readonly Uint8Array[]): void {
  const bytes = chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
  let written = bytes === 0 ? 0 : writevSync(handle, chunks);
  if (written < bytes) {
    const rest = Buffer.concat(chunks);
    while (written < bytes) written += writevSync(handle, [rest.subarray(written)]);
  }
}
