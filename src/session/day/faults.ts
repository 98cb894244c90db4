import { NS_PER_SECOND, parseTimeOfDay } from '../../base/units.js';
import { copyQuotes, QUOTE_SCHEMA, type Quotes } from '../../market/quotes.js';
import type { Region } from '../../memory/arena.js';
import { allocateLayout, openTables, type Table } from '../../memory/table.js';
import type { OrderFlow } from '../../orders/flow.js';
import { openResting } from '../../risk/gate/checks/self-match.js';
import {
  keepBookIds,
  keepRequests,
  noteParent,
  openReports,
  type Reports,
} from '../../server/reports.js';
import type { Server } from '../../server/server.js';
import type { DaySpec, Fault } from './spec.js';

/**
 * The memory of a day on which messages are late, lost or repeated. It exists only if the day's
 * spec asks for one of these.
 */

/**
 * By order of the flow: its last entry (ns since the bell), the number of entries, and the server
 * and row of its first parent.
 */
const ENTRY_SCHEMA = { enteredNs: 'f64', entries: 'i32', server: 'u8', parent: 'i32' } as const;
/**
 * Orders in a network loop: the order, its server, the fault, and the time of its next delivery.
 */
const LOOP_SCHEMA = { order: 'i32', server: 'i32', fault: 'i32', dueNs: 'f64' } as const;
/** By server: the orders handed to it, each counted once, however often the network delivers it. */
const HANDED_SCHEMA = { orders: 'f64' } as const;
const FAULT_COUNT_SCHEMA = {
  loops: 'i32',
  repeated: 'f64',
  looped: 'f64',
  loopsRefused: 'f64',
  countsCompared: 'u8',
  entryNoted: 'u8',
} as const;
/** One row: counts and money of orders at entry, in total, warned of, and blocked. */
const ENTRY_COUNT_SCHEMA = {
  enteredMoney: 'f64',
  warned: 'f64',
  warnedMoney: 'f64',
  blocked: 'f64',
  blockedMoney: 'f64',
} as const;
/** By basket line (row 0: no basket): the decision at entry. */
const LINE_SCHEMA = { decision: 'u8' } as const;
/** By fault: 1 while it holds. */
const FAULT_SCHEMA = { holds: 'u8' } as const;

/** The faults of a day, the orders that they affect, and delayed reports. */
export interface Faults {
  readonly buffer: Region;
  /** By server index. */
  readonly serverReports: readonly Reports[];
  /** The faults that the spec names, with their times in ns since the bell. */
  readonly list: readonly (Fault & { readonly atNs: number; readonly untilNs: number })[];
  readonly holds: Table<typeof FAULT_SCHEMA>;
  readonly entries: Table<typeof ENTRY_SCHEMA>;
  readonly loops: Table<typeof LOOP_SCHEMA>;
  readonly handed: Table<typeof HANDED_SCHEMA>;
  readonly counts: Table<typeof FAULT_COUNT_SCHEMA>;
  readonly entered: Table<typeof ENTRY_COUNT_SCHEMA>;
  readonly lines: Table<typeof LINE_SCHEMA>;
  /** By basket (row 0: none): the decision at entry, no part of the digest. */
  readonly baskets: Uint8Array;
  /** The router presumes a child lost after this time without an answer; infinite if never. */
  readonly resendAfterNs: number;
}

/** The default way in which orders rest. */
const RESTING = { showShares: 500, chaseTicks: 100 };

/** Returns whether any order of a day asks to rest. */
export function hasResting({ flow }: DaySpec): boolean {
  return flow.some(({ kind }) => kind === 'quotes');
}

/** Returns whether a day needs the memory of faults. */
function hasFaults(spec: DaySpec, flow: OrderFlow): boolean {
  const { faults, resend, customers, entry, operations } = spec;
  if (hasResting(spec) || (operations.intakeCounts?.mode ?? 'off') !== 'off') return true;
  return (
    (faults?.length ?? 0) > 0 ||
    resend !== undefined ||
    customers !== undefined ||
    entry !== undefined ||
    flow.meant !== undefined
  );
}

/**
 * Gives the servers beliefs and delayed reports if a day needs them; otherwise returns them
 * unchanged.
 */
