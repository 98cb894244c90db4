/**
 * THE ranges of what users can give as numbers. Each fits the column that it goes to, and the
 * products that are made of it. Command line, files and library hold their input to these.
 */

/** Most shares of an order: a typing error stands beyond it, and 2^31 − 1 stays far away. */
export const QUANTITY_MAX = 100_000_000;
/**
 * Shares of one generated order, child or limit at the most: at the highest price, still an exact
 * integer below 2^53 ticks × shares.
 */
export const SHARES_MAX = 1_000_000;
/** Highest price, dollars: above the dearest share there is, and its ticks fit an Int32. */
export const PRICE_DOLLARS_MAX = 200_000;
/** The same in ticks of $0.0001. */
export const PRICE_TICKS_MAX = 2_000_000_000;
/**
 * Dollars of a limit or a sum at the most: as money an exact integer, as units of $100 an Int32.
 */
export const DOLLARS_MAX = 100e9;
/** Counts of orders, executions and marks at the most. */
export const COUNT_MAX = 1e9;
/**
 * Servers of one firm at the most: the size that a kill table and the columns of a timeline are
 * made for.
 */
export const SERVERS_MAX = 64;
/** Stocks of a universe at the most: some five times the listed US stocks. */
export const STOCKS_MAX = 50_000;
/** Highest seed: an unsigned 32-bit integer. */
export const SEED_MAX = 0xffffffff;
/** The highest number that an Int32 column holds: order ids, sequences, rows. */
export const INT32_MAX = 0x7fffffff;
/** Highest bit of the flag word. */
export const FLAG_BIT_MAX = 7;
/** Behaviours are numbered up to here: a child's lineage has seven bits for them. */
export const BEHAVIOUR_MAX = 127;
/** Time since the bell, ns, before and after: a hundred days, an exact integer. */
export const TIME_NS_MAX = 100 * 86_400 * 1e9;
