import type { FixSession } from '../fix/session.js';
import { OrderTerms } from '../market/book/codes.js';
import type { KnownOrders } from '../order-entry/known-orders.js';
import type { ReportedOrder } from '../order-entry/reports.js';
import type { VenueBook } from './listing.js';
import type { Outbox } from './outbox.js';
import type { MemberSettings } from './settings.js';

/** An order of a member, in a book or done. */
export interface VenueOrder extends ReportedOrder {
  readonly member: Member;
  readonly book: VenueBook | undefined;
  /** Its identifier in the book; 0 when it is not there. */
  id: number;
  /** `Side.BUY` or `Side.SELL`. */
  readonly side: number;
  /** The tranche that an iceberg shows, 0 for all. */
  readonly display: number;
  clOrdId: string;
  quantity: number;
  limitTicks: number;
  executed: number;
  executedMoney: number;
  status: number;
  /** Shares that may still execute; 0 when it is done. */
  leaves: number;
  /** By how many ClOrdIDs its client may ask for it. */
  ids: number;
}

/** What a session has sent and got. */
export interface MemberCounts {
  /** Application messages that came in. */
  messages: number;
  orders: number;
  accepted: number;
  rejected: number;
  /** Executions, their shares, and ticks times shares. */
  fills: number;
  shares: number;
  money: number;
  cancels: number;
  replaces: number;
  /** Cancels and replaces that were refused. */
  cancelRejects: number;
  /** Reports that were made, and of these those that trouble lost or sent twice. */
  reports: number;
  lost: number;
  doubled: number;
}

/** A client of the venue: its session, and its orders by ClOrdID. */
export interface Member {
  /** Its owner in the books, from 1. */
  readonly owner: number;
  readonly settings: MemberSettings;
  readonly session: FixSession;
  /** Answers on their way to the session. */
  readonly outbox: Outbox;
  /** By every ClOrdID that an order has had. */
  readonly orders: KnownOrders<VenueOrder>;
  /** Orders that are not done. */
  readonly open: Set<VenueOrder>;
  readonly counts: MemberCounts;
}

export function emptyCounts(): MemberCounts {
  return {
    messages: 0,
    orders: 0,
    accepted: 0,
    rejected: 0,
    fills: 0,
    shares: 0,
    money: 0,
    cancels: 0,
    replaces: 0,
    cancelRejects: 0,
    reports: 0,
    lost: 0,
    doubled: 0,
  };
}

/** The bits of self-trade prevention of a member. */
export const SELF_TRADE_TERMS: Readonly<Record<MemberSettings['selfTrade'], number>> = {
  allow: 0,
  'cancel-newest': OrderTerms.STP_NEWEST,
  'cancel-oldest': OrderTerms.STP_OLDEST,
  'cancel-both': OrderTerms.STP_BOTH,
  decrement: OrderTerms.STP_DECREMENT,
};
