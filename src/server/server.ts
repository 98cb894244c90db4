import type { Tap } from '../capture/tap.js';
import { BEHAVIOUR_COUNT, TAKING_BEHAVIOURS } from '../deployment/builds.js';
import {
  type Accounts,
  BOOK_TOTALS_SCHEMA,
  type BookTotals,
  POSITION_SCHEMA,
  type Positions,
} from '../ledger/positions.js';
import type { Depth, Quotes } from '../market/quotes.js';
import { DEFAULT_FEE_TICKS } from '../market/venues.js';
import type { Table } from '../memory/table.js';
import { allocateLayout, allocateTable, openTables } from '../memory/table.js';
import {
  CHILD_SCHEMA,
  CHILD_WORDS,
  type Children,
  childRows,
  openChildren,
} from '../orders/children.js';
import { FREE_ROW_SCHEMA, PARENT_SCHEMA, resetFreeRows } from '../orders/parents.js';
import { WORKING_HEAD, WORKING_SCHEMA } from '../orders/working.js';
import type { FirmCredit } from '../risk/counts/credit.js';
import { openSecondPass } from '../risk/counts/open.js';
import type { FirmWords, SecondPassSpace } from '../risk/counts/second-pass.js';
import { type CheckDefinition, openCustomChecks } from '../risk/gate/custom-checks.js';
import { openGate } from '../risk/gate/gate.js';
import { GATE_LAYOUT, type Gate } from '../risk/gate/state.js';
import type { GateLayers } from '../risk/limits/blocks.js';
import type { LimitDetails, LimitTable } from '../risk/limits/limits.js';
import type { KillSwitch } from '../risk/stops/kill.js';
import {
  IMMEDIATE_SCHEMA,
  ROUTER_COUNT_SCHEMA,
  type Router,
  type RouterSettings,
} from '../router/state.js';

/**
 * By behaviour: what the server decided, sent and executed. `tape` is row 0 and 1: a running digest
 * of every child, verdict included.
 */
export const TALLY_SCHEMA = {
  children: 'f64',
  admitted: 'f64',
  executions: 'f64',
  shares: 'f64',
  tape: 'i32',
} as const;
export type Tally = Table<typeof TALLY_SCHEMA>;

/** How much a server holds. Nothing of it grows later. */
export interface ServerLimits {
  /** Open parents at one time; a parent beyond it waits in its inbox. */
  readonly parentsMax: number;
  /** Children of one turn; a behaviour that would send more goes on in the next turn. */
  readonly childrenMax: number;
  readonly symbols: number;
  /** Whether orders come that want to rest. */
  readonly rests?: boolean | undefined;
  /**
   * Whether orders come that are executed at once or cancelled; without it they are worked as day
   * orders.
   */
  readonly immediate?: boolean | undefined;
}

/**
 * What all servers of a firm share: the market they look at, the limits, the kill words, the firm's
 * credit.
 */
export interface Surroundings {
  readonly quotes: Quotes;
  readonly depth: Depth;
  readonly limits: LimitTable;
  readonly details: LimitDetails;
  /** Limits of its own that the server has by account and symbol. */
  readonly layers?: GateLayers | undefined;
  readonly kill: KillSwitch;
  readonly firm: FirmCredit;
  readonly creditSliceMoney: number;
  /** Fees by venue, ticks per share; the venues' defaults where absent. */
  readonly feeTicks?: Int32Array;
  /**
   * Where the server's children stand, if not in its own buffer: the ring that venues on another
   * thread read.
   */
  readonly children?: Children;
  /** The memory of the gates' second stage; absent while every check of it is off. */
  readonly catalogue?: SecondPassSpace | undefined;
  /**
   * What the second stage has of the firm, if not the firm's words themselves, and what it leases
   * of the net exposure at a time, money, if not as much as of the gross.
   */
  readonly firmWords?: FirmWords | undefined;
  readonly netSliceMoney?: number | undefined;
  /** Custom checks. */
  readonly checks?: readonly CheckDefinition[] | undefined;
}

/** One server: a router, a gate, and the books of what they did, on one buffer. */
export interface Server {
  readonly number: number;
  readonly buffer: SharedArrayBuffer;
  readonly router: Router;
  readonly gate: Gate;
  readonly children: Children;
  readonly positions: Positions;
  readonly book: BookTotals;
  readonly accounts: Accounts;
  readonly tally: Tally;
  /**
   * What the firm knows of the error account, on a day on which answers can go missing; the books
   * are what is true. Otherwise they are the same.
   */
  readonly known?: Accounts | undefined;
  /** Where children and fills are kept: what takes them as they are settled. */
  tap: Tap | undefined;
}

/**
 * What immediate orders need. It follows the other tables, so that a server without such orders
 * keeps its size.
 */
