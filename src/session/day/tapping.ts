import type { CaptureMemory } from '../../capture/memory.js';
import { openTap, openTapRing, publishTap, tapLater } from '../../capture/tap.js';
import { Behaviour } from '../../deployment/builds.js';
import { cancelAnswer, readChildAnswer } from '../../orders/answer.js';
import { ChildWord, childSlot, isAdmitted, lineageBehaviour } from '../../orders/children.js';
import { keepSequences } from '../../server/reports.js';
import type { Server } from '../../server/server.js';
import { sequenceAt } from '../../server/turn.js';
import type { Day } from './day.js';
import { hasResting } from './faults.js';

/**
 * Makes a day hand its children and fills to a writer. Call it before the day begins. All servers
 * share one ring, so the files have the order of the day, and the same bytes each time.
 */
export function tapDay(
  { servers, faults, spec }: Day,
  memory: CaptureMemory,
  nowMs: () => number,
): void {
  const ring = openTapRing(memory, 0, nowMs);
  for (const server of servers) server.tap = openTap(ring, server.children, 0);
  if (faults !== undefined && hasResting(spec))
    for (const reports of faults.serverReports) keepSequences(reports);
}

/** Publishes the children and fills settled in a tick. */
export function publishTick({ servers }: Day): void {
  const { tap } = servers[0]!;
  if (tap !== undefined) publishTap(tap.ring);
}

/**
 * Reports as cancelled the resting children at positions [begin, end) of a server that reached no
 * venue.
 */
export function tapUnreached(server: Server, begin: number, end: number, nowNs: number): void {
  const { children, number, tap, answer, router } = server;
  if (tap === undefined) return;
  answer.nowNs = nowNs;
  const { words } = children;
  for (let child = begin; child !== end; child = (child + 1) | 0) {
    const slot = childSlot(children, child);
    const instrument = words[slot + ChildWord.INSTRUMENT]!;
    if (
      !isAdmitted(instrument) ||
      lineageBehaviour(words[slot + ChildWord.LINEAGE]!) !== Behaviour.RESTING
    )
      continue;
    readChildAnswer(words, slot, answer);
    cancelAnswer(answer);
    answer.priceTicks = answer.limitTicks;
    const orderId = router.parents.orderId[answer.parent]!;
    tapLater(tap, number, sequenceAt(server, child), orderId, answer);
  }
}
