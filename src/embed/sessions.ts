import { InputError } from '../base/assert.js';
import {
  abortSignal,
  anything,
  demand,
  type Form,
  fields,
  fileUrl,
  list,
  optional,
  text,
  whole,
} from '../base/forms.js';
import { SEED_MAX } from '../base/ranges.js';
import { validateForm } from '../forms/form.js';
import { type CheckDefinition, defineCheck } from '../risk/gate/custom-checks.js';
import { SCENARIO } from '../scenarios/load.js';
import type { DaySpec } from '../session/day/spec.js';
import type { DayResult } from '../session/result/result.js';
import type { SessionOptions } from '../session/session.js';
import * as sessions from '../session/session.js';
import type { SessionOutcome, SessionPoolOptions, SessionTask } from '../session/session-pool.js';
import * as pools from '../session/session-pool.js';
import { demandGivenOrders } from './flows.js';

/**
 * Simulated days as the library gives them: what the inner functions do, once all that they are
 * given is checked.
 */

const seed = whole(0, SEED_MAX);
const CHECKS_MAX = 64;
const THREADS_MAX = 1024;

export const sessionOptionsForm: Form = fields({
  seed: optional(seed),
  orders: optional(anything),
  checks: optional(list(anything, 0, CHECKS_MAX)),
});
export const poolOptionsForm: Form = fields({
  threads: optional(whole(1, THREADS_MAX)),
  signal: optional(abortSignal),
  workerFile: optional(fileUrl),
});
export const taskForm: Form = fields({
  spec: anything,
  seed: optional(seed),
  orders: optional(anything),
  checks: optional(list(text(1, 4096), 0, CHECKS_MAX)),
});

/** A day needs no name to be run. */
function demandSpec(spec: unknown, source: string): void {
  const isObject = typeof spec === 'object' && spec !== null && !Array.isArray(spec);
  validateForm(
    SCENARIO,
    isObject ? { name: 'day', title: 'day', description: '', ...spec } : spec,
    source,
  );
}

function demandChecks(checks: readonly CheckDefinition[] | undefined, source: string): void {
  demand(optional(list(anything, 0, CHECKS_MAX)), checks, source, 'checks');
  const names = (checks ?? []).map((check) => defineCheck(check).name);
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined) throw new InputError(`${source}: checks: '${twice}' is there twice`);
}

/**
 * Runs a simulated day to its end and sums it up. Deterministic: the same spec, seed and orders
 * give the same digest. Throws an InputError where the spec, as scenario files have it, or an
 * option is wrong.
 */
export function runSession(spec: DaySpec, options: SessionOptions = {}): DayResult {
  demandSpec(spec, 'runSession: spec');
  demand(sessionOptionsForm, options, 'runSession');
  demandGivenOrders(options.orders, spec.universe.stocks, 'runSession');
  demandChecks(options.checks, 'runSession');
  return sessions.runSession(spec, options);
}

/**
 * Runs simulated days over the cores, one thread a core, and yields each outcome as it is done,
 * with the task's place. Stops at the first failure, which is an InputError or a ThreadError. When
 * `signal` is aborted, running tasks are given up and the iteration ends. Wrong tasks and options
 * are refused at the call.
 */
export function runSessions(
  tasks: readonly SessionTask[],
  options: SessionPoolOptions = {},
): AsyncGenerator<SessionOutcome> {
  demand(list(taskForm, 0, 1_000_000), tasks, 'runSessions', 'tasks');
  demand(poolOptionsForm, options, 'runSessions');
  const known = new Set<unknown>();
  tasks.forEach(({ spec, orders }, place) => {
    const source = `runSessions: tasks.${place}`;
    if (!known.has(spec)) demandSpec(spec, `${source}.spec`);
    known.add(spec);
    demandGivenOrders(orders, spec.universe.stocks, source);
  });
  return pools.runSessions(tasks, options);
}
