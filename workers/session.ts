import { loadChecks } from '../src/risk/own-checks.js';
import type { DayResult } from '../src/session/result.js';
import { type GivenOrders, runSession } from '../src/session/session.js';
import type { DaySpec } from '../src/session/spec.js';

/** What the pool hands a thread: a whole simulated run. */
export interface SessionTask {
  readonly spec: DaySpec;
  readonly seed: number;
  readonly orders?: GivenOrders | undefined;
  /** URLs of modules with checks of the user's own. */
  readonly checks?: readonly string[] | undefined;
}

/** Runs one simulated day; the entry of the what-if pool. */
export async function runTask({ spec, seed, orders, checks = [] }: SessionTask): Promise<DayResult> {
  return runSession(spec, { seed, orders, checks: await loadChecks(checks) });
}

/** What the pool asks first, to know that the thread is up. */
export function isReady(): boolean {
  return true;
}
