import { RandomStream } from '../../src/base/random.js';
import { REUSED_FLAG } from '../../src/deployment/flags.js';
import { fillChildren } from '../../src/market/fills.js';
import {
  allocateRing,
  available,
  claim,
  openConsumer,
  openProducer,
  publish,
  release,
  slotOf,
} from '../../src/memory/ring.js';
import { createHistogram, recordLatency } from '../../src/metrics/histogram.js';
import { createOrderFlow } from '../../src/orders/flow.js';
import { settleServer } from '../../src/server/settle.js';
import { takeOrder, turnBegin, turnEnd, turnServer } from '../../src/server/turn.js';
import { openColumnsDesk, openServer } from '../naive/columns.js';
import { openMarketOf } from '../naive/market.js';
import {
  beginPlay,
  playTurns,
  TURN_NS,
  WIDE_LIMITS,
  type Work,
  workStocks,
} from '../naive/work.js';

/**
 * A hot loop in small batches. V8 optimises a function as a whole when it is called often; a
 * function that is called once and loops for long is optimised only in its loop.
 */
export interface HotLoop {
  readonly name: string;
  /** The name of one operation. */
  readonly unit: string;
  /**
   * Batches before the count: enough for V8 to compile, drop wrong assumptions, and compile again.
   */
  readonly warmUp: number;
  /** Batches of the shorter of two counted passes. */
  readonly batches: number;
  /** Does one batch; returns its operations. */
  run(): number;
}

const SEED = 1;
const on = { mode: 'enforce' } as const;
const STEADY_WORK: Work = { stocks: workStocks(200), limits: WIDE_LIMITS, open: 40, seed: SEED };
/** Checks of the second pass, one of each kind, whose bounds the work does not reach. */
const CATALOGUE_WORK: Work = {
  ...STEADY_WORK,
  limits: {
    ...WIDE_LIMITS,
    duplicateOrders: { ...on, orders: 1e6, softOrders: 1e6 },
    symbolRate: { ...on, perSecond: 1e6, softPerSecond: 1e6 },
    quoteCollar: on,
    staticCollar: on,
    position: { ...on, dollars: 1e12 },
    netExposure: { ...on, dollars: 200e9 },
    openOrders: { ...on, orders: 1e6 },
  },
};

function ordinaryLoop(name: string, work: Work): HotLoop {
  const desk = openColumnsDesk(work);
  const play = beginPlay(work);
  return { name, unit: 'child', warmUp: 3600, batches: 20, run: () => playTurns(play, desk, 1) };
}

/**
 * Power Peg on build 2005, with parents that never end and `alike` identical children each a turn.
 */
function runawayLoop(alike: number): HotLoop {
  const parents = 400 / alike;
  const work: Work = {
    ...STEADY_WORK,
    open: parents,
    limits: { ...WIDE_LIMITS, parentQuantity: { ...on, toleranceShares: 1e12 } },
  };
  const market = openMarketOf(work);
  const childrenMax = 2 * alike * parents;
  const settings = { pegShares: 1, pegIntervalNs: TURN_NS / alike, improvementTicks: 10 };
  const server = openServer(work, market, childrenMax, {
    build: 2005,
    flagMask: REUSED_FLAG,
    settings,
  });
  const flow = createOrderFlow(1);
  const random = new RandomStream(SEED, 'bench/instructions');
  for (let parent = 0; parent < parents; parent++) {
    flow.symbol[0] = random.below(work.stocks.length);
    flow.side[0] = random.below(2);
    flow.quantity[0] = 2 ** 30;
    flow.flags[0] = REUSED_FLAG;
    takeOrder(server, flow, 0, 0);
  }
  let epoch = 0;
  return {
    name: `runaway, ${alike} alike`,
    unit: 'child',
    warmUp: 3000,
    batches: 20,
    run() {
      epoch++;
      const count = turnServer(server, epoch * TURN_NS, epoch, childrenMax);
      fillChildren(market.book, server.children, turnBegin(server, count), turnEnd(server), epoch);
      settleServer(server, turnBegin(server, count), turnEnd(server), epoch * TURN_NS);
      return count;
    },
  };
}

function ringLoop(): HotLoop {
  const words = 8;
  const batch = 64;
  const buffer = allocateRing(words, 1024);
  const producer = openProducer(buffer, words);
  const consumer = openConsumer(buffer, words);
  let sum = 0;
  return {
    name: 'ring, 64 records a publish',
    unit: 'record',
    warmUp: 5000,
    batches: 200,
    run() {
      const { position } = producer;
      claim(producer, batch);
      for (let record = 0; record < batch; record++) {
        const slot = slotOf(producer, (position + record) | 0);
        for (let word = 0; word < words; word++) producer.words[slot + word] = record + word;
      }
      publish(producer, batch);
      const count = available(consumer, batch);
      for (let record = 0; record < count; record++)
        sum = (sum + consumer.words[slotOf(consumer, (consumer.position + record) | 0)]!) | 0;
      release(consumer, count);
      return count;
    },
  };
}

function histogramLoop(): HotLoop {
  const histogram = createHistogram();
  const random = new RandomStream(SEED, 'bench/instructions');
  const latencies = Float64Array.from({ length: 128 }, () => random.below(1_000_000));
  return {
    name: 'latency recorded',
    unit: 'latency',
    warmUp: 5000,
    batches: 100,
    run() {
      for (let i = 0; i < latencies.length; i++) recordLatency(histogram, latencies[i]!);
      return latencies.length;
    },
  };
}

export const openLoops = (): HotLoop[] => [
  ordinaryLoop('ordinary orders', STEADY_WORK),
  ordinaryLoop('ordinary orders, second stage', CATALOGUE_WORK),
  runawayLoop(5),
  runawayLoop(50),
  ringLoop(),
  histogramLoop(),
];
