import { feesReceived } from '../../market/fills.js';
import { VENUE_COUNT } from '../../market/venues.js';
import { openRing, ringPressure } from '../../memory/ring.js';
import { CREDIT_UNIT_MONEY } from '../../risk/counts/credit.js';
import { accountImmediate, type ImmediateAccount } from '../../router/immediate.js';
import { openParents } from '../../server/server.js';
import { isExposureCounted } from '../market/recount.js';
import { RECORD_WORDS } from '../memory/records.js';
import { Exposure, type VenueShard } from '../memory/tables.js';
import {
  type CheckStop,
  type CheckTally,
  drawChecks,
  drawRunaway,
  drawStops,
  type RunawayTally,
} from './checks.js';
import { dueLater, type Feeder, queuedParents } from './feeder.js';
import type { FleetView } from './view.js';

/** What one server was handed and what became of it, since the start. */
export interface ServerTally {
  readonly server: number;
  readonly build: number;
  /**
   * Parents: handed over = accepted + refused + queued. Parents that are turned away or held
   * outside the inbox were not handed over.
   */
  readonly fed: number;
  readonly accepted: number;
  readonly refusedParents: number;
  readonly queued: number;
  readonly held: number;
  readonly turnedAway: number;
  readonly openParents: number;
  readonly filledParents: number;
  /**
   * Immediate orders that were not fully executed at once; accepted = open + filled + cancelled.
   */
  readonly cancelledParents: number;
  readonly lateStarts: number;
  readonly largestQueue: number;
  readonly tableFull: number;
  /**
   * Children: decided = admitted + refused; admitted = sent + recalled; sent = answered + in
   * flight.
   */
  readonly children: number;
  readonly admitted: number;
  readonly refusedChildren: number;
  readonly recalled: number;
  readonly sent: number;
  /** The venues' own count. */
  readonly arrived: number;
  readonly answered: number;
  readonly inFlight: number;
  readonly turns: number;
  readonly throttled: number;
  /** How often the ring to the venues had no room for a turn, and its largest depth. */
  readonly backPressure: number;
  readonly largestDepth: number;
  readonly executions: number;
  readonly shares: number;
  readonly unmatchedExecutions: number;
  /**
   * Limit price × shares working or executed, and the credit leased beyond that; money in ticks ×
   * shares.
   */
  readonly exposureMoney: number;
  readonly unspentMoney: number;
}

/**
 * What all servers of a fleet were handed and what became of it, and the venues' own counts; money
 * in ticks × shares.
 */
export interface FleetTally {
  readonly servers: readonly ServerTally[];
  /**
   * What the checks of the gates did, what they stopped, and the executions that matched no parent.
   */
  readonly checks: readonly CheckTally[];
  readonly stops: readonly CheckStop[];
  readonly runaway: RunawayTally | null;
  /** Orders that were executed at once or cancelled; absent if none came. */
  readonly immediate?: ImmediateAccount;
  /** Orders of a recorded flow that were due only after the end; 0 for other arrivals. */
  readonly dueAfterEnd: number;
  readonly venues: {
    readonly children: number;
    readonly batches: number;
    readonly behindBarrier: number;
    /**
     * The firm's gross exposure at the venues. This and the next two are null unless a limit on an
     * exposure of the firm is set, since nobody counts it otherwise.
     */
    readonly exposureMoney: number | null;
    /**
     * The peak of the gross exposure at the venues: to the tick with one shard, in whole credit
     * units of $100 with several.
     */
    readonly peakExposureMoney: number | null;
    /** The peaks of the firm's net exposure, to buy and to sell, counted in the same way. */
    readonly peakNetMoney: readonly [number, number] | null;
    readonly marks: number;
  };
  readonly firmCreditLeftMoney: number;
  /** Credit left of the firm's net exposure, to buy and to sell: never leased, or returned. */
  readonly netCreditLeftMoney: readonly [number, number];
  /**
   * Differences between the firm's books and the venues': all 0 unless orders are in flight. Money
   * in ticks × shares.
   */
  readonly reconciliation: {
    readonly shares: number;
    readonly cash: number;
    readonly fees: number;
  };
}

/** Adds everything up from shared memory. The threads may be running, or dead. */
export function drawTally(view: FleetView, feeder: Feeder): FleetTally {
  const { shards, control, servers } = view;
  const total = (of: (shard: VenueShard) => number): number =>
    shards.reduce((sum, shard) => sum + of(shard), 0);
  const immediate = accountImmediate(servers.map(({ router }) => router));
  const isCounted = servers.some(({ gate }) => isExposureCounted(gate));
  return {
    servers: servers.map((_, index) => drawServer(view, feeder, index)),
    checks: drawChecks(view),
    stops: drawStops(view),
    runaway: drawRunaway(view),
    ...(immediate && { immediate }),
    dueAfterEnd: dueLater(feeder),
    venues: {
      children: total(({ counts }) => counts.cells.children[0]!),
      batches: total(({ counts }) => counts.cells.batches[0]!),
      behindBarrier: total(({ counts }) => counts.cells.behindBarrier[0]!),
      exposureMoney: isCounted
        ? total(({ counts }) => counts.exposures.money[Exposure.GROSS]!)
        : null,
      peakExposureMoney: isCounted ? peakOf(view, Exposure.GROSS) : null,
      peakNetMoney: isCounted
        ? [peakOf(view, Exposure.NET_BUYS), peakOf(view, Exposure.NET_SELLS)]
        : null,
      marks: total(({ counts }) => counts.cells.marks[0]!),
    },
    firmCreditLeftMoney: Atomics.load(control.firm.leftUnits, 0) * CREDIT_UNIT_MONEY,
    netCreditLeftMoney: netCreditLeft(view),
    reconciliation: reconcile(view),
  };
}

