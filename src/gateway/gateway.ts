import { FieldIndex } from '../fix/field-index.js';
import type { LogStore } from '../fix/log-store.js';
import type { Scan } from '../fix/scan.js';
import { Tag, typeCode } from '../fix/tags.js';
import { isRefusal, RejectCode, rejectCode, TOO_LATE } from '../order-entry/refusals.js';
import {
  Exec,
  type ReportDetails,
  writeCancelReject,
  writeMassCancelReport,
} from '../order-entry/reports.js';
import type { KillScope } from '../risk/stops/kill.js';
import { ClientAccounts } from './accounts.js';
import { readChange } from './change-request.js';
import type { ChildEvents } from './child-reader.js';
import {
  type Client,
  type ClientOrder,
  noteAnswer,
  noteFill,
  OrderPhase,
  openOrder,
} from './client-order.js';
import { DUPLICATE_TEXT, readHistory } from './history.js';
import { isRepeated, type OrderRequest, readOrderRequest } from './order-request.js';
import { PendingOrders } from './pending-orders.js';
import { Reporter } from './reporter.js';
import { ServerOrders } from './server-orders.js';
import type { GatewaySetup } from './setup.js';
import { SymbolPlaces } from './symbol-places.js';
import { verdictCode, verdictText } from './verdicts.js';

/** An order without a word from its server, such as a busy one, is acknowledged after so long. */
const ACKNOWLEDGE_MS = 250;
/** Why orders end that a killed gateway had. */
const RESTARTED = 'reason=gateway-restarted';
const NEW_ORDER = typeCode('D');
const CANCEL = typeCode('F');
const REPLACE = typeCode('G');
const STATUS = typeCode('H');
const MASS_STATUS = typeCode('AF');
const MASS_CANCEL = typeCode('q');
/** The server says that the build refused the order. */
const REFUSED_BY_BUILD = 2;

/**
 * The orders of all clients between their sessions and the servers: what comes in becomes a parent,
 * what the servers say becomes ExecutionReports. It has no socket and no thread.
 */
export class Gateway implements ChildEvents {
  readonly #out: Reporter;
  readonly #options: GatewaySetup;
  readonly #places: SymbolPlaces;
  readonly #atServers: ServerOrders;
  readonly #message = new FieldIndex();
  readonly #pending = new PendingOrders();
  #nextName: number;
  #nextServer = 0;
  readonly #accounts: ClientAccounts;

  constructor(options: GatewaySetup) {
    this.#options = options;
    this.#out = new Reporter(options.firstExecId);
    this.#atServers = new ServerOrders(options);
    this.#nextName = options.firstExecId;
    this.#accounts = new ClientAccounts(options.accounts);
    this.#places = new SymbolPlaces(options.symbols);
  }

  get clients(): Client[] {
    return this.#out.clients;
  }

  /** Whether orders wait for a first word of their server. */
  get isWaiting(): boolean {
    return this.#pending.oldest() !== undefined;
  }

  /** Takes an application message of a client. */
  take(client: Client, scan: Scan, nowMs: number): void {
    this.#out.nowMs = nowMs;
    this.#message.read(scan);
    if (scan.type === NEW_ORDER || scan.type === CANCEL || scan.type === REPLACE)
      client.keep?.(scan, nowMs);
    switch (scan.type) {
      case NEW_ORDER:
        this.#takeNew(client);
        return;
      case CANCEL:
      case REPLACE:
        this.#takeChange(client, scan.type === REPLACE);
        return;
      case STATUS:
        this.#takeStatus(client);
        return;
      case MASS_STATUS:
        this.#takeMassStatus(client);
        return;
      case MASS_CANCEL:
        this.#takeMassCancel(client);
    }
  }

