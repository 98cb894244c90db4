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
import { InputError } from '../base/input-error.js';
import { SEED_MAX } from '../base/ranges.js';
import { validateForm } from '../forms/form.js';
import { type CheckDefinition, defineCheck } from '../risk/gate/custom-checks.js';
import { SCENARIO } from '../scenarios/parse.js';
import type { DaySpec } from '../session/day/spec.js';
import type { DayResult } from '../session/result/result.js';
import type { SessionOptions } from '../session/session.js';
import * as sessions from '../session/session.js';
import type { SessionOutcome, SessionPoolOptions, SessionTask } from '../session/session-pool.js';
import * as pools from '../session/session-pool.js';
import { demandGivenOrders } from './flows.js';

/** Simulated days for users of the library: arguments are checked, then the inner function runs. */

const seed = whole(0, SEED_MAX);
const CHECKS_MAX = 64;
const THREADS_MAX = 1024;

const sessionOptionsForm: Form = fields({
  seed: optional(seed),
  orders: optional(anything),
  checks: optional(list(anything, 0, CHECKS_MAX)),
});
const poolOptionsForm: Form = fields({
  threads: optional(whole(1, THREADS_MAX)),
  signal: optional(abortSignal),
  workerFile: optional(fileUrl),
});
const taskForm: Form = fields({
  spec: anything,
  seed: optional(seed),
  orders: optional(anything),
  checks: optional(list(text(1, 4096), 0, CHECKS_MAX)),
});

/** Checks a day as a scenario; a day needs no name. */
export function demandSpec(spec: unknown, source: string): void {
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
 * Runs a simulated day to its end and sums it up. The same spec, seed and orders give the same
 * digest. Throws an InputError that lists every fault of the spec, or names a wrong option.
 *
 * @param spec - a scenario, or a day without a name
 */
export function runSession(spec: DaySpec, options: SessionOptions = {}): DayResult {
  demandSpec(spec, 'runSession: spec');
  demand(sessionOptionsForm, options, 'runSession');
  demandGivenOrders(options.orders, spec.universe.stocks, 'runSession');
  demandChecks(options.checks, 'runSession');
  return sessions.runSession(spec, options);
}

/**
 * Runs simulated days on one thread a core, and yields each outcome with the place of its task as
 * soon as it is there. When `signal` is aborted, running tasks are given up and the iteration ends.
 * Throws an InputError at the call for wrong tasks or options. Rejects with an InputError or a
 * ThreadError at the first task that fails.
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
