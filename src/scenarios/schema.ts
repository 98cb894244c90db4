import { z } from 'zod';
import { parseTimeOfDay } from '../base/units.js';
import { BUILD_NAMES } from '../deployment/builds.js';
import { STEP_OUTCOMES } from '../deployment/rollout.js';
import { IMPACT_MODELS } from '../market/impact.js';
import { VENUE_NAMES } from '../market/venues.js';
import { CHECK_MODE_NAMES } from '../risk/limits.js';

/** The form of a scenario file. Every object refuses fields that it does not know, so that a misspelt limit is an error and not a default. */

/** Servers of one firm at the most: the size that a kill table and the columns of a timeline are made for. */
const SERVERS_MAX = 64;
/** Stocks of a universe at the most: some five times the listed US stocks. */
const STOCKS_MAX = 50_000;
/** Shares of one order or child at the most; a price of $200,000 times this stays an exact integer below 2^53 ticks × shares. */
const SHARES_MAX = 1_000_000;

const time = z.string().refine((text) => !Number.isNaN(parseTimeOfDay(text)), 'must be a time of day, HH:MM or HH:MM:SS');
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date, YYYY-MM-DD');
const mode = z.enum(CHECK_MODE_NAMES);
const fraction = z.number().min(0).max(1);
const server = z.int().min(1).max(SERVERS_MAX);
const place = z.int().min(0).max(STOCKS_MAX);
const build = z.literal(BUILD_NAMES as [number, ...number[]]);
const dollarAmount = z.number().min(0).max(100e9);
const lognormal = z.strictObject({ median: z.number().positive(), sdLn: z.number().min(0).max(5) });
const sizes = z.strictObject({
  median: z.number().min(1).max(SHARES_MAX),
  sdLn: z.number().min(0).max(3),
  roundTo: z.int().min(1).max(1000),
  max: z.int().min(1).max(SHARES_MAX),
});

const stream = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('retail'),
    from: time,
    to: time,
    perSecond: z.number().min(0).max(100_000),
    flaggedShare: fraction,
    firstPlace: place,
    endPlace: place,
    sizes,
  }),
  z.strictObject({
    kind: z.literal('auction'),
    from: time,
    to: time,
    session: z.int().min(0).max(SERVERS_MAX),
    orders: z.int().min(1).max(1_000_000),
    firstPlace: place,
    buyStocks: place,
    sellStocks: place,
    sizes,
  }),
  z.strictObject({
    kind: z.literal('pre-market'),
    from: time,
    to: time,
    orders: z.int().min(0).max(1_000_000),
    firstPlace: place,
    endPlace: place,
    sizes,
  }),
]);

const action = z.discriminatedUnion('do', [
  z.strictObject({ at: time, do: z.literal('notice'), text: z.string().min(1).max(200) }),
  z.strictObject({ at: time, do: z.literal('kill'), scope: z.enum(['firm', 'server']), server: server.optional() }),
  z.strictObject({ at: time, do: z.literal('deploy'), servers: z.array(server).min(1), build }),
]);

const risk = z.strictObject({
  maxQuantity: z.strictObject({ mode, shares: z.int().min(0).max(SHARES_MAX) }),
  maxNotional: z.strictObject({ mode, dollars: dollarAmount }),
  collar: z.strictObject({ mode, percent: z.number().min(0).max(100), auctionOrders: z.boolean() }),
  parentQuantity: z.strictObject({ mode, toleranceShares: z.int().min(0).max(SHARES_MAX) }),
  grossExposure: z.strictObject({ mode, dollars: dollarAmount.multipleOf(100) }),
  serverRate: z.strictObject({ mode, perSecond: z.number().positive().max(1e9), windowSeconds: z.number().positive().max(3600) }),
});

const operations = z.strictObject({
  fleetAudit: z.strictObject({ mode, at: time }),
  preOpenAlerts: z.strictObject({ mode, unacknowledgedMax: z.int().min(0) }),
  canary: z.strictObject({
    mode: z.enum(['off', 'enforce']),
    server,
    childrenMax: z.int().min(0),
    notionalMaxDollars: dollarAmount,
    promoteAt: time,
  }),
  errorAccountAdvisoryDollars: dollarAmount,
});

const market = z.strictObject({
  impact: z.strictObject({
    model: z.enum(IMPACT_MODELS),
    prefactor: z.number().min(0).max(20),
    halfLifeSeconds: z.number().positive(),
    permanent: z.number().min(0).max(1),
  }),
  displayedSeconds: z.number().positive().max(3600),
  venues: z
    .array(
      z.strictObject({
        name: z.enum(VENUE_NAMES as [string, ...string[]]),
        feeTicks: z.int().min(-100).max(100),
        displayedWeight: fraction,
      }),
    )
    .max(VENUE_NAMES.length)
    .optional(),
  fadeProbability: fraction,
  darkProbability: fraction,
  retailProbability: fraction,
  wander: z.boolean(),
  pauses: z.boolean(),
});

