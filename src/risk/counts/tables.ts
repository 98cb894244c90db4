import type { MEAN_BUCKET_SCHEMA, MeanPrices } from '../../market/mean-prices.js';
import type { Table } from '../../memory/table.js';

/**
 * Counts of one server's gate. Exposure is working plus filled, counted when an order is sent. A
 * refused order is never counted, and a cancelled one is subtracted. Money is at limit prices, in
 * ticks × shares. Fills count too, so that a flat position frees its exposure:
 *
 *   reach of a side = the position on that side if all of its working orders were filled
 *                     and none of the other side's
 *       buy b shares  reach[buy] + b
 *       executed      reach[sell] − executed
 *       cancelled     reach[buy] − cancelled
 */
export const SYMBOL_COUNT_SCHEMA = { words: 'f64' } as const;
/** The short way reads one cache line a symbol: word = symbol × 8 + one of these. */
export const SymbolWord = {
  /** Most shares of one order; −1 if a list bars the symbol. */
  ORDER_MAX: 0,
  /**
   * Most shares executed and open, and the prices of the static collar; the tighter of hard and
   * soft.
   */
  TRADED_MAX: 1,
  STATIC_LOW: 2,
  STATIC_HIGH: 3,
  /**
   * When the last good quote came; −Infinity while the symbol must show good ones again, Infinity
   * when it came with the last look at all quotes.
   */
  VALID: 4,
  /** Theoretical arrival times of the two buckets of the rate, ns since the bell. */
  ARRIVAL: 5,
  SOFT_ARRIVAL: 6,
  /** Executed and open shares, both sides. */
  TRADED: 7,
} as const;
/**
 * Row = symbol × 2 + side; word = row × 4 + one of these. REACH, WORKING and LOCATED are shares.
 * TICKS is the most aggressive price of the working orders since the side was last flat. LOCATED,
 * of the sell side, counts the shares executed and working that need to be located, while the
 * check of locates is on.
 */
export const SIDE_COUNT_SCHEMA = { words: 'f64' } as const;
export const SideWord = { REACH: 0, WORKING: 1, TICKS: 2, LOCATED: 3 } as const;
/**
 * A server's messages, while a check counts them: two buckets, as theoretical arrival times with
 * their increments and tolerances, ns; messages sent and executions so far; and the limits of their
 * ratio.
 */
export const MESSAGE_SCHEMA = { words: 'f64' } as const;
export type MessageCounts = Table<typeof MESSAGE_SCHEMA>;
export const MessageWord = {
  ARRIVAL: 0,
  INCREMENT: 1,
  TOLERANCE: 2,
  TRY_ARRIVAL: 3,
  TRY_INCREMENT: 4,
  TRY_TOLERANCE: 5,
  SENT: 6,
  EXECUTED: 7,
  RATIO: 8,
  LEAST: 9,
} as const;
export const MESSAGE_WORDS = 16;
/**
 * How many good quotes in a row a symbol has shown, at most as many as it needs; one more while
 * VALID is infinite.
 */
export const RECOVERY_SCHEMA = { goodQuotes: 'i32' } as const;
/** What the short way asks of the server as a whole, and counts for it, in three cache lines. */
export const SERVER_WORD_SCHEMA = { words: 'f64' } as const;
export const ServerWord = {
  /** The rate of a symbol, hard and soft. */
  INCREMENT: 0,
  TOLERANCE: 1,
  SOFT_INCREMENT: 2,
  SOFT_TOLERANCE: 3,
  /** The tightest that any symbol has. */
  COLLAR: 4,
  LOCATE: 5,
  POSITION: 6,
  /** Orders that may enter alike, and in how many ns. */
  ALIKE_MAX: 7,
  ALIKE_WINDOW: 8,
  /** The oldest that a quote may be, ns; and 0 where orders may meet those of the other side. */
  STALE_QUOTE: 9,
  SELF_MATCH: 10,
  /** How many strategies nobody has set limits for. */
  BARRED: 11,
  /** Orders that are out, and their limit; working and executed notional, money, and its limit. */
  OPEN_ORDERS: 12,
  OPEN_ORDERS_MAX: 13,
  GROSS: 14,
  GROSS_MAX: 15,
  /** 1 while a check of one order by a market's rules is on for any symbol, or any is measured. */
  RULES: 16,
  /** The second, since the bell, from which on the next prices are counted into the means. */
  MEAN_SECOND: 17,
} as const;
export const SERVER_WORDS = 24;
/**
 * By parent row: executions and working orders, and how many of them it may have; −1 while a person
 * has to release it. `alike` is the parent's number among those that entered alike, 0 once it has
 * been judged by it. `touchTicks` is the touch that it would have met as it was received.
 */
