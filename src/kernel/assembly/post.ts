/** Executions into the books, as src/ledger/positions.ts. */
import { EXECUTED, INSTRUMENT, MIDDLE, PRICE, SYMBOL_MASK, addF, f8, i4, rowAt } from './words';
import { Server } from './state';

@inline
export function postCustomer(
  s: Server,
  symbol: i32,
  side: i32,
  venue: i32,
  price: i32,
  shares: f64,
  executions: i32,
): void {
  const signed = shares * <f64>(1 - 2 * side);
  addF(f8(s.customerShares, symbol), signed);
  addF(f8(s.customerCash, symbol), -(signed * <f64>price));
  addF(s.customerFees, <f64>load<i32>(i4(s.feeTicks, venue)) * shares);
  addF(s.customerExecutions, <f64>executions);
}
export function postUnmatched(
  s: Server,
  instrument: i32,
  price: i32,
  middle: i32,
  shares: f64,
  executions: i32,
  nowNs: f64,
): void {
  const symbol = instrument & SYMBOL_MASK;
  const signed = shares * <f64>(1 - 2 * ((instrument >>> 22) & 1));
  addF(f8(s.errorShares, symbol), signed);
  addF(f8(s.errorCash, symbol), -(signed * <f64>price));
  addF(f8(s.errorMidCash, symbol), -(signed * <f64>middle));
  addF(f8(s.errorVolume, symbol), shares);
  const open = <f64>load<i32>(i4(s.openTicks, symbol));
  const tenths = 10 * (<f64>price - open);
  if (tenths >= open || tenths <= -open) {
    addF(f8(s.beyond10Shares, symbol), signed);
    addF(f8(s.beyond10Cash, symbol), -(signed * <f64>price));
    addF(f8(s.beyond10MidCash, symbol), -(signed * <f64>middle));
    if (!(tenths < 3 * open && tenths > -3 * open)) {
      addF(f8(s.beyond30Shares, symbol), signed);
      addF(f8(s.beyond30Cash, symbol), -(signed * <f64>price));
      addF(f8(s.beyond30MidCash, symbol), -(signed * <f64>middle));
    }
  }
  addF(s.errorFees, <f64>load<i32>(i4(s.feeTicks, (instrument >>> 23) & 15)) * shares);
  const before = load<f64>(s.errorExecutions);
  if (before == 0) store<f64>(s.firstErrorNs, nowNs);
  store<f64>(s.errorExecutions, before + <f64>executions);
  addF(s.errorGross, shares * <f64>price);
  store<f64>(s.lastErrorNs, nowNs);
}
function executionsBegun(words: usize, mask: i32, child: i32, orders: i32, shares: f64): i32 {
  let executions = 0;
  let executed: f64 = 0;
  for (let n = 0; n < orders && executed < shares; n++) {
    const more = load<i32>(rowAt(words, mask, child + n), EXECUTED);
    if (more > 0) executions++;
    executed += <f64>more;
  }
  return executions;
}
export function postSplit(
  s: Server,
  child: i32,
  orders: i32,
  owed: f64,
  executed: f64,
  executions: i32,
  nowNs: f64,
): void {
  const words = s.words;
  const mask = s.mask;
  const at = rowAt(words, mask, child);
  const instrument = load<i32>(at, INSTRUMENT);
  const price = load<i32>(at, PRICE);
  const begun = executionsBegun(words, mask, child, orders, owed);
  const beyond = executions + 1 - executionsBegun(words, mask, child, orders, owed + 1);
  postCustomer(
    s,
    instrument & SYMBOL_MASK,
    (instrument >>> 22) & 1,
    (instrument >>> 23) & 15,
    price,
    owed,
    begun,
  );
  postUnmatched(s, instrument, price, load<i32>(at, MIDDLE), executed - owed, beyond, nowNs);
}
