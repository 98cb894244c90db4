import { announce, waitWhile } from '../../memory/waiting.js';
import { type FleetControl, Phase } from '../memory/tables.js';

/** A thread waits for the start in pieces of this length, so that it sees an abort. */
const WAIT_MS = 100;
/** After this long without a start, the main thread must be gone. */
const GIVE_UP_MS = 60_000;

/**
 * Reports this thread ready and waits for the phase to change. Returns the phase, which may already
 * be beyond RUN.
 */
export function awaitStart({ control, threads }: FleetControl, thread: number): number {
  announce(threads.ready, thread, 1);
  const untilMs = performance.now() + GIVE_UP_MS;
  while (performance.now() < untilMs) {
    const phase = waitWhile(control.phase, 0, Phase.STARTING, WAIT_MS);
    if (phase !== Phase.STARTING) return phase;
  }
  return Phase.ABORT;
}
