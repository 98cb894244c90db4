import { InputError, suggest } from '../base/assert.js';
import { Feed } from '../base/feed.js';
import { NS_PER_MS, TICKS_PER_DOLLAR } from '../base/units.js';
import { BUILD_NAMES, buildIndex } from '../deployment/builds.js';
import { REUSED_FLAG } from '../deployment/flags.js';
import { fillChildren } from '../market/fills.js';
import { type Market, type MarketSpec, markMarket, openMarket } from '../market/market.js';
import type { Stock } from '../market/universe.js';
import { VENUE_NAMES } from '../market/venues.js';
import { allocateTable } from '../memory/table.js';
import {
  ChildWord,
  childSlot,
  instrumentSide,
  instrumentSymbol,
  instrumentVenue,
  instrumentVerdict,
  isAdmitted,
} from '../orders/children.js';
import { Side, VERDICT_COUNT, VERDICT_NAMES } from '../orders/codes.js';
import { createOrderFlow } from '../orders/flow.js';
import { FIRM_CREDIT_SCHEMA, openCredit } from '../risk/credit.js';
import { layLimits } from '../risk/gate-layers.js';
import { KILL_SCHEMA, KILLED_ORDER_SCHEMA, type KillScope, kill, killRows, rearm } from '../risk/kill.js';
import { type GateLimits, LIMIT_DETAIL_SCHEMA, LIMIT_SCHEMA, writeLimits } from '../risk/limits.js';
import type { CheckDefinition } from '../risk/own-checks.js';
import { FULL, REFUSED } from '../router/router.js';
import { createServer, openParents, type Server } from '../server/server.js';
import { settleServer } from '../server/settle.js';
import { takeOrder, turnBegin, turnEnd, turnServer } from '../server/turn.js';

/** An order that is one, and that the engine does not take: its table of parents is `full` (back-pressure: try again when one is done), or its `build` refuses such orders. */
export class RefusedError extends Error {
  /** What programs tell it by. */
  readonly code = 'SMARS_REFUSED';
  override readonly name = 'RefusedError';
  /** Why: `full` passes, `build` does not. */
  readonly reason: 'full' | 'build';

  constructor(reason: 'full' | 'build', order: string) {
    super(`order for ${order}: ${reason === 'full' ? 'the table of parents is full' : 'this build refuses it'}`);
    this.reason = reason;
  }
}

/** What an engine is made of. Everything but the stocks has a default: build 2012, every limit off, a market that stands still and shows a minute of volume. */
export interface EngineOptions {
  readonly stocks: readonly Stock[];
  readonly build?: 2003 | 2005 | 2012;
  readonly limits?: Partial<GateLimits>;
  readonly checks?: readonly CheckDefinition[];
  readonly market?: Partial<MarketSpec>;
  /** Power Peg's children: shares, and a second; 0 for as fast as the engine turns. */
  readonly pegShares?: number;
  readonly pegChildrenPerSecond?: number;
  readonly parentsMax?: number;
  readonly childrenMax?: number;
  readonly seed?: number;
}

/** A parent order in words; prices in dollars. Without a limit it is at the market. `isFlagged` sets the flag that builds read differently. */
export interface EngineOrder {
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly quantity: number;
  readonly limitPrice?: number;
  readonly isFlagged?: boolean;
}

/** A child order in words, and what became of it. A refused child has the name of the check, and executed nothing. */
export interface EngineChild {
  readonly sequence: number;
  readonly orderId: number;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly quantity: number;
  readonly limitPrice: number;
  readonly venue: string;
  readonly verdict: string;
  readonly executed: number;
  readonly executedAtPrice: number;
}

/** A venue of the caller's own: what it executes of a child that the gate has admitted, 0 … its quantity, and at which price in dollars. The rest is cancelled. */
export type EngineVenue = (child: EngineChild) => { readonly executed: number; readonly price: number };

const NO_LIMITS: GateLimits = {
  maxQuantity: { mode: 'off', shares: 0 },
  maxNotional: { mode: 'off', dollars: 0 },
  collar: { mode: 'off', percent: 0, auctionOrders: false },
  parentQuantity: { mode: 'off', toleranceShares: 0 },
  grossExposure: { mode: 'off', dollars: 0 },
  serverRate: { mode: 'off', perSecond: 1, windowSeconds: 1 },
};
const STILL: MarketSpec = {
  impact: { model: 'none', prefactor: 1, halfLifeSeconds: 1800, permanent: 0 },
  displayedSeconds: 60,
  fadeProbability: 0,
  darkProbability: 0,
  retailProbability: 0,
  wander: false,
  pauses: false,
};

