import { hostVenues } from '../src/fleet/exchange.js';
import type { FleetTask, ThreadReport } from '../src/fleet/host.js';

/** Runs the venues of a fleet until it ends: one task for the whole life of the thread. */
export function runThread(task: FleetTask): Promise<ThreadReport> {
  return hostVenues(task);
}

/** What the pool asks first, to know that the thread is up. */
export function isReady(): boolean {
  return true;
}
