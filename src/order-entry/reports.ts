import type { FixSession } from '../fix/session.js';
import type { FixVersion } from '../fix/tables.js';
import { Tag } from '../fix/tags.js';

/** Who gets a report. */
interface ReportPeer {
  readonly session: FixSession;
  readonly settings: { readonly version: FixVersion };
}

/** What reports say of an order. */
export interface ReportedOrder {
  /** OrderID (37) is a letter, as a code, and a number. */
  readonly letter: number;
  readonly number: number;
  readonly clOrdId: string;
  readonly account: string;
  readonly symbolName: string;
  /** Side (54), OrdType (40) and TimeInForce (59) as the client gave them. */
  readonly sideCode: number;
  readonly ordTypeCode: number;
  readonly tifCode: number;
  readonly quantity: number;
  readonly limitTicks: number;
  readonly executed: number;
  /** Ticks times shares. */
  readonly executedMoney: number;
  /** OrdStatus (39), as a code. */
  readonly status: number;
}

/** Codes of ExecType (150) and OrdStatus (39). */
export const Exec = {
  NEW: 0x30,
  PARTIAL: 0x31,
  FILLED: 0x32,
  DONE_FOR_DAY: 0x33,
  CANCELLED: 0x34,
  REPLACED: 0x35,
  PENDING_CANCEL: 0x36,
  REJECTED: 0x38,
  EXPIRED: 0x43,
  RESTATED: 0x44,
  PENDING_REPLACE: 0x45,
  TRADE: 0x46,
  STATUS: 0x49,
} as const;

/** What a report adds to the state of its order. */
export interface ReportDetails {
  /** OrigClOrdID (41). */
  readonly original?: string;
  readonly clOrdId?: string;
  /** LastShares (32), LastPx (31) in ticks, LastMkt (30). */
  readonly shares?: number;
  readonly priceTicks?: number;
  readonly market?: string | undefined;
  /** OrdRejReason (103). */
  readonly code?: number;
  /** ExecRestatementReason (378). */
  readonly restatement?: number;
  readonly text?: string;
  readonly isStatus?: boolean;
  readonly reportsTotal?: number;
  readonly requestId?: string;
  /** TransactTime (60); by default the time of sending. */
  readonly transactMs?: number;
  /** Whether it may repeat an earlier report under a new number (97=Y). */
  readonly isPossResend?: boolean;
}

/** Nothing more than the state of the order. */
export const NO_DETAILS: ReportDetails = {};

/** The OrderID (37) of an order. */
export function orderIdText({ letter, number }: Pick<ReportedOrder, 'letter' | 'number'>): string {
  return `${String.fromCharCode(letter)}${number}`;
}

const ZERO = 0x30;
const STATUS_42 = 0x33;

/**
 * Writes an ExecutionReport to a session, in the dictionary's order. `leaves` are the shares that
 * may still be executed.
 */
export function writeReport(
  { session, settings }: ReportPeer,
  execId: number,
  execType: number,
  order: ReportedOrder,
  leaves: number,
  nowMs: number,
  details: ReportDetails = NO_DETAILS,
): void {
  const is42 = settings.version === '4.2';
  session.advance(nowMs);
  const writer = session.begin(0x38, details.isPossResend);
  writer.lettered(Tag.ORDER_ID, order.letter, order.number);
  const clOrdId = details.clOrdId ?? order.clOrdId;
  // A mass status request has none.
  if (clOrdId !== '') writer.text(Tag.CL_ORD_ID, clOrdId);
  if (details.original !== undefined) writer.text(Tag.ORIG_CL_ORD_ID, details.original);
  if (!is42 && details.requestId !== undefined) {
    writer.text(584, details.requestId);
    writer.whole(911, details.reportsTotal ?? 1);
  }
  writer.whole(Tag.EXEC_ID, execId);
  if (is42) writer.char(Tag.EXEC_TRANS_TYPE, details.isStatus ? STATUS_42 : ZERO);
  writer.char(Tag.EXEC_TYPE, execTypeOf(is42, execType, order, details));
  writer.char(Tag.ORD_STATUS, statusOf(is42, order));
  if (details.code !== undefined) writer.whole(Tag.ORD_REJ_REASON, details.code);
  if (details.restatement !== undefined) writer.whole(378, details.restatement);
  if (order.account !== '') writer.text(Tag.ACCOUNT, order.account);
  writer.text(Tag.SYMBOL, order.symbolName);
  writer.char(Tag.SIDE, order.sideCode);
  writer.whole(Tag.ORDER_QTY, order.quantity);
  writer.char(Tag.ORD_TYPE, order.ordTypeCode);
  if (order.limitTicks > 0) writer.ticks(Tag.PRICE, order.limitTicks);
  writer.char(Tag.TIME_IN_FORCE, order.tifCode);
  if (details.shares !== undefined) {
    writer.whole(Tag.LAST_QTY, details.shares);
    writer.ticks(Tag.LAST_PX, details.priceTicks ?? 0);
    if (details.market !== undefined) writer.text(Tag.LAST_MKT, details.market);
  }
  writer.whole(Tag.LEAVES_QTY, leaves);
  writer.whole(Tag.CUM_QTY, order.executed);
  writer.ticks(Tag.AVG_PX, order.executed === 0 ? 0 : averageTicks(order));
  writer.time(Tag.TRANSACT_TIME, details.transactMs ?? nowMs);
  if (details.text !== undefined) writer.text(Tag.TEXT, details.text);
  session.commit();
}

