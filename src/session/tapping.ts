import type { CaptureMemory } from '../capture/memory.js';
import { openTap, openTapRing } from '../capture/tap.js';
import type { Day } from './day.js';

/** Lets a day that has not begun hand its children and fills to a writer. One ring for all servers: the files have the order of the day, and the same bytes each time. */
export function tapDay(day: Day, memory: CaptureMemory, nowMs: () => number): void {
  const ring = openTapRing(memory, 0, nowMs);
  day.taps = day.servers.map(({ children, router }, index) => {
    if (day.mishaps === undefined) return openTap(ring, children, router.parents, 0);
    // Where answers can go missing, what is unmatched is what was executed beyond what was meant, heard of or not.
    const { meant, executed } = day.mishaps.hearings[index]!.beliefs;
    return openTap(ring, children, { ...router.parents, ordered: meant, filled: executed }, 0);
  });
}
