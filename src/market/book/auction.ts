import { BookEvent, BookPhase, BookReason, NO_AGGRESSOR } from './codes.js';
import { kindWord, tell } from './events.js';
import { worseLevel } from './ladder.js';
import { cancelResting, consumeAndTell } from './match.js';
import {
  type Book,
  type Ladder,
  LEVEL_WORDS,
  LevelWord,
  MARKET_LEVELS,
  NIL,
  NO_PRICE,
  ORDER_WORDS,
  OrderWord,
  SUM_WORDS,
  SumWord,
} from './tables.js';

/**
 * The uncross of an auction: one price for all that executes. Its candidates are all ticks from the
 * lowest to the highest limit price. They are narrowed in four steps, as by the Australian and many
 * other exchanges (ASX, "How opening and closing prices are calculated": maximum executable volume,
 * minimum surplus, market pressure, reference price):
 *
 *   1  the most volume executes
 *   2  the least surplus is left: buy quantity at the price or better, less sell quantity
 *   3  if the surplus is to buy at all of them, the highest; if it is to sell, the lowest
 *   4  the nearest to the reference price
 *
 * Volume first rises and then falls with the price, and surplus only falls, so that what each step
 * leaves is one range of ticks. Between two limit prices neither changes: a gap is one candidate.
 */
export interface AuctionPrice {
  /** The price, ticks, or NO_PRICE if nothing executes. */
  ticks: number;
  /** What executes. */
  volume: number;
  /** Buy less sell quantity at that price or better. */
  surplus: number;
}

/** The range that is left of the candidates, and how it was found. */
interface Range extends AuctionPrice {
  low: number;
  high: number;
  /** The highest tick of the range with a surplus to buy, and the lowest with one to sell. */
  buyHigh: number;
  sellLow: number;
}

const { HEAD, KEY } = LevelWord;
const { ID, SHOWN, RESERVE, OWNER } = OrderWord;
const { abs, floor, max, min } = Math;

/**
 * Returns the price at which the orders of the book would uncross now. The reference is a price in
 * ticks or NO_PRICE: then the last execution, and before any the middle of the range.
 */
export function auctionPrice(book: Book, referenceTicks: number): AuctionPrice {
  const { bids, asks, levels, scratch } = book;
  let buy = quantityOf(book, 0);
  let sell = quantityOf(book, 1);
  let bidCount = 0;
  for (let level = bids.best; level !== NIL; level = worseLevel(book, bids, level)) {
    buy += quantityOf(book, level);
    scratch[bidCount++] = level;
  }
  const range: Range = {
    ticks: NO_PRICE,
    volume: 0,
    surplus: 0,
    low: 0,
    high: 0,
    buyHigh: NO_PRICE,
    sellLow: NO_PRICE,
  };
  let ask = asks.best;
  while (bidCount > 0 || ask !== NIL) {
    const bid = bidCount > 0 ? scratch[bidCount - 1]! : NIL;
    const bidTicks = bid === NIL ? Number.POSITIVE_INFINITY : levels[bid * LEVEL_WORDS + KEY]!;
    const askTicks = ask === NIL ? Number.POSITIVE_INFINITY : -levels[ask * LEVEL_WORDS + KEY]!;
    const ticks = min(bidTicks, askTicks);
    if (askTicks === ticks) {
      sell += quantityOf(book, ask);
      ask = worseLevel(book, asks, ask);
    }
    narrow(range, ticks, ticks, buy, sell);
    if (bidTicks === ticks) {
      buy -= quantityOf(book, bid);
      bidCount--;
    }
    const nextBid =
      bidCount > 0 ? levels[scratch[bidCount - 1]! * LEVEL_WORDS + KEY]! : Number.POSITIVE_INFINITY;
    const nextAsk = ask === NIL ? Number.POSITIVE_INFINITY : -levels[ask * LEVEL_WORDS + KEY]!;
    const next = min(nextBid, nextAsk);
    if (next !== Number.POSITIVE_INFINITY && next > ticks + 1)
      narrow(range, ticks + 1, next - 1, buy, sell);
  }
  const reference = referenceTicks === NO_PRICE ? book.lastTicks : referenceTicks;
  if (bids.best === NIL && asks.best === NIL && reference !== NO_PRICE)
    narrow(range, reference, reference, buy, sell);
  if (range.volume > 0) range.ticks = choose(range, reference);
  return { ticks: range.ticks, volume: range.volume, surplus: surplusAt(range) };
}

