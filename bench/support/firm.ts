import { assert } from '../../src/base/input-error.js';
import { RandomStream } from '../../src/base/random.js';
import { NS_PER_MS } from '../../src/base/units.js';
import { Behaviour, buildIndex, chooseBehaviour } from '../../src/deployment/builds.js';
import { REUSED_FLAG } from '../../src/deployment/flags.js';
import type { FleetClock } from '../../src/fleet/threads/clock.js';
import { readClock } from '../../src/fleet/threads/clock.js';
import { fillChildren } from '../../src/market/fills.js';
import { type Market, openMarket } from '../../src/market/market.js';
import { inAnyArena } from '../../src/memory/arena.js';
import { allocateTable } from '../../src/memory/table.js';
import { createOrderFlow, type OrderFlow } from '../../src/orders/flow.js';
import { FIRM_CREDIT_SCHEMA, openCredit } from '../../src/risk/counts/credit.js';
import { releaseReservation } from '../../src/risk/gate/gate.js';
import { allocateLimits } from '../../src/risk/limits/limits.js';
import { KILL_SCHEMA, killRows } from '../../src/risk/stops/kill.js';
import { createServer, openParents, type Server } from '../../src/server/server.js';
import { settleServer } from '../../src/server/settle.js';
import { takeOrder, turnBegin, turnEnd, turnServer } from '../../src/server/turn.js';
import { DOLLARS, SEVEN } from './limits.js';
import { stocksAlike } from './stocks.js';

/**
 * Servers of one firm on one thread, in a market whose quotes do not move, with the story's seven
 * checks on and limits that no order reaches.
 */
export interface BenchFirm {
  readonly market: Market;
  readonly servers: readonly Server[];
  readonly flow: OrderFlow;
  readonly spec: FirmSpec;
  /** The time that passes in a turn, ns. */
  readonly stepNs: number;
  nowNs: number;
  epoch: number;
  /** The server whose turn is next, and the next row of the flow. */
  next: number;
  order: number;
  /**
   * Children and reads of the clock since the firm was opened, and a number that depends on all
   * values read.
   */
  children: number;
  reads: number;
  sink: number;
}

interface FirmSpec {
  readonly build: 2005 | 2012;
  readonly stocks: number;
  readonly servers: number;
  /** Open parents of one server. */
  readonly parents: number;
  /**
   * Identical children that a parent sends when it is visited; 0 for ordinary parents, which are
   * taken, split over the venues, filled and retired.
   */
  readonly childrenPerParent: number;
  readonly childrenPerTurn: number;
  /**
   * When the clock is read: once for each visited parent, by default; or three times a turn, at its
   * begin, at the hand-over and at the answers, as a server of a fleet does.
   */
  readonly clockReads?: 'parent' | 'turn';
  /** Whether turns are taken by the TypeScript form, and not by the kernel. */
  readonly inTypeScript?: boolean;
  readonly seed: number;
}

const SLICE_MONEY = DOLLARS * 10_000;
/** Shares of a parent that never ends, and of an ordinary one in steps of a round lot. */
const ENDLESS_SHARES = 2 ** 30;
const ORDINARY_LOTS = 17;

export function openFirm(spec: FirmSpec): BenchFirm {
  // A kernel reads an arena only.
  return spec.inTypeScript === true ? layFirm(spec) : inAnyArena(() => layFirm(spec));
}

function layFirm(spec: FirmSpec): BenchFirm {
  const { stocks, servers, parents, childrenPerParent, childrenPerTurn, seed } = spec;
  const market = openMarket(
    stocksAlike(stocks, childrenPerParent === 0 ? 3_900_000 : 60_000_000),
    {
      impact: { model: 'none', prefactor: 1, halfLifeSeconds: 1800, permanent: 0 },
      displayedSeconds: 6,
      fadeProbability: 0.03,
      darkProbability: 0.3,
      retailProbability: 0.4,
      wander: false,
      pauses: false,
    },
    100 * NS_PER_MS,
    seed,
  );
  const { limits, details } = allocateLimits(SEVEN);
  const firm = allocateTable(FIRM_CREDIT_SCHEMA, 1);
  openCredit(firm, SLICE_MONEY);
  const kill = allocateTable(KILL_SCHEMA, killRows(stocks, servers));
  const { quotes, depth } = market;
  const around = {
    quotes,
    depth,
    limits,
    details,
    kill,
    firm,
    creditSliceMoney: SLICE_MONEY / 2 / servers,
  };
  // A rotation over all parents of all servers lasts until a parent is due its next children.
  const turns = servers * Math.max(1, Math.ceil((parents * childrenPerParent) / childrenPerTurn));
  const pegIntervalNs = turns * 1000;
  const settings = { pegShares: 100, pegIntervalNs, improvementTicks: 10 };
  const sizes = { parentsMax: parents, childrenMax: childrenPerTurn, symbols: stocks };
  const opened: BenchFirm = {
    market,
    servers: Array.from({ length: servers }, (_, index) =>
      createServer(index + 1, buildIndex(spec.build), REUSED_FLAG, settings, sizes, around),
    ),
    flow: drawFlow(spec),
    spec,
    stepNs: childrenPerParent * 1000,
    nowNs: 0,
    epoch: 1,
    next: 0,
    order: 0,
    children: 0,
    reads: 0,
    sink: 0,
  };
  if (childrenPerParent > 0) for (const server of opened.servers) takeEndless(opened, server);
  return opened;
}