  /** Time has passed: acknowledges what has waited long enough. */
  tick(nowMs: number): void {
    this.#out.nowMs = nowMs;
    for (;;) {
      const order = this.#pending.oldest();
      if (order === undefined || nowMs - order.enteredMs < ACKNOWLEDGE_MS) return;
      this.#acknowledge(order);
    }
  }

  /** A client's connection is gone. */
  disconnected(client: Client, nowMs: number): void {
    this.#out.nowMs = nowMs;
    if (client.settings.cancelOnDisconnect) this.#endAll(client, 'reason=disconnected');
  }

  /** The servers take no more orders of a scope, and end those they have. */
  stop(scope: KillScope, nowMs: number): void {
    this.#out.nowMs = nowMs;
    this.#atServers.stop(scope);
    for (const client of this.clients)
      for (const order of client.open) {
        const reason = this.#atServers.killedBy(order);
        if (reason !== undefined) this.#endOne(order, reason);
      }
  }

  /** The servers take orders of a scope again. */
  restart(scope: KillScope): void {
    this.#atServers.restart(scope);
  }

  /** The day is over: tells every client so, of every open order. */
  endDay(nowMs: number): void {
    this.#out.nowMs = nowMs;
    for (const client of this.clients)
      for (const order of client.open) {
        order.status = Exec.DONE_FOR_DAY;
        this.#atServers.place(order, 'cancelled');
        this.#close(order);
        this.#out.report(order, Exec.DONE_FOR_DAY);
        this.#atServers.cancel(order);
      }
  }

  sent(orderId: number): void {
    const order = this.#atServers.find(orderId);
    if (order?.phase === OrderPhase.PENDING) this.#acknowledge(order);
  }

