/** The short way of the gate, as `admitChildren` of src/risk/gate/gate.ts. */
import { ALIKE, INSTRUMENT, LIMIT, QUANTITY, SYMBOL_MASK, addF, f8, i4, rowAt } from './words';
import { leaseCredit } from './credit';
import { refuseRun, stateOf } from './refuse';
import { mayLease, passesSecond, reserveSecond } from './second-pass';
import { Server } from './state';

/**
 * Admits children from `begin` on, or refuses them where `refuseRun` can, and returns the number
 * admitted. `stopped` has where it left off for the long way.
 */
export function gate(s: Server, begin: i32, last: i32, nowNs: f64): i32 {
  return gateOf(s, begin, last, nowNs, false);
}
/** The same with a second pass that has no sums of owners. */
export function gate2(s: Server, begin: i32, last: i32, nowNs: f64): i32 {
  return gateOf(s, begin, last, nowNs, true);
}
@inline
function gateOf(s: Server, begin: i32, last: i32, nowNs: f64, second: bool): i32 {
  if (
    atomic.load<i32>(s.killFirm) != 0 ||
    atomic.load<i32>(i4(s.killServer, s.server)) != 0 ||
    atomic.load<i32>(s.killScoped) != 0
  ) {
    s.stopped = begin;
    return 0;
  }
  const words = s.words;
  const mask = s.mask;
  const bound = s.bound;
  // Bounds by verdict: quantity 3, notional 4, the parent’s quantity 6.
  const quantityMax = load<f64>(bound, 24);
  const notionalMax = load<f64>(bound, 32);
  const tolerance = load<f64>(bound, 48);
  const increment = load<f64>(s.rateIncrementNs);
  const horizon = nowNs + load<f64>(s.rateToleranceNs);
  const low = s.collarLowTicks;
  const high = s.collarHighTicks;
  const filled = s.filled;
  const working = s.working;
  const ordered = s.ordered;
  let credit = load<f64>(s.creditMoney);
  let exposure = load<f64>(s.exposureMoney);
  let arrivalNs = load<f64>(s.arrivalNs);
  let alone = last;
  let admitted = 0;
  let child = begin;
  while (child != last) {
    const first = rowAt(words, mask, child);
    const p = load<i32>(first);
    const price = load<i32>(first, LIMIT);
    const rest = last - child;
    const run = min(load<i32>(first, ALIKE), rest);
    const most = alone != child ? rest : run;
    let count = 0;
    let total: i64 = 0;
    let largest = 0;
    for (let at = first; ; ) {
      const shares = load<i32>(at, QUANTITY);
      const alike = min(load<i32>(at, ALIKE), most - count);
      total += <i64>alike * <i64>shares;
      if (shares > largest) largest = shares;
      count += alike;
      if (count == most) break;
      at = rowAt(words, mask, child + count);
      if (load<i32>(at) != p || load<i32>(at, LIMIT) != price) break;
    }
    const arrival = max<f64>(arrivalNs, nowNs);
    const money = <f64>total * <f64>price;
    const work = load<i32>(i4(working, p));
    if (
      arrival + <f64>(count - 1) * increment <= horizon &&
      <f64>largest <= quantityMax &&
      <f64>largest * <f64>price <= notionalMax &&
      price >= load<i32>(i4(low, p)) &&
      price <= load<i32>(i4(high, p)) &&
      load<f64>(f8(filled, p)) + <f64>work + <f64>total <=
        <f64>load<i32>(i4(ordered, p)) + tolerance &&
      (money <= credit || mayLease(s, s.firmLeft, money - credit)) &&
      (!second || stateOf(s, load<i32>(first, INSTRUMENT) & SYMBOL_MASK) == 0) &&
      (!second ||
        passesSecond(s, p, load<i32>(first, INSTRUMENT), price, largest, total, count, nowNs))
    ) {
      arrivalNs = arrival + <f64>count * increment;
      if (money > credit) credit += leaseCredit(s.firmLeft, money - credit);
      store<i32>(i4(working, p), work + <i32>total);
      credit -= money;
      exposure += money;
      if (second) reserveSecond(s, p, total, price, count, nowNs);
      admitted += count;
      child += count;
    } else if (count != run) alone = child;
    else if (refuseRun(s, child, run, nowNs, arrivalNs, credit, second)) child += run;
    else break;
  }
  store<f64>(s.creditMoney, credit);
  store<f64>(s.exposureMoney, exposure);
  store<f64>(s.arrivalNs, arrivalNs);
  addF(s.admitted, <f64>admitted);
  s.stopped = child;
  return admitted;
}
