import { assert } from '../../base/input-error.js';
import { mix32 } from '../../base/random.js';
import { money, NS_PER_MS, NS_PER_SECOND, parseTimeOfDay } from '../../base/units.js';
import { BEHAVIOUR_NAMES, buildIndex } from '../../deployment/builds.js';
import { carryOut, type Manifest } from '../../deployment/rollout.js';
import { type Market, openingEpoch, openMarket } from '../../market/market.js';
import type { Stock } from '../../market/universe.js';
import { inAnyArena } from '../../memory/arena.js';
import { allocateLayout, allocateTable, openTables, type Tables } from '../../memory/table.js';
import { OrderAttribute } from '../../orders/codes.js';
import { accountsByCode, hasAttribute, mergeFlows, type OrderFlow } from '../../orders/flow.js';
import { openCredit } from '../../risk/counts/credit.js';
import { allocateSecondPass, isSecondPassOn, openFirm } from '../../risk/counts/open.js';
import type { SecondPassSpace } from '../../risk/counts/second-pass.js';
import type { CheckDefinition } from '../../risk/gate/custom-checks.js';
import { layLimits } from '../../risk/limits/blocks.js';
import { limitedAccounts } from '../../risk/limits/layers.js';
import { writeLimits } from '../../risk/limits/limits.js';
import {
  KILLED_ACCOUNT_SCHEMA,
  KILLED_ACCOUNTS_MAX,
  type KillSwitch,
} from '../../risk/stops/kill.js';
import { openSticky } from '../../router/assign.js';
import { routerSettings } from '../../router/pace.js';
import { createServer, type Server, type Surroundings } from '../../server/server.js';
import { orderActions } from './actions.js';
import { type Day, dayLayout } from './day.js';
import { openDepthTrace } from './depth-trace.js';
import { openDesk } from './desk.js';
import { addFaults, hasResting, quotesSeen } from './faults.js';
import { openFlights, rowsInFlight } from './flights.js';
import { needsStates } from './guards.js';
import { type DayInputs, drawInputs } from './inputs.js';
import { openLadders } from './ladders.js';
import { openMoves } from './moves.js';
import { openProfiles } from './profiles.js';
import { setUpGuards } from './set-up-guards.js';
import type { DaySpec } from './spec.js';
import { openWatches } from './watches.js';

/**
 * Creates a day. `orders` replaces the generated flow or, with `beside`, is merged with it. `draw`
 * gives the stocks and the generated flow, which the day does not change.
 */
export function createDay(
  spec: DaySpec,
  seed: number,
  orders?: { flow: OrderFlow; beside: boolean },
  checks?: readonly CheckDefinition[],
  draw: typeof drawInputs = drawInputs,
): Day {
  return inAnyArena(() => layDay(spec, seed, orders, checks, draw));
}

function layDay(
  spec: DaySpec,
  seed: number,
  orders: { flow: OrderFlow; beside: boolean } | undefined,
  checks: readonly CheckDefinition[] | undefined,
  draw: typeof drawInputs,
): Day {
  const clock = readClock(spec.clock);
  const { rollout } = spec.deployment;
  const manifest = carryOut(rollout);
  const { stocks, flow } = withOrders(draw(spec, seed), orders);
  const market = openMarket(stocks, spec.market, clock.tickNs, mix32(seed));

  const seconds = Math.max(1, Math.ceil(Math.max(clock.endNs, NS_PER_SECOND) / NS_PER_SECOND) + 1);
  const layout = dayLayout(stocks.length, rollout.servers, flow.count, seconds);
  const buffer = allocateLayout(layout);
  const tables = withKilledAccounts(openTables(buffer, layout));
  const { kill, firm, cursor, waiting, extremes } = tables;
  readyTables(tables, spec, market, seed, clock.startNs);

  const secondPass = setUpSecondPass(spec, stocks);
  const guarded = setUpGuards(spec, stocks, flow);
  const accountCodes = codesOfAccounts(spec, flow);
  const actions = orderActions(spec.actions, stocks, accountCodes);
  const fleet = createServers(
    { ...spec, seed },
    manifest,
    stocks,
    { ...surround(tables, market, secondPass, checks), quotes: quotesSeen(spec, market.quotes) },
    {
      flagMask: guarded.isFlagRefused ? 0 : guarded.flagMask,
      immediate: hasAttribute(flow, OrderAttribute.IMMEDIATE),
    },
  );
  return {
    spec,
    seed,
    ...clock,
    manifest,
    expectedBuild: rollout.steps.at(-1)?.build ?? rollout.initialBuild,
    flow,
    market,
    ...addFaults(spec, flow, stocks.length, fleet),
    kill,
    accountCodes,
    firm,
    secondPass,
    watches: openWatches(spec.actions),
    firmWords: secondPass && openFirm(secondPass),
    ...guarded,
    actions,
    refusals: [],
    ...watchedLimits(spec),
    events: { rows: tables.events, counts: tables.eventCounts },
    standings: tables.standings,
    cursor,
    waiting,
    next: tables.next,
    seen: tables.seen,
    breachesSeen: tables.breachesSeen.word,
    extremes,
    isSampled: true,
    timeline: tables.timeline,
    serverTimeline: tables.serverTimeline,
    tries: new Uint8Array(flow.count),
    ...openTraces(spec, market, seed, fleet),
    mark: { long: 0, short: 0, pnl: 0 },
    buffer,
  };
}

