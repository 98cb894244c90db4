import {
  clearHistogram,
  copyHistogram,
  createHistogram,
  type LatencyHistogram,
  mergeHistogram,
  openHistograms,
  takeInterval,
} from '../../metrics/histogram.js';
import { LATENCY_POINTS, type LatencyPoint } from '../memory/latency-points.js';
import type { FleetMemory } from '../memory/tables.js';

/** One histogram for each latency point, ns. */
export interface PointHistograms {
  readonly accepted: LatencyHistogram;
  readonly decision: LatencyHistogram;
  readonly response: LatencyHistogram;
  readonly gate: LatencyHistogram;
  readonly roundTrip: LatencyHistogram;
  readonly kill: LatencyHistogram;
}

/**
 * The meter reads the servers' live histograms from the main thread: by interval over all servers,
 * and at the end by server since the warm-up.
 */
export interface Meter {
  readonly live: readonly PointHistograms[];
  /** The counts at the start of the measured time, by server. */
  readonly warmup: readonly PointHistograms[];
  /** The sum over servers now, the sum at the previous interval, and their difference. */
  readonly sum: PointHistograms;
  readonly before: PointHistograms;
  readonly interval: PointHistograms;
}

export function openMeter({ servers }: FleetMemory): Meter {
  return {
    live: servers.map(({ histograms }) => {
      const opened = openHistograms(histograms);
      return byPoint((_, index) => opened[index]!);
    }),
    warmup: servers.map(() => emptyPoints()),
    sum: emptyPoints(),
    before: emptyPoints(),
    interval: emptyPoints(),
  };
}

/** Returns one empty histogram for each latency point. */
export function emptyPoints(): PointHistograms {
  return byPoint(() => createHistogram());
}

/** Returns a copy that the next interval does not overwrite. */
export function copyPoints(from: PointHistograms): PointHistograms {
  return byPoint((point) => {
    const copy = createHistogram();
    copyHistogram(from[point], copy);
    return copy;
  });
}

function byPoint(of: (point: LatencyPoint, index: number) => LatencyHistogram): PointHistograms {
  return Object.fromEntries(
    LATENCY_POINTS.map((point, index) => [point, of(point, index)]),
  ) as Record<LatencyPoint, LatencyHistogram>;
}

/** Begins the measured time: all counts until now belong to the warm-up. */
export function startMeter(meter: Meter): void {
  for (const point of LATENCY_POINTS) {
    meter.live.forEach((own, index) => {
      const counted = meter.warmup[index]![point];
      mergeHistogram(counted, own[point]);
      // Uses the copy, not a second read: servers go on counting, and the intervals must add up to
      // the whole.
      mergeHistogram(meter.before[point], counted);
    });
  }
}

/** Sets `meter.interval` to what all servers counted since the previous call. */
export function takeMeter({ live, sum, before, interval }: Meter): PointHistograms {
  for (const point of LATENCY_POINTS) {
    clearHistogram(sum[point]);
    for (const own of live) mergeHistogram(sum[point], own[point]);
    takeInterval(sum[point], before[point], interval[point]);
  }
  return interval;
}

/** Returns the counts of the measured time, by server and merged. */
export function readMeter({ live, warmup }: Meter): {
  servers: PointHistograms[];
  merged: PointHistograms;
} {
  const merged = emptyPoints();
  const servers = live.map((own, index) => {
    const measured = emptyPoints();
    for (const point of LATENCY_POINTS) {
      takeInterval(own[point], warmup[index]![point], measured[point]);
      mergeHistogram(merged[point], measured[point]);
    }
    return measured;
  });
  return { servers, merged };
}
