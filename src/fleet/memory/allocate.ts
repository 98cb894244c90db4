import { TICKS_PER_DOLLAR } from '../../base/units.js';
import { openingEpoch } from '../../market/market.js';
import { copyQuotes } from '../../market/quotes.js';
import { generateUniverse } from '../../market/universe.js';
import {
  allocateBytes,
  allocateRegion,
  createArena,
  inArena,
  type Region,
} from '../../memory/arena.js';
import { allocateRing } from '../../memory/ring.js';
import { allocateLayout, openTables } from '../../memory/table.js';
import { allocateSleepers } from '../../memory/waiting.js';
import { allocateHistograms } from '../../metrics/histogram.js';
import { CHILD_WORDS } from '../../orders/children.js';
import { openCredit } from '../../risk/counts/credit.js';
import { allocateFirm, allocateSecondPass, openFirm } from '../../risk/counts/open.js';
import type { SecondPassSetup } from '../../risk/counts/second-pass.js';
import { openGate } from '../../risk/gate/gate.js';
import { writeLimits } from '../../risk/limits/limits.js';
import { allocateServer } from '../../server/server.js';
import { noteQuotes } from '../../server/turn.js';
import type { FleetPlan } from '../spec.js';
import { sumLayout, sumRoom } from './firm-sums.js';
import { LATENCY_POINTS } from './latency-points.js';
import {
  hasSecondPass,
  openControl,
  openFleetServer,
  openPlanMarket,
  openServerCells,
  openShard,
  secondPassSetup,
  serverLimits,
} from './open.js';
import { RECORD_WORDS } from './records.js';
import {
  controlLayout,
  type FleetMemory,
  serverCellsLayout,
  shardLayout,
  TEMPLATE_LAYOUT,
} from './tables.js';

const SCRATCH_BYTES = 16_384;

/**
 * Allocates all shared memory and writes its state before the start. The tables lie in one arena,
 * for as long as somebody refers to them.
 */
export function allocateFleet(plan: FleetPlan): FleetMemory {
  return inArena(createArena(), () => layFleet(plan));
}

function layFleet(plan: FleetPlan): FleetMemory {
  const stocks = generateUniverse(plan.universe, plan.seed);
  const shardCount = plan.venues === 'thread' ? 1 : plan.threads;
  const shards = Array.from({ length: shardCount }, () => ({
    market: openPlanMarket(plan, stocks).buffer,
    cells: allocateLayout(shardLayout(plan)),
  }));
  const control = allocateLayout(controlLayout(plan));
  const { limits, details, firm } = openTables(control, controlLayout(plan));
  writeLimits(plan.risk, limits, details);
  openCredit(firm, plan.risk.grossExposure.dollars * TICKS_PER_DOLLAR);

  const setup = hasSecondPass(plan) ? secondPassSetup(plan, stocks) : undefined;
  const threaded = plan.venues === 'thread';
  const room = sumRoom(plan);
  const memory: FleetMemory = {
    control,
    sleepers: allocateSleepers(plan.threads + 1),
    templates: allocateLayout(TEMPLATE_LAYOUT),
    scratch: Array.from({ length: plan.threads + 1 }, () => allocateRegion(scratchBytes(plan))),
    shards,
    stocks,
    secondPass: setup && allocateSecondPass(setup),
    sums: room && allocateLayout(sumLayout(room, plan.servers)),
    servers: Array.from({ length: plan.servers }, (_, index) => ({
      number: index + 1,
      server: allocateServer(serverLimits(plan)),
      cells: allocateLayout(serverCellsLayout(plan)),
      inbox: allocateRing(RECORD_WORDS, plan.inboxRecords),
      out: threaded ? allocateRing(CHILD_WORDS, plan.ringRecords) : undefined,
      feed: threaded ? allocateRing(RECORD_WORDS, plan.ringRecords) : undefined,
      histograms: allocateHistograms(LATENCY_POINTS.length),
      journal:
        plan.record === undefined
          ? undefined
          : allocateBytes(plan.record.recordsMax * RECORD_WORDS * 4),
      firm: setup && allocateFirmCopy(setup),
    })),
  };
  const { market } = openShard(plan, memory, 0);
  for (const { cells: buffer, number } of memory.servers) {
    const cells = openServerCells(plan, buffer);
    copyQuotes(market.quotes, cells.quotes);
    cells.counts.epoch[0] = openingEpoch(plan.seed);
    cells.counts.lastOutNs[0] = Number.NaN;
    cells.counts.lastRefusedNs[0] = Number.NaN;
    cells.detections.atNs.fill(Number.NaN);
    const server = openFleetServer(plan, memory, openControl(plan, memory), cells, market, number);
    openGate(server.gate);
    noteQuotes(server, 0);
  }
  return memory;
}

/**
 * The room for what a thread keeps of all servers beside their tables: times of working sets, paces
 * and structs of the kernel.
 */
function scratchBytes({ servers, parentsPerServer, universe, epochMs }: FleetPlan): number {
  // Marks of a market whose makers withdraw have four tables of decays over a second's epochs.
  const decays = 4 * 8 * Math.ceil(1000 / epochMs);
  return (
    servers * (SCRATCH_BYTES + parentsPerServer + 8 * universe.stocks) + SCRATCH_BYTES + decays
  );
}

/** Allocates a gate's copy of the firm's words. It holds no credit: the gate has to lease it. */
function allocateFirmCopy(setup: SecondPassSetup): Region {
  const copy = allocateFirm(setup);
  for (const { leftUnits } of openFirm({ setup, firm: copy }).net) leftUnits[0] = 0;
  return copy;
}