  filled(orderId: number, shares: number, priceTicks: number, venue: number): void {
    const order = this.#atServers.find(orderId);
    if (order === undefined) return;
    order.executed += shares;
    order.executedMoney += shares * priceTicks;
    const { counts } = order.client;
    counts.fills++;
    counts.shares += shares;
    const isWhole = order.executed >= order.quantity;
    order.status = isWhole ? Exec.FILLED : Exec.PARTIAL;
    if (isWhole && order.phase !== OrderPhase.DONE) {
      this.#close(order);
      this.#out.refuseChange(order, TOO_LATE);
      // A flagged parent may go on, as the build of its server says, until it is stopped.
      if (order.flags === 0) this.#atServers.forget(orderId);
    }
    noteFill(order, this.#options.nowNs());
    const market = this.#options.venues[venue];
    this.#out.report(order, Exec.TRADE, { shares, priceTicks, market });
  }

  refused(orderId: number, verdict: number, server: number): void {
    const order = this.#atServers.find(orderId);
    if (order === undefined || order.phase === OrderPhase.DONE) return;
    const text = verdictText(verdict, server, this.#options.door.refusal(server, orderId, verdict));
    if (order.phase === OrderPhase.PENDING) {
      this.#reject(order, verdictCode(verdict), text);
      this.#atServers.cancel(order);
    } else this.#endOne(order, text);
  }

  ended(orderId: number, why: number): void {
    const order = this.#atServers.find(orderId);
    if (order === undefined) return;
    this.#atServers.forget(orderId);
    if (order.phase === OrderPhase.DONE) return;
    if (why === REFUSED_BY_BUILD) {
      this.#reject(order, RejectCode.OTHER, `reason=refused-by-build scope=server:${order.server}`);
      return;
    }
    if (order.phase === OrderPhase.PENDING) this.#acknowledge(order);
    const { change } = order;
    if (change?.replace !== undefined && order.endReason === '') {
      this.#replace(order, change.clOrdId, change.replace);
      return;
    }
    this.#cancelled(order);
  }

  #takeNew(client: Client): void {
    client.counts.orders++;
    const request = readOrderRequest(this.#message, this.#places, this.#options.retailTag);
    const order = this.#openOrder(client, this.#message, isRefusal(request) ? undefined : request);
    const known = this.#message.lookUp(Tag.CL_ORD_ID, client.orders);
    if (known !== undefined) {
      if (isRepeated(this.#message)) this.#out.writeStatus(client, known);
      else this.#reject(order, RejectCode.DUPLICATE, DUPLICATE_TEXT);
      return;
    }
    client.orders.add(order.clOrdId, order);
    const killed = this.#atServers.killedBy(order);
    if (isRefusal(request)) this.#reject(order, request.code, request.text);
    else if (killed !== undefined) this.#reject(order, RejectCode.CLOSED, killed);
    else if (client.open.size >= client.settings.openMax)
      this.#reject(order, RejectCode.LIMIT, `check=open-orders bound=${client.settings.openMax}`);
    else if (!this.#atServers.submit(order, order.quantity))
      this.#reject(order, RejectCode.OTHER, `reason=inbox-full scope=server:${order.server}`);
    else {
      client.open.add(order);
      this.#pending.add(order);
    }
  }

  /**
   * Takes over the orders of a session from before a gateway was killed. Its servers have them no
   * more, so each without a last report gets one.
   */
  restore(client: Client, store: LogStore, nowMs: number): void {
    this.#out.nowMs = nowMs;
    const { retailTag } = this.#options;
    const open = readHistory(client, store, (message) => {
      const terms = readOrderRequest(message, this.#places, retailTag);
      return this.#openOrder(client, message, isRefusal(terms) ? undefined : terms);
    });
    for (const order of open) {
      client.open.add(order);
      order.enteredNs = Number.NaN;
      if (order.phase === OrderPhase.PENDING) {
        this.#reject(order, RejectCode.CLOSED, RESTARTED);
        continue;
      }
      if (order.change?.replace !== undefined) this.#out.refuseChange(order, TOO_LATE);
      order.endReason = RESTARTED;
      this.#cancelled(order);
    }
  }

  #openOrder(client: Client, message: FieldIndex, terms: OrderRequest | undefined): ClientOrder {
    const { servers, nowNs } = this.#options;
    const { settings } = client;
    return openOrder(client, message, terms, {
      number: this.#nextName++,
      server: settings.server ?? (this.#nextServer++ % servers) + 1,
      accountCode: this.#accounts.codeOf(settings.account ?? message.text(Tag.ACCOUNT) ?? ''),
      enteredMs: this.#out.nowMs,
      enteredNs: nowNs(),
    });
  }

  #acknowledge(order: ClientOrder): void {
    order.phase = OrderPhase.WORKING;
    order.client.counts.accepted++;
    noteAnswer(order, this.#options.nowNs());
    this.#out.report(order, Exec.NEW);
  }

  #reject(order: ClientOrder, code: number, text: string): void {
    order.status = Exec.REJECTED;
    this.#close(order);
    order.client.counts.rejected++;
    noteAnswer(order, this.#options.nowNs());
    this.#out.report(order, Exec.REJECTED, {
      code: rejectCode(order.client.settings.version, code),
      text,
    });
  }

  /** The order is over for its client. */
  #close(order: ClientOrder): void {
    order.phase = OrderPhase.DONE;
    order.client.open.delete(order);
  }

  #takeChange(client: Client, isReplace: boolean): void {
    const asked = readChange(client, this.#message, isReplace);
    const { order, clOrdId, original, replace, response } = asked;
    const isTaken = asked.refusal === undefined && this.#atServers.cancel(order!);
    if (order === undefined || !isTaken) {
      const reason = asked.refusal ?? { code: 2, text: 'reason=inbox-full' };
      writeCancelReject(client, order, clOrdId, original, response, reason, this.#out.nowMs);
      return;
    }
    if (order.phase === OrderPhase.PENDING) this.#acknowledge(order);
    client.orders.set(clOrdId, order);
    order.change = { clOrdId, replace };
    const { status } = order;
    order.status = response === 2 ? Exec.PENDING_REPLACE : Exec.PENDING_CANCEL;
    this.#out.report(order, order.status, { original, clOrdId });
    order.status = status;
  }

  /** The server has stopped the old order: the rest goes to it under another id. */
  #replace(
    order: ClientOrder,
    clOrdId: string,
    { quantity, limitTicks }: { quantity: number; limitTicks: number },
  ): void {
    const original = order.clOrdId;
    if (quantity <= order.executed) {
      this.#out.refuseChange(order, TOO_LATE);
      this.#cancelled(order);
      return;
    }
    order.change = undefined;
    order.clOrdId = clOrdId;
    order.quantity = quantity;
    order.limitTicks = limitTicks;
    order.status = Exec.REPLACED;
    order.client.counts.replaces++;
    this.#atServers.place(order, 'cancelled');
    const isTaken = this.#atServers.submit(order, quantity - order.executed);
    this.#out.report(order, Exec.REPLACED, { original });
    if (order.executed > 0) order.status = Exec.PARTIAL;
    if (isTaken) return;
    order.endReason = `reason=inbox-full scope=server:${order.server}`;
    this.#cancelled(order);
  }

  #cancelled(order: ClientOrder): void {
    const { change, clOrdId, endReason } = order;
    order.status = Exec.CANCELLED;
    order.client.counts.cancels++;
    this.#atServers.place(order, 'cancelled');
    this.#close(order);
    const details: ReportDetails =
      change === undefined ? {} : { original: clOrdId, clOrdId: change.clOrdId };
    this.#out.report(
      order,
      Exec.CANCELLED,
      endReason === '' ? details : { ...details, text: endReason },
    );
    if (change !== undefined) order.clOrdId = change.clOrdId;
    order.change = undefined;
  }

  /** Ends an order by the gateway's will; the client hears of it when the server has stopped. */
  #endOne(order: ClientOrder, reason: string): void {
    if (order.endReason !== '') return;
    order.endReason = reason;
    if (order.change === undefined) this.#atServers.cancel(order);
  }

