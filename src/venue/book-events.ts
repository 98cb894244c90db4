import { BookEvent, BookReason } from '../market/book/codes.js';
import { EventWord } from '../market/book/listener.js';
import { type BookEvents, EVENT_WORDS } from '../market/book/tables.js';
import { Exec } from '../order-entry/reports.js';
import type { Answers } from './answers.js';
import type { VenueBook } from './listing.js';
import type { VenueOrder } from './member.js';

/** A cancel or a replace that is under way. */
interface Change {
  readonly order: VenueOrder;
  readonly clOrdId: string;
  /** What a replace asks for: quantity of the whole order, and price. */
  readonly quantity?: number;
  readonly limitTicks?: number;
}

/** Why the book cancelled an order, as a program can read it. */
const CANCEL_TEXTS: Readonly<Record<number, string>> = {
  [BookReason.IMMEDIATE]: 'reason=immediate',
  [BookReason.UNFILLABLE]: 'reason=unfillable',
  [BookReason.SELF_TRADE]: 'reason=self-trade',
  [BookReason.MASS]: 'reason=mass-cancel',
  [BookReason.DISCONNECT]: 'reason=disconnected',
  [BookReason.DAY_END]: 'reason=day-end',
  [BookReason.AUCTION_END]: 'reason=auction-end',
};
/** ExecRestatementReason (378): partial decline of OrderQty. */
const PARTIAL_DECLINE = 5;

/** Turns the events of the books into states of orders, and into reports of them. */
export class BookEars {
  /** The change under way, whose events are the answer to it. */
  change: Change | undefined;
  readonly #answers: Answers;
  readonly #orders: (VenueOrder | undefined)[] = [undefined];
  readonly #free: number[] = [];

  constructor(answers: Answers) {
    this.#answers = answers;
  }

  /** Gives an order the identifier under which a book may have it. */
  join(order: VenueOrder): void {
    order.id = this.#free.pop() ?? this.#orders.length;
    this.#orders[order.id] = order;
  }

  /** An order is done. */
  leave(order: VenueOrder): void {
    order.leaves = 0;
    order.member.open.delete(order);
    if (order.id === 0) return;
    this.#orders[order.id] = undefined;
    this.#free.push(order.id);
    order.id = 0;
  }

  /** Takes the events of one book. */
  hear({ counts }: VenueBook, { words, count }: BookEvents): void {
    for (let word = 0; word < count * EVENT_WORDS; word += EVENT_WORDS) {
      const what = words[word]!;
      const order = this.#orders[words[word + EventWord.ORDER]!];
      const other = this.#orders[words[word + EventWord.OTHER]!];
      const ticks = words[word + EventWord.PRICE]!;
      const quantity = words[word + EventWord.QUANTITY]!;
      switch (what & 255) {
        case BookEvent.ACCEPTED:
          if (order !== undefined) this.#accepted(order);
          break;
        case BookEvent.EXECUTED:
          counts.trades++;
          counts.shares += quantity;
          counts.money += quantity * ticks;
          if (order !== undefined) this.#filled(order, quantity, ticks);
          if (other !== undefined) this.#filled(other, quantity, ticks);
          break;
        case BookEvent.REDUCED:
          if (order !== undefined) this.#reduced(order, quantity);
          if (other !== undefined) this.#reduced(other, quantity);
          break;
        case BookEvent.REPLACED:
          if (order !== undefined) this.#replaced(order);
          break;
        case BookEvent.CANCELLED:
          if (order !== undefined) this.#cancelled(order, (what >> 8) & 255);
      }
    }
  }

  #accepted(order: VenueOrder): void {
    order.member.counts.accepted++;
    this.#answers.report(order, Exec.NEW);
  }

  #filled(order: VenueOrder, shares: number, priceTicks: number): void {
    const { counts } = order.member;
    counts.fills++;
    counts.shares += shares;
    counts.money += shares * priceTicks;
    order.executed += shares;
    order.executedMoney += shares * priceTicks;
    order.leaves -= shares;
    order.status = order.leaves === 0 ? Exec.FILLED : Exec.PARTIAL;
    if (order.leaves === 0) this.leave(order);
    this.#answers.report(order, Exec.TRADE, { shares, priceTicks });
  }

  #reduced(order: VenueOrder, shares: number): void {
    order.quantity -= shares;
    order.leaves -= shares;
    const text = 'reason=self-trade';
    if (order.leaves > 0) {
      this.#answers.report(order, Exec.RESTATED, { restatement: PARTIAL_DECLINE, text });
      return;
    }
    // What was to trade with itself is cancelled, not taken off the order.
    order.quantity += shares;
    this.#end(order, Exec.CANCELLED, { text });
  }

  #replaced(order: VenueOrder): void {
    const change = this.change!;
    const original = order.clOrdId;
    order.clOrdId = change.clOrdId;
    order.quantity = change.quantity!;
    order.limitTicks = change.limitTicks!;
    order.leaves = order.quantity - order.executed;
    order.status = Exec.REPLACED;
    order.member.counts.replaces++;
    this.#answers.report(order, Exec.REPLACED, { original });
    order.status = order.executed > 0 ? Exec.PARTIAL : Exec.NEW;
  }

  #cancelled(order: VenueOrder, reason: number): void {
    const { change } = this;
    if (reason === BookReason.REQUEST && change?.order === order) {
      const original = order.clOrdId;
      order.clOrdId = change.clOrdId;
      this.#end(order, Exec.CANCELLED, { original });
      return;
    }
    const status = reason === BookReason.DAY_END ? Exec.EXPIRED : Exec.CANCELLED;
    const text = CANCEL_TEXTS[reason] ?? 'reason=venue-ends';
    this.#end(order, status, { text });
  }

  #end(order: VenueOrder, status: number, details: { text?: string; original?: string }): void {
    order.status = status;
    order.member.counts.cancels++;
    this.leave(order);
    this.#answers.report(order, status, details);
  }
}
