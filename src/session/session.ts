import type { OrderFlow } from '../orders/flow.js';
import type { CheckDefinition } from '../risk/gate/custom-checks.js';
import { createDay } from './day/create.js';
import { type Day, tickEnd } from './day/day.js';
import type { DaySpec } from './day/spec.js';
import { logRollout } from './people/operations.js';
import { type DayResult, summariseDay } from './result/result.js';
import { tickDay } from './stages.js';

/** A day's orders from elsewhere, in place of the generated flow or beside it. */
export interface GivenOrders {
  readonly flow: OrderFlow;
  readonly beside: boolean;
}

/** What a simulated day is given beside its spec. */
export interface SessionOptions {
  /** Stands in place of the spec's own seed; an integer in [0, 2^32). */
  readonly seed?: number | undefined;
  readonly orders?: GivenOrders | undefined;
  /** Checks of the user's own, as defineCheck gives them. */
  readonly checks?: readonly CheckDefinition[] | undefined;
}

/**
 * Runs a simulated day to its end and sums it up. Deterministic: the same spec, seed and orders
 * give the same digest. Throws if the spec contradicts itself (an unknown build, a tick that does
 * not divide a second).
 */
export function runSession(spec: DaySpec, options: SessionOptions = {}): DayResult {
  const day = createDay(spec, options.seed ?? spec.seed, options.orders, options.checks);
  advanceDay(day, day.endNs);
  return summariseDay(day);
}

/**
 * Ticks a day on until `untilNs` (ns since the bell) or its end, coarsely before the bell and
 * finely after it. Returns whether the day is over.
 */
export function advanceDay(day: Day, untilNs: number): boolean {
  const { cursor, endNs } = day;
  const stopNs = Math.min(untilNs, endNs);
  if (cursor.nowNs[0] === day.startNs && day.startNs < stopNs) logRollout(day);
  while (cursor.nowNs[0]! < stopNs) {
    const nowNs = cursor.nowNs[0]!;
    tickDay(day);
    cursor.nowNs[0] = tickEnd(day, nowNs);
  }
  return cursor.nowNs[0]! >= endNs;
}
