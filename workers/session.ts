import { loadChecks } from '../src/risk/gate/custom-checks.js';
import { createDayRunner } from '../src/session/day-runner.js';
import type { DayTask } from '../src/session/session-pool.js';
import { answering, isReady } from '../src/threads/answer.js';

const runDay = createDayRunner();

/** The entry of the what-if pool: runs one simulated day. */
const runTask = answering(async (task: DayTask) =>
  runDay(task, await loadChecks(task.checks ?? [])),
);

export { isReady, runTask };
