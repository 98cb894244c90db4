import { mix32 } from '../../base/random.js';
import { NS_PER_MS, NS_PER_SECOND } from '../../base/units.js';
import type { CaptureMemory } from '../../capture/memory.js';
import { BEHAVIOUR_NAMES, buildIndex } from '../../deployment/builds.js';
import { attachMarket, type Market, openMarket } from '../../market/market.js';
import { QUOTE_SCHEMA, type Quotes } from '../../market/quotes.js';
import { generateUniverse, type Stock } from '../../market/universe.js';
import { allocateRing, openRing } from '../../memory/ring.js';
import { allocateBytes, allocateLayout, openTables, type Table, type Tables } from '../../memory/table.js';
import { allocateSleepers } from '../../memory/waiting.js';
import { allocateHistograms } from '../../metrics/histogram.js';
import { CHILD_WORDS, openChildren } from '../../orders/children.js';
import { ALL_VERDICT_COUNT, VERDICT_COUNT } from '../../orders/codes.js';
import type { OrderFlow } from '../../orders/flow.js';
import { FIRM_CREDIT_SCHEMA, openCredit } from '../../risk/counts/credit.js';
import { allocateFirm, allocateSecondPass, isSecondPassOn, openFirm } from '../../risk/counts/open.js';
import type { SecondPassSetup, SecondPassSpace } from '../../risk/counts/second-pass.js';
import type { CheckDefinition } from '../../risk/gate/custom-checks.js';
import { openGate } from '../../risk/gate/gate.js';
import { layLimits } from '../../risk/limits/blocks.js';
import { LIMIT_DETAIL_SCHEMA, LIMIT_SCHEMA, writeLimits } from '../../risk/limits/limits.js';
import { KILL_SCHEMA, KILLED_ORDER_SCHEMA, type KillSwitch, killRows } from '../../risk/stops/kill.js';
import { allocateServer, openServer, type Server, type ServerLimits, type ServerRole, type Surroundings } from '../../server/server.js';
import { noteQuotes } from '../../server/turn.js';
import { EXPOSURE_COUNT } from '../market/recount.js';
import { DETECTION_SCHEMA } from '../server-thread/detection.js';
import { FIRM_SEEN_SCHEMA, openFirmCopy } from '../server-thread/firm.js';
import type { FleetPlan } from '../spec.js';
import { ACT_SCHEMA, ACTS_MAX } from './acts.js';
import { RECORD_WORDS } from './records.js';
import { STAGES } from './stages.js';

/**
 * All memory that the threads of a fleet share, and who writes it:
 *
 *   control     phase, human acts, limits, the firm's credit and rate    main thread (acts, phase); servers by compare-and-exchange (credit, rate)
 *   server k    the engine's tables                                      its host
 *   desk k      its own quotes, kill words and counters                  its host
 *   inbox k     parents                                                  main thread → host
 *   out k       children, and their answers in the same rows              host → venue thread → host
 *   feed k      quotes, epochs                                            venue thread → host
 *   book b      a market and what its venues count                       venue thread, or each host where venues are inline
 *   catalogue   the gates' second stage: what the firm shares             servers, by atomic addition and compare-and-exchange
 *               and what each gate counts and its copy of the firm's      its host
 *
 * A server reads nothing that another thread changes under its hands: quotes come as records, kills are copied from the log of acts between two turns, credit is
 * leased between two turns. So its inputs have an order, and a journal of them gives the same children again.
 */
export interface FleetMemory {
  readonly control: SharedArrayBuffer;
  readonly sleepers: SharedArrayBuffer;
  readonly templates: SharedArrayBuffer;
  readonly servers: readonly ServerMemory[];
  readonly books: readonly BookMemory[];
  readonly stocks: readonly Stock[];
  /** The gates' second stage, while any check of it is on. */
  readonly catalogue: SecondPassSpace | undefined;
  /** Where children and fills are kept: a ring for each server. */
  readonly capture?: CaptureMemory | undefined;
}

export interface ServerMemory {
  readonly number: number;
  readonly server: SharedArrayBuffer;
  readonly desk: SharedArrayBuffer;
  readonly inbox: SharedArrayBuffer;
  readonly out: SharedArrayBuffer | undefined;
  readonly feed: SharedArrayBuffer | undefined;
  readonly histograms: SharedArrayBuffer;
  readonly journal: SharedArrayBuffer | undefined;
  /** The gate's copy of the firm's words, while there is a catalogue. */
  readonly firm: SharedArrayBuffer | undefined;
}

