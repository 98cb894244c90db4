import type { StageHistograms } from '../fleet/meter.js';
import type { FleetResult, FleetSnapshot } from '../fleet/result.js';
import { largestNs, meanNs, percentileNs, totalCount } from '../metrics/histogram.js';

/** The percentiles that a threshold can name. */
const PERCENTILES = [50, 75, 90, 95, 97.5, 99, 99.9, 99.99, 99.999] as const;
const STAGES = ['accepted', 'decision', 'response', 'gate', 'roundTrip', 'kill'] as const;
const COUNTS = [
  'throughput',
  'parents.rate',
  'executions.rate',
  'rejected.rate',
  'late.rate',
  'late.starts',
  'turned.away',
  'queue.largest',
  'back.pressure',
  'behind.barrier',
] as const;

/** Every name that a threshold of a load can use. */
export const LOAD_METRICS: readonly string[] = [
  ...COUNTS,
  ...STAGES.flatMap((stage) => [...PERCENTILES.map((percentile) => `${stage}.p${percentile}`), `${stage}.mean`, `${stage}.max`]),
];

type Measured = Record<string, number | undefined>;

/** The outcome of a load as a flat list of numbers: times in ns, rates by the second or as fractions, counts plain. */
export function measureLoad(result: FleetResult): Measured {
  const { measured, accounts, seconds } = result;
  const over = (pick: (server: FleetResult['accounts']['servers'][number]) => number): number =>
    accounts.servers.reduce((total, server) => total + pick(server), 0);
  return {
    ...measureCounts(measured, seconds),
    ...measureStages(result.latency.merged),
    'turned.away': over((server) => server.turnedAway),
    'queue.largest': Math.max(...accounts.servers.map((server) => server.largestQueue)),
    'back.pressure': over((server) => server.backPressure),
    'behind.barrier': accounts.venues.behindBarrier,
  };
}

/** The same of one interval, for thresholds that end a run early. */
export function measureInterval({ counts, seconds, latency }: FleetSnapshot): Measured {
  return { ...measureCounts(counts, seconds), ...measureStages(latency) };
}

function measureCounts(counts: FleetResult['measured'], seconds: number): Measured {
  return {
    throughput: counts.arrived / seconds,
    'parents.rate': counts.parents / seconds,
    'executions.rate': counts.executions / seconds,
    'rejected.rate': counts.children === 0 ? 0 : (counts.children - counts.admitted) / counts.children,
    'late.rate': counts.parents === 0 ? 0 : counts.lateStarts / counts.parents,
    'late.starts': counts.lateStarts,
  };
}

function measureStages(stages: StageHistograms): Measured {
  const measured: Measured = {};
  for (const stage of STAGES) {
    const histogram = stages[stage];
    if (totalCount(histogram) === 0) continue;
    for (const percentile of PERCENTILES) measured[`${stage}.p${percentile}`] = percentileNs(histogram, percentile);
    measured[`${stage}.mean`] = meanNs(histogram);
    measured[`${stage}.max`] = largestNs(histogram);
  }
  return measured;
}