export function addFaults(
  spec: DaySpec,
  flow: OrderFlow,
  symbols: number,
  fleet: readonly Server[],
): { servers: readonly Server[]; faults: Faults | undefined } {
  if (!hasFaults(spec, flow)) return { servers: fleet, faults: undefined };
  const { resting = RESTING } = spec;
  const faults = openFaults(spec, flow, symbols, fleet);
  const servers = fleet.map((server, index) => {
    const reports = faults.serverReports[index]!;
    const { known, beliefs } = reports;
    if (spec.market.venue === 'book') keepBookIds(reports);
    const router = { ...server.router, resting: { ...resting, beliefs } };
    return { ...server, known, reports, router };
  });
  if (cancelsResting(spec)) letGatesCancel(servers);
  return { servers, faults };
}

/** Whether self-match prevention may cancel resting orders of a day. */
function cancelsResting(spec: DaySpec): boolean {
  const { selfMatch, layers } = spec.risk;
  const settings = [selfMatch, ...Object.values(layers?.servers ?? {}).map((s) => s.selfMatch)];
  return hasResting(spec) && settings.some((of) => (of?.instruction ?? 'newest') !== 'newest');
}

/** Shows every gate the resting children of all servers, and lets it ask for their cancels. */
function letGatesCancel(servers: readonly Server[]): void {
  const children = servers.map(({ number, reports, router }) => ({
    server: number,
    outstanding: reports!.outstanding,
    rows: reports!.cells.outstanding,
    parents: router.parents,
    requests: keepRequests(reports!),
  }));
  for (const { gate } of servers) {
    if (gate.catalogue !== undefined) openResting(gate.catalogue, children);
  }
}

function openFaults(
  spec: DaySpec,
  flow: OrderFlow,
  symbols: number,
  servers: readonly Server[],
): Faults {
  const list = (spec.faults ?? []).map((fault) => ({
    ...fault,
    atNs: parseTimeOfDay(fault.at),
    untilNs: parseTimeOfDay(fault.until),
  }));
  const orders = Math.max(1, flow.count);
  const layout = {
    entries: { schema: ENTRY_SCHEMA, capacity: orders },
    loops: { schema: LOOP_SCHEMA, capacity: orders },
    handed: { schema: HANDED_SCHEMA, capacity: servers.length },
    counts: { schema: FAULT_COUNT_SCHEMA, capacity: 1 },
    entered: { schema: ENTRY_COUNT_SCHEMA, capacity: 1 },
    lines: {
      schema: LINE_SCHEMA,
      capacity: 1 + largestOf(flow.line),
    },
    holds: { schema: FAULT_SCHEMA, capacity: Math.max(1, list.length) },
  } as const;
  const buffer = allocateLayout(layout);
  const { entries, loops, handed, counts, holds, entered, lines } = openTables(buffer, layout);
  const serverReports = servers.map((server) =>
    openReports(spec.capacity.parentsPerServer, symbols, server.accounts),
  );
  const resendAfterNs =
    spec.resend === undefined ? Number.POSITIVE_INFINITY : spec.resend.afterSeconds * NS_PER_SECOND;
  return {
    buffer,
    serverReports,
    list,
    holds,
    entries,
    loops,
    handed,
    counts,
    entered,
    lines,
    baskets: new Uint8Array(1 + largestOf(flow.basket)),
    resendAfterNs,
  };
}

function largestOf(numbers: Int32Array | undefined): number {
  return numbers?.reduce((most, number) => Math.max(most, number), 0) ?? 0;
}

/**
 * Records the parent that row `order` of the flow became on a server. A repeated order means 0
 * shares.
 */
export function noteTaken(
  { serverReports, entries, handed }: Faults,
  flow: OrderFlow,
  server: number,
  parent: number,
  order: number,
  nowNs: number,
): void {
  const isFirst = entries.entries[order] === 0;
  noteParent(
    serverReports[server]!,
    parent,
    isFirst ? (flow.meant?.[order] ?? flow.quantity[order]!) : 0,
  );
  entries.entries[order] = entries.entries[order]! + 1;
  entries.enteredNs[order] = nowNs;
  handed.orders[server] = handed.orders[server]! + 1;
  if (!isFirst) return;
  entries.server[order] = server;
  entries.parent[order] = parent;
}

/** The faults that give the firm other prices than the market's. */
export const isMisleading = ({ kind }: Fault): boolean =>
  kind === 'recorded-quotes' || kind === 'wrong-values';

/**
 * Returns the quotes that the firm sees: its own table if a fault gives it other prices, otherwise
 * the market's.
 */
export function quotesSeen({ faults = [] }: DaySpec, market: Quotes): Quotes {
  if (!faults.some(isMisleading)) return market;
  const layout = { quotes: { schema: QUOTE_SCHEMA, capacity: market.capacity } };
  const { quotes } = openTables(allocateLayout(layout), layout);
  copyQuotes(market, quotes);
  return quotes;
}
