import { type LatencyHistogram, recordLatencyTimes } from '../../metrics/histogram.js';

/**
 * The hand-over times of all turns with unanswered children: one time a turn, not a child. Answers
 * come in the order of the children, one each, so their count tells the turn.
 */
export interface TurnStamps {
  readonly outNs: Float64Array;
  /** The unanswered children of each turn. */
  readonly unanswered: Int32Array;
  readonly mask: number;
  /** The oldest turn with an unanswered child, and the next turn. */
  head: number;
  tail: number;
}

/**
 * Opens the stamps. `capacity` is a power of two above the number of children in flight at one
 * time.
 */
export function openTurnStamps(capacity: number): TurnStamps {
  return {
    outNs: new Float64Array(capacity).fill(Number.NEGATIVE_INFINITY),
    unanswered: new Int32Array(capacity),
    mask: capacity - 1,
    head: 0,
    tail: 0,
  };
}

export function stampTurn(stamps: TurnStamps, outNs: number, children: number): void {
  const row = stamps.tail & stamps.mask;
  stamps.outNs[row] = outNs;
  stamps.unanswered[row] = children;
  stamps.tail = (stamps.tail + 1) | 0;
}

/** Records the round trips of the next `answers` answers, which came at `nowNs`. */
export function recordRoundTrips(
  stamps: TurnStamps,
  histogram: LatencyHistogram,
  answers: number,
  nowNs: number,
): void {
  const { outNs, unanswered, mask } = stamps;
  for (let left = answers; left > 0; ) {
    const row = stamps.head & mask;
    const ofTurn = unanswered[row]!;
    const count = ofTurn < left ? ofTurn : left;
    recordLatencyTimes(histogram, nowNs - outNs[row]!, count);
    unanswered[row] = ofTurn - count;
    left -= count;
    if (count === ofTurn) stamps.head = (stamps.head + 1) | 0;
  }
}
