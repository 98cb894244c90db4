import { assert } from '../../base/assert.js';
import { mix32 } from '../../base/random.js';
import { formatTimeOfDay, money, NS_PER_MS, NS_PER_SECOND, parseTimeOfDay } from '../../base/units.js';
import { BEHAVIOUR_NAMES, buildIndex } from '../../deployment/builds.js';
import { carryOut, type Manifest } from '../../deployment/rollout.js';
import { generateFlow } from '../../flow/generated.js';
import { type Market, openMarket } from '../../market/market.js';
import { generateUniverse, type Stock } from '../../market/universe.js';
import { allocateLayout, openTables, type Table, type Tables } from '../../memory/table.js';
import { EVENT_COUNT_SCHEMA, EVENT_SCHEMA, type EventLog } from '../../metrics/events.js';
import { OrderAttribute, VERDICT_COUNT } from '../../orders/codes.js';
import { hasAttribute, mergeFlows, type OrderFlow } from '../../orders/flow.js';
import { FIRM_CREDIT_SCHEMA, type FirmCredit, openCredit } from '../../risk/counts/credit.js';
import { allocateSecondPass, isSecondPassOn, openFirm } from '../../risk/counts/open.js';
import type { FirmWords, SecondPassSpace } from '../../risk/counts/second-pass.js';
import type { CheckDefinition } from '../../risk/gate/custom-checks.js';
import { layLimits } from '../../risk/limits/blocks.js';
import { LIMIT_DETAIL_SCHEMA, LIMIT_SCHEMA, writeLimits } from '../../risk/limits/limits.js';
import { KILL_SCHEMA, type KillSwitch, killRows } from '../../risk/stops/kill.js';
import { createServer, type Server, type Surroundings } from '../../server/server.js';
import { addMishaps, hasResting, type Mishaps } from '../faults/faults.js';
import { quotesSeen } from '../faults/recorded-quotes.js';
import { type DueAction, orderActions } from '../people/people.js';
import { openWatches, type Watch } from '../people/watch.js';
import { needsStates } from './guards.js';
import { flagOf, type GuardedDay, setUpGuards } from './set-up-guards.js';
import type { DaySpec } from './spec.js';
import { SERVER_TIMELINE_SCHEMA, type ServerTimeline, TIMELINE_SCHEMA, type Timeline } from './timeline.js';

/** Where the day is, one row. */
const CURSOR_SCHEMA = {
  nowNs: 'f64',
  epoch: 'i32',
  nextOrder: 'i32',
  nextAction: 'i32',
  lastServer: 'i32',
  seconds: 'i32',
  /** Orders that found their server full and waited a tick or more, and orders that no server could take because all were stopped. */
  waited: 'f64',
  unassigned: 'f64',
  errorAdvised: 'u8',
  alertsJudged: 'u8',
  audited: 'u8',
  promoted: 'u8',
  /** Events whose standing is noted. */
  stampedEvents: 'i32',
} as const;
/** Orders that wait for room: by server a queue, linked through `next` (row = order). */
const WAITING_SCHEMA = { head: 'i32', tail: 'i32' } as const;
const NEXT_SCHEMA = { order: 'i32' } as const;
/** What the day remembers of each server (`turnChildren` within a tick only) and of each stock. */
const SEEN_SCHEMA = { breaches: 'i32', alerts: 'f64', heldOut: 'u8', turnChildren: 'i32' } as const;
const EXTREME_SCHEMA = { lowTicks: 'i32', highTicks: 'i32' } as const;

/** How the error account stood at the end of the tick of each event: executions, and gross money. */
const STANDING_SCHEMA = { unmatched: 'f64', gross: 'f64' } as const;

const EVENTS_MAX = 20_000;

