import type { FleetCounts } from '../fleet/main-thread/counts.js';
import type { PointHistograms } from '../fleet/main-thread/meter.js';
import type { FleetSnapshot } from '../fleet/main-thread/snapshot.js';
import type { MetricFamily } from '../metrics/exposition.js';
import { createHistogram, type LatencyHistogram, mergeHistogram } from '../metrics/histogram.js';

type Point = keyof PointHistograms;
const POINTS: readonly Point[] = ['accepted', 'decision', 'response', 'gate', 'roundTrip', 'kill'];

/** A counter of the exposition, and what it counts in an interval. */
type CounterRow = readonly [name: string, help: string, of: (counts: FleetCounts) => number];

const COUNTERS: readonly CounterRow[] = [
  ['smars_parents', 'Parents that servers took.', (c) => c.parents],
  ['smars_parents_refused', 'Parents that a build refused.', (c) => c.refusedParents],
  ['smars_parents_filled', 'Parents completed.', (c) => c.filledParents],
  ['smars_parents_turned_away', 'Parents that found no room.', (c) => c.turnedAway],
  ['smars_parents_late', 'Parents that a server took late.', (c) => c.lateStarts],
  ['smars_children', 'Children that a gate judged.', (c) => c.children],
  ['smars_children_rejected', 'Children that a gate rejected.', (c) => c.children - c.admitted],
  ['smars_children_sent', 'Children handed to venues.', (c) => c.sent],
  ['smars_children_arrived', 'Children that venues counted.', (c) => c.arrived],
  ['smars_children_answered', 'Children whose answer came back.', (c) => c.answered],
  ['smars_executions', 'Executions.', (c) => c.executions],
];

/** A gauge of the exposition, from the last snapshot. */
type GaugeRow = readonly [
  name: string,
  help: string,
  of: (snapshot: FleetSnapshot) => number,
  unit?: 'seconds' | 'bytes',
];

const GAUGES: readonly GaugeRow[] = [
  ['smars_parents_open', 'Parents taken and not completed.', (s) => s.openParents],
  ['smars_parents_due', 'Due parents that no server has taken.', (s) => s.dueParents],
  ['smars_parents_queued', 'Parents inside the inboxes.', (s) => s.queued],
  ['smars_parents_held', 'Parents that wait for room in an inbox.', (s) => s.held],
  ['smars_children_in_flight', 'Children without an answer.', (s) => s.inFlight],
  ['smars_measured_seconds', 'Measured time so far.', (s) => s.atSeconds, 'seconds'],
  [
    'process_resident_memory_bytes',
    'Resident memory of the process.',
    (s) => s.residentBytes,
    'bytes',
  ],
];

/** The labels of `smars_build_info`. */
export interface BuildLabels {
  readonly [label: string]: string;
  readonly version: string;
  readonly command: string;
}

/** What runs, as its labels say. */
export function buildFamily(build: BuildLabels): MetricFamily {
  return {
    kind: 'gauge',
    name: 'smars_build_info',
    help: 'The version that runs, and the command.',
    samples: [[build, 1]],
  };
}

/**
 * What a fleet has counted since its measured time began, for an exposition. It is as of the last
 * snapshot, which the fleet takes each second: a scrape reads no memory of the servers.
 */
export class FleetExposition {
  readonly #build: BuildLabels;
  readonly #counts = new Map<string, number>(COUNTERS.map(([name]) => [name, 0]));
  readonly #latency = Object.fromEntries(
    POINTS.map((point) => [point, createHistogram()]),
  ) as Record<Point, LatencyHistogram>;
  #last: FleetSnapshot | undefined;

  constructor(build: BuildLabels) {
    this.#build = build;
  }

  /** Adds an interval. */
  addInterval(snapshot: FleetSnapshot): void {
    for (const [name, , of] of COUNTERS)
      this.#counts.set(name, this.#counts.get(name)! + of(snapshot.counts));
    for (const point of POINTS) mergeHistogram(this.#latency[point], snapshot.latency[point]);
    this.#last = snapshot;
  }

  /** Returns the families in a fixed order. Before the first interval all are 0. */
  families(): MetricFamily[] {
    const last = this.#last;
    return [
      buildFamily(this.#build),
      ...COUNTERS.map(
        ([name, help]): MetricFamily => ({
          kind: 'counter',
          name,
          help,
          samples: [[{}, this.#counts.get(name)!]],
        }),
      ),
      ...GAUGES.map(
        ([name, help, of, unit]): MetricFamily => ({
          kind: 'gauge',
          name,
          help,
          unit,
          samples: [[{}, last === undefined ? 0 : of(last)]],
        }),
      ),
      {
        kind: 'histogram',
        name: 'smars_latency_seconds',
        help: 'Latency by point; accepted and response begin at the intended time.',
        unit: 'seconds',
        samples: POINTS.map((point) => [{ point }, this.#latency[point]]),
      },
    ];
  }
}
