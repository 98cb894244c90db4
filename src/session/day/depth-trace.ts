import type { StockBooks } from '../../market/stock-books.js';
import { touchShares } from '../../market/stock-books.js';

/** Seconds between two samples of depth. */
export const DEPTH_SECONDS = 10;

/**
 * The depth of a day whose venues are books, over all books that are open, one row every ten
 * seconds after the bell.
 */
export interface DepthTrace {
  readonly timeNs: number[];
  /** Open books. */
  readonly stocks: number[];
  /** Shares shown at the best bids and at the best offers. */
  readonly bidShares: number[];
  readonly askShares: number[];
  /** Sides of books without any order. */
  readonly emptySides: number[];
}

export function openDepthTrace(): DepthTrace {
  return { timeNs: [], stocks: [], bidShares: [], askShares: [], emptySides: [] };
}

/** Adds a sample. */
export function noteDepth(trace: DepthTrace, { stocks }: StockBooks, nowNs: number): void {
  let [open, bids, asks, empty] = [0, 0, 0, 0];
  for (const stock of stocks) {
    if (stock.openedEpoch < 0) continue;
    open++;
    const [bid, ask] = [touchShares(stock, 0), touchShares(stock, 1)];
    bids += bid;
    asks += ask;
    empty += (bid === 0 ? 1 : 0) + (ask === 0 ? 1 : 0);
  }
  trace.timeNs.push(nowNs);
  trace.stocks.push(open);
  trace.bidShares.push(bids);
  trace.askShares.push(asks);
  trace.emptySides.push(empty);
}
