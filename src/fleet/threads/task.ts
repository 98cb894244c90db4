import type { StallCounts } from '../../metrics/stalls.js';
import type { CustomCheckResult } from '../../risk/gate/custom-checks.js';
import type { FleetMemory } from '../memory/tables.js';
import type { FleetPlan } from '../spec.js';
import type { GarbageReport } from './garbage.js';

/** The task of a fleet's thread. */
export interface FleetTask {
  readonly plan: FleetPlan;
  readonly memory: FleetMemory;
  /** The number of the host, from 0; the venue thread comes after the last. */
  readonly thread: number;
}

/** The report of a thread that has ended as asked. */
export interface ThreadReport {
  readonly thread: number;
  readonly garbage: GarbageReport;
  /**
   * Gaps between two reads of the clock while it was idle: stalls of the machine, not of the load.
   */
  readonly stalls: StallCounts;
  /** Results of the custom checks on this thread's servers. */
  readonly ownChecks: readonly CustomCheckResult[];
}
