import { mix32, mixPair } from '../base/random.js';
import { NS_PER_SECOND, SESSION_SECONDS } from '../base/units.js';
import { allocateArray, type Region } from '../memory/arena.js';
import { allocateLayout, openTables } from '../memory/table.js';
import { COUNTERPARTY_SCHEMA, TAKEN_SCHEMA, VENUE_SCHEMA, type Venues } from './fills.js';
import {
  decayTable,
  IMPACT_SCHEMA,
  type Impact,
  type ImpactSpec,
  markQuotes,
  openImpact,
  writeQuote,
} from './impact.js';
import { type MarksKernel, openMarksKernel, openVenuesKernel } from './kernel.js';
import {
  openPauses,
  PAUSE_BUCKET_SCHEMA,
  PAUSE_SCHEMA,
  type PauseBuckets,
  type Pauses,
  pauseBucketRows,
} from './pauses.js';
import { DEPTH_SCHEMA, type Depth, openQuotes, QUOTE_SCHEMA, type Quotes } from './quotes.js';
import { BOOK_TERMS, type BookTerms, markBooks, openStockBooks } from './stock-books.js';
import type { Stock } from './universe.js';
import {
  LIT_VENUE_COUNT,
  VENUE_COUNT,
  type VenueKind,
  type VenueTerms,
  venueFees,
  venueWeights,
} from './venues.js';
import {
  markWithdrawal,
  openWithdrawal,
  WITHDRAWAL_SCHEMA,
  type WithdrawalPace,
  withdrawalPace,
} from './withdrawal.js';

const { round, sqrt } = Math;

/**
 * How the emulated market behaves: impact, displayed size, venues, hidden liquidity. Probabilities
 * are 0 … 1 a child.
 */
export interface MarketSpec {
  readonly impact: ImpactSpec;
  /**
   * What children at lit venues meet: sizes displayed at the touch, by default, or the order book
   * of the stock, whose best prices are the quote. `withdrawal` is a model of sizes only.
   */
  readonly venue?: VenueKind | undefined;
  /** The terms of books, which no other kind of venue reads. Default: `BOOK_TERMS`. */
  readonly book?: BookTerms | undefined;
  /** Displayed size at the touch, in seconds of a stock's ordinary volume. */
  readonly displayedSeconds: number;
  /** Terms of venues that differ from the defaults of `VENUES`. */
  readonly venues?: readonly VenueTerms[] | undefined;
  /** How often a displayed size has partly gone before a child arrives, 0 … 1. */
  readonly fadeProbability: number;
  readonly darkProbability: number;
  readonly retailProbability: number;
  /** Whether quotes wander by themselves, by each stock's volatility. */
  readonly wander: boolean;
  readonly pauses: boolean;
}

/** The market: quotes, venues, impact and pauses on one buffer. It does not know the firm. */
export interface Market {
  readonly buffer: Region;
  readonly stocks: readonly Stock[];
  readonly spec: MarketSpec;
  readonly linear: boolean;
  readonly quotes: Quotes;
  readonly depth: Depth;
  readonly impact: Impact;
  readonly book: Venues;
  readonly pauses: Pauses;
  readonly pauseBuckets: PauseBuckets;
  readonly decay: Float64Array;
  /** The numbers of the withdrawal model, where the market has it. */
  readonly withdrawalPace: WithdrawalPace | undefined;
  /** What marks such quotes in WebAssembly; undefined where TypeScript does. */
  marksKernel: MarksKernel | undefined;
  readonly seed: number;
}

const hasWithdrawal = ({ impact }: MarketSpec): boolean => impact.model === 'withdrawal';

function marketLayout(symbols: number, spec: MarketSpec) {
  const cells = symbols * LIT_VENUE_COUNT;
  return {
    quotes: { schema: QUOTE_SCHEMA, capacity: symbols },
    depth: { schema: DEPTH_SCHEMA, capacity: cells },
    taken: { schema: TAKEN_SCHEMA, capacity: cells * 2 },
    impact: { schema: IMPACT_SCHEMA, capacity: symbols },
    counterparties: { schema: COUNTERPARTY_SCHEMA, capacity: symbols },
    venues: { schema: VENUE_SCHEMA, capacity: VENUE_COUNT },
    pauses: { schema: PAUSE_SCHEMA, capacity: symbols },
    pauseBuckets: { schema: PAUSE_BUCKET_SCHEMA, capacity: pauseBucketRows(symbols) },
    withdrawal: { schema: WITHDRAWAL_SCHEMA, capacity: hasWithdrawal(spec) ? symbols : 1 },
  } as const;
}

/**
 * Opens the market of a universe. Displayed sizes last for one epoch of `epochNs`, after which
 * quotes are marked.
 */
