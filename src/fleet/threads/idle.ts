import type { Waiting } from '../../memory/waiting.js';
import { noteGap, type StallCounts } from '../../metrics/stalls.js';
import type { FleetClock } from './clock.js';

/**
 * The time between two passes of a thread after the first found no work: how long the machine, not
 * the load, kept it from running.
 */
interface IdleTime {
  readonly stalls: StallCounts;
  /** Row 0: the start of the previous pass if it was idle; −1 if it had work. */
  readonly sinceNs: Float64Array;
  /**
   * Row 0: a thread that waits by `auto` blocks until this time, because another process uses its
   * core. Row 1: how long it blocks next, ns.
   */
  readonly blocks: Float64Array;
}

const GAP_NS = 10_000;
/**
 * Looks at the rings between two reads of the clock while a thread spins. A read costs more than a
 * look, and leaves garbage.
 */
const POLLS = 16;

export function openIdleTime(stalls: StallCounts): IdleTime {
  return { stalls, sinceNs: Float64Array.of(-1), blocks: Float64Array.of(0, BLOCK_FIRST_NS) };
}

/** An idle thread with a gap this long shares its core with another process. */
const DISTURBED_NS = 500_000;
/**
 * A disturbed thread blocks this long before it spins again. The time doubles whenever it is
 * disturbed again soon.
 */
const BLOCK_FIRST_NS = 100e6;
const BLOCK_LAST_NS = 3200e6;

/**
 * Returns whether an idle thread spins: always by `spin`, and by `auto` while no other process uses
 * its core. A thread that spins on a contended core costs the other one a time slice, milliseconds,
 * each time; a thread that blocks costs itself some microseconds.
 */
export function isSpinning(
  { blocks }: IdleTime,
  waiting: Waiting | 'auto',
  { passNs }: FleetClock,
): boolean {
  return waiting === 'spin' || (waiting === 'auto' && passNs[0]! >= blocks[0]!);
}

function noteDisturbance(blocks: Float64Array, nowNs: number): void {
  const isSoon = nowNs - blocks[0]! < blocks[1]! / 2;
  const blockNs = isSoon ? blocks[1]! : BLOCK_FIRST_NS;
  blocks[0] = nowNs + blockNs;
  blocks[1] = Math.min(2 * blockNs, BLOCK_LAST_NS);
}

/**
 * Notes the gap since the previous pass if that was idle, and treats this one as idle until
 * `endIdleTime`.
 */
export function noteIdlePass({ stalls, sinceNs, blocks }: IdleTime, { passNs }: FleetClock): void {
  const since = sinceNs[0]!;
  sinceNs[0] = passNs[0]!;
  if (since < 0) return;
  const gapNs = passNs[0]! - since;
  stalls.sampledNs += gapNs;
  if (gapNs > GAP_NS) noteGap(stalls, gapNs);
  if (gapNs > DISTURBED_NS) noteDisturbance(blocks, passNs[0]!);
}

/** Ends the idle time: the pass had work, or the thread is about to sleep. */
export function endIdleTime({ sinceNs }: IdleTime): void {
  sinceNs[0] = -1;
}

/** Polls a few times for work. */
export function pollBriefly(isReady: () => boolean): void {
  for (let poll = 0; poll < POLLS; poll++) if (isReady()) return;
}
