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
 * The steps of a rollout, and the script's reaction to an unreachable server. The SEC found that
 * the copy to one of eight servers was left out (¶15).
 */
export interface RolloutPlan {
  readonly servers: number;
  /** The build of all servers before the first step. */
  readonly initialBuild: number;
  /**
   * The script either carries on and reports success, or stops and reports the failure; then the
   * server is repaired and the step repeated.
   */
  readonly onUnreachable: 'skip-silently' | 'stop-and-retry';
  readonly steps: readonly RolloutStep[];
}

/** A step with the deployment's own report on it, and the server's true build afterwards. */
interface RolloutRecord extends RolloutStep {
  readonly reported: 'success' | 'failure, then success';
  readonly buildAfter: number;
}

/** The build that each server runs (`builds[0]` is server 1). */
export interface Manifest {
  readonly builds: number[];
  readonly records: RolloutRecord[];
}

/** Carries the plan out. Report and truth differ exactly where a step's outcome is not `copied`. */
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