export interface BookMemory {
  readonly market: SharedArrayBuffer;
  readonly cells: SharedArrayBuffer;
}

export const Phase = { STARTING: 0, RUN: 1, DRAIN: 2, ABORT: 3 } as const;

/** Words of a column that several threads write, so that the next column is 128 bytes away. */
const APART = 32;
/** Row 0 of each. `startNs` is of the monotonic clock; `window` is the firm's order rate; `breached` has a bit for each check that any gate has found breached; `units` what all venues hold of the firm's exposures, in credit units, and the most they held, rows as in fleet/recount. */
const CONTROL_SCHEMA = {
  phase: 'i32',
  acts: 'i32',
  startNs: 'f64',
  window: 'i32',
  units: 'i32',
  peakUnits: 'i32',
  breached: 'i32',
} as const;
const READY_SCHEMA = { ready: 'i32' } as const;

function controlLayout(plan: FleetPlan) {
  return {
    control: { schema: CONTROL_SCHEMA, capacity: APART },
    firm: { schema: FIRM_CREDIT_SCHEMA, capacity: APART },
    /** By thread, the venue thread last. */
    threads: { schema: READY_SCHEMA, capacity: plan.threads + 1 },
    acts: { schema: ACT_SCHEMA, capacity: ACTS_MAX },
    limits: { schema: LIMIT_SCHEMA, capacity: VERDICT_COUNT },
    details: { schema: LIMIT_DETAIL_SCHEMA, capacity: 1 },
  } as const;
}
export type Control = Tables<ReturnType<typeof controlLayout>>;

/** What a server's thread counts besides the engine's own tables, one row; written by that thread alone. */
export const DESK_CELL_SCHEMA = {
  /** Human acts that this server has taken over. */
  acts: 'i32',
  epoch: 'i32',
  turns: 'f64',
  /** Children handed to the venues, and taken back before that because a kill came between gate and hand-over. */
  sent: 'f64',
  recalled: 'f64',
  answered: 'f64',
  /** Children that the gate refused, turn by turn. */
  refused: 'f64',
  /** Sequence of the last child handed over, and when. */
  lastSequence: 'f64',
  lastOutNs: 'f64',
  lateStarts: 'f64',
  /** Due parents that stood in the inbox at one time, at the most. */
  largestQueue: 'f64',
  /** How often the first due parent found the table of parents full. */
  tableFull: 'f64',
  /** Turns cut short or put off by the firm's order rate. */
  throttled: 'f64',
  /** Credit that this server has leased from the firm and not given back, spent or not. */
  leasedMoney: 'f64',
  /** Limit price × shares of what was handed to the venues. */
  sentMoney: 'f64',
  /** What the gate had working and executed before the turn in hand. */
  turnMoney: 'f64',
  /** The checks of which this server has noted how much it had sent when they were first breached, a bit each. */
  breachesSeen: 'i32',
  /** The last turn of which the gate refused any child. */
  lastRefusedNs: 'f64',
  journalRecords: 'i32',
  /** 1 when the journal had no room for more. */
  journalFull: 'u8',
  journalTape0: 'i32',
  journalTape1: 'i32',
  journalSequence: 'f64',
} as const;
export type DeskCells = Table<typeof DESK_CELL_SCHEMA>;

/** What a server did about each human act: the barrier. Row = act. */
export const ACKNOWLEDGEMENT_SCHEMA = { sequence: 'f64', ackNs: 'f64', lastOutNs: 'f64', sentAfter: 'f64', recalled: 'f64' } as const;

function deskLayout(plan: FleetPlan) {
  return {
    quotes: { schema: QUOTE_SCHEMA, capacity: plan.universe.stocks },
    kill: { schema: KILL_SCHEMA, capacity: killRows(plan.universe.stocks, plan.servers) },
    orders: { schema: KILLED_ORDER_SCHEMA, capacity: ACTS_MAX + 1 },
    firm: { schema: FIRM_CREDIT_SCHEMA, capacity: 1 },
    cells: { schema: DESK_CELL_SCHEMA, capacity: 1 },
    acknowledgements: { schema: ACKNOWLEDGEMENT_SCHEMA, capacity: ACTS_MAX },
    /** By check. */
    detections: { schema: DETECTION_SCHEMA, capacity: ALL_VERDICT_COUNT },
    firmSeen: { schema: FIRM_SEEN_SCHEMA, capacity: 1 },
  } as const;
}
export type Desk = Omit<Tables<ReturnType<typeof deskLayout>>, 'kill'> & { readonly kill: KillSwitch };

