import { announce, waitWhile } from '../../memory/waiting.js';
import { type Control, Phase } from '../memory/tables.js';

/**
 * How long a thread waits for the start, a piece at a time, so that it sees when the fleet is given
 * up.
 */
const WAIT_MS = 100;
/** After so long without a start the thread that was to give it is gone. */
const GIVE_UP_MS = 60_000;

/**
 * Says that this thread is ready and waits for the phase to change; returns the phase, which may be
 * beyond RUN already.
 */
export function awaitStart({ control, threads }: Control, thread: number): number {
  announce(threads.ready, thread, 1);
  const untilMs = performance.now() + GIVE_UP_MS;
  while (performance.now() < untilMs) {
    const phase = waitWhile(control.phase, 0, Phase.STARTING, WAIT_MS);
    if (phase !== Phase.STARTING) return phase;
  }
  return Phase.ABORT;
}
