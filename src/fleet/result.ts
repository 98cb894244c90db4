import { availableParallelism } from 'node:os';
import { type StallCounts, stallRates } from '../metrics/stalls.js';
import type { FindingsAccount } from '../risk/counts/findings.js';
import { type CustomCheckResult, mergeCustom } from '../risk/gate/custom-checks.js';
import { drawFindings } from './main-thread/checks.js';
import type { BacklogSample, FleetCounts } from './main-thread/counts.js';
import type { Feeder } from './main-thread/feeder.js';
import { type KillReport, reportActs } from './main-thread/kills.js';
import { type Meter, type PointHistograms, readMeter } from './main-thread/meter.js';
import { judgeSteadiness, type LoadFacts, type Steadiness } from './main-thread/steadiness.js';
import { drawTally, type FleetTally } from './main-thread/tally.js';
import type { FleetView } from './main-thread/view.js';
import { SAMPLED_TURNS } from './memory/latency-points.js';
import { collectJournals, type ServerJournal } from './replay.js';
import type { FleetPlan, FleetSpec } from './spec.js';
import type { GarbageReport } from './threads/garbage.js';
import type { ThreadReport } from './threads/task.js';

/** The outcome of a run. Money in ticks × shares, time in ns where it is not named otherwise. */
export interface FleetResult {
  readonly conditions: {
    readonly servers: number;
    readonly threads: number;
    readonly venues: FleetSpec['venues'];
    readonly waiting: NonNullable<FleetSpec['waiting']>;
    readonly childrenMax: number;
    readonly lazy: NonNullable<FleetSpec['lazy']>;
    readonly ringRecords: number;
    readonly inboxRecords: number;
    readonly cores: number;
    readonly node: string;
    readonly seed: number;
    readonly warmupSeconds: number;
    /** One turn in so many has its gate timed. */
    readonly gateSampledTurns: number;
    /** Whether parents have times of their own at which they are meant to arrive. */
    readonly isOpenLoop: boolean;
  };
  readonly endedBy: 'duration' | 'stop' | 'signal';
  /** When the measured time began, ms since the epoch. */
  readonly measuredFromMs: number;
  /** The measured time, and what was counted in it. */
  readonly seconds: number;
  readonly measured: FleetCounts;
  /** Everything since the start, warm-up and draining included. */
  readonly accounts: FleetTally;
  /** The measured time, by server and merged; counted until the rings were empty. */
  readonly latency: {
    readonly servers: readonly PointHistograms[];
    readonly merged: PointHistograms;
  };
  /** Whether what waited grew through the measured time, and what the limit was. */
  readonly steadiness: Steadiness;
  readonly kills: readonly KillReport[];
  /**
   * Stalls of the machine: sampled with nothing running, before and after, and seen by the threads
   * themselves while they had nothing to do.
   */
  readonly stalls: { readonly quiet: StallCounts; readonly threads: readonly StallCounts[] };
  readonly garbage: readonly GarbageReport[];
  /** When the measured time began and when it ended, bytes. */
  readonly residentBytes: { readonly begin: number; readonly end: number };
  /** What checks of the user's own did, over all servers. */
  readonly ownChecks: readonly CustomCheckResult[];
  readonly findings: FindingsAccount;
}

/** A result as it is inside, with the journals of a fleet that was asked to `record`. */
export interface RecordedResult extends FleetResult {
  readonly journals: readonly ServerJournal[];
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

/** Sums a drained fleet up. */
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
    venues,
    waiting,
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
      threads,
      venues,
      waiting,
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
    threads: plan.threads + (plan.venues === 'thread' ? 1 : 0) + (plan.otherThreads ?? 0),
    cores: availableParallelism(),
    stallsPerSecond: stallRates(end.quiet).over1msPerSecond,
  };
}