/** A simulated day in progress: all of its state is in the buffers of `market`, `servers` and `buffer`. */
export interface Day extends GuardedDay {
  readonly spec: DaySpec;
  readonly seed: number;
  readonly startNs: number;
  readonly endNs: number;
  readonly tickNs: number;
  readonly manifest: Manifest;
  /** The build that the rollout meant for everybody. */
  readonly expectedBuild: number;
  readonly flow: OrderFlow;
  readonly market: Market;
  readonly servers: readonly Server[];
  readonly kill: KillSwitch;
  readonly firm: FirmCredit;
  /** The memory of the gates' second stage, while any check of it is on. */
  readonly catalogue: SecondPassSpace | undefined;
  /** What goes astray, where anything can. */
  readonly mishaps: Mishaps | undefined;
  /** People before a monitor of positions. */
  readonly watches: readonly Watch[];
  /** States of firm, servers and symbols, and the journal of acts, while the gates have a second stage. */
  readonly firmWords: FirmWords | undefined;
  readonly actions: readonly DueAction[];
  /** By action, why it was refused. */
  readonly refusals: string[];
  readonly notices: readonly string[];
  readonly events: EventLog;
  readonly standings: Table<typeof STANDING_SCHEMA>;
  readonly cursor: Table<typeof CURSOR_SCHEMA>;
  readonly waiting: Table<typeof WAITING_SCHEMA>;
  readonly next: Table<typeof NEXT_SCHEMA>;
  readonly seen: Table<typeof SEEN_SCHEMA>;
  readonly extremes: Table<typeof EXTREME_SCHEMA>;
  readonly timeline: Timeline;
  readonly serverTimeline: ServerTimeline;
  /** Room that stages use within one call. */
  readonly pausedScratch: Int32Array;
  readonly mark: { long: number; short: number; pnl: number };
  readonly buffer: SharedArrayBuffer;
}

/** What a day keeps beside market and servers. */
function dayLayout(stocks: number, servers: number, orders: number, seconds: number) {
  return {
    limits: { schema: LIMIT_SCHEMA, capacity: VERDICT_COUNT },
    details: { schema: LIMIT_DETAIL_SCHEMA, capacity: 1 },
    kill: { schema: KILL_SCHEMA, capacity: killRows(stocks, servers) },
    firm: { schema: FIRM_CREDIT_SCHEMA, capacity: 1 },
    cursor: { schema: CURSOR_SCHEMA, capacity: 1 },
    waiting: { schema: WAITING_SCHEMA, capacity: servers },
    next: { schema: NEXT_SCHEMA, capacity: Math.max(1, orders) },
    seen: { schema: SEEN_SCHEMA, capacity: servers },
    extremes: { schema: EXTREME_SCHEMA, capacity: stocks },
    events: { schema: EVENT_SCHEMA, capacity: EVENTS_MAX },
    eventCounts: { schema: EVENT_COUNT_SCHEMA, capacity: 1 },
    standings: { schema: STANDING_SCHEMA, capacity: EVENTS_MAX },
    timeline: { schema: TIMELINE_SCHEMA, capacity: seconds },
    serverTimeline: { schema: SERVER_TIMELINE_SCHEMA, capacity: seconds * servers },
  } as const;
}

/** Sets up a day. `orders`, where given, stands in place of the generated flow or, with `beside`, beside it. */
export function createDay(
  spec: DaySpec,
  seed: number,
  orders?: { flow: OrderFlow; beside: boolean },
  checks?: readonly CheckDefinition[],
): Day {
  const startNs = parseTimeOfDay(spec.clock.start);
  const endNs = parseTimeOfDay(spec.clock.end);
  const tickNs = spec.clock.tickMs * NS_PER_MS;
  assert(startNs < endNs && NS_PER_SECOND % tickNs === 0, `session/day: a tick of ${spec.clock.tickMs} ms does not divide a second`);
  const { rollout } = spec.deployment;
  const manifest = carryOut(rollout);
  const stocks = generateUniverse(spec.universe, seed);
  const flow = chooseFlow(spec, seed, orders);
  const market = openMarket(stocks, spec.market, tickNs, mix32(seed));

  const seconds = Math.max(1, Math.ceil(Math.max(endNs, NS_PER_SECOND) / NS_PER_SECOND) + 1);
  const layout = dayLayout(stocks.length, rollout.servers, flow.count, seconds);
  const buffer = allocateLayout(layout);
  const tables = openTables(buffer, layout);
  const { kill, firm, cursor, waiting, extremes } = tables;
  cursor.nowNs[0] = startNs;
  cursor.epoch[0] = mix32(seed ^ 0x5eed) >>> 2;
  readyTables(tables, spec, market);

  const catalogue = setUpCatalogue(spec, stocks);
  const guarded = setUpGuards(spec, stocks, flow);
  const actions = orderActions(spec.actions, stocks);
  const fleet = createServers(
    spec,
    manifest,
    stocks,
    { ...surround(tables, market, catalogue, checks), quotes: quotesSeen(spec, market.quotes) },
    { flagMask: guarded.isFlagRefused ? 0 : guarded.flagMask, immediate: hasAttribute(flow, OrderAttribute.IMMEDIATE) },
  );
  return {
    spec,
    seed,
    startNs,
    endNs,
    tickNs,
    manifest,
    expectedBuild: rollout.steps.at(-1)?.build ?? rollout.initialBuild,
    flow,
    market,
    ...addMishaps(spec, flow, stocks.length, fleet),
    kill,
    firm,
    catalogue,
    watches: openWatches(spec.actions),
    firmWords: catalogue === undefined ? undefined : openFirm(catalogue),
    ...guarded,
    actions,
    refusals: [],
    notices: actions.map((action) => (action.do === 'notice' ? action.text : '')),
    events: { rows: tables.events, counts: tables.eventCounts },
    standings: tables.standings,
    cursor,
    waiting,
    next: tables.next,
    seen: tables.seen,
    extremes,
    timeline: tables.timeline,
    serverTimeline: tables.serverTimeline,
    pausedScratch: new Int32Array(stocks.length),
    mark: { long: 0, short: 0, pnl: 0 },
    buffer,
  };
}

