import { Feed } from '../base/feed.js';
import { abortSignal, demand, fields, optional } from '../base/forms.js';
import { NS_PER_SECOND } from '../base/units.js';
import { type CaptureMemory, openCaptureCells } from '../capture/memory.js';
import { announce, openSleeper, type Sleeper, wake } from '../memory/waiting.js';
import { createStallCounts, type StallCounts, sampleStalls } from '../metrics/stalls.js';
import type { ScopeAct } from '../risk/stops/acts.js';
import type { KillScope } from '../risk/stops/kill.js';
import type { NamedScope } from '../risk/stops/scope-forms.js';
import { type FleetCounts, readCounts } from './main-thread/counts.js';
import { Crew } from './main-thread/crew.js';
import { drawTemplates, dueLater, type Feeder, feed, openFeeder } from './main-thread/feeder.js';
import {
  type CycleState,
  demandedRows,
  isAcknowledged,
  type KillReport,
  openCycles,
  type PlannedAct,
  planActs,
  reportAct,
  reportActs,
  requestAct,
  stepCycles,
} from './main-thread/kills.js';
import type { LiveOrders } from './main-thread/live.js';
import { type Interval, MeasuredTime } from './main-thread/measured-time.js';
import { copyPoints, type Meter, openMeter, startMeter, takeMeter } from './main-thread/meter.js';
import type { FleetSnapshot } from './main-thread/snapshot.js';
import { drawTally, type FleetTally } from './main-thread/tally.js';
import { hireCrew, WORKER_FILES } from './main-thread/threads.js';
import { type FleetView, openView } from './main-thread/view.js';
import { allocateFleet } from './memory/allocate.js';
import { Phase } from './memory/tables.js';
import { type FleetResult, summariseFleet } from './result.js';
import { HostOnMain } from './server-thread/host.js';
import { type FleetPlan, type FleetSpec, planFleet } from './spec.js';
import { type FleetClock, monotonicNs, openClock, readClock } from './threads/clock.js';
import type { ThreadReport } from './threads/task.js';

/** Options of a run. None of them changes what is measured. */
export interface FleetOptions {
  /**
   * Ends the run early: feeding stops, the rings drain, and the result covers the time until then.
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * Called about once a second of the measured time, and once after the rings are empty for the
   * rest of it. The next snapshot overwrites the histograms of the last. All intervals together add
   * up to the histograms of the result.
   */
  readonly onInterval?: ((snapshot: FleetSnapshot) => void) | undefined;
  /** The compiled entries of the threads. */
  readonly workers?: { readonly servers?: URL; readonly venues?: URL } | undefined;
  /** The largest JavaScript heap of a thread, MB. */
  readonly heapMbMax?: number | undefined;
}

/** Options of a fleet whose children and fills are kept. */
interface CaptureOptions extends FleetOptions {
  /** The door for parents of arrivals `live`. */
  readonly live?: LiveOrders | undefined;
  /**
   * The rings that keep children and fills: one for each server, in order. A full ring counts what
   * it drops.
   */
  readonly capture?: CaptureMemory | undefined;
}

/**
 * A parent is written into an inbox this long before it is due; when it is due where live orders
 * come too, which would wait behind it.
 */
const AHEAD_NS = 200e6;
const aheadNs = ({ isLive }: FleetPlan): number => (isLive ? 0 : AHEAD_NS);
/**
 * The main thread feeds and watches at this interval. The interval is long because spinning threads
 * occupy all cores and each look interrupts one of them for some ten microseconds. It is shorter
 * while an inbox is full or a kill is planned, and as short as possible during kill cycles.
 */
const POLL_MS = 25;
const PRESSED_POLL_MS = 4;
const CYCLE_POLL_MS = 1;
const INTERVAL_NS = NS_PER_SECOND;
/** Snapshots that a slow reader may leave unread: some 1.6 MB each. */
const SNAPSHOTS_MAX = 16;
/** The other threads have this long to end by themselves after one has failed. */
const ABORT_MS = 400;

