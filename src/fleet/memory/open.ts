import { mix32 } from '../../base/random.js';
import { NS_PER_MS } from '../../base/units.js';
import { BEHAVIOUR_NAMES, buildIndex } from '../../deployment/builds.js';
import { attachMarket, type Market, openMarket } from '../../market/market.js';
import type { Stock } from '../../market/universe.js';
import type { Region } from '../../memory/arena.js';
import { openRing } from '../../memory/ring.js';
import { openTables } from '../../memory/table.js';
import { CHILD_WORDS, openChildren } from '../../orders/children.js';
import type { OrderFlow } from '../../orders/flow.js';
import { isSecondPassOn, openFirm } from '../../risk/counts/open.js';
import { allocateOwners } from '../../risk/counts/owners.js';
import { rollingWindowNs } from '../../risk/counts/rolling.js';
import type { FirmWords, SecondPassSetup, SecondPassSpace } from '../../risk/counts/second-pass.js';
import type { CheckDefinition } from '../../risk/gate/custom-checks.js';
import { layLimits } from '../../risk/limits/blocks.js';
import { routerSettings } from '../../router/pace.js';
import {
  openServer,
  type Server,
  type ServerLimits,
  type ServerRole,
  type Surroundings,
} from '../../server/server.js';
import type { FleetPlan } from '../spec.js';
import {
  controlLayout,
  type FleetControl,
  type FleetMemory,
  type ServerCells,
  serverCellsLayout,
  shardLayout,
  TEMPLATE_LAYOUT,
  TEMPLATES,
  type VenueShard,
} from './tables.js';

/** Opens the memory that the threads share, and derives a server's settings from a plan. */

/** The parts of a plan that define a server: all except its arrivals. */
export type ServerPlan = Omit<FleetPlan, 'arrivals'>;

/**
 * Returns whether the gates have a second pass: for a check of it, for what it measures, which live
 * orders are told when they are refused, or for a planned act that needs states of scopes.
 */
export function hasSecondPass({ risk, isLive, kills = [], killCycles }: ServerPlan): boolean {
  const acts = [...kills, ...(killCycles === undefined ? [] : [killCycles])];
  return (
    isSecondPassOn(risk) || isLive || acts.some(({ act }) => act === 'halt' || act === 'reduce')
  );
}

/** Returns the setup of the gates' second pass. */
export function secondPassSetup(plan: ServerPlan, stocks: readonly Stock[]): SecondPassSetup {
  return {
    limits: plan.risk,
    stocks,
    strategyNames: BEHAVIOUR_NAMES,
    servers: plan.servers,
    parentsMax: plan.parentsPerServer,
  };
}

export function openControl(plan: FleetPlan, memory: FleetMemory): FleetControl {
  return openTables(memory.control, controlLayout(plan));
}

export function openServerCells(plan: FleetPlan, buffer: Region): ServerCells {
  const tables = openTables(buffer, serverCellsLayout(plan));
  const { kill, orders, killedAccounts: accounts } = tables;
  return { ...tables, kill: { ...kill, orders, accounts } };
}

/** Opens a market of its own for a shard, or for a replay. */
export function openPlanMarket(plan: ServerPlan, stocks: readonly Stock[]): Market {
  return openMarket(stocks, plan.market, plan.epochMs * NS_PER_MS, mix32(plan.seed));
}

export function openShard(plan: FleetPlan, memory: FleetMemory, index: number): VenueShard {
  const { market, cells } = memory.shards[index]!;
  return {
    market: attachMarket(
      market,
      memory.stocks,
      plan.market,
      plan.epochMs * NS_PER_MS,
      mix32(plan.seed),
    ),
    counts: openTables(cells, shardLayout(plan)),
  };
}

/** Returns the shard of a server: the only one, or the one of its host thread. */
export function shardOf(plan: FleetPlan, number: number): number {
  return plan.venues === 'thread' ? 0 : hostOf(plan, number);
}

/** Returns the thread that hosts a server, numbered from 0. */
export function hostOf(plan: FleetPlan, number: number): number {
  return (number - 1) % plan.threads;
}

/** Opens a server's own tables, for its host or for a later reader of its books. */
export function openFleetServer(
  plan: FleetPlan,
  memory: FleetMemory,
  control: FleetControl,
  cells: ServerCells,
  market: Market,
  number: number,
  checks: readonly CheckDefinition[] = [],
): Server {
  const own = memory.servers[number - 1]!;
  const around: Surroundings = {
    quotes: plan.venues === 'thread' ? cells.quotes : market.quotes,
    depth: market.depth,
    limits: control.limits,
    details: control.details,
    kill: cells.kill,
    firm: cells.firm,
    creditSliceMoney: plan.creditSliceMoney,
    feeTicks: market.book.feeTicks,
    checks,
    ...layLimits(
      plan.risk,
      number,
      memory.stocks.map(({ symbol }) => symbol),
    ),
    catalogue: memory.secondPass && withOwnSums(memory.secondPass),
    firmWords: memory.secondPass && openFirmCopy(memory.secondPass, own.firm!),
    netSliceMoney: plan.netSliceMoney,
    ...(own.out === undefined
      ? {}
      : { children: openChildren(openRing(own.out, CHILD_WORDS).words) }),
  };
  return openServer(own.server, roleOf(plan, number, memory.stocks), serverLimits(plan), around);
}

/** Returns a second pass whose sums over all servers are in a table of the server's own. */
function withOwnSums(space: SecondPassSpace): SecondPassSpace {
  const { limits } = space.setup;
  return { ...space, owners: allocateOwners(limits, rollingWindowNs(limits)) };
}

export function roleOf(
  { router, builds, flagMask, seed }: ServerPlan,
  number: number,
  stocks: readonly Stock[],
): ServerRole {
  const volumes = stocks.map(({ advShares }) => advShares);
  const settings = routerSettings(router, volumes, seed);
  return { number, build: buildIndex(builds[number - 1]!), flagMask, settings };
}

export function serverLimits(plan: ServerPlan): ServerLimits {
  const { parentsPerServer, childrenMax, universe, immediate } = plan;
  return { parentsMax: parentsPerServer, childrenMax, symbols: universe.stocks, immediate };
}

/** Opens the mix of parents as a flow whose rows are drawn before the start. */
export function openTemplates(memory: FleetMemory): OrderFlow {
  const { orders } = openTables(memory.templates, TEMPLATE_LAYOUT);
  return { ...orders, count: TEMPLATES };
}

/**
 * Opens the firm's words for one gate. All are its own copy, except those that only warn and
 * record.
 */
function openFirmCopy(space: SecondPassSpace, copy: Region): FirmWords {
  const shared = openFirm(space);
  const own = openFirm({ setup: space.setup, firm: copy });
  const words = { ...own.words, grossUnits: shared.words.grossUnits };
  return {
    ...own,
    words,
    netLeft: shared.net,
    sums: shared.words,
    rungs: shared.rungs,
    acts: shared.acts,
  };
}