export const PARENT_COUNT_SCHEMA = {
  uses: 'i32',
  ceiling: 'i32',
  alike: 'i32',
  touchTicks: 'i32',
} as const;
/** One row. `posted` units are this server's part of a word of the firm. */
export const EXPOSURE_CELL_SCHEMA = {
  postedGrossUnits: 'i32',
  grossRung: 'i32',
  unmatchedMoney: 'f64',
  /** Executions that matched no parent, since the last look. */
  newUnmatchedMoney: 'f64',
  postedUnmatchedUnits: 'i32',
  postedLossUnits: 'i32',
  lossMarks: 'i32',
  nextMarkNs: 'f64',
  raisesSeen: 'i32',
  nextExpiryNs: 'f64',
} as const;
/**
 * Row = side: the credit left for the firm's net exposure on that side; infinite while the check is
 * off.
 */
export const NET_CREDIT_SCHEMA = { creditMoney: 'f64' } as const;
/** The row of the firm's open exposure, after those of the sides. */
export const OPEN_CREDIT = 2;

export type SymbolCounts = Table<typeof SYMBOL_COUNT_SCHEMA>;
export type SideCounts = Table<typeof SIDE_COUNT_SCHEMA>;
export type ParentCounts = Table<typeof PARENT_COUNT_SCHEMA>;
export type ExposureCells = Table<typeof EXPOSURE_CELL_SCHEMA>;
export type NetCredit = Table<typeof NET_CREDIT_SCHEMA>;

/** Beyond every price: the price of a side without working orders. */
export const NO_BUY_TICKS = -1;
export const NO_SELL_TICKS = 0x7fffffff;

/**
 * Row = class of symbols × 64 + verdict, in the unit of its measure. `first` is the lower of hard
 * and soft, where the short way ends. All are infinite while a check is off. Class 0 has the
 * server's own limits; each other class is a set of symbols with the same limits.
 */
export const BOUND_SCHEMA = { mode: 'u8', hard: 'f64', soft: 'f64', first: 'f64' } as const;
export type Bounds = Table<typeof BOUND_SCHEMA>;
export const LEVEL_SHIFT = 6;

/**
 * Bounds that are proportions, worked out by symbol: shares of one order, shares traded, ticks from
 * the reference. `barred` has a bit for each list that stops the symbol.
 */
export const SYMBOL_BOUND_SCHEMA = {
  orderMax: 'f64',
  tradedSoft: 'f64',
  tradedMax: 'f64',
  referenceTicks: 'i32',
  staticSoft: 'f64',
  staticMax: 'f64',
  barred: 'u8',
  /** Its class of symbols. */
  class: 'u16',
  /** Shares of an order as it enters, and the least ticks of the two collars of wrong prices. */
  parentMax: 'f64',
  outstandingSoft: 'f64',
  outstandingMax: 'f64',
  fingerTicks: 'f64',
  marketTicks: 'f64',
  /**
   * From its terms, a tick of 0 for that of the price; 1 where it is not easy to borrow, and where
   * short exempt sales count.
   */
  tickTicks: 'i32',
  lotShares: 'i32',
  isHardToBorrow: 'u8',
  exemptToo: 'u8',
  /** The kinds of orders that may not be sent, as bits. */
  barredKinds: 'u8',
  /** The hours of trading, ns after the bell; both ends may trade. */
  opensNs: 'f64',
  closesNs: 'f64',
} as const;
/**
 * By symbol, the price of the server's last execution, 0 before the first, and the middle that it
 * saw then; the lowest last trade that it has seen since the bell, 0 before the first.
 */
export const TRADE_SCHEMA = { priceTicks: 'i32', middleTicks: 'i32', lowTicks: 'i32' } as const;
/**
 * By symbol, while a collar is around the mean: the prices of five minutes, and their last mean.
 */
export const MEAN_SCHEMA = { sum: 'f64', count: 'f64', meanTicks: 'i32' } as const;
/** Mean prices, and by symbol the mean that a collar is around. */
export interface CollarMeans extends MeanPrices {
  readonly rows: Table<typeof MEAN_SCHEMA>;
  readonly buckets: Table<typeof MEAN_BUCKET_SCHEMA>;
}
/** By behaviour: 1 if the strategy has no limits, and 1 if ticks do not bind it. */
export const STRATEGY_SCHEMA = { barred: 'u8', tickExempt: 'u8' } as const;
export const STRATEGIES_MAX = 128;
export const Barred = { RESTRICTED: 1, UNCONFIGURED: 2 } as const;

/** Parameters of the checks over time and of quotes, one row; SERVER_WORD_SCHEMA has the others. */
export const PACE_SCHEMA = {
  spreadPercent: 'f64',
  goodQuotes: 'i32',
  parentsMax: 'i32',
  lossMarks: 'i32',
  markEveryNs: 'f64',
  conservativeMarks: 'u8',
} as const;

