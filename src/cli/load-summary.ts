import type { FleetResult } from '../fleet/result.js';
import { writeJUnit } from '../report/junit.js';
import { measureLoad, showMetric } from '../report/load-metrics.js';
import { describeDepthUse, describeSteadiness } from '../report/load-steadiness.js';
import type { ThresholdOutcome } from '../report/thresholds.js';
import type { LoadProfile } from '../scenarios/profile.js';
import { type readConditions, readInvocation } from './conditions.js';

/** The load in summary.json and --json, without limits and event files. */
export function summariseLoad(
  profile: LoadProfile,
  result: FleetResult,
  outcomes: readonly ThresholdOutcome[],
  machine: ReturnType<typeof readConditions>,
  arrivals: string,
) {
  const {
    conditions,
    endedBy,
    measuredFromMs,
    seconds,
    measured,
    steadiness,
    accounts,
    kills,
    stalls,
    garbage,
    residentBytes,
    findings,
    ownChecks,
  } = result;
  return {
    version: 1 as const,
    command: 'load',
    profile: profile.name,
    invocation: readInvocation(),
    arrivals,
    conditions: { ...machine, ...conditions },
    endedBy,
    measuredFrom: new Date(measuredFromMs).toISOString(),
    seconds,
    measured,
    steadiness,
    metrics: measureLoad(result),
    accounts,
    findings,
    ownChecks,
    kills,
    stalls,
    garbage,
    residentBytes,
    thresholds: outcomes.map(({ threshold, value, held }) => ({
      threshold: threshold.text,
      value,
      held,
    })),
  };
}

/** The outcome of a load, for JUnit. */
interface JudgedLoad {
  readonly outcomes: readonly ThresholdOutcome[];
  readonly result: Pick<FleetResult, 'seconds' | 'endedBy' | 'steadiness' | 'measured'>;
}

/**
 * Formats the thresholds of each load as JUnit tests. All fail if the load ended early. That a load
 * was not steady, or limited by the market's depth, is a warning.
 */
export function junitOf(profile: LoadProfile, loads: readonly JudgedLoad[]): string {
  const cases = loads.flatMap(({ outcomes, result: { seconds, endedBy } }, n) =>
    outcomes.map(({ threshold, value, held }) => {
      const measured =
        value === undefined
          ? 'not measured'
          : `measured ${showMetric(threshold.metric, value, threshold.bound)}`;
      const early = `the load ended early, after ${seconds.toFixed(2)} s; ${measured} until then`;
      return {
        name: loads.length === 1 ? threshold.text : `run ${n + 1}: ${threshold.text}`,
        seconds,
        failure: !held ? measured : endedBy === 'duration' ? undefined : early,
      };
    }),
  );
  const warnings = loads.flatMap(({ result }, n) => {
    const run = loads.length === 1 ? '' : `run ${n + 1}: `;
    const unsteady = result.steadiness.isSteady === false ? describeSteadiness(result) : '';
    return [unsteady, describeDepthUse(result.steadiness)]
      .filter((text) => text !== '')
      .map((text) => `${run}${text}`);
  });
  return writeJUnit(`smars load ${profile.name}`, cases, warnings);
}
