import { NS_PER_SECOND } from '../base/units.js';
import { VERDICT_NAMES } from '../orders/codes.js';
import { findCheck } from '../risk/catalogue/catalogue.js';
import { CheckMode } from '../risk/catalogue/modes.js';
import { breachesOf, checkCount, modeOf, softOf } from '../risk/gate/face.js';
import { createDay } from './day/create.js';
import type { Day } from './day/day.js';
import type { DaySpec } from './day/spec.js';
import { type DayResult, summariseDay } from './result/result.js';
import { advanceDay, type SessionOptions } from './session.js';

/**
 * A day that tells which of its checks never act. They are in mode `shadow`: they count what is
 * beyond them and let it pass.
 */

/**
 * Orders beyond their bounds at which the day begins again without the checks concerned. Each such
 * order is judged check by check, which takes some microseconds; a day takes a second or two.
 */
const BEYOND_MAX = 20_000;

/**
 * Runs a day with its checks in shadow, and with those off that would act often: once it has found
 * one, the day begins again. A check that the result has in mode `shadow`, without a breach, would
 * not have acted either if it had been enforced by itself. Deterministic. Throws as `runSession`
 * does.
 */
export function runShadow(
  spec: DaySpec,
  options: SessionOptions = {},
  beyondMax = BEYOND_MAX,
): DayResult {
  for (let shadow = spec; ; ) {
    const day = createDay(shadow, options.seed ?? spec.seed, options.orders, options.checks);
    const beyond = advanceWithin(day, beyondMax);
    if (beyond.length === 0) return summariseDay(day);
    const fields = beyond.map((name) => findCheck(name)!.field);
    const risk = mapChecks(shadow.risk, (field, setting) =>
      fields.includes(field) ? { ...setting, mode: 'off' } : setting,
    );
    shadow = { ...shadow, risk };
  }
}

/**
 * Advances a day to its end, or until more orders than `beyondMax` were beyond checks in shadow.
 * Returns these checks, or none at the end.
 */
function advanceWithin(day: Day, beyondMax: number): string[] {
  for (let untilNs = day.startNs + NS_PER_SECOND; ; untilNs += NS_PER_SECOND) {
    if (advanceDay(day, untilNs)) return [];
    const found = ordersBeyond(day);
    if ([...found.values()].reduce((sum, orders) => sum + orders, 0) > beyondMax)
      return [...found.keys()];
  }
}

/** Returns the checks in shadow with orders beyond their hard or soft level, and their number. */
function ordersBeyond({ servers }: Day): Map<string, number> {
  const found = new Map<string, number>();
  for (const { gate } of servers) {
    for (let check = 1; check < checkCount(gate); check++) {
      const orders = breachesOf(gate, check).count[check]! + softOf(gate, check);
      if (orders === 0 || modeOf(gate, check) !== CheckMode.SHADOW) continue;
      const name = VERDICT_NAMES[check]!;
      found.set(name, (found.get(name) ?? 0) + orders);
    }
  }
  return found;
}

/** Returns limits with another setting of each check, in all layers. */
export function mapChecks<R extends DaySpec['risk']>(
  limits: R,
  change: (field: string, setting: object) => object,
): R {
  const group = (checks: object): object =>
    Object.fromEntries(
      Object.entries(checks).map(([field, setting]) => [
        field,
        typeof setting === 'object' && setting !== null ? change(field, setting) : setting,
      ]),
    );
  const { layers, ...firm } = limits;
  const named = (names: object): object =>
    Object.fromEntries(Object.entries(names).map(([name, checks]) => [name, group(checks)]));
  const changed = Object.entries(layers ?? {}).map(([kind, names]) => [kind, named(names ?? {})]);
  return {
    ...group(firm),
    ...(layers !== undefined && { layers: Object.fromEntries(changed) }),
  } as R;
}
