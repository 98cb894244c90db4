import { callable, demand, fields, optional, refuseInput, simple, whole } from '../base/forms.js';
import { assert } from '../base/input-error.js';
import { INT32_MAX } from '../base/ranges.js';
import { type AuctionPrice, auctionPrice, openBook } from '../market/book/auction.js';
import {
  BOOK_PRICE_MAX,
  BookPhase,
  WINDOW_TICKS_MAX,
  WINDOW_TICKS_MIN,
} from '../market/book/codes.js';
import * as commands from '../market/book/commands.js';
import { type RestingOrder, readDepth, readOrder, readQueue } from '../market/book/depth.js';
import { flushEvents } from '../market/book/events.js';
import { COMMAND_WORDS, playCommands } from '../market/book/play.js';
import {
  allocateBook,
  type Book,
  type BookEvents,
  keyOf,
  ladderOf,
  NIL,
  NO_PRICE,
  SUM_WORDS,
  SumWord,
} from '../market/book/tables.js';
import {
  areTerms,
  commandFault,
  isCommand,
  isId,
  isPrice,
  isQuantity,
  isWithin,
} from './book-arguments.js';

/** Sizes of an order book. All of its memory is allocated at the start. */
export interface OrderBookOptions {
  /** Orders that can rest at once, 1 to 16,777,216. Default: 65,536. */
  readonly orders?: number | undefined;
  /** The highest number of an owner, up to 1,000,000. Default: 256. */
  readonly owners?: number | undefined;
  /** Ticks of each side's window, a power of two from 1024 to 262144. Default: 65,536. */
  readonly windowTicks?: number | undefined;
  /** Events kept before the sink is called, 1 to 1,048,576. Default: 256. */
  readonly events?: number | undefined;
}

const isWindow = (value: unknown): boolean =>
  typeof value === 'number' &&
  value >= WINDOW_TICKS_MIN &&
  value <= WINDOW_TICKS_MAX &&
  (value & (value - 1)) === 0 &&
  (value | 0) === value;
const optionsForm = fields({
  orders: optional(whole(1, 2 ** 24)),
  owners: optional(whole(0, 1_000_000)),
  windowTicks: optional(simple(isWindow, 'a power of two from 1024 to 262144')),
  events: optional(whole(1, 2 ** 20)),
});
const idForm = whole(1, INT32_MAX);
const quantityForm = whole(1, INT32_MAX);
const priceForm = whole(-BOOK_PRICE_MAX, BOOK_PRICE_MAX);
const sideForm = whole(0, 1);
const termsForm = simple(
  (value) => areTerms(value as number),
  'a sum of OrderTerms; an order that is post-only may rest',
);

/**
 * A limit order book of one instrument in price-time priority, as `docs/guide/order-book.md`
 * describes it. Prices are whole ticks, which mean what the caller likes; identifiers and owners
 * are the caller's numbers, and an identifier is free again as soon as its order has left.
 *
 * Commands return a code of `BookReason`: NONE, or why nothing changed. They throw an InputError
 * for arguments out of range, and never for what the book holds. What happens goes to the sink, in
 * order, at the end of each command, or earlier if the table of events is full. The sink must not
 * give commands: it gets a FaultError.
 */
export class OrderBook {
  readonly #book: Book;
  readonly #owners: number;

  constructor(options: OrderBookOptions = {}, sink: (events: BookEvents) => void = ignore) {
    demand(optionsForm, options, 'OrderBook: options');
    demand(callable, sink, 'OrderBook: sink');
    const { orders = 65_536, owners = 256, windowTicks = 65_536, events = 256 } = options;
    this.#owners = owners;
    this.#book = allocateBook({ orders, owners, windowTicks, events }, sink);
  }

