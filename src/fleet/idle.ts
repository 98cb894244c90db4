import { noteGap, type StallCounts } from '../metrics/stalls.js';
import type { FleetClock } from './clock.js';

/**
 * The time between two passes of a thread that had nothing to do in the first of them: how long it was kept from running, by the machine and not by the load.
 */
export interface IdleTime {
  readonly stalls: StallCounts;
  /** Row 0: when the idle pass before began; −1 where that one had work. */
  readonly sinceNs: Float64Array;
}

const GAP_NS = 10_000;
/** Looks at the rings between two reads of the clock while a thread spins: a read costs more than a look, and leaves garbage. */
const POLLS = 16;

export function openIdleTime(stalls: StallCounts): IdleTime {
  return { stalls, sinceNs: Float64Array.of(-1) };
}

/** Notes the gap since the pass before, if that was idle, and takes this one as idle until `endIdleTime`. */
export function noteIdlePass({ stalls, sinceNs }: IdleTime, { passNs }: FleetClock): void {
  const since = sinceNs[0]!;
  sinceNs[0] = passNs[0]!;
  if (since < 0) return;
  const gapNs = passNs[0]! - since;
  stalls.sampledNs += gapNs;
  if (gapNs > GAP_NS) noteGap(stalls, gapNs);
}

/** The pass had work after all, or the thread is about to sleep. */
export function endIdleTime({ sinceNs }: IdleTime): void {
  sinceNs[0] = -1;
}

/** Looks a few times whether there is work. */
export function pollBriefly(isReady: () => boolean): void {
  for (let poll = 0; poll < POLLS; poll++) if (isReady()) return;
}
