import type { StallCounts } from '../../metrics/stalls.js';
import type { CustomCheckResult } from '../../risk/gate/custom-checks.js';
import type { FleetMemory } from '../memory/tables.js';
import type { FleetPlan } from '../spec.js';
import type { GarbageReport } from './garbage.js';

/** What a thread is given. */
export interface FleetTask {
  readonly plan: FleetPlan;
  readonly memory: FleetMemory;
  /** Which host, from 0; the venue thread has the number after the last. */
  readonly thread: number;
}

/** What a thread says when it has ended as it was asked to. */
export interface ThreadReport {
  readonly thread: number;
  readonly garbage: GarbageReport;
  /** Gaps between two looks at the clock while it had nothing to do: the machine, not the load. */
  readonly stalls: StallCounts;
  /** What the checks of the user's did on this thread's servers. */
  readonly ownChecks: readonly CustomCheckResult[];
}
