import { NS_PER_MS, NS_PER_SECOND } from '../../base/units.js';
import { openBooks, openingEpoch } from '../../market/market.js';
import { inRegion } from '../../memory/arena.js';
import { closeRing, isEnded, readable, writable } from '../../memory/ring.js';
import {
  announce,
  openSleeper,
  type Waiter,
  waitUntil,
  wakeConsumer,
  wakeProducer,
} from '../../memory/waiting.js';
import { createStallCounts, type StallCounts } from '../../metrics/stalls.js';
import type { OrderFlow } from '../../orders/flow.js';
import {
  type CheckDefinition,
  type CustomCheckResult,
  loadChecks,
  summariseCustom,
} from '../../risk/gate/custom-checks.js';
import { noteQuotes, turnEnd } from '../../server/turn.js';
import { type Barrier, openBarrier } from '../market/barrier.js';
import { advanceMarks, isMarked, type Marker, openMarker } from '../market/marks.js';
import { openControl, openShard, openTemplates } from '../memory/open.js';
import { intendedNs, RecordKind } from '../memory/records.js';
import { type FleetControl, type FleetMemory, Phase, type VenueShard } from '../memory/tables.js';
import { journalMark, journalQuote, sealJournal } from '../record/journal.js';
import { type FleetPlan, waitingAsleep } from '../spec.js';
import { beginPass, type FleetClock, openClock, performanceMs } from '../threads/clock.js';
import { watchGarbage } from '../threads/garbage.js';
import {
  endIdleTime,
  isSpinning,
  noteIdlePass,
  openIdleTime,
  pollBriefly,
} from '../threads/idle.js';
import { awaitStart } from '../threads/start.js';
import type { FleetTask, ThreadReport } from '../threads/task.js';
import { type HostedServer, openHostedServers, shardOfHost } from './hosted-server.js';
import { passActs } from './human-acts.js';
import { passInbox, passMix } from './intake.js';
import { takeRate } from './leases.js';
import { passEnds, passHeld } from './live-ends.js';
import { passAnswers, passFeed, passFirm, passTurn, passTurnInline } from './passes.js';

/** The longest sleep of an idle thread. Paced orders come due without a wake-up. */
const IDLE_MS = 0.5;

/** The state of a host thread. */
interface Host {
  readonly plan: FleetPlan;
  readonly control: FleetControl;
  readonly hostedServers: readonly HostedServer[];
  readonly barriers: readonly Barrier[];
  readonly shard: VenueShard;
  /** Moves this host's own market, if venues are inline. */
  readonly marker: Marker | undefined;
  readonly templates: OrderFlow;
  /** Closed loop: how many parents each server keeps open. Open loop: 0. */
  readonly openParents: number;
  readonly clock: FleetClock;
  readonly waiter: Waiter;
  readonly venues: ReturnType<typeof openSleeper>;
  readonly stalls: StallCounts;
}

/** Hosts servers until the fleet has drained or is aborted: the whole life of a host thread. */
export async function hostServers({ plan, memory, thread }: FleetTask): Promise<ThreadReport> {
  const garbage = watchGarbage();
  const control = openControl(plan, memory);
  const stalls = createStallCounts();
  const checks = await loadChecks(plan.checks ?? []);
  let ownChecks: CustomCheckResult[] = [];
  if (awaitStart(control, thread) !== Phase.ABORT) {
    const host = openHost(plan, memory, control, thread, stalls, checks);
    runHost(host);
    ownChecks = ownResults(host);
  }
  const measuredFromMs = measuredFrom(plan, control);
  return { thread, garbage: await garbage.report(measuredFromMs), stalls, ownChecks };
}

const ownResults = ({ hostedServers }: Host): CustomCheckResult[] =>
  summariseCustom(hostedServers.map(({ server }) => server.gate.custom));

const measuredFrom = (plan: FleetPlan, { control }: FleetControl): number =>
  performanceMs(openClock(control.startNs[0]!), plan.warmupSeconds * NS_PER_SECOND);

/**
 * A host on the thread that feeds it: it makes a pass whenever that thread asks for one. It takes
 * the place of a pool of threads in a crew.
 */
export class HostOnMain {
  #start: (() => Host) | undefined;
  #host: Host | undefined;
  #end: { resolve(): void; reject(error: unknown): void } | undefined;
  #phase: Uint32Array | Int32Array = new Int32Array(1);

