import type { FixSession } from '../fix/session.js';
import { Tag } from '../fix/tags.js';
import { type Fixed, fixedBytes, type MessageWriter } from '../fix/writer.js';

/** Orders as they are sent to a target. */

/** An order, a cancel or a replace. One object can be filled anew for each message. */
export interface SentTerms {
  /** ClOrdID (11): the first `idLength` bytes. */
  id: Uint8Array;
  idLength: number;
  symbol: string;
  /** Side (54) as a code: 0x31 buy, 0x32 sell, 0x35 sell short. */
  sideCode: number;
  quantity: number;
  /** Price (44) in ticks of $0.0001; 0 for a market order. */
  limitTicks: number;
  /** TimeInForce (59) as a code: 0x30 day, 0x33 immediate or cancel. */
  tifCode: number;
  /** Whether it is an intermarket sweep order. */
  isSweep: boolean;
}

/** What all orders of a session have. */
export interface OrderStyle {
  /** HandlInst (21), which FIX 4.2 demands. */
  readonly hasHandlInst: boolean;
  readonly account: string | undefined;
  /** Whole fields that follow the usual ones. */
  readonly more: Fixed;
}

const HANDL_INST = 21;
const MASS_CANCEL_TYPE = 530;
const AUTOMATIC = 0x31;
const MARKET = 0x31;
const LIMIT = 0x32;
const SWEEP = 0x66;
const OF_SYMBOL = 0x31;
const OF_ALL = 0x37;

/** What the settings of a target say about its orders. */
export function orderStyle(
  version: string,
  account: string | undefined,
  orderFields: Readonly<Record<string, string>>,
): OrderStyle {
  const fields = Object.entries(orderFields).map(([tag, text]) => `${tag}=${text}\x01`);
  return { hasHandlInst: version === '4.2', account, more: fixedBytes(fields.join('')) };
}

/** Sends a NewOrderSingle at the session's present time, ms since 1970; returns its MsgSeqNum. */
export function sendOrder(
  session: FixSession,
  style: OrderStyle,
  terms: SentTerms,
  nowMs: number,
): number {
  const writer = session.begin('D');
  writer.slice(Tag.CL_ORD_ID, terms.id, 0, terms.idLength);
  writeTerms(writer, style, terms, nowMs);
  return session.commit();
}

/** Sends an OrderCancelRequest for the order whose last ClOrdID is `original`. */
export function sendCancel(
  session: FixSession,
  { account }: OrderStyle,
  terms: SentTerms,
  original: Uint8Array,
  nowMs: number,
): number {
  const writer = session.begin('F');
  writer.slice(Tag.ORIG_CL_ORD_ID, original, 0, original.length);
  writer.slice(Tag.CL_ORD_ID, terms.id, 0, terms.idLength);
  if (account !== undefined) writer.text(Tag.ACCOUNT, account);
  writer.text(Tag.SYMBOL, terms.symbol);
  writer.char(Tag.SIDE, terms.sideCode);
  writer.time(Tag.TRANSACT_TIME, nowMs);
  writer.whole(Tag.ORDER_QTY, terms.quantity);
  return session.commit();
}

/** Sends an OrderCancelReplaceRequest; `terms` are those that the order is to have. */
export function sendReplace(
  session: FixSession,
  style: OrderStyle,
  terms: SentTerms,
  original: Uint8Array,
  nowMs: number,
): number {
  const writer = session.begin('G');
  writer.slice(Tag.ORIG_CL_ORD_ID, original, 0, original.length);
  writer.slice(Tag.CL_ORD_ID, terms.id, 0, terms.idLength);
  writeTerms(writer, style, terms, nowMs);
  return session.commit();
}

/** Sends an OrderMassCancelRequest, the kill of FIX 4.4: of a symbol, or without one of all. */
export function sendMassCancel(
  session: FixSession,
  id: Uint8Array,
  symbol: string | undefined,
  nowMs: number,
): number {
  const writer = session.begin('q');
  writer.slice(Tag.CL_ORD_ID, id, 0, id.length);
  writer.char(MASS_CANCEL_TYPE, symbol === undefined ? OF_ALL : OF_SYMBOL);
  if (symbol !== undefined) writer.text(Tag.SYMBOL, symbol);
  writer.time(Tag.TRANSACT_TIME, nowMs);
  return session.commit();
}

function writeTerms(
  writer: MessageWriter,
  { hasHandlInst, account, more }: OrderStyle,
  { symbol, sideCode, quantity, limitTicks, tifCode, isSweep }: SentTerms,
  nowMs: number,
): void {
  if (account !== undefined) writer.text(Tag.ACCOUNT, account);
  if (hasHandlInst) writer.char(HANDL_INST, AUTOMATIC);
  if (isSweep) writer.char(Tag.EXEC_INST, SWEEP);
  writer.text(Tag.SYMBOL, symbol);
  writer.char(Tag.SIDE, sideCode);
  writer.time(Tag.TRANSACT_TIME, nowMs);
  writer.whole(Tag.ORDER_QTY, quantity);
  writer.char(Tag.ORD_TYPE, limitTicks > 0 ? LIMIT : MARKET);
  if (limitTicks > 0) writer.ticks(Tag.PRICE, limitTicks);
  writer.char(Tag.TIME_IN_FORCE, tifCode);
  writer.fixed(more);
}
