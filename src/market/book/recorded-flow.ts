import { InputError } from '../../base/input-error.js';
import { BOOK_PRICE_MAX, BookReason, OrderTerms } from './codes.js';
import type { RestingOrder } from './depth.js';
import { RecordedKind, type RecordedMessage } from './recorded.js';

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

/** A book that a recording is given to. Orders are of owner 0, for nobody. */
export interface ReplayedBook {
  /** Returns a code of `BookReason`. */
  enter(
    id: number,
    owner: number,
    side: number,
    priceTicks: number,
    quantity: number,
    terms: number,
  ): number;
  cancel(id: number): void;
  reduce(id: number, quantity: number): void;
  order(id: number): Pick<RestingOrder, 'shown' | 'side' | 'priceTicks'> | undefined;
  halt(): void;
  pause(): void;
  open(): void;
}

/**
 * The orders of a recorded book, given to another book among its orders. A recorded execution comes
 * as an immediate order of the other side at the price of the executed order, so that orders before
 * that one get it. What those got leaves the executed order too: the recorded liquidity stays as
 * recorded.
 */
export class RecordedFlow {
  readonly counts: RecordingCounts = {
    messages: 0,
    orders: 0,
    executedShares: 0,
    unknown: 0,
    other: 0,
    refused: 0,
  };
  readonly #book: ReplayedBook;
  readonly #tickSize: number;
  /** Identifiers in the book of the recorded orders that are in it. */
  readonly #ids = new Map<number, number>();
  #nextId: number;

  /**
   * @param tickSize - units of $0.0001 in a tick of the book
   * @param firstId - identifiers of the recorded orders begin here
   */
  constructor(book: ReplayedBook, tickSize: number, firstId: number) {
    this.#book = book;
    this.#tickSize = tickSize;
    this.#nextId = firstId;
  }

  /** Throws an InputError for a price between two ticks, and for a quantity that no order has. */
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
    if (ticks < 1 || ticks > BOOK_PRICE_MAX)
      throw new InputError(`${place}: price ${price}: no order in a book has it`);
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
