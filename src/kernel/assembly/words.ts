/** Words of children and cells of columns: what all parts of the kernel share. */
import { Quotes, Server } from './state';

// Byte offsets in the row of a child, as in src/orders/children.ts.
@inline
export const INSTRUMENT: usize = 4;
@inline
export const QUANTITY: usize = 8;
@inline
export const LIMIT: usize = 12;
@inline
export const LINEAGE: usize = 16;
@inline
export const ALIKE: usize = 20;
@inline
export const EXECUTED: usize = 20;
@inline
export const PRICE: usize = 24;
@inline
export const MIDDLE: usize = 28;
@inline
export const VERDICT_MASK: i32 = (-1 << 27) | (1 << 21);
@inline
export const SYMBOL_MASK: i32 = 0x1fffff;
@inline
export const LIT: i32 = 6;

@inline
export function mix32(w: i32): i32 {
  let h = (w ^ (w >>> 16)) * 0x7feb352d;
  h = (h ^ (h >>> 15)) * <i32>0x846ca68b;
  return h ^ (h >>> 16);
}
@inline
export function mixWith(a: i32, b: i32): i32 {
  return mix32((a * <i32>0x9e3779b1) ^ b);
}
@inline
export function displayedAt(lots: i32, place: i32, mixedEpoch: i32): i32 {
  const draw = mixWith(place, mixedEpoch) >>> 16;
  return 100 * (1 + ((draw * (2 * lots - 1)) >>> 16));
}
@inline
export function i4(p: usize, n: i32): usize {
  return p + ((<usize>n) << 2);
}
@inline
export function f8(p: usize, n: i32): usize {
  return p + ((<usize>n) << 3);
}
@inline
export function addF(p: usize, x: f64): void {
  store<f64>(p, load<f64>(p) + x);
}
@inline
export function rowAt(words: usize, mask: i32, child: i32): usize {
  return words + ((<usize>(child & mask)) << 5);
}
@inline
export function isPaused(s: Quotes, symbol: i32, side: i32): bool {
  const paused = <i32>load<u8>(s.paused + <usize>symbol);
  return paused != 0 && (paused == 1 || paused == 2 + side);
}
@inline
export function marketable(s: Quotes, symbol: i32, side: i32, limit: i32): i32 {
  if (isPaused(s, symbol, side)) return 0;
  const touch = touchOf(s, symbol, side);
  if (limit == 0) return touch;
  return ((touch - limit) ^ -side) + side > 0 ? 0 : touch;
}
@inline
export function touchOf(s: Quotes, symbol: i32, side: i32): i32 {
  const bid = s.bidTicks;
  return load<i32>(i4(bid + ((s.askTicks - bid) & <usize>(side - 1)), symbol));
}
@inline
export function signedOf(shares: i64, side: i32): f64 {
  const m = -(<i64>side);
  return <f64>((shares ^ m) - m);
}
@inline
export function sequence32(s: Server): i32 {
  return <i32>(<i64>load<f64>(s.sequence));
}
