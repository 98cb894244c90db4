import { type Book, type BookEvents, EVENT_WORDS } from './tables.js';

/**
 * What happened in a book, in order: rows of eight Int32 words.
 *
 *   word    0                       1       2       3       4          5        6         7
 *         ┌───────────────────────┬───────┬───────┬───────┬──────────┬────────┬─────────┬───────┐
 *         │ kind | reason | side  │ order │ other │ price │ quantity │ leaves │ other's │ owner │
 *         └───────────────────────┴───────┴───────┴───────┴──────────┴────────┴─────────┴───────┘
 *   word 0: bits 0–7 a code of BookEvent, 8–15 of BookReason, 16–17 the side
 *
 *   ACCEPTED    order, its side, limit price, quantity, leaves = quantity
 *   EXECUTED    order = maker, other = taker, the maker's price, both leaves, the aggressor's side;
 *               in an auction: order = buyer, other = seller, side = NO_AGGRESSOR
 *   REDUCED     as EXECUTED, without a trade
 *   REFRESHED   order, its side and price; quantity = the new displayed tranche
 *   REPLACED    order = new identifier, other = old; price; quantity = leaves; other's leaves = 1
 *               if it kept its place, else 0
 *   CANCELLED   order, its side and price; quantity = what was cancelled; leaves = what still rests
 *   REFUSED     order = the command's identifier, other = its new identifier if it has one
 *   PHASE       quantity = the code of BookPhase; price = of the auction that it ended, or NO_PRICE
 *
 * The owner is that of `order`, where there is one. The price of a market order is NO_PRICE.
 */

/** Writes an event; returns the place of its first word, for what `tellMore` does not write. */
export function tell(
  book: Book,
  kind: number,
  order: number,
  other: number,
  ticks: number,
  quantity: number,
  leaves: number,
): number {
  const { events } = book;
  if (events.count === events.capacity) flushEvents(events);
  const { words } = events;
  const word = events.count++ * EVENT_WORDS;
  words[word] = kind;
  words[word + 1] = order;
  words[word + 2] = other;
  words[word + 3] = ticks;
  words[word + 4] = quantity;
  words[word + 5] = leaves;
  words[word + 6] = 0;
  words[word + 7] = 0;
  return word;
}

/** The first word of an event. */
export const kindWord = (kind: number, reason: number, side: number): number =>
  kind | (reason << 8) | (side << 16);

/** Hands the events to the sink, if there are any. */
export function flushEvents(events: BookEvents): void {
  if (events.count === 0) return;
  events.sink(events);
  events.count = 0;
}