function averageTicks({ executedMoney, executed }: ReportedOrder): number {
  return Math.round(executedMoney / executed);
}

/** A fill is 1 or 2 in 4.2 and F in 4.4; a status is I in 4.4 and the OrdStatus in 4.2. */
function execTypeOf(
  is42: boolean,
  execType: number,
  order: ReportedOrder,
  { isStatus }: ReportDetails,
): number {
  if (isStatus) return is42 ? statusOf(is42, order) : Exec.STATUS;
  if (execType === Exec.TRADE && is42) return statusOf(is42, order);
  return execType;
}

/** FIX 4.4 has no OrdStatus 5: a replaced order is new or partially filled. */
function statusOf(is42: boolean, order: ReportedOrder): number {
  if (order.status !== Exec.REPLACED || is42) return order.status;
  return order.executed > 0 ? Exec.PARTIAL : Exec.NEW;
}

/** Writes an OrderCancelReject. `response` is 1 for a cancel and 2 for a replace. */
export function writeCancelReject(
  { session, settings }: ReportPeer,
  order: ReportedOrder | undefined,
  clOrdId: string,
  original: string,
  response: 1 | 2,
  reason: { readonly code: number; readonly text: string },
  nowMs: number,
): void {
  session.advance(nowMs);
  const writer = session.begin(0x39);
  if (order === undefined) writer.text(Tag.ORDER_ID, 'NONE');
  else writer.lettered(Tag.ORDER_ID, order.letter, order.number);
  writer.text(Tag.CL_ORD_ID, clOrdId);
  writer.text(Tag.ORIG_CL_ORD_ID, original);
  const status = order === undefined ? Exec.REJECTED : statusOf(settings.version === '4.2', order);
  writer.char(Tag.ORD_STATUS, status);
  writer.time(Tag.TRANSACT_TIME, nowMs);
  writer.whole(Tag.CXL_REJ_RESPONSE_TO, response);
  writer.whole(Tag.CXL_REJ_REASON, reason.code);
  writer.text(Tag.TEXT, reason.text);
  session.commit();
}

/** Writes an OrderMassCancelReport. */
export function writeMassCancelReport(
  { session }: ReportPeer,
  id: number,
  {
    clOrdId,
    kind,
    symbol,
    isServed,
    ended,
  }: {
    readonly clOrdId: string;
    /** MassCancelRequestType (530). */
    readonly kind: string;
    readonly symbol: string | undefined;
    readonly isServed: boolean;
    readonly ended: number;
  },
  nowMs: number,
): void {
  session.advance(nowMs);
  const writer = session.begin('r');
  writer.text(Tag.CL_ORD_ID, clOrdId);
  writer.text(Tag.ORDER_ID, `M${id}`);
  writer.text(530, kind);
  writer.text(531, isServed ? kind : '0');
  if (isServed) writer.whole(533, ended);
  else writer.whole(532, 0);
  if (symbol !== undefined) writer.text(Tag.SYMBOL, symbol);
  session.commit();
}
