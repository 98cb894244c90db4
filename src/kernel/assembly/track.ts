/** Progress of parents, as src/router/progress.ts. */
import { addF, f8, i4 } from './words';
import { restWorking, wakeWorking } from './working';
import { Server } from './state';

@inline
function workCell(s: Server, behaviour: i32): usize {
  return load<usize>(changetype<usize>(s) + ((<usize>behaviour) << 2), offsetof<Server>('work0'));
}
@inline
function restCell(s: Server, behaviour: i32): usize {
  return load<usize>(changetype<usize>(s) + ((<usize>behaviour) << 2), offsetof<Server>('rest0'));
}
function retireParent(s: Server, parent: i32, behaviour: i32): void {
  const cell = workCell(s, behaviour);
  const places = s.place;
  const last = load<i32>(cell) - 1;
  const place = load<i32>(i4(places, parent));
  const moved = load<i32>(i4(cell, last), 20);
  store<i32>(i4(cell, place), moved, 20);
  store<i32>(i4(places, moved), place);
  store<f64>(f8(restCell(s, behaviour), place >> 6), -Infinity);
  store<i32>(cell, last);
  if (load<u8>(s.isWaiting + <usize>parent) != 0) restWorking(s, cell, parent);
  addF(s.filledParents, 1);
  store<u8>(s.state + <usize>parent, 0);
  const free = s.freeRow;
  const left = load<i32>(free) + 1;
  store<i32>(free, left);
  store<i32>(i4(free, left), parent);
}
@inline
export function trackFill(s: Server, parent: i32, behaviour: i32): void {
  if (load<u8>(s.state + <usize>parent) != 1) return;
  const work = load<i32>(i4(s.working, parent));
  const leaves = <i32>(
    (<i64>(<f64>load<i32>(i4(s.ordered, parent)) - load<f64>(f8(s.filled, parent)) - <f64>work))
  );
  store<i32>(i4(s.leaves, parent), leaves);
  store<u8>(s.refusals + <usize>parent, 0);
  if (leaves > 0) {
    const cell = workCell(s, behaviour);
    if (load<i32>(i4(s.splitEpoch, parent)) != load<i32>(cell, 16)) wakeWorking(s, cell, parent);
  } else if (work == 0) retireParent(s, parent, behaviour);
}
