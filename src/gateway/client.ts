import type { FixSession } from '../fix/session.js';
import type { ClientOrder } from './client-order.js';
import type { ClientSettings } from './settings.js';

/** Counts of one client's session. */
export interface ClientCounts {
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
