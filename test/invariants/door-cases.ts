import { InputError } from '../../src/base/assert.js';
import * as core from '../../src/core.js';
import { planFleet } from '../../src/fleet/spec.js';
import * as library from '../../src/index.js';
import * as metrics from '../../src/metrics.js';
import { KILLED_ORDER_SCHEMA } from '../../src/risk/kill.js';
import * as risk from '../../src/risk.js';
import { validateForm } from '../../src/scenarios/load.js';
import { fleetSchema } from '../../src/scenarios/profile.js';
import { matchers } from '../../src/testing.js';
import { OPTIONS, RUNAWAY } from '../support/fleet.js';
import { STILL_MARKET, thinStock } from '../support/market.js';
import { SMALL } from '../support/scenarios.js';

/** A public entry, a set of arguments that it takes, and what is asked of neither. */
export interface DoorCase {
  /** The name of the export, and of its part where it has several cases. */
  readonly name: string;
  readonly args: () => unknown[];
  // biome-ignore lint/suspicious/noExplicitAny: what is tried here is what no type allows
  readonly call: (...args: any[]) => unknown;
  /** Whether the arguments are such as a scenario file or a profile may hold, or too large to be tried. */
  readonly isTaken?: (args: unknown[]) => boolean;
}

const stocks = [thinStock(), thinStock({ symbol: 'SLIM' })];
const off = { mode: 'off' } as const;
const LIMITS = {
  maxQuantity: { mode: 'enforce', shares: 1000 },
  maxNotional: { mode: 'warn', dollars: 1e6 },
  collar: { mode: 'shadow', percent: 9.5, auctionOrders: false },
  parentQuantity: { mode: 'enforce', toleranceShares: 0 },
  grossExposure: { mode: 'enforce', dollars: 1e6 },
  serverRate: { mode: 'enforce', perSecond: 100, windowSeconds: 3 },
  position: { mode: 'enforce', dollars: 1e6 },
  restrictedList: { mode: 'enforce', symbols: ['SLIM'] },
  unconfiguredLimit: { mode: 'enforce', strategies: ['ordinary'], symbols: ['THIN'] },
  duplicateOrders: { mode: 'enforce', orders: 5, softOrders: 3, windowSeconds: 1 },
  lossLimit: { mode: 'enforce', dollars: 5e6, marks: 3, everySeconds: 1, conservativeMarks: 1 },
  explain: true,
  layers: { servers: { 1: { openOrders: off } }, accounts: { DESK: { maxQuantity: { shares: 5 } } }, symbols: { THIN: { locate: off } } },
} as const;

const engine = (): library.Engine => new library.Engine({ stocks });
const withOrder = (): library.Engine => {
  const one = engine();
  one.submit({ symbol: 'THIN', side: 'buy', quantity: 100 });
  return one;
};
const small = (): library.Scenario => library.applySettings(SMALL, ['clock.end=09:30:01']);
const refuses = (check: () => unknown): boolean => {
  try {
    check();
    return false;
  } catch (error) {
    if (error instanceof InputError) return true;
    throw error;
  }
};
const isScenario = (spec: unknown): boolean => !refuses(() => library.validateScenario(spec, 'test'));
const fleet = {
  ...RUNAWAY,
  kills: [{ atSeconds: 1, scope: { kind: 'symbol', symbol: 'S0001' }, rearmAfterSeconds: 1 }],
} as library.FleetSpec;
const isFleet = (spec: unknown): boolean =>
  !refuses(() => {
    validateForm({ what: 'fleet', schema: fleetSchema } as Parameters<typeof validateForm>[0], spec, 'test');
    planFleet(spec as library.FleetSpec);
  });
const runShort = async (run: (spec: library.FleetSpec) => Promise<unknown>, spec: library.FleetSpec): Promise<unknown> =>
  run(spec === fleet ? { ...spec, durationSeconds: 0.05 } : spec);

