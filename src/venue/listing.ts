import { InputError } from '../base/input-error.js';
import { openBook } from '../market/book/auction.js';
import { BookPhase } from '../market/book/codes.js';
import { stopMatching } from '../market/book/commands.js';
import { flushEvents } from '../market/book/events.js';
import { allocateBook, type Book, type BookEvents, NO_PRICE } from '../market/book/tables.js';
import { type Refusal, RejectCode } from '../order-entry/refusals.js';
import { type BackgroundSettings, Others, othersRoom } from './others.js';
import { RECORDED_ROOM, RecordedOthers, type RecordingSettings } from './recorded-others.js';

/** A stock that may be traded. */
export interface VenueStock {
  readonly symbol: string;
  /** The reference of its auctions, ticks; NO_PRICE for its last execution. */
  readonly referenceTicks: number;
  /** The orders of all others, if they are recorded ones. */
  readonly recording?: RecordingSettings | undefined;
}

/** What a symbol has seen. */
interface SymbolCounts {
  messages: number;
  orders: number;
  /** Executions between any two orders, their shares, and ticks times shares. */
  trades: number;
  shares: number;
  money: number;
}

/** A stock with its order book. */
export interface VenueBook extends VenueStock {
  readonly book: Book;
  /** The orders of all others; undefined without any. */
  readonly others: Others | undefined;
  /** The same, if they are recorded. */
  readonly recorded: RecordedOthers | undefined;
  readonly counts: SymbolCounts;
}

/** How many books there may be, and how large. */
interface ListingSizes {
  readonly anySymbol: boolean;
  readonly books: number;
  readonly bookOrders: number;
  readonly owners: number;
  readonly background: BackgroundSettings | false;
  readonly seed: number;
}

/** Ticks of the window about a book's best price. */
const WINDOW_TICKS = 4096;
const EVENT_ROWS = 256;

/**
 * The books of a venue. Each is opened with the first order of its symbol, and one with recorded
 * orders at once.
 */
export class Listing {
  readonly #stocks: ReadonlyMap<string, VenueStock>;
  readonly #sizes: ListingSizes;
  readonly #hear: (book: VenueBook, events: BookEvents) => void;
  readonly #open = new Map<string, VenueBook>();
  /** Ns since the venue began to listen. */
  #nowNs = 0;
  /** The phase in which a book is opened. */
  #phase: number;

  /** Throws an InputError for a recording that cannot be read. */
  constructor(
    stocks: readonly VenueStock[],
    sizes: ListingSizes,
    phase: number,
    hear: (book: VenueBook, events: BookEvents) => void,
  ) {
    this.#stocks = new Map(stocks.map((stock) => [stock.symbol, stock]));
    this.#sizes = sizes;
    this.#phase = phase;
    this.#hear = hear;
    try {
      for (const stock of stocks) if (stock.recording !== undefined) this.#openBook(stock);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  get books(): IterableIterator<VenueBook> {
    return this.#open.values();
  }

  /** Sets the time, ns since the venue began to listen. */
  set nowNs(nowNs: number) {
    this.#nowNs = nowNs;
  }

  /** Returns a book after all that the others want in it until now. */
  upToDate({ others, recorded, book }: VenueBook): Book {
    others?.advance(book, this.#nowNs);
    recorded?.advance(this.#nowNs);
    return book;
  }

  /** Closes the recordings. */
  close(): void {
    for (const { recorded } of this.#open.values()) recorded?.close();
  }

  /** Finds the book of a symbol, or opens it, or says why there is none. */
  find(symbol: string): VenueBook | Refusal {
    const open = this.#open.get(symbol);
    if (open !== undefined) return open;
    const { anySymbol, books } = this.#sizes;
    const stock = this.#stocks.get(symbol);
    if (symbol === '' || (stock === undefined && !anySymbol))
      return { code: RejectCode.UNKNOWN_SYMBOL, text: `symbol=${symbol} reason=unknown` };
    if (this.#open.size >= books)
      return { code: RejectCode.OTHER, text: `symbol=${symbol} reason=books-full bound=${books}` };
    try {
      return this.#openBook(stock ?? { symbol, referenceTicks: NO_PRICE });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return { code: RejectCode.OTHER, text: `symbol=${symbol} reason=out-of-memory` };
    }
  }

  /** The others give their orders until now, in all books. */
  advance(): void {
    for (const each of this.#open.values()) this.upToDate(each);
  }

  /** Stops matching in a book, or in all, also those that are opened later. */
  stop(phase: number, symbol?: string): void {
    if (symbol === undefined) this.#phase = phase;
    for (const each of this.#meant(symbol)) {
      stopMatching(each.book, phase);
      flushEvents(each.book.events);
    }
  }

  /** Uncrosses a book, or all, and begins continuous trading. */
  resume(symbol?: string): void {
    if (symbol === undefined) this.#phase = BookPhase.CONTINUOUS;
    for (const { book, referenceTicks } of this.#meant(symbol)) {
      openBook(book, referenceTicks);
      flushEvents(book.events);
    }
  }

  #meant(symbol: string | undefined): VenueBook[] {
    if (symbol === undefined) return [...this.#open.values()];
    const found = this.find(symbol);
    return 'code' in found ? [] : [found];
  }

  #openBook(stock: VenueStock): VenueBook {
    const { bookOrders, owners, background, seed } = this.#sizes;
    const { symbol, referenceTicks, recording } = stock;
    const isPriced = background !== false && referenceTicks !== NO_PRICE && recording === undefined;
    const othersMax = isPriced ? othersRoom(background) : 0;
    const room = recording === undefined ? othersMax : RECORDED_ROOM;
    const book = allocateBook(
      { orders: bookOrders + room, owners, windowTicks: WINDOW_TICKS, events: EVENT_ROWS },
      (events) => {
        opened.others?.hear(events);
        this.#hear(opened, events);
      },
    );
    const opened: VenueBook & { recorded: RecordedOthers | undefined } = {
      ...stock,
      book,
      others: isPriced
        ? new Others(background, seed, symbol, referenceTicks, this.#nowNs)
        : undefined,
      recorded: undefined,
      counts: { messages: 0, orders: 0, trades: 0, shares: 0, money: 0 },
    };
    if (this.#phase !== BookPhase.CONTINUOUS) stopMatching(opened.book, this.#phase);
    if (recording !== undefined) opened.recorded = new RecordedOthers(recording, symbol, book);
    this.upToDate(opened);
    this.#open.set(symbol, opened);
    return opened;
  }
}
