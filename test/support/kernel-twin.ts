import { RandomStream } from '../../src/base/random.js';
import { BEHAVIOUR_NAMES, buildIndex } from '../../src/deployment/builds.js';
import { REUSED_FLAG } from '../../src/deployment/flags.js';
import { wordOf } from '../../src/kernel/struct.js';
import { fillChildren } from '../../src/market/fills.js';
import { type Market, markMarket, openMarket, wanderPrices } from '../../src/market/market.js';
import { type Arena, createArena, inArena } from '../../src/memory/arena.js';
import { allocateTable } from '../../src/memory/table.js';
import { PAGE_BYTES } from '../../src/memory/wasm-memory.js';
import { OrderAttribute } from '../../src/orders/codes.js';
import { createOrderFlow, type OrderFlow } from '../../src/orders/flow.js';
import { FIRM_CREDIT_SCHEMA, openCredit } from '../../src/risk/counts/credit.js';
import { allocateSecondPass } from '../../src/risk/counts/open.js';
import { allocateLimits, type GateLimits } from '../../src/risk/limits/limits.js';
import { KILL_SCHEMA, type KillSwitch, kill, killRows, rearm } from '../../src/risk/stops/kill.js';
import type { RouterSettings } from '../../src/router/state.js';
import { createServer, type Server } from '../../src/server/server.js';
import { settleServer } from '../../src/server/settle.js';
import { noteQuotes, takeOrder, turnBegin, turnEnd, turnServer } from '../../src/server/turn.js';

/** A server with its market and orders in an arena of its own. */
export interface World {
  readonly arena: Arena;
  readonly market: Market;
  readonly server: Server;
  readonly kill: KillSwitch;
  readonly flow: OrderFlow;
  readonly childrenMax: number;
  nowNs: number;
  epoch: number;
  order: number;
}

/** What a turn of the twins does before its server decides. */
export interface Step {
  readonly ns: number;
  readonly isNewEpoch: boolean;
  readonly orders: number;
  readonly event: number;
  readonly symbol: number;
  readonly venue: number;
  readonly pause: number;
  readonly marks: boolean;
}

/** Steps and symbol rates are multiples of this, so that orders arrive exactly in time. */
const GRID_NS = 100;
const ORDERS = 3000;
const STOPPED = wordOf('Server', 'stopped');

/** The second pass of a world: none, many checks, or a few that refuse many orders. */
export type Checks = 'none' | 'many' | 'few';

/** Opens the world of a seed: by the kernel, or by the TypeScript in an arena of the same bytes. */
export function openWorld(seed: number, checks: Checks, byKernel: boolean): World {
  const arena = createArena()!;
  const world = inArena(arena, () => layWorld(arena, new RandomStream(seed, 'twin'), checks));
  if (byKernel) return world;
  world.market.book.kernel = undefined;
  return { ...world, server: { ...world.server, kernel: undefined } };
}

function layWorld(arena: Arena, random: RandomStream, checks: Checks): World {
  const stocks = 5 + random.below(40);
  const market = drawMarket(random, stocks);
  const hasSecondPass = checks !== 'none';
  const isWide = checks === 'few' ? random.below(8) > 0 : random.below(3) > 0;
  const risk = {
    ...drawLimits(random, isWide),
    ...(checks === 'many' && {
      ...drawSecond(random, random.below(3) === 0),
      ...drawRules(random, 4),
    }),
    ...(checks === 'few' && drawFew(random)),
  };
  const { limits, details } = allocateLimits(risk);
  const firm = allocateTable(FIRM_CREDIT_SCHEMA, 1);
  openCredit(firm, isWide ? 5e14 : 1e9 + random.below(1e9) * 1e4);
  const words = allocateTable(KILL_SCHEMA, killRows(stocks, 3));
  const parentsMax = 20 + random.below(200);
  const childrenMax = 20 + random.below(1000);
  const slice = isWide ? 1e12 : 1e8 + random.below(1e9);
  const server = createServer(
    1 + random.below(2),
    buildIndex(random.below(4) > 0 ? 2005 : 2012),
    REUSED_FLAG,
    drawSettings(random, stocks),
    { parentsMax, childrenMax, symbols: stocks },
    {
      quotes: market.quotes,
      depth: market.depth,
      limits,
      details,
      kill: words,
      firm,
      creditSliceMoney: random.below(3) > 0 && checks !== 'few' ? slice : 0,
      catalogue: hasSecondPass
        ? allocateSecondPass({
            limits: risk,
            stocks: market.stocks,
            strategyNames: BEHAVIOUR_NAMES,
            servers: 3,
            parentsMax,
          })
        : undefined,
    },
  );
  // The kernel refuses where there is no room left for a finding.
  const findings = server.gate.catalogue?.findings;
  if (findings !== undefined && random.below(3) > 0)
    findings.counts.rows[0] = findings.rows.capacity;
  const flow = drawOrders(random, market);
  const epoch = 1 + random.below(1e6);
  return { arena, market, server, kill: words, flow, childrenMax, nowNs: 0, epoch, order: 0 };
}