/** Returns the peak of an exposure at the venues. */
function peakOf({ shards, control }: FleetView, exposure: Exposure): number {
  if (shards.length === 1) return shards[0]!.counts.exposures.peakMoney[exposure]!;
  return Atomics.load(control.control.peakUnits, exposure) * CREDIT_UNIT_MONEY;
}

function netCreditLeft({ servers }: FleetView): [number, number] {
  const left = servers[0]!.gate.catalogue?.firm.netLeft ?? [];
  const of = (side: number): number =>
    left[side] === undefined ? 0 : Atomics.load(left[side].leftUnits, 0) * CREDIT_UNIT_MONEY;
  return [of(0), of(1)];
}

function drawServer(view: FleetView, feeder: Feeder, index: number): ServerTally {
  const { plan, memory, cells, servers, shards } = view;
  const server = servers[index]!;
  const router = server.router.counts;
  const { counts } = cells[index]!;
  const { out } = memory.servers[index]!;
  const pressure = out === undefined ? undefined : ringPressure(openRing(out, RECORD_WORDS));
  const { inbox: queued, held } = queuedParents(feeder, index);
  const received = router.receivedParents[0]!;
  const isOpenLoop = plan.arrivals.kind !== 'max';
  const sent = counts.sent[0]!;
  const answered = counts.answered[0]!;
  return {
    server: index + 1,
    build: plan.builds[index]!,
    fed: isOpenLoop ? feeder.fed[index]! : received,
    accepted: received - router.refusedParents[0]!,
    refusedParents: router.refusedParents[0]!,
    queued,
    held,
    turnedAway: feeder.turnedAway[index]!,
    openParents: openParents(server),
    filledParents: router.filledParents[0]!,
    cancelledParents: router.abandonedParents[0]!,
    lateStarts: counts.lateStarts[0]!,
    largestQueue: counts.largestQueue[0]!,
    tableFull: counts.tableFull[0]!,
    children: router.sequence[0]!,
    admitted: server.gate.cells.admitted[0]!,
    refusedChildren: router.sequence[0]! - server.gate.cells.admitted[0]!,
    recalled: counts.recalled[0]!,
    sent,
    arrived: shards.reduce((sum, shard) => sum + shard.counts.arrived.children[index]!, 0),
    answered,
    inFlight: sent - answered,
    turns: counts.turns[0]!,
    throttled: counts.throttled[0]!,
    backPressure: pressure?.timesFull ?? 0,
    largestDepth: pressure?.largestDepth ?? 0,
    executions: sum(server.tally.executions),
    shares: sum(server.tally.shares),
    unmatchedExecutions: server.book.errorExecutions[0]!,
    exposureMoney: server.gate.cells.exposureMoney[0]!,
    unspentMoney: Number.isFinite(server.gate.cells.creditMoney[0]!)
      ? server.gate.cells.creditMoney[0]!
      : 0,
  };
}

/**
 * Compares the servers' books with the venues' record of the other side: shares and cash by symbol,
 * and fees.
 */
function reconcile({ plan, servers, shards }: FleetView): FleetTally['reconciliation'] {
  let shares = 0;
  let cash = 0;
  for (let symbol = 0; symbol < plan.universe.stocks; symbol++) {
    let openShares = 0;
    let openCash = 0;
    for (const { market } of shards) {
      openShares += market.book.counterparties.shares[symbol]!;
      openCash += market.book.counterparties.cash[symbol]!;
    }
    for (const { positions } of servers) {
      openShares += positions.customerShares[symbol]! + positions.errorShares[symbol]!;
      openCash += positions.customerCash[symbol]! + positions.errorCash[symbol]!;
    }
    shares += Math.abs(openShares);
    cash += Math.abs(openCash);
  }
  let fees = 0;
  for (const { book } of servers) fees += book.customerFees[0]! + book.errorFees[0]!;
  for (const { market } of shards)
    for (let venue = 0; venue < VENUE_COUNT; venue++) fees -= feesReceived(market.book, venue);
  return { shares, cash, fees: Math.abs(fees) };
}

function sum(column: Float64Array): number {
  let total = 0;
  for (let row = 0; row < column.length; row++) total += column[row]!;
  return total;
}
