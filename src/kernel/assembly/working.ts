/** The working sets and their queues, as in src/orders/working.ts. */
import { f8, i4 } from './words';
import { Server } from './state';

@inline
export function wakeWorking(s: Server, cell: usize, parent: i32): void {
  const waiting = s.isWaiting + <usize>parent;
  if (load<u8>(waiting) != 0) return;
  const last = load<i32>(cell, 12);
  store<u8>(waiting, 1);
  store<i32>(i4(s.waitsAfter, parent), last);
  store<i32>(i4(s.waitsBefore, parent), 0);
  if (last == 0) store<i32>(cell, parent + 1, 8);
  else store<i32>(i4(s.waitsBefore, last - 1), parent + 1);
  store<i32>(cell, parent + 1, 12);
}
@inline
export function restWorking(s: Server, cell: usize, parent: i32): void {
  const before = load<i32>(i4(s.waitsAfter, parent));
  const after = load<i32>(i4(s.waitsBefore, parent));
  store<u8>(s.isWaiting + <usize>parent, 0);
  if (before == 0) store<i32>(cell, after, 8);
  else store<i32>(i4(s.waitsBefore, before - 1), after);
  if (after == 0) store<i32>(cell, before, 12);
  else store<i32>(i4(s.waitsAfter, after - 1), before);
}
export function beginRound(s: Server, cell: usize, rest: usize, epoch: i32, nowNs: f64): void {
  if (load<i32>(cell, 16) == epoch) return;
  store<i32>(cell, epoch, 16);
  const dueNs = s.dueNs;
  const count = load<i32>(cell);
  for (let begin = 0; begin < count; begin += 64) {
    const block = f8(rest, begin >> 6);
    if (nowNs < load<f64>(block)) continue;
    const end = min(count, begin + 64);
    let until: f64 = Infinity;
    for (let row = begin; row < end; row++) {
      const parent = load<i32>(i4(cell, row), 20);
      const due = load<f64>(f8(dueNs, parent));
      if (due < until) until = due;
      if (due <= nowNs) wakeWorking(s, cell, parent);
    }
    store<f64>(block, until);
  }
}
