import { loadChecks } from '../src/risk/own-checks.js';
import type { DayResult } from '../src/session/result.js';
import { runSession } from '../src/session/session.js';
import type { SessionTask } from '../src/session/session-pool.js';

/** Runs one simulated day; the entry of the what-if pool. */
export async function runTask({ spec, seed, orders, checks = [] }: SessionTask): Promise<DayResult> {
  return runSession(spec, { seed, orders, checks: await loadChecks(checks) });
}

/** What the pool asks first, to know that the thread is up. */
export function isReady(): boolean {
  return true;
}
