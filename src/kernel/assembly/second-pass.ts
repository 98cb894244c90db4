/** Orders together and the second pass, as `passesSecond` of src/risk/gate/short-way.ts. */
import {
  ALIKE_MAX,
  ARRIVAL,
  BARRED,
  COLLAR,
  GROSS,
  GROSS_MAX,
  INCREMENT,
  LOCATE,
  LOCATED,
  OPEN_CREDIT,
  OPEN_ORDERS,
  OPEN_ORDERS_MAX,
  ORDER_MAX,
  POSITION,
  REACH,
  RULES,
  SELF_MATCH,
  SOFT_ARRIVAL,
  SOFT_INCREMENT,
  SOFT_TOLERANCE,
  STALE_QUOTE,
  STATIC_HIGH,
  STATIC_LOW,
  TICKS,
  TOLERANCE,
  TRADED,
  TRADED_MAX,
  VALID,
  WORKING,
  levelOf,
  sideRow,
  symbolRow,
} from './count-words';
import { hasCredit, leaseCredit } from './credit';
import { meetsRules, moreToLocate, noteLow, toLocate } from './rules';
import { Server } from './state';
import { meetsSums, reserveSums } from './sums';
import { LOCATE_CHECK, POSITION_CHECK, QUOTE_COLLAR } from './verdicts';
import { SYMBOL_MASK, addF, f8, i4, touchOf } from './words';

