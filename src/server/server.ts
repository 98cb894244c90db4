import type { Tap } from '../capture/tap.js';
import { BEHAVIOUR_COUNT, BUILDS, ProgressPoint, TAKING_BEHAVIOURS } from '../deployment/builds.js';
import {
  type Accounts,
  BOOK_TOTALS_SCHEMA,
  type BookTotals,
  POSITION_SCHEMA,
  type Positions,
} from '../ledger/positions.js';
import type { Depth, Quotes } from '../market/quotes.js';
import { DEFAULT_FEE_TICKS } from '../market/venues.js';
import type { Region } from '../memory/arena.js';
import type { Table } from '../memory/table.js';
import { allocateLayout, allocateTable, openTables } from '../memory/table.js';
import { type Answer, createAnswer } from '../orders/answer.js';
import {
  CHILD_SCHEMA,
  CHILD_WORDS,
  type Children,
  childRows,
  openChildren,
} from '../orders/children.js';
import { FREE_ROW_SCHEMA, PARENT_SCHEMA, resetFreeRows } from '../orders/parents.js';
import { openWorking, WORKING_HEAD, WORKING_SCHEMA } from '../orders/working.js';
import type { FirmCredit } from '../risk/counts/credit.js';
import { openSecondPass } from '../risk/counts/open.js';
import type { FirmWords, SecondPassSpace } from '../risk/counts/second-pass.js';
import { type CheckDefinition, openCustomChecks } from '../risk/gate/custom-checks.js';
import { openGate } from '../risk/gate/gate.js';
import { judgedChecks } from '../risk/gate/judge-order.js';
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
import { openServerKernel, type ServerKernel } from './kernel.js';
import type { Reports } from './reports.js';

/**
 * By behaviour: what the server decided, sent and executed. Rows 0 and 1 of `tape` are the
 * running digest of every child, verdict included.
 */
const TALLY_SCHEMA = {
  children: 'f64',
  admitted: 'f64',
  executions: 'f64',
  shares: 'f64',
  tape: 'i32',
} as const;
export type Tally = Table<typeof TALLY_SCHEMA>;

/** The sizes of a server, which never grow. */
export interface ServerLimits {
  /** Open parents at one time; a parent beyond it waits in its inbox. */
  readonly parentsMax: number;
  /** Children of one turn; a behaviour that would send more goes on in the next turn. */
  readonly childrenMax: number;
  readonly symbols: number;
  /** Whether orders come that rest. */
  readonly rests?: boolean | undefined;
  /**
   * Whether orders come that are executed at once or cancelled; without it they are worked as day
   * orders.
   */
  readonly immediate?: boolean | undefined;
}

/**
 * The state that all servers of a firm share: the market they see, the limits, the kill words, the
 * firm's credit.
 */
export interface Surroundings {
  readonly quotes: Quotes;
  readonly depth: Depth;
  readonly limits: LimitTable;
  readonly details: LimitDetails;
  /** The server's own limits by account and symbol. */
  readonly layers?: GateLayers | undefined;
  readonly kill: KillSwitch;
  readonly firm: FirmCredit;
  readonly creditSliceMoney: number;
  /** Fees by venue, ticks per share; the venues' defaults where absent. */
  readonly feeTicks?: Int32Array;
  /**
   * The server's children, if not in its own buffer: the ring that venues on another thread read.
   */
  readonly children?: Children;
  /** The memory of the gates' second pass; undefined while all its checks are off. */
  readonly catalogue?: SecondPassSpace | undefined;
  /**
   * The second pass's copy of the firm's words, if it does not use these themselves; and the money
   * of net exposure that it leases at a time, by default as much as of gross exposure.
   */
  readonly firmWords?: FirmWords | undefined;
  readonly netSliceMoney?: number | undefined;
  /** Custom checks. */
  readonly checks?: readonly CheckDefinition[] | undefined;
}

