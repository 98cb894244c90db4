import { displayedShares } from '../market/quotes.js';
import { DARK_VENUE, LIT_VENUE_COUNT } from '../market/venues.js';
import { instrumentOf } from '../orders/children.js';
import { ParentState } from '../orders/codes.js';
import { beginRound, nextWorking, restartRound, restWorking } from '../orders/working.js';
import { marketablePrice, writeChild } from './child.js';
import { leavesInLoop, retireParent } from './progress.js';
import type { Router } from './state.js';

/**
 * The children that one parent may need in a turn: one for each lit venue and one for the dark
 * pool.
 */
export const SPLIT_CHILDREN_MAX = LIT_VENUE_COUNT + 1;

/**
 * Ordinary routing: splits the leaves of each working parent over the lit venues by their displayed
 * sizes, and sends the remainder to the dark pool. Shares that do not execute are routed again in a
 * later epoch. Builds since 2005 visit a parent again when an answer has changed it; build 2003
 * visits all parents in every turn. Writes child rows from `end` on and returns the row after the
 * last.
 */
export function splitParents(
  router: Router,
  lineage: number,
  inLoop: boolean,
  nowNs: number,
  epoch: number,
  end: number,
  childrenMax: number,
): number {
  const set = router.working[lineage >>> 24]!;
  const { parents } = router;
  const { leaves, dueNs, working } = parents;
  if (inLoop) restartRound(set, parents);
  else beginRound(set, parents, epoch, nowNs);
  let child = end;
  for (
    let parent = nextWorking(set);
    parent >= 0 && child + SPLIT_CHILDREN_MAX <= childrenMax;
    parent = nextWorking(set)
  ) {
    if (inLoop) {
      leaves[parent] = leavesInLoop(parents, parent);
      if (leaves[parent]! <= 0 && working[parent] === 0) {
        retireParent(router, parent, ParentState.FILLED);
        continue;
      }
    }
    restWorking(set, parents, parent);
    if (leaves[parent]! > 0 && dueNs[parent]! <= nowNs)
      child = splitParent(router, parent, lineage, epoch, child);
  }
  return child;
}

/**
 * Splits one parent into at most SPLIT_CHILDREN_MAX children. It does so once an epoch, since
 * venues display new sizes only in the next one.
 */
export function splitParent(
  router: Router,
  parent: number,
  lineage: number,
  epoch: number,
  end: number,
): number {
  const { parents, depth, quotes } = router;
  if (parents.splitEpoch[parent] === epoch) return end;
  const symbol = parents.symbol[parent]!;
  const side = parents.side[parent]!;
  const price = marketablePrice(quotes, symbol, side, parents.limitTicks[parent]!);
  if (price === 0) return end;
  parents.splitEpoch[parent] = epoch;
  let left = parents.leaves[parent]!;
  let child = end;
  for (let venue = 0; venue < LIT_VENUE_COUNT && left > 0; venue++) {
    const cell = symbol * LIT_VENUE_COUNT + venue;
    const shown = displayedShares(depth.lots[cell]!, cell, side, epoch);
    const quantity = shown < left ? shown : left;
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
  if (left > 0) {
    child = writeChild(
      router,
      child,
      parent,
      instrumentOf(symbol, side, DARK_VENUE),
      left,
      quotes.midTicks[symbol]!,
      lineage,
    );
    left = 0;
  }
  parents.leaves[parent] = left;
  return child;
}
