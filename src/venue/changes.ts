import type { FieldIndex } from '../fix/field-index.js';
import { Tag } from '../fix/tags.js';
import { BookPhase, BookReason } from '../market/book/codes.js';
import { type Refusal, RejectCode, TOO_LATE, UNKNOWN_ORDER } from '../order-entry/refusals.js';
import { Exec, orderIdText } from '../order-entry/reports.js';
import type { Member, VenueOrder } from './member.js';
import { changedField } from './order-request.js';

/** CxlRejReason (102): broker's option, and a duplicate ClOrdID in FIX 4.4. */
export const BROKER = 2;
const DUPLICATE_44 = 6;

/** Why the book refused an order or a replace. */
const BOOK_REFUSALS: Readonly<Record<number, Refusal>> = {
  [BookReason.BOOK_FULL]: { code: RejectCode.OTHER, text: 'reason=book-full' },
  [BookReason.WOULD_TAKE]: { code: RejectCode.OTHER, text: 'tag=18 reason=would-take' },
  [BookReason.MARKET_ORDER]: { code: RejectCode.OTHER, text: 'reason=market-order' },
};

/** The same of a book in a phase, with room for so many orders. */
export function refusalOf(reason: number, phase: number, bookOrders: number): Refusal {
  if (reason === BookReason.PHASE)
    return {
      code: RejectCode.CLOSED,
      text: phase === BookPhase.HALTED ? 'reason=halted' : 'reason=auction',
    };
  const refusal = BOOK_REFUSALS[reason]!;
  if (reason !== BookReason.BOOK_FULL) return refusal;
  return { ...refusal, text: `${refusal.text} bound=${bookOrders}` };
}

export const isDone = ({ leaves }: VenueOrder): boolean => leaves === 0;

/** Why a cancel or a replace is refused by the order that it names; undefined if it is not. */
export function refuseChange(
  member: Member,
  order: VenueOrder | undefined,
  message: FieldIndex,
  clOrdId: string,
  isReplace: boolean,
): Refusal | undefined {
  if (order === undefined || order.status === Exec.REJECTED) return UNKNOWN_ORDER;
  if (isDone(order)) return TOO_LATE;
  if (member.orders.has(clOrdId)) {
    const code = member.settings.version === '4.2' ? BROKER : DUPLICATE_44;
    return { code, text: 'tag=11 reason=duplicate' };
  }
  const changed = changedField(message, order, isReplace);
  if (changed !== undefined) return { code: BROKER, text: `tag=${changed} reason=must-stay` };
  const orderId = message.text(Tag.ORDER_ID);
  const isStale = orderId !== undefined && orderId !== orderIdText(order);
  return isStale ? { code: BROKER, text: 'tag=37 reason=of-another-order' } : undefined;
}
