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
import { allocateLimits } from '../../src/risk/limits/limits.js';
import { KILL_SCHEMA, type KillSwitch, kill, killRows, rearm } from '../../src/risk/stops/kill.js';
import { clearState, State, worsenState } from '../../src/risk/stops/states.js';
import type { RouterSettings } from '../../src/router/state.js';
import { createServer, type Server } from '../../src/server/server.js';
import { settleServer } from '../../src/server/settle.js';
import { noteQuotes, takeOrder, turnBegin, turnEnd, turnServer } from '../../src/server/turn.js';
import {
  drawFew,
  drawLimits,
  drawRules,
  drawSecond,
  drawSums,
  GRID_NS,
} from './kernel-twin-limits.js';

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

const ORDERS = 3000;
const NOTES = (['stopped', 'watches', 'stateLeast'] as const).map((field) =>
  wordOf('Server', field),
);

/** The second pass of a world: none, many checks, or a few that refuse many orders. */
export type Checks = 'none' | 'many' | 'few';

/** Opens the world of a seed: by the kernel, or by the TypeScript in an arena of the same bytes. */
export function openWorld(seed: number, checks: Checks, byKernel: boolean): World {
  const arena = createArena()!;
  const world = inArena(arena, () => layWorld(arena, new RandomStream(seed, 'twin'), checks));
  if (byKernel) return world;
  world.market.book.kernel = undefined;
  world.market.marksKernel = undefined;
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
      ...drawSums(random, 8),
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
    const marks = random.below(8) === 0 ? OrderAttribute.SWEEP : 0;
    flow.attributes[order] = marks | (flow.side[order] === 1 ? sales[random.below(4)]! : 0);
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
function playEvent({ market, server, kill: words, nowNs }: World, step: Step): void {
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
  playStates(server, step, nowNs);
  if (step.event === 12) server.router.parents.filled.fill(0);
  if (step.event === 13) {
    const ask = Math.round(quotes.openTicks[symbol]! * (0.6 + 0.2 * pause + 0.03 * venue));
    quotes.askTicks[symbol] = ask;
    quotes.bidTicks[symbol] = ask - 1 - venue;
    quotes.midTicks[symbol] = ask - (venue >> 1);
  }
}

/** People halt a symbol, or let it and its server only reduce, and let all go on. */
function playStates({ gate, number }: Server, { event, symbol, pause }: Step, nowNs: number): void {
  const { catalogue } = gate;
  if (catalogue === undefined) return;
  const { states } = catalogue.firm;
  const worse = pause === 0 ? State.HALTED : State.REDUCING;
  if (event === 14) worsenState(states, { kind: 'symbol', symbol }, worse, nowNs);
  if (event === 15 && pause > 1)
    worsenState(states, { kind: 'server', server: number }, State.REDUCING, nowNs);
  if (event < 16 || event > 18) return;
  clearState(states, { kind: 'server', server: number });
  for (let place = 0; place < catalogue.stocks.length; place++)
    clearState(states, { kind: 'symbol', symbol: place });
}

/** All bytes of a world's tables; the notes between the kernel and TypeScript are cleared. */
export function bytesOfWorld({ arena, server }: World): Uint8Array {
  if (server.kernel !== undefined) for (const note of NOTES) server.kernel.words[note] = 0;
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
