import { Feed } from '../base/feed.js';
import { abortSignal, demand, fields, optional } from '../base/forms.js';
import { type CaptureMemory, openCaptureCells } from '../capture/memory.js';
import { announce, openSleeper, type Sleeper, wake } from '../memory/waiting.js';
import { createStallCounts, type StallCounts, sampleStalls } from '../metrics/stalls.js';
import type { KillScope } from '../risk/stops/kill.js';
import type { NamedScope } from '../risk/stops/scope-forms.js';
import { explainStart } from '../threads/failure.js';
import { FleetError, type FleetFault } from './failure.js';
import { type FleetCounts, readCounts } from './main-thread/counts.js';
import { drawTemplates, type Feeder, feed, openFeeder } from './main-thread/feeder.js';
import {
  type CycleState,
  isAcknowledged,
  type KillReport,
  openCycles,
  reportAct,
  reportActs,
  requestAct,
  stepCycles,
} from './main-thread/kills.js';
import { type Interval, MeasuredTime } from './main-thread/measured-time.js';
import { copyPoints, type Meter, openMeter, startMeter, takeMeter } from './main-thread/meter.js';
import type { FleetSnapshot } from './main-thread/snapshot.js';
import { drawTally, type FleetTally } from './main-thread/tally.js';
import {
  type CrewThread,
  dismissCrew,
  hireCrew,
  startThread,
  WORKER_FILES,
} from './main-thread/threads.js';
import { type FleetView, openView } from './main-thread/view.js';
import { allocateFleet } from './memory/allocate.js';
import { Phase } from './memory/tables.js';
import { type FleetResult, summariseFleet } from './result.js';
import { type FleetPlan, type FleetSpec, planFleet, scopeRows } from './spec.js';
import { type FleetClock, monotonicNs, openClock, readClock } from './threads/clock.js';
import type { ThreadReport } from './threads/task.js';

/** How a fleet is run and watched; nothing of it changes what is measured. */
export interface FleetOptions {
  /** Ends the run early: no more parents, rings drained, result as far as it went. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Called about once a second of the measured time, and once the rings are empty for what is left
   * of it. The histograms of a snapshot are written over by the next; all of them add up to those
   * of the result.
   */
  readonly onInterval?: ((snapshot: FleetSnapshot) => void) | undefined;
  /** Where the compiled entries of the threads are. */
  readonly workers?: { readonly servers?: URL; readonly venues?: URL } | undefined;
  /** The largest JavaScript heap of a thread, MB. */
  readonly heapMbMax?: number | undefined;
}

/** Options of a fleet whose children and fills are kept. */
interface CaptureOptions extends FleetOptions {
  /**
   * Where children and fills are kept, with a ring for each server, in order; a child that finds its
   * ring full is counted and left out.
   */
  readonly capture?: CaptureMemory | undefined;
}

/** How far ahead of its time a parent is written into an inbox. */
const AHEAD_NS = 200e6;
/**
 * How often this thread feeds and looks on: seldom, since threads that spin have all cores, and
 * each look takes one of them away for some ten microseconds. While an inbox is full or a kill is
 * to come it looks more often, and while kills follow each other as often as it can.
 */
const POLL_MS = 25;
const PRESSED_POLL_MS = 4;
const CYCLE_POLL_MS = 1;
const INTERVAL_NS = 1e9;
/** Snapshots that wait for a slow reader: some 1.6 MB each. */
const SNAPSHOTS_MAX = 16;
/** Only guards: a thread that fails says so at once. */
const START_MS = 60_000;
const DRAIN_MS = 60_000;
/** How long the other threads have to end by themselves after one has failed. */
const ABORT_MS = 400;

/**
 * Runs a load on a fleet to its end. Rejects with an InputError when the specification cannot be
 * kept, and with a FleetError when a thread ends before it should.
 */
export async function runFleet(
  spec: FleetSpec,
  options: CaptureOptions = {},
): Promise<FleetResult> {
  const fleet = await startFleet(spec, options);
  return fleet.result;
}

/** Starts a fleet and returns as soon as it runs. */
export async function startFleet(spec: FleetSpec, options: CaptureOptions = {}): Promise<Fleet> {
  const plan = planFleet(spec);
  return launch(plan, options);
}

/** Makes a fleet and starts it; only `startFleet` does. */
let launch: (plan: FleetPlan, options: CaptureOptions) => Promise<Fleet>;

