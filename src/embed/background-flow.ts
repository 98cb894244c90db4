import { demand, fields, numeric, optional, positive, refuseInput, whole } from '../base/forms.js';
import { InputError } from '../base/input-error.js';
import { INT32_MAX } from '../base/ranges.js';
import {
  type Background,
  type BackgroundTerms,
  hearBackground,
  nextBackground,
  openBackground,
} from '../market/book/background.js';
import { type BookEvents, EVENT_WORDS, NO_PRICE } from '../market/book/tables.js';
import { OrderBook } from './order-book.js';

/**
 * The terms of a background flow. Only the value has no default; the others are those of a stock of
 * some 3 million shares a day.
 */
export interface BackgroundFlowOptions extends Partial<BackgroundTerms> {
  /** The price to which the flow leans at the start, ticks; it need not be a whole number. */
  readonly valueTicks: number;
  /** A whole number of 32 bits. Default: 1. */
  readonly seed?: number | undefined;
  /** Identifiers of the flow's orders begin here. Default: 536,870,912. */
  readonly firstId?: number | undefined;
  /** The time at which the flow begins, ns. Default: 0. */
  readonly startNs?: number | undefined;
}

const TIME_MAX = Number.MAX_SAFE_INTEGER;
const RATE_MAX = 10_000_000;
const PRICE_MAX = 10_000_000;
const valueForm = numeric(1, PRICE_MAX);
const timeForm = numeric(-TIME_MAX, TIME_MAX);
const optionsForm = fields({
  valueTicks: valueForm,
  seed: optional(whole(0, 2 ** 32 - 1)),
  firstId: optional(whole(1, INT32_MAX)),
  startNs: optional(timeForm),
  limitsPerSecond: optional(positive(RATE_MAX)),
  marketsPerSecond: optional(numeric(0, RATE_MAX)),
  restingOrders: optional(whole(2, 2 ** 20)),
  orders: optional(whole(2, 2 ** 20)),
  depthExponent: optional(numeric(0.1, 100)),
  depthTicks: optional(positive(PRICE_MAX)),
  farthestTicks: optional(whole(1, PRICE_MAX)),
  lotShares: optional(whole(1, 1_000_000)),
  meanLots: optional(whole(1, 1000)),
  leanTicks: optional(positive(PRICE_MAX)),
  owner: optional(whole(0, 1_000_000)),
});
const DEFAULTS = {
  limitsPerSecond: 8,
  marketsPerSecond: 0.6,
  restingOrders: 80,
  depthExponent: 1,
  depthTicks: 5,
  farthestTicks: 10_000,
  lotShares: 100,
  meanLots: 2,
  leanTicks: 50,
  owner: 0,
} as const;
/** Orders that may rest, as a multiple of those that rest in the mean. */
const ROOM_TIMES = 5;

/**
 * The orders of all others in an order book: a seeded flow of limit orders, market orders and
 * cancels, as `docs/guide/order-book.md` describes it. The sink of the book must hand all events to
 * `hear`. Identifiers from `firstId` to `firstId + orders` are the flow's. Throws an InputError for
 * options out of range.
 */
export class BackgroundFlow {
  readonly #flow: Background;

  constructor(options: BackgroundFlowOptions) {
    demand(optionsForm, options, 'BackgroundFlow: options');
    const { seed = 1, firstId = 2 ** 29, startNs = 0, valueTicks } = options;
    const restingOrders = options.restingOrders ?? DEFAULTS.restingOrders;
    const terms: BackgroundTerms = {
      limitsPerSecond: options.limitsPerSecond ?? DEFAULTS.limitsPerSecond,
      marketsPerSecond: options.marketsPerSecond ?? DEFAULTS.marketsPerSecond,
      restingOrders,
      orders: options.orders ?? ROOM_TIMES * restingOrders,
      depthExponent: options.depthExponent ?? DEFAULTS.depthExponent,
      depthTicks: options.depthTicks ?? DEFAULTS.depthTicks,
      farthestTicks: options.farthestTicks ?? DEFAULTS.farthestTicks,
      lotShares: options.lotShares ?? DEFAULTS.lotShares,
      meanLots: options.meanLots ?? DEFAULTS.meanLots,
      leanTicks: options.leanTicks ?? DEFAULTS.leanTicks,
      owner: options.owner ?? DEFAULTS.owner,
      valueTicks,
    };
    refuseTerms(terms, firstId);
    this.#flow = openBackground(terms, seed, 'background', firstId, startNs);
  }

  /**
   * Gives the book all commands up to a time, ns; returns their number. The first call gives the
   * orders that were there before, too.
   */
  advance(book: OrderBook, untilNs: number): number {
    if (!(book instanceof OrderBook))
      throw new InputError('BackgroundFlow.advance: book: must be an OrderBook');
    demand(timeForm, untilNs, 'BackgroundFlow.advance', 'untilNs');
    const flow = this.#flow;
    let commands = 0;
    while (nextBackground(flow, untilNs, book.bestBid ?? NO_PRICE, book.bestAsk ?? NO_PRICE)) {
      book.play(flow.words);
      commands++;
    }
    return commands;
  }

  /** Takes events of the book, in its sink. */
  hear(events: BookEvents): void {
    const words: unknown = events?.words;
    if (!(words instanceof Int32Array) || !(events.count * EVENT_WORDS <= words.length))
      throw new InputError('BackgroundFlow.hear: events: must be what a sink of an OrderBook gets');
    hearBackground(this.#flow, events);
  }

  /** The price to which the flow leans, ticks. It may be set at any time. */
  get valueTicks(): number {
    return this.#flow.valueTicks;
  }

  set valueTicks(ticks: number) {
    demand(valueForm, ticks, 'BackgroundFlow', 'valueTicks');
    this.#flow.valueTicks = ticks;
  }

  /** Orders of the flow that rest. */
  get resting(): number {
    return this.#flow.live;
  }
}

/** What each term alone does not show. */
function refuseTerms(terms: BackgroundTerms, firstId: number): void {
  const { limitsPerSecond, marketsPerSecond, restingOrders, orders } = terms;
  const faults: string[] = [];
  if (marketsPerSecond >= limitsPerSecond)
    faults.push(`marketsPerSecond: is ${marketsPerSecond}; must be below limitsPerSecond`);
  if (orders < restingOrders) faults.push(`orders: is ${orders}; must be restingOrders or more`);
  if (firstId + orders > INT32_MAX)
    faults.push(`firstId: is ${firstId}; must be at most 2,147,483,647 less orders`);
  if (faults.length > 0) refuseInput('BackgroundFlow: options', faults);
}
