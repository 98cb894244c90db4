import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatExposition, type MetricFamily } from '../../src/metrics/exposition.js';
import { createHistogram, recordLatency } from '../../src/metrics/histogram.js';
import { FleetExposition } from '../../src/report/load-exposition.js';
import { gatewayFamilies, venueFamilies } from '../../src/report/session-exposition.js';
import { targetFamilies } from '../../src/report/target-exposition.js';
import { ROOT } from '../support/command.js';
import { targetSource } from '../support/target-metrics.js';

/** Counts that differ from each other, so that none can stand for another. */
const COUNTS = {
  ...{ orders: 10, accepted: 11, rejected: 12, fills: 13, shares: 14, cancels: 15, replaces: 16 },
  ...{ messages: 17, cancelRejects: 18, reports: 19, lost: 20, doubled: 21 },
};
const DOOR = {
  connected: 1,
  slowCuts: 5,
  connections: { accepted: 2, turnedAway: 3, silent: 4, unknown: 6 },
};
const BUILD = { version: '1.2.3', command: 'venue' };

function histogramOf(ns: number) {
  const histogram = createHistogram();
  recordLatency(histogram, ns);
  return histogram;
}

const session = (targetCompId: string) => ({
  settings: { targetCompId },
  counts: COUNTS,
  open: { size: 22 },
});

const gateway = (): MetricFamily[] =>
  gatewayFamilies({
    ...DOOR,
    clients: [{ ...session('A'), latency: { answer: histogramOf(200), fill: histogramOf(3000) } }],
    lostChildren: 23,
  });

const venue = (): MetricFamily[] =>
  venueFamilies(
    {
      ...DOOR,
      venue: {
        members: [session('A'), session('B "2"')],
        listing: {
          books: [{ counts: { trades: 1, shares: 100 } }, { counts: { trades: 2, shares: 200 } }],
        },
        clOrdIds: { repeated: 24 },
        unlisted: 25,
      },
      latencies: [histogramOf(200), histogramOf(3000)],
      journal: { lost: 26 },
    },
    BUILD,
    27,
  );

const linesOf = (families: readonly MetricFamily[]): string[] =>
  formatExposition(families, 'prometheus').split('\n');

/** What both commands say of a session. */
const ofSession = (name: string): string[] => [
  `smars_session_orders_total{session="${name}"} 10`,
  `smars_session_orders_accepted_total{session="${name}"} 11`,
  `smars_session_orders_rejected_total{session="${name}"} 12`,
  `smars_session_fills_total{session="${name}"} 13`,
  `smars_session_shares_total{session="${name}"} 14`,
  `smars_session_orders_cancelled_total{session="${name}"} 15`,
  `smars_session_orders_replaced_total{session="${name}"} 16`,
  `smars_session_orders_open{session="${name}"} 22`,
];

const CONNECTIONS = [
  'smars_sessions_connected 1',
  'smars_connections_total{outcome="accepted"} 2',
  'smars_connections_total{outcome="turned-away"} 3',
  'smars_connections_total{outcome="silent"} 4',
  'smars_connections_total{outcome="unknown"} 6',
  'smars_connections_total{outcome="cut-off"} 5',
];

test('a gateway shows its sessions, their latencies, and its connections', () => {
  expect(linesOf(gateway())).toEqual(
    expect.arrayContaining([
      ...CONNECTIONS,
      ...ofSession('A'),
      'smars_children_lost_total 23',
      'smars_session_latency_seconds_bucket{session="A",point="answer",le="0.000000127"} 0',
      'smars_session_latency_seconds_bucket{session="A",point="answer",le="0.000000255"} 1',
      'smars_session_latency_seconds_count{session="A",point="fill"} 1',
    ]),
  );
});

test('a venue shows its sessions, books, troubles and latencies', () => {
  expect(linesOf(venue())).toEqual(
    expect.arrayContaining([
      'smars_build_info{version="1.2.3",command="venue"} 1',
      ...CONNECTIONS,
      ...ofSession('A'),
      ...ofSession('B \\"2\\"'),
      'smars_session_messages_total{session="A"} 17',
      'smars_session_cancel_rejects_total{session="A"} 18',
      'smars_session_reports_total{session="A"} 19',
      'smars_session_reports_lost_total{session="A"} 20',
      'smars_session_reports_doubled_total{session="A"} 21',
      'smars_books 2',
      'smars_trades_total 3',
      'smars_trade_shares_total 300',
      'smars_repeated_orders_total 24',
      'smars_unlisted_messages_total 25',
      'smars_journal_lines_lost_total 26',
      'process_resident_memory_bytes 27',
      'smars_session_latency_seconds_count{session="A",point="answer"} 1',
    ]),
  );
});

describe('docs/grafana.json', () => {
  interface Panel {
    id: number;
    targets: { expr: string; legendFormat: string }[];
  }
  const { panels } = JSON.parse(readFileSync(join(ROOT, 'docs/grafana.json'), 'utf8')) as {
    panels: Panel[];
  };
  const fleet = new FleetExposition({ version: '1', command: 'load' }).families();
  const target = targetFamilies(targetSource(), BUILD, 1);
  const lines = linesOf([...fleet, ...gateway(), ...venue(), ...target]);
  const served = new Set(lines.map((line) => /^(\w+)[{ ]/.exec(line)?.[1]));
  const drawn = new Set(
    panels.flatMap(({ targets }) =>
      targets.flatMap(({ expr }) => expr.match(/\b(?:smars|process)_\w+/g) ?? []),
    ),
  );

  test('draws only metrics that some load, a gateway or a venue serves', () => {
    expect([...drawn].filter((name) => !served.has(name))).toEqual([]);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });

  test('draws every metric of these but the sums of histograms', () => {
    const missing = [...served].filter((name) => name !== undefined && !drawn.has(name));
    expect(missing.sort()).toEqual([
      'smars_latency_seconds_count',
      'smars_latency_seconds_sum',
      'smars_session_latency_seconds_count',
      'smars_session_latency_seconds_sum',
      'smars_target_latency_seconds_count',
      'smars_target_latency_seconds_sum',
    ]);
  });
});