const LIMITS_TEXT = '{"version":1,"firm":{"max-quantity":{"mode":"enforce","shares":10}}}';
const by = { roles: ['risk-officer', 'compliance'], reason: 'looked at', nowNs: 1e12 };
const setup = { limits: LIMITS, stocks, strategyNames: ['ordinary'], servers: 1, parentsMax: 16 };
const space = (): risk.CatalogueSpace => risk.allocateCatalogue(setup as risk.CatalogueSetup);
const words = (): risk.KillSwitch => ({
  ...core.allocateTable(risk.KILL_SCHEMA, risk.killRows(2, 1)),
  orders: core.allocateTable(KILLED_ORDER_SCHEMA, 8),
});
const quotes = (): core.Quotes => core.openMarket(stocks, STILL_MARKET, 1e8, 1).quotes;
const catalogue = (): risk.Catalogue => risk.openCatalogue(space(), 1, quotes(), words(), 0);
const table = (): risk.LimitTable => core.allocateTable(risk.LIMIT_SCHEMA, 8);
const details = (): risk.LimitDetails => core.allocateTable(risk.LIMIT_DETAIL_SCHEMA, 1);
const firmCredit = (): risk.FirmCredit => core.allocateTable(risk.FIRM_CREDIT_SCHEMA, 1);
const noCapacity = ([, most]: unknown[]): boolean => typeof most === 'number' && most > 2 ** 20;
const SERVER_LIMITS = { parentsMax: 16, childrenMax: 16, symbols: 2, rests: false };

const waiter = (): core.Waiter & { idleMs: number } => ({
  waiting: 'block',
  sleeper: core.openSleeper(core.allocateSleepers(1), 0),
  nowMs: () => 0,
  idleMs: 1,
});

const of = (name: string, args: () => unknown[], call: DoorCase['call'], isTaken?: DoorCase['isTaken']): DoorCase =>
  isTaken === undefined ? { name, args, call } : { name, args, call, isTaken };

