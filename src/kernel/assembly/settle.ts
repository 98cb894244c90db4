/** Answers into parents, reservations and books, as `settleServer` of src/server/settle.ts. */
import { EXECUTED, PRICE, QUANTITY, SYMBOL_MASK, VERDICT_MASK, addF, f8, i4, rowAt } from './words';
import {
  GROSS,
  LOCATE,
  LOCATED,
  OPEN_CREDIT,
  OPEN_ORDERS,
  REACH,
  RULES,
  TICKS,
  TRADED,
  WORKING,
  sideRow,
  symbolRow,
} from './count-words';
import { postCustomer, postSplit, postUnmatched } from './post';
import { trackFill } from './track';
import { noteTrade, toLocate } from './rules';
import { Server } from './state';
import { settleSums } from './sums';

export function settle(s: Server, begin: i32, end: i32, nowNs: f64): i32 {
  return settleOf(s, begin, end, nowNs, false);
}
export function settle2(s: Server, begin: i32, end: i32, nowNs: f64): i32 {
  return settleOf(s, begin, end, nowNs, true);
}
@inline
function settleSecond(
  s: Server,
  parent: i32,
  instrument: i32,
  limit: i32,
  executed: f64,
  cancelled: f64,
  orders: i32,
  executions: i32,
  unmatched: f64,
  price: i32,
): void {
  const symbol = instrument & SYMBOL_MASK;
  const side = (instrument >>> 22) & 1;
  const own = s.serverWords;
  const here = sideRow(s.sideWords, symbol, side);
  const other = sideRow(s.sideWords, symbol, side ^ 1);
  const net = s.netCreditMoney;
  const left = load<f64>(here, WORKING) - executed - cancelled;
  store<f64>(here, left, WORKING);
  if (left == 0) store<f64>(here, side == 0 ? -1 : <f64>0x7fffffff, TICKS);
  addF(here + REACH, -cancelled);
  addF(other + REACH, -executed);
  addF(symbolRow(s.symbolWords, symbol) + TRADED, -cancelled);
  const uses = i4(s.uses, parent);
  store<i32>(uses, load<i32>(uses) - (orders - executions));
  addF(f8(net, side), cancelled * <f64>limit);
  addF(f8(net, side ^ 1), executed * <f64>limit);
  addF(net + OPEN_CREDIT, (executed + cancelled) * <f64>limit);
  addF(own + OPEN_ORDERS, -(<f64>orders));
  addF(own + GROSS, -(cancelled * <f64>limit));
  if (
    cancelled > 0 &&
    load<u8>(s.side + <usize>parent) == 1 &&
    load<f64>(own, LOCATE) != Infinity
  ) {
    const sent = load<f64>(f8(s.filled, parent)) + <f64>load<i32>(i4(s.working, parent));
    const word = sideRow(s.sideWords, load<i32>(i4(s.symbol, parent)), 1);
    store<f64>(
      word,
      load<f64>(word, LOCATED) - toLocate(s, parent, sent + cancelled) + toLocate(s, parent, sent),
      LOCATED,
    );
  }
  if (s.hasSums != 0) settleSums(s, parent, executed, cancelled, <f64>limit, executions);
  if (unmatched > 0) addF(s.newUnmatchedMoney, unmatched * <f64>price);
  if (executed > 0 && load<f64>(own, RULES) != 0)
    noteTrade(s, load<i32>(i4(s.symbol, parent)), price);
}
@inline
function settleOf(s: Server, begin: i32, end: i32, nowNs: f64, second: bool): i32 {
  const words = s.words;
  const mask = s.mask;
  const bytes = (mask << 5) | 31;
  let answers = 0;
  let released: f64 = 0;
  for (let child = begin; child != end; ) {
    const first = rowAt(words, mask, child);
    const who = load<i64>(first);
    const instrument = <i32>(who >> 32);
    if ((instrument & VERDICT_MASK) != 0) {
      child++;
      continue;
    }
    const parent = <i32>who;
    const asked = load<i64>(first, QUANTITY);
    const limit = <i32>(asked >> 32);
    const both = load<i64>(first, PRICE);
    const price = <i32>both;
    const filled = load<f64>(f8(s.filled, parent));
    const openShares = <f64>load<i32>(i4(s.ordered, parent)) - filled;
    const owed: f64 = openShares > 0 ? openShares : 0;
    let orders = 0;
    let executed64: i64 = 0;
    let answered64: i64 = 0;
    let executions = 0;
    let more = asked;
    const most = end - child;
    for (let at = first, off = (child << 5) & bytes; ; ) {
      const shares = load<i32>(at, EXECUTED);
      executions += <i32>(shares > 0);
      executed64 += <i64>shares;
      answered64 += <i64>(<i32>more);
      orders++;
      if (orders == most) break;
      off = (off + 32) & bytes;
      at = words + <usize>off;
      more = load<i64>(at, QUANTITY);
      if (((load<i64>(at) ^ who) | (load<i64>(at, PRICE) ^ both) | ((more ^ asked) >>> 32)) != 0)
        break;
    }
    const executed = <f64>executed64;
    const unmatched: f64 = executed > owed ? executed - owed : 0;
    const behaviour = <i32>load<u8>(s.behaviour + <usize>parent);
    store<f64>(f8(s.filled, parent), filled + executed);
    const work = i4(s.working, parent);
    store<i32>(work, load<i32>(work) - <i32>answered64);
    released += <f64>(answered64 - executed64) * <f64>limit;
    if (second)
      settleSecond(
        s,
        parent,
        instrument,
        limit,
        executed,
        <f64>(answered64 - executed64),
        orders,
        executions,
        unmatched,
        price,
      );
    if (executed64 > 0) {
      if (unmatched == 0)
        postCustomer(
          s,
          instrument & SYMBOL_MASK,
          (instrument >>> 22) & 1,
          (instrument >>> 23) & 15,
          price,
          executed,
          executions,
        );
      else if (unmatched == executed)
        postUnmatched(s, instrument, price, <i32>(both >> 32), executed, executions, nowNs);
      else postSplit(s, child, orders, owed, executed, executions, nowNs);
      addF(f8(s.executionsBy, behaviour), <f64>executions);
      addF(f8(s.sharesBy, behaviour), executed);
    }
    if (behaviour < 2) trackFill(s, parent, behaviour);
    answers += orders;
    child += orders;
  }
  if (released != 0) {
    addF(s.exposureMoney, -released);
    const credit = load<f64>(s.creditMoney) + released;
    if (credit != Infinity) {
      const slice = s.sliceMoney;
      const excess = credit - 2 * slice;
      if (excess >= 1000000) {
        const units = floor<f64>(excess / 1000000);
        atomic.add<i32>(s.firmLeft, <i32>units);
        store<f64>(s.creditMoney, credit - units * 1000000);
      } else store<f64>(s.creditMoney, credit);
    }
  }
  return answers;
}
