import { CHILD_WORDS, type Children, openChildren } from '../../orders/children.js';

/** How long the desk takes, where an act does not say so. */
export const UNWIND_SECONDS = 600;

/** The shares of one stock that the desk is to trade. */
export interface DeskLine {
  readonly symbol: number;
  /** Above 0 to buy, below 0 to sell. */
  readonly shares: number;
  /** Those that are traded, without a sign. */
  done: number;
}

/** An act of the desk under way, or done. */
interface DeskOrder {
  /** The row of the act that asked for it. */
  readonly row: number;
  readonly fromNs: number;
  readonly overNs: number;
  readonly lines: readonly DeskLine[];
  isDone: boolean;
}

/** What the desk has traded, money in ticks × shares. */
interface DeskTotals {
  executions: number;
  boughtShares: number;
  soldShares: number;
  boughtMoney: number;
  soldMoney: number;
  feesMoney: number;
  blockShares: number;
  /** What blocks were worth at the middle of the quotes, and what the dealer took off. */
  blockMoney: number;
  discountMoney: number;
}

/** The books of a desk that has traded. */
interface DeskBooks {
  /** By server and stock: signed shares of the desk in the books of that server. */
  readonly booked: Float64Array;
  /** By stock: signed shares and cash of the dealer who took blocks. */
  readonly dealerShares: Float64Array;
  readonly dealerCash: Float64Array;
}

/**
 * The firm's traders, who trade its error account down with orders of their own. They do so past
 * the servers and their gates, which were stopped, or should be. What they trade is in the books of
 * the servers, so the digest has it; what is here says how it came there.
 */
export interface Desk {
  readonly orders: DeskOrder[];
  readonly totals: DeskTotals;
  /** One row, for an order at a venue. */
  readonly children: Children;
  /** Absent until the desk trades. */
  books: DeskBooks | undefined;
}

export function openDesk(): Desk {
  return {
    orders: [],
    totals: {
      executions: 0,
      boughtShares: 0,
      soldShares: 0,
      boughtMoney: 0,
      soldMoney: 0,
      feesMoney: 0,
      blockShares: 0,
      blockMoney: 0,
      discountMoney: 0,
    },
    children: openChildren(new Int32Array(CHILD_WORDS)),
    books: undefined,
  };
}

/** Returns the books of the desk, which its first trade opens. */
export function deskBooks(desk: Desk, servers: number, stocks: number): DeskBooks {
  desk.books ??= {
    booked: new Float64Array(servers * stocks),
    dealerShares: new Float64Array(stocks),
    dealerCash: new Float64Array(stocks),
  };
  return desk.books;
}

/** The shares that an order of the desk has traded. */
export const doneShares = ({ lines }: DeskOrder): number =>
  lines.reduce((sum, { done }) => sum + done, 0);