function drawMarket(random: RandomStream, stocks: number): Market {
  return openMarket(
    Array.from({ length: stocks }, (_, symbol) => ({
      symbol: `S${symbol}`,
      openTicks: 100_00 * (1 + random.below(50)),
      advShares: 20_000 + random.below(3_000_000),
      dailyVolatility: 0.5,
      indexMember: random.below(2) === 0,
      ...(random.below(2) === 0 && { previousCloseDollars: 1 + random.below(50) }),
    })),
    {
      impact: {
        model: (['none', 'linear', 'withdrawal'] as const)[random.below(3)]!,
        prefactor: 1,
        halfLifeSeconds: 60,
        permanent: 0.1,
      },
      displayedSeconds: 1 + random.below(20),
      fadeProbability: random.fraction(),
      darkProbability: random.fraction(),
      retailProbability: 0.4,
      wander: true,
      pauses: false,
    },
    1e8,
    random.below(1000),
  );
}

function drawSettings(random: RandomStream, stocks: number): RouterSettings {
  const isPaced = random.below(2) === 1;
  const hasVenues = random.below(2) === 1;
  return {
    pegShares: 10 + random.below(300),
    pegIntervalNs: random.below(8) > 0 ? 1000 + random.below(100_000) : 0,
    improvementTicks: 10,
    pegIntervalsNs: isPaced
      ? Float64Array.from({ length: stocks }, () => 500 + random.below(50_000))
      : undefined,
    pegVenueCells: hasVenues ? Uint8Array.from({ length: 256 }, () => random.below(8)) : undefined,
  };
}

const ON = { mode: 'enforce' } as const;

/** The seven checks of the first pass, wide or so that orders meet them. */
function drawLimits(random: RandomStream, isWide: boolean): GateLimits {
  const off = (one: number): 'enforce' | 'off' => (random.below(one) > 0 ? 'enforce' : 'off');
  if (isWide)
    return {
      maxQuantity: { ...ON, shares: 500_000 },
      maxNotional: { ...ON, dollars: 1e9 },
      collar: { ...ON, percent: 60, auctionOrders: false },
      parentQuantity: { mode: 'off', toleranceShares: 0 },
      grossExposure: { ...ON, dollars: 5e10 },
      serverRate: { ...ON, perSecond: 1e9, windowSeconds: 3 },
    };
  return {
    maxQuantity: { ...ON, shares: 50 + random.below(3000) },
    maxNotional: { ...ON, dollars: 2000 + random.below(500_000) },
    collar: { ...ON, percent: 1 + random.below(20), auctionOrders: false },
    parentQuantity: { mode: off(2), toleranceShares: random.below(5000) },
    grossExposure: { mode: off(4), dollars: 1e6 + random.below(1e9) },
    serverRate: {
      ...ON,
      perSecond: 1e5 + random.below(1e9),
      windowSeconds: 0.001 + random.fraction(),
    },
  };
}

/** One or two checks that refuse a good part of the orders, so that the kernel does. */
function drawFew(random: RandomStream): Partial<GateLimits> {
  const checks = Object.entries({
    symbolRate: { ...ON, perSecond: 200, softPerSecond: 100, windowSeconds: 1 },
    advShare: { ...ON, percent: 0.01 + random.fraction() },
    quoteCollar: { ...ON, percent: random.fraction() },
    netExposure: { ...ON, dollars: 1e5 + random.below(1e8) },
    openExposure: { ...ON, dollars: 1e4 + random.below(1e7) },
    locate: { ...ON, shares: random.below(1e5) },
    restrictedList: { ...ON, symbols: ['S1', 'S3'] },
    unconfiguredLimit: { ...ON, strategies: ['ordinary'], symbols: [] },
    selfMatch: ON,
    executionsPerParent: { ...ON, executions: 1 + random.below(20), parentsMax: 1e6 },
    openOrders: { ...ON, orders: 1 + random.below(100) },
    ...drawRules(random, 1),
  });
  const few = Array.from(
    { length: 1 + random.below(2) },
    () => checks[random.below(checks.length)]!,
  );
  return Object.fromEntries(few) as Partial<GateLimits>;
}

