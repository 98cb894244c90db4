import type { CaptureMemory } from '../capture/memory.js';
import { openTap, openTapRing, type Tap, tapAnswers, tapLater, tapNothingOwed, tapTurn } from '../capture/tap.js';
import { Behaviour } from '../deployment/builds.js';
import { ChildWord, childSlot, instrumentSymbol, isAdmitted, lineageBehaviour } from '../orders/children.js';
import { keepSequences } from '../server/hearing.js';
import { sequenceAt } from '../server/turn.js';
import type { Day } from './day.js';
import { hasResting } from './mishaps.js';

/** Lets a day that has not begun hand its children and fills to a writer. One ring for all servers: the files have the order of the day, and the same bytes each time. */
export function tapDay(day: Day, memory: CaptureMemory, nowMs: () => number): void {
  const ring = openTapRing(memory, 0, nowMs);
  day.taps = day.servers.map(({ children, router }, index) => {
    if (day.mishaps === undefined) return openTap(ring, children, router.parents, 0);
    // Where answers can go missing, what is unmatched is what was executed beyond what was meant, heard of or not.
    const hearing = day.mishaps.hearings[index]!;
    const { meant, executed } = hearing.beliefs;
    if (hasResting(day.spec)) keepSequences(hearing);
    return openTap(ring, children, { ...router.parents, ordered: meant, filled: executed }, 0);
  });
}

/** Hands over the children at positions [begin, end) of a server (from 0), which are sent and answered within one tick. What those that rest have to come, `session/resting` hands over. */
export function tapChildren(day: Day, server: number, begin: number, end: number, nowNs: number): void {
  const tap = day.taps![server]!;
  tapTurn(tap, end, nowNs);
  if (day.servers[server]!.router.quotes !== day.market.quotes) tapMisled(day, tap, server, begin, end);
  tapAnswers(tap, begin, end, nowNs);
}

/** Of children at positions [begin, end) of a server (from 0) that have not reached their venues: those that would have rested come back cancelled. */
export function tapUnreached(day: Day, server: number, begin: number, end: number, nowNs: number): void {
  const one = day.servers[server]!;
  const { children, number } = one;
  const { words } = children;
  for (let child = begin; child !== end; child = (child + 1) | 0) {
    const slot = childSlot(children, child);
    const instrument = words[slot + ChildWord.INSTRUMENT]!;
    if (!isAdmitted(instrument) || lineageBehaviour(words[slot + ChildWord.LINEAGE]!) !== Behaviour.RESTING) continue;
    const [shares, limit] = [words[slot + ChildWord.QUANTITY]!, words[slot + ChildWord.LIMIT]!];
    tapLater(day.taps![server]!, number, sequenceAt(one, child), instrument, shares, 0, 0, limit, 0, nowNs);
  }
}

/** What is executed on recorded data was meant by nobody. */
function tapMisled({ servers, mishaps }: Day, tap: Tap, server: number, begin: number, end: number): void {
  const { misled } = mishaps!.hearings[server]!.unheard;
  const { children } = servers[server]!;
  for (let child = begin; child !== end; child = (child + 1) | 0) {
    const slot = childSlot(children, child);
    if (misled[instrumentSymbol(children.words[slot + ChildWord.INSTRUMENT]!)] !== 0) tapNothingOwed(tap, children.words[slot]!);
  }
}