/**
 * Takes the parents of a server as if it had been sending for them for a while: each is due its
 * children in the turn that visits it, and again a rotation later.
 */
function takeEndless(firm: BenchFirm, server: Server): void {
  const { spec, stepNs } = firm;
  takeParents(firm, server, spec.parents);
  const { parents, settings } = server.router;
  const perTurn = spec.childrenPerTurn / spec.childrenPerParent;
  for (let parent = 0; parent < spec.parents; parent++) {
    const visitNs = stepNs * (server.number + spec.servers * Math.floor(parent / perTurn));
    parents.dueNs[parent] = visitNs - (spec.childrenPerParent - 0.5) * settings.pegIntervalNs;
  }
}

/** Orders in random stocks, as many as one server has open parents. */
function drawFlow({ parents, stocks, childrenPerParent, build, seed }: FirmSpec): OrderFlow {
  const random = new RandomStream(seed, 'bench/firm');
  const flow = createOrderFlow(parents);
  flow.count = parents;
  const flags = childrenPerParent > 0 ? REUSED_FLAG : 0;
  assert(
    chooseBehaviour(buildIndex(build), flags, false) ===
      (childrenPerParent > 0 ? Behaviour.POWER_PEG : Behaviour.ORDINARY),
    'bench/firm: the build does not go with the children of a parent',
  );
  for (let order = 0; order < parents; order++) {
    flow.symbol[order] = random.below(stocks);
    flow.side[order] = random.below(2);
    flow.quantity[order] =
      childrenPerParent > 0 ? ENDLESS_SHARES : 100 * (1 + random.below(ORDINARY_LOTS));
    flow.flags[order] = flags;
  }
  return flow;
}

function takeParents(firm: BenchFirm, server: Server, count: number): void {
  const { flow } = firm;
  for (let n = 0; n < count; n++) {
    takeOrder(server, flow, firm.order, firm.nowNs);
    if (++firm.order === flow.count) firm.order = 0;
  }
}

/** How often a server of a fleet reads the clock in a turn with its venues inline. */
const TURN_READS = 3;

/**
 * Runs a turn up to its settlement: takes, decides, gates, records and fills. It reads the clock as
 * the specification says. Returns the number of children.
 */
export function turnFirm(firm: BenchFirm, clock: FleetClock): number {
  const { spec, servers, market } = firm;
  const server = servers[firm.next]!;
  firm.nowNs += firm.stepNs;
  firm.epoch++;
  const visits =
    spec.childrenPerParent > 0
      ? Math.min(spec.parents, spec.childrenPerTurn / spec.childrenPerParent)
      : freeParents(server);
  const reads = spec.clockReads === 'turn' ? TURN_READS : visits;
  for (let n = 0; n < reads; n++) firm.sink += readClock(clock);
  if (spec.childrenPerParent === 0) takeParents(firm, server, visits);
  const children = turnServer(server, firm.nowNs, firm.epoch, spec.childrenPerTurn);
  firm.sink += fillChildren(
    market.book,
    server.children,
    turnBegin(server, children),
    turnEnd(server),
    firm.epoch,
  );
  firm.children += children;
  firm.reads += reads;
  return children;
}

const freeParents = (server: Server): number =>
  server.router.parents.capacity - openParents(server);

/** Settles the turn and moves on to the next server. */
export function settleFirm(firm: BenchFirm, children: number): void {
  const server = firm.servers[firm.next]!;
  firm.sink += settleServer(server, turnBegin(server, children), turnEnd(server), firm.nowNs);
  firm.next = firm.next + 1 === firm.servers.length ? 0 : firm.next + 1;
}

/**
 * Starts a new day for the limits: no executions, and full credit. Throws if a child was refused on
 * the day before.
 */
export function refreshFirm({ servers, spec }: BenchFirm): void {
  for (const { gate, router, tally } of servers) {
    const admitted = tally.admitted.reduce((sum, count) => sum + count, 0);
    assert(
      admitted === router.counts.sequence[0]!,
      `bench/firm: ${router.counts.sequence[0]! - admitted} children of a normal day were refused`,
    );
    releaseReservation(gate, gate.cells.exposureMoney[0]!);
    if (spec.childrenPerParent > 0) router.parents.filled.fill(0);
  }
}