/** Takes ticks with these quantities at the price or better as candidates: steps 1 and 2. */
function narrow(range: Range, low: number, high: number, buy: number, sell: number): void {
  const volume = min(buy, sell);
  const surplus = buy - sell;
  if (volume < range.volume || volume === 0) return;
  if (volume > range.volume || abs(surplus) < abs(range.surplus)) {
    range.volume = volume;
    range.surplus = surplus;
    range.low = low;
    range.buyHigh = NO_PRICE;
    range.sellLow = NO_PRICE;
  } else if (abs(surplus) > abs(range.surplus)) return;
  range.high = high;
  if (surplus > 0) range.buyHigh = high;
  if (surplus < 0 && range.sellLow === NO_PRICE) range.sellLow = low;
}

/** Steps 3 and 4. */
function choose({ low, high, buyHigh, sellLow, surplus }: Range, reference: number): number {
  if (surplus !== 0 && sellLow === NO_PRICE) return high;
  if (surplus !== 0 && buyHigh === NO_PRICE) return low;
  const [first, last] = surplus === 0 ? [low, high] : [buyHigh, sellLow];
  if (reference === NO_PRICE) return floor((first + last) / 2);
  return max(first, min(last, reference));
}

/** The surplus at the price that was chosen: its sign may differ within the range. */
function surplusAt({ ticks, surplus, sellLow }: Range): number {
  if (ticks === NO_PRICE) return 0;
  return sellLow !== NO_PRICE && ticks >= sellLow ? -abs(surplus) : abs(surplus);
}

/** Shown and reserve of a level. */
function quantityOf({ sums }: Book, level: number): number {
  return sums[level * SUM_WORDS + SumWord.SHOWN]! + sums[level * SUM_WORDS + SumWord.RESERVE]!;
}

/**
 * Uncrosses the book and begins continuous trading. Market orders execute before limit orders,
 * these by price and time. Market orders that are left over are cancelled.
 */
export function openBook(book: Book, referenceTicks: number): void {
  if (book.phase === BookPhase.CONTINUOUS) return;
  const { ticks, volume } = auctionPrice(book, referenceTicks);
  for (let left = volume; left > 0; ) left -= crossHeads(book, ticks, left);
  for (let level = 0; level < MARKET_LEVELS; level++)
    for (let row = headOf(book, level); row !== NIL; row = headOf(book, level))
      cancelResting(book, row, BookReason.AUCTION_END);
  book.phase = BookPhase.CONTINUOUS;
  tell(book, kindWord(BookEvent.PHASE, 0, 0), 0, 0, ticks, BookPhase.CONTINUOUS, 0);
}

/** Executes the first buyer with the first seller; returns the quantity. */
function crossHeads(book: Book, ticks: number, left: number): number {
  const { orders } = book;
  const buyer = headOf(book, firstLevel(book, book.bids));
  const seller = headOf(book, firstLevel(book, book.asks));
  const buyWord = buyer * ORDER_WORDS;
  const sellWord = seller * ORDER_WORDS;
  const traded = min(orders[buyWord + SHOWN]!, orders[sellWord + SHOWN]!, left);
  const buyLeaves = orders[buyWord + SHOWN]! + orders[buyWord + RESERVE]! - traded;
  const sellLeaves = orders[sellWord + SHOWN]! + orders[sellWord + RESERVE]! - traded;
  const first = kindWord(BookEvent.EXECUTED, 0, NO_AGGRESSOR);
  const [buyId, sellId] = [orders[buyWord + ID]!, orders[sellWord + ID]!];
  const event = tell(book, first, buyId, sellId, ticks, traded, buyLeaves);
  book.events.words[event + 6] = sellLeaves;
  book.events.words[event + 7] = orders[buyWord + OWNER]!;
  book.lastTicks = ticks;
  consumeAndTell(book, buyer, traded, buyLeaves);
  consumeAndTell(book, seller, traded, sellLeaves);
  return traded;
}

const headOf = ({ levels }: Book, level: number): number => levels[level * LEVEL_WORDS + HEAD]!;

/** The level that executes first: market orders, then the best price. */
function firstLevel(book: Book, ladder: Ladder): number {
  return headOf(book, ladder.side) === NIL ? ladder.best : ladder.side;
}
