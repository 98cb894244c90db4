import { NS_PER_SECOND, parseTimeOfDay } from '../../base/units.js';
import { Behaviour } from '../../deployment/builds.js';
import { VENUE_COUNT, VENUE_NAMES } from '../../market/venues.js';
import { allocateLayout, openTables, type Table } from '../../memory/table.js';
import { logEvent } from '../../metrics/events.js';
import type { OrderFlow } from '../../orders/flow.js';
import { presumeLost } from '../../router/resend.js';
import { AnswerPath, type Hearing, hearDue, noteParent, openHearing } from '../../server/hearing.js';
import type { Server } from '../../server/server.js';
import type { Day } from '../day/day.js';
import type { DaySpec, Fault } from '../day/spec.js';
import { EventKind } from '../log/event-kinds.js';
import { tendResting } from '../orders/resting.js';
import { feedQuotes } from './recorded-quotes.js';

/** Days on which messages go astray: answers that come late or never, orders that come again. None of it exists for a day whose spec has none of these fields. */

/** By order of the flow: when it was last entered (ns since the bell), how often, and where its first parent stands. */
const ENTRY_SCHEMA = { enteredNs: 'f64', entries: 'i32', server: 'u8', parent: 'i32' } as const;
/** Orders that go round a loop: which, where to, and when they come by again. */
const LOOP_SCHEMA = { order: 'i32', server: 'i32', fault: 'i32', dueNs: 'f64' } as const;
/** By server: the orders that it was handed, each counted once however often the network delivers it. */
const HANDED_SCHEMA = { orders: 'f64' } as const;
const MISHAP_COUNT_SCHEMA = {
  loops: 'i32',
  repeated: 'f64',
  looped: 'f64',
  loopsRefused: 'f64',
  countsCompared: 'u8',
  entryNoted: 'u8',
} as const;
/** Orders as they are entered, one row: warned of, blocked, and their money. */
const ENTRY_COUNT_SCHEMA = { enteredMoney: 'f64', warned: 'f64', warnedMoney: 'f64', blocked: 'f64', blockedMoney: 'f64' } as const;
/** By larger order (row 0 for none): what was decided of it as it was entered. */
const LINE_SCHEMA = { decision: 'u8' } as const;
/** By fault: 1 while it holds. */
const FAULT_SCHEMA = { holds: 'u8' } as const;

export interface Mishaps {
  readonly buffer: SharedArrayBuffer;
  readonly hearings: readonly Hearing[];
  readonly faults: readonly (Fault & { readonly atNs: number; readonly untilNs: number })[];
  readonly holds: Table<typeof FAULT_SCHEMA>;
  readonly entries: Table<typeof ENTRY_SCHEMA>;
  readonly loops: Table<typeof LOOP_SCHEMA>;
  readonly handed: Table<typeof HANDED_SCHEMA>;
  readonly counts: Table<typeof MISHAP_COUNT_SCHEMA>;
  readonly entered: Table<typeof ENTRY_COUNT_SCHEMA>;
  readonly lines: Table<typeof LINE_SCHEMA>;
  /** After so long a child without an answer is taken for lost; infinite where nobody does. */
  readonly resendAfterNs: number;
}

/** How orders rest where a scenario does not say. */
const RESTING = { showShares: 500, chaseTicks: 100 };

/** Whether any orders of a day ask to rest. */
export function hasResting({ flow }: DaySpec): boolean {
  return flow.some(({ kind }) => kind === 'quotes');
}

/** Whether anything in a day can go astray. */
function hasMishaps(spec: DaySpec, flow: OrderFlow): boolean {
  const { faults, resend, customers, entry, operations } = spec;
  if (hasResting(spec) || (operations.intakeCounts?.mode ?? 'off') !== 'off') return true;
  return (faults?.length ?? 0) > 0 || resend !== undefined || customers !== undefined || entry !== undefined || flow.meant !== undefined;
}

/** The servers of a day with what goes astray in it, where anything can; otherwise as they are. */
export function addMishaps(
  spec: DaySpec,
  flow: OrderFlow,
  symbols: number,
  fleet: readonly Server[],
): { servers: readonly Server[]; mishaps: Mishaps | undefined } {
  if (!hasMishaps(spec, flow)) return { servers: fleet, mishaps: undefined };
  const { resting = RESTING } = spec;
  const mishaps = openMishaps(spec, flow, symbols, fleet);
  const servers = fleet.map((server, index) => {
    const { known, beliefs } = mishaps.hearings[index]!;
    return { ...server, known, router: { ...server.router, resting: { ...resting, beliefs } } };
  });
  return { servers, mishaps };
}

