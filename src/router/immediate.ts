import { Behaviour } from '../deployment/builds.js';
import { lineageOf } from '../orders/children.js';
import { nextWorking, restWorking, workingCount, workingParent } from '../orders/working.js';
import { SPLIT_CHILDREN_MAX, splitParent } from './ordinary.js';
import { endImmediate } from './progress.js';
import { askRetail } from './retail-liquidity.js';
import type { Router } from './state.js';

/** Sums over the immediate orders of a run. Ordered shares are executed, cancelled or open. */
export interface ImmediateAccount {
  readonly orders: number;
  readonly filled: number;
  /** Not filled: all of it or a part is cancelled. */
  readonly cancelled: number;
  /** At the end without a turn, or with children without an answer. */
  readonly open: number;
  readonly orderedShares: number;
  readonly executedShares: number;
  readonly cancelledShares: number;
}

/** The account of several servers; undefined where no such order comes. */
export function accountImmediate(routers: readonly Router[]): ImmediateAccount | undefined {
  const all = routers.flatMap(({ immediate, parents }) =>
    immediate === undefined ? [] : [{ ...immediate, parents }],
  );
  if (all.length === 0) return undefined;
  const over = (of: (one: (typeof all)[number]) => number): number =>
    all.reduce((sum, one) => sum + of(one), 0);
  const inSet = ({ set, parents }: (typeof all)[number], column: 'ordered' | 'filled'): number =>
    Array.from(
      { length: workingCount(set) },
      (_, place) => parents[column][workingParent(set, place)]!,
    ).reduce((a, b) => a + b, 0);
  const done = over(({ sums }) => sums.orders[0]!);
  const filled = over(({ sums }) => sums.filled[0]!);
  const open = over(({ set }) => workingCount(set));
  return {
    orders: done + open,
    filled,
    cancelled: done - filled,
    open,
    orderedShares: over((one) => one.sums.orderedShares[0]! + inSet(one, 'ordered')),
    executedShares: over((one) => one.sums.executedShares[0]! + inSet(one, 'filled')),
    cancelledShares: over(({ sums }) => sums.cancelledShares[0]!),
  };
}

/** Cancels an immediate order for which a server has no room, since it does not wait. */
export function cancelUntaken({ counts, immediate }: Router, shares: number): void {
  const { sums } = immediate!;
  counts.receivedParents[0] = counts.receivedParents[0]! + 1;
  counts.abandonedParents[0] = counts.abandonedParents[0]! + 1;
  sums.orders[0] = sums.orders[0]! + 1;
  sums.orderedShares[0] = sums.orderedShares[0]! + shares;
  sums.cancelledShares[0] = sums.cancelledShares[0]! + shares;
}

/** Whether a behaviour reads an order's time in force. Power Peg does not. */
export function honoursImmediate(behaviour: number): boolean {
  return behaviour === Behaviour.ORDINARY || behaviour === Behaviour.RETAIL_LIQUIDITY;
}

/**
 * Sends each immediate order once: an ordinary one over all venues, a retail one to the retail
 * venue only (NYSE Rule 107C, Type 1). Ends those that cannot be sent, because they have no price
 * or the server may not send. Those that do not fit into a full turn follow in the next one. Writes
 * child rows from 0 on and returns the row after the last.
 */
export function sendImmediate(router: Router, epoch: number, childrenMax: number): number {
  const { parents, build, flagMask, server } = router;
  const { set } = router.immediate!;
  const ordinary = lineageOf(server, build, 0, Behaviour.ORDINARY);
  const retail = lineageOf(server, build, flagMask, Behaviour.RETAIL_LIQUIDITY);
  const maySend = childrenMax >= SPLIT_CHILDREN_MAX;
  let end = 0;
  for (let parent = nextWorking(set); parent >= 0; parent = nextWorking(set)) {
    if (maySend && end + SPLIT_CHILDREN_MAX > childrenMax) break;
    const begin = end;
    restWorking(set, parents, parent);
    if (maySend && parents.behaviour[parent] === Behaviour.ORDINARY)
      end = splitParent(router, parent, ordinary, epoch, end);
    else if (maySend) end = askRetail(router, parent, retail, end);
    parents.step[parent] = end - begin;
    if (end === begin) endImmediate(router, parent);
  }
  return end;
}
