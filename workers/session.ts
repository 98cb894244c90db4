import { loadChecks } from '../src/risk/gate/custom-checks.js';
import { runSession } from '../src/session/session.js';
import type { SessionTask } from '../src/session/session-pool.js';
import { answering, isReady } from '../src/threads/answer.js';

/** The entry of the what-if pool: runs one simulated day. */
const runTask = answering(async ({ spec, seed, orders, checks = [] }: SessionTask) => {
  return runSession(spec, { seed, orders, checks: await loadChecks(checks) });
});

export { isReady, runTask };
