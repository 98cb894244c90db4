import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError } from '../base/input-error.js';
import { shownText } from '../flow/order-faults.js';
import type { OrderFileNames } from '../flow/order-fields.js';
import { formatOf, type OrderFormat, parseOrders } from '../flow/order-file.js';
import type { OrderFlow } from '../orders/flow.js';
import { refuseOtherKind } from './file-text.js';

const CHUNK_BYTES = 1 << 18;

/** The order format of each file ending. */
const FORMATS: Readonly<Record<string, OrderFormat>> = {
  csv: 'csv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
};

/**
 * Reads the parent orders of `smars run --orders FILE`: `.csv`, `.ndjson` or `.jsonl`, each
 * optionally with `.gz`. `-` is standard input, which is NDJSON if it starts with a brace. Throws
 * an `InputError` if the file cannot be read, an `OrderFileError` if its orders are wrong.
 */
export async function readOrderFile(
  path: string,
  names: OrderFileNames,
  standardInput: AsyncIterable<Uint8Array> = process.stdin,
): Promise<OrderFlow> {
  if (path === '-') {
    const source = 'standard input';
    const { format, chunks } = await guessFormat(blaming(source, standardInput));
    return parseOrders(chunks, format, source, names);
  }
  const [, extension = '', gz] = /\.(\w+?)(\.gz)?$/i.exec(path) ?? [];
  const format = FORMATS[extension.toLowerCase()];
  if (format === undefined) {
    refuseOtherKind(path, 'file of orders');
    throw new InputError(
      `${path}: the name of a file of orders must end in .csv, .ndjson or .jsonl, or in one ` +
        'of these and .gz',
    );
  }
  return parseOrders(blaming(path, readBytes(path, gz !== undefined)), format, path, names);
}

/** A line about FIX fields that were ignored; empty if none were. */
export function tellIgnored(path: string, { ignored = [] }: OrderFlow): string {
  if (ignored.length === 0) return '';
  const source = path === '-' ? 'standard input' : path;
  const many =
    ignored.length === 1
      ? 'field of FIX that changes no order is'
      : 'fields of FIX that change no order are';
  return (
    `${shownText(source)}: ${ignored.length} ${many} ignored: ` +
    `${ignored.map(shownText).join(', ')}\n`
  );
}

/** The bytes of a user's file in chunks, unpacked where its name ends in .gz. */
export const fileChunks = (path: string): AsyncIterable<Uint8Array> =>
  blaming(path, readBytes(path, /\.gz$/i.test(path)));

/** Reads a file's bytes, uncompressed. */
async function* readBytes(path: string, compressed: boolean): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  if ((await file.stat()).isDirectory()) {
    await file.close();
    throw new InputError(`${path}: is a directory, not a file of orders`);
  }
  const stream = file.createReadStream({ highWaterMark: CHUNK_BYTES });
  // Errors of both streams reach the reader of the last, so the callback is empty.
  yield* compressed ? pipeline(stream, createGunzip({ chunkSize: CHUNK_BYTES }), () => {}) : stream;
}

/** Passes the bytes on. A read error becomes an `InputError`, since the user named the file. */
async function* blaming(
  source: string,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    throw error instanceof InputError
      ? error
      : new InputError(`${source}: ${reasonOf(error)}`, { cause: error });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'it may not be read: permission denied',
  EPERM: 'it may not be read: permission denied',
  Z_BUF_ERROR: 'its compressed data end too early',
  Z_DATA_ERROR: 'its data are not those of gzip, or are damaged',
};

function reasonOf(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? `it cannot be read: ${message}`;
}

/** Reads up to the first byte that tells the format, and returns the same bytes again. */
async function guessFormat(
  input: AsyncIterable<Uint8Array>,
): Promise<{ format: OrderFormat; chunks: AsyncIterable<Uint8Array> }> {
  const iterator = input[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let format: OrderFormat | undefined;
  while (format === undefined) {
    const { value, done } = await iterator.next();
    if (done === true) break;
    held.push(value);
    format = formatOf(value);
  }
  return { format: format ?? 'csv', chunks: followedBy(held, iterator) };
}

async function* followedBy(
  held: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* held;
  yield* { [Symbol.asyncIterator]: () => rest };
}
