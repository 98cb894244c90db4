import type { OrderFlow } from '../orders/flow.js';
import { CsvReader } from './csv-orders.js';
import { NdjsonReader } from './ndjson-orders.js';
import type { OrderFileNames } from './order-fields.js';
import { ORDERS_MAX, OrderIntake } from './order-intake.js';
import { type LineVisitor, readLines, visitLines } from './order-lines.js';

/** CSV by RFC 4180 with a header, or one JSON object a line. */
export type OrderFormat = 'csv' | 'ndjson';

/**
 * Reads a user's parent orders from the bytes of a file, in chunks of any size, into a flow sorted
 * by arrival. `source` names the file in messages. Throws an `OrderFileError` when anything is at
 * fault, when there are no orders or more than `ordersMax`: then nothing of the file is used. What
 * the chunks throw passes through.
 *
 *   chunks ─► order-lines ─► csv or ndjson: bytes of each field ─► order-fields: integers ─► order-intake: columns, or faults
 */
export async function parseOrders(
  chunks: AsyncIterable<Uint8Array>,
  format: OrderFormat,
  source: string,
  names: OrderFileNames,
  ordersMax = ORDERS_MAX,
): Promise<OrderFlow> {
  const intake = new OrderIntake(source, names, ordersMax);
  return intake.finish(await readLines(chunks, readerOf(format, intake)));
}

/**
 * Reads the orders of a file that is in memory, as `parseOrders` does; its first character tells
 * the format.
 */
export function parseOrderBytes(
  bytes: Uint8Array,
  source: string,
  names: OrderFileNames,
): OrderFlow {
  const intake = new OrderIntake(source, names, ORDERS_MAX);
  return intake.finish(visitLines(bytes, readerOf(formatOf(bytes) ?? 'csv', intake)));
}

function readerOf(format: OrderFormat, intake: OrderIntake): LineVisitor {
  const reader = format === 'csv' ? new CsvReader(intake) : new NdjsonReader(intake);
  return (bytes, begin, end, line) => reader.take(bytes, begin, end, line);
}

/** Bytes allowed before the first order: blanks, line ends and a byte order mark. */
const BEFORE_ORDERS = new Set([0x20, 0x09, 0x0d, 0x0a, 0xef, 0xbb, 0xbf]);
const OPEN_BRACE = 0x7b;

/**
 * Returns the format of a file that begins with these bytes: NDJSON if its first character is a
 * brace. Undefined while there is none.
 */
export function formatOf(bytes: Uint8Array): OrderFormat | undefined {
  const first = bytes.find((byte) => !BEFORE_ORDERS.has(byte));
  return first === undefined ? undefined : first === OPEN_BRACE ? 'ndjson' : 'csv';
}
