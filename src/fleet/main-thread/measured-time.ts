import { NS_PER_SECOND } from '../../base/units.js';
import type { FleetEnd } from '../result.js';
import { type FleetClock, readClock } from '../threads/clock.js';
import {
  type BacklogSample,
  countsBetween,
  type FleetCounts,
  readBacklog,
  readCounts,
} from './counts.js';
import type { Feeder } from './feeder.js';
import { type FleetSnapshot, takeSnapshot } from './snapshot.js';
import type { FleetView } from './view.js';

/**
 * An interval of the measured time without its latencies, which accumulate until a reader takes
 * them.
 */
export type Interval = Omit<FleetSnapshot, 'latency'>;

interface Moment {
  readonly atNs: number;
  /** The same moment in ms since the epoch. */
  readonly epochMs: number;
  readonly counts: FleetCounts;
  readonly residentBytes: number;
}

/** Samples of the backlog in the measured time. */
const LOOKS = 120;

/**
 * The measured time of a fleet, as the main thread sees it: its start, its intervals, and its
 * backlog.
 */
export class MeasuredTime {
  readonly #view: FleetView;
  readonly #feeder: Feeder;
  readonly #clock: FleetClock;
  readonly #begun: Moment;
  /** The start of the current interval. */
  #last: Moment;
  readonly #backlog: BacklogSample[] = [];
  #feederLateNs = 0;

  /** Begins the measured time. */
  constructor(view: FleetView, feeder: Feeder, clock: FleetClock) {
    this.#view = view;
    this.#feeder = feeder;
    this.#clock = clock;
    this.#begun = this.#moment();
    this.#last = this.#begun;
  }

  /** When the measured time and the current interval began, ns since the start. */
  get begunNs(): number {
    return this.#begun.atNs;
  }
  get lastNs(): number {
    return this.#last.atNs;
  }

  /**
   * Notes that the feeder worked at `nowNs` and had fed until `fedUntilNs`. The time in between was
   * due and not handed over.
   */
  noteFeeding(nowNs: number, fedUntilNs: number): void {
    this.#feederLateNs += Math.max(0, nowNs - Math.max(fedUntilNs, this.#begun.atNs));
  }

  /** Samples the backlog, some hundred times in all. */
  look(nowNs: number): void {
    const atSeconds = (nowNs - this.#begun.atNs) / NS_PER_SECOND;
    const before = this.#backlog.at(-1)?.atSeconds ?? Number.NEGATIVE_INFINITY;
    if (atSeconds < 0 || atSeconds - before < this.#feeder.plan.durationSeconds / LOOKS) return;
    this.#backlog.push(
      readBacklog(this.#view, this.#feeder, readCounts(this.#view, this.#feeder), nowNs, atSeconds),
    );
  }

  /** Ends the current interval and begins the next. */
  takeInterval(now = this.#moment(), isLast = false): Interval {
    const { atNs, counts } = now;
    const last = this.#last;
    this.#last = now;
    const sample = readBacklog(
      this.#view,
      this.#feeder,
      counts,
      atNs,
      (atNs - this.#begun.atNs) / NS_PER_SECOND,
    );
    return takeSnapshot(
      this.#view,
      this.#feeder,
      last.counts,
      counts,
      sample,
      (atNs - last.atNs) / NS_PER_SECOND,
      isLast,
    );
  }

  /**
   * Ends the measured time and its last interval. With `empty`, the run has ended in its warm-up.
   */
  end(empty = false): Omit<FleetEnd, 'endedBy' | 'quiet'> & { readonly rest: Interval } {
    const begun = this.#begun;
    const now = empty ? begun : this.#moment();
    return {
      measuredFromMs: begun.epochMs,
      seconds: (now.atNs - begun.atNs) / NS_PER_SECOND,
      measured: countsBetween(begun.counts, now.counts),
      backlog: this.#backlog,
      feederLateSeconds: this.#feederLateNs / NS_PER_SECOND,
      residentBytes: { begin: begun.residentBytes, end: now.residentBytes },
      rest: this.takeInterval(now, true),
    };
  }

  #moment(): Moment {
    return {
      atNs: readClock(this.#clock),
      epochMs: performance.timeOrigin + performance.now(),
      counts: readCounts(this.#view, this.#feeder),
      residentBytes: process.memoryUsage.rss(),
    };
  }
}
