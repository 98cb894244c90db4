import { type BacklogSample, countsBetween, type FleetCounts } from './counts.js';
import { type Feeder, queuedParents } from './feeder.js';
import type { PointHistograms } from './meter.js';
import type { FleetView } from './view.js';

/** What is seen about once a second while a fleet runs. */
export interface FleetSnapshot {
  /** Since the measured time began, and how long this interval was. */
  readonly atSeconds: number;
  readonly seconds: number;
  /** Whether it is what was left of the measured time at its end, which may be short. */
  readonly isLast: boolean;
  /** Within the interval. */
  readonly counts: FleetCounts;
  /**
   * Parents in inboxes, fed ahead of their time included, and outside of them; children without an
   * answer.
   */
  readonly queued: number;
  readonly held: number;
  readonly inFlight: number;
  /**
   * Parents that are taken and not completed, and parents whose time has come and that are not
   * taken.
   */
  readonly openParents: number;
  readonly dueParents: number;
  /** What all servers measured within the interval; written over by the next snapshot. */
  readonly latency: PointHistograms;
  /** Memory of the whole process, bytes. */
  readonly residentBytes: number;
}

/** What a snapshot says, without its latencies; `before` are the counts at the one before. */
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
