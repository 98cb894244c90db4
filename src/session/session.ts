import { NS_PER_MS, NS_PER_SECOND } from '../base/units.js';
import type { OrderFlow } from '../orders/flow.js';
import { createDay, type Day } from './day.js';
import { logRollout } from './operations.js';
import { type DayResult, summariseDay } from './result.js';
import type { DaySpec } from './spec.js';
import { tickDay } from './stages.js';

/** What a caller may look at while a day runs: called about once a simulated minute. Returning `false` ends the day there. */
export type WatchDay = (day: Day) => boolean | undefined;

/** A day's orders from elsewhere, in place of the generated flow or beside it. */
export interface GivenOrders {
  readonly flow: OrderFlow;
  readonly beside: boolean;
}

/**
 * Runs a simulated day to its end and sums it up. Deterministic: the same spec, seed and orders give the same digest. Throws where the spec contradicts itself
 * (an unknown build, a tick that does not divide a second).
 */
export function runSession(
  spec: DaySpec,
  options: { seed?: number | undefined; orders?: GivenOrders | undefined; watch?: WatchDay | undefined } = {},
): DayResult {
  const day = createDay(spec, options.seed ?? spec.seed, options.orders);
  runDay(day, options.watch);
  return summariseDay(day);
}

/** Simulated time between two calls of the watcher. */
const WATCH_EVERY_NS = 20 * NS_PER_SECOND;

/** Ticks a day to its end: coarsely before the bell, finely after it. */
export function runDay(day: Day, watch?: WatchDay): void {
  const { cursor, tickNs, endNs, spec } = day;
  const preMarketTickNs = spec.clock.preMarketTickMs * NS_PER_MS;
  logRollout(day);
  let watchAt = cursor.nowNs[0]!;
  while (cursor.nowNs[0]! < endNs) {
    const nowNs = cursor.nowNs[0]!;
    tickDay(day);
    if (watch !== undefined && nowNs >= watchAt) {
      if (watch(day) === false) return;
      watchAt = nowNs + WATCH_EVERY_NS;
    }
    cursor.nowNs[0] = nowNs < 0 ? Math.min(0, nowNs + preMarketTickNs) : nowNs + tickNs;
  }
}
