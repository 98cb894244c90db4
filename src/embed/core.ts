import {
  anyObject,
  callable,
  demand,
  type Form,
  fields,
  list,
  numeric,
  oneOf,
  optional,
  positive,
  record,
  refuseInput,
  simple,
  text,
  truth,
  whole,
} from '../base/forms.js';
import * as random from '../base/random.js';
import {
  FLAG_BIT_MAX,
  INT32_MAX,
  QUANTITY_MAX,
  SEED_MAX,
  SERVERS_MAX,
  STOCKS_MAX,
  TIME_NS_MAX,
} from '../base/ranges.js';
import type { Behaviour } from '../deployment/builds.js';
import * as builds from '../deployment/builds.js';
import * as flags from '../deployment/flags.js';
import * as rollouts from '../deployment/rollout.js';
import { type Manifest, type RolloutPlan, STEP_OUTCOMES } from '../deployment/rollout.js';
import { marketForm, stocksForm, universeForm } from '../market/forms.js';
import type { Market, MarketSpec } from '../market/market.js';
import * as markets from '../market/market.js';
import type { Stock, UniverseSpec } from '../market/universe.js';
import * as universes from '../market/universe.js';
import type { RingConsumer, RingProducer } from '../memory/ring.js';
import * as rings from '../memory/ring.js';
import * as tables from '../memory/table.js';
import { ColumnType, type Layout, type Schema, type Table, type Tables } from '../memory/table.js';
import * as waiting from '../memory/waiting.js';
import {
  type ConsumerWaiter,
  type ProducerWaiter,
  type Sleeper,
  WAITING_NAMES,
  type Waiter,
  type Waiting,
} from '../memory/waiting.js';
import type { Children } from '../orders/children.js';
import * as children from '../orders/children.js';
import type { OrderFlow } from '../orders/flow.js';
import * as flows from '../orders/flow.js';
import * as routers from '../router/router.js';
import type { Router, RouterSettings } from '../router/state.js';
import type { Server, ServerLimits, Surroundings } from '../server/server.js';
import * as servers from '../server/server.js';

/**
 * The set-up functions of `smars/core`: what the inner functions do, once all that they are given
 * is checked. What runs over columns is exported as it is.
 */

const ROWS_MAX = 2 ** 28;
const seedForm = whole(0, SEED_MAX);
const buildRow = whole(0, builds.BUILD_NAMES.length - 1);
const flagMask = whole(0, 255);
const shared: Form = simple(
  (value) => Object.prototype.toString.call(value) === '[object SharedArrayBuffer]',
  'a SharedArrayBuffer',
);

/**
 * A stream of random numbers: a counter that walks by an odd step and is mixed. Start and step both
 * come from the seed (0 … 2^32 − 1) and the name, because streams that shared one step would be one
 * sequence, each some distance behind another. The period is 2^32.
 */
export class RandomStream extends random.RandomStream {
  constructor(seed: number, name: string) {
    demand(seedForm, seed, 'RandomStream', 'seed');
    demand(text(0, 1000), name, 'RandomStream', 'name');
    super(seed, name);
  }

  /** An integer in [0, bound); a bound is 1 … 2^32. */
  override below(bound: number): number {
    demand(whole(1, SEED_MAX + 1), bound, 'RandomStream.below', 'bound');
    return super.below(bound);
  }
}

/** The row of the table for a build; an InputError for a build that does not exist. */
export function buildIndex(build: number): number {
  demand(oneOf(builds.BUILD_NAMES), build, 'buildIndex', 'build');
  return builds.buildIndex(build);
}

/**
 * The behaviour that a build chooses. `build` is a row of `BUILDS`, `flags` the order's flag word
 * as this server honours it.
 */
export function chooseBehaviour(build: number, flagWord: number, preMarket: boolean): Behaviour {
  demand(buildRow, build, 'chooseBehaviour', 'build');
  demand(flagMask, flagWord, 'chooseBehaviour', 'flags');
  demand(truth, preMarket, 'chooseBehaviour', 'preMarket');
  return builds.chooseBehaviour(build, flagWord, preMarket);
}

const flagRow: Form = {
  check(value, place, faults) {
    const { bit, name } = (value ?? {}) as { bit?: unknown; name?: unknown };
    whole(0, FLAG_BIT_MAX).check(bit, `${place}.bit`, faults);
    text(1, 64).check(name, `${place}.name`, faults);
  },
};

