import { Behaviour, BUILDS, chooseBehaviour, ProgressPoint } from '../deployment/builds.js';
import { lineageOf } from '../orders/children.js';
import { OrderAttribute, ParentState } from '../orders/codes.js';
import type { OrderFlow } from '../orders/flow.js';
import { takeParentRow } from '../orders/parents.js';
import { addWorking, removeWorking, workingCount, workingParent } from '../orders/working.js';
import { cancelUntaken, honoursImmediate, sendImmediate } from './immediate.js';
import { splitParents } from './ordinary.js';
import { pegInLoop, pegIntervalOf, pegUntracked } from './power-peg.js';
import { recountParent } from './progress.js';
import { restParents } from './resting.js';
import { improveParents } from './retail-liquidity.js';
import { FULL, REFUSED, type Router } from './state.js';

const { floor } = Math;

/** The working set of auction orders until the bell. No other parent waits under `DISABLED`. */
const HELD = Behaviour.DISABLED;

/**
 * Takes row `order` of the flow as a parent; returns its row, or −1 when the table is full, or −2
 * when this build refuses it, or it is immediate and the table is full. Flag and build decide the
 * behaviour.
 */
export function takeParent(router: Router, flow: OrderFlow, order: number, nowNs: number): number {
  const { parents, counts } = router;
  const flags = flow.flags[order]! & router.flagMask;
  const attributes = flow.attributes[order]!;
  const behaviour = behaviourFor(router, flags, attributes);
  if (behaviour === Behaviour.DISABLED) {
    counts.receivedParents[0] = counts.receivedParents[0]! + 1;
    counts.refusedParents[0] = counts.refusedParents[0]! + 1;
    counts.alerts[0] = counts.alerts[0]! + 1;
    return REFUSED;
  }

  const quantity = flow.quantity[order]!;
  const parent = takeParentRow(router.free);
  if (parent < 0) {
    if (router.immediate === undefined || (attributes & OrderAttribute.IMMEDIATE) === 0)
      return FULL;
    cancelUntaken(router, quantity);
    return REFUSED;
  }
  counts.receivedParents[0] = counts.receivedParents[0]! + 1;
  parents.orderId[parent] = order;
  parents.symbol[parent] = flow.symbol[order]!;
  parents.account[parent] = flow.account[order]!;
  parents.side[parent] = flow.side[order]!;
  parents.ordered[parent] = quantity;
  parents.filled[parent] = 0;
  parents.working[parent] = 0;
  parents.leaves[parent] = quantity;
  parents.limitTicks[parent] = flow.limitTicks[order]!;
  parents.flags[parent] = flow.flags[order]!;
  parents.attributes[parent] = attributes;
  parents.state[parent] = ParentState.WORKING;
  parents.receivedNs[parent] = nowNs;
  if ((attributes & OrderAttribute.AUCTION) !== 0 && nowNs < 0)
    placeParent(router, parent, HELD, nowNs);
  else placeParent(router, parent, behaviour, nowNs);
  return parent;
}

/**
 * Returns the behaviour of an order: by build and flag, except for a resting order on a server that
 * can rest it.
 */
function behaviourFor({ build, working }: Router, flags: number, attributes: number): Behaviour {
  if ((attributes & OrderAttribute.RESTING) !== 0 && working.length > Behaviour.RESTING)
    return Behaviour.RESTING;
  return chooseBehaviour(build, flags, (attributes & OrderAttribute.PRE_MARKET) !== 0);
}

function placeParent(router: Router, parent: number, behaviour: number, nowNs: number): void {
  const { parents, settings } = router;
  parents.behaviour[parent] = behaviour;
  parents.step[parent] = 0;
  parents.splitEpoch[parent] = -1;
  parents.refusals[parent] = 0;
  parents.dueNs[parent] =
    behaviour === Behaviour.POWER_PEG
      ? nowNs + phaseNs(parent, pegIntervalOf(settings, parents.symbol[parent]!))
      : nowNs;
  const { immediate } = router;
  if (
    immediate !== undefined &&
    (parents.attributes[parent]! & OrderAttribute.IMMEDIATE) !== 0 &&
    honoursImmediate(behaviour)
  ) {
    parents.state[parent] = ParentState.IMMEDIATE;
    addWorking(immediate.set, parents, parent);
  } else addWorking(router.working[behaviour]!, parents, parent);
}

