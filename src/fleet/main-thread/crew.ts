import { explainStart } from '../../threads/failure.js';
import { FleetError, type FleetFault } from '../failure.js';
import type { ThreadReport } from '../threads/task.js';
import type { FleetTally } from './tally.js';
import { type CrewThread, dismissCrew, startThread } from './threads.js';
import type { FleetView } from './view.js';

/** Guards only: a thread that fails reports it at once. */
const START_MS = 60_000;
const DRAIN_MS = 60_000;

/** What a crew asks of its fleet. */
interface CrewFleet {
  /** Returns whether the fleet has been told to end, so that its tasks may end too. */
  readonly isEnding: () => boolean;
  /** Returns the tally that an error carries. */
  readonly tally: () => FleetTally;
}

interface CrewFailure {
  readonly thread: CrewThread;
  readonly cause: unknown;
  readonly fault: FleetFault;
}

/** The threads of one fleet: starts their tasks, notices their failures, collects their reports. */
export class Crew {
  readonly #view: FleetView;
  readonly #threads: readonly CrewThread[];
  readonly #fleet: CrewFleet;
  readonly #ended = new Set<CrewThread>();
  #reports: Promise<ThreadReport>[] = [];
  #failure: CrewFailure | undefined;

  constructor(view: FleetView, threads: readonly CrewThread[], fleet: CrewFleet) {
    this.#view = view;
    this.#threads = threads;
    this.#fleet = fleet;
  }

  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** Loads the entries, starts the tasks and waits until each thread is ready. */
  async bringUp(): Promise<void> {
    // Several threads may fail to load. The error names the first of the crew, not the fastest.
    const loaded = await Promise.allSettled(this.#threads.map(({ pool }) => pool.ready()));
    loaded.forEach((load, index) => {
      if (load.status === 'rejected')
        throw startError(this.#threads[index]!, explainStart(load.reason, '`workers`'));
    });
    this.#reports = this.#threads.map((thread) => this.#start(thread));
    const untilMs = performance.now() + START_MS;
    for (const thread of this.#threads) await this.#ready(thread, untilMs);
  }

  #start(thread: CrewThread): Promise<ThreadReport> {
    const report = startThread(thread, this.#view.plan, this.#view.memory);
    report.then(
      () => {
        this.#ended.add(thread);
        if (!this.#fleet.isEnding())
          this.#failure ??= { thread, cause: 'its task ended by itself', fault: 'worker' };
      },
      (cause: unknown) => {
        this.#failure ??= { thread, cause, fault: 'worker' };
      },
    );
    return report;
  }

  async #ready(thread: CrewThread, untilMs: number): Promise<void> {
    const { ready } = this.#view.control.threads;
    while (Atomics.load(ready, thread.thread) === 0) {
      if (this.#failure !== undefined) throw this.error('start');
      if (performance.now() > untilMs) throw startError(thread, `not ready after ${START_MS} ms`);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  /** Resolves when every task has ended, well or badly. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#reports);
  }

  /** Waits for the reports of all threads; returns undefined when one has failed or is too late. */
  async drained(): Promise<ThreadReport[] | undefined> {
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
    if (reports === undefined) {
      const thread = this.#threads.find((one) => !this.#ended.has(one))!;
      this.#failure ??= { thread, cause: `not ended after ${DRAIN_MS} ms`, fault: 'drain' };
    }
    return this.#failure === undefined ? reports : undefined;
  }

  /** The error of the first failure. */
  error(fault: FleetFault = this.#failure!.fault): FleetError {
    const { thread, cause } = this.#failure!;
    return new FleetError(fault, thread.name, thread.servers, cause, this.#fleet.tally());
  }

  /** Ends all threads, including those that still run. */
  async dismiss(): Promise<void> {
    await dismissCrew(this.#threads);
  }
}

function startError({ name, servers }: CrewThread, failure: unknown): FleetError {
  return new FleetError('start', name, servers, failure, undefined);
}
