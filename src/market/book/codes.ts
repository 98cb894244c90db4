/** The codes of the order book. All are numbers, so that commands and events live in columns. */

/**
 * What an order says about its life, as bits to be added up. An order without any is a limit order
 * that rests until the end of the day.
 */
export const OrderTerms = {
  /** Rests until the end of the day: FIX TimeInForce 0. */
  DAY: 0,
  /** Rests until it is cancelled, also over the end of the day: FIX TimeInForce 1. */
  GTC: 1,
  /** What does not execute at once is cancelled: FIX TimeInForce 3. */
  IOC: 2,
  /** Executes whole at once, or is cancelled whole: FIX TimeInForce 4. */
  FOK: 3,
  /** Has no limit price; in continuous trading it never rests: FIX OrdType 1. */
  MARKET: 4,
  /** Is refused if it would take liquidity on entry: FIX ExecInst 6. */
  POST_ONLY: 8,
  /** Instead of a trade with an order of the same owner, this order is cancelled. */
  STP_NEWEST: 16,
  /** Instead of a trade with an order of the same owner, the resting order is cancelled. */
  STP_OLDEST: 32,
  /** Instead of a trade with an order of the same owner, both orders are cancelled. */
  STP_BOTH: 48,
  /** Instead of a trade with an order of the same owner, both lose what would have traded. */
  STP_DECREMENT: 64,
} as const;

/** The bits of the time in force. */
export const FORCE_MASK = 3;
/** The bits of self-trade prevention. */
export const STP_MASK = 112;
/** The largest sum of terms. */
export const TERMS_MAX = 127;

/** What the book does with orders; its state at the start is CONTINUOUS. */
export const BookPhase = {
  /** Orders match as they come. */
  CONTINUOUS: 0,
  /** Orders are collected and do not match: before the open, and in a trading pause. */
  AUCTION: 1,
  /** Only cancels and reductions are taken. */
  HALTED: 2,
} as const;

/** The kinds of events. */
export const BookEvent = {
  /** An order is in the book's hands, before any of its executions. */
  ACCEPTED: 1,
  /** Two orders traded. */
  EXECUTED: 2,
  /** Two orders of one owner lost what would have traded (STP_DECREMENT). */
  REDUCED: 3,
  /** An iceberg shows its next tranche, at the tail of its price. */
  REFRESHED: 4,
  /** An order has a new identifier, price or quantity. */
  REPLACED: 5,
  /** An order lost some or all of its quantity without a trade. */
  CANCELLED: 6,
  /** A command changed nothing. */
  REFUSED: 7,
  /** The book is in another phase. */
  PHASE: 8,
} as const;

/** Why a command was refused (1 to 6) or an order cancelled (8 and more). */
export const BookReason = {
  NONE: 0,
  /** No order with this identifier rests in the book. */
  UNKNOWN_ID: 1,
  /** An order with this identifier rests in the book. */
  DUPLICATE_ID: 2,
  /** The book has no row left for an order that may rest. */
  BOOK_FULL: 3,
  /** The book does not take this command in its phase. */
  PHASE: 4,
  /** A post-only order would take liquidity. */
  WOULD_TAKE: 5,
  /** A market order waits for an auction and has no price to replace. */
  MARKET_ORDER: 6,
  /** The owner cancelled or reduced it. */
  REQUEST: 8,
  /** An immediate or market order found no more to take. */
  IMMEDIATE: 9,
  /** A fill-or-kill order could not execute whole. */
  UNFILLABLE: 10,
  /** It would have traded with an order of its owner. */
  SELF_TRADE: 11,
  /** A mass cancel. */
  MASS: 12,
  /** The owner's session ended. */
  DISCONNECT: 13,
  /** A day order at the end of the day. */
  DAY_END: 14,
  /** A market order that its auction did not execute. */
  AUCTION_END: 15,
} as const;

/** The aggressor of an execution in an auction: neither side. */
export const NO_AGGRESSOR = 2;

/** The highest price of a book, ticks; the lowest is as far below zero. */
export const BOOK_PRICE_MAX = 1_000_000_000;
/** Window sizes, ticks: powers of two in this range. */
export const WINDOW_TICKS_MIN = 1024;
export const WINDOW_TICKS_MAX = 262_144;