const OF_LIBRARY: readonly DoorCase[] = [
  of(
    'Engine',
    () => [
      {
        stocks,
        build: 2012,
        limits: LIMITS,
        checks: [],
        market: { ...STILL_MARKET, venues: [{ name: 'NYSE', feeTicks: 1, displayedWeight: 1 }] },
        pegShares: 100,
        pegChildrenPerSecond: 5,
        parentsMax: 16,
        childrenMax: 16,
        seed: 1,
      },
    ],
    (options) => new library.Engine(options),
  ),
  of(
    'Engine submit',
    () => [{ symbol: 'THIN', side: 'buy', quantity: 100, limitPrice: 20, isFlagged: true, account: 'DESK' }, 5],
    (order, nowNs) => engine().submit(order, nowNs),
  ),
  of(
    'Engine turn',
    () => [5],
    (nowNs) => engine().turn(nowNs),
  ),
  of(
    'Engine venue',
    () => [{ executed: 10, price: 20 }],
    (answer) => withOrder().turn(0, () => answer),
  ),
  of(
    'Engine admit',
    () => [{ symbol: 'THIN', side: 'buy', quantity: 100, limitPrice: 20, venue: 'NYSE', orderId: 1 }, 5],
    (child, nowNs) => withOrder().admit(child, nowNs),
  ),
  of(
    'Engine settle',
    () => [1, { executed: 10, price: 20 }, 5],
    (sequence, answer, nowNs) => {
      const one = engine();
      one.admit({ symbol: 'THIN', side: 'buy', quantity: 100, limitPrice: 20 });
      one.settle(sequence, answer, nowNs);
    },
  ),
  of(
    'Engine waitsFor',
    () => [1],
    (orderId) => withOrder().waitsFor(orderId),
  ),
  of(
    'Engine onFill',
    () => [() => undefined],
    (listener) => engine().onFill(listener),
  ),
  of(
    'Engine fills',
    () => [{ signal: new AbortController().signal }],
    (options) => engine().fills(options),
  ),
  ...(['kill', 'rearm'] as const).flatMap((act) => [
    of(
      `Engine ${act}`,
      () => [{ kind: 'symbol', symbol: 'THIN' }],
      (scope) => engine()[act](scope),
    ),
    of(
      `Engine ${act} of a server`,
      () => [{ kind: 'server', server: 1 }],
      (scope) => engine()[act](scope),
    ),
    of(
      `Engine ${act} of a behaviour`,
      () => [{ kind: 'behaviour', behaviour: 'power-peg' }],
      (scope) => engine()[act](scope),
    ),
    of(
      `Engine ${act} of a flag`,
      () => [{ kind: 'flag', bit: 0 }],
      (scope) => engine()[act](scope),
    ),
    of(
      `Engine ${act} of an order`,
      () => [{ kind: 'parent', order: 1 }],
      (scope) => withOrder()[act](scope),
    ),
  ]),
  of(
    'runSession',
    () => [small()],
    (spec) => library.runSession(spec),
    ([spec]) => isScenario(spec),
  ),
  of(
    'runSession options',
    () => [{ seed: 1, checks: [] }],
    (options) => library.runSession(small(), options),
  ),
  of(
    'createDay',
    () => [small(), 1],
    (spec, seed) => library.createDay(spec, seed),
    ([spec, seed]) => isScenario(spec) && seed === 1,
  ),
  of(
    'advanceDay',
    () => [library.createDay(small(), 1), 0],
    (day, untilNs) => library.advanceDay(day, untilNs),
  ),
  of(
    'summariseDay',
    () => [library.createDay(small(), 1)],
    (day) => library.summariseDay(day),
  ),
  of(
    'digestDay',
    () => [library.createDay(small(), 1)],
    (day) => library.digestDay(day),
  ),
  of(
    'runSessions',
    () => [
      [{ spec: small(), seed: 1, checks: ['file:///check.js'] }],
      { threads: 1, signal: new AbortController().signal, workerFile: new URL('file:///x.js') },
    ],
    (tasks, options) => library.runSessions(tasks, options),
    ([tasks]) => Array.isArray(tasks) && isScenario(tasks[0]?.spec) && JSON.stringify(tasks[0]?.spec) !== JSON.stringify(small()),
  ),
  of(
    'startFleet',
    () => [fleet],
    (spec) => runShort(async (each) => (await library.startFleet(each, OPTIONS)).stop(), spec),
    ([spec]) => isFleet(spec),
  ),
  of(
    'startFleet options',
    () => [{ ...OPTIONS, signal: AbortSignal.abort(), onInterval: () => undefined, heapMbMax: 512 }],
    async (options) => (await library.startFleet({ ...fleet, durationSeconds: 0.05 }, options)).stop(),
  ),
  of(
    'runFleet',
    () => [fleet],
    (spec) => runShort((each) => library.runFleet(each, OPTIONS), spec),
    ([spec]) => isFleet(spec),
  ),
  of(
    'fleetOf',
    () => [library.findProfile('runaway')],
    (profile) => library.fleetOf(profile),
    () => false,
  ),
  of(
    'replayServer',
    () => [{}],
    () => undefined,
  ),
  of(
    'findScenario',
    () => ['knight-2012'],
    (name) => library.findScenario(name),
  ),
  of(
    'findProfile',
    () => ['runaway'],
    (name) => library.findProfile(name),
  ),
  of(
    'parseScenario',
    () => [JSON.stringify(SMALL), 'mine'],
    (text, source) => library.parseScenario(text, source),
  ),
  of(
    'parseProfile',
    () => [JSON.stringify(library.findProfile('runaway')), 'mine'],
    (text, source) => library.parseProfile(text, source),
  ),
  of(
    'parseLimits',
    () => [LIMITS_TEXT, 'mine'],
    (text, source) => library.parseLimits(text, source),
  ),
  of(
    'limitsWithin',
    () => [{ servers: 1, symbols: ['THIN'] }],
    (known) => library.limitsWithin(library.parseLimits(LIMITS_TEXT, 'mine'), known),
  ),
  of(
    'validateScenario',
    () => [small(), 'mine'],
    (data, source) => library.validateScenario(data, source),
    ([data]) => isScenario(data) && JSON.stringify(data) !== JSON.stringify(small()),
  ),
  of(
    'applySettings',
    () => [small(), ['seed=2']],
    (scenario, settings) => library.applySettings(scenario, settings),
    ([data]) => isScenario(data) && JSON.stringify(data) !== JSON.stringify(small()),
  ),
  of(
    'applyProfileSettings',
    () => [library.findProfile('runaway'), ['seed=2']],
    (profile, settings) => library.applyProfileSettings(profile, settings),
  ),
  of(
    'controlSettings',
    () => [[library.CONTROLS[0]]],
    (controls) => library.controlSettings(small(), controls),
  ),
  of(
    'createSchedule',
    () => [{ kind: 'constant', perSecond: 5 }, 1],
    (spec, seed) => library.createSchedule(spec, seed),
  ),
  of(
    'createSchedule of a microburst',
    () => [{ kind: 'microburst', perSecond: 5, burst: 2, periodSeconds: 1, gapNs: 1 }],
    (spec) => library.createSchedule(spec),
  ),
  of(
    'createSchedule of steps',
    () => [{ kind: 'steps', steps: [{ perSecond: 5, seconds: 1 }] }],
    (spec) => library.createSchedule(spec),
  ),
  of(
    'fillArrivals',
    () => [library.createSchedule({ kind: 'constant', perSecond: 5 }), new Float64Array(4), 0, 4],
    (schedule, out, begin, end) => library.fillArrivals(schedule, out, begin, end),
  ),
  of(
    'matchers',
    () => [small(), 'parent-quantity', { lossDollars: 1, seed: 1 }],
    (scenario, control, bound) => matchers.toBeStoppedBy(scenario, control, bound),
    ([data]) => isScenario(data) && JSON.stringify(data) !== JSON.stringify(small()),
  ),
];

