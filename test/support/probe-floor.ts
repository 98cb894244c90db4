import { type Bench, isEnforced, numberOf, refusedBy } from '../../src/probe/bench.js';
import type { ProbeOrder, SessionOrder } from '../../src/probe/exam.js';
import type { ProbeMessage, ProbePort, SentOrder, Sight } from '../../src/probe/port.js';
import { amountOf, SUM_RULES } from '../../src/probe/sums.js';

/** What can be wrong with a gateway in memory. */
export type FloorHole =
  | `off ${string}`
  | `late ${string}`
  | `plus-one ${string}`
  | `tight ${string}`
  | `per-session ${string}`
  | `twice ${string}`
  | `never ${string}`
  | `race ${string}`
  | 'no-recovery'
  | 'double-send'
  /** Where fills are seen, they are a cent better than the limit. */
  | 'better-price'
  | 'elsewhere'
  | 'kill-misses-session'
  | 'kill-leaves-orders'
  | 'kill-lets-through'
  | 'kill-does-nothing'
  | 're-arms'
  | 'same-id'
  /** Orders that are refused are not answered. */
  | 'mute'
  /** Orders that come at once are all refused. */
  | 'refuses-at-once';

/**
 * A gateway and its venue in memory, on virtual time: a step of waiting takes no time. It keeps the
 * checks of a bench by plain rules, and has holes where it is told to.
 */
export class ProbeFloor implements ProbePort {
  readonly sessions: number;
  readonly sight: Sight;
  readonly messages: ProbeMessage[] = [];
  alarm: string | undefined;
  /** Commands that were run. */
  readonly ran: string[] = [];
  readonly all: SentOrder[] = [];
  readonly #bench: Bench;
  readonly #holes: ReadonlySet<string>;
  readonly #off = new Set<number>();
  readonly #stopped = new Set<number>();
  readonly #sums = new Map<string, number>();
  readonly #rates = new Map<string, number>();
  readonly #alike = new Map<string, number[]>();
  readonly #ids = new Set<string>();
  readonly #halted = new Set<number>();
  #refusesAll = false;
  #nowMs = 1000;
  #next = 1;
  /** When the last order came, and of whom: for orders that come at once. */
  #last = { atMs: 0, session: -1 };

  constructor(bench: Bench, holes: readonly FloorHole[] = [], sight: Sight = 'venue') {
    this.#bench = bench;
    this.sessions = bench.sessions;
    this.#holes = new Set(holes);
    this.sight = sight;
  }

  now(): number {
    return this.#nowMs;
  }