/**
 * Spreads the first children of parents over the pacing interval (golden-ratio steps), as orders
 * that came one after the other would be.
 */
function phaseNs(parent: number, intervalNs: number): number {
  const step = parent * 0.6180339887498949;
  return floor((step - floor(step)) * intervalNs);
}

/**
 * Takes a turn in which a server may not send: its immediate orders end, those for the opening once
 * the bell has rung.
 */
export function cancelImmediate(router: Router, nowNs: number, epoch: number): void {
  if (router.immediate === undefined) return;
  if (nowNs >= 0) releaseHeld(router, nowNs);
  sendImmediate(router, epoch, 0);
}

/** Sends the parents that waited for the bell to the behaviours that flag and build give them. */
export function releaseHeld(router: Router, nowNs: number): void {
  const held = router.working[HELD]!;
  while (workingCount(held) > 0) moveParent(router, workingParent(held, 0), nowNs);
}

/**
 * Puts another build, or another flag mask, on a server and restarts it: every parent is dispatched
 * again, by the table of the new build, with what its own row says it still needs. Outstanding
 * children are unaffected, and immediate orders, which are sent once, keep their place.
 */
export function restartRouter(
  router: Router,
  build: number,
  flagMask: number,
  nowNs: number,
): void {
  router.build = build;
  router.flagMask = flagMask;
  const { working, parents } = router;
  const open: number[] = [];
  for (let behaviour = 0; behaviour < working.length; behaviour++) {
    if (behaviour === HELD) continue;
    for (let place = 0; place < workingCount(working[behaviour]!); place++)
      open.push(workingParent(working[behaviour]!, place));
  }
  for (const parent of open) {
    if (parents.state[parent] !== ParentState.WORKING) continue;
    moveParent(router, parent, nowNs);
    recountParent(router, parent);
  }
}

function moveParent(router: Router, parent: number, nowNs: number): void {
  const { parents } = router;
  const attributes = parents.attributes[parent]! & OrderAttribute.RESTING;
  const behaviour = behaviourFor(router, parents.flags[parent]! & router.flagMask, attributes);
  removeWorking(router.working[parents.behaviour[parent]!]!, parents, parent);
  placeParent(router, parent, behaviour, nowNs);
}

/**
 * Decides this turn's children: rows [0, n) of `children`, at most `childrenMax`; returns n. A
 * behaviour is chosen once per run of parents, then loops. Where the run was cut off by
 * `childrenMax`, the next turn goes on from there.
 */
export function decideChildren(
  router: Router,
  nowNs: number,
  epoch: number,
  childrenMax: number,
): number {
  const { build, counts, flagMask, server, working } = router;
  const inLoop = BUILDS[build]!.progress === ProgressPoint.LOOP;
  if (nowNs >= 0 && workingCount(working[HELD]!) > 0) releaseHeld(router, nowNs);

  let end = router.immediate === undefined ? 0 : sendImmediate(router, epoch, childrenMax);
  if (workingCount(working[Behaviour.POWER_PEG]!) > 0) {
    const lineage = lineageOf(server, build, flagMask, Behaviour.POWER_PEG);
    end = inLoop
      ? pegInLoop(router, lineage, nowNs, end, childrenMax)
      : pegUntracked(router, lineage, nowNs, end, childrenMax);
  }
  if (workingCount(working[Behaviour.RETAIL_LIQUIDITY]!) > 0) {
    end = improveParents(
      router,
      lineageOf(server, build, flagMask, Behaviour.RETAIL_LIQUIDITY),
      nowNs,
      epoch,
      end,
      childrenMax,
    );
  }
  if (workingCount(working[Behaviour.ORDINARY]!) > 0) {
    end = splitParents(
      router,
      lineageOf(server, build, 0, Behaviour.ORDINARY),
      inLoop,
      nowNs,
      epoch,
      end,
      childrenMax,
    );
  }
  if (working.length > Behaviour.RESTING && workingCount(working[Behaviour.RESTING]!) > 0)
    end = restParents(
      router,
      lineageOf(server, build, 0, Behaviour.RESTING),
      nowNs,
      end,
      childrenMax,
    );
  counts.sequence[0] = counts.sequence[0]! + end;
  return end;
}
