import { VERDICT_NAMES } from '../../src/orders/codes.js';
import { JUDGE_ORDER } from '../../src/risk/gate/judge-order.js';
import {
  accountUsed,
  type Bucket,
  grossOf,
  isSane,
  measureToLocate,
  middleOf,
  netOf,
  type PlainFirm,
  type PlainOrder,
  type PlainParent,
  type PlainQuote,
  type PlainSettings,
  reachOf,
  rolledGrossOf,
  rolledOf,
  SEVERITY,
  type Side,
  type State,
  sentOf,
  takeNumber,
  tradedOf,
  UNIT,
  units,
  widerBand,
} from './plain-firm.js';
import { PlainMessages } from './plain-messages.js';
import { closeOf, lastTradeOf, lowestOf, measureOrder, referenceFor } from './plain-order.js';

/**
 * The plain twin of the gate's second pass: objects, sums over all orders ever admitted, one rule
 * after the other. Money in ticks × shares.
 */

export class PlainServer {
  orders: PlainOrder[] = [];
  quotes: PlainQuote[] = Array.from({ length: 8 }, () => ({
    bidTicks: 199_800,
    askTicks: 200_200,
  }));
  validNs: number[] = new Array<number>(8).fill(Number.NEGATIVE_INFINITY);
  good: number[] = new Array<number>(8).fill(1e9);
  buckets = new Map<string, Bucket>();
  alike = new Map<number, { startNs: number; count: number }>();
  sinceFlat = new Map<string, number[]>();
  lossMarks = 0;
  readonly #messages = new PlainMessages();
  /** By symbol: the price of the last execution, and the middle of the quote then. */
  trades = new Map<number, { priceTicks: number; midTicks: number }>();
  /** By symbol: the lowest last trade since the bell. */
  lows = new Map<number, number>();
  /** By second since the bell: the middles of all symbols then. */
  middles = new Map<number, readonly number[]>();
  counts: Record<string, { count: number; refused: number; soft: number }> = {};

  readonly #index: number;
  readonly #firm: PlainFirm;
  readonly #common: PlainSettings;
  readonly #settingsOf: (parent: PlainParent) => PlainSettings;
  /** The settings of the parent in hand. */
  #settings: PlainSettings;

  constructor(
    index: number,
    firm: PlainFirm,
    settings: PlainSettings,
    settingsOf: (parent: PlainParent) => PlainSettings,
  ) {
    this.#index = index;
    this.#firm = firm;
    this.#common = settings;
    this.#settings = settings;
    this.#settingsOf = settingsOf;
  }

  /**
   * Returns the worst position on a side: all of its open orders executed, none of the other
   * side's.
   */
  reach(symbol: number, side: Side): number {
    return reachOf(this.orders, symbol, side);
  }

  traded(symbol: number): number {
    return tradedOf(this.orders, symbol);
  }

  /** Counts the middles of all quotes, once a second. */
  look(nowNs: number): void {
    const second = Math.floor(nowNs / 1e9);
    if (!this.middles.has(second)) this.middles.set(second, this.quotes.map(middleOf));
  }

  /** The mean of a symbol's middles, of days shorter than the window. */
  meanOf(symbol: number): number {
    const seen = [...this.middles.values()].map((middles) => middles[symbol]!);
    return Math.round(seen.reduce((sum, ticks) => sum + ticks, 0) / seen.length);
  }

