import { callable, demand, fields, oneOf, optional, simple, text, whole } from '../base/forms.js';
import { InputError } from '../base/input-error.js';
import { BookReason, OrderTerms } from '../market/book/codes.js';
import { readItch } from '../market/book/itch.js';
import { readLobster } from '../market/book/lobster.js';
import { RecordedKind, type RecordedMessage } from '../market/book/recorded.js';
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

/** What a replay met. */
export interface RecordingCounts {
  /** Messages about the stock. */
  messages: number;
  /** Orders that were entered, and shares that recorded executions took. */
  orders: number;
  executedShares: number;
  /** Messages about orders that are not in the book: unrecorded, or taken by your own. */
  unknown: number;
  /** Messages that change nothing visible: hidden trades, crosses, directories. */
  other: number;
  /** Orders that the book refused. */
  refused: number;
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
  const replay = new Replay(book, tickSize);
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

class Replay {
  readonly counts: RecordingCounts = {
    messages: 0,
    orders: 0,
    executedShares: 0,
    unknown: 0,
    other: 0,
    refused: 0,
  };
  readonly #book: OrderBook;
  readonly #tickSize: number;
  /** Identifiers in the book of the recorded orders that are in it. */
  readonly #ids = new Map<number, number>();
  #nextId = FIRST_ID;

  constructor(book: OrderBook, tickSize: number) {
    this.#book = book;
    this.#tickSize = tickSize;
  }

  apply(message: RecordedMessage): void {
    const { kind, reference, shares } = message;
    this.counts.messages++;
    if (kind === RecordedKind.ADD) this.#add(reference, message.side, message);
    else if (kind === RecordedKind.HALT) this.#book.halt();
    else if (kind === RecordedKind.PAUSE) this.#book.pause();
    else if (kind === RecordedKind.RESUME) this.#book.open();
    else if (kind === RecordedKind.OTHER) this.counts.other++;
    else {
      const id = this.#ids.get(reference);
      const order = id === undefined ? undefined : this.#book.order(id);
      if (id === undefined || order === undefined) {
        this.#ids.delete(reference);
        this.counts.unknown++;
        return;
      } else if (kind === RecordedKind.REDUCE) this.#book.reduce(id, shares);
      else if (kind === RecordedKind.DELETE) this.#book.cancel(id);
      else if (kind === RecordedKind.EXECUTE)
        this.#execute(id, order.shown, order.side, order.priceTicks, shares);
      else {
        this.#book.cancel(id);
        this.#add(message.newReference, order.side, message);
      }
      if (this.#book.order(id) === undefined) this.#ids.delete(reference);
    }
  }

  #add(reference: number, side: number, { price, shares, place }: RecordedMessage): void {
    const ticks = price / this.#tickSize;
    if (!Number.isInteger(ticks))
      throw new InputError(
        `${place}: price ${price}: must be a multiple of ${this.#tickSize} ` +
          '(units of $0.0001), or give a smaller tickSize',
      );
    if (shares < 1 || shares > 2 ** 31 - 1)
      throw new InputError(`${place}: shares ${shares}: must be from 1 to 2,147,483,647`);
    const id = this.#nextId++;
    const reason = this.#book.enter(id, 0, side, ticks, shares, OrderTerms.GTC);
    if (reason !== BookReason.NONE) {
      this.counts.refused++;
      return;
    }
    this.counts.orders++;
    if (this.#book.order(id) !== undefined) this.#ids.set(reference, id);
  }

  /** Takes shares at the price of an order, and from it what others got before it. */
  #execute(id: number, leaves: number, side: number, ticks: number, shares: number): void {
    this.counts.executedShares += shares;
    this.#book.enter(this.#nextId++, 0, 1 - side, ticks, shares, OrderTerms.IOC);
    const left = this.#book.order(id)?.shown ?? 0;
    const own = shares - (leaves - left);
    if (left > 0 && own > 0) this.#book.reduce(id, own);
  }
}