const OF_CORE: readonly DoorCase[] = [
  of(
    'RandomStream',
    () => [1, 'name'],
    (seed, name) => new core.RandomStream(seed, name),
  ),
  of(
    'RandomStream below',
    () => [6],
    (bound) => new core.RandomStream(1, 'name').below(bound),
  ),
  of(
    'buildIndex',
    () => [2012],
    (build) => core.buildIndex(build),
  ),
  of(
    'chooseBehaviour',
    () => [0, 1, false],
    (build, flags, preMarket) => core.chooseBehaviour(build, flags, preMarket),
  ),
  of(
    'findReusedFlags',
    () => [[{ bit: 0, name: 'x' }]],
    (flags) => core.findReusedFlags(flags),
  ),
  of(
    'carryOut',
    () => [
      {
        servers: 2,
        initialBuild: 2005,
        onUnreachable: 'skip-silently',
        steps: [{ date: '2012-07-27', server: 1, build: 2012, outcome: 'copied' }],
      },
    ],
    (plan) => core.carryOut(plan),
  ),
  of(
    'openMarket',
    () => [stocks, STILL_MARKET, 1e8, 1],
    (...args) => core.openMarket(...(args as Parameters<typeof core.openMarket>)),
  ),
  of(
    'generateUniverse',
    () => [{ ...SMALL.universe, stocks: 5 }, 1],
    (spec, seed) => core.generateUniverse(spec, seed),
  ),
  of(
    'allocateRing',
    () => [4, 8],
    (recordWords, capacity) => core.allocateRing(recordWords, capacity),
  ),
  ...(['openProducer', 'openConsumer'] as const).map((name) =>
    of(
      name,
      () => [core.allocateRing(4, 8), 4],
      (buffer, recordWords) => core[name](buffer, recordWords),
    ),
  ),
  of(
    'allocateLayout',
    () => [{ t: { schema: { c: 'i32' }, capacity: 2 } }],
    (layout) => core.allocateLayout(layout),
  ),
  of(
    'openTables',
    () => [core.allocateLayout({ t: { schema: { c: 'i32' }, capacity: 2 } }), { t: { schema: { c: 'i32' }, capacity: 2 } }],
    (buffer, layout) => core.openTables(buffer, layout),
  ),
  of(
    'allocateTable',
    () => [{ c: 'i32' }, 2],
    (schema, capacity) => core.allocateTable(schema, capacity),
    noCapacity,
  ),
  of(
    'allocateSleepers',
    () => [2],
    (threads) => core.allocateSleepers(threads),
  ),
  of(
    'openSleeper',
    () => [core.allocateSleepers(2), 1],
    (buffer, thread) => core.openSleeper(buffer, thread),
  ),
  of(
    'chooseWaiting',
    () => [2, 2],
    (threads, cores) => core.chooseWaiting(threads, cores),
  ),
  of(
    'createConsumerWaiter',
    () => [{ ...waiter(), minimum: 2, lingerMs: 1 }],
    (options) => core.createConsumerWaiter(core.openConsumer(core.allocateRing(4, 8), 4), options),
  ),
  of(
    'createProducerWaiter',
    () => [waiter()],
    (options) => core.createProducerWaiter(core.openProducer(core.allocateRing(4, 8), 4), options),
  ),
  of(
    'openChildren',
    () => [new Int32Array(16)],
    (array) => core.openChildren(array),
  ),
  of(
    'childRows',
    () => [5],
    (children) => core.childRows(children),
  ),
  of(
    'createOrderFlow',
    () => [5],
    (capacity) => core.createOrderFlow(capacity),
  ),
  of(
    'mergeFlows',
    () => [[core.createOrderFlow(2)]],
    (flows) => core.mergeFlows(flows),
  ),
  of(
    'restartRouter',
    () => [1, 1, 0],
    (build, mask, nowNs) => core.restartRouter(engine().server.router, build, mask, nowNs),
  ),
  of(
    'createServer',
    () => [1, 0, 1, { pegShares: 100, pegIntervalNs: 0, improvementTicks: 10 }, SERVER_LIMITS, { creditSliceMoney: 0 }],
    (number, build, mask, settings, limits, around) => {
      const { depth } = core.openMarket(stocks, STILL_MARKET, 1e8, 1);
      const shared = { quotes: quotes(), depth, limits: table(), details: details(), kill: words(), firm: firmCredit() };
      const isPlain = typeof around === 'object' && around !== null;
      return core.createServer(number, build, mask, settings, limits, isPlain ? { ...shared, ...around } : around);
    },
  ),
];