/** The rules of markets, one in so many of them on. */
function drawRules(random: RandomStream, oneIn: number): Partial<GateLimits> {
  const maybe = <T extends object>(values: T) => ({
    mode: random.below(oneIn) === 0 ? ('enforce' as const) : ('off' as const),
    ...values,
  });
  return {
    fatFinger: maybe({ percent: 3 * random.fraction(), dollars: 0.2 * random.fraction() }),
    marketCollar: maybe({ percent: 2 * random.fraction(), dollars: 0.1 * random.fraction() }),
    parentAdv: maybe({ percent: 1 + random.below(30) }),
    outstandingShare: maybe({ percent: random.fraction(), softPercent: 0.1 * random.fraction() }),
    shortSales: maybe({ exemptToo: random.below(2) }),
    easyToBorrow: maybe({}),
    tickSize: maybe({ exempt: random.below(2) === 0 ? [] : ['retail-liquidity'] }),
    roundLot: maybe({}),
    marketOrders: maybe({}),
    shortSalePrice: maybe({ percent: random.below(12) }),
    tradingHours: maybe({ fromSeconds: random.below(3), toSeconds: 5 + random.below(10) }),
  } as Partial<GateLimits>;
}

/** Checks of the second pass that the kernel knows, wide or so that orders meet a few of them. */
function drawSecond(random: RandomStream, isWide: boolean): Partial<GateLimits> {
  const maybe = <T extends object>(values: T) => ({
    mode: isWide || random.below(3) > 0 ? ('enforce' as const) : ('off' as const),
    ...values,
  });
  // A few checks are narrow at a time: where orders meet many, scopes are stopped, and TypeScript
  // judges.
  const of = (wide: number, narrow: () => number): number =>
    isWide || random.below(4) > 0 ? wide : narrow();
  // Orders of a rate like this arrive at times of the grid: some just at their bound, some one ns
  // beyond it.
  const perSecond = 1e9 / (GRID_NS * (1 + random.below(20)));
  const windowNs = GRID_NS * (1 + random.below(20 * 10 ** random.below(3))) - random.below(2);
  return {
    executionsPerParent: maybe({ executions: of(1e6, () => 5 + random.below(1000)) }),
    duplicateOrders: maybe({ orders: of(1e6, () => 500 + random.below(1000)), softOrders: 400 }),
    symbolRate: maybe(
      isWide || random.below(2) > 0
        ? { perSecond: 1e9, softPerSecond: 1e8, windowSeconds: 1 }
        : {
            perSecond,
            softPerSecond: perSecond * (random.below(2) > 0 ? 0.5 : 2),
            windowSeconds: windowNs / 1e9,
          },
    ),
    advShare: maybe({ percent: of(1e4, () => 1 + random.below(100)) }),
    quoteCollar: maybe({ percent: of(60, () => 1 + random.below(10)) }),
    staticCollar: { mode: isWide || random.below(4) > 0 ? 'off' : 'enforce' },
    cumulativeAdv: maybe({ percent: 5e5, softPercent: 4e5 }),
    position: maybe({ dollars: of(5e10, () => 1e6 + random.below(1e9)) }),
    serverGross: maybe({ dollars: of(5e10, () => 1e8 + random.below(1e9)) }),
    netExposure: maybe({ dollars: of(5e10, () => 1e8 + random.below(1e9)) }),
    locate: maybe({ shares: of(1e9, () => 1e4 + random.below(1e8)) }),
    restrictedList: isWide || random.below(2) > 0 ? { mode: 'off' } : { ...ON, symbols: ['S3'] },
    selfMatch: isWide || random.below(4) > 0 ? { mode: 'off' } : ON,
    openOrders: maybe({ orders: of(1e6, () => 100 + random.below(1e4)) }),
    staleQuote: maybe({ milliseconds: of(1e6, () => 1e3) }),
  } as Partial<GateLimits>;
}

