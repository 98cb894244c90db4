import { FleetError } from '../fleet/failure.js';
import { runFleet } from '../fleet/fleet.js';
import type { FleetSnapshot } from '../fleet/main-thread/snapshot.js';
import type { FleetResult } from '../fleet/result.js';
import type { FleetSpec } from '../fleet/spec.js';
import { percentileNs, totalCount } from '../metrics/histogram.js';
import { formatLatency } from '../metrics/histogram-files.js';
import { count } from '../report/format.js';
import type { FleetExposition } from '../report/load-exposition.js';
import { measureInterval, showMetric } from '../report/load-metrics.js';
import { judgeThresholds, type Threshold, type ThresholdOutcome } from '../report/thresholds.js';
import { interruptName, type Terminal } from './command.js';
import type { EventCapture } from './event-capture.js';
import type { LoadFolder } from './load-folder.js';
import { Progress } from './progress.js';

interface Watch {
  readonly thresholds: readonly Threshold[];
  readonly abortOnFail: boolean;
  readonly folder: LoadFolder | undefined;
  readonly exposition: FleetExposition;
  readonly capture: EventCapture | undefined;
  readonly terminal: Terminal;
  /** Which load of several it is, in words. */
  readonly name?: string;
}

interface WatchedLoad {
  readonly result: FleetResult;
  readonly ended: 'done' | 'breached' | 'interrupted';
  /** The threshold whose breach ended the load. */
  readonly breached: ThresholdOutcome | undefined;
}

/**
 * Runs the fleet with a progress line. With `abortOnFail`, ends it when an interval breaches a
 * threshold.
 */
export async function runWatched(
  spec: FleetSpec,
  { thresholds, abortOnFail, folder, exposition, capture, terminal, name }: Watch,
): Promise<WatchedLoad> {
  const progress = new Progress(terminal);
  const abort = new AbortController();
  let breached: ThresholdOutcome | undefined;
  const onInterval = (snapshot: FleetSnapshot): void => {
    folder?.addInterval(snapshot);
    exposition.addInterval(snapshot);
    progress.show(
      Math.min(1, snapshot.atSeconds / spec.durationSeconds),
      `${name === undefined ? '' : `${name}  `}${describeInterval(snapshot)}`,
    );
    // The last interval may be too short to measure a rate.
    if (!abortOnFail || snapshot.isLast || abort.signal.aborted) return;
    breached = judgeThresholds(thresholds, measureInterval(snapshot)).find(
      ({ held, value }) => !held && value !== undefined,
    );
    if (breached !== undefined) abort.abort();
  };
  try {
    const result = await runFleet(spec, {
      signal: AbortSignal.any([
        abort.signal,
        terminal.interrupted,
        ...(capture === undefined ? [] : [capture.failed]),
      ]),
      onInterval,
      capture: capture?.memory,
    });
    progress.end();
    if (terminal.interrupted.aborted)
      terminal.tell(
        `ended by ${interruptName(terminal)}; rings drained; ` +
          'what follows was measured until then\n',
      );
    else if (breached !== undefined) terminal.tell(describeBreach(breached));
    const ended = terminal.interrupted.aborted
      ? 'interrupted'
      : abort.signal.aborted
        ? 'breached'
        : 'done';
    return { result, ended, breached };
  } catch (error) {
    progress.end();
    if (error instanceof FleetError) terminal.tell(describeFailure(error));
    throw error;
  }
}

function describeBreach({ threshold: { text, metric, bound }, value }: ThresholdOutcome): string {
  return `ended early: ${text} was breached: ${showMetric(metric, value, bound)}\n`;
}

/** What the servers did in an interval, in a line. */
export function describeInterval({
  counts,
  seconds,
  latency,
  queued,
  held,
  inFlight,
}: FleetSnapshot): string {
  const rate = (n: number): string => `${count(n / seconds)}/s`;
  const p99 =
    totalCount(latency.roundTrip) === 0
      ? 'not measured'
      : formatLatency(percentileNs(latency.roundTrip, 99));
  return [
    `${rate(counts.arrived)} children`,
    `${rate(counts.parents)} parents`,
    `round trip p99 ${p99}`,
    `queued ${count(queued + held)}`,
    `in flight ${count(inFlight)}`,
  ].join('  ');
}

function describeFailure(error: FleetError): string {
  const { accounts } = error;
  if (accounts === undefined) return '';
  const lines = accounts.servers.map(
    (s) =>
      `  server ${s.server}: ${count(s.fed)} parents handed over, ${count(s.accepted)} taken, ` +
      `${count(s.queued)} queued; ${count(s.sent)} children sent, ` +
      `${count(s.answered)} answered, ${count(s.inFlight)} in flight`,
  );
  return `${error.message}\nwhat the servers had been handed by then:\n${lines.join('\n')}\n`;
}