/**
 * Runs a load on a fleet to its end. Rejects with an InputError when the specification is invalid,
 * and with a FleetError when a thread ends early.
 */
export async function runFleet(
  spec: FleetSpec,
  options: CaptureOptions = {},
): Promise<FleetResult> {
  const fleet = await startFleet(spec, options);
  return fleet.result;
}

/** Starts a fleet and resolves as soon as it runs. */
export async function startFleet(spec: FleetSpec, options: CaptureOptions = {}): Promise<Fleet> {
  const plan = planFleet(spec);
  return launch(plan, options);
}

/** Makes a fleet and starts it. Only `startFleet` calls it. */
let launch: (plan: FleetPlan, options: CaptureOptions) => Promise<Fleet>;

/** A running fleet: this thread feeds and watches servers on other threads. */
export class Fleet {
  /** The specification with every default filled in. */
  readonly #plan: FleetPlan;
  /** Settles when the fleet has ended. */
  readonly result: Promise<FleetResult>;
  readonly #options: CaptureOptions;
  readonly #view: FleetView;
  readonly #feeder: Feeder;
  readonly #meter: Meter;
  readonly #sleepers: readonly Sleeper[];
  readonly #crew: Crew;
  readonly #onMain: HostOnMain | undefined;
  readonly #quiet: StallCounts = createStallCounts();
  #clock: FleetClock = openClock(0);
  #endedBy: FleetResult['endedBy'] | undefined;
  #measured: MeasuredTime | undefined;
  #fedUntilNs = 0;
  #cycles: CycleState | undefined;
  readonly #watchers = new Set<Feed<FleetSnapshot>>();
  #plannedActs: PlannedAct[];
  #settle!: { resolve: (result: FleetResult) => void; reject: (error: unknown) => void };

  static {
    launch = async (plan, options) => {
      const fleet = new Fleet(plan, options);
      await fleet.#start();
      return fleet;
    };
  }

  private constructor(plan: FleetPlan, options: CaptureOptions) {
    this.#plan = plan;
    this.#options = options;
    const memory = { ...allocateFleet(plan), capture: options.capture };
    drawTemplates(plan, memory);
    this.#view = openView(plan, memory);
    this.#feeder = openFeeder(plan, memory);
    this.#meter = openMeter(memory);
    this.#sleepers = Array.from({ length: plan.threads + 1 }, (_, thread) =>
      openSleeper(memory.sleepers, thread),
    );
    this.#plannedActs = planActs(plan);
    this.#onMain = plan.onMain ? new HostOnMain() : undefined;
    this.#crew = new Crew(
      this.#view,
      hireCrew(plan, { ...WORKER_FILES, ...options.workers }, options.heapMbMax, this.#onMain),
      { isEnding: () => this.#endedBy !== undefined, tally: () => this.accounts() },
    );
    this.result = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.result.catch(() => undefined);
  }