export function openMarket(
  stocks: readonly Stock[],
  spec: MarketSpec,
  epochNs: number,
  seed: number,
): Market {
  const market = attachMarket(
    allocateLayout(marketLayout(stocks.length, spec)),
    stocks,
    spec,
    epochNs,
    seed,
  );
  const { quotes, depth, impact, book, pauses, pauseBuckets, linear } = market;
  openQuotes(stocks, quotes, depth, spec.displayedSeconds, venueWeights(spec.venues));
  openImpact(stocks, impact, spec.impact);
  // The orders that books lose and gain are the transient part of the impact.
  if (spec.venue === 'book') impact.transientPerShare.fill(0);
  if (book.withdrawal !== undefined) openWithdrawal(stocks, book.withdrawal, spec.impact, seed);
  openPauses(stocks, pauses, pauseBuckets);
  book.taken.epoch.fill(-1);
  for (let symbol = 0; symbol < stocks.length; symbol++) writeQuote(impact, quotes, linear, symbol);
  openBooks(market, epochNs);
  return market;
}

/**
 * Allocates the order books of a market whose venues are books. Whoever fills and marks a market
 * that `attachMarket` has attached calls it first.
 */
export function openBooks({ book: venues, spec, stocks, seed }: Market, epochNs: number): void {
  if (spec.venue !== 'book') return;
  const terms = spec.book ?? BOOK_TERMS;
  venues.books = openStockBooks(stocks, spec.displayedSeconds, terms, epochNs, seed);
}

/**
 * The market of a buffer that `openMarket` made with the same arguments, for another thread. One
 * thread at a time may fill and mark.
 */
export function attachMarket(
  buffer: Region,
  stocks: readonly Stock[],
  spec: MarketSpec,
  epochNs: number,
  seed: number,
): Market {
  const tables = openTables(buffer, marketLayout(stocks.length, spec));
  const { quotes, depth, taken, impact, counterparties, venues, pauses, pauseBuckets } = tables;
  const isWithdrawal = hasWithdrawal(spec);
  const per65536 = (probability: number): number => round(probability * 65_536);
  const book: Venues = {
    quotes,
    depth,
    taken,
    impact,
    counterparties,
    totals: venues,
    feeTicks: venueFees(spec.venues),
    memberHalts: allocateArray(Uint8Array, VENUE_COUNT),
    fadePer65536: per65536(spec.fadeProbability),
    darkPer65536: per65536(spec.darkProbability),
    retailPer65536: per65536(spec.retailProbability),
    withdrawal: isWithdrawal ? tables.withdrawal : undefined,
    books: undefined,
    kernel: undefined,
  };
  book.kernel = openVenuesKernel(book);
  const linear = spec.impact.model !== 'square-root' && !isWithdrawal;
  const epochSeconds = epochNs / NS_PER_SECOND;
  const pace = isWithdrawal ? withdrawalPace(spec.impact, epochSeconds, seed) : undefined;
  return {
    buffer,
    stocks,
    spec,
    linear,
    quotes,
    depth,
    impact,
    book,
    pauses,
    pauseBuckets,
    decay: decayTable(spec.impact.halfLifeSeconds, epochSeconds),
    withdrawalPace: pace,
    marksKernel: pace && openMarksKernel(tables.withdrawal, pace, impact, quotes),
    seed,
  };
}

/** Returns the epoch that a run begins with. */
export function openingEpoch(seed: number): number {
  return mix32(seed ^ 0x5eed) >>> 2;
}

/** Marks the quotes after the fills of an epoch. */
export function markMarket(market: Market, epoch: number): void {
  markSymbols(market, epoch, 0, market.stocks.length);
}

/** Marks the quotes of the symbols [begin, end) after the fills of an epoch. */
export function markSymbols(market: Market, epoch: number, begin: number, end: number): void {
  const { impact, quotes, book, withdrawalPace: pace, marksKernel: kernel } = market;
  if (book.books !== undefined) {
    markQuotes(impact, quotes, market.decay, market.linear, epoch, begin, end);
    markBooks(book.books, impact, quotes, market.linear, epoch, begin, end);
  } else if (book.withdrawal === undefined || pace === undefined)
    markQuotes(impact, quotes, market.decay, market.linear, epoch, begin, end);
  else if (kernel !== undefined) kernel.doors.mark(kernel.base, epoch, begin, end);
  else markWithdrawal(book.withdrawal, pace, impact, quotes, epoch, begin, end);
}

/**
 * Lets every stock's price wander by one second of its volatility: a sum of four uniform draws,
 * which is near enough to normal.
 */
export function wanderPrices(market: Market, second: number): void {
  const { stocks, impact, seed } = market;
  const { baseTicks } = impact;
  const scale = sqrt(3 / SESSION_SECONDS);
  for (let symbol = 0; symbol < stocks.length; symbol++) {
    const draw = mixPair(seed ^ symbol, second);
    const centred =
      ((draw & 0xff) + ((draw >>> 8) & 0xff) + ((draw >>> 16) & 0xff) + (draw >>> 24)) / 255 - 2;
    baseTicks[symbol] =
      baseTicks[symbol]! * (1 + centred * scale * stocks[symbol]!.dailyVolatility);
  }
}
