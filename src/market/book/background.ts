import { exponential, naturalLog } from '../../base/numerics.js';
import { RandomStream } from '../../base/random.js';
import { NS_PER_SECOND } from '../../base/units.js';
import { BookEvent, OrderTerms } from './codes.js';
import { flushEvents } from './events.js';
import { BookCommand, COMMAND_WORDS, playCommands } from './play.js';
import { type Book, type BookEvents, EVENT_WORDS, keyOf, NO_PRICE } from './tables.js';

/**
 * The orders of all others in one book: a seeded flow of limit orders, market orders and cancels
 * that arrive as in a Poisson process. Limit orders lie behind the other side's best price at a
 * distance of a power law, so depth grows with the distance and thins out far away. References:
 * Smith, Farmer, Gillemot and Krishnamurthy 2003 (the three Poisson flows), Bouchaud, Mézard and
 * Potters 2002 (the power law), Chiarella and Iori 2002 (traders who lean to a value).
 *
 * The flow knows nothing of a book. It writes one command at a time, given the best prices, and
 * hears what became of its orders:
 *
 *   flow = openBackground(terms, seed, name, firstId, startNs)
 *   while (nextBackground(flow, untilNs, bestBid, bestAsk)) {          NO_PRICE: no order on a side
 *     give `flow.words`, one row as `BookCommand` has it, to the book
 *     hearBackground(flow, events)                                 in the sink of the book
 *   }
 *
 * `advanceBackground` is this loop for a `Book`; an `OrderBook` is driven the same way, by `play`.
 * The sink must hear *all* events of the book, also those of others' commands. Others' orders must
 * not have identifiers of the flow: [firstId, firstId + orders]. The first commands, as many as
 * orders rest in the mean, are the orders that were there before. Afterwards commands come with
 * the time. The same seed, terms, times and best prices give the same commands.
 *
 * In a halted or paused book the flow can go on: what is refused is forgotten. `valueTicks` may be
 * moved at any time.
 */
export interface Background {
  readonly terms: BackgroundTerms;
  /** The command that was written last. */
  readonly words: Int32Array;
  readonly firstId: number;
  /** The price to which the flow leans, ticks; it need not be a whole number. */
  valueTicks: number;
  /** When the next command comes, unless opening orders are left. */
  nextNs: number;
  /** Opening orders that are left. */
  opening: number;
  /** Orders of the flow that rest. */
  live: number;
  /** Slots of the orders that rest, in [0, live) in no order; after them the free slots. */
  readonly slots: Int32Array;
  /** The place of each slot in `slots`. */
  readonly placeOf: Int32Array;
  /** Cancels a second of each order that rests. */
  readonly cancelsPerOrder: number;
  /** Distances in `depthTicks`, by quantile. */
  readonly distances: Float64Array;
  readonly random: RandomStream;
}

/** The terms of a flow. Nobody checks them here. */
export interface BackgroundTerms {
  /** Limit orders and market orders a second, of both sides; more limit than market orders. */
  readonly limitsPerSecond: number;
  readonly marketsPerSecond: number;
  /** Orders that rest in the mean, of both sides, at least 2; cancels keep them there. */
  readonly restingOrders: number;
  /** The most orders that rest at once, at least `restingOrders`. */
  readonly orders: number;
  /**
   * How depth falls: the share of limit orders that lie d ticks or more behind the best possible
   * price is (1 + d / depthTicks)^−depthExponent.
   */
  readonly depthExponent: number;
  readonly depthTicks: number;
  /** The largest distance, ticks. */
  readonly farthestTicks: number;
  /** Shares of an order: whole lots, the same chance for 1 to 2 × `meanLots` − 1. */
  readonly lotShares: number;
  readonly meanLots: number;
  /** The price to which the flow leans at the start, ticks. */
  readonly valueTicks: number;
  /**
   * The flow leans against prices away from the value. At this distance of the middle, ticks, twice
   * as many orders arrive, of which three in four go back to the value.
   */
  readonly leanTicks: number;
  /** The owner of the orders, 0 for nobody. */
  readonly owner: number;
}

/** The highest price of a limit order, ticks; the lowest is 1. */
const BACKGROUND_PRICE_MAX = 20_000_000;

