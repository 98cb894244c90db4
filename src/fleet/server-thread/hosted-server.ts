import { NS_PER_MS } from '../../base/units.js';
import { openTap, openTapRing } from '../../capture/tap.js';
import {
  openConsumer,
  openProducer,
  type RingConsumer,
  type RingProducer,
} from '../../memory/ring.js';
import { openTables } from '../../memory/table.js';
import { type LatencyHistogram, openHistograms } from '../../metrics/histogram.js';
import { Verdict } from '../../orders/codes.js';
import { createOrderFlow, type OrderFlow } from '../../orders/flow.js';
import { CheckMode } from '../../risk/catalogue/modes.js';
import { openFirm } from '../../risk/counts/open.js';
import type { SecondPass } from '../../risk/counts/second-pass.js';
import type { CheckDefinition } from '../../risk/gate/custom-checks.js';
import { modeOf, modesOf } from '../../risk/gate/face.js';
import type { Server } from '../../server/server.js';
import { isExposureCounted } from '../market/recount.js';
import { sumLayout, sumRoom } from '../memory/firm-sums.js';
import { LATENCY_POINTS, type LatencyPoint } from '../memory/latency-points.js';
import { openFleetServer, openServerCells, shardOf } from '../memory/open.js';
import { RECORD_WORDS } from '../memory/records.js';
import type { FleetControl, FleetMemory, ServerCells, VenueShard } from '../memory/tables.js';
import { type Journal, openJournal } from '../record/journal.js';
import type { FleetPlan } from '../spec.js';
import type { TurnBreach } from './detection.js';
import type { FirmLink } from './firm.js';
import type { RateWindow } from './leases.js';
import { createLiveEnds, type LiveEnds } from './live-ends.js';
import { openSums, type SumsLink } from './sums.js';
import { openTurnStamps, type TurnStamps } from './turn-stamps.js';

/**
 * One server as its host thread sees it: the server, its rings, and the host's notes. No other
 * thread has access to it.
 */
export interface HostedServer {
  readonly number: number;
  readonly plan: FleetPlan;
  readonly control: FleetControl;
  readonly server: Server;
  readonly cells: ServerCells;
  readonly inbox: RingConsumer;
  /**
   * If venues have a thread: the ring of children to them, whose rows return with the answers, and
   * the feed of quotes from them.
   */
  readonly out: RingProducer | undefined;
  readonly feed: RingConsumer | undefined;
  readonly latency: Readonly<Record<LatencyPoint, LatencyHistogram>>;
  readonly journal: Journal | undefined;
  readonly rate: RateWindow | undefined;
  /** The link to the gates of other servers, while the second pass is on. */
  readonly firm: FirmLink | undefined;
  /** The link to what other servers have of the firm's and of accounts' sums, while any is on. */
  readonly sums: SumsLink | undefined;
  readonly isExposureCounted: boolean;
  /** Whether a check may be breached in a turn that refuses no child, and in a settlement. */
  readonly warns: boolean;
  readonly tripsAfter: boolean;
  readonly stamps: TurnStamps;
  /** A parent on its way from the inbox to the router. */
  readonly order: OrderFlow;
  readonly firsts: FirstTurns;
  /** Ends of live orders that are still to be told; undefined with other arrivals. */
  readonly ends: LiveEnds | undefined;
  /** Parents taken so far, in a closed loop. */
  taken: number;
  /** The number of turns until the next one with a timed gate. */
  untilSample: number;
  /** The position of the first child whose answer is not settled. */
  settled: number;
  /** The last turn was delayed because the ring had no room. */
  starved: boolean;
  /** A check may have been breached in the current turn. */
  mayTell: boolean;
  /** The servers of this thread, which take over human acts together. */
  readonly neighbours: readonly HostedServer[];
  /** What was handed over while a human act was on its way. */
  readonly watch: ActWatch;
  /** Checks that were first breached in the current turn. */
  readonly told: TurnBreach[];
  closed: boolean;
}

/**
 * Parents that are taken and had no turn yet, by parent row: when they were taken and when they
 * should have arrived; NaN for other rows.
 */
interface FirstTurns {
  readonly takenNs: Float64Array;
  readonly intendedNs: Float64Array;
  /** The number of such parents. */
  waiting: number;
  /** Parent rows: first those of one take, then those of one turn. */
  readonly rows: Int32Array;
}

/**
 * Pieces handed over with children of an announced act's scope: its row, when they were out, how
 * many.
 */
export interface ActWatch {
  readonly rows: number[];
  readonly outNs: number[];
  readonly children: number[];
}

/** The most parents that a server takes between two turns. */
export const TAKE_MAX = 256;