/**
 * The pairs of registry rows that give one bit two meanings; of `FLAGS` by default. A registry that
 * refuses reuse would refuse each of them.
 */
export function findReusedFlags(
  given?: readonly { bit: number; name: string }[],
): { bit: number; names: string[] }[] {
  demand(optional(list(flagRow, 0, 1000)), given, 'findReusedFlags', 'flags');
  return flags.findReusedFlags(given);
}

const serverNumber = whole(1, SERVERS_MAX);
const buildForm = oneOf(builds.BUILD_NAMES);
const dateForm = simple(
  (value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value),
  'a date, YYYY-MM-DD',
);
/** The form of a rollout. */
export const rolloutForm: Form = fields({
  servers: serverNumber,
  initialBuild: buildForm,
  onUnreachable: oneOf(['skip-silently', 'stop-and-retry']),
  steps: list(
    fields({
      date: dateForm,
      server: serverNumber,
      build: buildForm,
      outcome: oneOf(STEP_OUTCOMES),
    }),
    0,
    1000,
  ),
});

/**
 * Carries the plan out. The report and the truth part ways exactly where a step's outcome is not
 * `copied`.
 */
export function carryOut(plan: RolloutPlan): Manifest {
  demand(rolloutForm, plan, 'carryOut');
  plan.steps.forEach(({ server }, n) => {
    demand(whole(1, plan.servers), server, 'carryOut', `steps.${n}.server`);
  });
  return rollouts.carryOut(plan);
}

/**
 * Opens the market of a universe. An epoch, of `epochNs`, is how long displayed sizes stand and how
 * often quotes are marked.
 */
export function openMarket(
  stocks: readonly Stock[],
  spec: MarketSpec,
  epochNs: number,
  seed: number,
): Market {
  demand(stocksForm, stocks, 'openMarket', 'stocks');
  demand(marketForm, spec, 'openMarket', 'spec');
  demand(positive(TIME_NS_MAX), epochNs, 'openMarket', 'epochNs');
  // A seed may come out of mix32, which has a sign.
  demand(whole(-INT32_MAX - 1, SEED_MAX), seed, 'openMarket', 'seed');
  return markets.openMarket(stocks, spec, epochNs, seed);
}

/**
 * Generates the universe of a seed. The quantiles of price, volume and volatility follow a
 * low-discrepancy sequence that the seed shifts: every stretch of places holds dear and cheap, busy
 * and quiet stocks in proportion, so that seeds differ in which stock is what rather than in how
 * rich the day is.
 */
export function generateUniverse(spec: UniverseSpec, seed: number): Stock[] {
  demand(universeForm, spec, 'generateUniverse', 'spec');
  demand(seedForm, seed, 'generateUniverse', 'seed');
  return universes.generateUniverse(spec, seed);
}

const recordWordsForm = whole(1, rings.RING_WORDS_MAX / 2);

/**
 * Allocates an empty ring of `capacity` records (a power of two ≥ 2) of `recordWords` Int32 words
 * each. Throws an InputError on other sizes.
 */
export function allocateRing(recordWords: number, capacity: number): SharedArrayBuffer {
  demand(recordWordsForm, recordWords, 'allocateRing', 'recordWords');
  const most = rings.RING_WORDS_MAX / recordWords;
  const fits = (value: unknown): boolean =>
    Number.isInteger(Math.log2(value as number)) &&
    (value as number) >= 2 &&
    (value as number) <= most;
  demand(
    simple(
      (value) => typeof value === 'number' && fits(value),
      `a power of two from 2 to ${Math.floor(most)}`,
    ),
    capacity,
    'allocateRing',
    'capacity',
  );
  return rings.allocateRing(recordWords, capacity);
}

/**
 * The writing side of a ring that `allocateRing` made, from where it stands. Throws when the buffer
 * is not such a ring.
 */
export function openProducer(buffer: SharedArrayBuffer, recordWords: number): RingProducer {
  demand(shared, buffer, 'openProducer', 'buffer');
  demand(recordWordsForm, recordWords, 'openProducer', 'recordWords');
  return rings.openProducer(buffer, recordWords);
}