/** The lean at which no more orders arrive. */
const LEAN_MAX = 50;
const QUANTILES = 1024;
const { ENTER, CANCEL } = BookCommand;
const MARKET_ORDER = OrderTerms.MARKET | OrderTerms.IOC;
const { abs, ceil, floor, max, min } = Math;

/**
 * Opens a flow whose time begins at `startNs`. `name` tells flows of one seed apart. Many flows can
 * share the distances of `depthDistances`.
 */
export function openBackground(
  terms: BackgroundTerms,
  seed: number,
  name: string,
  firstId: number,
  startNs: number,
  distances: Float64Array = depthDistances(terms.depthExponent),
): Background {
  const { orders, limitsPerSecond, marketsPerSecond, restingOrders } = terms;
  const flow: Background = {
    terms,
    words: new Int32Array(COMMAND_WORDS),
    firstId,
    valueTicks: terms.valueTicks,
    nextNs: startNs,
    opening: restingOrders,
    live: 0,
    slots: Int32Array.from({ length: orders }, (_, slot) => slot),
    placeOf: Int32Array.from({ length: orders }, (_, slot) => slot),
    // A market order takes about one order, so as many limit orders are left to be cancelled.
    cancelsPerOrder: (limitsPerSecond - marketsPerSecond) / restingOrders,
    distances,
    random: new RandomStream(seed, name),
  };
  waitForNext(flow, limitsPerSecond + marketsPerSecond + flow.cancelsPerOrder * restingOrders);
  return flow;
}

/** Distances of limit orders in `depthTicks` by quantile, of which the last are the largest. */
export function depthDistances(depthExponent: number): Float64Array {
  return Float64Array.from({ length: QUANTILES }, (_, n) => {
    const tail = 1 - (n + 0.5) / QUANTILES;
    return exponential(-naturalLog(tail) / depthExponent) - 1;
  });
}

/**
 * Writes the next command that is due by `untilNs` into `flow.words`; returns false if there is
 * none. The best prices are those of the book, of all orders in it, or NO_PRICE.
 */
export function nextBackground(
  flow: Background,
  untilNs: number,
  bestBid: number,
  bestAsk: number,
): boolean {
  const { terms, random } = flow;
  if (flow.opening > 0) {
    // Each lies about the value: the first may be far away, and the others must not follow it.
    writeLimit(flow, --flow.opening & 1, NO_PRICE, NO_PRICE);
    return true;
  }
  if (flow.nextNs > untilNs) return false;
  const lean = leanOf(flow, bestBid, bestAsk);
  const activity = 1 + abs(lean);
  const limits = terms.limitsPerSecond * activity;
  const markets = terms.marketsPerSecond * activity;
  const rate = limits + markets + flow.cancelsPerOrder * flow.live;
  const draw = random.fraction() * rate;
  if (draw < limits + markets) {
    const sellers = lean > 0 ? 0.5 + lean : 0.5;
    const side = random.fraction() * activity < sellers ? 1 : 0;
    if (draw >= limits) writeMarket(flow, side);
    else if (flow.live < terms.orders) writeLimit(flow, side, bestBid, bestAsk);
    else writeCancel(flow);
  } else writeCancel(flow);
  waitForNext(flow, rate);
  return true;
}

/** How far the middle is above the value, in units of `leanTicks`, at most LEAN_MAX. */
function leanOf({ valueTicks, terms }: Background, bestBid: number, bestAsk: number): number {
  let middle = valueTicks;
  if (bestBid !== NO_PRICE && bestAsk !== NO_PRICE) middle = (bestBid + bestAsk) / 2;
  else if (bestBid !== NO_PRICE) middle = bestBid;
  else if (bestAsk !== NO_PRICE) middle = bestAsk;
  return max(-LEAN_MAX, min(LEAN_MAX, (middle - valueTicks) / terms.leanTicks));
}

function waitForNext(flow: Background, rate: number): void {
  flow.nextNs -= (naturalLog(1 - flow.random.fraction()) / rate) * NS_PER_SECOND;
}