function checkOptions(symbols: readonly string[], build: number): void {
  if (symbols.length === 0) throw new InputError('stocks is []; there must be one at least');
  const twice = symbols.find((symbol, place) => symbols.indexOf(symbol) !== place);
  if (twice !== undefined) throw new InputError(`stocks: '${twice}' is there twice`);
  if (!BUILD_NAMES.some((name) => name === build)) throw new InputError(`build is ${build}; must be one of ${BUILD_NAMES.join(', ')}`);
}

const EPOCH_NS = 100 * NS_PER_MS;

/**
 * One server in the caller's own program: router, gate, venues and books, without threads, files or a clock. The same engine as the simulated day and the fleet, with
 * orders and children as objects in place of rows: for tools, tests and lessons, not for speed. Several stand beside each other in one process.
 */
export class Engine {
  /** The server below: tables and integers, for what this class does not show. */
  readonly server: Server;
  /** The market that its quotes and venues are part of. */
  readonly market: Market;
  readonly #symbols: readonly string[];
  readonly #order = createOrderFlow(1);
  readonly #listeners = new Set<(child: EngineChild) => void>();
  #orders = 0;
  #epoch = 0;

  constructor(options: EngineOptions) {
    const { stocks, build = 2012, parentsMax = 4096, childrenMax = 4096, seed = 1, pegShares = 100, pegChildrenPerSecond = 0 } = options;
    this.#symbols = stocks.map(({ symbol }) => symbol);
    checkOptions(this.#symbols, build);
    this.#order.count = 1;
    this.market = openMarket(stocks, { ...STILL, ...options.market }, EPOCH_NS, seed);
    const limits = allocateTable(LIMIT_SCHEMA, VERDICT_COUNT);
    const details = allocateTable(LIMIT_DETAIL_SCHEMA, 1);
    const risk = { ...NO_LIMITS, ...options.limits };
    writeLimits(risk, limits, details);
    const firm = allocateTable(FIRM_CREDIT_SCHEMA, 1);
    openCredit(firm, risk.grossExposure.dollars * TICKS_PER_DOLLAR);
    const { quotes, depth, book } = this.market;
    const words = allocateTable(KILL_SCHEMA, killRows(stocks.length, 1));
    const pegIntervalNs = pegChildrenPerSecond === 0 ? 0 : Math.round(1e9 / pegChildrenPerSecond);
    const settings = { pegShares, pegIntervalNs, improvementTicks: 10 };
    this.server = createServer(
      1,
      buildIndex(build),
      REUSED_FLAG,
      settings,
      { parentsMax, childrenMax, symbols: stocks.length },
      {
        quotes,
        depth,
        limits,
        details,
        kill: { ...words, orders: allocateTable(KILLED_ORDER_SCHEMA, 1024) },
        firm,
        creditSliceMoney: 0,
        feeTicks: book.feeTicks,
        checks: options.checks,
        ...layLimits(risk, 1, this.#symbols),
      },
    );
  }

  /** Takes a parent order at a time, ns since the bell; returns its id. Throws an InputError for an order that is not one, and a RefusedError when the table is full or the build refuses it. */
  submit({ symbol, side, quantity, limitPrice, isFlagged = false }: EngineOrder, nowNs = 0): number {
    const place = this.#symbols.indexOf(symbol);
    if (place < 0) throw new InputError(`symbol '${symbol}' is not known; ${suggest(symbol, this.#symbols)}`);
    if (side !== 'buy' && side !== 'sell') throw new InputError(`side is '${String(side)}'; must be buy or sell`);
    if (!Number.isInteger(quantity) || quantity < 1) throw new InputError(`quantity is ${quantity}; must be a whole number from 1 on`);
    const limitTicks = limitPrice === undefined ? 0 : Math.round(limitPrice * TICKS_PER_DOLLAR);
    if (limitPrice !== undefined && !(limitTicks >= 1)) throw new InputError(`limitPrice is ${limitPrice}; must be $0.0001 or more`);
    const order = this.#order;
    order.symbol[0] = place;
    order.side[0] = side === 'buy' ? Side.BUY : Side.SELL;
    order.quantity[0] = quantity;
    order.limitTicks[0] = limitTicks;
    order.flags[0] = isFlagged ? REUSED_FLAG : 0;
    const parent = takeOrder(this.server, order, 0, nowNs);
    if (parent === FULL || parent === REFUSED) throw new RefusedError(parent === FULL ? 'full' : 'build', `${quantity} ${symbol}`);
    const orderId = ++this.#orders;
    this.server.router.parents.orderId[parent] = orderId;
    return orderId;
  }

  /** One turn at a time, ns since the bell: decides, gates, has the venues answer (its own, or the caller's) and settles. Returns the children of the turn, refused ones too. */
  turn(nowNs: number, venue?: EngineVenue): EngineChild[] {
    const { server, market } = this;
    const epoch = ++this.#epoch;
    const count = turnServer(server, nowNs, epoch, server.children.capacity);
    const begin = turnBegin(server, count);
    const end = turnEnd(server);
    if (venue === undefined) fillChildren(market.book, server.children, begin, end, epoch);
    else this.#answer(begin, end, venue);
    const children = this.#read(begin, end);
    settleServer(server, begin, end, nowNs);
    markMarket(market, epoch);
    for (const child of children) for (const listener of this.#listeners) if (child.executed > 0) listener(child);
    return children;
  }

  /** Calls a listener for every execution from now on; returns what ends that. */
  onFill(listener: (child: EngineChild) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Every execution from now on, for `for await`; held until it is taken. Ends when the loop is left or the signal is aborted. */
  fills({ signal }: { readonly signal?: AbortSignal | undefined } = {}): AsyncIterable<EngineChild> {
    const feed = new Feed<EngineChild>({ signal, closed: () => this.#listeners.delete(push) });
    const push = (child: EngineChild): void => feed.push(child);
    if (!signal?.aborted) this.#listeners.add(push);
    return feed;
  }

  /** Stops a scope: the next turn sends nothing of it. */
  kill(scope: KillScope): void {
    kill(this.server.gate.kill, scope);
  }

  /** Lets a scope trade again. For a recorded human act. */
  rearm(scope: KillScope): void {
    rearm(this.server.gate.kill, scope);
  }

  /** Parents that are not done. */
  get openOrders(): number {
    return openParents(this.server);
  }

  #answer(begin: number, end: number, venue: EngineVenue): void {
    const { children } = this.server;
    const { words } = children;
    for (let child = begin; child !== end; child = (child + 1) | 0) {
      const slot = childSlot(children, child);
      words[slot + ChildWord.EXECUTED] = 0;
      if (!isAdmitted(words[slot + ChildWord.INSTRUMENT]!)) continue;
      const asked = this.#readChild(child);
      const { executed, price } = venue(asked);
      if (!Number.isInteger(executed) || executed < 0 || executed > asked.quantity)
        throw new InputError(`venue: executed ${executed} of ${asked.quantity}; must be a whole number from 0 to the quantity`);
      const symbol = instrumentSymbol(words[slot + ChildWord.INSTRUMENT]!);
      words[slot + ChildWord.EXECUTED] = executed;
      words[slot + ChildWord.PRICE] = Math.round(price * TICKS_PER_DOLLAR);
      words[slot + ChildWord.MIDDLE] = this.market.quotes.midTicks[symbol]!;
    }
  }

  #read(begin: number, end: number): EngineChild[] {
    return Array.from({ length: (end - begin) | 0 }, (_, n) => this.#readChild((begin + n) | 0));
  }

  #readChild(position: number): EngineChild {
    const { children, router } = this.server;
    const slot = childSlot(children, position);
    const word = (index: number): number => children.words[slot + index]!;
    const instrument = word(ChildWord.INSTRUMENT);
    const executed = isAdmitted(instrument) ? word(ChildWord.EXECUTED) : 0;
    return {
      sequence: (position + 1) >>> 0,
      orderId: router.parents.orderId[word(ChildWord.PARENT)]!,
      symbol: this.#symbols[instrumentSymbol(instrument)]!,
      side: instrumentSide(instrument) === Side.BUY ? 'buy' : 'sell',
      quantity: word(ChildWord.QUANTITY),
      limitPrice: word(ChildWord.LIMIT) / TICKS_PER_DOLLAR,
      venue: VENUE_NAMES[instrumentVenue(instrument)]!,
      verdict: VERDICT_NAMES[instrumentVerdict(instrument)]!,
      executed,
      executedAtPrice: executed === 0 ? 0 : word(ChildWord.PRICE) / TICKS_PER_DOLLAR,
    };
  }
}
