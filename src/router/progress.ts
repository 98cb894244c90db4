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
 * Progress: which code learns of executions. Three places to compare, in the order of the story:
 *
 *   settle           writes `filled` and `working` in every build: the parent's row is never wrong.
 *   build 2003       `leavesInLoop`: Power Peg asks inside its own loop, before every child.
 *   build 2005 on    `trackFill`: an earlier point of the sequence, on the path of the ordinary and
 *                    the retail behaviour. The path to Power Peg does not pass it, and Power Peg's
 *                    loop does not ask (the SEC found, ¶14, ¶16, ¶41).
 */

/**
 * The shares that the venues may still execute for a parent before they match no open quantity of
 * it.
 */
export function owedShares({ ordered, filled }: Parents, parent: number): number {
  const owed = ordered[parent]! - filled[parent]!;
  return owed > 0 ? owed : 0;
}

/** Writes a venue's answer into a parent: shares executed, and shares executed or cancelled. */
export function settleParent(
  { filled, working }: Parents,
  parent: number,
  executed: number,
  answered: number,
): void {
  filled[parent] = filled[parent]! + executed;
  working[parent] = working[parent]! - answered;
}

/** Build 2003. Returns what a parent still needs, for a behaviour that is about to send. */
export function leavesInLoop(parents: Parents, parent: number): number {
  return parents.ordered[parent]! - parents.filled[parent]! - parents.working[parent]!;
}

/** Which behaviours' paths pass the point where builds since 2005 count. */
const PASSES_TRACKING = Uint8Array.of(0, 0, 0, 0, 0);
PASSES_TRACKING[Behaviour.ORDINARY] = 1;
PASSES_TRACKING[Behaviour.RETAIL_LIQUIDITY] = 1;
PASSES_TRACKING[Behaviour.RESTING] = 1;

/**
 * Whether a behaviour's path passes there. Callers test this first, so that an answer to Power Peg
 * costs no call.
 */
export function passesTracking(behaviour: number): boolean {
  return PASSES_TRACKING[behaviour] === 1;
}

/**
 * Builds 2005 and 2012. Updates the `leaves` of a parent after so many answers. Wakes the parent
 * unless it was split in this epoch, and retires it when it is done.
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

/** Ends an immediate order: cancels what is not executed. */
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
 * Recounts at a restart what a parent still needs, from its own row, whatever the build before
 * believed. On the paths that track, a parent that needs nothing is done.
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
 * The wait of a parent after its first refusal, and how often it doubles at most: a gate that stays
 * shut is asked about once a minute, not every turn.
 */
const REFUSED_WAIT_NS = NS_PER_SECOND;
const REFUSED_DOUBLINGS = 6;

/**
 * Returns refused children at positions [begin, end) to the `leaves` of their parents, on the same
 * paths as `trackFill`, and lets these parents wait. With `byVenues` these are the children that
 * the gate admitted and every venue refused.
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
    // A venue's answer has reset `refusals`, so what all venues refuse waits the longest time.
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
