import type { DayResult } from '../src/session/result.js';
import { type GivenOrders, runSession } from '../src/session/session.js';
import type { DaySpec } from '../src/session/spec.js';

/** What the pool hands a thread: a whole simulated run. */
export interface SessionTask {
  readonly spec: DaySpec;
  readonly seed: number;
  readonly orders?: GivenOrders | undefined;
}

/** Runs one simulated day; the entry of the what-if pool. */
export function runTask({ spec, seed, orders }: SessionTask): DayResult {
  return runSession(spec, { seed, orders });
}

/** What the pool asks first, to know that the thread is up. */
export function isReady(): boolean {
  return true;
}