/** Makes room for what goes astray in a day. */
function openMishaps(spec: DaySpec, flow: OrderFlow, symbols: number, servers: readonly Server[]): Mishaps {
  const faults = (spec.faults ?? []).map((fault) => ({ ...fault, atNs: parseTimeOfDay(fault.at), untilNs: parseTimeOfDay(fault.until) }));
  const orders = Math.max(1, flow.count);
  const layout = {
    entries: { schema: ENTRY_SCHEMA, capacity: orders },
    loops: { schema: LOOP_SCHEMA, capacity: orders },
    handed: { schema: HANDED_SCHEMA, capacity: servers.length },
    counts: { schema: MISHAP_COUNT_SCHEMA, capacity: 1 },
    entered: { schema: ENTRY_COUNT_SCHEMA, capacity: 1 },
    lines: { schema: LINE_SCHEMA, capacity: 1 + (flow.line?.reduce((most, line) => Math.max(most, line), 0) ?? 0) },
    holds: { schema: FAULT_SCHEMA, capacity: Math.max(1, faults.length) },
  } as const;
  const buffer = allocateLayout(layout);
  const { entries, loops, handed, counts, holds, entered, lines } = openTables(buffer, layout);
  const hearings = servers.map((server) => openHearing(spec.capacity.parentsPerServer, symbols, server.accounts));
  const resendAfterNs = spec.resend === undefined ? Number.POSITIVE_INFINITY : spec.resend.afterSeconds * NS_PER_SECOND;
  return { buffer, hearings, faults, holds, entries, loops, handed, counts, entered, lines, resendAfterNs };
}

/** Takes note of a parent that row `order` of the flow became on a server. What comes a second time was meant by nobody. */
export function noteTaken(
  { hearings, entries, handed }: Mishaps,
  flow: OrderFlow,
  server: number,
  parent: number,
  order: number,
  nowNs: number,
): void {
  const isFirst = entries.entries[order] === 0;
  noteParent(hearings[server]!, parent, isFirst ? (flow.meant?.[order] ?? flow.quantity[order]!) : 0);
  entries.entries[order] = entries.entries[order]! + 1;
  entries.enteredNs[order] = nowNs;
  handed.orders[server] = handed.orders[server]! + 1;
  if (!isFirst) return;
  entries.server[order] = server;
  entries.parent[order] = parent;
}

/** What has gone astray by now, before the servers decide: faults begin and end, late answers come, servers take children for lost. */
export function passMishaps(day: Day, mishaps: Mishaps, nowNs: number): void {
  turnFaults(day, mishaps, nowNs);
  feedQuotes(day, mishaps);
  const { hearings, resendAfterNs } = mishaps;
  for (const [index, server] of day.servers.entries()) {
    const hearing = hearings[index]!;
    const { outstanding, beliefs, cells } = hearing;
    if (cells.outstanding[0] === 0) continue;
    hearDue(server, hearing, nowNs);
    if (server.router.working.length > Behaviour.RESTING) tendResting(day, server, hearing, nowNs);
    const lost = presumeLost(server.router, outstanding, cells.outstanding[0]!, beliefs, nowNs, resendAfterNs);
    cells.presumedLost[0] = cells.presumedLost[0]! + lost;
  }
}

function turnFaults(day: Day, mishaps: Mishaps, nowNs: number): void {
  let changed = false;
  for (const [row, fault] of mishaps.faults.entries()) {
    const holds = nowNs >= fault.atNs && nowNs < fault.untilNs ? 1 : 0;
    if (mishaps.holds.holds[row] === holds) continue;
    mishaps.holds.holds[row] = holds;
    changed = true;
    logEvent(day.events, nowNs, holds === 1 ? EventKind.FAULT : EventKind.FAULT_OVER, fault.server ?? 0, row, 0);
  }
  if (changed) for (const [index, hearing] of mishaps.hearings.entries()) setPaths(mishaps, hearing, index + 1);
}

const PATHS: Partial<Record<Fault['kind'], number>> = {
  'answers-late': AnswerPath.LATE,
  'answers-lost': AnswerPath.LOST,
  'fills-lost': AnswerPath.FILLS_LOST,
};

/** Writes what the faults that hold now make of the answers to one server; of two on one path the one named last. */
function setPaths({ faults, holds }: Mishaps, { paths, cells }: Hearing, server: number): void {
  paths.path.fill(AnswerPath.WHOLE);
  cells.cancelsLost[0] = 0;
  for (const [row, fault] of faults.entries()) {
    if (holds.holds[row] === 0 || (fault.server ?? server) !== server) continue;
    if (fault.kind === 'cancels-lost') cells.cancelsLost[0] = 1;
    const path = PATHS[fault.kind];
    if (path === undefined) continue;
    for (let venue = 0; venue < VENUE_COUNT; venue++) {
      if ((fault.venue ?? VENUE_NAMES[venue]) !== VENUE_NAMES[venue]) continue;
      paths.path[venue] = path;
      paths.delayNs[venue] = fault.seconds === undefined ? 0 : fault.seconds * NS_PER_SECOND;
      paths.untilNs[venue] = fault.seconds === undefined ? fault.untilNs : 0;
    }
  }
}
