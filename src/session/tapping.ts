import type { CaptureMemory } from '../capture/memory.js';
import { openTap, openTapRing } from '../capture/tap.js';
import type { Day } from './day.js';

/** Lets a day that has not begun hand its children and fills to a writer. One ring for all servers: the files have the order of the day, and the same bytes each time. */
export function tapDay(day: Day, memory: CaptureMemory, nowMs: () => number): void {
  const ring = openTapRing(memory, 0, nowMs);
  day.taps = day.servers.map(({ number, children, router }) => openTap(ring, number, children, router.parents, 0));
}
