import { formatExposition, type MetricFamily } from '../metrics/exposition.js';
import { totalCount } from '../metrics/histogram.js';
import { formatHgrm } from '../metrics/histogram-files.js';
import { writeJUnit } from '../report/junit.js';
import { measureTarget, type TargetOutcome, targetLatencies } from '../report/target-metrics.js';
import { showTargetMetric } from '../report/target-text.js';
import type { ThresholdOutcome } from '../report/thresholds.js';
import type { LoadProfile } from '../scenarios/profile.js';
import { type readConditions, readInvocation } from './conditions.js';

/** The files of a load on somebody's own gateway: summary, timeline, latencies, JUnit. */

/** What was loaded, in words. */
export interface TargetHead {
  readonly profile: LoadProfile;
  readonly target: string;
  readonly flow: string;
  /** The limits of the oracle; undefined without one. */
  readonly limits: string | undefined;
}

interface Verdict {
  readonly name: string;
  readonly isGood: boolean;
  readonly reason: string;
}

/** The outcome as an object for JSON. */
export function summariseTarget(
  result: TargetOutcome,
  verdicts: readonly Verdict[],
  thresholds: readonly ThresholdOutcome[],
  { profile, target, flow, limits }: TargetHead,
  conditions: ReturnType<typeof readConditions>,
): object {
  const { lag, latencies, reasons, startedMs, timeline, ends, ...rest } = result;
  return {
    version: 1 as const,
    command: 'load --target',
    profile: profile.name,
    invocation: readInvocation(),
    target,
    flow,
    conditions,
    started: new Date(startedMs).toISOString(),
    ...rest,
    verdicts,
    reasons: Object.fromEntries(reasons),
    ...(ends === undefined ? {} : { venue: { ...ends.counts, missing: ends.missing } }),
    ...(ends?.oracle === undefined ? {} : { oracle: { limits, ...ends.oracle } }),
    metrics: measureTarget(result),
    thresholds: thresholds.map(({ threshold, value, held }) => ({
      threshold: threshold.text,
      value,
      held,
    })),
  };
}

/** The files of a load's folder by name, its page last. */
export async function filesOfTarget(
  out: string,
  result: TargetOutcome,
  summary: object,
  metrics: readonly MetricFamily[],
): Promise<[string, string][]> {
  const columns = ['atSeconds', 'asked', 'handed', 'left', 'answered', 'refused', 'p99Ns'] as const;
  const rows = result.timeline.map((second) => columns.map((name) => second[name]).join(','));
  const files: [string, string][] = [
    ['summary.json', `${JSON.stringify(summary, null, 2)}\n`],
    ['timeline.csv', `${[columns.join(','), ...rows].join('\n')}\n`],
    ['metrics.prom', formatExposition(metrics, 'prometheus')],
  ];
  for (const [point, histogram] of Object.entries(targetLatencies(result)))
    if (totalCount(histogram) > 0) files.push([`latency/${point}.hgrm`, formatHgrm(histogram)]);
  const { pageOfTarget } = await import('./report-page.js');
  return [...files, ['report.html', pageOfTarget(out, files)]];
}

/** Formats the verdicts and thresholds as JUnit tests. */
export function junitOfTarget(
  seconds: number,
  verdicts: readonly Verdict[],
  outcomes: readonly ThresholdOutcome[],
): string {
  const cases = [
    ...verdicts.map(({ name, isGood, reason }) => ({
      name: `verdict ${name}`,
      seconds,
      failure: isGood ? undefined : reason,
    })),
    ...outcomes.map(({ threshold: { text, metric, bound }, value, held }) => ({
      name: text,
      seconds,
      failure: held ? undefined : `measured ${showTargetMetric(metric, value, bound)}`,
    })),
  ];
  return writeJUnit('smars load --target', cases);
}