const figures = z.strictObject({
  source: z.string(),
  parents: z.number(),
  executions: z.number(),
  shares: z.number(),
  stocks: z.number(),
  longStocks: z.number(),
  shortStocks: z.number(),
  longDollars: z.number(),
  shortDollars: z.number(),
  stocksMoved5: z.number(),
  stocksMoved10: z.number(),
  lossDollars: z.number(),
  alerts: z.number(),
});

export const scenarioSchema = z
  .strictObject({
    $schema: z.string().optional(),
    name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be lower-case letters, digits and dashes'),
    title: z.string().min(1).max(200),
    description: z.string().max(4000),
    seed: z.int().min(0).max(0xffffffff),
    clock: z.strictObject({
      start: time,
      end: time,
      tickMs: z.number().positive().max(1000),
      preMarketTickMs: z.number().positive().max(60_000),
    }),
    universe: z.strictObject({
      stocks: z.int().min(1).max(STOCKS_MAX),
      named: z.boolean(),
      price: lognormal,
      advShares: lognormal,
      dailyVolatility: lognormal,
    }),
    flow: z.array(stream).max(256),
    deployment: z.strictObject({
      rollout: z.strictObject({
        servers: server,
        initialBuild: build,
        onUnreachable: z.enum(['skip-silently', 'stop-and-retry']),
        steps: z.array(z.strictObject({ date, server, build, outcome: z.enum(STEP_OUTCOMES) })).max(1000),
      }),
      flagServers: z.union([z.literal('all'), z.array(server)]),
    }),
    router: z.strictObject({
      pegShares: z.int().min(1).max(SHARES_MAX),
      pegChildrenPerSecond: z.number().min(0).max(1e6),
      improvementTicks: z.int().min(0).max(10_000),
    }),
    risk,
    operations,
    market,
    after: z.strictObject({
      busts: z.boolean(),
      soldDownShare: fraction,
      sellDownPrefactor: z.number().min(0).max(20),
      blockDiscount: fraction,
      naturalVolumeShare: fraction,
    }),
    actions: z.array(action).max(1000),
    capacity: z.strictObject({ parentsPerServer: z.int().min(1).max(4_000_000), childrenPerTurn: z.int().min(16).max(1_000_000) }),
    reference: figures.optional(),
  })
  .superRefine((scenario, context) => checkTogether(scenario, context));

/** What no field can tell by itself: servers, places and times that point outside the scenario. */
function checkTogether(scenario: ScenarioShape, context: z.RefinementCtx): void {
  const fault = (path: (string | number)[], message: string): void => context.addIssue({ code: 'custom', path, message });
  const { rollout } = scenario.deployment;
  const { clock, universe } = scenario;
  const known = (n: number): boolean => n <= rollout.servers;
  const beyond = `there are ${rollout.servers} servers`;
  rollout.steps.forEach((step, i) => {
    if (!known(step.server)) fault(['deployment', 'rollout', 'steps', i, 'server'], beyond);
  });
  scenario.actions.forEach((row, i) => {
    if (row.do === 'deploy' && !row.servers.every(known)) fault(['actions', i, 'servers'], beyond);
    if (row.do === 'kill' && row.scope === 'server' && row.server === undefined)
      fault(['actions', i, 'server'], 'a kill of a server must name it');
    if (row.do === 'kill' && row.server !== undefined && !known(row.server)) fault(['actions', i, 'server'], beyond);
  });
  if (!known(scenario.operations.canary.server)) fault(['operations', 'canary', 'server'], beyond);
  if (parseTimeOfDay(clock.start) >= parseTimeOfDay(clock.end)) fault(['clock', 'end'], `must lie after the start, ${clock.start}`);
  if (1000 % clock.tickMs !== 0) fault(['clock', 'tickMs'], 'must divide a second');
  scenario.flow.forEach((row, i) => {
    const end = row.kind === 'auction' ? row.firstPlace + row.buyStocks + row.sellStocks : row.endPlace;
    if (end > universe.stocks) fault(['flow', i], `reaches place ${end}, the universe has ${universe.stocks} stocks`);
    if (end <= row.firstPlace) fault(['flow', i], 'covers no stock');
    if (row.kind === 'auction' && row.orders < row.buyStocks + row.sellStocks)
      fault(['flow', i, 'orders'], 'must be at least one for each stock');
    if (parseTimeOfDay(row.from) >= parseTimeOfDay(row.to)) fault(['flow', i, 'to'], `must lie after ${row.from}`);
  });
}

/** A scenario, as data. */
export type Scenario = z.infer<typeof scenarioSchema>;
type ScenarioShape = Omit<Scenario, never>;