const OF_RISK: readonly DoorCase[] = [
  of(
    'stopScope',
    () => [{ kind: 'server', server: 1 }, 'halt', by],
    (scope, act, who) => risk.stopScope(catalogue().firm, words(), scope, act, who),
  ),
  of(
    'rearmScope',
    () => [{ kind: 'symbol', symbol: 1 }, by],
    (scope, who) => {
      const { firm } = catalogue();
      risk.stopScope(firm, words(), { kind: 'symbol', symbol: 1 }, 'halt', by as risk.Authority);
      risk.rearmScope(firm, words(), scope, who);
    },
  ),
  of(
    'releaseParent',
    () => [1, by],
    (parent, who) => {
      const held = catalogue();
      held.parents.ceiling[1] = -1;
      risk.releaseParent(held, parent, who);
    },
  ),
  of(
    'raiseLimit',
    () => ['position', 5, 2e12, by],
    (name, value, untilNs, who) => risk.raiseLimit(catalogue().firm, name, value, untilNs, who),
  ),
  of(
    'demandAuthority',
    () => ['an act', by, 2],
    (what, who, people) => risk.demandAuthority(catalogue().firm.acts, what, who, people),
  ),
  of(
    'findCheck',
    () => ['position'],
    (name) => risk.findCheck(name),
  ),
  of(
    'completeSetting',
    () => [{ mode: 'enforce', dollars: 5 }],
    (setting) => risk.completeSetting(risk.findCheck('position')!, setting),
  ),
  of(
    'isCatalogueOn',
    () => [LIMITS],
    (limits) => risk.isCatalogueOn(limits),
  ),
  of(
    'allocateCatalogue',
    () => [setup],
    (given) => risk.allocateCatalogue(given),
  ),
  of(
    'openCatalogue',
    () => [1, 0],
    (server, slice) => risk.openCatalogue(space(), server, quotes(), words(), slice),
  ),
  of(
    'openFirm',
    () => [space()],
    () => risk.openFirm(space()),
  ),
  of(
    'openCredit',
    () => [5e6],
    (money) => risk.openCredit(firmCredit(), money),
  ),
  of(
    'leaseCredit',
    () => [5e6, 5e6],
    (needed, slice) => risk.leaseCredit(firmCredit(), needed, slice),
  ),
  of(
    'returnCredit',
    () => [5e6],
    (money) => risk.returnCredit(firmCredit(), money),
  ),
  of(
    'layLimits',
    () => [LIMITS, 1, ['THIN', 'SLIM']],
    (limits, server, symbols) => risk.layLimits(limits, server, symbols),
  ),
  of(
    'resolveLimits',
    () => [LIMITS, { server: 1, account: 'DESK', symbol: 'THIN' }],
    (limits, place) => risk.resolveLimits(limits, place),
  ),
  of(
    'writeLimits',
    () => [LIMITS, 0],
    (limits, block) => risk.writeLimits(limits, table(), details(), block),
  ),
  of(
    'kill',
    () => [{ kind: 'symbol', symbol: 1 }],
    (scope) => risk.kill(words(), scope),
  ),
  of(
    'rearm',
    () => [{ kind: 'server', server: 1 }],
    (scope) => risk.rearm(words(), scope),
  ),
  of(
    'killRows',
    () => [2, 1],
    (symbols, servers) => risk.killRows(symbols, servers),
  ),
  of(
    'defineCheck',
    () => [
      {
        name: 'mine',
        parameters: {},
        columns: { c: 'i32' },
        rows: 'one',
        admit: () => true,
        fill: () => undefined,
        reset: () => undefined,
      },
    ],
    (definition) => risk.defineCheck(definition),
  ),
  of(
    'loadChecks',
    () => [[]],
    (urls) => risk.loadChecks(urls),
  ),
  of(
    'readState',
    () => [{ kind: 'symbol', symbol: 1 }],
    (scope) => risk.readState(catalogue().firm.states, scope),
  ),
  of(
    'stateSince',
    () => [{ kind: 'server', server: 1 }],
    (scope) => risk.stateSince(catalogue().firm.states, scope),
  ),
];

