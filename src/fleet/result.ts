import { availableParallelism } from 'node:os';
import { type StallCounts, stallRates } from '../metrics/stalls.js';
import type { FindingsAccount } from '../risk/counts/findings.js';
import { type CustomCheckResult, mergeCustom } from '../risk/gate/custom-checks.js';
import { openParents } from '../server/server.js';
import { drawFindings } from './main-thread/checks.js';
import { dueParents, type Feeder, queuedParents } from './main-thread/feeder.js';
import { type KillReport, reportActs } from './main-thread/kills.js';
import { type Meter, readMeter, type StageHistograms } from './main-thread/meter.js';
import { type BacklogSample, judgeSteadiness, type LoadFacts, type Steadiness } from './main-thread/steadiness.js';
import { drawAccounts, type FleetAccounts, type FleetView } from './main-thread/tally.js';
import { SAMPLED_TURNS } from './memory/stages.js';
import { collectJournals, type ServerJournal } from './replay.js';
import type { ThreadReport } from './server-thread/host.js';
import type { FleetPlan } from './spec.js';

/** Counts over all servers, at one moment or over some time. */
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
  readonly turns: number;
  readonly batches: number;
}

/** What is seen about once a second while a fleet runs. */
export interface FleetSnapshot {
  /** Since the measured time began, and how long this interval was. */
  readonly atSeconds: number;
  readonly seconds: number;
  /** Whether it is what was left of the measured time at its end, which may be short. */
  readonly isLast: boolean;
  /** Within the interval. */
  readonly counts: FleetCounts;
  /** Parents in inboxes, fed ahead of their time included, and outside of them; children without an answer. */
  readonly queued: number;
  readonly held: number;
  readonly inFlight: number;
  /** Parents that are taken and not completed, and parents whose time has come and that are not taken. */
  readonly openParents: number;
  readonly dueParents: number;
  /** What all servers measured within the interval; written over by the next snapshot. */
  readonly latency: StageHistograms;
  /** Memory of the whole process, bytes. */
  readonly residentBytes: number;
}

/** The outcome of a run. Money in ticks × shares, time in ns where it is not named otherwise. */
export interface FleetResult {
  readonly conditions: {
    readonly servers: number;
    readonly threads: number;
    readonly venues: FleetPlan['venues'];
    readonly waiting: FleetPlan['waiting'];
    readonly childrenMax: number;
    readonly lazy: FleetPlan['lazy'];
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
  readonly accounts: FleetAccounts;
  /** The measured time, by server and merged; counted until the rings were empty. */
  readonly latency: { readonly servers: readonly StageHistograms[]; readonly merged: StageHistograms };
  /** Whether what waited grew through the measured time, and what the limit was. */
  readonly steadiness: Steadiness;
  readonly kills: readonly KillReport[];
  /** Stalls of the machine: sampled with nothing running, before and after, and seen by the threads themselves while they had nothing to do. */
  readonly stalls: { readonly quiet: StallCounts; readonly threads: readonly StallCounts[] };
  readonly garbage: readonly ThreadReport['garbage'][];
  /** When the measured time began and when it ended, bytes. */
  readonly residentBytes: { readonly begin: number; readonly end: number };
  readonly journals: readonly ServerJournal[];
  /** What checks of the user's own did, over all servers. */
  readonly ownChecks: readonly CustomCheckResult[];
  readonly findings: FindingsAccount;
}

/** What everybody has counted by now. */
export function readCounts({ servers, desks, books }: FleetView, feeder: Feeder): FleetCounts {
  const over = (of: (index: number) => number): number => servers.reduce((total, _, index) => total + of(index), 0);
  const counts = (index: number) => servers[index]!.router.counts;
  // Decided is what the gates have judged: a turn between router and gate would stand for refused ones.
  const admitted = over((index) => servers[index]!.gate.cells.admitted[0]!);
  return {
    parents: over((index) => counts(index).receivedParents[0]! - counts(index).refusedParents[0]!),
    refusedParents: over((index) => counts(index).refusedParents[0]!),
    filledParents: over((index) => counts(index).filledParents[0]!),
    turnedAway: over((index) => feeder.turnedAway[index]!),
    lateStarts: over((index) => desks[index]!.cells.lateStarts[0]!),
    children: admitted + over((index) => desks[index]!.cells.refused[0]!),
    admitted,
    sent: over((index) => desks[index]!.cells.sent[0]!),
    arrived: books.reduce((total, book) => total + book.counts.cells.children[0]!, 0),
    answered: over((index) => desks[index]!.cells.answered[0]!),
    executions: over((index) => servers[index]!.tally.executions.reduce((total, count) => total + count, 0)),
    turns: over((index) => desks[index]!.cells.turns[0]!),
    batches: books.reduce((total, book) => total + book.counts.cells.batches[0]!, 0),
  };
}

/** Counts in a stretch of time. */
export function countsBetween(before: FleetCounts, after: FleetCounts): FleetCounts {
  const names = Object.keys(after) as (keyof FleetCounts)[];
  return Object.fromEntries(names.map((name) => [name, after[name] - before[name]])) as unknown as FleetCounts;
}

/** What waits at a moment, over all servers. */
export function readBacklog({ servers }: FleetView, feeder: Feeder, counts: FleetCounts, nowNs: number, atSeconds: number): BacklogSample {
  const over = (of: (index: number) => number): number => servers.reduce((total, _, index) => total + of(index), 0);
  return {
    atSeconds,
    openParents: over((index) => openParents(servers[index]!)),
    dueParents: feeder.plan.arrivals.kind === 'max' ? 0 : over((index) => dueParents(feeder, index, nowNs)),
    turnedAway: counts.turnedAway,
    arrived: counts.arrived,
  };
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
    inFlight: view.desks.reduce((total, { cells }) => total + cells.sent[0]! - cells.answered[0]!, 0),
    openParents,
    dueParents,
    residentBytes: process.memoryUsage.rss(),
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

/** Sums a drained fleet up. */
export function summariseFleet(
  view: FleetView,
  feeder: Feeder,
  meter: Meter,
  reports: readonly ThreadReport[],
  end: FleetEnd,
): FleetResult {
  const { plan } = view;
  const accounts = drawAccounts(view, feeder);
  const kills = reportActs(view);
  const { servers, threads, venues, waiting, childrenMax, lazy, ringRecords, inboxRecords, seed, warmupSeconds } = plan;
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

function factsOf(plan: FleetPlan, accounts: FleetAccounts, kills: readonly KillReport[], end: FleetEnd): LoadFacts {
  const over = (of: (server: FleetAccounts['servers'][number]) => number): number =>
    accounts.servers.reduce((total, server) => total + of(server), 0);
  return {
    isOpenLoop: plan.arrivals.kind !== 'max',
    counts: end.measured,
    unmatched: over((server) => server.unmatchedExecutions),
    executions: over((server) => server.executions),
    isStopped: kills.filter(({ engaged }) => engaged).length > kills.filter(({ engaged }) => !engaged).length || accounts.stops.length > 0,
    throttled: over((server) => server.throttled),
    noRoom: over((server) => server.backPressure),
    feederLateSeconds: end.feederLateSeconds,
    seconds: end.seconds,
    threads: plan.threads + (plan.venues === 'thread' ? 1 : 0) + (plan.otherThreads ?? 0),
    cores: availableParallelism(),
    stallsPerSecond: stallRates(end.quiet).over1msPerSecond,
  };
}