function immediateLayout(parentsMax: number) {
  return {
    immediate: { schema: WORKING_SCHEMA, capacity: parentsMax + WORKING_HEAD },
    immediateSums: { schema: IMMEDIATE_SCHEMA, capacity: 1 },
  } as const;
}

function serverLayout({
  parentsMax,
  childrenMax,
  symbols,
  rests = false,
  immediate = false,
}: ServerLimits) {
  const working = { schema: WORKING_SCHEMA, capacity: parentsMax + WORKING_HEAD };
  return {
    parents: { schema: PARENT_SCHEMA, capacity: parentsMax },
    free: { schema: FREE_ROW_SCHEMA, capacity: parentsMax + 1 },
    working0: working,
    working1: working,
    working2: working,
    working3: working,
    children: { schema: CHILD_SCHEMA, capacity: childRows(childrenMax) * CHILD_WORDS },
    counts: { schema: ROUTER_COUNT_SCHEMA, capacity: 1 },
    ...GATE_LAYOUT,
    positions: { schema: POSITION_SCHEMA, capacity: symbols },
    book: { schema: BOOK_TOTALS_SCHEMA, capacity: 1 },
    tally: { schema: TALLY_SCHEMA, capacity: rests ? BEHAVIOUR_COUNT : TAKING_BEHAVIOURS },
    ...(immediate ? immediateLayout(parentsMax) : ({} as ReturnType<typeof immediateLayout>)),
  } as const;
}

/**
 * What a server is, besides how much it holds. `number` counts from 1; `build` is a row of
 * `BUILDS`; `flagMask` the flag bits that it honours.
 */
export interface ServerRole {
  readonly number: number;
  readonly build: number;
  readonly flagMask: number;
  readonly settings: RouterSettings;
}

/** Allocates a server's buffer, ready to be opened. */
export function allocateServer(limits: ServerLimits): SharedArrayBuffer {
  const layout = serverLayout(limits);
  const buffer = allocateLayout(layout);
  const { free, book, breaches } = openTables(buffer, layout);
  resetFreeRows(free);
  book.firstErrorNs[0] = Number.NaN;
  book.lastErrorNs[0] = Number.NaN;
  breaches.firstNs.fill(Number.NaN);
  return buffer;
}

/**
 * Opens the server of a buffer, in any thread. One thread at a time takes its turns; others may
 * read what it counts.
 */
export function openServer(
  buffer: SharedArrayBuffer,
  role: ServerRole,
  limits: ServerLimits,
  around: Surroundings,
): Server {
  const { number, build, flagMask, settings } = role;
  const { quotes, depth, kill, firm, creditSliceMoney } = around;
  const tables = openTables(buffer, serverLayout(limits));
  const { parents, free, counts, positions, book, tally, gateCells: cells, breaches } = tables;
  const children = around.children ?? openChildren(tables.children.word);
  const working = [tables.working0, tables.working1, tables.working2, tables.working3];
  // What rests has a set of its own behind the buffer's, so that a day without is as large as it
  // was.
  if (limits.rests === true)
    working.push(allocateTable(WORKING_SCHEMA, limits.parentsMax + WORKING_HEAD));
  const immediate =
    limits.immediate === true ? { set: tables.immediate, sums: tables.immediateSums } : undefined;
  const router: Router = {
    server: number,
    build,
    flagMask,
    settings,
    parents,
    free,
    working,
    children,
    counts,
    quotes,
    depth,
    immediate,
  };
  const { netSliceMoney = creditSliceMoney } = around;
  const catalogue =
    around.catalogue &&
    openSecondPass(around.catalogue, number, quotes, kill, netSliceMoney, around.firmWords);
  const { limits: limitTable, details, layers, checks = [] } = around;
  const custom =
    checks.length === 0
      ? undefined
      : openCustomChecks(checks, number, limits.symbols, limits.parentsMax);
  const gate: Gate = {
    server: number,
    limits: limitTable,
    details,
    layers,
    cells,
    breaches,
    kill,
    firm,
    creditSliceMoney,
    catalogue,
    custom,
  };
  const accounts: Accounts = {
    positions,
    book,
    quotes,
    feeTicks: around.feeTicks ?? DEFAULT_FEE_TICKS,
  };
  return {
    number,
    buffer,
    router,
    gate,
    children,
    positions,
    book,
    accounts,
    tally,
    tap: undefined,
  };
}

/** Allocates and opens a server. */
export function createServer(
  number: number,
  build: number,
  flagMask: number,
  settings: RouterSettings,
  limits: ServerLimits,
  around: Surroundings,
): Server {
  const server = openServer(
    allocateServer(limits),
    { number, build, flagMask, settings },
    limits,
    around,
  );
  openGate(server.gate);
  return server;
}

/** The parents that a server has taken and not finished. */
export function openParents(server: Server): number {
  return server.router.parents.capacity - server.router.free.row[0]!;
}
