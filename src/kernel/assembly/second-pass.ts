/** Orders together and the second pass, as `passesSecond` of src/risk/gate/short-way.ts. */
import { SYMBOL_MASK, addF, f8, i4, touchOf } from './words';
import { Server } from './state';

@inline
function w8(p: usize, word: i32): f64 {
  return load<f64>(p + ((<usize>word) << 3));
}
@inline
export function toLocate(s: Server, parent: i32, sent: f64): f64 {
  if ((load<u8>(s.attributes + <usize>parent) & 96) != 0) return sent;
  const beyond = sent - <f64>load<i32>(i4(s.ordered, parent));
  return beyond > 0 ? beyond : 0;
}
@inline
export function passesSecond(
  s: Server,
  p: i32,
  instrument: i32,
  price: i32,
  largest: i32,
  total: i64,
  count: i32,
  nowNs: f64,
): bool {
  const symbol = instrument & SYMBOL_MASK;
  const side = (instrument >>> 22) & 1;
  const own = s.serverWords;
  const w = s.symbolWords + ((<usize>symbol) << 6);
  const sides = s.sideWords + ((<usize>symbol) << 6);
  const here = sides + ((<usize>side) << 5);
  const other = sides + ((<usize>(side ^ 1)) << 5);
  const shares = <f64>total;
  const money = shares * <f64>price;
  const touch = <f64>touchOf(s, symbol, side);
  const sign = <f64>(1 - 2 * side);
  const through = sign * (<f64>price - touch);
  const behaviour = <usize>load<u8>(s.behaviour + <usize>p);
  const noted = load<f64>(w, 4 * 8);
  const good = noted == Infinity ? load<f64>(s.quotesNs) : noted;
  const reach = (load<f64>(here) + shares) * <f64>price;
  const arrival = max<f64>(0, load<f64>(w, 5 * 8) - nowNs);
  const softArrival = max<f64>(0, load<f64>(w, 6 * 8) - nowNs);
  const net = s.netCreditMoney;
  const levels = (<i32>load<u16>(s.boundClass + ((<usize>symbol) << 1))) << 6;
  return (
    load<f64>(own, 16 * 8) == 0 &&
    <f64>largest <= load<f64>(w) &&
    (load<f64>(own, 11 * 8) == 0 || load<u8>(s.barred + behaviour) == 0) &&
    nowNs - good <= load<f64>(own, 9 * 8) &&
    (through <= touch * load<f64>(own, 4 * 8) + 1e-6 ||
      through <= touch * w8(s.hardBounds, levels + 14) + 1e-6) &&
    <f64>price >= load<f64>(w, 2 * 8) &&
    <f64>price <= load<f64>(w, 3 * 8) &&
    (side == 0 || load<f64>(own, 5 * 8) == Infinity || meetsLocate(s, p, here, levels, shares)) &&
    (!(sign * (<f64>price - load<f64>(other, 2 * 8)) >= 0) || load<f64>(own, 10 * 8) != 0) &&
    <f64>load<i32>(i4(s.alike, p)) <= load<f64>(own, 7 * 8) &&
    load<i32>(i4(s.uses, p)) + count <= load<i32>(i4(s.ceiling, p)) &&
    load<f64>(own, 12 * 8) + <f64>count <= load<f64>(own, 13 * 8) &&
    arrival + <f64>(count - 1) * load<f64>(own) <= load<f64>(own, 1 * 8) &&
    softArrival + <f64>(count - 1) * load<f64>(own, 2 * 8) <= load<f64>(own, 3 * 8) &&
    load<f64>(w, 7 * 8) + shares <= load<f64>(w, 1 * 8) &&
    (reach <= load<f64>(own, 6 * 8) || reach <= w8(s.firstBounds, levels + 23)) &&
    load<f64>(own, 14 * 8) + money <= load<f64>(own, 15 * 8) &&
    money <= w8(net, side) &&
    money <= load<f64>(net, 2 * 8)
  );
}
function meetsLocate(s: Server, p: i32, here: usize, levels: i32, shares: f64): bool {
  const sent = load<f64>(f8(s.filled, p)) + <f64>load<i32>(i4(s.working, p));
  const needed = toLocate(s, p, sent + shares) - toLocate(s, p, sent);
  if (needed == 0) return true;
  const located = load<f64>(here, 3 * 8) + needed;
  return located <= load<f64>(s.serverWords, 5 * 8) || located <= w8(s.firstBounds, levels + 16);
}
@inline
export function reserveSecond(
  s: Server,
  p: i32,
  total: i64,
  price: i32,
  count: i32,
  nowNs: f64,
): void {
  const side = <i32>load<u8>(s.side + <usize>p);
  const symbol = load<i32>(i4(s.symbol, p));
  const own = s.serverWords;
  const w = s.symbolWords + ((<usize>symbol) << 6);
  const here = s.sideWords + ((<usize>symbol) << 6) + ((<usize>side) << 5);
  const shares = <f64>total;
  const money = shares * <f64>price;
  addF(here, shares);
  addF(here + 8, shares);
  const seen = load<f64>(here, 2 * 8);
  const sign = <f64>(1 - 2 * side);
  if (sign * (<f64>price - seen) > 0) store<f64>(here, <f64>price, 2 * 8);
  addF(w + 7 * 8, shares);
  const uses = i4(s.uses, p);
  store<i32>(uses, load<i32>(uses) + count);
  store<i32>(i4(s.alike, p), 0);
  addF(own + 12 * 8, <f64>count);
  addF(own + 14 * 8, money);
  const net = s.netCreditMoney;
  addF(f8(net, side), -money);
  addF(net + 16, -money);
  if (side == 1 && load<f64>(own, 5 * 8) != Infinity) {
    const sent = load<f64>(f8(s.filled, p)) + <f64>load<i32>(i4(s.working, p));
    addF(here + 3 * 8, toLocate(s, p, sent) - toLocate(s, p, sent - shares));
  }
  const increment = load<f64>(own);
  if (increment == 0) return;
  const arrival = max<f64>(load<f64>(w, 5 * 8), nowNs);
  if (arrival - nowNs <= load<f64>(own, 8)) store<f64>(w, arrival + <f64>count * increment, 5 * 8);
  const soft = max<f64>(load<f64>(w, 6 * 8), nowNs);
  if (soft - nowNs <= load<f64>(own, 3 * 8))
    store<f64>(w, soft + <f64>count * load<f64>(own, 2 * 8), 6 * 8);
}
