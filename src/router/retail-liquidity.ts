import { RETAIL_VENUE } from '../market/venues.js';
import { instrumentOf } from '../orders/children.js';
import { sideSign } from '../orders/codes.js';
import { beginRound, nextWorking, restWorking } from '../orders/working.js';
import { marketablePrice, writeChild } from './child.js';
import { SPLIT_CHILDREN_MAX, splitParent } from './ordinary.js';
import type { Router } from './state.js';

const { max } = Math;

/** Steps of a parent: the retail venue has not been asked, or it has. */
const ASK_RETAIL = 0;
const ROUTE_LIT = 1;

/**
 * Retail liquidity (NYSE Rule 107C): a flagged parent asks the retail venue for an execution better
 * than the touch. The rest is routed as ordinary. Writes child rows from `end` on and returns the
 * row after the last.
 */
export function improveParents(
  router: Router,
  lineage: number,
  nowNs: number,
  epoch: number,
  end: number,
  childrenMax: number,
): number {
  const set = router.working[lineage >>> 24]!;
  const { leaves, step, dueNs } = router.parents;
  beginRound(set, router.parents, epoch, nowNs);
  let child = end;
  for (
    let parent = nextWorking(set);
    parent >= 0 && child + SPLIT_CHILDREN_MAX <= childrenMax;
    parent = nextWorking(set)
  ) {
    restWorking(set, router.parents, parent);
    if (leaves[parent]! <= 0 || dueNs[parent]! > nowNs) continue;
    child =
      step[parent] === ASK_RETAIL
        ? askRetail(router, parent, lineage, child)
        : splitParent(router, parent, lineage, epoch, child);
  }
  return child;
}

/**
 * Asks the retail venue for all that a parent needs, where its limit reaches the touch. Writes
 * child row `end` and returns the next one.
 */
export function askRetail(router: Router, parent: number, lineage: number, end: number): number {
  const { parents, quotes, settings } = router;
  const symbol = parents.symbol[parent]!;
  const side = parents.side[parent]!;
  const touch = marketablePrice(quotes, symbol, side, parents.limitTicks[parent]!);
  if (touch === 0) return end;
  parents.step[parent] = ROUTE_LIT;
  const improved = max(1, touch - sideSign(side) * settings.improvementTicks);
  const child = writeChild(
    router,
    end,
    parent,
    instrumentOf(symbol, side, RETAIL_VENUE),
    parents.leaves[parent]!,
    improved,
    lineage,
  );
  parents.leaves[parent] = 0;
  return child;
}