/** Opens a server for its host; `shard` is the shard that its children go to. */
function openHostedServer(
  plan: FleetPlan,
  memory: FleetMemory,
  control: FleetControl,
  shard: VenueShard,
  number: number,
  checks: readonly CheckDefinition[],
  neighbours: readonly HostedServer[],
): HostedServer {
  const own = memory.servers[number - 1]!;
  const cells = openServerCells(plan, own.cells);
  const server = openFleetServer(plan, memory, control, cells, shard.market, number, checks);
  const histograms = openHistograms(own.histograms);
  const { orderRate } = plan.firm ?? {};
  const journal =
    own.journal &&
    openJournal(own.journal, cells.counts, server.tally, server.router.counts.sequence);
  const { catalogue } = server.gate;
  if (memory.capture !== undefined) {
    const ring = openTapRing(memory.capture, number - 1, () => performance.now());
    server.tap = openTap(ring, server.children, 0);
  }
  return {
    number,
    plan,
    control,
    server,
    cells,
    inbox: openConsumer(own.inbox, RECORD_WORDS),
    out: own.out && openProducer(own.out, RECORD_WORDS),
    feed: own.feed && openConsumer(own.feed, RECORD_WORDS),
    latency: Object.fromEntries(
      LATENCY_POINTS.map((point, index) => [point, histograms[index]!]),
    ) as Record<LatencyPoint, LatencyHistogram>,
    journal,
    rate: orderRate && {
      word: control.control.window,
      perWindow: orderRate.perWindow,
      windowNs: orderRate.windowMs * NS_PER_MS,
    },
    firm: catalogue && linkFirm(memory, cells, catalogue, journal),
    sums: catalogue && linkSums(plan, memory, catalogue, journal),
    isExposureCounted: isExposureCounted(server.gate),
    warns: mayWarn(server),
    tripsAfter: modeOf(server.gate, Verdict.UNMATCHED_ACCOUNT) !== CheckMode.OFF,
    stamps: openTurnStamps(4 * plan.ringRecords),
    order: { ...createOrderFlow(1), count: 1 },
    firsts: {
      takenNs: new Float64Array(plan.parentsPerServer).fill(Number.NaN),
      intendedNs: new Float64Array(plan.parentsPerServer).fill(Number.NaN),
      waiting: 0,
      rows: new Int32Array(Math.max(TAKE_MAX, plan.childrenMax)),
    },
    ends: plan.isLive ? createLiveEnds(plan.parentsPerServer) : undefined,
    taken: 0,
    untilSample: 1,
    settled: 0,
    starved: false,
    mayTell: false,
    neighbours,
    watch: { rows: [], outNs: [], children: [] },
    told: [],
    closed: false,
  };
}

function linkFirm(
  memory: FleetMemory,
  cells: ServerCells,
  catalogue: SecondPass,
  journal: Journal | undefined,
): FirmLink {
  return {
    catalogue,
    shared: openFirm(memory.secondPass!),
    own: { states: catalogue.firm.states, rearms: cells.rearms.acts },
    seen: cells.firmSeen,
    journal,
  };
}

function linkSums(
  plan: FleetPlan,
  memory: FleetMemory,
  catalogue: SecondPass,
  journal: Journal | undefined,
): SumsLink | undefined {
  const room = sumRoom(plan);
  if (room === undefined) return undefined;
  const shared = openTables(memory.sums!, sumLayout(room, plan.servers));
  return openSums(catalogue, shared, plan.servers, plan.childrenMax, journal);
}

/** Returns whether any check only warns, counts in shadow mode, or is not about single orders. */
function mayWarn({ gate }: Server): boolean {
  const hasQuiet = modesOf(gate).some(
    (mode) => mode === CheckMode.WARN || mode === CheckMode.SHADOW,
  );
  return hasQuiet || modeOf(gate, Verdict.LOSS_LIMIT) !== CheckMode.OFF;
}

/** Opens the servers of one host thread, numbered from 0. */
export function openHostedServers(
  plan: FleetPlan,
  memory: FleetMemory,
  control: FleetControl,
  shard: VenueShard,
  host: number,
  checks: readonly CheckDefinition[],
): HostedServer[] {
  const hostedServers: HostedServer[] = [];
  for (let number = host + 1; number <= plan.servers; number += plan.threads)
    hostedServers.push(
      openHostedServer(plan, memory, control, shard, number, checks, hostedServers),
    );
  return hostedServers;
}

/** Returns the shard that a host's children go to. */
export const shardOfHost = (plan: FleetPlan, host: number): number => shardOf(plan, host + 1);
