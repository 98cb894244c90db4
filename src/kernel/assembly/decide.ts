/** Parents into children, as `decideChildren` of src/router/router.ts. */
import { LINEAGE, LIT, addF, displayedAt, f8, i4, marketable, mix32, sequence32 } from './words';
import { beginRound, restWorking } from './working';
import { Server } from './state';

/** Returns the number of children, or -1 where the TypeScript form must decide. */
export function decide(
  s: Server,
  build: i32,
  flagMask: i32,
  nowNs: f64,
  epoch: i32,
  childrenMax: i32,
): i32 {
  if (load<i32>(s.work3) > 0 || load<i32>(s.work1) > 0) return -1;
  let end = 0;
  if (load<i32>(s.work2) > 0) end = pegUntracked(s, build, flagMask, nowNs, childrenMax);
  if (load<i32>(s.work0) > 0) end = splitParents(s, build, nowNs, epoch, end, childrenMax);
  addF(s.sequence, <f64>end);
  return end;
}

@inline
function writeAlike(
  words: usize,
  mask: i32,
  first: i32,
  n: i32,
  parent: i32,
  instrument: i32,
  quantity: i32,
  price: i32,
  lineage: i32,
): void {
  const a = <i64>(<u32>parent) | ((<i64>instrument) << 32);
  const b = <i64>(<u32>quantity) | ((<i64>price) << 32);
  const l = <i64>(<u32>lineage);
  const bytes = (mask << 5) | 31;
  let off = (first << 5) & bytes;
  const row = i64x2.splat(a);
  const both = i64x2.replace_lane(row, 1, b);
  for (let alike = n; alike > 0; alike--) {
    const at = words + <usize>off;
    v128.store(at, both);
    store<i64>(at, l | ((<i64>alike) << 32), LINEAGE);
    off = (off + 32) & bytes;
  }
}

function pegUntracked(s: Server, build: i32, flagMask: i32, nowNs: f64, most: i32): i32 {
  const cell = s.work2;
  const words = s.words;
  const mask = s.mask;
  const dueNs = s.dueNs;
  const first = sequence32(s);
  const lineage = s.server | (build << 8) | (flagMask << 16) | (2 << 24);
  const open = load<i32>(cell);
  const interval0 = s.pegIntervalNs;
  const intervals = s.pegIntervals;
  let child = 0;
  let place = load<i32>(cell, 4);
  if (place >= open) place = 0;
  for (let visits = open; visits > 0 && child < most; visits--) {
    const parent = load<i32>(i4(cell, place), 20);
    const symbol = load<i32>(i4(s.symbol, parent));
    let count = 0;
    if (interval0 == 0) count = min(16, most - child);
    else {
      const due = load<f64>(f8(dueNs, parent));
      const late = nowNs - due;
      if (late >= 0) {
        const interval = intervals == 0 ? interval0 : load<f64>(f8(intervals, symbol));
        count =
          late < interval ? 1 : <i32>min<f64>(1 + floor<f64>(late / interval), <f64>(most - child));
        store<f64>(f8(dueNs, parent), due + <f64>count * interval);
      }
    }
    if (count > 0) {
      const side = <i32>load<u8>(s.side + <usize>parent);
      const price = marketable(s, symbol, side, load<i32>(i4(s.limitTicks, parent)));
      const quantity = min(s.pegShares, load<i32>(i4(s.ordered, parent)));
      if (price != 0) {
        const venues = s.pegVenues;
        const venue =
          venues == 0 ? 0 : <i32>load<u8>(venues + <usize>(mix32(first + child) & 0xff));
        writeAlike(
          words,
          mask,
          first + child,
          count,
          parent,
          symbol | (side << 22) | (venue << 23),
          quantity,
          price,
          lineage,
        );
        child += count;
      } else addF(s.passedOver, 1);
    }
    if (++place >= open) place = 0;
  }
  store<i32>(cell, place, 4);
  return child;
}

function splitParents(
  s: Server,
  build: i32,
  nowNs: f64,
  epoch: i32,
  end: i32,
  childrenMax: i32,
): i32 {
  const cell = s.work0;
  const leaves = s.leaves;
  const dueNs = s.dueNs;
  const lineage = s.server | (build << 8);
  beginRound(s, cell, s.rest0, epoch, nowNs);
  const mixedEpoch = mix32(epoch);
  const first = sequence32(s);
  let child = end;
  for (
    let parent = load<i32>(cell, 8) - 1;
    parent >= 0 && child + LIT + 1 <= childrenMax;
    parent = load<i32>(cell, 8) - 1
  ) {
    restWorking(s, cell, parent);
    if (load<i32>(i4(leaves, parent)) > 0 && load<f64>(f8(dueNs, parent)) <= nowNs)
      child = splitParent(s, parent, lineage, epoch, mixedEpoch, first, child);
  }
  return child;
}
@inline
function splitParent(
  s: Server,
  parent: i32,
  lineage: i32,
  epoch: i32,
  mixedEpoch: i32,
  first: i32,
  end: i32,
): i32 {
  const splitEpoch = i4(s.splitEpoch, parent);
  if (load<i32>(splitEpoch) == epoch) return end;
  const symbol = load<i32>(i4(s.symbol, parent));
  const side = <i32>load<u8>(s.side + <usize>parent);
  const price = marketable(s, symbol, side, load<i32>(i4(s.limitTicks, parent)));
  if (price == 0) return end;
  store<i32>(splitEpoch, epoch);
  const words = s.words;
  const mask = s.mask;
  const lots = s.lots;
  let left = load<i32>(i4(s.leaves, parent));
  let child = end;
  for (let venue = 0; venue < LIT && left > 0; venue++) {
    const cell = symbol * LIT + venue;
    const shown = displayedAt(
      <i32>load<u16>(lots + ((<usize>cell) << 1)),
      (cell << 1) | side,
      mixedEpoch,
    );
    const quantity = shown < left ? shown : left;
    writeAlike(
      words,
      mask,
      first + child,
      1,
      parent,
      symbol | (side << 22) | (venue << 23),
      quantity,
      price,
      lineage,
    );
    child++;
    left -= quantity;
  }
  if (left > 0) {
    writeAlike(
      words,
      mask,
      first + child,
      1,
      parent,
      symbol | (side << 22) | (6 << 23),
      left,
      load<i32>(i4(s.midTicks, symbol)),
      lineage,
    );
    child++;
    left = 0;
  }
  store<i32>(i4(s.leaves, parent), left);
  return child;
}
