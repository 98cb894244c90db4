import type { Day } from '../day/day.js';
import type { DepthTrace } from '../day/depth-trace.js';

/** The order books of a day whose venues are books. */
export interface DepthResult {
  /** Books that opened: stocks for which the firm sent an order. */
  readonly stocks: number;
  /** Orders and cancels of others. */
  readonly othersCommands: number;
  /**
   * Shares shown at the best bids and offers of all books: in the median sample and in the least,
   * with its time. Samples are ten seconds apart; 0 and null without any.
   */
  readonly medianShares: number;
  readonly leastShares: number;
  readonly leastAtNs: number | null;
  /** The most sides of books that had no order at once, and when. */
  readonly mostEmptySides: number;
  readonly mostEmptyAtNs: number | null;
  /** The samples, column by column. */
  readonly samples: DepthTrace;
}

/** Sums up the depth of a day, or returns undefined if its venues are no books. */
export function summariseDepth({ market, depth }: Day): DepthResult | undefined {
  const { books } = market.book;
  if (books === undefined || depth === undefined) return undefined;
  const { timeNs, stocks, bidShares, askShares, emptySides } = depth;
  const opened = timeNs.map((_, row) => row).filter((row) => stocks[row] !== 0);
  const shares = opened.map((row) => bidShares[row]! + askShares[row]!);
  const sorted = [...shares].sort((a, b) => a - b);
  const least = sorted[0];
  const leastRow = least === undefined ? undefined : opened[shares.indexOf(least)]!;
  const mostEmpty = Math.max(0, ...emptySides);
  return {
    stocks: books.stocks.filter(({ openedEpoch }) => openedEpoch >= 0).length,
    othersCommands: books.commands,
    medianShares: sorted[sorted.length >> 1] ?? 0,
    leastShares: least ?? 0,
    leastAtNs: leastRow === undefined ? null : timeNs[leastRow]!,
    mostEmptySides: mostEmpty,
    mostEmptyAtNs: mostEmpty === 0 ? null : timeNs[emptySides.indexOf(mostEmpty)]!,
    samples: depth,
  };
}
