import type { OrderFlow } from '../orders/flow.js';
import { CsvReader } from './csv-orders.js';
import { NdjsonReader } from './ndjson-orders.js';
import type { OrderFileNames } from './order-fields.js';
import { ORDERS_MAX, OrderIntake } from './order-intake.js';
import { readLines } from './order-lines.js';

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
  const reader = format === 'csv' ? new CsvReader(intake) : new NdjsonReader(intake);
  const lines = await readLines(chunks, (bytes, begin, end, line) =>
    reader.take(bytes, begin, end, line),
  );
  return intake.finish(lines);
}
