import { mix32 } from '../base/random.js';
import { SESSION_SECONDS, TICKS_PER_CENT, TICKS_PER_DOLLAR } from '../base/units.js';
import { openBook } from './book/auction.js';
import {
  advanceBackground,
  type Background,
  type BackgroundTerms,
  depthDistances,
  hearBackground,
  openBackground,
} from './book/background.js';
import { BookEvent, BookPhase, OrderTerms } from './book/codes.js';
import { enterOrder, stopMatching } from './book/commands.js';
import { flushEvents } from './book/events.js';
import {
  allocateBook,
  type Book,
  type BookEvents,
  EVENT_WORDS,
  keyOf,
  ladderOf,
  NIL,
  NO_PRICE,
  SUM_WORDS,
  SumWord,
} from './book/tables.js';
import { type Impact, ordinarySpreadTicks, settledMidTicks } from './impact.js';
import { LOT_SHARES, Paused, type Quotes } from './quotes.js';
import type { Stock } from './universe.js';

/**
 * The lit venues as order books, one a stock, which all of them share: who sends to any of them
 * meets the best price of all, as under the order protection rule. The orders of others come from a
 * background flow (`book/background.ts`), and the firm's are among them:
 *
 *   firm's children ──► takeFromBook ──► ┌────────────┐ ──► trades: price-time priority
 *   resting children ─► restInBook ────► │ book of the│
 *   background flow ──► markBooks ─────► │   stock    │ ──► best prices ──► quotes, once an epoch
 *         ▲                              └────────────┘
 *         └── value: the wandering price and the lasting part of the firm's impact
 *
 * A book sleeps until the firm first sends an order for its stock. It then opens as books are on
 * the average, about the middle of the quote. Until then the quote is that of the impact model.
 * A paused stock has its book in an auction, which uncrosses when the pause ends.
 */
export interface StockBooks {
  readonly stocks: readonly StockBook[];
  readonly rests: Rests;
  readonly epochNs: number;
  /** Commands of the background flows so far. */
  commands: number;
}

/** The book of one stock. */
export interface StockBook {
  readonly book: Book;
  readonly flow: Background;
  /** Ticks of $0.0001 in a tick of the book. */
  readonly unitTicks: number;
  readonly take: Take;
  /** The epoch in which it opened, or −1 while it sleeps. */
  openedEpoch: number;
  /** Its quote, ticks of $0.0001. */
  bidTicks: number;
  askTicks: number;
}

/** What the child under way has got: shares, and their ticks of the book × shares. */
interface Take {
  shares: number;
  money: number;
}

/** The firm's orders that rest in books, by slot; a slot's identifier is FIRST_REST + slot. */
interface Rests {
  /** Shares executed and not yet told to the firm, and their ticks of the book × shares. */
  readonly shares: Float64Array;
  readonly money: Float64Array;
  /** Free slots, in [0, free). */
  readonly slots: Int32Array;
  free: number;
}

/**
 * How books are filled. Rates and sizes come from each stock's volume and from the market's
 * `displayedSeconds`. All of these are assumptions; docs/guide/order-book.md has reasons.
 */
export interface BookTerms {
  /** Limit orders of others for each of their market orders. */
  readonly ordersPerTrade: number;
  /** Orders of others that rest in a book in the mean, of both sides. */
  readonly restingOrders: number;
  /** How fast depth falls with the distance: the exponent of its power law. */
  readonly depthExponent: number;
  /** The distance at which it begins to fall, in ordinary spreads of the stock. */
  readonly depthSpreads: number;
  /**
   * How far from its value a price must be for twice as many orders to arrive, most of which push
   * it back: in daily standard deviations.
   */
  readonly leanDeviations: number;
}

/** The terms of a market that gives none. */
export const BOOK_TERMS: BookTerms = {
  ordersPerTrade: 6,
  restingOrders: 60,
  depthExponent: 1,
  depthSpreads: 1,
  leanDeviations: 0.5,
};

/** Identifiers: of the child that takes, of the firm's orders that rest, and of all others. */
export const TAKER_ID = 1;
export const FIRST_REST = 2;
const FIRST_BACKGROUND = 2 ** 29;
/** The firm's orders that may rest, in one book and in all. */
const RESTS_A_BOOK = 256;
const RESTS = 16_384;
/** Orders at the best price in the mean, among which the displayed size is divided. */
const TOUCH_ORDERS = 3;
const ROOM_TIMES = 4;
const MEAN_LOTS_MAX = 1000;
const { floor, max, min, round } = Math;

