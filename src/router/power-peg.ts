import { mix32 } from '../base/random.js';
import { Behaviour } from '../deployment/builds.js';
import { PRIMARY_VENUE } from '../market/venues.js';
import { instrumentOf } from '../orders/children.js';
import { ParentState } from '../orders/codes.js';
import { WORKING_HEAD } from '../orders/working.js';
import { marketablePrice, writeChild, writeChildren } from './child.js';
import { leavesInLoop, retireParent } from './progress.js';
import type { Router, RouterSettings } from './state.js';

const { floor, min } = Math;
const { POSITIVE_INFINITY } = Number;

/**
 * Power Peg before and after the move of 2005. Both loops send small marketable children of a
 * parent to the primary venue, or to the venues of its settings, at a pace. They differ in one
 * question. Pace, child size and price are reconstructions: the order says only "in rapid
 * succession" (¶16).
 */

/** The children that one parent may send in a turn when no pace holds it back. */
const UNPACED_CHILDREN = 16;

/** Build 2003: asks before every child what the parent still needs, and stops at 0 shares. */
export function pegInLoop(
  router: Router,
  lineage: number,
  nowNs: number,
  end: number,
  childrenMax: number,
): number {
  const { cell } = router.working[lineage >>> 24]!;
  const { counts, parents, quotes, settings } = router;
  let child = end;
  let place = cell[1]! < cell[0]! ? cell[1]! : 0;
  for (let visits = cell[0]!; visits > 0 && child < childrenMax; visits--) {
    const parent = cell[WORKING_HEAD + place]!;
    let left = leavesInLoop(parents, parent);
    if (left <= 0 && parents.working[parent] === 0) {
      retireParent(router, parent, ParentState.FILLED);
      if (place >= cell[0]!) place = 0;
      continue;
    }
    const due = childrenDue(router, parent, nowNs, childrenMax - child);
    if (due > 0) {
      const symbol = parents.symbol[parent]!;
      const side = parents.side[parent]!;
      const price = marketablePrice(quotes, symbol, side, parents.limitTicks[parent]!);
      if (price === 0 || left <= 0) counts.passedOver[0] = counts.passedOver[0]! + 1;
      const venue = pegVenue(router, child);
      for (let n = due; n > 0 && price !== 0 && left > 0; n--) {
        const quantity = min(settings.pegShares, left);
        child = writeChild(
          router,
          child,
          parent,
          instrumentOf(symbol, side, venue),
          quantity,
          price,
          lineage,
        );
        left -= quantity;
      }
    }
    if (++place >= cell[0]!) place = 0;
  }
  cell[1] = place;
  return child;
}

/**
 * Builds since 2005: the loop does not ask. Tracking happens at a point of the sequence that this
 * path does not pass.
 */
export function pegUntracked(
  router: Router,
  lineage: number,
  nowNs: number,
  end: number,
  childrenMax: number,
): number {
  const { cell } = router.working[lineage >>> 24]!;
  const { counts, parents, quotes, settings } = router;
  const open = cell[0]!;
  const most = childrenMax | 0;
  let child = end | 0;
  let place = cell[1]! < open ? cell[1]! : 0;
  for (let visits = open; visits > 0 && child < most; visits--) {
    const parent = cell[WORKING_HEAD + place]!;
    const due = childrenDue(router, parent, nowNs, most - child);
    if (due > 0) {
      const symbol = parents.symbol[parent]!;
      const side = parents.side[parent]!;
      const price = marketablePrice(quotes, symbol, side, parents.limitTicks[parent]!);
      const quantity = min(settings.pegShares, parents.ordered[parent]!);
      if (price !== 0)
        child = writeChildren(
          router,
          child,
          child + due,
          parent,
          instrumentOf(symbol, side, pegVenue(router, child)),
          quantity,
          price,
          lineage,
        );
      else counts.passedOver[0] = counts.passedOver[0]! + 1;
    }
    if (++place >= open) place = 0;
  }
  cell[1] = place;
  return child;
}

/**
 * Any build. Moves the due times of all parents past `nowNs` without sending, as turns do whose
 * every child is refused.
 */
export function passPegs(router: Router, nowNs: number): void {
  const { counts, settings, working } = router;
  if (settings.pegIntervalNs === 0) return;
  const { cell } = working[Behaviour.POWER_PEG]!;
  const end = WORKING_HEAD + cell[0]!;
  for (let row = WORKING_HEAD; row < end; row++) {
    if (childrenDue(router, cell[row]!, nowNs, POSITIVE_INFINITY) > 0)
      counts.passedOver[0] = counts.passedOver[0]! + 1;
  }
}

/**
 * How many children the pace allows a parent by now, at most `room`; moves its due time on by as
 * many intervals.
 */
function childrenDue(router: Router, parent: number, nowNs: number, room: number): number {
  const { dueNs, symbol } = router.parents;
  const { settings } = router;
  if (settings.pegIntervalNs === 0) return min(UNPACED_CHILDREN, room);
  const due = dueNs[parent]!;
  const lateNs = nowNs - due;
  if (lateNs < 0) return 0;
  const intervalNs = pegIntervalOf(settings, symbol[parent]!);
  // Most visits come before the parent is due.
  const count = lateNs < intervalNs ? 1 : min(1 + floor(lateNs / intervalNs), room);
  dueNs[parent] = due + count * intervalNs;
  return count;
}

/** How long a parent waits from one child to the next in a stock, ns; 0 if it sends unpaced. */
export function pegIntervalOf(
  { pegIntervalNs, pegIntervalsNs }: RouterSettings,
  symbol: number,
): number {
  return pegIntervalsNs === undefined ? pegIntervalNs : pegIntervalsNs[symbol]!;
}

/** The venue of the children that begin at row `child` of the turn. */
function pegVenue({ settings, counts }: Router, child: number): number {
  const { pegVenueCells } = settings;
  if (pegVenueCells === undefined) return PRIMARY_VENUE;
  return pegVenueCells[mix32((counts.sequence[0]! + child) | 0) & 0xff]!;
}