/**
 * One row a verdict, of both passes: how often its check was breached, refused and passed its soft
 * level, when first breached (NaN until then), and how much a check in shadow would have refused.
 */
export const SECOND_PASS_BREACH_SCHEMA = {
  count: 'f64',
  refused: 'f64',
  firstNs: 'f64',
  soft: 'f64',
  shadowShares: 'f64',
  shadowMoney: 'f64',
} as const;
export type SecondPassBreaches = Table<typeof SECOND_PASS_BREACH_SCHEMA>;

/**
 * Words of the firm, row 0 of each; units of $100. `netRaisedUnits` is the amount that a raise has
 * added to the credits of the net exposure, `openRaisedUnits` that of the open exposure.
 */
export const FIRM_WORD_SCHEMA = {
  grossUnits: 'i32',
  unmatchedUnits: 'i32',
  lossUnits: 'i32',
  heldParents: 'i32',
  netRaisedUnits: 'i32',
  openRaisedUnits: 'i32',
} as const;
/** By verdict: its ladder, as `ladder.ts` has it. */
export const RUNG_SCHEMA = { rung: 'i32' } as const;

export const FINDINGS_MAX = 4096;

/**
 * The sums of all accounts: word = account × 4 + side is working notional, + 2 more is executed
 * notional, both at limit prices, money. Account 0 names none, 1 … n have limits of their own,
 * n + 1 is every other: these share one sum. The words are of all servers on this thread that share
 * the table. `others` has what servers on other threads have used: account × 4 + `AccountOther`.
 */
export const ACCOUNT_SUM_SCHEMA = { words: 'f64', others: 'f64' } as const;
export type AccountSums = Table<typeof ACCOUNT_SUM_SCHEMA>;
export const ACCOUNT_WORDS = 4;
/** The credit that others have used; NET is that of buys, that of sells follows. */
export const AccountOther = { GROSS: 0, NET: 1, OPEN: 3 } as const;

/**
 * Modes and own levels of the accounts' credit; row = account × 3 + check, counted from
 * ACCOUNT_GROSS.
 */
export interface AccountCredit {
  readonly sums: AccountSums;
  /** The account of every order whose account has no limits of its own. */
  readonly other: number;
  readonly mode: Uint8Array;
  /** The account's own level, money; NaN where the firm's applies, with its raises. */
  readonly own: Float64Array;
}

/**
 * Sums by symbol of the whole firm and of each account, over all servers, for checks whose `per` is
 * not the server. One thread has all servers of a simulated day, and the rows need no lock. On a
 * fleet each server has a table of its own, and `others` has what the other servers have.
 *
 *   words of a row, 8 × row +
 *     0 REACH  1 WORKING  2 TICKS  3 TRADED      of the buy side; TRADED is of both sides
 *     4 REACH  5 WORKING  6 TICKS  7 LOCATED     of the sell side
 *
 * Row 0 is the row of an owner without orders. The place of a row is found by its hash.
 */
export interface OwnerSums {
  /** By verdict: whose sum the check compares. */
  readonly ownerOf: Uint8Array;
  readonly hasFirm: boolean;
  readonly hasAccounts: boolean;
  /** Rows in use, row 0 included. */
  readonly rows: Int32Array;
  /** By row: owner × 2^22 + symbol. */
  keys: Float64Array;
  words: Float64Array;
  /** The same words of servers on other threads; WORKING is not kept of them. */
  others: Float64Array;
  /** By place: a row, 0 where it is free. Their number is a power of two, twice that of rows. */
  places: Int32Array;
  /** Volume over a window, by row; absent while that check adds up each server's. */
  readonly rolled: RollingWords | undefined;
}

/**
 * Volume over a rolling window: ROLLING_WORDS words for each symbol of a server, or each row of
 * owners, as `counts/rolling` has them.
 */
export interface RollingWords {
  words: Float64Array;
  readonly windowNs: number;
}
export const ROLLING_SCHEMA = { words: 'f64' } as const;
export const ROLLING_WORDS = 32;
/** The words of one side, or of one window of the firm, in powers of two. */
export const ROLLING_SHIFT = 4;

/** The firm's rolling gross: its words, and money of servers on other threads. */
export const ROLLING_GROSS_SCHEMA = { words: 'f64', others: 'f64' } as const;
export type RollingGrossSums = Table<typeof ROLLING_GROSS_SCHEMA>;
/** The same over its windows: that of the check, then those that are measured too. */
export interface RollingGross {
  readonly sums: RollingGrossSums;
  readonly windowsNs: readonly number[];
}

/** Whose sum a check compares. */
export const Owner = { SERVER: 0, FIRM: 1, ACCOUNT: 2 } as const;
