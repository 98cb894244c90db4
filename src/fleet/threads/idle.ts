import type { Waiting } from '../../memory/waiting.js';
import { noteGap, type StallCounts } from '../../metrics/stalls.js';
import type { FleetClock } from './clock.js';

/**
 * The time between two passes of a thread that had nothing to do in the first of them: how long it
 * was kept from running, by the machine and not by the load.
 */
export interface IdleTime {
  readonly stalls: StallCounts;
  /** Row 0: when the idle pass before began; −1 where that one had work. */
  readonly sinceNs: Float64Array;
  /**
   * Row 0: until when a thread that waits by `auto` blocks, because something else wants its core.
   * Row 1: how long it is to block next, ns.
   */
  readonly blocks: Float64Array;
}

const GAP_NS = 10_000;
/**
 * Looks at the rings between two reads of the clock while a thread spins: a read costs more than a
 * look, and leaves garbage.
 */
const POLLS = 16;

export function openIdleTime(stalls: StallCounts): IdleTime {
  return { stalls, sinceNs: Float64Array.of(-1), blocks: Float64Array.of(0, BLOCK_FIRST_NS) };
}

/**
 * An idle thread that was kept from running for so long shares its core with another that wants to
 * run.
 */
const DISTURBED_NS = 500_000;
/**
 * How long it blocks then before it tries again to spin: each time twice as long, while it is
 * disturbed again soon.
 */
const BLOCK_FIRST_NS = 100e6;
const BLOCK_LAST_NS = 3200e6;

/**
 * Whether an idle thread spins: always by `spin`, and by `auto` while nothing else wants its core.
 * A thread that spins on a core that another needs costs that one a slice of the scheduler,
 * milliseconds, each time; a thread that blocks costs itself some microseconds.
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
 * Notes the gap since the pass before, if that was idle, and takes this one as idle until
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

/** The pass had work after all, or the thread is about to sleep. */
export function endIdleTime({ sinceNs }: IdleTime): void {
  sinceNs[0] = -1;
}

/** Looks a few times whether there is work. */
export function pollBriefly(isReady: () => boolean): void {
  for (let poll = 0; poll < POLLS; poll++) if (isReady()) return;
}
