/** Codes that orders carry. All are numbers, so that they live in columns. */

/**
 * Side of an order; the FIX Side values 1 and 2 are these plus one. `sideSign` turns it into +1 or
 * −1.
 */
export const Side = { BUY: 0, SELL: 1 } as const;
export type Side = (typeof Side)[keyof typeof Side];

/** +1 for a buy, −1 for a sell. */
export function sideSign(side: number): number {
  return 1 - 2 * side;
}

/** Attributes of a parent order, as bits. */
export const OrderAttribute = {
  /**
   * Meant for the opening auction of the primary listing exchange: received before the bell, worked
   * from the bell on.
   */
  AUCTION: 1,
  /** To be worked before the bell, in the pre-market session. */
  PRE_MARKET: 2,
  /**
   * To be posted at the touch and not to take from it: FIX ExecInst 6, participate and don't
   * initiate.
   */
  RESTING: 4,
  /**
   * Executed at once or cancelled: FIX TimeInForce 3, and with AUCTION TimeInForce 2, once the bell
   * has rung.
   */
  IMMEDIATE: 8,
  /**
   * An interest that waits inside the firm for a customer's order to be paired with, and is not to
   * be sent.
   */
  CONTINGENT: 16,
  /** A sale marked short: FIX Side 5. A sale without a mark is long. */
  SHORT: 32,
  /**
   * A sale marked short exempt: FIX Side 6. Rule 201 of Regulation SHO exempts it from the price
   * test, and nothing from the locate.
   */
  SHORT_EXEMPT: 64,
  /**
   * An intermarket sweep order: FIX ExecInst f. Its sender has sent to every better-priced
   * protected quote itself, so that a venue need not look at others: Regulation NMS, Rules 600(b)
   * and 611(b).
   */
  SWEEP: 128,
} as const;

/**
 * The states of a parent. An IMMEDIATE one is sent once; its router cancels what is left after the
 * answers.
 */
export const ParentState = {
  FREE: 0,
  WORKING: 1,
  FILLED: 2,
  REFUSED: 3,
  ABANDONED: 4,
  IMMEDIATE: 5,
} as const;

/**
 * The gate's word on a child: admitted, the state that stops its scope, or the check that refuses
 * it, by the check's name in the catalogue. A report uses no other names.
 */
export const Verdict = {
  ADMITTED: 0,
  KILLED: 1,
  SERVER_RATE: 2,
  MAX_QUANTITY: 3,
  MAX_NOTIONAL: 4,
  COLLAR: 5,
  PARENT_QUANTITY: 6,
  GROSS_EXPOSURE: 7,
  HALTED: 8,
  REDUCING: 9,
  RESTRICTED_LIST: 10,
  UNCONFIGURED_LIMIT: 11,
  STALE_QUOTE: 12,
  ADV_SHARE: 13,
  QUOTE_COLLAR: 14,
  STATIC_COLLAR: 15,
  LOCATE: 16,
  SELF_MATCH: 17,
  EXECUTIONS_PER_PARENT: 18,
  OPEN_ORDERS: 19,
  SYMBOL_RATE: 20,
  DUPLICATE_ORDERS: 21,
  CUMULATIVE_ADV: 22,
  POSITION: 23,
  SERVER_GROSS: 24,
  NET_EXPOSURE: 25,
  LOSS_LIMIT: 26,
  UNMATCHED_ACCOUNT: 27,
  OWN_CHECK: 28,
  ACCOUNT_GROSS: 29,
  ACCOUNT_NET: 30,
  ACCOUNT_OPEN: 31,
  MESSAGE_RATE: 32,
  ORDER_TO_TRADE: 33,
  ROLLING_VOLUME: 34,
  OPEN_EXPOSURE: 35,
  FAT_FINGER: 36,
  MARKET_COLLAR: 37,
  PARENT_ADV: 38,
  OUTSTANDING_SHARE: 39,
  SHORT_SALES: 40,
  EASY_TO_BORROW: 41,
  TICK_SIZE: 42,
  ROUND_LOT: 43,
  MARKET_ORDERS: 44,
  SHORT_SALE_PRICE: 45,
  TRADING_HOURS: 46,
  ROLLING_GROSS: 47,
  ORDER_TYPES: 48,
} as const;
export type Verdict = (typeof Verdict)[keyof typeof Verdict];
/**
 * Verdicts of the gate's first stage. Those that follow are the catalogue's, which counts them in
 * tables of its own.
 */
export const VERDICT_COUNT = Verdict.GROSS_EXPOSURE + 1;
export const ALL_VERDICT_COUNT = Object.keys(Verdict).length;
/** Names of the verdicts, by code: `admitted`, `killed`, `server-rate` … */
export const VERDICT_NAMES: readonly string[] = Object.keys(Verdict).map((name) =>
  name.toLowerCase().replaceAll('_', '-'),
);
