import * as core from '../../src/core.js';
import * as metrics from '../../src/metrics.js';
import { STILL_MARKET } from '../support/market.js';
import { SMALL } from '../support/scenarios.js';
import {
  clock,
  type DoorCase,
  details,
  engine,
  firmCredit,
  noCapacity,
  of,
  quotes,
  SERVER_LIMITS,
  stocks,
  table,
  waiter,
  words,
} from './door-kit.js';
import { made } from './spoiled-values.js';

export const OF_CORE: readonly DoorCase[] = [
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
  of(
    'openProducer',
    () => [core.allocateRing(4, 8), 4],
    (buffer, recordWords) => core.openProducer(buffer, recordWords),
  ),
  of(
    'openConsumer',
    () => [core.allocateRing(4, 8), 4],
    (buffer, recordWords) => core.openConsumer(buffer, recordWords),
  ),
  of(
    'allocateLayout',
    () => [{ t: { schema: { c: 'i32' }, capacity: 2 } }],
    (layout) => core.allocateLayout(layout),
  ),
  of(
    'openTables',
    () => [
      core.allocateLayout({ t: { schema: { c: 'i32' }, capacity: 2 } }),
      { t: { schema: { c: 'i32' }, capacity: 2 } },
    ],
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
    () => [[made(core.createOrderFlow(2))]],
    (flows) => core.mergeFlows(flows),
  ),
  of(
    'restartRouter',
    () => [1, 1, 0],
    (build, mask, nowNs) => core.restartRouter(engine().server.router, build, mask, nowNs),
  ),
  of(
    'createServer',
    () => [
      1,
      0,
      1,
      { pegShares: 100, pegIntervalNs: 0, improvementTicks: 10 },
      SERVER_LIMITS,
      { creditSliceMoney: 0 },
    ],
    (number, build, mask, settings, limits, around) => {
      const { depth } = core.openMarket(stocks, STILL_MARKET, 1e8, 1);
      const shared = {
        quotes: quotes(),
        depth,
        limits: table(),
        details: details(),
        kill: words(),
        firm: firmCredit(),
      };
      const isPlain = typeof around === 'object' && around !== null;
      return core.createServer(
        number,
        build,
        mask,
        settings,
        limits,
        isPlain ? { ...shared, ...around } : around,
      );
    },
  ),
];

export const OF_METRICS: readonly DoorCase[] = [
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
    () => [made(metrics.createHistogram()), 50],
    (histogram, percentile) => metrics.percentileNs(histogram, percentile),
  ),
  of(
    'formatHgrm',
    () => [made(metrics.createHistogram()), 1000, 5],
    (histogram, unitNs, ticks) => metrics.formatHgrm(histogram, unitNs, ticks),
  ),
  of(
    'formatLogHead',
    () => [0, ['mine']],
    (startedMs, comments) => metrics.formatLogHead(startedMs, comments),
  ),
  of(
    'formatLogInterval',
    () => ['tag', made(metrics.createHistogram()), 0, 1],
    (tag, histogram, begin, end) => metrics.formatLogInterval(tag, histogram, begin, end),
  ),
  of(
    'percentileChart',
    () => [made(metrics.createHistogram()), 80],
    (histogram, columns) => metrics.percentileChart(histogram, columns),
  ),
  of(
    'sampleStalls',
    () => [made(metrics.createStallCounts()), 0, clock()],
    (counts, durationMs, nowMs) => metrics.sampleStalls(counts, durationMs, nowMs),
  ),
];