/**
 * The reading side of a ring that `allocateRing` made, from where it stands. Throws when the buffer
 * is not such a ring.
 */
export function openConsumer(buffer: SharedArrayBuffer, recordWords: number): RingConsumer {
  demand(shared, buffer, 'openConsumer', 'buffer');
  demand(recordWordsForm, recordWords, 'openConsumer', 'recordWords');
  return rings.openConsumer(buffer, recordWords);
}

const schemaForm = record(text(1, 1000), oneOf(Object.keys(ColumnType)));
const layoutForm = record(
  text(1, 1000),
  fields({ schema: schemaForm, capacity: whole(1, ROWS_MAX) }),
);

/**
 * Allocates a buffer for the layout, all zero, with its header written. Throws an InputError when a
 * type is unknown or a capacity is not a positive integer.
 */
export function allocateLayout(layout: Layout): SharedArrayBuffer {
  demand(layoutForm, layout, 'allocateLayout', 'layout');
  return tables.allocateLayout(layout);
}

/**
 * The tables of a buffer that `allocateLayout` made, possibly in another thread. Throws when the
 * buffer was made for another layout.
 */
export function openTables<L extends Layout>(buffer: SharedArrayBuffer, layout: L): Tables<L> {
  demand(shared, buffer, 'openTables', 'buffer');
  demand(layoutForm, layout, 'openTables', 'layout');
  return tables.openTables(buffer, layout);
}

/** One table on a buffer of its own. */
export function allocateTable<const S extends Schema>(schema: S, capacity: number): Table<S> {
  demand(schemaForm, schema, 'allocateTable', 'schema');
  demand(whole(1, ROWS_MAX), capacity, 'allocateTable', 'capacity');
  return tables.allocateTable(schema, capacity);
}

const threadCount = whole(1, 4096);

/** Memory for the sleepers of `threads` threads. */
export function allocateSleepers(threads: number): SharedArrayBuffer {
  demand(threadCount, threads, 'allocateSleepers', 'threads');
  return waiting.allocateSleepers(threads);
}

/**
 * The sleeper of one thread: that thread sleeps by it, all others wake it. Throws when the memory
 * has no such thread.
 */
export function openSleeper(buffer: SharedArrayBuffer, thread: number): Sleeper {
  demand(shared, buffer, 'openSleeper', 'buffer');
  demand(whole(0, 4095), thread, 'openSleeper', 'thread');
  return waiting.openSleeper(buffer, thread);
}

/**
 * The way to wait when `threads` threads want to run on `cores` cores: spin while each has a core
 * of its own, else block. Count every thread that works or spins, also the one that feeds the load;
 * a thread that only prints once a second does not count.
 */
export function chooseWaiting(threads: number, cores: number): Waiting {
  demand(threadCount, threads, 'chooseWaiting', 'threads');
  demand(threadCount, cores, 'chooseWaiting', 'cores');
  return waiting.chooseWaiting(threads, cores);
}

const waiterFields = {
  waiting: oneOf(WAITING_NAMES),
  sleeper: anyObject,
  nowMs: callable,
  idleMs: numeric(0, 86_400_000),
};

/**
 * Makes a waiter; `minimum` is 1 and `lingerMs` 0 where they are not given. Throws an InputError
 * when `minimum` is not within 1 … capacity.
 */
export function createConsumerWaiter(
  consumer: RingConsumer,
  options: Waiter & { idleMs: number; minimum?: number; lingerMs?: number },
): ConsumerWaiter {
  demand(anyObject, consumer, 'createConsumerWaiter', 'consumer');
  const own = {
    minimum: optional(whole(1, consumer.capacity)),
    lingerMs: optional(numeric(0, 86_400_000)),
  };
  demand(fields({ ...waiterFields, ...own }), options, 'createConsumerWaiter', 'options');
  return waiting.createConsumerWaiter(consumer, options);
}

/** Makes a waiter for a full ring. */
export function createProducerWaiter(
  producer: RingProducer,
  options: Waiter & { idleMs: number },
): ProducerWaiter {
  demand(anyObject, producer, 'createProducerWaiter', 'producer');
  demand(fields(waiterFields), options, 'createProducerWaiter', 'options');
  return waiting.createProducerWaiter(producer, options);
}

