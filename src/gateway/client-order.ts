import type { Scan } from '../fix/scan.js';
import type { FixSession } from '../fix/session.js';
import { Tag } from '../fix/tags.js';
import { textOf } from '../fix/values.js';
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
  readonly name: string;
  /** The id under which a server has it. A replace gives it another. */
  id: number;
  server: number;
  clOrdId: string;
  readonly account: string;
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
  change: PendingChange | undefined;
  /** Why the gateway ends it by itself; empty when it does not. */
  endReason: string;
}

/** Shares that may still be executed for the client. */
export function leavesOf(order: ClientOrder): number {
  return order.phase === OrderPhase.DONE ? 0 : Math.max(0, order.quantity - order.executed);
}

const NEW = 0x30;

/** Opens an order from a client's message. `terms` are undefined when they are refused. */
export function openOrder(
  client: Client,
  scan: Scan,
  terms: OrderRequest | undefined,
  id: number,
  server: number,
  nowMs: number,
): ClientOrder {
  const shown = (tag: number, other: string): number => (textOf(scan, tag) ?? other).charCodeAt(0);
  return {
    client,
    name: '',
    id,
    server,
    clOrdId: textOf(scan, Tag.CL_ORD_ID)!,
    account: textOf(scan, Tag.ACCOUNT) ?? '',
    symbol: terms?.symbol ?? -1,
    symbolName: textOf(scan, Tag.SYMBOL) ?? '[N/A]',
    sideCode: shown(Tag.SIDE, '1'),
    ordTypeCode: shown(Tag.ORD_TYPE, '1'),
    tifCode: shown(Tag.TIME_IN_FORCE, '0'),
    flags: terms?.flags ?? 0,
    attributes: terms?.attributes ?? 0,
    quantity: terms?.quantity ?? 0,
    limitTicks: terms?.limitTicks ?? 0,
    executed: 0,
    executedMoney: 0,
    phase: OrderPhase.PENDING,
    status: NEW,
    enteredMs: nowMs,
    change: undefined,
    endReason: '',
  };
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
  readonly orders: Map<string, ClientOrder>;
  /** Orders that are not done. */
  readonly open: Set<ClientOrder>;
  readonly counts: ClientCounts;
}

export function createClient(
  settings: ClientSettings,
  session: FixSession,
  flush: () => void,
): Client {
  return {
    settings,
    session,
    flush,
    orders: new Map(),
    open: new Set(),
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
