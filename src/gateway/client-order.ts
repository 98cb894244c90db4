import type { FieldIndex } from '../fix/field-index.js';
import type { Scan } from '../fix/scan.js';
import type { FixSession } from '../fix/session.js';
import { Tag } from '../fix/tags.js';
import { createHistogram, type LatencyHistogram, recordLatency } from '../metrics/histogram.js';
import type { OrderRequest } from './order-request.js';
import type { ClientSettings } from './settings.js';

/** Where an order of a client is. */
export const OrderPhase = {
  /** Handed to a server; the client has not been told. */
  PENDING: 0,
  WORKING: 1,
  /** Ended for the client. The server may still have it for a moment. */
  DONE: 2,
} as const;

/** A cancel or a replace that waits for the server to stop. */
interface PendingChange {
  readonly clOrdId: string;
  /** Undefined for a cancel. */
  readonly replace: { readonly quantity: number; readonly limitTicks: number } | undefined;
}

/** A parent order of a client. */
export interface ClientOrder {
  readonly client: Client;
  /** OrderID (37). */
  name: string;
  /** The id under which a server has it; −1 before. A replace gives it another. */
  id: number;
  server: number;
  clOrdId: string;
  /** Account (1) as the client gave it; empty if it gave none. */
  readonly account: string;
  /** The code of the account that limits hold for. */
  readonly accountCode: number;
  readonly symbol: number;
  readonly symbolName: string;
  /** Side (54) as the client gave it. */
  readonly sideCode: number;
  readonly ordTypeCode: number;
  readonly tifCode: number;
  readonly flags: number;
  readonly attributes: number;
  quantity: number;
  limitTicks: number;
  executed: number;
  /** Ticks times shares. */
  executedMoney: number;
  phase: number;
  /** OrdStatus (39), as a code. */
  status: number;
  enteredMs: number;
  /** When it came in, on the clock of latencies; NaN once its first fill has been told. */
  enteredNs: number;
  change: PendingChange | undefined;
  /** Why the gateway ends it by itself; empty when it does not. */
  endReason: string;
  /** Its neighbours among the open orders of its client. */
  before: ClientOrder | undefined;
  after: ClientOrder | undefined;
}

/** Shares that may still be executed for the client. */
export function leavesOf(order: ClientOrder): number {
  return order.phase === OrderPhase.DONE ? 0 : Math.max(0, order.quantity - order.executed);
}

/** Notes the time to the first report of an order. */
export function noteAnswer({ client, enteredNs }: ClientOrder, nowNs: number): void {
  if (!Number.isNaN(enteredNs)) recordLatency(client.latency.answer, nowNs - enteredNs);
}

/** Notes the time to the first fill of an order; does nothing at its others. */
export function noteFill(order: ClientOrder, nowNs: number): void {
  if (Number.isNaN(order.enteredNs)) return;
  recordLatency(order.client.latency.fill, nowNs - order.enteredNs);
  order.enteredNs = Number.NaN;
}

/** Old ids that are looked at for each new one, in case their orders are still open. */
const FORGET_TRIES = 2;
/** Orders that are done and remembered: so many a client. */
const REMEMBERED_MAX = 100_000;
const NEW = 0x30;
const BUY = 0x31;
const MARKET = 0x31;
const DAY = 0x30;

/** Opens an order from a client's message. `terms` are undefined when they are refused. */
export function openOrder(
  client: Client,
  message: FieldIndex,
  terms: OrderRequest | undefined,
  at: Pick<ClientOrder, 'name' | 'server' | 'accountCode' | 'enteredMs' | 'enteredNs'>,
): ClientOrder {
  return {
    client,
    ...at,
    id: -1,
    clOrdId: message.text(Tag.CL_ORD_ID)!,
    account: message.text(Tag.ACCOUNT) ?? '',
    symbol: terms === undefined ? -1 : terms.symbol,
    symbolName: terms === undefined ? (message.text(Tag.SYMBOL) ?? '[N/A]') : terms.symbolName,
    sideCode: message.char(Tag.SIDE, BUY),
    ordTypeCode: message.char(Tag.ORD_TYPE, MARKET),
    tifCode: message.char(Tag.TIME_IN_FORCE, DAY),
    flags: terms === undefined ? 0 : terms.flags,
    attributes: terms === undefined ? 0 : terms.attributes,
    quantity: terms === undefined ? 0 : terms.quantity,
    limitTicks: terms === undefined ? 0 : terms.limitTicks,
    executed: 0,
    executedMoney: 0,
    phase: OrderPhase.PENDING,
    status: NEW,
    change: undefined,
    endReason: '',
    before: undefined,
    after: undefined,
  };
}

