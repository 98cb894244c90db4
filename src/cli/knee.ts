import { runFleet } from '../fleet/fleet.js';
import type { FleetSpec } from '../fleet/spec.js';
import { count, table } from '../report/format.js';
import { measureLoad } from '../report/load-metrics.js';
import { showMetric } from '../report/load-text.js';
import { judgeThresholds, type Threshold } from '../report/thresholds.js';
import { EXIT, type Terminal } from './command.js';
import { readConditions } from './conditions.js';
import { Progress } from './progress.js';

/** Where the search begins, and by how much the two ends of it may differ when it ends. */
const FIRST_RATE = 1000;
const RATE_MAX = 1e8;
const CLOSE_ENOUGH = 1.05;
/** One step: long enough for a tail, short enough for a search. */
const STEP_SECONDS = 3;
const WARMUP_SECONDS = 1;

interface Step {
  readonly perSecond: number;
  readonly held: boolean;
  readonly value: number | undefined;
  readonly throughput: number;
}

/** Searches the highest Poisson rate of parents at which the bound holds: doubles until it does not, then halves the gap. Returns the exit code. */
export async function findKnee(spec: FleetSpec, bound: Threshold, json: boolean, terminal: Terminal): Promise<number> {
  const progress = new Progress(terminal);
  const steps: Step[] = [];
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let rate = FIRST_RATE;
  while (!terminal.interrupted.aborted && rate <= RATE_MAX && (low === 0 || high / low > CLOSE_ENOUGH) && rate >= 1) {
    const step = await tryRate(spec, bound, rate, terminal);
    if (terminal.interrupted.aborted) break;
    steps.push(step);
    if (step.held) low = rate;
    else high = rate;
    progress.show(Math.min(0.99, steps.length / 20), `${count(rate)} parents/s: ${bound.metric} ${showMetric(bound.metric, step.value)}`);
    rate = high === Number.POSITIVE_INFINITY ? rate * 2 : low === 0 ? rate / 2 : Math.sqrt(low * high);
  }
  progress.end();
  const rows = [...steps]
    .sort((a, b) => a.perSecond - b.perSecond)
    .map(({ perSecond, held, value, throughput }) => [
      count(perSecond),
      held ? 'held' : 'breached',
      showMetric(bound.metric, value),
      count(throughput),
    ]);
  const knee = low === 0 ? 'no rate was found at which it holds' : `highest rate at which it held: ${count(low)} parents a second`;
  const answer = {
    version: 1,
    command: 'load',
    bound: bound.text,
    kneePerSecond: low === 0 ? null : low,
    steps,
    conditions: readConditions(),
  };
  if (json) terminal.answer(`${JSON.stringify(answer, null, 2)}\n`);
  else
    terminal.answer(
      `${table(['parents/s', bound.text, 'measured', 'children/s'], rows, ['right', 'left', 'right', 'right'])}\n\n${knee}\n`,
    );
  if (terminal.interrupted.aborted) return EXIT.INTERRUPTED;
  return low === 0 ? EXIT.BREACH : EXIT.GOOD;
}

async function tryRate(spec: FleetSpec, bound: Threshold, perSecond: number, terminal: Terminal): Promise<Step> {
  const arrivals = { kind: 'poisson' as const, perSecond };
  const stepSpec = { ...spec, arrivals, warmupSeconds: WARMUP_SECONDS, durationSeconds: STEP_SECONDS };
  const result = await runFleet(stepSpec, { signal: terminal.interrupted });
  const [outcome] = judgeThresholds([bound], measureLoad(result));
  return { perSecond, held: outcome!.held, value: outcome!.value, throughput: result.measured.arrived / result.seconds };
}
