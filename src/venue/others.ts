import { z } from 'zod';
import {
  type Background,
  hearBackground,
  nextBackground,
  openBackground,
} from '../market/book/background.js';
import { flushEvents } from '../market/book/events.js';
import { BookCommand, playCommands } from '../market/book/play.js';
import { type Book, type BookEvents, keyOf, NIL, NO_PRICE } from '../market/book/tables.js';

/** The orders of all others in the books of a venue, as its file has them. */
export const backgroundSchema = z.strictObject({
  /** Limit and market orders a second in each book. What limit orders are left is cancelled. */
  limitsPerSecond: z.number().min(0.001).max(100_000).default(8),
  marketsPerSecond: z.number().min(0).max(100_000).default(0.6),
  /** Orders that rest in the mean. */
  restingOrders: z.int().min(2).max(100_000).default(80),
  /** How far behind the best price orders lie, in cents: half of them nearer than this. */
  depthCents: z.number().min(0.01).max(100_000).default(5),
  lotShares: z.int().min(1).max(1_000_000).default(100),
  meanLots: z.int().min(1).max(1000).default(2),
  /** How firmly the price is held: so many cents away, twice as many orders pull it back. */
  leanCents: z.number().min(0.01).max(100_000).default(50),
});

export type BackgroundSettings = z.output<typeof backgroundSchema>;

/** Identifiers of the others' orders begin here. */
const FIRST_ID = 2 ** 29;
/** Orders that may rest, as a multiple of those that rest in the mean. */
const ROOM_TIMES = 5;
/** Others trade in whole cents from a dollar on (17 CFR 242.612), and in ticks below. */
const CENT_TICKS = 100;
const DOLLAR_TICKS = 10_000;
const DEPTH_EXPONENT = 1;

/** Rows of a book that the others may take. */
export const othersRoom = ({ restingOrders }: BackgroundSettings): number =>
  ROOM_TIMES * restingOrders;

/** The others in one book. */
export class Others {
  readonly #flow: Background;
  readonly #unitTicks: number;

  /** `nowNs` is the time at which they come, ns since the venue began to listen. */
  constructor(
    settings: BackgroundSettings,
    seed: number,
    symbol: string,
    valueTicks: number,
    nowNs: number,
  ) {
    const unit = valueTicks >= DOLLAR_TICKS ? CENT_TICKS : 1;
    this.#unitTicks = unit;
    const { depthCents, leanCents, ...terms } = settings;
    const all = {
      ...terms,
      orders: othersRoom(settings),
      depthExponent: DEPTH_EXPONENT,
      depthTicks: (depthCents * CENT_TICKS) / unit,
      // No order is farther away than the price itself.
      farthestTicks: Math.ceil(valueTicks / unit),
      leanTicks: (leanCents * CENT_TICKS) / unit,
      valueTicks: valueTicks / unit,
      owner: 0,
    };
    this.#flow = openBackground(all, seed, `background-${symbol}`, FIRST_ID, nowNs);
  }

  /** Gives a book all that the others want until a time, ns since the venue began to listen. */
  advance(book: Book, untilNs: number): void {
    const flow = this.#flow;
    const unit = this.#unitTicks;
    const { bids, asks, events } = book;
    for (;;) {
      // To the worse unit of each side, so that a limit order of the others never takes.
      const bid = bids.best === NIL ? NO_PRICE : Math.floor(bids.bestKey / unit);
      const ask = asks.best === NIL ? NO_PRICE : Math.ceil(keyOf(1, asks.bestKey) / unit);
      if (!nextBackground(flow, untilNs, bid, ask)) return;
      if (flow.words[0] === BookCommand.ENTER) flow.words[4]! *= unit;
      playCommands(book, flow.words, 0, 1);
      flushEvents(events);
    }
  }

  /** Takes the events of the book. */
  hear(events: BookEvents): void {
    hearBackground(this.#flow, events);
  }
}
