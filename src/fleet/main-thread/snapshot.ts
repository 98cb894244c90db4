import { type BacklogSample, countsBetween, type FleetCounts } from './counts.js';
import { type Feeder, queuedParents } from './feeder.js';
import type { PointHistograms } from './meter.js';
import type { FleetView } from './view.js';

/** The state of a running fleet, taken about once a second. */
export interface FleetSnapshot {
  /** Time since the measured time began, and the length of this interval. */
  readonly atSeconds: number;
  readonly seconds: number;
  /** Whether it is the rest of the measured time at its end, which may be short. */
  readonly isLast: boolean;
  /** Counts within the interval. */
  readonly counts: FleetCounts;
  /**
   * Parents inside the inboxes, including those fed ahead of their time, and outside them; children
   * without an answer.
   */
  readonly queued: number;
  readonly held: number;
  readonly inFlight: number;
  /** Parents that are taken and not completed, and due parents that are not taken. */
  readonly openParents: number;
  readonly dueParents: number;
  /** The latencies of all servers within the interval. The next snapshot overwrites them. */
  readonly latency: PointHistograms;
  /** Resident memory of the whole process. */
  readonly residentBytes: number;
}

/** Takes a snapshot without its latencies. `before` holds the counts at the previous one. */
export function takeSnapshot(
  view: FleetView,
  feeder: Feeder,
  before: FleetCounts,
  after: FleetCounts,
  { openParents, dueParents, atSeconds }: BacklogSample,
  seconds: number,
  isLast: boolean,
): Omit<FleetSnapshot, 'latency'> {
  const queues = view.servers.map((_, index) => queuedParents(feeder, index));
  return {
    atSeconds,
    seconds,
    isLast,
    counts: countsBetween(before, after),
    queued: queues.reduce((total, { inbox }) => total + inbox, 0),
    held: queues.reduce((total, { held }) => total + held, 0),
    inFlight: view.cells.reduce(
      (total, { counts }) => total + counts.sent[0]! - counts.answered[0]!,
      0,
    ),
    openParents,
    dueParents,
    residentBytes: process.memoryUsage.rss(),
  };
}
