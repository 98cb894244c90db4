import { NS_PER_SECOND } from '../base/units.js';
import { CheckMode } from '../risk/catalogue/modes.js';
import { checkCount, isBreached, modeOf, softOf } from '../risk/gate/face.js';
import { switchOff } from '../risk/gate/switch-off.js';
import { createDay } from './day/create.js';
import { type Day, tickEnd } from './day/day.js';
import type { DaySpec } from './day/spec.js';
import { type LargestEntry, watchEntry } from './orders/largest-entry.js';
import { type DayResult, summariseDay } from './result/result.js';
import { advanceDay, type DayOptions, keepOutcome } from './session.js';

/**
 * A day that tells which of its checks never act. They are in mode `shadow`: they count what is
 * beyond them and let it pass.
 */

/**
 * Orders beyond the soft level of a check at which it is switched off. Each is judged check by
 * check, which takes some microseconds; a day takes a second or two.
 */
const SOFT_MAX = 20_000;

/** The result of a day in shadow, with what limits at entry would compare. */
export interface ShadowResult extends DayResult {
  readonly largestEntry: LargestEntry;
}

/**
 * Runs a day with its checks in shadow. Once a second it switches those off that have been
 * breached, since they would have acted, and those beyond whose soft level more than `softMax`
 * orders were. A check that the result has in mode `shadow`, without a breach, would not have acted
 * either if it had been enforced by itself. Deterministic. Throws as `runSession` does.
 */
export function runShadow(
  spec: DaySpec,
  options: DayOptions = {},
  softMax = SOFT_MAX,
): ShadowResult {
  const { seed = spec.seed, orders, checks, draw, withoutDigest } = options;
  const day = createDay(spec, seed, orders, checks, draw);
  if (withoutDigest === true) keepOutcome(day);
  const { nowNs } = day.cursor;
  const largestSoFar = watchEntry(day);
  let shadowed = checksInShadow(day);
  for (;;) {
    const largestEntry = largestSoFar();
    const untilNs = tickEnd(day, nowNs[0]!);
    if (advanceDay(day, untilNs)) return { ...summariseDay(day, withoutDigest), largestEntry };
    if (untilNs % NS_PER_SECOND !== 0) continue;
    shadowed = shadowed.filter((check) => {
      if (!isSettled(day, check, softMax)) return true;
      for (const { gate, router } of day.servers) switchOff(gate, router.parents, check, untilNs);
      return false;
    });
  }
}

/** Returns the checks in shadow of a day that has not begun, on any server. */
function checksInShadow({ servers }: Day): number[] {
  const [{ gate: first }] = servers as [Day['servers'][number]];
  const checks = Array.from({ length: checkCount(first) }, (_, check) => check);
  return checks.filter(
    (check) => check > 0 && servers.some(({ gate }) => modeOf(gate, check) === CheckMode.SHADOW),
  );
}

/** Whether a check has shown that it would act, or costs more time than its answer is worth. */
function isSettled({ servers }: Day, check: number, softMax: number): boolean {
  let soft = 0;
  for (const { gate } of servers) {
    if (isBreached(gate, check)) return true;
    soft += softOf(gate, check);
  }
  return soft > softMax;
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
