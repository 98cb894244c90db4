import { reusingMemory } from '../memory/arena.js';
import type { CheckDefinition } from '../risk/gate/custom-checks.js';
import { keepInputs } from './day/inputs.js';
import type { DayResult } from './result/result.js';
import { type DayOptions, runDay } from './session.js';
import type { DayTask } from './session-pool.js';
import { runShadow } from './shadow.js';

/**
 * Returns a function that runs one day after the other, for a thread: each day takes the memory of
 * the one before, and days with the same stocks and orders draw them once.
 */
export function createDayRunner(): (
  task: DayTask,
  checks: readonly CheckDefinition[],
) => DayResult {
  const draw = keepInputs();
  return ({ spec, seed, orders, isShadow, withoutDigest }, checks) => {
    const options: DayOptions = { seed, orders, checks, draw, withoutDigest };
    return reusingMemory(() =>
      isShadow === true ? runShadow(spec, options) : runDay(spec, options),
    );
  };
}