/** A fleet that runs: servers on some threads, fed and watched from this one. */
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
  readonly #crew: readonly CrewThread[];
  readonly #quiet: StallCounts = createStallCounts();
  #reports: Promise<ThreadReport>[] = [];
  readonly #ended = new Set<CrewThread>();
  #clock: FleetClock = openClock(0);
  #failure: FleetFailure | undefined;
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
    this.#crew = hireCrew(plan, { ...WORKER_FILES, ...options.workers }, options.heapMbMax);
    this.result = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.result.catch(() => undefined);
  }

  /** Brings the threads up and lets them run. Rejects when one does not come up. */
  async #start(): Promise<void> {
    const plan = this.#plan;
    const { control } = this.#view;
    sampleStalls(this.#quiet, plan.stallSampleMs / 2);
    try {
      await this.#bringUp();
    } catch (error) {
      Atomics.store(control.control.phase, 0, Phase.ABORT);
      await dismissCrew(this.#crew);
      throw error;
    }
    control.control.startNs[0] = monotonicNs();
    this.#clock = openClock(control.control.startNs[0]);
    const { capture } = this.#options;
    if (capture !== undefined)
      openCaptureCells(capture).origin.originMs[0] = performance.timeOrigin + performance.now();
    if (plan.arrivals.kind !== 'max') feed(this.#feeder, AHEAD_NS);
    // Without a warm-up everything is measured, also what servers do before this thread looks
    // again.
    if (plan.warmupSeconds === 0) this.#begin();
    announce(control.control.phase, 0, Phase.RUN);
    this.#drive().then(this.#settle.resolve, this.#settle.reject);
  }

  /**
   * Kills a scope. Resolves when every server has acknowledged it. Throws an InputError for a scope
   * that is not there.
   */
  kill(scope: NamedScope): Promise<KillReport> {
    return this.#act(scope, true);
  }

  /** Lets a scope trade again. Resolves when every server has acknowledged it. */
  rearm(scope: NamedScope): Promise<KillReport> {
    return this.#act(scope, false);
  }

  /** What has been counted since the start, read while the threads go on. */
  counts(): FleetCounts {
    return readCounts(this.#view, this.#feeder);
  }

  /**
   * What every server has been handed and what became of it so far; while the threads go on, the
   * numbers are some microseconds apart.
   */
  accounts(): FleetTally {
    return drawTally(this.#view, this.#feeder);
  }

  /** The human acts so far, with the acknowledgements there are. */
  killReports(): KillReport[] {
    return reportActs(this.#view);
  }

  /**
   * What is seen about once a second of the measured time, for `for await`, from now on: each with
   * histograms of its own. Ends with the fleet, when the loop is left, or when the signal is
   * aborted; throws the FleetError of a fleet that fails. A reader that is behind by more than 16
   * loses the oldest, which `missed` counts.
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

  /** Stops feeding, drains the rings and ends. */
  stop(): Promise<FleetResult> {
    this.#endedBy ??= 'stop';
    return this.result;
  }

  async #act(scope: NamedScope, engaged: boolean): Promise<KillReport> {
    const row = this.#request(scopeRows(scope, this.#plan, 'scope'), engaged);
    while (!isAcknowledged(this.#view, row) && !this.#isOver()) await sleep(1);
    return reportAct(this.#view, row);
  }

  #request(scope: KillScope, engaged: boolean): number {
    return requestAct(this.#view, this.#sleepers, scope, engaged, readClock(this.#clock));
  }

  #isOver(): boolean {
    return this.#failure !== undefined || this.#endedBy !== undefined;
  }

  async #bringUp(): Promise<void> {
    // Of several that do not load, the first of the crew is told, not the one that fails first.
    const loaded = await Promise.allSettled(this.#crew.map(({ pool }) => pool.ready()));
    loaded.forEach((load, index) => {
      const thread = this.#crew[index]!;
      if (load.status === 'rejected')
        throw new FleetError(
          'start',
          thread.name,
          thread.servers,
          explainStart(load.reason, '`workers`'),
          undefined,
        );
    });
    this.#reports = this.#crew.map((thread) => startThread(thread, this.#plan, this.#view.memory));
    this.#reports.forEach((report, index) => {
      const thread = this.#crew[index]!;
      report.then(
        () => {
          this.#ended.add(thread);
          if (this.#endedBy === undefined)
            this.#failure ??= { thread, cause: 'its task ended by itself', fault: 'worker' };
        },
        (cause: unknown) => {
          this.#failure ??= { thread, cause, fault: 'worker' };
        },
      );
    });
    const { ready } = this.#view.control.threads;
    const untilMs = performance.now() + START_MS;
    for (const thread of this.#crew) {
      while (Atomics.load(ready, thread.thread) === 0) {
        if (this.#failure !== undefined) throw this.#error('start');
        if (performance.now() > untilMs)
          throw new FleetError(
            'start',
            thread.name,
            thread.servers,
            `not ready after ${START_MS} ms`,
            undefined,
          );
        await sleep(1);
      }
    }
  }

  /** From the start to the end: feeds, kills, looks on, drains, sums up. */
  async #drive(): Promise<FleetResult> {
    try {
      const endedBy = await this.#run();
      const measured = this.#measured?.end();
      const reports = endedBy === undefined ? undefined : await this.#drain();
      if (endedBy !== undefined && reports !== undefined) {
        // A run that ends in its warm-up has measured nothing, and nothing of the warm-up is told
        // as if it had.
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
      await Promise.race([Promise.allSettled(this.#reports), sleep(ABORT_MS)]);
    } finally {
      await dismissCrew(this.#crew);
    }
    // Only now does no thread change any more what the accounts are drawn from.
    throw this.#error();
  }

  /**
   * Feeds, kills and looks on until the end, and tells what it ended by; undefined when a thread
   * has failed before that.
   */
  async #run(): Promise<FleetResult['endedBy'] | undefined> {
    const plan = this.#plan;
    const warmupNs = plan.warmupSeconds * 1e9;
    const endNs = warmupNs + plan.durationSeconds * 1e9;
    const isFed = plan.arrivals.kind !== 'max';
    for (;;) {
      const nowNs = readClock(this.#clock);
      if (this.#failure !== undefined) return undefined;
      if (this.#options.signal?.aborted) this.#endedBy ??= 'signal';
      if (nowNs >= endNs) this.#endedBy ??= 'duration';
      if (this.#measured === undefined && nowNs >= warmupNs) this.#begin();
      // Before the end: a kill that is due is made, however late this thread comes to it.
      this.#pressKills(nowNs);
      if (this.#endedBy !== undefined) return this.#endedBy;
      if (isFed) this.#feed(nowNs, Math.min(nowNs + AHEAD_NS, endNs));
      if (this.#cycles !== undefined)
        stepCycles(this.#cycles, this.#view, nowNs, (scope, engaged) =>
          this.#request(scope, engaged),
        );
      this.#measured?.look(nowNs);
      if (this.#measured !== undefined && nowNs - this.#measured.lastNs >= INTERVAL_NS)
        this.#tell(this.#measured.takeInterval());
      await sleep(this.#pollMs());
    }
  }

  #pollMs(): number {
    if (this.#plan.killCycles !== undefined) return CYCLE_POLL_MS;
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
    this.#measured?.noteFeeding(nowNs, this.#fedUntilNs);
    feed(this.#feeder, untilNs);
    this.#fedUntilNs = untilNs;
  }

  #pressKills(nowNs: number): void {
    while (this.#plannedActs.length > 0 && this.#plannedActs[0]!.atNs <= nowNs) {
      const { scope, engaged } = this.#plannedActs.shift()!;
      this.#request(scope, engaged);
    }
  }

  /**
   * Tells those who look on what an interval was, with the latencies that were counted since the
   * one before.
   */
  #tell(interval: Interval): void {
    const { onInterval } = this.#options;
    if (interval.seconds === 0 || (onInterval === undefined && this.#watchers.size === 0)) return;
    const snapshot = { ...interval, latency: takeMeter(this.#meter) };
    onInterval?.(snapshot);
    for (const watcher of this.#watchers)
      watcher.push({ ...snapshot, latency: copyPoints(snapshot.latency) });
  }

  #setPhase(phase: number): void {
    announce(this.#view.control.control.phase, 0, phase);
    for (const sleeper of this.#sleepers) wake(sleeper);
  }

  /**
   * Asks every thread to drain and waits until it has ended by itself; undefined when one has
   * failed or is too late.
   */
  async #drain(): Promise<ThreadReport[] | undefined> {
    this.#setPhase(Phase.DRAIN);
    // The timer must not keep the process alive once the threads have reported.
    let late: NodeJS.Timeout | undefined;
    const deadline = new Promise<undefined>((resolve) => {
      late = setTimeout(resolve, DRAIN_MS, undefined);
    });
    const reports = await Promise.race([
      Promise.all(this.#reports).catch(() => undefined),
      deadline,
    ]);
    clearTimeout(late);
    if (reports === undefined)
      this.#failure ??= {
        thread: this.#running()!,
        cause: `not ended after ${DRAIN_MS} ms`,
        fault: 'drain',
      };
    return this.#failure === undefined ? reports : undefined;
  }

  /** A thread that has not reported yet. */
  #running(): CrewThread | undefined {
    return this.#crew.find((thread) => !this.#ended.has(thread));
  }

  #error(fault: FleetFault = this.#failure!.fault): FleetError {
    const { thread, cause } = this.#failure!;
    return new FleetError(
      fault,
      thread.name,
      thread.servers,
      cause,
      drawTally(this.#view, this.#feeder),
    );
  }
}

interface FleetFailure {
  readonly thread: CrewThread;
  readonly cause: unknown;
  readonly fault: FleetFault;
}

interface PlannedAct {
  readonly atNs: number;
  readonly scope: KillScope;
  readonly engaged: boolean;
}

/** The kills of a plan and their re-arms, in order of time. */
function planActs({ kills = [] }: FleetPlan): PlannedAct[] {
  const acts = kills.flatMap(({ atSeconds, scope, rearmAfterSeconds }) => {
    const killed = { atNs: atSeconds * 1e9, scope, engaged: true };
    return rearmAfterSeconds === undefined
      ? [killed]
      : [killed, { ...killed, atNs: (atSeconds + rearmAfterSeconds) * 1e9, engaged: false }];
  });
  return acts.sort((a, b) => a.atNs - b.atNs);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
