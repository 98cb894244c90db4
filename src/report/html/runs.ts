import { median } from '../format.js';
import type { LoadSummary } from './summary-form.js';

/** The most runs of a repeated load: more add nothing to an interval that ranks give. */
export const RUNS_MAX = 20;

/**
 * The summary that stands for repeated loads: the first one's, with the median of each metric that
 * all runs measured, and each threshold as held only if every run held it.
 */
export function typicalRun(runs: readonly LoadSummary[]): LoadSummary {
  const [first] = runs;
  return {
    ...first!,
    metrics: typicalMetrics(runs.map(({ metrics }) => metrics)),
    seconds: median(runs.map(({ seconds }) => seconds)),
    thresholds: first!.thresholds.map((threshold, n) => {
      const all = runs.flatMap(({ thresholds }) => thresholds[n] ?? []);
      return all.find(({ held }) => !held) ?? threshold;
    }),
  };
}

/** The median of each metric that all runs measured. */
export function typicalMetrics(
  runs: readonly Readonly<Record<string, number | undefined>>[],
): Record<string, number> {
  const names = Object.keys(runs[0]!).filter((name) =>
    runs.every((metrics) => metrics[name] !== undefined),
  );
  return Object.fromEntries(
    names.map((name) => [name, median(runs.map((metrics) => metrics[name]!))]),
  );
}