/** Children on the words of a table, whose number of rows is a power of two. */
export function openChildren(words: Int32Array): Children {
  const rows = words instanceof Int32Array ? words.length / children.CHILD_WORDS : Number.NaN;
  if (!(rows >= 2 && Number.isInteger(Math.log2(rows))))
    refuseInput('openChildren', [
      `words: must be an Int32Array of ${children.CHILD_WORDS} words a row, with a power of two of rows`,
    ]);
  return children.openChildren(words);
}

/** The rows that hold at least so many children: a power of two. */
export function childRows(count: number): number {
  demand(whole(1, ROWS_MAX / children.CHILD_WORDS), count, 'childRows', 'children');
  return children.childRows(count);
}

/** An empty flow with room for `capacity` orders. */
export function createOrderFlow(capacity: number): OrderFlow {
  demand(whole(0, QUANTITY_MAX), capacity, 'createOrderFlow', 'capacity');
  return flows.createOrderFlow(capacity);
}

const flowForm = simple((value) => {
  const { count, arrivalNs } = (value ?? {}) as Partial<OrderFlow>;
  return (
    Number.isInteger(count) &&
    count! >= 0 &&
    ArrayBuffer.isView(arrivalNs) &&
    count! <= arrivalNs.length
  );
}, 'a flow, as createOrderFlow makes it, with a count within its columns');

/**
 * The flows as one, sorted by arrival; orders of one instant keep the order of the flows and of
 * their rows.
 */
export function mergeFlows(given: readonly OrderFlow[]): OrderFlow {
  demand(list(flowForm, 0, 10_000), given, 'mergeFlows', 'flows');
  return flows.mergeFlows(given);
}

/**
 * Puts another build (a row of `BUILDS`), or another flag mask, on a server and restarts it: every
 * parent is dispatched again, by the table of the new build, with what its own row says it still
 * needs. Outstanding children are unaffected.
 */
export function restartRouter(router: Router, build: number, mask: number, nowNs: number): void {
  demand(anyObject, router, 'restartRouter', 'router');
  demand(buildRow, build, 'restartRouter', 'build');
  demand(flagMask, mask, 'restartRouter', 'flagMask');
  demand(numeric(-TIME_NS_MAX, TIME_NS_MAX), nowNs, 'restartRouter', 'nowNs');
  routers.restartRouter(router, build, mask, nowNs);
}

/** The forms of what a server is made of. */
export const settingsForm: Form = fields({
  pegShares: whole(1, QUANTITY_MAX),
  pegIntervalNs: numeric(0, TIME_NS_MAX),
  improvementTicks: whole(0, 10_000),
});
export const serverLimitsForm: Form = fields({
  parentsMax: whole(1, 4_000_000),
  childrenMax: whole(1, 1_000_000),
  symbols: whole(1, STOCKS_MAX),
  rests: optional(truth),
});
const MONEY_MAX = Number.MAX_SAFE_INTEGER;
export const surroundingsForm: Form = fields({
  quotes: anyObject,
  depth: anyObject,
  limits: anyObject,
  details: anyObject,
  layers: optional(anyObject),
  kill: anyObject,
  firm: anyObject,
  creditSliceMoney: numeric(0, MONEY_MAX),
  feeTicks: optional(anyObject),
  children: optional(anyObject),
  catalogue: optional(anyObject),
  firmWords: optional(anyObject),
  netSliceMoney: optional(numeric(0, MONEY_MAX)),
  checks: optional(list(anyObject, 0, 64)),
});

/**
 * Allocates and opens a server: its number, the row of its build, the flag bits that it honours,
 * its settings, sizes and what it shares with others.
 */
export function createServer(
  number: number,
  build: number,
  mask: number,
  settings: RouterSettings,
  limits: ServerLimits,
  around: Surroundings,
): Server {
  demand(serverNumber, number, 'createServer', 'number');
  demand(buildRow, build, 'createServer', 'build');
  demand(flagMask, mask, 'createServer', 'flagMask');
  demand(settingsForm, settings, 'createServer', 'settings');
  demand(serverLimitsForm, limits, 'createServer', 'limits');
  demand(surroundingsForm, around, 'createServer', 'around');
  return servers.createServer(number, build, mask, settings, limits, around);
}
