import { callable, demand, fields, oneOf, optional, simple, text, whole } from '../base/forms.js';
import { InputError } from '../base/input-error.js';
import { readItch } from '../market/book/itch.js';
import { readLobster } from '../market/book/lobster.js';
import type { RecordedMessage } from '../market/book/recorded.js';
import { RecordedFlow, type RecordingCounts } from '../market/book/recorded-flow.js';
import { OrderBook } from './order-book.js';

/** How a recorded file is read. */
export interface RecordingOptions {
  /** `lobster` for a message file of LOBSTER, `itch` for Nasdaq TotalView-ITCH 5.0. */
  readonly format: 'lobster' | 'itch';
  /** The stock; needed for ITCH, whose files have all stocks. */
  readonly stock?: string | undefined;
  /** The file's name in errors. Default: the format. */
  readonly source?: string | undefined;
  /** Units of $0.0001 in a tick of the book, 1 to 1,000,000. Default: 100, a cent. */
  readonly tickSize?: number | undefined;
  /** Is called before each message, with its time in ns since midnight: enter your orders here. */
  readonly before?: ((timeNs: number) => void) | undefined;
}

const optionsForm = fields({
  format: oneOf(['lobster', 'itch']),
  stock: optional(text(1, 8)),
  source: optional(text(1, 1000)),
  tickSize: optional(whole(1, 1_000_000)),
  before: optional(callable),
});

const isIterable = (value: unknown): boolean =>
  typeof (value as AsyncIterable<unknown> | null)?.[Symbol.asyncIterator] === 'function' ||
  typeof (value as Iterable<unknown> | null)?.[Symbol.iterator] === 'function';
const chunksForm = simple(isIterable, 'a stream or a list of Uint8Arrays');

/** Recorded orders have identifiers from here on; yours are below. */
const FIRST_ID = 2 ** 30;

/**
 * Replays a recorded book as liquidity: reads the file as a stream and gives its orders, cancels
 * and executions to the book, among yours. A recorded execution comes as an immediate order of the
 * other side at the price of the executed order, so that your orders before that one get it. What
 * yours got leaves the executed order too: the recorded liquidity stays as recorded.
 *
 * Your identifiers must be below 2^30. Throws an InputError with place and field for what is no
 * message, and for a price between two ticks.
 */
export async function replayRecording(
  book: OrderBook,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: RecordingOptions,
): Promise<RecordingCounts> {
  if (!(book instanceof OrderBook))
    throw new InputError('replayRecording: book: must be an OrderBook');
  demand(chunksForm, chunks, 'replayRecording', 'chunks');
  demand(optionsForm, options, 'replayRecording: options');
  const { format, stock, source = format, before, tickSize = 100 } = options;
  if (format === 'itch' && stock === undefined)
    throw new InputError('replayRecording: options.stock: is missing; an ITCH file has all stocks');
  const replay = new RecordedFlow(book, tickSize, FIRST_ID);
  const take = (message: RecordedMessage): void => {
    before?.(message.timeNs);
    replay.apply(message);
  };
  const reader = format === 'lobster' ? readLobster(source, take) : readItch(source, stock!, take);
  for await (const chunk of chunks) {
    if (!(chunk instanceof Uint8Array))
      throw new InputError('replayRecording: chunks: must give Uint8Arrays, as a file stream does');
    reader.push(chunk);
  }
  reader.end();
  return replay.counts;
}