/** The open orders of a client, the oldest first. An order leaves without a search. */
export class OpenOrders {
  size = 0;
  #first: ClientOrder | undefined;
  #last: ClientOrder | undefined;

  add(order: ClientOrder): void {
    order.before = this.#last;
    order.after = undefined;
    if (this.#last === undefined) this.#first = order;
    else this.#last.after = order;
    this.#last = order;
    this.size++;
  }

  /** Takes an order out; does nothing when it is not in. */
  delete(order: ClientOrder): void {
    const { before, after } = order;
    if (before === undefined && this.#first !== order) return;
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
    order.before = undefined;
    order.after = undefined;
    this.size--;
  }

  *[Symbol.iterator](): Generator<ClientOrder> {
    for (let order = this.#first; order !== undefined; ) {
      // The order may leave while it is looked at.
      const { after } = order;
      yield order;
      order = after;
    }
  }
}

/**
 * The orders of a client by every ClOrdID that they have had. Of those that are done so many are
 * remembered, so that a ClOrdID does not come again: the oldest are forgotten first.
 */
export class KnownOrders {
  readonly #byId = new Map<string, ClientOrder>();
  /** The ids in the order in which they came; those before `#oldest` are forgotten. */
  #ids: string[] = [];
  #oldest = 0;
  readonly #doneMax: number;

  constructor(doneMax: number) {
    this.#doneMax = doneMax;
  }

  get size(): number {
    return this.#byId.size;
  }

  get(clOrdId: string): ClientOrder | undefined {
    return this.#byId.get(clOrdId);
  }

  has(clOrdId: string): boolean {
    return this.#byId.has(clOrdId);
  }

  set(clOrdId: string, order: ClientOrder): void {
    this.#byId.set(clOrdId, order);
    this.#ids.push(clOrdId);
    const max = this.#doneMax + order.client.open.size;
    for (let tries = 0; tries < FORGET_TRIES && this.#byId.size > max; tries++)
      this.#forgetOldest();
  }

  /** Forgets the oldest id if its order is done; else it becomes the newest. */
  #forgetOldest(): void {
    const clOrdId = this.#ids[this.#oldest++]!;
    if (this.#oldest > this.#doneMax) {
      this.#ids = this.#ids.slice(this.#oldest);
      this.#oldest = 0;
    }
    if (this.#byId.get(clOrdId)!.phase === OrderPhase.DONE) this.#byId.delete(clOrdId);
    else this.#ids.push(clOrdId);
  }
}

/** Counts of one client's session. */
interface ClientCounts {
  orders: number;
  accepted: number;
  rejected: number;
  fills: number;
  shares: number;
  cancels: number;
  replaces: number;
}

/** One client: a session, and its orders by ClOrdID. */
export interface Client {
  readonly settings: ClientSettings;
  readonly session: FixSession;
  /** Sends what the session has written. */
  readonly flush: () => void;
  /** By every ClOrdID that an order has had. */
  readonly orders: KnownOrders;
  /** Orders that are not done. */
  readonly open: OpenOrders;
  /** Keeps a message that came in, for a gateway that is killed. */
  readonly keep: ((message: Scan, nowMs: number) => void) | undefined;
  readonly counts: ClientCounts;
  /** From an order's arrival to its first report, and to its first fill. */
  readonly latency: { readonly answer: LatencyHistogram; readonly fill: LatencyHistogram };
}

export function createClient(
  settings: ClientSettings,
  session: FixSession,
  flush: () => void,
  keep?: Client['keep'],
): Client {
  return {
    settings,
    session,
    flush,
    keep,
    orders: new KnownOrders(REMEMBERED_MAX),
    open: new OpenOrders(),
    latency: { answer: createHistogram(), fill: createHistogram() },
    counts: {
      orders: 0,
      accepted: 0,
      rejected: 0,
      fills: 0,
      shares: 0,
      cancels: 0,
      replaces: 0,
    },
  };
}
