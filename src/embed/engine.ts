import { Feed } from '../base/feed.js';
import { abortSignal, callable, demand, fields, optional, whole } from '../base/forms.js';
import { InputError } from '../base/input-error.js';
import { INT32_MAX } from '../base/ranges.js';
import { NS_PER_SECOND, priceTicks } from '../base/units.js';
import { BEHAVIOUR_NAMES } from '../deployment/builds.js';
import { REUSED_FLAG } from '../deployment/flags.js';
import { fillChildren } from '../market/fills.js';
import { type Market, markMarket, wanderPrices } from '../market/market.js';
import { watchPauses } from '../market/pauses.js';
import { VENUE_NAMES } from '../market/venues.js';
import { ChildWord } from '../orders/children.js';
import { OrderAttribute, Side, VERDICT_NAMES, Verdict } from '../orders/codes.js';
import { createOrderFlow } from '../orders/flow.js';
import { type Finding, readFindings } from '../risk/counts/findings.js';
import { limitedAccounts } from '../risk/limits/layers.js';
import type { ScopeAct } from '../risk/stops/acts.js';
import type { KillScope } from '../risk/stops/kill.js';
import { type NamedScope, rowScope } from '../risk/stops/scope-forms.js';
import { FULL, REFUSED } from '../router/state.js';
import { openParents, type Server } from '../server/server.js';
import { settleServer } from '../server/settle.js';
import { noteQuotes, takeOrder, turnBegin, turnEnd, turnServer } from '../server/turn.js';
import { AccountCodes } from './account-codes.js';
import { answerChildren, type ChildTable, describeChild, readChild } from './child-objects.js';
import type { MarketColumns, ServerColumns } from './core.js';
import { openServer } from './open.js';
import { type EngineOptions, type EnginePlan, planEngine } from './options.js';
import {
  demandAnswer,
  demandTime,
  type EngineAdmission,
  type EngineAnswer,
  type EngineChild,
  type EngineOrder,
  type EngineOwnChild,
  type EngineVenue,
  markAttributes,
  orderForm,
  ownChildForm,
  RefusedError,
} from './orders.js';
import {
  closeAlone,
  gateChild,
  keepChild,
  type OwnChild,
  openAlone,
  settleChild,
} from './own-children.js';
import { actOn } from './scope-acts.js';
import { type EngineWait, rowOfOrder, waitOf } from './waits.js';

/**
 * One server in your own program: router, gate, venues and books, without threads, files or a
 * clock. It runs the code of the simulated day and the fleet, with orders and children as objects
 * in place of rows. It is for tools, tests and lessons, not for speed. One process may have several
 * engines. Times are ns since the bell and never go back. Wrong input throws an InputError and
 * changes nothing.
 *
 * With `submit` and `turn` the engine routes your orders. With `admit` and `settle` your own router
 * does, and the engine is gate, limits and kill switch.
 */
export class Engine {
  readonly #server: Server;
  readonly #market: Market;
  readonly #plan: EnginePlan;
  readonly #accounts: AccountCodes;
  readonly #order = createOrderFlow(1);
  readonly #listeners = new Set<(child: EngineChild) => void>();
  /** The caller's children that wait for their answer, by sequence. */
  readonly #out = new Map<number, OwnChild>();
  readonly #paused: Int32Array;
  #orders = 0;
  #epoch = 0;
  #latestNs = Number.NEGATIVE_INFINITY;
  #second = -1;

  constructor(options: EngineOptions) {
    const plan = planEngine(options);
    const { market, server } = openServer(plan);
    this.#plan = plan;
    this.#market = market;
    this.#server = server;
    this.#accounts = new AccountCodes(limitedAccounts(plan.limits));
    this.#paused = new Int32Array(plan.stocks.length);
    this.#order.count = 1;
  }

  /**
   * The engine's server, as columns for the functions of `smars/core`.
   *
   * @beta
   */
  get server(): ServerColumns {
    return this.#server;
  }

  /**
   * The engine's market, as columns for the functions of `smars/core`.
   *
   * @beta
   */
  get market(): MarketColumns {
    return this.#market;
  }