function drawOrders(random: RandomStream, { quotes }: Market): OrderFlow {
  const flow = createOrderFlow(ORDERS);
  flow.count = ORDERS;
  const flagged = 0.3 * random.fraction();
  const sales = [0, OrderAttribute.SHORT, OrderAttribute.SHORT_EXEMPT, 0];
  for (let order = 0; order < ORDERS; order++) {
    const symbol = random.below(quotes.openTicks.length);
    flow.symbol[order] = symbol;
    flow.side[order] = random.below(2);
    flow.quantity[order] = 1 + random.below(random.below(3) > 0 ? 2000 : 200_000);
    flow.flags[order] = random.fraction() < flagged ? REUSED_FLAG : 0;
    flow.account[order] = random.below(5);
    flow.attributes[order] = flow.side[order] === 1 ? sales[random.below(4)]! : 0;
    flow.limitTicks[order] =
      random.below(3) > 0
        ? 0
        : Math.round(quotes.openTicks[symbol]! * (0.97 + 0.06 * random.fraction()));
  }
  return flow;
}

export function drawStep(random: RandomStream, symbols: number): Step {
  return {
    ns: GRID_NS * random.below(2000) + (random.below(6) === 0 ? 1e9 : 0),
    isNewEpoch: random.below(4) > 0,
    orders: random.below(60),
    event: random.below(24),
    symbol: random.below(symbols),
    venue: random.below(8),
    pause: random.below(4),
    marks: random.below(3) === 0,
  };
}

/** Plays a turn to its settlement; returns the number of children. */
export function playStep(world: World, step: Step): number {
  const { market, server, flow } = world;
  world.nowNs += step.ns;
  if (step.isNewEpoch) world.epoch++;
  playEvent(world, step);
  if (step.marks) {
    wanderPrices(market, world.epoch);
    markMarket(market, world.epoch);
  }
  noteQuotes(server, world.nowNs);
  for (let taken = 0; taken < step.orders; taken++) {
    takeOrder(server, flow, world.order, world.nowNs);
    world.order = (world.order + 1) % flow.count;
  }
  const children = turnServer(server, world.nowNs, world.epoch, world.childrenMax);
  const [begin, end] = [turnBegin(server, children), turnEnd(server)];
  fillChildren(market.book, server.children, begin, end, world.epoch);
  settleServer(server, begin, end, world.nowNs);
  return children;
}

/** People and venues act: pauses, halts, kills, a quote far away, a parent filled by nobody. */
function playEvent({ market, server, kill: words }: World, step: Step): void {
  const { quotes, book } = market;
  const { symbol, venue, pause } = step;
  if (step.event === 0) quotes.paused[symbol] = pause;
  if (step.event === 1) book.memberHalts[venue]! ^= 1;
  if (step.event === 2 && pause === 0) kill(words, { kind: 'symbol', symbol });
  if (step.event === 3 || step.event > 20)
    for (let place = 0; place < market.stocks.length; place++)
      rearm(words, { kind: 'symbol', symbol: place });
  if (step.event === 4 && pause === 0) kill(words, { kind: 'server', server: server.number });
  if (step.event > 4 && step.event < 12) rearm(words, { kind: 'server', server: server.number });
  if (step.event === 12) server.router.parents.filled.fill(0);
  if (step.event === 13) {
    const ask = Math.round(quotes.openTicks[symbol]! * (0.6 + 0.2 * pause + 0.03 * venue));
    quotes.askTicks[symbol] = ask;
    quotes.bidTicks[symbol] = ask - 1 - venue;
    quotes.midTicks[symbol] = ask - (venue >> 1);
  }
}

/** All bytes of a world's tables; the kernel's note where it stopped is cleared. */
export function bytesOfWorld({ arena, server }: World): Uint8Array {
  if (server.kernel !== undefined) server.kernel.words[STOPPED] = 0;
  // The first page is the kernel's own.
  return new Uint8Array(arena.memory.buffer, PAGE_BYTES, arena.next - PAGE_BYTES);
}

/** What the last turn of a world met. */
export interface Met {
  children: number;
  refused: number;
  executed: number;
  partial: number;
  hidden: number;
}

/** Adds what the last children of a world met. */
export function countMet({ server }: World, children: number, met: Met): void {
  const { words, mask } = server.children;
  for (
    let child = turnBegin(server, children);
    child !== turnEnd(server);
    child = (child + 1) | 0
  ) {
    const slot = (child & mask) << 3;
    const instrument = words[slot + 1]!;
    const [quantity, executed] = [words[slot + 2]!, words[slot + 5]!];
    met.children++;
    if ((instrument & ((-1 << 27) | (1 << 21))) !== 0) met.refused++;
    else if (executed > 0) met.executed++;
    if (executed > 0 && executed < quantity) met.partial++;
    if (((instrument >>> 23) & 15) >= 6) met.hidden++;
  }
}
