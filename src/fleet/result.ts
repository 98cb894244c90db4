import { availableParallelism } from 'node:os';
import type { RunOrders } from '../capture/run-orders.js';
import { type StallCounts, stallRates } from '../metrics/stalls.js';
import type { FindingsAccount, NamedFinding } from '../risk/counts/findings.js';
import { type CustomCheckResult, mergeCustom } from '../risk/gate/custom-checks.js';
import { drawFindings, fleetFindings } from './main-thread/checks.js';
import type { BacklogSample, FleetCounts } from './main-thread/counts.js';
import type { Feeder } from './main-thread/feeder.js';
import { type KillReport, reportActs } from './main-thread/kills.js';
import { type Meter, type PointHistograms, readMeter } from './main-thread/meter.js';
import { fleetOrders } from './main-thread/orders.js';
import { judgeSteadiness, type LoadFacts, type Steadiness } from './main-thread/steadiness.js';
import { drawTally, type FleetTally } from './main-thread/tally.js';
import type { FleetView } from './main-thread/view.js';
import { SAMPLED_TURNS } from './memory/latency-points.js';
import { collectJournals, type ServerJournal } from './replay.js';
import type { FleetPlan, FleetSpec } from './spec.js';
import type { GarbageReport } from './threads/garbage.js';
import type { ThreadReport } from './threads/task.js';

/**
 * The result of a run. Money is in ticks × shares; time is in ns unless its name says otherwise.
 */
export interface FleetResult {
  readonly conditions: {
    readonly servers: number;
    /** Threads that host servers; 0 when the main thread does. */
    readonly threads: number;
    readonly venues: 'thread' | 'inline';
    /** Why they are there: a setting says so or needs a thread, or the cores decide. */
    readonly venuesBy: 'setting' | 'lazy' | 'latency' | 'cores';
    readonly waiting: NonNullable<FleetSpec['waiting']>;
    readonly waitingBy: 'setting' | 'cores';
    /** All threads that want a core, the main one among them. */
    readonly allThreads: number;
    readonly childrenMax: number;
    readonly lazy: NonNullable<FleetSpec['lazy']>;
    readonly ringRecords: number;
    readonly inboxRecords: number;
    readonly cores: number;
    readonly node: string;
    readonly seed: number;
    readonly warmupSeconds: number;
    /** One turn in this many has its gate timed. */
    readonly gateSampledTurns: number;
    /** Whether parents arrive at times of their own. */
    readonly isOpenLoop: boolean;
  };
  readonly endedBy: 'duration' | 'stop' | 'signal';
  /** The start of the measured time, ms since the epoch. */
  readonly measuredFromMs: number;
  /** The length of the measured time, and the counts in it. */
  readonly seconds: number;
  readonly measured: FleetCounts;
  /** All counts since the start, including warm-up and draining. */
  readonly accounts: FleetTally;
  /**
   * Latencies since the start of the measured time until the rings were empty, by server and
   * merged.
   */
  readonly latency: {
    readonly servers: readonly PointHistograms[];
    readonly merged: PointHistograms;
  };
  /** Whether the backlog grew in the measured time, and what the limit was. */
  readonly steadiness: Steadiness;
  readonly kills: readonly KillReport[];
  /**
   * Stalls of the machine: sampled before and after the run with nothing running, and seen by idle
   * threads in it.
   */
  readonly stalls: { readonly quiet: StallCounts; readonly threads: readonly StallCounts[] };
  readonly garbage: readonly GarbageReport[];
  /** When the measured time began and when it ended, bytes. */
  readonly residentBytes: { readonly begin: number; readonly end: number };
  /** What checks of the user's own did, over all servers. */
  readonly ownChecks: readonly CustomCheckResult[];
  readonly findings: FindingsAccount;
}

/**
 * A result as it is inside: with the journals of a fleet that was asked to `record`, and with what
 * event files tell of its end, where it has such files.
 */
export interface RecordedResult extends FleetResult {
  readonly journals: readonly ServerJournal[];
  readonly ended?: {
    readonly orders: RunOrders | undefined;
    readonly findings: readonly NamedFinding[];
  };
}

/** What the driver of a fleet knows at its end. */
export interface FleetEnd {
  readonly endedBy: FleetResult['endedBy'];
  readonly measuredFromMs: number;
  readonly seconds: number;
  readonly measured: FleetCounts;
  readonly backlog: readonly BacklogSample[];
  readonly feederLateSeconds: number;
  readonly quiet: StallCounts;
  readonly residentBytes: FleetResult['residentBytes'];
}

/** Summarises a drained fleet. */
export function summariseFleet(
  view: FleetView,
  feeder: Feeder,
  meter: Meter,
  reports: readonly ThreadReport[],
  end: FleetEnd,
): RecordedResult {
  const { plan } = view;
  const accounts = drawTally(view, feeder);
  const kills = reportActs(view);
  const {
    servers,
    threads,
    onMain,
    venues,
    venuesBy,
    waiting,
    waitingBy,
    allThreads,
    childrenMax,
    lazy,
    ringRecords,
    inboxRecords,
    seed,
    warmupSeconds,
  } = plan;
  return {
    conditions: {
      servers,
      threads: onMain ? 0 : threads,
      venues,
      venuesBy,
      waiting,
      waitingBy,
      allThreads,
      childrenMax,
      lazy,
      ringRecords,
      inboxRecords,
      cores: availableParallelism(),
      node: process.version,
      seed,
      warmupSeconds,
      gateSampledTurns: SAMPLED_TURNS,
      isOpenLoop: plan.arrivals.kind !== 'max',
    },
    endedBy: end.endedBy,
    measuredFromMs: end.measuredFromMs,
    seconds: end.seconds,
    measured: end.measured,
    accounts,
    latency: readMeter(meter),
    steadiness: judgeSteadiness(end.backlog, factsOf(plan, accounts, kills, end)),
    kills,
    stalls: { quiet: end.quiet, threads: reports.map(({ stalls }) => stalls) },
    garbage: reports.map(({ garbage }) => garbage),
    residentBytes: end.residentBytes,
    journals: collectJournals(view),
    findings: drawFindings(view),
    ...(view.memory.capture !== undefined && {
      ended: { orders: fleetOrders(view, feeder), findings: fleetFindings(view) },
    }),
    ownChecks: mergeCustom(reports.map(({ ownChecks }) => ownChecks)),
  };
}

function factsOf(
  plan: FleetPlan,
  accounts: FleetTally,
  kills: readonly KillReport[],
  end: FleetEnd,
): LoadFacts {
  const over = (of: (server: FleetTally['servers'][number]) => number): number =>
    accounts.servers.reduce((total, server) => total + of(server), 0);
  return {
    isOpenLoop: plan.arrivals.kind !== 'max',
    counts: end.measured,
    unmatched: over((server) => server.unmatchedExecutions),
    executions: over((server) => server.executions),
    isStopped:
      kills.filter(({ engaged }) => engaged).length >
        kills.filter(({ engaged }) => !engaged).length || accounts.stops.length > 0,
    throttled: over((server) => server.throttled),
    noRoom: over((server) => server.backPressure),
    feederLateSeconds: end.feederLateSeconds,
    seconds: end.seconds,
    threads: plan.allThreads - 1,
    cores: availableParallelism(),
    stallsPerSecond: stallRates(end.quiet).over1msPerSecond,
  };
}