/** Adds the list of killed accounts, which is no part of the day's digest. */
function withKilledAccounts<T extends { readonly kill: KillSwitch }>(tables: T) {
  const accounts = allocateTable(KILLED_ACCOUNT_SCHEMA, KILLED_ACCOUNTS_MAX + 1);
  return { ...tables, kill: { ...tables.kill, accounts } };
}

/** Returns the codes of the accounts that a day knows. */
function codesOfAccounts({ risk }: DaySpec, flow: OrderFlow): Map<string, number> {
  const codes = new Map([...accountsByCode(flow)].map(([code, name]) => [name, code]));
  for (const [place, name] of limitedAccounts(risk).entries()) codes.set(name, place + 1);
  return codes;
}

/** The alerts on the way to limits, and the limits that move over the day. */
function watchedLimits(spec: DaySpec): Pick<Day, 'ladders' | 'profiles'> {
  const ladders = openLadders(spec.deployment.rollout.servers);
  return { ladders, profiles: openProfiles(spec) };
}

/** What a day keeps outside the memory that its digest covers. */
function openTraces(
  spec: DaySpec,
  { quotes, stocks, book }: Market,
  seed: number,
  fleet: readonly Server[],
): Pick<Day, 'pausedScratch' | 'moves' | 'desk' | 'depth' | 'sticky' | 'flights'> {
  return {
    pausedScratch: new Int32Array(stocks.length),
    moves: openMoves(quotes),
    desk: openDesk(),
    depth: book.books && openDepthTrace(),
    sticky: spec.router.assign === 'sticky' ? openSticky(stocks.length) : undefined,
    flights: openFlights(spec, seed, fleet),
  };
}

/** Returns the times of a day, ns since the bell. */
function readClock({ start, end, tickMs }: DaySpec['clock']): {
  startNs: number;
  endNs: number;
  tickNs: number;
} {
  const startNs = parseTimeOfDay(start);
  const endNs = parseTimeOfDay(end);
  const tickNs = tickMs * NS_PER_MS;
  assert(
    startNs < endNs && NS_PER_SECOND % tickNs === 0,
    `session/day: a tick of ${tickMs} ms does not divide a second`,
  );
  return { startNs, endNs, tickNs };
}

/** Writes the first values of a day's tables. */
function readyTables(
  { limits, details, firm, waiting, extremes, cursor }: Tables<ReturnType<typeof dayLayout>>,
  spec: DaySpec,
  market: Market,
  seed: number,
  startNs: number,
): void {
  cursor.nowNs[0] = startNs;
  cursor.epoch[0] = openingEpoch(seed);
  writeLimits(spec.risk, limits, details);
  openCredit(firm, money(spec.risk.grossExposure.dollars));
  waiting.head.fill(-1);
  waiting.tail.fill(-1);
  extremes.lowTicks.set(market.quotes.openTicks);
  extremes.highTicks.set(market.quotes.openTicks);
  market.impact.markedEpoch.fill(cursor.epoch[0]!);
}

/** Returns the surroundings that all servers share. */
function surround(
  { limits, details, kill, firm }: Tables<ReturnType<typeof dayLayout>>,
  { quotes, depth, book }: Market,
  secondPass: SecondPassSpace | undefined,
  checks: readonly CheckDefinition[] | undefined,
): Surroundings {
  return {
    quotes,
    depth,
    limits,
    details,
    kill,
    firm,
    creditSliceMoney: 0,
    feeTicks: book.feeTicks,
    catalogue: secondPass,
    checks,
  };
}

/**
 * Creates the servers of the manifest on their builds. The deployment or the canary decides which
 * honour the flag.
 */
function createServers(
  spec: DaySpec,
  manifest: Manifest,
  stocks: readonly Stock[],
  around: Surroundings,
  { flagMask, immediate }: { flagMask: number; immediate: boolean },
): Server[] {
  const { router, capacity, operations, deployment } = spec;
  const volumes = stocks.map(({ advShares }) => advShares);
  const settings = routerSettings(router, volumes, spec.seed);
  const sizes = {
    parentsMax: capacity.parentsPerServer,
    childrenMax: capacity.childrenPerTurn + rowsInFlight(spec.market),
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
    return createServer(
      index + 1,
      buildIndex(build),
      honours(index + 1) ? flagMask : 0,
      settings,
      sizes,
      surroundings,
    );
  });
}

/** Allocates the memory of the gates' second pass if the scenario needs it. */
function setUpSecondPass(
  { risk, deployment, capacity, operations, actions, runbook }: DaySpec,
  stocks: readonly Stock[],
): SecondPassSpace | undefined {
  if (!isSecondPassOn(risk) && runbook === undefined && !needsStates(operations, actions))
    return undefined;
  const { servers } = deployment.rollout;
  return allocateSecondPass({
    limits: risk,
    stocks,
    strategyNames: BEHAVIOUR_NAMES,
    servers,
    parentsMax: capacity.parentsPerServer,
  });
}

function withOrders(
  { stocks, flow }: DayInputs,
  orders: { flow: OrderFlow; beside: boolean } | undefined,
): DayInputs {
  if (orders === undefined) return { stocks, flow };
  return { stocks, flow: orders.beside ? mergeFlows([flow, orders.flow]) : orders.flow };
}
