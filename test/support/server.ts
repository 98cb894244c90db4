import { buildIndex } from '../../src/deployment/builds.js';
import { REUSED_FLAG } from '../../src/deployment/flags.js';
import { fillChildren } from '../../src/market/fills.js';
import { type Market, markMarket } from '../../src/market/market.js';
import { allocateTable } from '../../src/memory/table.js';
import { FIRM_CREDIT_SCHEMA, type FirmCredit, openCredit } from '../../src/risk/counts/credit.js';
import type { SecondPassSpace } from '../../src/risk/counts/second-pass.js';
import type { CheckDefinition } from '../../src/risk/gate/custom-checks.js';
import {
  allocateLimits,
  type GateLimits,
  type LimitDetails,
  type LimitTable,
} from '../../src/risk/limits/limits.js';
import {
  KILL_SCHEMA,
  KILLED_ACCOUNT_SCHEMA,
  KILLED_ORDER_SCHEMA,
  type KillSwitch,
  killRows,
} from '../../src/risk/stops/kill.js';
import type { RouterSettings } from '../../src/router/state.js';
import { createServer, type Server } from '../../src/server/server.js';
import { settleServer } from '../../src/server/settle.js';
import { takeOrder, turnBegin, turnEnd, turnServer } from '../../src/server/turn.js';
import { childLines, fillLines } from './child-lines.js';
import { type ReadChild, readChildren } from './children.js';
import { smallMarket } from './market.js';
import { flowOf, type WrittenOrder } from './orders.js';

/** A gate with every check off. */
export const NO_LIMITS: GateLimits = {
  maxQuantity: { mode: 'off', shares: 0 },
  maxNotional: { mode: 'off', dollars: 0 },
  collar: { mode: 'off', percent: 0, auctionOrders: false },
  parentQuantity: { mode: 'off', toleranceShares: 0 },
  grossExposure: { mode: 'off', dollars: 0 },
  serverRate: { mode: 'off', perSecond: 1, windowSeconds: 1 },
};

export interface SmallServerOptions {
  number?: number;
  /** The year of the build. */
  build?: number;
  flagMask?: number;
  market?: Market;
  risk?: Partial<GateLimits>;
  settings?: Partial<RouterSettings>;
  parentsMax?: number;
  childrenMax?: number;
  creditSliceMoney?: number;
  /** Whether its orders include immediate ones. */
  immediate?: boolean;
  /** The memory that several servers of a firm share. */
  kill?: KillSwitch;
  firm?: FirmCredit;
  /** The memory of the gate's second pass. */
  catalogue?: SecondPassSpace | undefined;
  /** Custom checks. */
  checks?: readonly CheckDefinition[];
}

/** A server with its market and memory. `epoch` counts its turns. */
export interface SmallServer {
  readonly server: Server;
  readonly market: Market;
  readonly kill: KillSwitch;
  readonly firm: FirmCredit;
  readonly limits: LimitTable;
  readonly details: LimitDetails;
  epoch: number;
}

/** Kill words for some symbols, with room for kills of single orders. */
export function killWords(symbols = 8, orders = 16): KillSwitch {
  return {
    ...allocateTable(KILL_SCHEMA, killRows(symbols, 64)),
    orders: allocateTable(KILLED_ORDER_SCHEMA, orders + 1),
    accounts: allocateTable(KILLED_ACCOUNT_SCHEMA, orders + 1),
  };
}

/**
 * A server of build 2012 that honours the flag, by default in a still and thin market with every
 * check off.
 */
export function smallServer(options: SmallServerOptions = {}): SmallServer {
  const {
    number = 1,
    build = 2012,
    flagMask = REUSED_FLAG,
    market = smallMarket(),
    parentsMax = 8,
    childrenMax = 64,
  } = options;
  const kill = options.kill ?? killWords(market.stocks.length);
  const risk = { ...NO_LIMITS, ...options.risk };
  const { limits, details } = allocateLimits(risk);
  const firm = options.firm ?? allocateTable(FIRM_CREDIT_SCHEMA, 1);
  if (options.firm === undefined) openCredit(firm, risk.grossExposure.dollars * 10_000);
  const server = createServer(
    number,
    buildIndex(build),
    flagMask,
    { pegShares: 100, pegIntervalNs: 0, improvementTicks: 10, ...options.settings },
    { parentsMax, childrenMax, symbols: market.stocks.length, immediate: options.immediate },
    {
      quotes: market.quotes,
      depth: market.depth,
      limits,
      details,
      kill,
      firm,
      creditSliceMoney: options.creditSliceMoney ?? 0,
      feeTicks: market.book.feeTicks,
      catalogue: options.catalogue,
      checks: options.checks,
    },
  );
  return { server, market, kill, firm, limits, details, epoch: 1 };
}

/** Gives orders to a server at one time; returns for each a parent row, FULL or REFUSED. */
export function give(
  { server }: SmallServer,
  orders: readonly WrittenOrder[],
  nowNs = 0,
): number[] {
  const flow = flowOf(orders);
  return orders.map((_, order) => takeOrder(server, flow, order, nowNs));
}

/**
 * The children and answers of one turn as lines, and the shares that matched no open parent
 * quantity.
 */
export interface Turn {
  children: string[];
  fills: string[];
  excess: number;
}

/** Runs one whole turn with immediate venues: decide, gate, fill, settle, mark. */
export function turn(small: SmallServer, nowNs = 0, childrenMax = 64): Turn {
  const { server, market } = small;
  const epoch = small.epoch++;
  const count = turnServer(server, nowNs, epoch, childrenMax);
  const children = childLines(lastChildren(server, count));
  answerLast(small, count, epoch);
  const answered = lastChildren(server, count);
  const unmatched = unmatchedShares(server, answered);
  settleServer(server, turnBegin(server, count), turnEnd(server), nowNs);
  markMarket(market, epoch);
  return {
    children,
    fills: fillLines(answered, unmatched),
    excess: unmatched.reduce((sum, shares) => sum + shares, 0),
  };
}

/** The last children of a server. */
export function lastChildren(server: Server, count: number): ReadChild[] {
  return readChildren(server.children, turnBegin(server, count), turnEnd(server));
}

/** Lets the venues answer the last children of a server; returns their number. */
export function answerLast({ server, market }: SmallServer, count: number, epoch: number): number {
  return fillChildren(
    market.book,
    server.children,
    turnBegin(server, count),
    turnEnd(server),
    epoch,
  );
}

/** Settles the last children of a server. */
export function settleLast({ server }: SmallServer, count: number, nowNs: number): number {
  return settleServer(server, turnBegin(server, count), turnEnd(server), nowNs);
}

/**
 * For each child, the executed shares that its parent is no longer owed. They are taken child by
 * child from the parents' rows before settlement.
 */
export function unmatchedShares(
  { router: { parents } }: Server,
  children: readonly ReadChild[],
): number[] {
  const owed = new Map<number, number>();
  return children.map(({ parent, executed, verdict }) => {
    const left =
      owed.get(parent) ?? Math.max(0, parents.ordered[parent]! - parents.filled[parent]!);
    const matched = verdict === 0 ? Math.min(left, executed) : 0;
    owed.set(parent, left - matched);
    return verdict === 0 ? executed - matched : 0;
  });
}
