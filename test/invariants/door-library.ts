import * as library from '../../src/index.js';
import { matchers } from '../../src/testing.js';
import { OPTIONS } from '../support/fleet.js';
import { STILL_MARKET } from '../support/market.js';
import { SMALL } from '../support/scenarios.js';
import {
  type DoorCase,
  engine,
  fleet,
  isFleet,
  isScenario,
  LIMITS,
  LIMITS_TEXT,
  of,
  runShort,
  small,
  stocks,
  withOrder,
} from './door-kit.js';

const ORDER_TEXT = 'ClOrdID,Symbol,Side,OrderQty,TransactTime\nA,GT,1,100,09:31:00';

const isOtherSmall = (data: unknown): boolean =>
  isScenario(data) && JSON.stringify(data) !== JSON.stringify(small());

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One server and few stocks start fast; threads do not load what is not built. */
const SMALL_GATEWAY = {
  ...OPTIONS,
  profile: library.applyProfileSettings(library.findProfile('normal-day'), [
    'servers=1',
    'universe.stocks=20',
    'mix.endPlace=20',
  ]),
};

export const OF_LIBRARY: readonly DoorCase[] = [
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
        pegPace: { atAdvShares: 1e6, volumeExponent: 0.1, sdLn: 0.2 },
        pegVenues: [{ name: 'NYSE', share: 2 }],
        parentsMax: 16,
        childrenMax: 16,
        seed: 1,
      },
    ],
    (options) => new library.Engine(options),
  ),
  of(
    'Engine submit',
    () => [
      {
        symbol: 'THIN',
        side: 'buy',
        quantity: 100,
        limitPrice: 20,
        isFlagged: true,
        account: 'DESK',
      },
      5,
    ],
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
    () => [
      { symbol: 'THIN', side: 'buy', quantity: 100, limitPrice: 20, venue: 'NYSE', orderId: 1 },
      5,
    ],
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
    'runSessions',
    () => [
      [{ spec: small(), seed: 1, checks: ['file:///check.js'] }],
      { threads: 1, signal: new AbortController().signal, workerFile: new URL('file:///x.js') },
    ],
    (tasks, options) => library.runSessions(tasks, options),
    ([tasks]) =>
      Array.isArray(tasks) &&
      isScenario(tasks[0]?.spec) &&
      JSON.stringify(tasks[0]?.spec) !== JSON.stringify(small()),
  ),
  of(
    'tuneLimits',
    () => [
      small(),
      {
        seeds: [1, 2],
        tolerance: 0.001,
        margin: 1.25,
        checks: ['gross-exposure'],
        windowsSeconds: [1, 60],
        classes: 3,
        hasProfiles: true,
        threads: 1,
        signal: AbortSignal.abort(),
        onDay: () => undefined,
        workerFile: new URL('file:///x.js'),
      },
    ],
    (spec, options) => library.tuneLimits(spec, options),
    ([spec]) => isScenario(spec) && JSON.stringify(spec) !== JSON.stringify(small()),
  ),
  of(
    'whatIf',
    () => [
      small(),
      {
        controls: ['server-rate'],
        sets: [['server-rate', 'collar']],
        limitsOf: 'catalogue',
        seeds: [1],
        normal: false,
        threads: 1,
        signal: AbortSignal.abort(),
        onRun: () => undefined,
        workerFile: new URL('file:///x.js'),
      },
    ],
    // Without options it would run every control, which takes a minute.
    (scenario, options) =>
      library.whatIf(
        scenario,
        JSON.stringify(options) === '{}' ? { signal: AbortSignal.abort() } : options,
      ),
    ([scenario, options]) =>
      JSON.stringify(options) === '{}' ||
      (isScenario(scenario) && JSON.stringify(scenario) !== JSON.stringify(small())),
  ),
  of(
    'startFleet',
    () => [fleet],
    (spec) => runShort(async (each) => (await library.startFleet(each, OPTIONS)).stop(), spec),
    ([spec]) => isFleet(spec),
  ),
  of(
    'startFleet options',
    () => [
      { ...OPTIONS, signal: AbortSignal.abort(), onInterval: () => undefined, heapMbMax: 512 },
    ],
    async (options) =>
      (await library.startFleet({ ...fleet, durationSeconds: 0.05 }, options)).stop(),
    // A fleet that is not built has no worker files, and so does not start.
    ([options]) =>
      JSON.stringify(options) === '{}' ||
      JSON.stringify((options as library.FleetOptions | null)?.workers) === '{}',
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
    'parseUniverse',
    () => ['Symbol,Price\nA,1', 'mine'],
    (text, source) => library.parseUniverse(text, source),
  ),
  of(
    'parseOrders',
    () => [ORDER_TEXT, 'mine', small(), { anyDate: true }],
    (text, source, world, options) => library.parseOrders(text, source, world, options),
    ([, , world, options]) => isOtherSmall(world) || JSON.stringify(options) === '{}',
  ),
  of(
    'universeFromOrders',
    () => [[{ text: ORDER_TEXT, source: 'mine' }], small()],
    (days, world) => library.universeFromOrders(days, world),
    ([, world]) => isOtherSmall(world),
  ),
  of(
    'withStocks',
    () => [{ ...small(), flow: [] }, [{ symbol: 'A', priceDollars: 1 }]],
    (world, stocks) => library.withStocks(world, stocks),
    ([world]) => isOtherSmall({ ...(world as object), flow: small().flow }),
  ),
  of(
    'validateScenario',
    () => [small(), 'mine'],
    (data, source) => library.validateScenario(data, source),
    ([data]) => isOtherSmall(data),
  ),
  of(
    'applySettings',
    () => [small(), ['seed=2']],
    (scenario, settings) => library.applySettings(scenario, settings),
    ([data]) => isOtherSmall(data),
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
    'matchers',
    () => [small(), 'parent-quantity', { lossDollars: 1, seed: 1 }],
    (scenario, control, bound) => matchers.toBeStoppedBy(scenario, control, bound),
    ([data]) => isOtherSmall(data),
  ),
  of(
    'startVenue',
    () => [
      {
        sessions: [{ targetCompId: 'DESK', version: '4.4', selfTrade: 'allow' }],
        stocks: [{ symbol: 'GT', priceDollars: 11 }],
        halts: [{ atSeconds: 5, forSeconds: 2, kind: 'halt' }],
        background: { limitsPerSecond: 20, marketsPerSecond: 2 },
        trouble: [{ kind: 'late', minMs: 1, maxMs: 2 }],
      },
      { host: '127.0.0.1', port: 0, tell: () => undefined },
    ],
    async (settings, options) => {
      await (await library.startVenue(settings, options)).stop();
    },
  ),
  of(
    'startGateway',
    () => [
      {
        sessions: [{ targetCompId: 'DESK', version: '4.4', server: 1, account: 'A' }],
        retailTag: 5001,
      },
      { host: '127.0.0.1', port: 0, tell: () => undefined, signal: new AbortController().signal },
    ],
    async (settings, options) => {
      const more = isObject(options) ? { ...options, ...SMALL_GATEWAY } : options;
      await (await library.startGateway(settings, more)).stop();
    },
  ),
];
