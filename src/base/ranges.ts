/**
 * The ranges of all numbers that users can give. Each fits its column and the products computed
 * from it. Command line, files and library all check against these.
 */

/** Most shares of an order: small enough to catch typing errors, and far below 2^31 − 1. */
export const QUANTITY_MAX = 100_000_000;
/**
 * Most shares of one generated order, child or limit: at the highest price, ticks × shares is still
 * an exact integer below 2^53.
 */
export const SHARES_MAX = 1_000_000;
/** Highest price, dollars: above the most expensive listed share; its ticks fit an Int32. */
export const PRICE_DOLLARS_MAX = 200_000;
/** Highest price in ticks of $0.0001. */
export const PRICE_TICKS_MAX = 2_000_000_000;
/** Most dollars of a limit or a sum: exact as money, and an Int32 in units of $100. */
export const DOLLARS_MAX = 100e9;
/** Highest count of orders, executions or marks. */
export const COUNT_MAX = 1e9;
/** Most servers of one firm: the size of a kill table and of a timeline's columns. */
export const SERVERS_MAX = 64;
/** Most stocks of a universe: about five times the listed US stocks. */
export const STOCKS_MAX = 50_000;
/** Highest seed: an unsigned 32-bit integer. */
export const SEED_MAX = 0xffffffff;
/** The highest number of an Int32 column, such as an order id, sequence or row. */
export const INT32_MAX = 0x7fffffff;
/** Highest bit of the flag word. */
export const FLAG_BIT_MAX = 7;
/** Most time before or after the bell, ns: a hundred days, an exact integer. */
export const TIME_NS_MAX = 100 * 86_400 * 1e9;