/** Writes what stands in the tables of a day before it begins; the cursor has the first epoch. */
function readyTables(
  { limits, details, firm, waiting, extremes, cursor }: Tables<ReturnType<typeof dayLayout>>,
  spec: DaySpec,
  market: Market,
): void {
  writeLimits(spec.risk, limits, details);
  openCredit(firm, money(spec.risk.grossExposure.dollars));
  waiting.head.fill(-1);
  waiting.tail.fill(-1);
  extremes.lowTicks.set(market.quotes.openTicks);
  extremes.highTicks.set(market.quotes.openTicks);
  market.impact.markedEpoch.fill(cursor.epoch[0]!);
}

/** What all servers share. */
function surround(
  { limits, details, kill, firm }: Tables<ReturnType<typeof dayLayout>>,
  { quotes, depth, book }: Market,
  catalogue: SecondPassSpace | undefined,
  checks: readonly CheckDefinition[] | undefined,
): Surroundings {
  return { quotes, depth, limits, details, kill, firm, creditSliceMoney: 0, feeTicks: book.feeTicks, catalogue, checks };
}

/** One server for each of the manifest, on its build, with the flag where the rollout or the canary has it. */
function createServers(
  spec: DaySpec,
  manifest: Manifest,
  stocks: readonly Stock[],
  around: Surroundings,
  { flagMask, immediate }: { flagMask: number; immediate: boolean },
): Server[] {
  const { router, capacity, operations, deployment } = spec;
  const pace = router.pegChildrenPerSecond;
  const settings = {
    pegShares: router.pegShares,
    pegIntervalNs: pace === 0 ? 0 : Math.round(NS_PER_SECOND / pace),
    improvementTicks: router.improvementTicks,
  };
  const sizes = {
    parentsMax: capacity.parentsPerServer,
    childrenMax: capacity.childrenPerTurn,
    symbols: stocks.length,
    rests: hasResting(spec),
    immediate,
  };
  const symbols = stocks.map(({ symbol }) => symbol);
  const honours = (server: number): boolean => {
    if (operations.canary.mode === 'enforce') return server === operations.canary.server;
    return deployment.flagServers === 'all' || deployment.flagServers.includes(server);
  };
  return manifest.builds.map((build, index) => {
    const surroundings = { ...around, ...layLimits(spec.risk, index + 1, symbols) };
    return createServer(index + 1, buildIndex(build), honours(index + 1) ? flagMask : 0, settings, sizes, surroundings);
  });
}

/** The memory of the gates' second stage, where the scenario sets any check of it, or needs what it keeps. */
function setUpCatalogue(
  { risk, deployment, capacity, operations, actions }: DaySpec,
  stocks: readonly Stock[],
): SecondPassSpace | undefined {
  if (!isSecondPassOn(risk) && !needsStates(operations, actions)) return undefined;
  const { servers } = deployment.rollout;
  return allocateSecondPass({ limits: risk, stocks, strategyNames: BEHAVIOUR_NAMES, servers, parentsMax: capacity.parentsPerServer });
}

function chooseFlow(spec: DaySpec, seed: number, orders?: { flow: OrderFlow; beside: boolean }): OrderFlow {
  if (orders === undefined) return generateFlow(spec.flow, flagOf(spec), seed);
  return orders.beside ? mergeFlows([generateFlow(spec.flow, flagOf(spec), seed), orders.flow]) : orders.flow;
}

/** The time of the day as it is shown. */
export function clockOf(day: Day): string {
  return formatTimeOfDay(day.cursor.nowNs[0]!);
}

/** When the tick that begins at a time is over: coarse before the bell, fine after it. */
export function tickEnd({ tickNs, spec }: Day, nowNs: number): number {
  return nowNs < 0 ? Math.min(0, nowNs + spec.clock.preMarketTickMs * NS_PER_MS) : nowNs + tickNs;
}
