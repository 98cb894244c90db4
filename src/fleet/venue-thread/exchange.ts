import type { Flight } from '../../market/flight.js';
import type { RingConsumer, RingProducer } from '../../memory/ring.js';
import type { Sleeper, Waiter } from '../../memory/waiting.js';
import type { Children } from '../../orders/children.js';
import type { Barrier } from '../market/barrier.js';
import type { Marker } from '../market/marks.js';
import type { FleetControl, VenueShard } from '../memory/tables.js';
import type { FleetPlan } from '../spec.js';
import type { FleetClock } from '../threads/clock.js';

/** The most children that the venues take or fill from one server before they look at the next. */
export const BATCH = 512;

/** The venues' link to one server. */
export interface ServerLink {
  readonly number: number;
  readonly out: RingConsumer;
  readonly feed: RingProducer;
  readonly children: Children;
  readonly host: Sleeper;
  readonly barrier: Barrier;
  /** Children taken so far, which is the sequence of the last. */
  sequence: number;
  /**
   * A lazy consumer ignores the ring until `lookAtNs`. It saw a first child at `firstSeenNs`, or
   * none if that is −1.
   */
  lookAtNs: number;
  firstSeenNs: number;
  /**
   * The count of marks that the server knows of, and the count that it will know of after the
   * current scan.
   */
  knownMarks: number;
  scanMarks: number;
  scanEpoch: number;
  /** The next symbol of the scan. */
  cursor: number;
  /** What is under way to the venues and back; undefined if no venue has a latency. */
  readonly flight: Flight | undefined;
  closed: boolean;
}

/** The venue thread. */
export interface Exchange {
  readonly plan: FleetPlan;
  readonly control: FleetControl;
  readonly shard: VenueShard;
  readonly marker: Marker;
  readonly links: readonly ServerLink[];
  readonly clock: FleetClock;
  readonly waiter: Waiter;
  readonly isExposureCounted: boolean;
}
