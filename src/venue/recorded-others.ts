import { z } from 'zod';
import { InputError } from '../base/input-error.js';
import { BELL_SECOND_OF_DAY, NS_PER_SECOND, parseTimeOfDay } from '../base/units.js';
import { openBook } from '../market/book/auction.js';
import { BookPhase } from '../market/book/codes.js';
import { cancelOrder, enterOrder, reduceOrder, stopMatching } from '../market/book/commands.js';
import { readOrder } from '../market/book/depth.js';
import { flushEvents } from '../market/book/events.js';
import { readItch } from '../market/book/itch.js';
import { readLobster } from '../market/book/lobster.js';
import type { RecordedMessage, RecordingReader } from '../market/book/recorded.js';
import {
  RecordedFlow,
  type RecordingCounts,
  type ReplayedBook,
} from '../market/book/recorded-flow.js';
import { type Book, NO_PRICE } from '../market/book/tables.js';
import { FileParts } from '../wire/file-parts.js';

/** A recorded book of one stock, as the file of a venue has it. */
export const recordingSchema = z.strictObject({
  /** A message file of LOBSTER, or of Nasdaq TotalView-ITCH 5.0. */
  file: z.string().min(1).max(4096),
  format: z.enum(['lobster', 'itch']),
  /** The stock in an ITCH file; by default the symbol of the book. */
  stock: z
    .string()
    .regex(/^[\x21-\x7e]{1,8}$/, 'must be 1 to 8 printable characters without a space')
    .optional(),
  /** The recorded time at which the venue begins; by default that of the first message. */
  from: z
    .string()
    .refine((text) => !Number.isNaN(parseTimeOfDay(text)), 'must be HH:MM or HH:MM:SS')
    .optional(),
  /** Recorded seconds in a second of the venue. */
  speed: z.number().min(0.001).max(10_000).default(1),
});

export type RecordingSettings = z.output<typeof recordingSchema>;

/** Identifiers of recorded orders begin here. */
const FIRST_ID = 2 ** 29;
/** Recorded orders that may rest at once; the book refuses more, and they are counted. */
export const RECORDED_ROOM = 100_000;
/** LOBSTER, ITCH and the books of a venue have prices in units of $0.0001. */
const TICK_SIZE = 1;

/**
 * The recorded orders of one stock, given to its book at their times. The file is read as it is
 * needed, a part at a time.
 */
export class RecordedOthers {
  readonly file: string;
  /** What is wrong with the file at the place that was reached; nothing of it comes after that. */
  fault: string | undefined;
  #isFaultTold = false;
  readonly #flow: RecordedFlow;
  readonly #messages: MessageFile;
  readonly #fromNs: number;
  readonly #speed: number;

  /**
   * Opens the file and gives the book all that was recorded until the venue begins to listen.
   * Throws an InputError if the file cannot be read, or has no messages of the stock until then.
   */
  constructor(settings: RecordingSettings, symbol: string, book: Book) {
    const { file, from, speed } = settings;
    this.file = file;
    this.#speed = speed;
    this.#flow = new RecordedFlow(replayed(book), TICK_SIZE, FIRST_ID);
    this.#messages = new MessageFile(settings, symbol);
    try {
      const first = this.#messages.next();
      if (first === undefined)
        throw new InputError(`recording ${file}: has no messages about ${symbol}`);
      this.#fromNs =
        from === undefined
          ? first.timeNs
          : parseTimeOfDay(from) + BELL_SECOND_OF_DAY * NS_PER_SECOND;
      this.#playUntil(this.#fromNs);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** What came so far. */
  get counts(): RecordingCounts {
    return this.#flow.counts;
  }

  /** Whether all of the file has come. */
  get isOver(): boolean {
    return this.#messages.isOver;
  }

  /** Gives the book what was recorded until a time, ns since the venue began to listen. */
  advance(untilNs: number): void {
    if (this.fault !== undefined || this.isOver) return;
    try {
      this.#playUntil(this.#fromNs + untilNs * this.#speed);
    } catch (error) {
      this.fault = (error as Error).message;
      this.close();
    }
  }

  /** Returns what is wrong with the file once, and undefined from then on. */
  takeFault(): string | undefined {
    if (this.#isFaultTold || this.fault === undefined) return undefined;
    this.#isFaultTold = true;
    return this.fault;
  }

  close(): void {
    this.#messages.close();
  }

  #playUntil(timeNs: number): void {
    for (;;) {
      const message = this.#messages.next();
      if (message === undefined || message.timeNs > timeNs) return;
      this.#flow.apply(message);
      this.#messages.pass();
    }
  }
}

/** The messages about one stock in a file, one after the other. */
class MessageFile {
  readonly #file: FileParts;
  readonly #reader: RecordingReader;
  /** Messages that are read and not passed, the next one at `#place`. */
  #read: RecordedMessage[] = [];
  #place = 0;
  /** What is wrong after them. */
  #fault: Error | undefined;
  #isRead = false;

  constructor({ file, format, stock }: RecordingSettings, symbol: string) {
    this.#file = new FileParts(file, 'recording');
    const take = (message: RecordedMessage): void => {
      this.#read.push({ ...message });
    };
    this.#reader =
      format === 'lobster' ? readLobster(file, take) : readItch(file, stock ?? symbol, take);
  }

  /** Whether all messages were passed, as far as is known. */
  get isOver(): boolean {
    return this.#isRead && this.#place === this.#read.length;
  }

  /** The next message; undefined at the end. Throws an InputError for what is no message. */
  next(): RecordedMessage | undefined {
    while (this.#place === this.#read.length && !this.#isRead) this.#readMore();
    return this.#read[this.#place];
  }

  /** Passes the message that `next` has returned. */
  pass(): void {
    this.#place++;
  }

  close(): void {
    this.#file.close();
  }

  #readMore(): void {
    if (this.#fault !== undefined) throw this.#fault;
    this.#read = [];
    this.#place = 0;
    try {
      const bytes = this.#file.next();
      this.#isRead = bytes === undefined;
      if (bytes === undefined) this.#reader.end();
      else this.#reader.push(bytes);
    } catch (error) {
      // The messages before it count.
      this.#fault = error as Error;
      if (this.#read.length === 0) throw error;
    }
  }
}

/** The book of a venue as a recording sees it. */
function replayed(book: Book): ReplayedBook {
  const told = <T>(value: T): T => {
    flushEvents(book.events);
    return value;
  };
  return {
    enter: (id, owner, side, ticks, quantity, terms) =>
      told(enterOrder(book, id, owner, side, ticks, quantity, terms, 0)),
    cancel: (id) => told(cancelOrder(book, id)),
    reduce: (id, quantity) => told(reduceOrder(book, id, quantity)),
    order: (id) => readOrder(book, id),
    halt: () => told(stopMatching(book, BookPhase.HALTED)),
    pause: () => told(stopMatching(book, BookPhase.AUCTION)),
    open: () => told(openBook(book, NO_PRICE)),
  };
}
