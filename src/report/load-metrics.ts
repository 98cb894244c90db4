import type { FleetSnapshot } from '../fleet/main-thread/snapshot.js';
import type { FleetResult } from '../fleet/result.js';
import { quantile } from './comparison.js';
import { killTimes } from './load-kills.js';
import {
  latencyMetrics,
  type Measured,
  type MetricTable,
  measureLatencies,
  showKind,
} from './metric.js';

const LATENCY_POINTS = ['accepted', 'decision', 'response', 'gate', 'roundTrip', 'kill'] as const;

/** Metrics of an interval, known after each second. */
const COUNTS: MetricTable = {
  throughput: 'rate',
  'parents.rate': 'rate',
  'executions.rate': 'rate',
  'rejected.rate': 'share',
  'late.rate': 'share',
  'late.starts': 'count',
};
/** Metrics of the whole load, known at its end. */
const AT_THE_END: MetricTable = {
  'turned.away': 'count',
  'queue.largest': 'count',
  'back.pressure': 'count',
  'behind.barrier': 'count',
  'last.out.p50': 'time',
  'last.out.p99': 'time',
  'last.out.max': 'time',
  'backlog.growth': 'share',
};
/** Every metric that a threshold of a load can name, with its kind. */
export const LOAD_METRICS: MetricTable = {
  ...COUNTS,
  ...AT_THE_END,
  ...latencyMetrics(LATENCY_POINTS),
};

/** Whether a metric is known only at the end of a load, so that no second can breach it. */
export const isKnownAtEnd = (metric: string): boolean => Object.hasOwn(AT_THE_END, metric);

/**
 * A measured number in the unit of its metric. With a bound, it has enough digits to tell the two
 * apart.
 */
export const showMetric = (metric: string, value: number | undefined, bound?: number): string =>
  showKind(LOAD_METRICS[metric] ?? 'count', value, bound);

/**
 * The outcome of a load as a flat list of numbers: times in ns, rates by the second or as
 * fractions, counts plain. A load in which nothing happened has no metrics.
 */
export function measureLoad(result: FleetResult): Measured {
  const { measured, accounts, seconds, conditions, kills, steadiness } = result;
  if (measured.parents === 0 && measured.children === 0) return {};
  const over = (pick: (server: FleetResult['accounts']['servers'][number]) => number): number =>
    accounts.servers.reduce((total, server) => total + pick(server), 0);
  const isOpenLoop = conditions.isOpenLoop;
  return {
    ...measureCounts(measured, seconds, isOpenLoop),
    ...measureLatencies({ ...result.latency.merged }),
    'turned.away': isOpenLoop ? over((server) => server.turnedAway) : undefined,
    'queue.largest': isOpenLoop
      ? Math.max(...accounts.servers.map((server) => server.largestQueue))
      : undefined,
    'back.pressure':
      conditions.venues === 'thread' ? over((server) => server.backPressure) : undefined,
    'behind.barrier': kills.some(({ engaged }) => engaged)
      ? accounts.venues.behindBarrier
      : undefined,
    ...measureLastOut(killTimes(kills).lastOut),
    'backlog.growth': steadiness.backlogGrowth ?? undefined,
  };
}

/** From the requests of kills until the last children of their scopes were out, sorted, ns. */
function measureLastOut(sorted: readonly number[]): Measured {
  const at = (q: number): number | undefined =>
    sorted.length === 0 ? undefined : quantile(sorted, q);
  return { 'last.out.p50': at(0.5), 'last.out.p99': at(0.99), 'last.out.max': at(1) };
}

/**
 * The metrics of one interval, for thresholds that end a run early. A second in which nothing
 * arrived has a throughput of 0.
 */
export function measureInterval({ counts, seconds, latency }: FleetSnapshot): Measured {
  return { ...measureCounts(counts, seconds, true), ...measureLatencies({ ...latency }) };
}

function measureCounts(
  counts: FleetResult['measured'],
  seconds: number,
  isOpenLoop: boolean,
): Measured {
  const rate = (count: number): number | undefined => (seconds > 0 ? count / seconds : undefined);
  const share = (part: number, whole: number): number | undefined =>
    whole > 0 ? part / whole : undefined;
  const canBeLate = isOpenLoop && counts.parents > 0;
  return {
    throughput: rate(counts.arrived),
    'parents.rate': rate(counts.parents),
    'executions.rate': rate(counts.executions),
    'rejected.rate': share(counts.children - counts.admitted, counts.children),
    'late.rate': canBeLate ? share(counts.lateStarts, counts.parents) : undefined,
    'late.starts': canBeLate ? counts.lateStarts : undefined,
  };
}