  /** Returns the orders that a check adds up for a parent. */
  #ordersFor(check: string, parent: PlainParent): readonly PlainOrder[] {
    const per = this.#settings.per[check] ?? 'server';
    return per === 'server' ? this.orders : this.#firm.ordersOf(per, parent);
  }

  gross(): number {
    return grossOf(this.orders);
  }

  open = (): number => this.orders.filter(({ isOpen }) => isOpen).length;

  /** Returns the notional of a side, less the executions of the other side. */
  net(side: Side): number {
    return netOf(this.orders, side);
  }

  judge(parent: PlainParent, quantity: number, priceTicks: number, nowNs: number): string {
    this.#settings = this.#settingsOf(parent);
    const verdict = this.#judge(parent, quantity, priceTicks, nowNs);
    this.#settings = this.#common;
    return verdict;
  }

  #judge(parent: PlainParent, quantity: number, priceTicks: number, nowNs: number): string {
    let verdict = 'admitted';
    let worst = 0;
    for (const code of JUDGE_ORDER) {
      const check = VERDICT_NAMES[code]!;
      const mode = this.#settings.mode[check] ?? 'off';
      if (mode === 'off') continue;
      const value = this.#measure(check, parent, quantity, priceTicks, nowNs);
      const count = (this.counts[check] ??= { count: 0, refused: 0, soft: 0 });
      if (value <= this.#bound(check, parent, nowNs)) {
        const soft = this.#soft(check, parent, nowNs);
        const measured =
          check === 'symbol-rate' ? this.#bucket(`soft ${parent.symbol}`, nowNs).heldNs : value;
        if (measured > soft) count.soft++;
        continue;
      }
      count.count++;
      if (mode !== 'enforce') continue;
      const severity = SEVERITY[check] ?? 2;
      if (severity > worst) {
        verdict = check;
        worst = severity;
      }
      if (!this.#settings.explain) break;
    }
    if (verdict === 'admitted') this.#admit(parent, quantity, priceTicks, nowNs);
    else {
      this.counts[verdict]!.refused++;
      this.#act(verdict, parent, nowNs);
    }
    return verdict;
  }

  #measure(
    check: string,
    parent: PlainParent,
    quantity: number,
    priceTicks: number,
    nowNs: number,
  ): number {
    const { symbol, side } = parent;
    const { rollingNs } = this.#settings;
    const increases = this.reach(symbol, side) + quantity > 0;
    switch (check) {
      case 'killed':
        return this.#worstState(symbol) === 3 ? 1 : 0;
      case 'halted':
        return this.#worstState(symbol) === 2 ? 1 : 0;
      case 'reducing':
        return this.#worstState(symbol) === 1 &&
          reachOf(this.#ordersFor('position', parent), symbol, side) + quantity > 0
          ? 1
          : 0;
      case 'locate':
        return measureToLocate(this.#ordersFor(check, parent), parent, quantity);
      case 'parent-quantity':
        return sentOf(this.orders, parent) + quantity - parent.ordered;
      case 'executions-per-parent':
        return parent.orders.filter(({ isOpen, executed }) => isOpen || executed > 0).length + 1;
      case 'open-orders':
        return this.open() + 1;
      case 'symbol-rate':
        return this.#bucket(`hard ${symbol}`, nowNs).heldNs;
      case 'duplicate-orders':
        return takeNumber(parent);
      case 'cumulative-adv':
        return tradedOf(this.#ordersFor(check, parent), symbol) + quantity;
      case 'rolling-volume':
        return rolledOf(this.#ordersFor(check, parent), parent, rollingNs, nowNs) + quantity;
      case 'rolling-gross': {
        const { rollingGrossNs } = this.#settings;
        return rolledGrossOf(this.#firm.orders, rollingGrossNs, nowNs) + quantity * priceTicks;
      }
      case 'position':
        return (reachOf(this.#ordersFor(check, parent), symbol, side) + quantity) * priceTicks;
      case 'server-gross':
        return increases ? this.gross() + quantity * priceTicks : 0;
      case 'account-gross':
      case 'account-net':
      case 'account-open':
        return (
          accountUsed(this.#firm.orders, check, parent, this.#settings.named) +
          quantity * priceTicks
        );
      case 'message-rate':
      case 'order-to-trade':
        return this.#messages.judge(check, this.#settings.messages, this.orders, nowNs)[0];
      case 'net-exposure':
        return this.#reserve(side, check, quantity * priceTicks, nowNs);
      case 'open-exposure':
        return this.#reserve('open', check, quantity * priceTicks, nowNs);
      default: {
        const order = { parent, quantity, priceTicks, nowNs };
        return measureOrder(this, this.#settings, this.#firm, check, order);
      }
    }
  }

  #worstState(symbol: number): number {
    const { firm, servers, symbols } = this.#firm.state;
    return Math.max(firm[0]!, servers[this.#index]!, symbols[symbol]!);
  }

  /** Takes the units of the firm's limit that this server lacks: 0 if it did, otherwise 1. */
  #reserve(of: Side | 'open', check: string, money: number, nowNs: number): number {
    const held = this.#firm.creditUnits[of];
    const lacking = units(this.#used(of) + money) - held[this.#index]!;
    if (lacking <= 0) return 0;
    if (held[0]! + held[1]! + lacking > this.level(check, nowNs) / UNIT) return 1;
    held[this.#index]! += lacking;
    return 0;
  }

  #used(of: Side | 'open'): number {
    return of === 'open' ? grossOf(this.orders.filter(({ isOpen }) => isOpen)) : this.net(of);
  }

  /** Returns the hard level in force. */
  level(check: string, nowNs: number): number {
    const hard = this.#settings.hard[check] ?? 0;
    const raise = this.#settings.own.includes(check) ? undefined : this.#firm.raises[check];
    return raise !== undefined && nowNs < raise.untilNs ? Math.max(hard, raise.value) : hard;
  }

  #bound(check: string, parent: PlainParent, nowNs: number): number {
    if (check === 'net-exposure' || check === 'open-exposure') return 0;
    if (check === 'message-rate' || check === 'order-to-trade')
      return this.#messages.judge(check, this.#settings.messages, this.orders, nowNs)[1];
    if (check === 'executions-per-parent') return parent.held ? -1 : parent.allowed;
    if (check === 'symbol-rate') return this.#tolerance(this.#settings.symbolRate.incrementNs);
    if (check === 'quote-collar') {
      const { bidTicks, askTicks } = this.quotes[parent.symbol]!;
      return Math.floor(
        ((parent.side === 'buy' ? askTicks : bidTicks) * this.#settings.collarPercent) / 100 + 1e-9,
      );
    }
    const { finger, market, collar, fallPercent } = this.#settings;
    if (check === 'short-sale-price')
      return Math.ceil((closeOf(parent.symbol) * fallPercent) / 100 - 1e-6) - 1;
    if (check === 'static-collar') return this.#collarTicks(parent, collar.percent);
    if (check === 'fat-finger') return widerBand(finger, lastTradeOf(this, parent.symbol));
    if (check === 'market-collar') return widerBand(market, parent.touchTicks);
    return this.level(check, nowNs);
  }

  #collarTicks({ symbol }: PlainParent, percent: number): number {
    return Math.floor((referenceFor(this, this.#settings, symbol) * percent) / 100 + 1e-9);
  }

  #soft(check: string, parent: PlainParent, _nowNs: number): number {
    if (check === 'symbol-rate') return this.#tolerance(this.#settings.symbolRate.softIncrementNs);
    if (check === 'static-collar')
      return this.#collarTicks(parent, this.#settings.collar.softPercent);
    return this.#settings.soft[check] ?? Number.POSITIVE_INFINITY;
  }

  #tolerance(incrementNs: number): number {
    return Math.max(0, this.#settings.symbolRate.windowNs - incrementNs);
  }

  /** A bucket, drained by a nanosecond a nanosecond. */
  #bucket(name: string, nowNs: number): Bucket {
    let bucket = this.buckets.get(name);
    if (bucket === undefined) this.buckets.set(name, (bucket = { heldNs: 0, asOfNs: nowNs }));
    bucket.heldNs = Math.max(0, bucket.heldNs - (nowNs - bucket.asOfNs));
    bucket.asOfNs = nowNs;
    return bucket;
  }

  /** A parent enters. Orders of one parent row are alike: accounts and sizes differ by row. */
  receive(parent: PlainParent, row: number, nowNs: number): void {
    const { bidTicks, askTicks } = this.quotes[parent.symbol]!;
    parent.touchTicks = parent.side === 'buy' ? askTicks : bidTicks;
    parent.alike = 0;
    this.#noteLow(parent.symbol);
    if (this.#common.mode['duplicate-orders'] === 'off') return;
    const seen = this.alike.get(row);
    if (seen === undefined || nowNs - seen.startNs >= this.#common.alikeWindowNs)
      this.alike.set(row, { startNs: nowNs, count: 1 });
    else seen.count++;
    parent.alike = this.alike.get(row)!.count;
  }

  #admit(parent: PlainParent, quantity: number, priceTicks: number, nowNs: number): void {
    const { symbol, side } = parent;
    const order = { parent, quantity, priceTicks, executed: 0, isOpen: true, sentNs: nowNs };
    const { symbolRate } = this.#settings;
    for (const [name, incrementNs] of [
      ['hard', symbolRate.incrementNs],
      ['soft', symbolRate.softIncrementNs],
    ] as const) {
      const bucket = this.#bucket(`${name} ${symbol}`, nowNs);
      if (bucket.heldNs <= this.#tolerance(incrementNs)) bucket.heldNs += incrementNs;
    }
    this.#messages.send(nowNs);
    parent.alike = 0;
    this.#noteLow(symbol);
    const place = `${symbol} ${side}`;
    this.sinceFlat.set(place, [...(this.sinceFlat.get(place) ?? []), priceTicks]);
    this.orders.push(order);
    this.#firm.admit(order);
    parent.orders.push(order);
  }

  #noteLow(symbol: number): void {
    this.lows.set(symbol, lowestOf(this, symbol));
  }

  #act(verdict: string, parent: PlainParent, nowNs: number): void {
    if (this.#settings.per[verdict] === 'account') return;
    const { state } = this.#firm;
    const { symbol } = parent;
    const server = this.#index;
    const { messages } = this.#settings;
    const isOut = verdict === 'message-rate' && this.#messages.refuse(messages, nowNs);
    if (verdict === 'duplicate-orders' || isOut)
      state.servers[server] = Math.max(state.servers[server]!, 2) as State;
    const ofSymbol = { 'static-collar': 2, 'cumulative-adv': 2, position: 1 }[verdict] ?? 0;
    state.symbols[symbol] = Math.max(state.symbols[symbol]!, ofSymbol) as State;
    if (verdict === 'server-gross')
      state.servers[server] = Math.max(state.servers[server]!, 1) as State;
    if (verdict === 'stale-quote' && this.validNs[symbol] !== Number.NEGATIVE_INFINITY) {
      this.good[symbol] = 0;
      this.validNs[symbol] = Number.NEGATIVE_INFINITY;
    }
    if (verdict === 'executions-per-parent' && !parent.held) {
      parent.held = true;
      if (++this.#firm.heldParents >= this.#settings.parentsMax)
        state.firm[0] = Math.max(state.firm[0]!, 2) as State;
    }
  }

  answer(order: PlainOrder, executed: number, unmatched: number, nowNs: number): void {
    const { symbol, side } = order.parent;
    order.isOpen = false;
    order.answeredNs = nowNs;
    order.executed = executed;
    const midTicks = middleOf(this.quotes[symbol]!);
    if (executed > 0) this.trades.set(symbol, { priceTicks: order.priceTicks, midTicks });
    const working = this.orders.some(
      ({ parent, isOpen }) => isOpen && parent.symbol === symbol && parent.side === side,
    );
    if (!working) this.sinceFlat.delete(`${symbol} ${side}`);
    this.#firm.answer(order);
    for (const one of ['buy', 'sell', 'open'] as const) {
      const held = this.#firm.creditUnits[one];
      held[this.#index] = Math.min(held[this.#index]!, units(this.#used(one)));
    }
    if (unmatched === 0) return;
    const level = this.level('unmatched-account', 0);
    const isBeyond = this.#firm.postUnmatched(this.#index, unmatched * order.priceTicks, level);
    const mode = this.#settings.mode['unmatched-account'] ?? 'off';
    if (mode === 'off' || !isBeyond) return;
    (this.counts['unmatched-account'] ??= { count: 0, refused: 0, soft: 0 }).count++;
    if (mode === 'enforce') this.#firm.state.servers[this.#index] = 3;
  }

  quote(symbol: number, quote: PlainQuote, nowNs: number, spreadPercent: number): void {
    this.quotes[symbol] = quote;
    this.good[symbol] = isSane(quote, spreadPercent) ? this.good[symbol]! + 1 : 0;
    this.validNs[symbol] =
      this.good[symbol]! >= this.#settings.goodQuotes ? nowNs : Number.NEGATIVE_INFINITY;
  }

  mark(lossMoney: number): void {
    const { lossUnits, state } = this.#firm;
    const mode = this.#settings.mode['loss-limit'] ?? 'off';
    lossUnits[this.#index] = units(lossMoney);
    this.lossMarks =
      lossUnits[0]! + lossUnits[1]! > this.level('loss-limit', 0) / UNIT ? this.lossMarks + 1 : 0;
    if (mode === 'off' || this.lossMarks < this.#settings.lossMarks) return;
    (this.counts['loss-limit'] ??= { count: 0, refused: 0, soft: 0 }).count++;
    if (mode === 'enforce') state.firm[0] = 3;
  }
}
