import { loadChecks } from '../src/risk/gate/custom-checks.js';
import { runSession } from '../src/session/session.js';
import type { DayTask } from '../src/session/session-pool.js';
import { runShadow } from '../src/session/shadow.js';
import { answering, isReady } from '../src/threads/answer.js';

/** The entry of the what-if pool: runs one simulated day. */
const runTask = answering(async ({ spec, seed, orders, checks = [], isShadow }: DayTask) => {
  const options = { seed, orders, checks: await loadChecks(checks) };
  return isShadow === true ? runShadow(spec, options) : runSession(spec, options);
});

export { isReady, runTask };
