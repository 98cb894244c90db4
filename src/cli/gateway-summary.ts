import type { FleetResult } from '../fleet/result.js';
import type { RunningGateway } from '../gateway/run.js';
import { percentileNs, totalCount } from '../metrics/histogram.js';
import { formatLatency } from '../metrics/histogram-files.js';
import { count } from '../report/format.js';

/** What a gateway came to, as `--json` prints it. */
export function summariseGateway(gateway: RunningGateway, result: FleetResult) {
  const { measured, accounts } = result;
  return {
    format: 'smars gateway',
    version: 1,
    seconds: result.seconds,
    sessions: gateway.clients.map(({ settings, counts, open }) => ({
      targetCompId: settings.targetCompId,
      version: settings.version,
      ...counts,
      open: open.size,
    })),
    connections: { ...gateway.connections },
    children: {
      sent: accounts.servers.reduce((sum, { sent }) => sum + sent, 0),
      answered: accounts.servers.reduce((sum, { answered }) => sum + answered, 0),
    },
    measuredChildren: measured.sent,
  };
}

/** The same in words. */
export function describeGateway(gateway: RunningGateway, result: FleetResult): string {
  const { sessions, connections, children, seconds } = summariseGateway(gateway, result);
  const { roundTrip: trips } = result.latency.merged;
  const head = ['session', 'FIX', 'orders', 'accepted', 'rejected', 'fills', 'shares', 'cancelled'];
  const rows = sessions.map((each) => [
    each.targetCompId,
    each.version,
    count(each.orders),
    count(each.accepted),
    count(each.rejected),
    count(each.fills),
    count(each.shares),
    count(each.cancels),
  ]);
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const table = all.map((row) =>
    row
      .map((cell, column) =>
        column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
      )
      .join('  ')
      .trimEnd(),
  );
  const trip =
    totalCount(trips) === 0
      ? 'no child had an answer'
      : `round trip of a child p50 ${formatLatency(percentileNs(trips, 50))}, ` +
        `p99 ${formatLatency(percentileNs(trips, 99))}`;
  return [
    `gateway, ${seconds.toFixed(1)} s`,
    ...table,
    `${count(children.sent)} children sent, ${count(children.answered)} answered; ${trip}`,
    `connections: ${connections.accepted} accepted, ${connections.turnedAway} turned away, ` +
      `${connections.silent} without a Logon, ${connections.unknown} of no session`,
    '',
  ].join('\n');
}
