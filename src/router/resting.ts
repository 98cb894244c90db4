import { PRIMARY_VENUE } from '../market/venues.js';
import { instrumentOf } from '../orders/children.js';
import { Side } from '../orders/codes.js';
import { WORKING_HEAD } from '../orders/working.js';
import { writeChild } from './child.js';
import type { Router } from './state.js';

const { abs, min } = Math;

/**
 * Keeps one child of every parent resting at the primary venue: at its limit or, without one, at
 * the touch of its own side. When the touch has moved away, it wants the child cancelled, and sends
 * the next once it believes it gone: because it was told so, or because it has waited long enough.
 * Writes child rows from `end` on and returns the row after the last.
 */
export function restParents(
  router: Router,
  lineage: number,
  nowNs: number,
  end: number,
  childrenMax: number,
): number {
  const { parents, quotes } = router;
  const { showShares, chaseTicks, beliefs } = router.resting!;
  const { cell } = router.working[lineage >>> 24]!;
  const last = WORKING_HEAD + cell[0]!;
  let child = end;
  for (let row = WORKING_HEAD; row < last && child < childrenMax; row++) {
    const parent = cell[row]!;
    const symbol = parents.symbol[parent]!;
    if (quotes.paused[symbol] !== 0) continue;
    const side = parents.side[parent]!;
    const touch = side === Side.BUY ? quotes.bidTicks[symbol]! : quotes.askTicks[symbol]!;
    const limit = parents.limitTicks[parent]!;
    const price = limit === 0 ? touch : limit;
    const stands = beliefs.restTicks[parent]!;
    if (stands !== 0) {
      if (abs(price - stands) >= chaseTicks) beliefs.cancelWanted[parent] = 1;
      continue;
    }
    const left = parents.leaves[parent]!;
    if (left <= 0 || parents.dueNs[parent]! > nowNs) continue;
    const shares = min(showShares, left);
    child = writeChild(
      router,
      child,
      parent,
      instrumentOf(symbol, side, PRIMARY_VENUE),
      shares,
      price,
      lineage,
    );
    parents.leaves[parent] = left - shares;
    beliefs.restTicks[parent] = price;
  }
  return child;
}
