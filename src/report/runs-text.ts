import type { FleetResult } from '../fleet/result.js';
import { count, table, wrap } from './format.js';
import { typicalMetrics } from './html/runs.js';
import { measureLoad, showMetric } from './load-metrics.js';
import { describeDepthUse, describeSteadiness } from './load-steadiness.js';
import { describeLatency } from './load-text.js';
import type { Screen } from './sparkline.js';
import type { ThresholdOutcome } from './thresholds.js';

const WIDTH = 80;

/** One load of several alike. */
export interface RepeatedRun {
  readonly result: FleetResult;
  readonly outcomes: readonly ThresholdOutcome[];
}

interface RunsStory {
  readonly title: string;
  /** Machine, arrivals and limits, one line each. */
  readonly conditions: readonly string[];
  readonly runs: readonly RepeatedRun[];
  /** The latencies of all runs. */
  readonly merged: FleetResult['latency']['merged'];
  readonly screen?: Screen | undefined;
}

/** The outcome of repeated loads as text of at most 80 columns. */
export function describeRuns({ title, conditions, runs, merged, screen }: RunsStory): string {
  const parts = [
    wrap(`${title}: ${runs.length} loads, one after the other`, WIDTH),
    conditions.map((line) => wrap(line, WIDTH)).join('\n'),
    tableOfRuns(runs),
    tellUnsteady(runs),
    describeLatency(merged, screen),
    tableOfOutcomes(runs),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** The figures of each run, their medians, and the largest as a multiple of the least. */
function tableOfRuns(runs: readonly RepeatedRun[]): string {
  const measured = runs.map(({ result }) => measureLoad(result));
  const point = measured.every((metrics) => metrics['response.p50'] !== undefined)
    ? 'response'
    : 'roundTrip';
  const names = ['throughput', 'parents.rate', `${point}.p50`, `${point}.p99`, `${point}.p99.9`];
  const typical = typicalMetrics(measured);
  const rows = measured.map((metrics, n) => [
    `run ${n + 1}`,
    ...names.map((name) => showMetric(name, metrics[name])),
    count(stallsOf(runs[n]!.result)),
  ]);
  rows.push(['median', ...names.map((name) => showMetric(name, typical[name])), '']);
  rows.push(['largest ÷ least', ...names.map((name) => spreadOf(measured, name)), '']);
  const titles = ['children/s', 'parents/s', 'p50', 'p99', 'p99.9'];
  const head = [point === 'response' ? 'response' : 'round trip', ...titles, 'stalls'];
  const legend = 'stalls: of the machine, above 1 ms, as idle threads saw them.';
  return `${table(head, rows, ['left', ...names.map(() => 'right' as const), 'right'])}\n${legend}`;
}

const stallsOf = ({ stalls }: FleetResult): number =>
  stalls.threads.reduce((sum, { over1ms }) => sum + over1ms, 0);

function spreadOf(
  measured: readonly Readonly<Record<string, number | undefined>>[],
  name: string,
): string {
  const values = measured.flatMap((metrics) => metrics[name] ?? []);
  const [least, largest] = [Math.min(...values), Math.max(...values)];
  return values.length < measured.length || !(least > 0) ? '–' : (largest / least).toFixed(2);
}

function tellUnsteady(runs: readonly RepeatedRun[]): string {
  const told = runs.flatMap(({ result }, n) => {
    const { isSteady } = result.steadiness;
    const parts = [
      isSteady === true ? '' : describeSteadiness(result),
      describeDepthUse(result.steadiness),
    ];
    const text = parts.filter((part) => part !== '').join(' ');
    return text === '' ? [] : [wrap(`Run ${n + 1}: ${text}`, WIDTH)];
  });
  return told.length === 0 ? 'Every run was steady.' : told.join('\n');
}

function tableOfOutcomes(runs: readonly RepeatedRun[]): string {
  const rows = runs.flatMap(({ outcomes }, n) =>
    outcomes.map(({ threshold, value, held }) => [
      held ? 'held' : 'BREACHED',
      `run ${n + 1}`,
      threshold.text,
      showMetric(threshold.metric, value, threshold.bound),
    ]),
  );
  if (rows.length === 0) return '';
  return table(['', '', 'threshold', 'measured'], rows, ['left', 'left', 'left', 'right']);
}
