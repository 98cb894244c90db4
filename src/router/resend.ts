import { type Children, childSlot } from '../orders/children.js';
import { ParentState } from '../orders/codes.js';
import type { Beliefs, Outstanding } from '../orders/outstanding.js';
import { leavesInLoop, passesTracking } from './progress.js';
import type { Router } from './state.js';

const { min } = Math;

/**
 * Unanswered children: after a while the router presumes them lost and sends for their parents
 * again.
 */

/**
 * Takes children of rows [0, count) for lost that have waited for `afterNs` or more. Returns how
 * many.
 */
export function presumeLost(
  router: Router,
  outstanding: Outstanding,
  count: number,
  beliefs: Beliefs,
  nowNs: number,
  afterNs: number,
): number {
  const { presumed, sentNs, parent, shares, isResting, cancelAskedNs } = outstanding;
  let lost = 0;
  for (let row = 0; row < count; row++) {
    // A resting child may stay unanswered as long as it does not trade. Only its cancel request
    // needs an answer.
    const sinceNs = isResting[row] === 0 ? sentNs[row]! : cancelAskedNs[row]!;
    if (presumed[row] !== 0 || !(nowNs - sinceNs >= afterNs)) continue;
    presumed[row] = 1;
    const p = parent[row]!;
    beliefs.presumed[p] = beliefs.presumed[p]! + shares[row]!;
    if (isResting[row] !== 0) {
      beliefs.restTicks[p] = 0;
      beliefs.cancelWanted[p] = 0;
    }
    recountBelief(router, beliefs, p);
    lost++;
  }
  return lost;
}

/**
 * Returns to their parents the shares of children at positions [begin, end) that the gate has let
 * go with fewer shares than were decided.
 */
export function trackDecrements(
  router: Router,
  beliefs: Beliefs,
  children: Children,
  begin: number,
  end: number,
): void {
  for (let child = begin; child !== end; child = (child + 1) | 0)
    recountBelief(router, beliefs, children.words[childSlot(children, child)]!);
}

/**
 * Updates the leaves that the router believes in: shares neither filled nor sent, and those
 * presumed lost; at most the shares not reported as filled.
 */
export function recountBelief(router: Router, beliefs: Beliefs, parent: number): void {
  const { state, behaviour, leaves, ordered, filled } = router.parents;
  if (state[parent] !== ParentState.WORKING || !passesTracking(behaviour[parent]!)) return;
  const believed = leavesInLoop(router.parents, parent) + beliefs.presumed[parent]!;
  leaves[parent] = min(ordered[parent]! - filled[parent]!, believed);
}