  /** Starts the threads and lets them run. Rejects when one does not start. */
  async #start(): Promise<void> {
    const plan = this.#plan;
    const { control } = this.#view;
    sampleStalls(this.#quiet, plan.stallSampleMs / 2);
    try {
      await this.#crew.bringUp();
    } catch (error) {
      Atomics.store(control.control.phase, 0, Phase.ABORT);
      await this.#crew.dismiss();
      throw error;
    }
    control.control.startNs[0] = monotonicNs();
    this.#clock = openClock(control.control.startNs[0]);
    const { capture, live } = this.#options;
    live?.open({
      plan,
      feeder: this.#feeder,
      sleepers: this.#sleepers,
      clock: this.#clock,
      servers: this.#view.servers,
      onMain: this.#onMain,
    });
    if (capture !== undefined)
      openCaptureCells(capture).origin.originMs[0] = performance.timeOrigin + performance.now();
    if (plan.arrivals.kind !== 'max') feed(this.#feeder, aheadNs(plan));
    // Without a warm-up the measurement covers everything, including what servers do before this
    // thread looks again.
    if (plan.warmupSeconds === 0) this.#begin();
    announce(control.control.phase, 0, Phase.RUN);
    this.#drive().then(this.#settle.resolve, this.#settle.reject);
  }

  /** Kills a scope, as `act` does. */
  kill(scope: NamedScope): Promise<KillReport> {
    return this.act('kill', scope);
  }

  /** Lets a scope trade again, as `act` does, whether people or a check have stopped it. */
  rearm(scope: NamedScope): Promise<KillReport> {
    return this.act('re-arm', scope);
  }

  /**
   * Kills, halts or re-arms a scope, or lets only orders of it through that reduce. Resolves when
   * every server has acknowledged it. Throws an InputError for an unknown act or scope.
   */
  async act(act: ScopeAct, scope: NamedScope): Promise<KillReport> {
    const row = this.#request(demandedRows(this.#view, act, scope), act);
    while (!isAcknowledged(this.#view, row) && !this.#isOver()) await sleep(1);
    return reportAct(this.#view, row);
  }

  /** Returns the counts since the start. The threads go on meanwhile. */
  counts(): FleetCounts {
    return readCounts(this.#view, this.#feeder);
  }

  /**
   * Returns what every server has been handed and what became of it so far. While the threads run,
   * the numbers are some microseconds apart.
   */
  accounts(): FleetTally {
    return drawTally(this.#view, this.#feeder);
  }

  /** Returns the human acts so far, with the acknowledgements that have arrived. */
  killReports(): KillReport[] {
    return reportActs(this.#view);
  }

  /**
   * Yields a snapshot about once a second of the measured time, from the call on, each with
   * histograms of its own. Ends with the fleet, when the loop is left, or when the signal is
   * aborted; throws the FleetError of a fleet that fails. A reader that is more than 16 snapshots
   * behind loses the oldest ones, which `missed` counts.
   */
  snapshots(
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): AsyncIterable<FleetSnapshot> & { readonly missed: number } {
    demand(fields({ signal: optional(abortSignal) }), options, 'snapshots');
    const { signal } = options;
    const feed = new Feed<FleetSnapshot>({
      max: SNAPSHOTS_MAX,
      signal,
      closed: () => this.#watchers.delete(feed),
    });
    if (!signal?.aborted) this.#watchers.add(feed);
    this.result.then(
      () => feed.end(),
      (error: unknown) => feed.end({ error }),
    );
    return feed;
  }

  /** Stops feeding, drains the rings and ends the run. */
  stop(): Promise<FleetResult> {
    this.#endedBy ??= 'stop';
    return this.result;
  }

  #request(scope: KillScope, act: ScopeAct): number {
    return requestAct(this.#view, this.#sleepers, scope, act, this.#clock);
  }

  #isOver(): boolean {
    return this.#crew.hasFailed || this.#endedBy !== undefined;
  }

  /** Feeds, kills, watches, drains and summarises, from the start to the end. */
  async #drive(): Promise<FleetResult> {
    try {
      const endedBy = await this.#run();
      const measured = this.#measured?.end();
      const reports = endedBy === undefined ? undefined : await this.#drain();
      if (endedBy !== undefined && reports !== undefined) {
        // A run that ends in its warm-up reports an empty measured time, not the warm-up.
        const end = measured ?? this.#begin().end(true);
        this.#tell(end.rest);
        sampleStalls(this.#quiet, this.#plan.stallSampleMs / 2);
        return summariseFleet(this.#view, this.#feeder, this.#meter, reports, {
          ...end,
          endedBy,
          quiet: this.#quiet,
        });
      }
      this.#setPhase(Phase.ABORT);
      await Promise.race([this.#crew.settled(), sleep(ABORT_MS)]);
    } finally {
      await this.#crew.dismiss();
    }
    // The error draws the tally, so it is made after the last thread has stopped changing memory.
    throw this.#crew.error();
  }

  /**
   * Feeds, kills and watches until the end. Returns the reason for the end, or undefined when a
   * thread has failed first.
   */
  async #run(): Promise<FleetResult['endedBy'] | undefined> {
    const plan = this.#plan;
    const warmupNs = plan.warmupSeconds * NS_PER_SECOND;
    const endNs = warmupNs + plan.durationSeconds * NS_PER_SECOND;
    const isFed = plan.arrivals.kind !== 'max';
    for (;;) {
      const nowNs = readClock(this.#clock);
      if (this.#crew.hasFailed) return undefined;
      if (this.#options.signal?.aborted) this.#endedBy ??= 'signal';
      if (nowNs >= endNs) this.#endedBy ??= 'duration';
      if (this.#measured === undefined && nowNs >= warmupNs) this.#begin();
      // Precedes the check for the end, so that a kill that is due happens however late this thread
      // is.
      this.#pressKills(nowNs);
      if (this.#endedBy !== undefined) return this.#endedBy;
      if (isFed) this.#feed(nowNs, Math.min(nowNs + aheadNs(plan), endNs));
      if (this.#cycles !== undefined)
        stepCycles(this.#cycles, this.#view, nowNs, (scope, act) => this.#request(scope, act));
      this.#measured?.look(nowNs);
      if (this.#measured !== undefined && nowNs - this.#measured.lastNs >= INTERVAL_NS)
        this.#tell(this.#measured.takeInterval());
      await sleep(this.#pollMs());
    }
  }

  #pollMs(): number {
    const { killCycles, isLive } = this.#plan;
    if (killCycles !== undefined || (isLive && dueLater(this.#feeder) > 0)) return CYCLE_POLL_MS;
    const isPressed =
      this.#plannedActs.length > 0 || this.#feeder.holds.some(({ count }) => count > 0);
    return isPressed ? PRESSED_POLL_MS : POLL_MS;
  }

  /** Begins the measured time. */
  #begin(): MeasuredTime {
    const { killCycles } = this.#plan;
    startMeter(this.#meter);
    this.#measured = new MeasuredTime(this.#view, this.#feeder, this.#clock);
    if (killCycles !== undefined) this.#cycles = openCycles(killCycles, this.#measured.begunNs);
    return this.#measured;
  }

  #feed(nowNs: number, untilNs: number): void {
    if (!this.#plan.isLive) this.#measured?.noteFeeding(nowNs, this.#fedUntilNs);
    feed(this.#feeder, untilNs);
    this.#fedUntilNs = untilNs;
  }

  #pressKills(nowNs: number): void {
    while (this.#plannedActs.length > 0 && this.#plannedActs[0]!.atNs <= nowNs) {
      const { scope, act } = this.#plannedActs.shift()!;
      this.#request(scope, act);
    }
  }

  /** Hands an interval to all readers, with the latencies recorded since the previous one. */
  #tell(interval: Interval): void {
    const { onInterval } = this.#options;
    if (interval.seconds === 0 || (onInterval === undefined && this.#watchers.size === 0)) return;
    const snapshot = { ...interval, latency: takeMeter(this.#meter) };
    onInterval?.(snapshot);
    for (const watcher of this.#watchers)
      watcher.push({ ...snapshot, latency: copyPoints(snapshot.latency) });
  }

  /** Asks every thread to drain; returns their reports, or undefined when one has failed. */
  #drain(): Promise<ThreadReport[] | undefined> {
    this.#setPhase(Phase.DRAIN);
    return this.#crew.drained();
  }

  #setPhase(phase: number): void {
    announce(this.#view.control.control.phase, 0, phase);
    for (const sleeper of this.#sleepers) wake(sleeper);
    void this.#onMain?.finish();
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
