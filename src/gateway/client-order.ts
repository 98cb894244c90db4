import type { FieldIndex } from '../fix/field-index.js';
import type { Scan } from '../fix/scan.js';
import type { FixSession } from '../fix/session.js';
import { Tag } from '../fix/tags.js';
import { createHistogram, type LatencyHistogram, recordLatency } from '../metrics/histogram.js';
import { KnownOrders } from '../order-entry/known-orders.js';
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
  /** OrderID (37) is a letter, as a code, and a number. */
  readonly letter: number;
  number: number;
  /** The id under which a server has it; −1 before. A replace gives it another. */
  id: number;
  server: number;
  clOrdId: string;
  /** Account (1) as the client gave it; empty if it gave none. */
  account: string;
  /** The code of the account that limits hold for. */
  accountCode: number;
  symbol: number;
  symbolName: string;
  /** Side (54) as the client gave it. */
  sideCode: number;
  ordTypeCode: number;
  tifCode: number;
  flags: number;
  attributes: number;
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
  /** By how many ids its client, and by how many the servers, may still ask for it. */
  ids: number;
  atServers: number;
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

/** Orders that are done and remembered: so many a client. */
const REMEMBERED_MAX = 100_000;
const NEW = 0x30;
/** Of OrderIDs: S. */
const LETTER = 0x53;
const BUY = 0x31;
const MARKET = 0x31;
const DAY = 0x30;

/**
 * Opens an order from a client's message. `terms` are undefined when they are refused. Orders that
 * nobody can ask for any more are used again.
 */
export function openOrder(
  client: Client,
  message: FieldIndex,
  terms: OrderRequest | undefined,
  at: Pick<ClientOrder, 'number' | 'server' | 'accountCode' | 'enteredMs' | 'enteredNs'>,
): ClientOrder {
  const order = client.spare.pop() ?? emptyOrder(client);
  order.number = at.number;
  order.server = at.server;
  order.accountCode = at.accountCode;
  order.enteredMs = at.enteredMs;
  order.enteredNs = at.enteredNs;
  order.id = -1;
  order.clOrdId = message.text(Tag.CL_ORD_ID)!;
  order.account = message.text(Tag.ACCOUNT) ?? '';
  order.symbol = terms === undefined ? -1 : terms.symbol;
  order.symbolName = terms === undefined ? (message.text(Tag.SYMBOL) ?? '[N/A]') : terms.symbolName;
  order.sideCode = message.char(Tag.SIDE, BUY);
  order.ordTypeCode = message.char(Tag.ORD_TYPE, MARKET);
  order.tifCode = message.char(Tag.TIME_IN_FORCE, DAY);
  order.flags = terms === undefined ? 0 : terms.flags;
  order.attributes = terms === undefined ? 0 : terms.attributes;
  order.quantity = terms === undefined ? 0 : terms.quantity;
  order.limitTicks = terms === undefined ? 0 : terms.limitTicks;
  order.executed = 0;
  order.executedMoney = 0;
  order.phase = OrderPhase.PENDING;
  order.status = NEW;
  order.change = undefined;
  order.endReason = '';
  return order;
}

/** An empty order. What may be a fraction begins as NaN, so that V8 has a place for it. */
function emptyOrder(client: Client): ClientOrder {
  return {
    client,
    letter: LETTER,
    number: Number.NaN,
    id: -1,
    server: 0,
    clOrdId: '',
    account: '',
    accountCode: 0,
    symbol: 0,
    symbolName: '',
    sideCode: 0,
    ordTypeCode: 0,
    tifCode: 0,
    flags: 0,
    attributes: 0,
    quantity: 0,
    limitTicks: 0,
    executed: 0,
    executedMoney: Number.NaN,
    phase: OrderPhase.DONE,
    status: NEW,
    enteredMs: Number.NaN,
    enteredNs: Number.NaN,
    change: undefined,
    endReason: '',
    ids: 0,
    atServers: 0,
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
  readonly orders: KnownOrders<ClientOrder>;
  /** Orders that are not done. */
  readonly open: OpenOrders;
  /** Orders that nobody can ask for any more, to be used again. */
  readonly spare: ClientOrder[];
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
  const open = new OpenOrders();
  const spare: ClientOrder[] = [];
  const isDone = ({ phase }: ClientOrder): boolean => phase === OrderPhase.DONE;
  // Unless its server may still ask for it, it becomes another order.
  const forgotten = (order: ClientOrder): void => {
    if (order.atServers === 0) spare.push(order);
  };
  return {
    settings,
    session,
    flush,
    keep,
    orders: new KnownOrders(REMEMBERED_MAX, { open, isDone, forgotten }),
    open,
    spare,
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
