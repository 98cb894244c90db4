import type { MetricFamily } from '../metrics/exposition.js';
import type { LatencyHistogram } from '../metrics/histogram.js';
import { type BuildLabels, buildFamily } from './load-exposition.js';

/** Metrics of commands that accept FIX sessions: of each session, and of their connections. */

/** What gateway and venue count of a session. */
interface SharedCounts {
  readonly orders: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly fills: number;
  readonly shares: number;
  readonly cancels: number;
  readonly replaces: number;
}

/** What only a venue counts of a session. */
interface VenueCounts extends SharedCounts {
  readonly messages: number;
  readonly cancelRejects: number;
  readonly reports: number;
  readonly lost: number;
  readonly doubled: number;
}

/** A session as a gateway or a venue has it. */
interface CountedSession<Counts> {
  readonly settings: { readonly targetCompId: string };
  readonly counts: Counts;
  readonly open: { readonly size: number };
}

/** What an acceptor has counted of its connections. */
interface Connections {
  readonly connected: number;
  readonly slowCuts: number;
  readonly connections: {
    readonly accepted: number;
    readonly turnedAway: number;
    readonly silent: number;
    readonly unknown: number;
  };
}

/** The part of a running gateway that its metrics show. */
interface GatewaySource extends Connections {
  readonly clients: readonly (CountedSession<SharedCounts> & {
    readonly latency: { readonly answer: LatencyHistogram; readonly fill: LatencyHistogram };
  })[];
  readonly lostChildren: number;
}

/** The part of a running venue that its metrics show. */
interface VenueSource extends Connections {
  readonly venue: {
    readonly members: readonly CountedSession<VenueCounts>[];
    readonly listing: {
      readonly books: Iterable<{
        readonly counts: { readonly trades: number; readonly shares: number };
      }>;
    };
    readonly clOrdIds: { readonly repeated: number };
    readonly unlisted: number;
  };
  /** From a message to its answers, by session. */
  readonly latencies: readonly LatencyHistogram[];
  readonly journal: { readonly lost: number } | undefined;
}

/** A counter of a session, and its value. */
type SessionRow<Counts> = readonly [name: string, help: string, of: (counts: Counts) => number];

const SHARED_ROWS: readonly SessionRow<SharedCounts>[] = [
  ['orders', 'New orders that came in.', (c) => c.orders],
  ['orders_accepted', 'Orders acknowledged.', (c) => c.accepted],
  ['orders_rejected', 'Orders rejected.', (c) => c.rejected],
  ['orders_cancelled', 'Orders cancelled.', (c) => c.cancels],
  ['orders_replaced', 'Orders replaced.', (c) => c.replaces],
  ['fills', 'Executions reported.', (c) => c.fills],
  ['shares', 'Shares of these executions.', (c) => c.shares],
];

const VENUE_ROWS: readonly SessionRow<VenueCounts>[] = [
  ...SHARED_ROWS,
  ['messages', 'Application messages that came in.', (c) => c.messages],
  ['cancel_rejects', 'Cancels and replaces that were refused.', (c) => c.cancelRejects],
  ['reports', 'Reports made.', (c) => c.reports],
  ['reports_lost', 'Reports that trouble lost.', (c) => c.lost],
  ['reports_doubled', 'Reports that trouble sent twice.', (c) => c.doubled],
];

/** Metrics of a running gateway, beside those of its fleet. */
export function gatewayFamilies(gateway: GatewaySource): MetricFamily[] {
  const { clients, lostChildren } = gateway;
  const points = ['answer', 'fill'] as const;
  return [
    ...connectionFamilies(gateway),
    ...sessionFamilies(clients, SHARED_ROWS),
    counter('smars_children_lost', 'Children of which no client was told.', lostChildren),
    latencyFamily(
      'From the arrival of an order to its first report, and to its first fill.',
      clients.flatMap(({ settings, latency }) =>
        points.map((point) => [settings.targetCompId, point, latency[point]] as const),
      ),
    ),
  ];
}

/** Metrics of a running venue. Reading them takes time by sessions and books, not by orders. */
export function venueFamilies(
  source: VenueSource,
  build: BuildLabels,
  residentBytes: number,
): MetricFamily[] {
  const { venue, latencies, journal } = source;
  const { members, listing, clOrdIds, unlisted } = venue;
  let books = 0;
  let trades = 0;
  let shares = 0;
  for (const { counts } of listing.books) {
    books++;
    trades += counts.trades;
    shares += counts.shares;
  }
  return [
    buildFamily(build),
    ...connectionFamilies(source),
    ...sessionFamilies(members, VENUE_ROWS),
    gauge('smars_books', 'Order books that are open.', books),
    counter('smars_trades', 'Trades, those of all others included.', trades),
    counter('smars_trade_shares', 'Shares of these trades.', shares),
    counter('smars_repeated_orders', 'Orders with a ClOrdID from before.', clOrdIds.repeated),
    counter('smars_unlisted_messages', 'Messages about a symbol without a book.', unlisted),
    counter('smars_journal_lines_lost', 'Journal lines not written.', journal?.lost ?? 0),
    {
      ...gauge('process_resident_memory_bytes', 'Resident memory of the process.', residentBytes),
      unit: 'bytes',
    },
    latencyFamily(
      'From the arrival of a message to its answers; those that trouble holds back are left out.',
      members.map(({ settings }, index) => [settings.targetCompId, 'answer', latencies[index]!]),
    ),
  ];
}

function connectionFamilies({ connected, slowCuts, connections }: Connections): MetricFamily[] {
  const { accepted, turnedAway, silent, unknown } = connections;
  const outcomes = { accepted, 'turned-away': turnedAway, silent, unknown, 'cut-off': slowCuts };
  return [
    gauge('smars_sessions_connected', 'Sessions that are connected.', connected),
    {
      kind: 'counter',
      name: 'smars_connections',
      help: 'Connections: accepted, turned away, without a Logon, of no session, cut off.',
      samples: Object.entries(outcomes).map(([outcome, value]) => [{ outcome }, value]),
    },
  ];
}

function sessionFamilies<Counts>(
  sessions: readonly CountedSession<Counts>[],
  rows: readonly SessionRow<Counts>[],
): MetricFamily[] {
  return [
    ...rows.map(
      ([name, help, of]): MetricFamily => ({
        kind: 'counter',
        name: `smars_session_${name}`,
        help,
        samples: sessions.map(({ settings, counts }) => [
          { session: settings.targetCompId },
          of(counts),
        ]),
      }),
    ),
    {
      kind: 'gauge',
      name: 'smars_session_orders_open',
      help: 'Orders that are not done.',
      samples: sessions.map(({ settings, open }) => [
        { session: settings.targetCompId },
        open.size,
      ]),
    },
  ];
}

function latencyFamily(
  help: string,
  histograms: readonly (readonly [session: string, point: string, LatencyHistogram])[],
): MetricFamily {
  return {
    kind: 'histogram',
    name: 'smars_session_latency_seconds',
    help,
    unit: 'seconds',
    samples: histograms.map(([session, point, histogram]) => [{ session, point }, histogram]),
  };
}

const counter = (name: string, help: string, value: number): MetricFamily => ({
  kind: 'counter',
  name,
  help,
  samples: [[{}, value]],
});

const gauge = (name: string, help: string, value: number) => ({
  kind: 'gauge' as const,
  name,
  help,
  samples: [[{}, value]] as const,
});
