import { NS_PER_SECOND } from '../base/units.js';
import { Behaviour } from '../deployment/builds.js';
import { type Children, ChildWord, childSlot, isAdmitted } from '../orders/children.js';
import { ParentState } from '../orders/codes.js';
import { type Parents, releaseParentRow } from '../orders/parents.js';
import { removeWorking, roundEpoch, wakeWorking } from '../orders/working.js';
import type { Router, RouterCounts } from './state.js';

const { INSTRUMENT } = ChildWord;
const { ABANDONED, FILLED, IMMEDIATE, WORKING } = ParentState;

/**
 * Progress: who comes to know what has been executed. Three places to compare, in the order of the
 * story:
 *
 *   settle           writes `filled` and `working`. Always, in every build: the parent's own row is never wrong.
 *   build 2003       `leavesInLoop`: a behaviour asks inside its own loop, before every child. Power Peg does.
 *   build 2005 on    `trackFill`: one earlier point of the sequence, on the path of the ordinary and the retail behaviour. The path that leads to
 *                    Power Peg does not pass there any more, and Power Peg's loop no longer asks (the SEC found, ¶14, ¶16, ¶41).
 */

/**
 * The shares that the venues may still execute for a parent before they match no open quantity of
 * it.
 */
export function owedShares({ ordered, filled }: Parents, parent: number): number {
  const owed = ordered[parent]! - filled[parent]!;
  return owed > 0 ? owed : 0;
}

/**
 * Writes what the venues answered to children of a parent: shares executed, and shares executed or
 * cancelled.
 */
export function settleParent(
  { filled, working }: Parents,
  parent: number,
  executed: number,
  answered: number,
): void {
  filled[parent] = filled[parent]! + executed;
  working[parent] = working[parent]! - answered;
}

/**
 * Build 2003. What a parent still needs, from its own row, asked by the behaviour that is about to
 * send.
 */
export function leavesInLoop(parents: Parents, parent: number): number {
  return parents.ordered[parent]! - parents.filled[parent]! - parents.working[parent]!;
}

/** Which behaviours' paths pass the point where builds since 2005 count. */
const PASSES_TRACKING = Uint8Array.of(0, 0, 0, 0, 0);
PASSES_TRACKING[Behaviour.ORDINARY] = 1;
PASSES_TRACKING[Behaviour.RETAIL_LIQUIDITY] = 1;
PASSES_TRACKING[Behaviour.RESTING] = 1;

/**
 * Whether a behaviour's path passes there. Who settles asks before `trackFill` does, so that an
 * answer to Power Peg costs no call.
 */
export function passesTracking(behaviour: number): boolean {
  return PASSES_TRACKING[behaviour] === 1;
}

/**
 * Builds 2005 and 2012. Brings `leaves` of a parent up to date after so many answers, has it
 * visited again unless what the venues show was asked for in this epoch, and retires it when it is
 * done.
 */
export function trackFill(router: Router, parent: number, answers: number): void {
  const { parents } = router;
  const { state, behaviour, leaves, refusals, working, splitEpoch } = parents;
  if (state[parent] !== WORKING || PASSES_TRACKING[behaviour[parent]!] === 0) {
    answerImmediate(router, parent, answers);
    return;
  }
  leaves[parent] = leavesInLoop(parents, parent);
  refusals[parent] = 0;
  if (leaves[parent]! > 0) {
    const set = router.working[behaviour[parent]!]!;
    if (splitEpoch[parent] !== roundEpoch(set)) wakeWorking(set, parents, parent);
  } else if (working[parent] === 0) retireParent(router, parent, FILLED);
}

/**
 * Any build. Counts answers to an immediate order, refusals among them; the last one ends it. Does
 * nothing for other orders.
 */
export function answerImmediate(router: Router, parent: number, answers: number): void {
  const { parents } = router;
  if (parents.state[parent] !== IMMEDIATE || parents.step[parent] === 0) return;
  parents.step[parent] = parents.step[parent]! - answers;
  if (parents.step[parent] === 0) endImmediate(router, parent);
}

/** Ends an immediate order: it is filled, or what is not executed of it is cancelled. */
export function endImmediate(router: Router, parent: number): void {
  const { parents, free, counts, immediate } = router;
  const { ordered, filled } = parents;
  const { set, sums } = immediate!;
  const cancelled = Math.max(0, ordered[parent]! - filled[parent]!);
  removeWorking(set, parents, parent);
  countDone(counts, cancelled === 0 ? FILLED : ABANDONED);
  sums.orders[0] = sums.orders[0]! + 1;
  sums.filled[0] = sums.filled[0]! + (cancelled === 0 ? 1 : 0);
  sums.orderedShares[0] = sums.orderedShares[0]! + ordered[parent]!;
  sums.executedShares[0] = sums.executedShares[0]! + filled[parent]!;
  sums.cancelledShares[0] = sums.cancelledShares[0]! + cancelled;
  releaseParentRow(parents, free, parent);
}

/**
 * What a restart finds out: what a parent still needs, read from its own row, whatever the build
 * before believed. On the paths that track, a parent that needs nothing is done.
 */
export function recountParent(router: Router, parent: number): void {
  const { parents } = router;
  const { behaviour, leaves, state, working } = parents;
  leaves[parent] = leavesInLoop(parents, parent);
  if (state[parent] !== WORKING) return;
  if (leaves[parent]! <= 0 && working[parent] === 0 && PASSES_TRACKING[behaviour[parent]!] !== 0)
    retireParent(router, parent, FILLED);
}

/**
 * How long a parent waits after the first refusal, and how often that doubles at the most: a gate
 * that stays shut is asked about once a minute, not every turn.
 */
const REFUSED_WAIT_NS = NS_PER_SECOND;
const REFUSED_DOUBLINGS = 6;

/**
 * Gives back to `leaves` what the gate refused (or, `byVenues`, what it admitted and every venue
 * refused) of the children at positions [begin, end), on the same paths as `trackFill`, and lets
 * their parents wait.
 */
export function trackRefusals(
  router: Router,
  children: Children,
  begin: number,
  end: number,
  nowNs: number,
  byVenues = false,
): void {
  const { parents } = router;
  const { words } = children;
  const { behaviour, leaves, dueNs, refusals } = parents;
  for (let child = begin; child !== end; child = (child + 1) | 0) {
    const slot = childSlot(children, child);
    const p = words[slot]!;
    if (isAdmitted(words[slot + INSTRUMENT]!) !== byVenues || PASSES_TRACKING[behaviour[p]!] === 0)
      continue;
    leaves[p] = leavesInLoop(parents, p);
    if (dueNs[p]! > nowNs) continue;
    // A venue's answer has set the refusals to none: what all venues refuse waits as long as the
    // longest.
    dueNs[p] = nowNs + REFUSED_WAIT_NS * (1 << (byVenues ? REFUSED_DOUBLINGS : refusals[p]!));
    if (refusals[p]! < REFUSED_DOUBLINGS) refusals[p] = refusals[p]! + 1;
  }
}

/** Takes a parent out of its working set and frees its row. */
export function retireParent(router: Router, parent: number, state: number): void {
  const { parents, free, counts } = router;
  removeWorking(router.working[parents.behaviour[parent]!]!, parents, parent);
  countDone(counts, state);
  releaseParentRow(parents, free, parent);
}

function countDone(counts: RouterCounts, state: number): void {
  if (state === FILLED) counts.filledParents[0] = counts.filledParents[0]! + 1;
  else counts.abandonedParents[0] = counts.abandonedParents[0]! + 1;
}