@inline
function w8(p: usize, word: i32): f64 {
  return load<f64>(p + ((<usize>word) << 3));
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
  const w = symbolRow(s.symbolWords, symbol);
  const here = sideRow(s.sideWords, symbol, side);
  const other = sideRow(s.sideWords, symbol, side ^ 1);
  const shares = <f64>total;
  const money = shares * <f64>price;
  const touch = <f64>touchOf(s, symbol, side);
  const sign = <f64>(1 - 2 * side);
  const through = sign * (<f64>price - touch);
  const behaviour = <usize>load<u8>(s.behaviour + <usize>p);
  const noted = load<f64>(w, VALID);
  const good = noted == Infinity ? load<f64>(s.quotesNs) : noted;
  const reach = (load<f64>(here, REACH) + shares) * <f64>price;
  const arrival = max<f64>(0, load<f64>(w, ARRIVAL) - nowNs);
  const softArrival = max<f64>(0, load<f64>(w, SOFT_ARRIVAL) - nowNs);
  const net = s.netCreditMoney;
  const levels = levelOf(s.boundClass, symbol);
  return (
    (load<f64>(own, RULES) == 0 ||
      meetsRules(s, p, symbol, price, largest, shares, count, nowNs)) &&
    <f64>largest <= load<f64>(w, ORDER_MAX) &&
    (load<f64>(own, BARRED) == 0 || load<u8>(s.barred + behaviour) == 0) &&
    nowNs - good <= load<f64>(own, STALE_QUOTE) &&
    (through <= touch * load<f64>(own, COLLAR) + 1e-6 ||
      through <= touch * w8(s.hardBounds, levels + QUOTE_COLLAR) + 1e-6) &&
    <f64>price >= load<f64>(w, STATIC_LOW) &&
    <f64>price <= load<f64>(w, STATIC_HIGH) &&
    (side == 0 || load<f64>(own, LOCATE) == Infinity || meetsLocate(s, p, here, levels, shares)) &&
    (!(sign * (<f64>price - load<f64>(other, TICKS)) >= 0) || load<f64>(own, SELF_MATCH) != 0) &&
    <f64>load<i32>(i4(s.alike, p)) <= load<f64>(own, ALIKE_MAX) &&
    load<i32>(i4(s.uses, p)) + count <= load<i32>(i4(s.ceiling, p)) &&
    load<f64>(own, OPEN_ORDERS) + <f64>count <= load<f64>(own, OPEN_ORDERS_MAX) &&
    arrival + <f64>(count - 1) * load<f64>(own, INCREMENT) <= load<f64>(own, TOLERANCE) &&
    softArrival + <f64>(count - 1) * load<f64>(own, SOFT_INCREMENT) <=
      load<f64>(own, SOFT_TOLERANCE) &&
    load<f64>(w, TRADED) + shares <= load<f64>(w, TRADED_MAX) &&
    (reach <= load<f64>(own, POSITION) || reach <= w8(s.firstBounds, levels + POSITION_CHECK)) &&
    load<f64>(own, GROSS) + money <= load<f64>(own, GROSS_MAX) &&
    (money <= w8(net, side) || mayLease(s, leftOf(s, side), money - w8(net, side))) &&
    (money <= load<f64>(net, OPEN_CREDIT) ||
      mayLease(s, s.openLeft, money - load<f64>(net, OPEN_CREDIT))) &&
    (s.hasSums == 0 || meetsSums(s, p, symbol, side, shares, money, count, nowNs))
  );
}
@inline
function leftOf(s: Server, side: i32): usize {
  return side == 0 ? s.buysLeft : s.sellsLeft;
}
/** Whether a gate that leases no slices may lease so much of a credit. */
@inline
export function mayLease(s: Server, left: usize, money: f64): bool {
  return s.sliceMoney == 0 && hasCredit(left, money);
}
/** Leases what `money` more on a side needs of the firm’s net and open credits. */
@inline
function leaseNet(s: Server, side: i32, money: f64): void {
  const net = f8(s.netCreditMoney, side);
  const open = s.netCreditMoney + OPEN_CREDIT;
  const credit = load<f64>(net);
  if (money > credit) store<f64>(net, credit + leaseCredit(leftOf(s, side), money - credit));
  const openCredit = load<f64>(open);
  if (money > openCredit)
    store<f64>(open, openCredit + leaseCredit(s.openLeft, money - openCredit));
}
function meetsLocate(s: Server, p: i32, here: usize, levels: i32, shares: f64): bool {
  const needed = moreToLocate(s, p, shares);
  if (needed == 0) return true;
  const located = load<f64>(here, LOCATED) + needed;
  return (
    located <= load<f64>(s.serverWords, LOCATE) ||
    located <= w8(s.firstBounds, levels + LOCATE_CHECK)
  );
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
  const w = symbolRow(s.symbolWords, symbol);
  const here = sideRow(s.sideWords, symbol, side);
  const shares = <f64>total;
  const money = shares * <f64>price;
  addF(here + REACH, shares);
  addF(here + WORKING, shares);
  const seen = load<f64>(here, TICKS);
  const sign = <f64>(1 - 2 * side);
  if (sign * (<f64>price - seen) > 0) store<f64>(here, <f64>price, TICKS);
  addF(w + TRADED, shares);
  const uses = i4(s.uses, p);
  store<i32>(uses, load<i32>(uses) + count);
  store<i32>(i4(s.alike, p), 0);
  addF(own + OPEN_ORDERS, <f64>count);
  addF(own + GROSS, money);
  const net = s.netCreditMoney;
  leaseNet(s, side, money);
  addF(f8(net, side), -money);
  addF(net + OPEN_CREDIT, -money);
  if (side == 1 && load<f64>(own, LOCATE) != Infinity) {
    const sent = load<f64>(f8(s.filled, p)) + <f64>load<i32>(i4(s.working, p));
    addF(here + LOCATED, toLocate(s, p, sent) - toLocate(s, p, sent - shares));
  }
  if (s.hasSums != 0) reserveSums(s, p, symbol, side, shares, money, count, nowNs);
  if (load<f64>(own, RULES) != 0) noteLow(s, symbol, nowNs);
  const increment = load<f64>(own, INCREMENT);
  if (increment == 0) return;
  const arrival = max<f64>(load<f64>(w, ARRIVAL), nowNs);
  if (arrival - nowNs <= load<f64>(own, TOLERANCE))
    store<f64>(w, arrival + <f64>count * increment, ARRIVAL);
  const soft = max<f64>(load<f64>(w, SOFT_ARRIVAL), nowNs);
  if (soft - nowNs <= load<f64>(own, SOFT_TOLERANCE))
    store<f64>(w, soft + <f64>count * load<f64>(own, SOFT_INCREMENT), SOFT_ARRIVAL);
}
