/** Children against displayed and hidden sizes, as `fillChildren` of src/market/fills.ts. */
import {
  ALIKE,
  EXECUTED,
  INSTRUMENT,
  LIMIT,
  LIT,
  PRICE,
  QUANTITY,
  SYMBOL_MASK,
  VERDICT_MASK,
  addF,
  displayedAt,
  f8,
  i4,
  isPaused,
  mix32,
  mixWith,
  rowAt,
  signedOf,
  touchOf,
} from './words';
import { Venues } from './state';

@inline
function answer(at: usize, executed: i32, both: i64): void {
  store<i32>(at, executed, EXECUTED);
  store<i64>(at, both, PRICE);
}
@inline
function executionPrice(
  s: Venues,
  symbol: i32,
  side: i32,
  venue: i32,
  limit: i32,
  middle: i32,
): i32 {
  if (isPaused(s, symbol, side)) return 0;
  if (venue >= LIT) {
    if (venue == 7) return limit;
    return (1 - 2 * side) * (limit - middle) >= 0 ? middle : 0;
  }
  const touch = touchOf(s, symbol, side);
  return ((touch - limit) ^ -side) + side > 0 ? 0 : touch;
}
@inline
function shownShares(s: Venues, row: i32, epoch: i32, mixedEpoch: i32): i32 {
  const displayed = displayedAt(
    <i32>load<u16>(s.lots + ((<usize>(row >> 1)) << 1)),
    row,
    mixedEpoch,
  );
  const takenEpoch = i4(s.takenEpoch, row);
  if (load<i32>(takenEpoch) != epoch) {
    const draw = mixWith(~row, mixedEpoch);
    store<i32>(takenEpoch, epoch);
    let gone =
      (draw & 0xffff) >= s.fadePer65536 ? 0 : <i32>((<i64>displayed * <i64>(draw >>> 16)) >> 16);
    const taken = s.withdrawalTaken;
    if (taken != 0) {
      const symbol = (row >> 1) / LIT;
      const shares = load<f64>(f8(taken, symbol)) * <f64>(1 - 2 * (row & 1));
      if (
        shares > 0 &&
        <f64>(mix32(draw) >>> 16) * load<f64>(f8(s.withdrawalReach, symbol)) < shares * 65536
      )
        gone = displayed;
    }
    store<i32>(i4(s.takenShares, row), gone);
    return displayed - gone;
  }
  return displayed - load<i32>(i4(s.takenShares, row));
}
export function fill(s: Venues, words: usize, mask: i32, begin: i32, last: i32, epoch: i32): i32 {
  const bytes = (mask << 5) | 31;
  const mixedEpoch = mix32(epoch);
  let answered = 0;
  let count = 0;
  for (let child = begin; child != last; child += count) {
    const first = rowAt(words, mask, child);
    const instrument = load<i32>(first, INSTRUMENT);
    count = min(load<i32>(first, ALIKE), last - child);
    if ((instrument & VERDICT_MASK) != 0) {
      for (let n = 0; n < count; n++) store<i32>(rowAt(words, mask, child + n), 0, EXECUTED);
      continue;
    }
    const symbol = instrument & SYMBOL_MASK;
    const venue = (instrument >>> 23) & 15;
    const side = (instrument >>> 22) & 1;
    const ordered = load<i32>(first, QUANTITY);
    const middle = load<i32>(i4(s.midTicks, symbol));
    const price =
      load<u8>(s.memberHalts + <usize>venue) != 0
        ? 0
        : executionPrice(s, symbol, side, venue, load<i32>(first, LIMIT), middle);
    const row = ((symbol * LIT + venue) << 1) | side;
    const isShown = venue < LIT;
    let left = isShown && price != 0 ? shownShares(s, row, epoch, mixedEpoch) : 0;
    const both = <i64>(<u32>price) | ((<i64>middle) << 32);
    let executions = 0;
    let shares: i64 = 0;
    const all = <i64>count * <i64>ordered;
    if (isShown && <i64>left >= all) {
      executions = count;
      shares = all;
      let off = (child << 5) & bytes;
      for (let n = count; n > 0; n--) {
        answer(words + <usize>off, ordered, both);
        off = (off + 32) & bytes;
      }
    } else {
      for (let n = 0; n < count; n++) {
        if (!isShown) {
          left = 0;
          if (price != 0) {
            const draw = mixWith(child + n + 1, mix32(~symbol));
            if ((draw & 0xffff) < (venue == 6 ? s.darkPer65536 : s.retailPer65536))
              left = 1 + (((draw >>> 16) * 1000) >>> 16);
          }
        }
        const executed = ordered < left ? ordered : left;
        left -= executed;
        executions += <i32>(executed > 0);
        shares += <i64>executed;
        answer(rowAt(words, mask, child + n), executed, both);
      }
    }
    answered += count;
    addF(f8(s.venueOrders, venue), <f64>count);
    if (shares == 0) continue;
    if (isShown) {
      const taken = i4(s.takenShares, row);
      store<i32>(taken, load<i32>(taken) + <i32>shares);
    }
    addF(f8(s.venueExecutions, venue), <f64>executions);
    const plain = <f64>shares;
    addF(f8(s.venueShares, venue), plain);
    const signed = signedOf(shares, side);
    addF(f8(s.flow, symbol), signed);
    addF(f8(s.counterpartyShares, symbol), -signed);
    addF(f8(s.counterpartyCash, symbol), signed * <f64>price);
    addF(f8(s.counterpartyVolume, symbol), plain);
  }
  return answered;
}
