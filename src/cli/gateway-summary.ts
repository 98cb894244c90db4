import type { FleetResult } from '../fleet/result.js';
import type { Client } from '../gateway/client-order.js';
import type { RunningGateway } from '../gateway/run.js';
import {
  type LatencyHistogram,
  largestNs,
  percentileNs,
  totalCount,
} from '../metrics/histogram.js';
import { formatLatency } from '../metrics/histogram-files.js';
import { count, table, wrap } from '../report/format.js';
import { type LimitsInForce, tellLimits } from '../report/limits-text.js';
import { describeLoad } from '../report/load-text.js';
import type { LoadProfile } from '../scenarios/profile.js';
import { describeConditions, readConditions } from './conditions.js';
import { summariseLoad } from './load-summary.js';

const WIDTH = 80;

/** What a gateway ran on. */
interface GatewayRun {
  readonly profile: LoadProfile;
  readonly limits: LimitsInForce;
  /** The arrivals of parents, in words. */
  readonly arrivals: string;
}

/**
 * What a gateway came to, as `--json` and `summary.json` have it: a load's summary, and beside it
 * the sessions.
 */
export function summariseGateway(
  gateway: RunningGateway,
  result: FleetResult,
  { profile, limits, arrivals }: GatewayRun,
) {
  const { servers } = result.accounts;
  return {
    ...summariseLoad(profile, result, [], readConditions(), arrivals),
    format: 'smars gateway',
    limits,
    sessions: gateway.clients.map(({ settings, counts, open, latency }) => ({
      targetCompId: settings.targetCompId,
      version: settings.version,
      ...(settings.account !== undefined && { account: settings.account }),
      ...counts,
      open: open.size,
      answerNs: summariseLatency(latency.answer),
      fillNs: summariseLatency(latency.fill),
    })),
    connections: { ...gateway.connections },
    children: {
      sent: servers.reduce((sum, { sent }) => sum + sent, 0),
      answered: servers.reduce((sum, { answered }) => sum + answered, 0),
      lost: gateway.lostChildren,
    },
  };
}

/** The latencies of the sessions, by the names of their files. */
export function sessionLatencies({
  clients,
}: RunningGateway): (readonly [string, LatencyHistogram])[] {
  return clients.flatMap(({ latency }, index) =>
    (['answer', 'fill'] as const).map(
      (point) => [`session-${index + 1}-${point}`, latency[point]] as const,
    ),
  );
}

function summariseLatency(histogram: LatencyHistogram) {
  const at = (percent: number): number => percentileNs(histogram, percent);
  const orders = totalCount(histogram);
  if (orders === 0) return { count: 0 };
  return {
    count: orders,
    p50: at(50),
    p90: at(90),
    p99: at(99),
    p999: at(99.9),
    max: largestNs(histogram),
  };
}

/** The same in words, of at most 80 columns where the names of the sessions are short. */
export function describeGateway(
  gateway: RunningGateway,
  result: FleetResult,
  { profile, limits, arrivals }: GatewayRun,
): string {
  const { clients, connections, lostChildren } = gateway;
  const { title, description } = profile;
  const story = {
    title: `Servers of: ${title}`,
    description,
    conditions: [
      ...describeConditions(readConditions()),
      `limits ${tellLimits(limits, 'the profile')}`,
    ],
    arrivals,
    thresholds: [],
    isWhole: true,
  };
  const lost =
    lostChildren === 0
      ? ''
      : `${count(lostChildren)} CHILDREN LOST: the gateway did not keep up, and their clients ` +
        'were not told';
  const line =
    `connections: ${count(connections.accepted)} accepted, ` +
    `${count(connections.turnedAway)} turned away, ` +
    `${count(connections.silent)} without a Logon, ${count(connections.unknown)} of no session`;
  const parts = [
    `gateway, ${result.seconds.toFixed(1)} s\n${describeCounts(clients)}`,
    describeLatencies(clients),
    wrap(line, WIDTH),
    lost,
    describeLoad(story, result),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function describeCounts(clients: readonly Client[]): string {
  const head = ['session', 'FIX', 'orders', 'accepted', 'rejected', 'fills', 'shares', 'cancelled'];
  const rows = clients.map(({ settings: { targetCompId, version }, counts }) => {
    const { orders, accepted, rejected, fills, shares, cancels } = counts;
    const numbers = [orders, accepted, rejected, fills, shares, cancels].map(count);
    return [targetCompId, version, ...numbers];
  });
  return table(
    head,
    rows,
    head.map((_, column) => (column < 2 ? 'left' : 'right')),
  );
}

/** Percentiles of every session that had an order. */
function describeLatencies(clients: readonly Client[]): string {
  const rows = clients.flatMap(({ settings, latency }) =>
    (['answer', 'fill'] as const)
      .filter((point) => totalCount(latency[point]) > 0)
      .map((point) => {
        const histogram = latency[point];
        const told = [50, 90, 99, 99.9].map((each) => formatLatency(percentileNs(histogram, each)));
        return [
          settings.targetCompId,
          point === 'answer' ? 'first report' : 'first fill',
          count(totalCount(histogram)),
          ...told,
          formatLatency(largestNs(histogram)),
        ];
      }),
  );
  if (rows.length === 0) return '';
  const head = ['session', 'order in → out', 'orders', 'p50', 'p90', 'p99', 'p99.9', 'max'];
  return table(
    head,
    rows,
    head.map((_, column) => (column < 2 ? 'left' : 'right')),
  );
}