/** One server: a router, a gate, and the books of what they did, on one buffer. */
export interface Server {
  readonly number: number;
  readonly buffer: Region;
  readonly router: Router;
  readonly gate: Gate;
  readonly children: Children;
  readonly positions: Positions;
  readonly book: BookTotals;
  readonly accounts: Accounts;
  readonly tally: Tally;
  /**
   * The error account as the firm knows it, on a day on which reports can go missing. The books
   * have the truth.
   */
  readonly known?: Accounts | undefined;
  /** The execution reports of a day on which they can go missing. */
  readonly reports?: Reports | undefined;
  /** The record for answers that are applied one by one. */
  readonly answer: Answer;
  /** Takes children and fills as they are settled, where they are kept. */
  tap: Tap | undefined;
  /** Whether the running digest of children is kept up. */
  digests: boolean;
  /** What takes turns in WebAssembly, if the tables are where it can read them. */
  readonly kernel: ServerKernel | undefined;
}

/**
 * The tables of immediate orders. They follow the other tables, so that a server without such
 * orders keeps its size.
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
 * Number, build and settings of a server. `number` counts from 1; `build` is a row of `BUILDS`;
 * `flagMask` has the flag bits that it honours.
 */
export interface ServerRole {
  readonly number: number;
  readonly build: number;
  readonly flagMask: number;
  readonly settings: RouterSettings;
}

/** Allocates a server's buffer, ready to be opened. */
export function allocateServer(limits: ServerLimits): Region {
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
 * read its counts.
 */
export function openServer(
  buffer: Region,
  role: ServerRole,
  limits: ServerLimits,
  around: Surroundings,
): Server {
  const { number } = role;
  const tables = openTables(buffer, serverLayout(limits));
  const { positions, book, tally } = tables;
  const children = around.children ?? openChildren(tables.children.word);
  const accounts: Accounts = {
    positions,
    book,
    quotes: around.quotes,
    feeTicks: around.feeTicks ?? DEFAULT_FEE_TICKS,
  };
  const server = {
    number,
    buffer,
    router: openRouter(tables, children, role, limits, around),
    gate: openGateOf(tables, number, limits, around),
    children,
    positions,
    book,
    accounts,
    tally,
    answer: createAnswer(),
    tap: undefined,
    digests: true,
  };
  return { ...server, kernel: openServerKernel(server) };
}

type ServerTables = ReturnType<typeof openTables<ReturnType<typeof serverLayout>>>;

function openRouter(
  tables: ServerTables,
  children: Children,
  { number, build, flagMask, settings }: ServerRole,
  { parentsMax, rests, immediate }: ServerLimits,
  { quotes, depth }: Surroundings,
): Router {
  const { parents, free, counts } = tables;
  const working = [tables.working0, tables.working1, tables.working2, tables.working3].map(
    openWorking,
  );
  // The set of resting orders is not in the buffer, so that a server without it keeps its size.
  if (rests === true)
    working.push(openWorking(allocateTable(WORKING_SCHEMA, parentsMax + WORKING_HEAD)));
  return {
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
    immediate:
      immediate === true
        ? { set: openWorking(tables.immediate), sums: tables.immediateSums }
        : undefined,
  };
}

function openGateOf(
  { gateCells: cells, breaches }: ServerTables,
  number: number,
  { symbols, parentsMax }: ServerLimits,
  around: Surroundings,
): Gate {
  const { limits, details, layers, quotes, kill, firm, creditSliceMoney, checks = [] } = around;
  const { netSliceMoney = creditSliceMoney } = around;
  const catalogue =
    around.catalogue &&
    openSecondPass(around.catalogue, number, quotes, kill, netSliceMoney, around.firmWords);
  // In layers, accounts and symbols have modes of their own.
  const firstModes = layers === undefined ? limits.mode : undefined;
  const custom =
    checks.length === 0 ? undefined : openCustomChecks(checks, number, symbols, parentsMax);
  return {
    server: number,
    limits,
    details,
    layers,
    cells,
    breaches,
    kill,
    firm,
    creditSliceMoney,
    catalogue,
    judged: catalogue === undefined ? [] : judgedChecks(catalogue, firstModes),
    custom,
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

/** Returns how many parents a server has taken and not finished. */
export function openParents(server: Server): number {
  return server.router.parents.capacity - server.router.free.row[0]!;
}

/**
 * Whether the server's build tracks progress at a point of the sequence, and not in its behaviours'
 * loops.
 */
export function tracksSequence(server: Server): boolean {
  return BUILDS[server.router.build]!.progress === ProgressPoint.SEQUENCE;
}