  /**
   * Takes a parent order. Returns its id, counted from 1. Throws a RefusedError when the table of
   * parents is full or the build refuses the order.
   *
   * @param nowNs - since the bell; by default the latest time
   */
  submit(order: EngineOrder, nowNs: number = this.#now()): number {
    demand(orderForm(this.#plan.symbols), order, 'submit');
    demandTime(nowNs, this.#latestNs, 'submit');
    const attributes = markAttributes(order, 'submit');
    this.#demandRoom();
    const { symbol, side, quantity, limitPrice, isFlagged = false, account } = order;
    const flow = this.#order;
    flow.symbol[0] = this.#plan.symbols.indexOf(symbol);
    flow.side[0] = side === 'buy' ? Side.BUY : Side.SELL;
    flow.attributes[0] = attributes;
    flow.quantity[0] = quantity;
    flow.limitTicks[0] = limitPrice === undefined ? 0 : priceTicks(limitPrice);
    flow.flags[0] = isFlagged ? REUSED_FLAG : 0;
    flow.account[0] = this.#accounts.codeOf(account);
    const parent = takeOrder(this.#server, flow, 0, nowNs);
    if (parent === FULL || parent === REFUSED)
      throw new RefusedError(parent === FULL ? 'full' : 'build', `order for ${quantity} ${symbol}`);
    this.#latestNs = nowNs;
    const orderId = ++this.#orders;
    this.#server.router.parents.orderId[parent] = orderId;
    return orderId;
  }

  /**
   * Runs one turn: decides, gates, has the venues answer and settles. Returns the children of the
   * turn, refused ones too; `waitsFor` says why an order has none. When your venue throws or gives
   * an impossible answer, that child and those after it are cancelled. Throws that error then.
   *
   * @param nowNs - since the bell
   * @param venue - your own venue; by default the engine's venues answer
   */
  turn(nowNs: number, venue?: EngineVenue): EngineChild[] {
    demandTime(nowNs, this.#latestNs, 'turn');
    demand(optional(callable), venue, 'turn', 'venue');
    const server = this.#server;
    const market = this.#market;
    this.#latestNs = nowNs;
    const epoch = ++this.#epoch;
    noteQuotes(server, nowNs);
    const count = turnServer(server, nowNs, epoch, server.children.capacity);
    const begin = turnBegin(server, count);
    const end = turnEnd(server);
    let failure: { readonly error: unknown } | undefined;
    if (venue === undefined) fillChildren(market.book, server.children, begin, end, epoch);
    else failure = answerChildren(this.#table(), market.quotes, begin, end, venue);
    const children = Array.from({ length: (end - begin) | 0 }, (_, n) =>
      readChild(this.#table(), (begin + n) | 0),
    );
    settleServer(server, begin, end, nowNs);
    this.#mark(nowNs, epoch);
    this.#tell(children);
    if (failure !== undefined) throw failure.error;
    return children;
  }

  /**
   * Asks the gate about a child of your own router. When it `isAdmitted`, its quantity and notional
   * are reserved until `settle` says what became of it. Throws a RefusedError when the table of
   * parents is full.
   *
   * @param nowNs - since the bell; by default the latest time
   */
  admit(child: EngineOwnChild, nowNs: number = this.#now()): EngineAdmission {
    demand(ownChildForm(this.#plan.symbols, this.#orders), child, 'admit');
    demandTime(nowNs, this.#latestNs, 'admit');
    const server = this.#server;
    const { symbol, side, quantity, limitPrice, venue = VENUE_NAMES[0]!, orderId } = child;
    const parent =
      orderId === undefined ? this.#openAlone(child, nowNs) : this.#openRow(orderId, child);
    this.#latestNs = nowNs;
    noteQuotes(server, nowNs);
    const before = this.#findingCount();
    const position = gateChild(
      server,
      parent,
      VENUE_NAMES.indexOf(venue),
      quantity,
      priceTicks(limitPrice),
      nowNs,
    );
    const read = { ...readChild(this.#table(), position), executed: 0, executedAtPrice: 0 };
    const isIn = read.verdict === VERDICT_NAMES[Verdict.ADMITTED];
    if (isIn) this.#out.set(read.sequence, keepChild(server, position, orderId === undefined));
    else if (orderId === undefined) closeAlone(server, parent);
    const findings = this.#findingCount() === before ? [] : this.findings().slice(before);
    return { ...read, symbol, side, isAdmitted: isIn, findings };
  }

  /**
   * Books what became of an admitted child of your own router. The rest of it is cancelled, and its
   * reservation given back. Throws an InputError when no such child waits for an answer.
   *
   * @param sequence - the child's, as `admit` returned it
   * @param answer - shares executed and their price; by default all shares are cancelled
   * @param nowNs - since the bell; by default the latest time
   */
  settle(
    sequence: number,
    answer: EngineAnswer = { executed: 0 },
    nowNs: number = this.#now(),
  ): void {
    demand(whole(1, INT32_MAX), sequence, 'settle', 'sequence');
    const child = this.#out.get(sequence);
    if (child === undefined)
      throw new InputError(`settle: sequence: is ${sequence}; no child of that sequence is out`);
    demandAnswer(answer, child.words[ChildWord.QUANTITY]!, 'settle');
    demandTime(nowNs, this.#latestNs, 'settle');
    this.#latestNs = nowNs;
    const { executed, price = 0 } = answer;
    const read = {
      ...describeChild(this.#table(), child.words, child.position),
      executed,
      executedAtPrice: executed === 0 ? 0 : price,
    };
    this.#out.delete(sequence);
    settleChild(this.#server, child, executed, priceTicks(price), nowNs);
    this.#tell([read]);
  }

  /** Returns why the next turn would send nothing for an order. */
  waitsFor(orderId: number): EngineWait {
    this.#demandOrder(orderId, 'waitsFor');
    const row = rowOfOrder(this.#server, orderId);
    return row < 0 ? 'done' : waitOf(this.#server, row, this.#now());
  }

  /**
   * Returns what the checks have found so far, oldest first, at most 4,096. Empty when `explain` is
   * off and the gate has no second stage.
   */
  findings(): Finding[] {
    const { catalogue } = this.#server.gate;
    return catalogue === undefined ? [] : readFindings(catalogue.findings);
  }

  /** Calls a listener at every execution. Returns a function that removes the listener. */
  onFill(listener: (child: EngineChild) => void): () => void {
    demand(callable, listener, 'onFill', 'listener');
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Yields every execution, for `for await`; each is kept until the loop takes it. Ends when the
   * loop is left or the signal is aborted.
   */
  fills(options: { readonly signal?: AbortSignal | undefined } = {}): AsyncIterable<EngineChild> {
    demand(fields({ signal: optional(abortSignal) }), options, 'fills');
    const { signal } = options;
    const feed = new Feed<EngineChild>({ signal, closed: () => this.#listeners.delete(push) });
    const push = (child: EngineChild): void => feed.push(child);
    if (!signal?.aborted) this.#listeners.add(push);
    return feed;
  }

  /** Kills a scope, as `act` does. */
  kill(scope: NamedScope): void {
    this.act('kill', scope);
  }

  /** Lets a scope trade again, as `act` does. It asks for no roles. */
  rearm(scope: NamedScope): void {
    this.act('re-arm', scope);
  }

  /**
   * Stops a scope or lets it trade again. After a `kill` or a `halt` the next turn sends nothing of
   * it, and `admit` refuses it; after `reduce` only orders that reduce the position pass. A
   * `re-arm` ends all three, and the stop of a check; an order that `executionsPerParent` holds may
   * execute as often again. Throws a RefusedError when 1,023 single orders or accounts are killed,
   * or 1,000 accounts halted, already.
   */
  act(act: ScopeAct, scope: NamedScope): void {
    actOn(this.#server, act, this.#rowScope(scope, act), this.#now());
  }
  /** How many orders are not done; children without a parent count until they are settled. */
  get openOrders(): number {
    return openParents(this.#server);
  }

  #table(): ChildTable {
    return { server: this.#server, symbols: this.#plan.symbols };
  }

  #now(): number {
    return this.#latestNs === Number.NEGATIVE_INFINITY ? 0 : this.#latestNs;
  }

  #rowScope(scope: NamedScope, source: string): KillScope {
    const known = {
      servers: 1,
      symbols: this.#plan.symbols,
      behaviours: BEHAVIOUR_NAMES,
      accounts: { codeOf: (name: string) => this.#accounts.codeOf(name), names: [] },
      firstOrder: 1,
      lastOrder: this.#orders,
    };
    return rowScope(scope, known, source);
  }

  #demandOrder(orderId: number, source: string): void {
    demand(whole(1, Math.max(1, this.#orders)), orderId, source, 'orderId');
    if (this.#orders === 0)
      throw new InputError(`${source}: orderId: is ${orderId}; there is no order yet`);
  }

  #demandRoom(): void {
    if (this.#orders === INT32_MAX) throw new RefusedError('full', 'order ids');
  }

  #openAlone(child: EngineOwnChild, nowNs: number): number {
    const { symbol, side, quantity, limitPrice, account } = child;
    const attributes = markAttributes(child, 'admit');
    this.#demandRoom();
    const order = {
      attributes,
      symbol: this.#plan.symbols.indexOf(symbol),
      side: side === 'buy' ? Side.BUY : Side.SELL,
      quantity,
      limitTicks: priceTicks(limitPrice),
      account: this.#accounts.codeOf(account),
      orderId: this.#orders + 1,
    };
    const parent = openAlone(this.#server, order, nowNs);
    if (parent < 0) throw new RefusedError('full', `child of ${quantity} ${symbol}`);
    this.#orders++;
    return parent;
  }

  #openRow(orderId: number, child: EngineOwnChild): number {
    const { symbol, side, mark, account, isSweep } = child;
    const { parents } = this.#server.router;
    const row = rowOfOrder(this.#server, orderId);
    if (row < 0) throw new InputError(`admit: orderId: is ${orderId}; that order is done`);
    const wanted = this.#plan.symbols[parents.symbol[row]!]!;
    const way = parents.side[row] === Side.BUY ? 'buy' : 'sell';
    if (symbol !== wanted || side !== way)
      throw new InputError(`admit: ${side} ${symbol}: order ${orderId} is to ${way} ${wanted}`);
    const { SHORT, SHORT_EXEMPT, SWEEP } = OrderAttribute;
    const bits = parents.attributes[row]!;
    const marked = markAttributes(child, 'admit') & (SHORT | SHORT_EXEMPT);
    if (mark !== undefined && marked !== (bits & (SHORT | SHORT_EXEMPT)))
      throw new InputError(`admit: mark: is '${mark}'; order ${orderId} has another`);
    if (isSweep !== undefined && isSweep !== ((bits & SWEEP) !== 0))
      throw new InputError(`admit: isSweep: is ${isSweep}; order ${orderId} differs`);
    if (account !== undefined && this.#accounts.codeOf(account) !== parents.account[row])
      throw new InputError(`admit: account: is '${account}'; order ${orderId} has another`);
    return row;
  }

  #findingCount(): number {
    return this.#server.gate.catalogue?.findings.counts.rows[0] ?? 0;
  }

  #tell(children: readonly EngineChild[]): void {
    for (const child of children)
      for (const listener of this.#listeners) if (child.executed > 0) listener(child);
  }

  /** Moves the quotes on. Once a second it lets them wander and looks at pauses. */
  #mark(nowNs: number, epoch: number): void {
    const market = this.#market;
    const second = Math.floor(nowNs / NS_PER_SECOND);
    if (market.spec.wander)
      for (let n = Math.max(0, this.#second + 1); n <= second; n++) wanderPrices(market, n);
    markMarket(market, epoch);
    if (market.spec.pauses && second > this.#second && second >= 0)
      watchPauses(
        market.pauses,
        market.pauseBuckets,
        market.quotes,
        second * NS_PER_SECOND,
        this.#paused,
      );
    this.#second = Math.max(this.#second, second);
  }
}