/** What one book counts, one row, written by the thread that has the book. `children` is the venues' own count of what arrived. */
export const BOOK_CELL_SCHEMA = {
  children: 'f64',
  batches: 'f64',
  /** Children that arrived with a sequence behind their kill barrier. Zero, or the kill switch is broken. */
  behindBarrier: 'f64',
  marks: 'f64',
} as const;

const EXPOSURE_SCHEMA = { money: 'f64', peakMoney: 'f64' } as const;

function bookLayout(plan: FleetPlan) {
  return {
    cells: { schema: BOOK_CELL_SCHEMA, capacity: 1 },
    arrived: { schema: { children: 'f64' }, capacity: plan.servers },
    /** The firm's exposures as this book holds them, and their peaks: rows as in fleet/recount. */
    exposures: { schema: EXPOSURE_SCHEMA, capacity: EXPOSURE_COUNT },
  } as const;
}
export type BookCells = Tables<ReturnType<typeof bookLayout>>;

const TEMPLATE_SCHEMA = {
  arrivalNs: 'f64',
  symbol: 'i32',
  side: 'u8',
  quantity: 'i32',
  limitTicks: 'i32',
  flags: 'u8',
  attributes: 'u8',
  session: 'u8',
  account: 'u16',
} as const;
/** Parents that differ; after so many the mix begins again. */
export const TEMPLATES = 2 ** 16;
const TEMPLATE_LAYOUT = { orders: { schema: TEMPLATE_SCHEMA, capacity: TEMPLATES } } as const;

/** Allocates everything and writes what stands before the start. */
export function allocateFleet(plan: FleetPlan): FleetMemory {
  const stocks = generateUniverse(plan.universe, plan.seed);
  const bookCount = plan.venues === 'thread' ? 1 : plan.threads;
  const books = Array.from({ length: bookCount }, () => ({
    market: openMarket(stocks, plan.market, plan.epochMs * NS_PER_MS, mix32(plan.seed)).buffer,
    cells: allocateLayout(bookLayout(plan)),
  }));
  const control = allocateLayout(controlLayout(plan));
  const { limits, details, firm } = openTables(control, controlLayout(plan));
  writeLimits(plan.risk, limits, details);
  openCredit(firm, plan.risk.grossExposure.dollars * 10_000);

  const setup = isSecondPassOn(plan.risk) ? catalogueSetup(plan, stocks) : undefined;
  const threaded = plan.venues === 'thread';
  const memory: FleetMemory = {
    control,
    sleepers: allocateSleepers(plan.threads + 1),
    templates: allocateLayout(TEMPLATE_LAYOUT),
    books,
    stocks,
    catalogue: setup && allocateSecondPass(setup),
    servers: Array.from({ length: plan.servers }, (_, index) => ({
      number: index + 1,
      server: allocateServer(serverLimits(plan)),
      desk: allocateLayout(deskLayout(plan)),
      inbox: allocateRing(RECORD_WORDS, plan.inboxRecords),
      out: threaded ? allocateRing(CHILD_WORDS, plan.ringRecords) : undefined,
      feed: threaded ? allocateRing(RECORD_WORDS, plan.ringRecords) : undefined,
      histograms: allocateHistograms(STAGES.length),
      journal: plan.record === undefined ? undefined : allocateBytes(plan.record.recordsMax * RECORD_WORDS * 4),
      firm: setup && allocateFirmCopy(setup),
    })),
  };
  const { market } = openBook(plan, memory, 0);
  for (const { desk: buffer, number } of memory.servers) {
    const desk = openDesk(plan, buffer);
    copyQuotes(market.quotes, desk.quotes);
    desk.cells.epoch[0] = firstEpoch(plan);
    desk.cells.lastOutNs[0] = Number.NaN;
    desk.cells.lastRefusedNs[0] = Number.NaN;
    desk.detections.atNs.fill(Number.NaN);
    const server = openFleetServer(plan, memory, openControl(plan, memory), desk, market, number);
    openGate(server.gate);
    noteQuotes(server, 0);
  }
  return memory;
}

/** The gates' second stage of a plan. */
export function catalogueSetup(plan: ServerPlan, stocks: readonly Stock[]): SecondPassSetup {
  return {
    limits: plan.risk,
    stocks,
    strategyNames: BEHAVIOUR_NAMES,
    servers: plan.servers,
    parentsMax: plan.parentsPerServer,
  };
}