/** Allocates the books of all stocks, asleep. */
export function openStockBooks(
  stocks: readonly Stock[],
  displayedSeconds: number,
  terms: BookTerms,
  epochNs: number,
  seed: number,
): StockBooks {
  const rests: Rests = {
    shares: new Float64Array(RESTS),
    money: new Float64Array(RESTS),
    slots: Int32Array.from({ length: RESTS }, (_, slot) => RESTS - 1 - slot),
    free: RESTS,
  };
  const distances = depthDistances(terms.depthExponent);
  const books = stocks.map((stock, symbol) => {
    const flowTerms = backgroundOf(stock, displayedSeconds, terms);
    const flow = openBackground(
      flowTerms,
      mix32(seed ^ symbol),
      'others of a book',
      FIRST_BACKGROUND,
      0,
      distances,
    );
    const take: Take = { shares: 0, money: 0 };
    const orders = flowTerms.orders + RESTS_A_BOOK;
    const sink = (events: BookEvents): void => {
      hearBackground(flow, events);
      hearFirm(take, rests, events);
    };
    const sizes = { orders, owners: 0, windowTicks: 1024, events: 64 };
    const book = allocateBook(sizes, sink);
    const unitTicks = unitTicksOf(stock);
    return { book, flow, unitTicks, take, openedEpoch: -1, bidTicks: 0, askTicks: 0 };
  });
  return { stocks: books, rests, epochNs, commands: 0 };
}

/** A cent; below $1 a hundredth of it (Rule 612); or the stock's own tick. */
function unitTicksOf({ openTicks, tickDollars }: Stock): number {
  if (tickDollars !== undefined) return max(1, round(tickDollars * TICKS_PER_DOLLAR));
  return openTicks >= TICKS_PER_DOLLAR ? TICKS_PER_CENT : 1;
}

/** The background flow of a stock. */
function backgroundOf(
  stock: Stock,
  displayedSeconds: number,
  { ordersPerTrade, restingOrders, depthExponent, depthSpreads, leanDeviations }: BookTerms,
): BackgroundTerms {
  const { openTicks, advShares, dailyVolatility, indexMember } = stock;
  const { roundLotShares: lotShares = LOT_SHARES } = stock;
  const unitTicks = unitTicksOf(stock);
  const perSecond = advShares / SESSION_SECONDS;
  const lots = (perSecond * displayedSeconds) / TOUCH_ORDERS / lotShares;
  const meanLots = min(MEAN_LOTS_MAX, max(1, round(lots)));
  const marketsPerSecond = perSecond / (meanLots * lotShares);
  return {
    limitsPerSecond: ordersPerTrade * marketsPerSecond,
    marketsPerSecond,
    restingOrders,
    orders: ROOM_TIMES * restingOrders,
    depthExponent,
    farthestTicks: max(1, floor((openTicks * (indexMember ? 0.08 : 0.3)) / unitTicks)),
    depthTicks: (depthSpreads * ordinarySpreadTicks(stock)) / unitTicks,
    lotShares,
    meanLots,
    valueTicks: openTicks / unitTicks,
    leanTicks: max(1, (leanDeviations * dailyVolatility * openTicks) / unitTicks),
    owner: 0,
  };
}

/** Opens a sleeping book about the middle of its quote. */
export function wakeBook(
  books: StockBooks,
  { bidTicks, askTicks, midTicks, paused }: Quotes,
  symbol: number,
  epoch: number,
): void {
  const stock = books.stocks[symbol]!;
  stock.openedEpoch = epoch;
  stock.bidTicks = bidTicks[symbol]!;
  stock.askTicks = askTicks[symbol]!;
  stock.flow.valueTicks = midTicks[symbol]! / stock.unitTicks;
  books.commands += advanceBackground(stock.flow, stock.book, 0);
  if (paused[symbol] === Paused.ALL) stopMatching(stock.book, BookPhase.AUCTION);
}

/** Notes what the firm's orders got. */
function hearFirm(take: Take, rests: Rests, { words, count }: BookEvents): void {
  for (let word = 0; word < count * EVENT_WORDS; word += EVENT_WORDS) {
    if ((words[word]! & 255) !== BookEvent.EXECUTED) continue;
    const ticks = words[word + 3]!;
    const quantity = words[word + 4]!;
    noteShares(take, rests, words[word + 1]!, ticks, quantity);
    noteShares(take, rests, words[word + 2]!, ticks, quantity);
  }
}

