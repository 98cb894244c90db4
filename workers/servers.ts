import { type FleetTask, hostServers, type ThreadReport } from '../src/fleet/host.js';

/** Hosts servers of a fleet until it ends: one task for the whole life of the thread. */
export function runThread(task: FleetTask): Promise<ThreadReport> {
  return hostServers(task);
}

/** What the pool asks first, to know that the thread is up. */
export function isReady(): boolean {
  return true;
}