/** A gate's copy of what the firm shares: with no credit, which it has to lease. */
function allocateFirmCopy(setup: SecondPassSetup): SharedArrayBuffer {
  const copy = allocateFirm(setup);
  for (const { leftUnits } of openFirm({ setup, firm: copy }).net) leftUnits[0] = 0;
  return copy;
}

function copyQuotes(from: Quotes, to: Quotes): void {
  to.bidTicks.set(from.bidTicks);
  to.askTicks.set(from.askTicks);
  to.midTicks.set(from.midTicks);
  to.openTicks.set(from.openTicks);
  to.paused.set(from.paused);
}

/** The epoch that a run begins with. */
export function firstEpoch(plan: ServerPlan): number {
  return mix32(plan.seed ^ 0x5eed) >>> 2;
}

export function openControl(plan: FleetPlan, memory: FleetMemory): Control {
  return openTables(memory.control, controlLayout(plan));
}

export function openDesk(plan: FleetPlan, buffer: SharedArrayBuffer): Desk {
  const tables = openTables(buffer, deskLayout(plan));
  return { ...tables, kill: { ...tables.kill, orders: tables.orders } };
}

/** A book: its market, and what its venues count. */
export interface Book {
  readonly market: Market;
  readonly counts: BookCells;
}

export function openBook(plan: FleetPlan, memory: FleetMemory, index: number): Book {
  const { market, cells } = memory.books[index]!;
  return {
    market: attachMarket(market, memory.stocks, plan.market, plan.epochMs * NS_PER_MS, mix32(plan.seed)),
    counts: openTables(cells, bookLayout(plan)),
  };
}

/** The book of a server: the only one, or that of the thread which hosts it. */
export function bookOf(plan: FleetPlan, number: number): number {
  return plan.venues === 'thread' ? 0 : hostOf(plan, number);
}

/** The thread that hosts a server, numbered from 0. */
export function hostOf(plan: FleetPlan, number: number): number {
  return (number - 1) % plan.threads;
}

/** The engine's side of a server, for its host, or for whoever reads its books afterwards. */
export function openFleetServer(
  plan: FleetPlan,
  memory: FleetMemory,
  control: Control,
  desk: Desk,
  market: Market,
  number: number,
  checks: readonly CheckDefinition[] = [],
): Server {
  const own = memory.servers[number - 1]!;
  const around: Surroundings = {
    quotes: plan.venues === 'thread' ? desk.quotes : market.quotes,
    depth: market.depth,
    limits: control.limits,
    details: control.details,
    kill: desk.kill,
    firm: desk.firm,
    creditSliceMoney: plan.creditSliceMoney,
    feeTicks: market.book.feeTicks,
    checks,
    ...layLimits(
      plan.risk,
      number,
      memory.stocks.map(({ symbol }) => symbol),
    ),
    catalogue: memory.catalogue,
    firmWords: memory.catalogue && openFirmCopy(memory.catalogue, own.firm!),
    netSliceMoney: plan.netSliceMoney,
    ...(own.out === undefined ? {} : { children: openChildren(openRing(own.out, CHILD_WORDS).words) }),
  };
  return openServer(own.server, roleOf(plan, number), serverLimits(plan), around);
}

/** The parts of a plan that say what a server is: all but where its parents come from. */
export type ServerPlan = Omit<FleetPlan, 'arrivals'>;

export function roleOf({ router, builds, flagMask }: ServerPlan, number: number): ServerRole {
  const pace = router.pegChildrenPerSecond;
  const pegIntervalNs = pace === 0 ? 0 : Math.round(NS_PER_SECOND / pace);
  const settings = { pegShares: router.pegShares, pegIntervalNs, improvementTicks: router.improvementTicks };
  return { number, build: buildIndex(builds[number - 1]!), flagMask, settings };
}

export function serverLimits(plan: ServerPlan): ServerLimits {
  const { parentsPerServer, childrenMax, universe, immediate } = plan;
  return { parentsMax: parentsPerServer, childrenMax, symbols: universe.stocks, immediate };
}

/** The mix of parents, as a flow whose rows are drawn before the start. */
export function openTemplates(memory: FleetMemory): OrderFlow {
  const { orders } = openTables(memory.templates, TEMPLATE_LAYOUT);
  return { ...orders, count: TEMPLATES };
}
