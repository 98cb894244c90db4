import type { FieldIndex } from '../fix/field-index.js';
import { Tag } from '../fix/tags.js';
import { type Refusal, TOO_LATE, UNKNOWN_ORDER } from '../order-entry/refusals.js';
import { Exec, orderIdText } from '../order-entry/reports.js';
import type { Member, VenueOrder } from './member.js';
import { changedField } from './order-request.js';

/** CxlRejReason (102): broker's option, and a duplicate ClOrdID in FIX 4.4. */
export const BROKER = 2;
const DUPLICATE_44 = 6;

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
