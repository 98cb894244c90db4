import type { Venues } from '../../market/fills.js';
import { sizesEmpty, sizesReached } from '../../market/size-use.js';
import { LIT_VENUE_COUNT } from '../../market/venues.js';
import { openParents } from '../../server/server.js';
import { dueParents, type Feeder } from './feeder.js';
import type { FleetView } from './view.js';

/** Counts over all servers, at one moment or over a stretch of time. */
export interface FleetCounts {
  /** Parents: taken by servers, refused by their builds, completed. */
  readonly parents: number;
  readonly refusedParents: number;
  readonly filledParents: number;
  readonly turnedAway: number;
  readonly lateStarts: number;
  /** Children: decided, admitted by the gates, handed over, counted by the venues, answered. */
  readonly children: number;
  readonly admitted: number;
  readonly sent: number;
  readonly arrived: number;
  readonly answered: number;
  readonly executions: number;
  /** Children that reached a venue that displays sizes, and those of them that executed. */
  readonly shownChildren: number;
  readonly shownExecutions: number;
  readonly turns: number;
  readonly batches: number;
}

/** One sample of the backlog in the measured time. */
export interface BacklogSample {
  readonly atSeconds: number;
  /** Parents that servers have taken and not completed. */
  readonly openParents: number;
  /** Due parents that no server has taken, inside and outside the inboxes. */
  readonly dueParents: number;
  /** Parents turned away, and children counted by the venues, since the start. */
  readonly turnedAway: number;
  readonly arrived: number;
  /** Displayed sizes that children have reached in the current epoch, and those taken empty. */
  readonly sizesReached: number;
  readonly sizesEmpty: number;
}

/** Reads what all threads have counted so far. */
export function readCounts({ servers, cells, shards }: FleetView, feeder: Feeder): FleetCounts {
  const over = (of: (index: number) => number): number =>
    servers.reduce((total, _, index) => total + of(index), 0);
  const counts = (index: number) => servers[index]!.router.counts;
  // Decided children are those that a gate has judged. The router's own count would include a turn
  // between router and gate, whose children would look refused.
  const admitted = over((index) => servers[index]!.gate.cells.admitted[0]!);
  return {
    parents: over((index) => counts(index).receivedParents[0]! - counts(index).refusedParents[0]!),
    refusedParents: over((index) => counts(index).refusedParents[0]!),
    filledParents: over((index) => counts(index).filledParents[0]!),
    turnedAway: over((index) => feeder.turnedAway[index]!),
    lateStarts: over((index) => cells[index]!.counts.lateStarts[0]!),
    children: admitted + over((index) => cells[index]!.counts.refused[0]!),
    admitted,
    sent: over((index) => cells[index]!.counts.sent[0]!),
    arrived: shards.reduce((total, shard) => total + shard.counts.cells.children[0]!, 0),
    answered: over((index) => cells[index]!.counts.answered[0]!),
    executions: over((index) =>
      servers[index]!.tally.executions.reduce((total, count) => total + count, 0),
    ),
    shownChildren: overShown(shards, 'orders'),
    shownExecutions: overShown(shards, 'executions'),
    turns: over((index) => cells[index]!.counts.turns[0]!),
    batches: shards.reduce((total, shard) => total + shard.counts.cells.batches[0]!, 0),
  };
}

/** The children of all venues that display sizes. */
function overShown(shards: FleetView['shards'], column: 'orders' | 'executions'): number {
  return shards.reduce((total, { market }) => {
    const counts = market.book.totals[column];
    let shown = 0;
    for (let venue = 0; venue < LIT_VENUE_COUNT; venue++) shown += counts[venue]!;
    return total + shown;
  }, 0);
}

/** Returns the counts of the time between two readings. */
export function countsBetween(before: FleetCounts, after: FleetCounts): FleetCounts {
  const names = Object.keys(after) as (keyof FleetCounts)[];
  return Object.fromEntries(
    names.map((name) => [name, after[name] - before[name]]),
  ) as unknown as FleetCounts;
}

/** Counts displayed sizes over all markets. Order books have none. */
const overSizes = (shards: FleetView['shards'], of: (book: Venues) => number): number =>
  shards.reduce(
    (total, { market: { spec, book } }) => total + (spec.venue === 'book' ? 0 : of(book)),
    0,
  );

/** Reads the backlog of all servers at one moment. */
export function readBacklog(
  { servers, shards }: FleetView,
  feeder: Feeder,
  counts: FleetCounts,
  nowNs: number,
  atSeconds: number,
): BacklogSample {
  const over = (of: (index: number) => number): number =>
    servers.reduce((total, _, index) => total + of(index), 0);
  return {
    atSeconds,
    openParents: over((index) => openParents(servers[index]!)),
    dueParents:
      feeder.plan.arrivals.kind === 'max' ? 0 : over((index) => dueParents(feeder, index, nowNs)),
    turnedAway: counts.turnedAway,
    arrived: counts.arrived,
    sizesReached: overSizes(shards, sizesReached),
    sizesEmpty: overSizes(shards, sizesEmpty),
  };
}