const OF_METRICS: readonly DoorCase[] = [
  of(
    'allocateHistograms',
    () => [2],
    (count) => metrics.allocateHistograms(count),
  ),
  of(
    'openHistograms',
    () => [metrics.allocateHistograms(2)],
    (buffer) => metrics.openHistograms(buffer),
  ),
  of(
    'percentileNs',
    () => [metrics.createHistogram(), 50],
    (histogram, percentile) => metrics.percentileNs(histogram, percentile),
  ),
  of(
    'formatHgrm',
    () => [metrics.createHistogram(), 1000, 5],
    (histogram, unitNs, ticks) => metrics.formatHgrm(histogram, unitNs, ticks),
  ),
  of(
    'formatLogHead',
    () => [0, ['mine']],
    (startedMs, comments) => metrics.formatLogHead(startedMs, comments),
  ),
  of(
    'formatLogInterval',
    () => ['tag', metrics.createHistogram(), 0, 1],
    (tag, histogram, begin, end) => metrics.formatLogInterval(tag, histogram, begin, end),
  ),
  of(
    'percentileChart',
    () => [metrics.createHistogram(), 80],
    (histogram, columns) => metrics.percentileChart(histogram, columns),
  ),
  of(
    'sampleStalls',
    () => [metrics.createStallCounts(), 0, () => 1e12],
    (counts, durationMs, nowMs) => metrics.sampleStalls(counts, durationMs, nowMs),
  ),
];

export const CASES: readonly DoorCase[] = [...OF_LIBRARY, ...OF_CORE, ...OF_RISK, ...OF_METRICS];

export { ACCEPTED, OPEN } from './door-answers.js';
