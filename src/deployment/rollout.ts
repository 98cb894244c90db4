/** How the copying of a build to one server ended. */
export const STEP_OUTCOMES = [
  'copied',
  'omitted',
  'unreachable',
  'overwritten',
] as const satisfies readonly StepOutcome[];
export type StepOutcome = RolloutStep['outcome'];

/** One line of a rollout: on `date` the `build` goes to `server` (numbered from 1). */
export interface RolloutStep {
  readonly date: string;
  readonly server: number;
  readonly build: number;
  /**
   * - `copied`: the server runs the build.
   * - `omitted`: a technician does not copy it, and nobody looks (the SEC found this, ¶15).
   * - `unreachable`: the script cannot reach the server. What follows is the script's:
   *   `onUnreachable` (a reconstruction; no finding describes a script).
   * - `overwritten`: the build is copied, and an older one is copied over it later.
   */
  readonly outcome: 'copied' | 'omitted' | 'unreachable' | 'overwritten';
}

/**
 * What a rollout means to do, step by step, and what its script does where a server cannot be
 * reached. The SEC found that the copy to one of eight servers was left out (¶15).
 */
export interface RolloutPlan {
  readonly servers: number;
  /** What all servers run before the first step. */
  readonly initialBuild: number;
  /**
   * What a script does that meets an unreachable server: carries on and reports success, or stops
   * and says so, whereupon the server is mended and the step repeated.
   */
  readonly onUnreachable: 'skip-silently' | 'stop-and-retry';
  readonly steps: readonly RolloutStep[];
}

/** What the deployment's own report says of a step, beside what became of the server. */
export interface RolloutRecord extends RolloutStep {
  readonly reported: 'success' | 'failure, then success';
  readonly buildAfter: number;
}

/** Which build each server runs (`builds[0]` is server 1). */
export interface Manifest {
  readonly builds: number[];
  readonly records: RolloutRecord[];
}

/**
 * Carries the plan out. The report and the truth part ways exactly where a step's outcome is not
 * `copied`.
 */
export function carryOut(plan: RolloutPlan): Manifest {
  const builds = new Array<number>(plan.servers).fill(plan.initialBuild);
  const records: RolloutRecord[] = [];
  for (const step of plan.steps) {
    const retried = step.outcome === 'unreachable' && plan.onUnreachable === 'stop-and-retry';
    if (step.outcome === 'copied' || retried) builds[step.server - 1] = step.build;
    if (step.outcome === 'overwritten') builds[step.server - 1] = plan.initialBuild;
    records.push({
      ...step,
      reported: retried ? 'failure, then success' : 'success',
      buildAfter: builds[step.server - 1]!,
    });
  }
  return { builds, records };
}
