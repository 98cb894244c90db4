/**
 * Byte offsets of the counts of a second pass, eight bytes a word, as in
 * src/risk/counts/tables.ts; and where the row of a symbol, and of a side of it, begins.
 */

// Of a symbol: SymbolWord.
@inline
export const ORDER_MAX: usize = 0;
@inline
export const TRADED_MAX: usize = 8;
@inline
export const STATIC_LOW: usize = 16;
@inline
export const STATIC_HIGH: usize = 24;
@inline
export const VALID: usize = 32;
@inline
export const ARRIVAL: usize = 40;
@inline
export const SOFT_ARRIVAL: usize = 48;
@inline
export const TRADED: usize = 56;

// Of a side of a symbol: SideWord.
@inline
export const REACH: usize = 0;
@inline
export const WORKING: usize = 8;
@inline
export const TICKS: usize = 16;
@inline
export const LOCATED: usize = 24;

// Of the server: ServerWord.
@inline
export const INCREMENT: usize = 0;
@inline
export const TOLERANCE: usize = 8;
@inline
export const SOFT_INCREMENT: usize = 16;
@inline
export const SOFT_TOLERANCE: usize = 24;
@inline
export const COLLAR: usize = 32;
@inline
export const LOCATE: usize = 40;
@inline
export const POSITION: usize = 48;
@inline
export const ALIKE_MAX: usize = 56;
@inline
export const STALE_QUOTE: usize = 72;
@inline
export const SELF_MATCH: usize = 80;
@inline
export const BARRED: usize = 88;
@inline
export const OPEN_ORDERS: usize = 96;
@inline
export const OPEN_ORDERS_MAX: usize = 104;
@inline
export const GROSS: usize = 112;
@inline
export const GROSS_MAX: usize = 120;
@inline
export const RULES: usize = 128;

// Of the credit for net exposure: the two sides, then the firm’s open exposure (OPEN_CREDIT).
@inline
export const OPEN_CREDIT: usize = 16;

/** The first of the 64 bounds of a symbol’s level; they stand by Verdict. */
@inline
export function levelOf(boundClass: usize, symbol: i32): i32 {
  return (<i32>load<u16>(boundClass + ((<usize>symbol) << 1))) << 6;
}
/** The words of a symbol, a cache line. */
@inline
export function symbolRow(symbolWords: usize, symbol: i32): usize {
  return symbolWords + ((<usize>symbol) << 6);
}
/** The words of a side of a symbol, half a cache line. */
@inline
export function sideRow(sideWords: usize, symbol: i32, side: i32): usize {
  return sideWords + ((<usize>symbol) << 6) + ((<usize>side) << 5);
}
