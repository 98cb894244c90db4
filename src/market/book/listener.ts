import { callable, demand, fields, optional } from '../../base/forms.js';
import { BookEvent } from './codes.js';
import { type BookEvents, EVENT_WORDS } from './tables.js';

/** Words of an event's row. */
export const EventWord = {
  /** Bits 0–7 a code of BookEvent, 8–15 of BookReason, 16–17 the side. */
  WHAT: 0,
  ORDER: 1,
  OTHER: 2,
  PRICE: 3,
  QUANTITY: 4,
  LEAVES: 5,
  OTHER_LEAVES: 6,
  OWNER: 7,
} as const;

/** Hears what happens in a book, as verbs. Prices are ticks, sides those of `Side`. */
export interface BookListener {
  /** An order was taken; its executions and the cancel of its rest follow. */
  accepted?(order: number, owner: number, side: number, ticks: number, quantity: number): void;
  /** Two orders traded at the maker's price. In an auction: buyer, seller, NO_AGGRESSOR. */
  executed?(
    maker: number,
    taker: number,
    ticks: number,
    quantity: number,
    makerLeaves: number,
    takerLeaves: number,
    aggressor: number,
  ): void;
  /** Two orders of one owner lost a quantity instead of a trade. */
  reduced?(
    maker: number,
    taker: number,
    ticks: number,
    quantity: number,
    makerLeaves: number,
    takerLeaves: number,
    aggressor: number,
  ): void;
  /** An iceberg shows its next tranche. */
  refreshed?(order: number, side: number, ticks: number, tranche: number, leaves: number): void;
  /** An order has a new identifier (or the same), price or quantity. */
  replaced?(order: number, old: number, ticks: number, leaves: number, keptPlace: boolean): void;
  /** An order lost a quantity for a reason of BookReason. */
  cancelled?(order: number, owner: number, reason: number, quantity: number, leaves: number): void;
  /** A command changed nothing, for a reason of BookReason. */
  refused?(order: number, newOrder: number, reason: number): void;
  /** The book is in another phase; the price is that of the auction that ended, or NO_PRICE. */
  phase?(phase: number, auctionTicks: number): void;
}

const verb = optional(callable);
const listenerForm = fields({
  accepted: verb,
  executed: verb,
  reduced: verb,
  refreshed: verb,
  replaced: verb,
  cancelled: verb,
  refused: verb,
  phase: verb,
});

/** A sink of events that tells them to a listener. Throws an InputError for other verbs. */
export function listenTo(listener: BookListener): (events: BookEvents) => void {
  demand(listenerForm, listener, 'listenTo: listener');
  return ({ words, count }) => {
    for (let word = 0; word < count * EVENT_WORDS; word += EVENT_WORDS) hear(listener, words, word);
  };
}

function hear(listener: BookListener, words: Int32Array, word: number): void {
  const what = words[word]!;
  const [reason, side] = [(what >> 8) & 255, what >> 16];
  const order = words[word + EventWord.ORDER]!;
  const other = words[word + EventWord.OTHER]!;
  const ticks = words[word + EventWord.PRICE]!;
  const quantity = words[word + EventWord.QUANTITY]!;
  const leaves = words[word + EventWord.LEAVES]!;
  const otherLeaves = words[word + EventWord.OTHER_LEAVES]!;
  const owner = words[word + EventWord.OWNER]!;
  switch (what & 255) {
    case BookEvent.ACCEPTED:
      listener.accepted?.(order, owner, side, ticks, quantity);
      break;
    case BookEvent.EXECUTED:
      listener.executed?.(order, other, ticks, quantity, leaves, otherLeaves, side);
      break;
    case BookEvent.REDUCED:
      listener.reduced?.(order, other, ticks, quantity, leaves, otherLeaves, side);
      break;
    case BookEvent.REFRESHED:
      listener.refreshed?.(order, side, ticks, quantity, leaves);
      break;
    case BookEvent.REPLACED:
      listener.replaced?.(order, other, ticks, leaves, otherLeaves === 1);
      break;
    case BookEvent.CANCELLED:
      listener.cancelled?.(order, owner, reason, quantity, leaves);
      break;
    case BookEvent.REFUSED:
      listener.refused?.(order, other, reason);
      break;
    case BookEvent.PHASE:
      listener.phase?.(quantity, ticks);
      break;
  }
}