/** A limit order behind the price at which others of its side stop. */
function writeLimit(flow: Background, side: number, bestBid: number, bestAsk: number): void {
  const { random, distances, slots, terms } = flow;
  const own = keyOf(side, side === 0 ? bestBid : bestAsk);
  const other = keyOf(side, side === 0 ? bestAsk : bestBid);
  const stop = stopKey(flow, side, own, other);
  const drawn = floor(terms.depthTicks * distances[random.below(QUANTILES)]!);
  const behind = drawn < terms.farthestTicks ? drawn : terms.farthestTicks;
  const ticks = keyOf(side, stop - 1 - behind);
  const within = ticks < 1 ? 1 : ticks > BACKGROUND_PRICE_MAX ? BACKGROUND_PRICE_MAX : ticks;
  writeEnter(flow, flow.firstId + slots[flow.live++]!, side, within, OrderTerms.GTC);
}

/**
 * The key, higher for a better price, that no limit order reaches: the other side's best price. In
 * a gap that a large order has left nobody bids just below an offer that is far away: an order goes
 * as far as the value, or improves on its own side's best price by `depthTicks`.
 */
function stopKey({ valueTicks, terms }: Background, side: number, own: number, other: number) {
  const value = keyOf(side, floor(valueTicks) + 1 - side);
  const improved = own === NO_PRICE ? value : own + ceil(terms.depthTicks) + 1;
  const reach = improved > value ? improved : value;
  return other === NO_PRICE || reach < other ? reach : other;
}

function writeMarket(flow: Background, side: number): void {
  writeEnter(flow, flow.firstId + flow.terms.orders, side, 0, MARKET_ORDER);
}

function writeEnter(
  { words, terms, random }: Background,
  id: number,
  side: number,
  ticks: number,
  orderTerms: number,
): void {
  words[0] = ENTER;
  words[1] = id;
  words[2] = terms.owner;
  words[3] = side;
  words[4] = ticks;
  words[5] = terms.lotShares * (1 + random.below(2 * terms.meanLots - 1));
  words[6] = orderTerms;
  words[7] = 0;
}

/** The cancel of any order that rests; of the taker's identifier, which is refused, without one. */
function writeCancel(flow: Background): void {
  const { words, firstId, terms, slots, live, random } = flow;
  words[0] = CANCEL;
  words[1] = firstId + (live > 0 ? slots[random.below(live)]! : terms.orders);
}

/** Takes note of events of the book: forgets the flow's orders that have left it. */
export function hearBackground(flow: Background, { words, count }: BookEvents): void {
  const { EXECUTED, REDUCED, CANCELLED, REFUSED } = BookEvent;
  for (let word = 0; word < count * EVENT_WORDS; word += EVENT_WORDS) {
    const kind = words[word]! & 255;
    if (kind === EXECUTED || kind === REDUCED) {
      if (words[word + 5] === 0) forget(flow, words[word + 1]!);
      if (words[word + 6] === 0) forget(flow, words[word + 2]!);
    } else if (kind === REFUSED || (kind === CANCELLED && words[word + 5] === 0))
      forget(flow, words[word + 1]!);
  }
}

function forget(flow: Background, id: number): void {
  const { slots, placeOf, firstId, terms } = flow;
  const slot = id - firstId;
  if (slot < 0 || slot >= terms.orders) return;
  const place = placeOf[slot]!;
  if (place >= flow.live) return;
  const last = --flow.live;
  const moved = slots[last]!;
  slots[place] = moved;
  placeOf[moved] = place;
  slots[last] = slot;
  placeOf[slot] = last;
}

/**
 * Plays the flow's commands up to `untilNs` into a book, whose sink hears for the flow; returns
 * their number. The book must have rows for `terms.orders` orders beside those of others.
 */
export function advanceBackground(flow: Background, book: Book, untilNs: number): number {
  const { bids, asks, events } = book;
  let commands = 0;
  // The key of no offer is NO_KEY, whose price is NO_PRICE as well.
  while (nextBackground(flow, untilNs, bids.bestKey, keyOf(1, asks.bestKey))) {
    playCommands(book, flow.words, 0, 1);
    flushEvents(events);
    commands++;
  }
  return commands;
}
