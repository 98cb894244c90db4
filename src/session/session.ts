import { reusingMemory } from '../memory/arena.js';
import { type OrderFlow, shiftSymbols } from '../orders/flow.js';
import type { CheckDefinition } from '../risk/gate/custom-checks.js';
import { createDay } from './day/create.js';
import { type Day, tickEnd } from './day/day.js';
import type { drawInputs } from './day/inputs.js';
import type { DaySpec } from './day/spec.js';
import { logRollout } from './people/operations.js';
import { type DayResult, summariseDay } from './result/result.js';
import { tickDay } from './stages.js';

/** Orders for a day, instead of its generated flow or in addition to it. */
export interface GivenOrders {
  readonly flow: OrderFlow;
  readonly beside: boolean;
}

/** Returns orders whose stocks are some places further on, as in a universe laid behind another. */
export function shiftOrders({ flow, beside }: GivenOrders, places: number): GivenOrders {
  return { flow: shiftSymbols(flow, places), beside };
}

/** The options of a simulated day. */
export interface SessionOptions {
  /** Replaces the seed of the spec; an integer in [0, 2^32). */
  readonly seed?: number | undefined;
  readonly orders?: GivenOrders | undefined;
  /** Custom checks, as `defineCheck` returns them. */
  readonly checks?: readonly CheckDefinition[] | undefined;
}

/**
 * Runs a simulated day to its end and returns its result. Deterministic: the same spec, seed and
 * orders give the same digest. Throws if the spec is contradictory (an unknown build, a tick that
 * does not divide a second).
 */
export function runSession(spec: DaySpec, options: SessionOptions = {}): DayResult {
  return runDay(spec, options);
}

/** The options of a day that is one of many on its thread. */
export interface DayOptions extends SessionOptions {
  /** Gives the stocks and the generated flow of a day. */
  readonly draw?: typeof drawInputs | undefined;
  /** Leaves the digest empty, for days of which only the outcome is asked. */
  readonly withoutDigest?: boolean | undefined;
}

/** Runs a day as `runSession` does. */
export function runDay(spec: DaySpec, options: DayOptions): DayResult {
  const { seed = spec.seed, orders, checks, draw, withoutDigest } = options;
  return reusingMemory(() => {
    const day = createDay(spec, seed, orders, checks, draw);
    if (withoutDigest === true) keepOutcome(day);
    advanceDay(day, day.endNs);
    return summariseDay(day, withoutDigest);
  });
}

/**
 * Leaves out what only the digest of a day covers: the digest of children and, if nobody in the day
 * looks at them, the timelines. Call it before the day begins.
 */
export function keepOutcome(day: Day): void {
  for (const server of day.servers) server.digests = false;
  day.isSampled = day.watches.length > 0;
}

/**
 * Advances a day to `untilNs` (ns since the bell) or its end, in coarse ticks before the bell and
 * fine ones after it. Returns whether the day is over.
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