  #endAll(client: Client, reason: string, symbol?: string): number {
    let ended = 0;
    for (const order of client.open) {
      if (symbol !== undefined && order.symbolName !== symbol) continue;
      this.#endOne(order, reason);
      ended++;
    }
    return ended;
  }

  #takeStatus(client: Client): void {
    const clOrdId = this.#message.text(Tag.CL_ORD_ID)!;
    const known = client.orders.get(clOrdId);
    if (known !== undefined) {
      this.#out.writeStatus(client, known);
      return;
    }
    const unknown = this.#openOrder(client, this.#message, undefined);
    unknown.status = Exec.REJECTED;
    unknown.phase = OrderPhase.DONE;
    const code = rejectCode(client.settings.version, RejectCode.UNKNOWN_ORDER);
    this.#out.write(client, unknown, Exec.STATUS, {
      isStatus: true,
      code,
      text: 'reason=unknown-order',
    });
  }

  #takeMassStatus(client: Client): void {
    this.#out.writeAll(client, this.#message.text(Tag.SYMBOL), this.#message.text(584)!);
  }

  /** A mass cancel of everything also stops the session's own server, until a person re-arms it. */
  #takeMassCancel(client: Client): void {
    const kind = this.#message.text(530)!;
    const symbol = kind === '1' ? this.#message.text(Tag.SYMBOL) : undefined;
    const isServed = kind === '7' || (kind === '1' && symbol !== undefined);
    const ended = isServed ? this.#endAll(client, 'reason=mass-cancel', symbol) : 0;
    const { server } = client.settings;
    if (kind === '7' && server !== undefined) this.#options.door.kill(server);
    const answer = { clOrdId: this.#message.text(Tag.CL_ORD_ID)!, kind, symbol, isServed, ended };
    writeMassCancelReport(client, this.#out.nextId(), answer, this.#out.nowMs);
  }
}