  /**
   * Enters an order. `terms` is a sum of `OrderTerms`, DAY and LIMIT by default; `owner` 0 is
   * nobody; the price of a market order is not read, but must be one. `display` makes an iceberg:
   * the quantity that it shows, 0 for all.
   */
  enter(
    id: number,
    owner: number,
    side: number,
    ticks: number,
    quantity: number,
    terms = 0,
    display = 0,
  ): number {
    const isRight =
      isId(id) &&
      isPrice(ticks) &&
      isQuantity(quantity) &&
      areTerms(terms) &&
      (side === 0 || side === 1);
    if (!isRight || !isWithin(owner, this.#owners) || (display !== 0 && !isQuantity(display))) {
      const source = 'OrderBook.enter';
      demand(idForm, id, source, 'id');
      demand(whole(0, this.#owners), owner, source, 'owner');
      demand(sideForm, side, source, 'side');
      demand(priceForm, ticks, source, 'ticks');
      demand(quantityForm, quantity, source, 'quantity');
      demand(termsForm, terms, source, 'terms');
      demand(whole(0, INT32_MAX), display, source, 'display');
    }
    const book = this.#begin();
    const reason = commands.enterOrder(book, id, owner, side, ticks, quantity, terms, display);
    return this.#end(reason);
  }

  /** Cancels an order. */
  cancel(id: number): number {
    if (!isId(id)) demand(idForm, id, 'OrderBook.cancel', 'id');
    return this.#end(commands.cancelOrder(this.#begin(), id));
  }

  /** Cancels `quantity` of an order, which keeps its place; all of it if no more is left. */
  reduce(id: number, quantity: number): number {
    if (!isId(id) || !isQuantity(quantity)) {
      demand(idForm, id, 'OrderBook.reduce', 'id');
      demand(quantityForm, quantity, 'OrderBook.reduce', 'quantity');
    }
    return this.#end(commands.reduceOrder(this.#begin(), id, quantity));
  }

  /**
   * Gives an order another identifier (or the same), price and quantity: what shall be left of it,
   * without what it has executed. It keeps its place if the price stays and no more is left than
   * before; otherwise it enters anew and may execute.
   */
  replace(id: number, newId: number, ticks: number, quantity: number): number {
    if (!isId(id) || !isId(newId) || !isPrice(ticks) || !isQuantity(quantity)) {
      demand(idForm, id, 'OrderBook.replace', 'id');
      demand(idForm, newId, 'OrderBook.replace', 'newId');
      demand(priceForm, ticks, 'OrderBook.replace', 'ticks');
      demand(quantityForm, quantity, 'OrderBook.replace', 'quantity');
    }
    return this.#end(commands.replaceOrder(this.#begin(), id, newId, ticks, quantity));
  }

  /** Cancels all orders of an owner, or those of one side, oldest first. Returns their number. */
  massCancel(owner: number, side?: number): number {
    this.#demandOwner(owner, 'OrderBook.massCancel');
    if (side !== undefined) demand(sideForm, side, 'OrderBook.massCancel', 'side');
    return this.#end(commands.massCancel(this.#begin(), owner, side ?? NIL));
  }

  /** Cancels the day orders of an owner whose session ended, oldest first. Returns their number. */
  disconnect(owner: number): number {
    this.#demandOwner(owner, 'OrderBook.disconnect');
    return this.#end(commands.cancelOnDisconnect(this.#begin(), owner));
  }

  /** Cancels all day orders; those until cancelled stay. Returns their number. */
  endDay(): number {
    return this.#end(commands.endDay(this.#begin()));
  }

  /** Takes nothing but cancels and reductions, until `open`. */
  halt(): void {
    commands.stopMatching(this.#begin(), BookPhase.HALTED);
    this.#end(0);
  }

  /** Stops matching and collects orders for an auction, until `open`. */
  pause(): void {
    commands.stopMatching(this.#begin(), BookPhase.AUCTION);
    this.#end(0);
  }

  /**
   * Uncrosses the book and begins continuous trading. Of prices that are equally good, the nearest
   * to the reference is taken; by default the last execution's.
   */
  open(referenceTicks?: number): void {
    if (referenceTicks !== undefined) demand(priceForm, referenceTicks, 'OrderBook.open', 'ticks');
    openBook(this.#begin(), referenceTicks ?? NO_PRICE);
    this.#end(0);
  }

  /** The price at which `open` would uncross, or undefined if nothing would execute. */
  auctionPrice(referenceTicks?: number): AuctionPrice | undefined {
    if (referenceTicks !== undefined)
      demand(priceForm, referenceTicks, 'OrderBook.auctionPrice', 'ticks');
    const price = auctionPrice(this.#book, referenceTicks ?? NO_PRICE);
    return price.ticks === NO_PRICE ? undefined : price;
  }

  /**
   * Gives the commands in rows [begin, end) to the book: eight Int32 words each, as `BookCommand`
   * has them. Checks all of them first. The sink is called when the table of events is full, and at
   * the end.
   */
  play(rows: Int32Array, begin = 0, end = Math.floor(rows.length / COMMAND_WORDS)): void {
    if (!(rows instanceof Int32Array))
      refuseInput('OrderBook.play', ['rows: must be an Int32Array']);
    const rowsMax = Math.floor(rows.length / COMMAND_WORDS);
    if (!isWithin(end, rowsMax)) demand(whole(0, rowsMax), end, 'OrderBook.play', 'end');
    if (!isWithin(begin, end)) demand(whole(0, end), begin, 'OrderBook.play', 'begin');
    const owners = this.#owners;
    for (let row = begin; row < end; row++) {
      if (isCommand(rows, row * COMMAND_WORDS, owners)) continue;
      const fault = commandFault(rows, row * COMMAND_WORDS, owners);
      refuseInput('OrderBook.play', [`rows.${row}: ${fault}`]);
    }
    playCommands(this.#begin(), rows, begin, end);
    this.#end(0);
  }

  /** The best bid in ticks, or undefined without bids. */
  get bestBid(): number | undefined {
    const { best, bestKey } = this.#book.bids;
    return best === NIL ? undefined : bestKey;
  }

  /** The best offer in ticks, or undefined without offers. */
  get bestAsk(): number | undefined {
    const { best, bestKey } = this.#book.asks;
    return best === NIL ? undefined : keyOf(1, bestKey);
  }

  /** The shown quantity at the best price of a side, 0 without orders. */
  bestQuantity(side: number): number {
    demand(sideForm, side, 'OrderBook.bestQuantity', 'side');
    const { best } = ladderOf(this.#book, side);
    return best === NIL ? 0 : this.#book.sums[best * SUM_WORDS + SumWord.SHOWN]!;
  }

  /** The price of the last execution in ticks, or undefined before the first. */
  get lastTicks(): number | undefined {
    return this.#book.lastTicks === NO_PRICE ? undefined : this.#book.lastTicks;
  }

  /** A code of `BookPhase`. */
  get phase(): number {
    return this.#book.phase;
  }

  /** Orders in the book. */
  get resting(): number {
    return this.#book.resting;
  }

  /**
   * Writes the levels of a side into `depth`, best first, three numbers each: price in ticks, shown
   * quantity, orders. Returns the number of levels: as many as there are and fit.
   */
  depth(side: number, depth: Float64Array): number {
    demand(sideForm, side, 'OrderBook.depth', 'side');
    if (!(depth instanceof Float64Array))
      refuseInput('OrderBook.depth', ['depth: must be a Float64Array']);
    return readDepth(this.#book, side, depth);
  }

  /** The resting order of an identifier, or undefined. */
  order(id: number): RestingOrder | undefined {
    demand(idForm, id, 'OrderBook.order', 'id');
    return readOrder(this.#book, id);
  }

  /** The orders of a side by priority. */
  queue(side: number): RestingOrder[] {
    demand(sideForm, side, 'OrderBook.queue', 'side');
    return readQueue(this.#book, side);
  }

  #demandOwner(owner: number, source: string): void {
    if (!isWithin(owner, this.#owners) || owner === 0)
      demand(whole(1, this.#owners), owner, source, 'owner');
  }

  /** Marks the book as busy. */
  #begin(): Book {
    const book = this.#book;
    assert(!book.busy, 'OrderBook: a sink must not give commands to its book');
    book.busy = true;
    return book;
  }

  /** Hands the events over, and returns the answer of the command. */
  #end(answer: number): number {
    const book = this.#book;
    try {
      flushEvents(book.events);
    } finally {
      book.events.count = 0;
      book.busy = false;
    }
    return answer;
  }
}

function ignore(): void {}