function noteShares(take: Take, rests: Rests, id: number, ticks: number, quantity: number): void {
  if (id >= FIRST_BACKGROUND) return;
  if (id === TAKER_ID) {
    take.shares += quantity;
    take.money += quantity * ticks;
    return;
  }
  const slot = id - FIRST_REST;
  rests.shares[slot]! += quantity;
  rests.money[slot]! += quantity * ticks;
}

/**
 * Lets the others trade until the end of an epoch in those of the symbols [begin, end) whose
 * lasting impact `markQuotes` has just marked, and writes the best prices into the quotes. Quiet
 * stocks are marked once in some epochs, so that their books come into the caches for many
 * commands.
 */
export function markBooks(
  books: StockBooks,
  impact: Impact,
  quotes: Quotes,
  linear: boolean,
  epoch: number,
  begin: number,
  end: number,
): void {
  const { stocks, epochNs } = books;
  for (let symbol = begin; symbol < end; symbol++) {
    const stock = stocks[symbol]!;
    const { book, flow, unitTicks, openedEpoch } = stock;
    if (openedEpoch < 0 || impact.markedEpoch[symbol] !== epoch) continue;
    followPause(book, quotes.paused[symbol]!);
    flow.valueTicks = max(1, settledMidTicks(impact, linear, symbol) / unitTicks);
    books.commands += advanceBackground(flow, book, (epoch - openedEpoch + 1) * epochNs);
    writeBest(stock, quotes, symbol);
  }
}

/** Collects orders while a stock is paused, and uncrosses them when the pause is over. */
function followPause(book: Book, paused: number): void {
  if (paused === Paused.ALL) {
    if (book.phase === BookPhase.CONTINUOUS) stopMatching(book, BookPhase.AUCTION);
  } else if (book.phase === BookPhase.AUCTION) openBook(book, NO_PRICE);
  flushEvents(book.events);
}

/**
 * Writes the quote of a stock. In an auction orders may be crossed, and the quote stays. A side
 * without orders keeps its price, as far as it is beyond the other side.
 */
function writeBest(stock: StockBook, quotes: Quotes, symbol: number): void {
  const { book, unitTicks } = stock;
  if (book.phase === BookPhase.CONTINUOUS) {
    const bestBid = book.bids.bestKey;
    const bestAsk = keyOf(1, book.asks.bestKey);
    if (bestBid !== NO_PRICE) stock.bidTicks = bestBid * unitTicks;
    if (bestAsk !== NO_PRICE) stock.askTicks = bestAsk * unitTicks;
    if (stock.bidTicks >= stock.askTicks) {
      if (bestBid === NO_PRICE) stock.bidTicks = max(1, stock.askTicks - unitTicks);
      else stock.askTicks = stock.bidTicks + unitTicks;
    }
  }
  quotes.bidTicks[symbol] = stock.bidTicks;
  quotes.askTicks[symbol] = stock.askTicks;
  quotes.midTicks[symbol] = middleOf(stock);
}

/**
 * The middle of the best prices. In a gap that a large order has left, as wide as would make twice
 * as many orders arrive, it is the price of the last trade, as far as it is between the best.
 */
function middleOf({ book, flow, unitTicks, bidTicks, askTicks }: StockBook): number {
  const isGap = askTicks - bidTicks > flow.terms.leanTicks * unitTicks;
  if (!isGap || book.lastTicks === NO_PRICE) return floor((bidTicks + askTicks) / 2);
  return max(bidTicks, min(askTicks, book.lastTicks * unitTicks));
}

/** Shares shown at the best price of a side. */
export function touchShares({ book }: StockBook, side: number): number {
  const { best } = ladderOf(book, side);
  return best === NIL ? 0 : book.sums[best * SUM_WORDS + SumWord.SHOWN]!;
}

/**
 * Others take a part of the best price of a side before the firm's first child of an epoch, of
 * 65,536 parts.
 */
export function fadeBook(stock: StockBook, side: number, per65536: number): void {
  const { book, flow } = stock;
  const quantity = floor((touchShares(stock, 1 - side) * per65536) / 65_536);
  if (quantity === 0) return;
  const { bestKey } = ladderOf(book, 1 - side);
  const id = flow.firstId + flow.terms.orders;
  enterOrder(book, id, 0, side, keyOf(1 - side, bestKey), quantity, OrderTerms.IOC, 0);
  flushEvents(book.events);
}
