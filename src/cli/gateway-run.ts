import { recordedOrders } from '../fleet/arrivals.js';
import { replayNs } from '../fleet/main-thread/feeder.js';
import type { RecordedResult } from '../fleet/result.js';
import type { FleetSpec } from '../fleet/spec.js';
import { OrderLog } from '../gateway/order-log.js';
import { type RunningGateway, startGateway } from '../gateway/run.js';
import type { GatewaySettings } from '../gateway/settings.js';
import type { MetricFamily } from '../metrics/exposition.js';
import { describeEvents } from '../report/events-text.js';
import type { LimitsInForce } from '../report/limits-text.js';
import { FleetExposition } from '../report/load-exposition.js';
import { gatewayFamilies } from '../report/session-exposition.js';
import type { LoadProfile } from '../scenarios/profile.js';
import { EXIT, type FlagValues, type Terminal, textFlag } from './command.js';
import type { EventCapture } from './event-capture.js';
import type { readListen } from './fix-listen.js';
import { describeGateway, sessionLatencies, summariseGateway } from './gateway-summary.js';
import { describeArrivals } from './load-arrivals.js';
import { LoadFolder } from './load-folder.js';
import { type MetricsPlace, withMetrics } from './metrics-server.js';
import { Outputs } from './output.js';
import { Progress } from './progress.js';
import { writeRecordFile } from './record-file.js';
import { readVersion } from './version.js';
import { describeInterval } from './watched-load.js';

/** What a gateway runs on, and where its files go. */
interface GatewayStart {
  readonly settings: GatewaySettings;
  readonly profile: LoadProfile;
  readonly spec: FleetSpec;
  readonly limits: LimitsInForce;
  readonly where: ReturnType<typeof readListen>;
  readonly metrics: MetricsPlace | undefined;
  readonly capture: EventCapture | undefined;
  readonly flags: FlagValues;
  readonly terminal: Terminal;
  /** Called when clients may connect; returns what ends with the gateway. */
  listening(gateway: RunningGateway, ending: AbortController): () => void;
}

/** What a gateway's metrics show: its fleet, and its sessions once it listens. */
class GatewayMetrics {
  readonly fleet = new FleetExposition({ version: readVersion(), command: 'gateway' });
  gateway: RunningGateway | undefined;

  families(): MetricFamily[] {
    const own = this.gateway === undefined ? [] : gatewayFamilies(this.gateway);
    return [...this.fleet.families(), ...own];
  }
}

/** Runs a gateway to its end, writes its files and prints its outcome; returns the exit code. */
export async function runGateway(start: GatewayStart): Promise<number> {
  const held = new GatewayMetrics();
  return withMetrics(
    start.metrics,
    () => held.families(),
    start.terminal,
    () => runAndTell(start, held),
  );
}

async function runAndTell(start: GatewayStart, held: GatewayMetrics): Promise<number> {
  const { settings, spec, where, capture, flags, terminal, profile } = start;
  const out = textFlag(flags, 'out');
  const folder = out === undefined ? undefined : new LoadFolder(out);
  const log = capture === undefined ? undefined : openLog(spec);
  const progress = new Progress(terminal);
  const ending = new AbortController();
  for (const signal of [terminal.interrupted, ...(capture === undefined ? [] : [capture.failed])]) {
    signal.addEventListener('abort', () => ending.abort(), { once: true });
    if (signal.aborted) ending.abort();
  }
  const gateway = await startGateway({
    settings,
    spec,
    ...where,
    signal: ending.signal,
    events: capture?.memory,
    log,
    onInterval: (snapshot) => {
      folder?.addInterval(snapshot);
      held.fleet.addInterval(snapshot);
      progress.show(
        Math.min(1, snapshot.atSeconds / spec.durationSeconds),
        `${held.gateway?.connected ?? 0} connected  ${describeInterval(snapshot)}`,
      );
    },
    tell: (text) => terminal.tell(`${text}\n`),
  });
  held.gateway = gateway;
  const stopListening = start.listening(gateway, ending);
  let result: RecordedResult;
  try {
    result = (await gateway.result) as RecordedResult;
  } finally {
    progress.end();
    stopListening();
  }
  const outputs = new Outputs();
  const orders = log?.rows();
  const written =
    capture && (await outputs.attempt(() => capture.finish({ ...result.ended!, orders })));
  const run = { ...start, arrivals: describeArrivals(spec) };
  const summary = {
    ...summariseGateway(gateway, result, run),
    ...(written && { events: written.report }),
  };
  // A folder without the requested events is incomplete, so it is not written.
  if (capture === undefined || written !== undefined)
    await outputs.attempt(() =>
      folder?.finish(summary, profile, result, {
        moved: written?.files ?? [],
        metrics: held.families(),
        latency: sessionLatencies(gateway),
      }),
    );
  const record = textFlag(flags, 'record');
  if (record !== undefined) await outputs.attempt(() => writeRecordFile(record, result.journals));
  const events = written === undefined ? '' : `\n${describeEvents(written.report)}\n`;
  terminal.answer(
    flags.json === true
      ? `${JSON.stringify(summary, null, 2)}\n`
      : `${describeGateway(gateway, result, run)}${events}`,
  );
  return outputs.end(terminal.interrupted.aborted ? EXIT.INTERRUPTED : EXIT.GOOD, terminal);
}

/** A log of the orders, which begins with those of the file. */
function openLog({ arrivals }: FleetSpec): OrderLog {
  const beside = recordedOrders(arrivals);
  if (beside === undefined) return new OrderLog();
  const { flow, speed } = beside;
  const dueNs = Float64Array.from({ length: flow.count }, (_, n) => replayNs(flow, n, speed));
  return new OrderLog({ flow, dueNs });
}