  send(session: number, order: ProbeOrder, clOrdId = `P${this.#next++}`): SentOrder {
    const sent: SentOrder = {
      clOrdId,
      session,
      order,
      sentMs: this.#nowMs,
      answer: 'none',
      text: '',
      arrivedMs: undefined,
      arrivedShares: 0,
      filledMoney: 0,
      endedMs: undefined,
    };
    this.all.push(sent);
    this.messages.push({ atMs: this.#nowMs, clOrdId, text: `> D 11=${clOrdId}` });
    const check = this.#refusing(sent);
    const isLate = check !== undefined && this.#holes.has(`late ${check}`);
    this.#ids.add(clOrdId);
    this.#last = { atMs: this.#nowMs, session };
    if (check === undefined || isLate) this.#forward(sent);
    if (check === undefined) return sent;
    if (this.#holes.has('mute')) return sent;
    sent.answer = 'rejected';
    sent.text = `check=${check}`;
    this.messages.push({ atMs: this.#nowMs, clOrdId, text: `< 8 58=check=${check}` });
    if (check === 'duplicate-orders') this.#halted.add(session);
    return sent;
  }

  sendAll(orders: readonly SessionOrder[]): SentOrder[] {
    this.#refusesAll = this.#holes.has('refuses-at-once');
    const sent = orders.map(({ session, order }) => this.send(session, order));
    this.#refusesAll = false;
    return sent;
  }

  cancel(sent: SentOrder): void {
    this.#end(sent);
  }

  massCancel(session: number): void {
    this.#kill(this.#bench.massCancel === 'firm' ? undefined : session);
  }

  isConnected(session: number): boolean {
    return !this.#off.has(session);
  }

  drop(session: number): void {
    this.#off.add(session);
    for (const sent of this.all) if (sent.session === session) this.#endByKill(sent);
  }

  async connect(session: number): Promise<boolean> {
    this.#off.delete(session);
    if (this.#holes.has('re-arms')) this.#stopped.delete(session);
    return true;
  }

  async run(means: 'kill' | 'rearm' | 'restart'): Promise<void> {
    this.ran.push(means);
    if (means === 'kill') this.#kill(undefined);
    if (means === 'rearm') {
      this.#stopped.clear();
      this.#halted.clear();
    }
  }

  async until(isTrue: () => boolean, ms: number): Promise<boolean> {
    this.#nowMs += 0.001;
    if (isTrue()) return true;
    this.#nowMs += ms;
    return isTrue();
  }

  #kill(session: number | undefined): void {
    if (this.#holes.has('kill-does-nothing')) return;
    const last = this.sessions - 1;
    const inScope = (each: number): boolean =>
      (session === undefined || each === session) &&
      !(this.#holes.has('kill-misses-session') && each === last);
    for (const sent of this.all) if (inScope(sent.session)) this.#endByKill(sent);
    if (this.#holes.has('kill-lets-through')) return;
    for (let each = 0; each < this.sessions; each++) if (inScope(each)) this.#stopped.add(each);
  }

  #endByKill(sent: SentOrder): void {
    if (!this.#holes.has('kill-leaves-orders')) this.#end(sent);
  }

  #forward(sent: SentOrder): void {
    const { session, order } = sent;
    const isDouble = this.#holes.has('double-send');
    if (!this.#holes.has('elsewhere')) {
      sent.arrivedMs = this.#nowMs;
      sent.arrivedShares = order.quantity * (isDouble ? 2 : 1);
      if (this.sight === 'fills') sent.filledMoney = sent.arrivedShares * this.#fillTicks(order);
    }
    sent.answer = 'accepted';
    for (const rule of SUM_RULES) {
      const key = this.#key(rule.check, rule.isBySymbol, session, order);
      this.#sums.set(key, (this.#sums.get(key) ?? 0) + amountOf(rule, { session, order }));
    }
    if (order.isImmediate === true) this.#end(sent);
  }

  #fillTicks({ priceTicks }: ProbeOrder): number {
    return priceTicks! - (this.#holes.has('better-price') ? 100 : 0);
  }

  #end(sent: SentOrder): void {
    if (sent.answer !== 'accepted') return;
    sent.answer = 'ended';
    sent.endedMs = this.#nowMs;
    // What was executed stays.
    if (this.sight === 'fills') return;
    const { session, order } = sent;
    for (const rule of SUM_RULES) {
      const key = this.#key(rule.check, rule.isBySymbol, session, order);
      const twice = this.#holes.has(`twice ${rule.check}`) ? 2 : 1;
      const times = this.#holes.has(`never ${rule.check}`) ? 0 : twice;
      const back = times * amountOf(rule, { session, order });
      this.#sums.set(key, this.#sums.get(key)! - back);
    }
  }

  #refusing(sent: SentOrder): string | undefined {
    const { session, order } = sent;
    const isStopped = this.#refusesAll || this.#stopped.has(session) || this.#halted.has(session);
    if (isStopped) return 'killed';
    if (this.#ids.has(sent.clOrdId) && !this.#holes.has('same-id')) return 'clordid';
    const stock = this.#bench.stocks.find(({ symbol }) => symbol === order.symbol)!;
    const raised = this.#raised(order);
    const found = refusedBy(this.#bench, stock, raised).find(
      (name) => !this.#holes.has(`off ${name}`) && !this.#isRaised(name, order, raised),
    );
    return (
      found ?? this.#bySelf(sent) ?? this.#bySum(sent) ?? this.#byRate(sent) ?? this.#byAlike(sent)
    );
  }

  #bySelf({ session, order }: SentOrder): string | undefined {
    const setting = this.#bench.limitsAt(order.symbol)['self-match'];
    if (!isEnforced(setting) || this.#holes.has('off self-match')) return undefined;
    const meets = this.all.some(
      (other) =>
        other.answer === 'accepted' &&
        other.order.symbol === order.symbol &&
        (setting.per === 'firm' || other.session === session) &&
        other.order.side === '1' &&
        order.side === '2' &&
        other.order.priceTicks! >= order.priceTicks!,
    );
    return meets ? 'self-match' : undefined;
  }

  /** The order as a check sees it that is off by one: a share less. */
  #raised(order: ProbeOrder): ProbeOrder {
    return [...this.#holes].some((hole) => hole.startsWith('plus-one'))
      ? { ...order, quantity: order.quantity - 1 }
      : order;
  }

  #isRaised(name: string, order: ProbeOrder, raised: ProbeOrder): boolean {
    return order !== raised && !this.#holes.has(`plus-one ${name}`);
  }

  #bySum({ session, order }: SentOrder): string | undefined {
    const limits = this.#bench.limitsAt(order.symbol);
    const stock = this.#bench.stocks.find(({ symbol }) => symbol === order.symbol)!;
    return SUM_RULES.find((rule) => {
      const setting = limits[rule.check];
      if (!isEnforced(setting) || this.#holes.has(`off ${rule.check}`)) return false;
      const used = this.#sums.get(this.#key(rule.check, rule.isBySymbol, session, order)) ?? 0;
      const more = amountOf(rule, { session, order });
      const bound = rule.bound(setting, stock);
      const isAtOnce = this.#last.atMs === this.#nowMs && this.#last.session !== session;
      if (this.#holes.has(`race ${rule.check}`) && isAtOnce) return false;
      if (this.#holes.has(`tight ${rule.check}`)) return used + more >= bound / 2;
      if (this.#holes.has(`plus-one ${rule.check}`)) return used > bound - 1;
      return used + more > bound;
    })?.check;
  }

  #key(check: string, isBySymbol: boolean, session: number, order: ProbeOrder): string {
    const per = this.#bench.limitsAt(order.symbol)[check]?.per;
    const ofSession =
      check === 'open-orders' ||
      check === 'server-gross' ||
      per === 'server' ||
      this.#holes.has(`per-session ${check}`);
    return `${check} ${ofSession ? session : ''} ${isBySymbol ? order.symbol : ''}`;
  }

  #byRate({ session, order }: SentOrder): string | undefined {
    const limits = this.#bench.limitsAt(order.symbol);
    return ['symbol-rate', 'server-rate', 'message-rate'].find((check) => {
      const setting = limits[check];
      if (!isEnforced(setting) || this.#holes.has(`off ${check}`)) return false;
      const key = `${check} ${check === 'symbol-rate' ? order.symbol : session}`;
      const gapMs = 1000 / numberOf(setting, 'perSecond');
      const horizonMs = this.#nowMs + numberOf(setting, 'windowSeconds') * 1000 - gapMs;
      const dueMs = Math.max(this.#nowMs, this.#rates.get(key) ?? 0);
      if (dueMs > horizonMs + 1e-6) {
        if (this.#holes.has('no-recovery')) this.#rates.set(key, Number.POSITIVE_INFINITY);
        return true;
      }
      this.#rates.set(key, dueMs + gapMs);
      return false;
    });
  }

  #byAlike({ session, order }: SentOrder): string | undefined {
    const setting = this.#bench.limitsAt(order.symbol)['duplicate-orders'];
    if (!isEnforced(setting) || this.#holes.has('off duplicate-orders')) return undefined;
    const key = `${session} ${JSON.stringify(order)}`;
    const windowMs = numberOf(setting, 'windowSeconds') * 1000;
    const recent = (this.#alike.get(key) ?? []).filter((atMs) => atMs > this.#nowMs - windowMs);
    recent.push(this.#nowMs);
    this.#alike.set(key, recent);
    const bound =
      numberOf(setting, 'orders') + (this.#holes.has('plus-one duplicate-orders') ? 1 : 0);
    return recent.length > bound ? 'duplicate-orders' : undefined;
  }
}