  /** It is ready at once. */
  ready(): Promise<void> {
    return Promise.resolve();
  }

  /** Hosts the servers of a task until the fleet has drained or is aborted. */
  async run({ plan, memory, thread }: FleetTask): Promise<ThreadReport> {
    const garbage = watchGarbage();
    const control = openControl(plan, memory);
    const stalls = createStallCounts();
    const checks = await loadChecks(plan.checks ?? []);
    this.#phase = control.control.phase;
    this.#start = () => openHost(plan, memory, control, thread, stalls, checks);
    const isOver = new Promise<void>((resolve, reject) => {
      this.#end = { resolve, reject };
    });
    announce(control.threads.ready, thread, 1);
    await isOver;
    const ownChecks = this.#host === undefined ? [] : ownResults(this.#host);
    const measuredFromMs = measuredFrom(plan, control);
    return { thread, garbage: await garbage.report(measuredFromMs), stalls, ownChecks };
  }

  /** Ends it, however far it is. */
  end(): Promise<void> {
    this.#end?.resolve();
    this.#end = undefined;
    return Promise.resolve();
  }

  /** The fleet drains or is aborted: makes passes until all is answered. */
  async finish(): Promise<void> {
    while (this.#end !== undefined) {
      this.pass();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Makes one pass over all servers; returns how much they did. A fault ends the host. */
  pass(): number {
    const phase = this.#phase[0]!;
    if (phase === Phase.STARTING || this.#end === undefined) return 0;
    if (phase === Phase.ABORT) {
      this.end();
      return 0;
    }
    try {
      this.#host ??= this.#start!();
      const work = passAll(this.#host, phase);
      if (work > 0 || phase !== Phase.DRAIN || !this.#host.hostedServers.every(isDrained))
        return work;
      sealJournals(this.#host);
      this.end();
    } catch (error) {
      this.#end.reject(error);
      this.#end = undefined;
    }
    return 0;
  }
}

function openHost(
  plan: FleetPlan,
  memory: FleetMemory,
  control: FleetControl,
  thread: number,
  stalls: StallCounts,
  checks: readonly CheckDefinition[],
): Host {
  const { shard, hostedServers } = inRegion(memory.scratch[thread]!, () => {
    const shard = openShard(plan, memory, shardOfHost(plan, thread));
    if (plan.venues === 'inline') openBooks(shard.market, plan.epochMs * NS_PER_MS);
    return {
      shard,
      hostedServers: openHostedServers(plan, memory, control, shard, thread, checks),
    };
  });
  const nowMs = () => performance.now();
  return {
    plan,
    control,
    hostedServers,
    barriers: hostedServers.map(({ number, cells, server }) => {
      return openBarrier(number, control.acts, cells, server.router.parents);
    }),
    shard,
    marker:
      plan.venues === 'inline'
        ? openMarker(shard.market, plan.epochMs * NS_PER_MS, openingEpoch(plan.seed))
        : undefined,
    templates: openTemplates(memory),
    openParents: plan.arrivals.kind === 'max' ? plan.arrivals.openParents : 0,
    clock: openClock(control.control.startNs[0]!),
    waiter: { waiting: waitingAsleep(plan), sleeper: openSleeper(memory.sleepers, thread), nowMs },
    venues: openSleeper(memory.sleepers, plan.threads),
    stalls,
  };
}

function runHost(host: Host): void {
  const { plan, control, hostedServers, clock, waiter } = host;
  const { phase } = control.control;
  const isReady = () => hasWork(host);
  const idle = openIdleTime(host.stalls);
  for (;;) {
    const current = Atomics.load(phase, 0);
    if (current === Phase.ABORT) break;
    beginPass(clock);
    noteIdlePass(idle, clock);
    if (passServers(host, current) > 0) {
      endIdleTime(idle);
      continue;
    }
    if (current === Phase.DRAIN && hostedServers.every(isDrained)) break;
    if (isSpinning(idle, plan.waiting, clock)) pollBriefly(isReady);
    else {
      endIdleTime(idle);
      waitUntil(
        waiter,
        isReady,
        Math.min(IDLE_MS, Math.max(0, (nextDueNs(hostedServers) - clock.passNs[0]!) / 1e6)),
      );
    }
  }
  sealJournals(host);
}

function sealJournals({ hostedServers }: Host): void {
  for (const { journal } of hostedServers) if (journal !== undefined) sealJournal(journal);
}

function passAll(host: Host, phase: number): number {
  beginPass(host.clock);
  return passServers(host, phase);
}

/** Moves the market of this host, and makes one pass of each of its servers. */
function passServers(host: Host, phase: number): number {
  let work = host.marker === undefined ? 0 : markInline(host, host.marker);
  for (let index = 0; index < host.hostedServers.length; index++)
    work += passServer(host, index, phase === Phase.RUN);
  return work;
}

/** Makes one pass of one server; returns how much it did. */
function passServer(host: Host, index: number, isRunning: boolean): number {
  const hosted = host.hostedServers[index]!;
  const { clock, marker } = host;
  passFirm(hosted, clock);
  let work = passActs(hosted, clock) ? 1 : 0;
  const { out, feed } = hosted;
  if (out !== undefined && feed !== undefined) {
    const records = passFeed(hosted, feed);
    if (records > 0) wakeProducer(feed, host.venues);
    work += records + passAnswers(hosted, out, clock);
  }
  if (!isRunning) return work + closeWhenAnswered(hosted);
  work +=
    host.openParents > 0
      ? passMix(hosted, host.templates, host.openParents, clock)
      : passInbox(hosted, clock);
  if (hosted.rate !== undefined) takeRate(hosted.rate, clock.passNs[0]!, 0);
  const first = turnEnd(hosted.server);
  if (marker !== undefined)
    work += passTurnInline(hosted, host.shard, host.barriers[index]!, marker.epoch, clock);
  else {
    const children = passTurn(hosted, out!, clock);
    if (children > 0) wakeConsumer(out!, host.venues);
    work += children;
  }
  const { ends, server, number, journal } = hosted;
  if (ends === undefined) return work;
  work += passHeld(ends, server, number, (turnEnd(server) - first) | 0);
  return work + passEnds(ends, server, number, journal);
}

/**
 * Moves this thread's own market. With a journal, records the quotes and epochs that its servers
 * see.
 */
function markInline({ hostedServers, shard, clock }: Host, marker: Marker): number {
  const begin = advanceMarks(marker, clock.passNs);
  if (begin < 0) return 0;
  const { quotes } = shard.market;
  for (const { journal } of hostedServers)
    if (journal !== undefined && begin === 0) journalMark(journal, RecordKind.EPOCH, marker.epoch);
  for (const { journal } of hostedServers) {
    if (journal === undefined) continue;
    for (let symbol = begin; symbol < marker.cursor; symbol++) {
      if (marker.version[symbol] === marker.marks) journalQuote(journal, quotes, symbol);
    }
  }
  if (isMarked(marker)) {
    for (const { journal, server } of hostedServers) {
      if (journal !== undefined)
        journalMark(journal, RecordKind.EPOCH, marker.epoch, clock.passNs[0]!);
      noteQuotes(server, clock.passNs[0]!);
    }
  }
  shard.counts.cells.marks[0] = marker.marks;
  return 1;
}

/**
 * Closes the ring to the venues once every child has its answer. Call it after the feeding has
 * stopped.
 */
function closeWhenAnswered(hosted: HostedServer): number {
  const { out } = hosted;
  if (out === undefined || hosted.closed || out.position !== hosted.settled) return 0;
  closeRing(out);
  hosted.closed = true;
  return 1;
}

function isDrained({ feed }: HostedServer): boolean {
  return feed === undefined || isEnded(feed);
}

/**
 * Returns whether an idle host has work. A parent that comes due is covered by the bound of the
 * sleep.
 */
function hasWork({ control, hostedServers }: Host): boolean {
  if (Atomics.load(control.control.phase, 0) !== Phase.RUN) return true;
  for (const { feed, out, cells, settled, ends, inbox } of hostedServers) {
    if (ends !== undefined && readable(inbox) > 0) return true;
    if (Atomics.load(control.control.acts, 0) !== cells.counts.acts[0]) return true;
    if (feed !== undefined && readable(feed) > 0) return true;
    if (
      out !== undefined &&
      out.position !== settled &&
      out.capacity - writable(out) !== ((out.position - settled) | 0)
    )
      return true;
  }
  return false;
}

/** Returns when the next parent of any inbox is due, ns; infinity if none waits. */
function nextDueNs(hostedServers: readonly HostedServer[]): number {
  let next = Number.POSITIVE_INFINITY;
  for (const { inbox } of hostedServers) {
    if (readable(inbox) > 0) next = Math.min(next, intendedNs(inbox, inbox.position));
  }
  return next;
}
