import type { FieldIndex } from '../fix/field-index.js';
import { Tag } from '../fix/tags.js';

/** Orders that are done are remembered, so that a ClOrdID does not come again: so many a client. */
const REMEMBERED_MAX = 100_000;

/**
 * Notes an order under a ClOrdID. Above the bound the oldest that is done is forgotten.
 *
 * @param orders - by every ClOrdID that an order has had
 * @param openCount - how many of them are not done
 */
export function rememberOrder<Order>(
  orders: Map<string, Order>,
  clOrdId: string,
  order: Order,
  openCount: number,
  isDone: (order: Order) => boolean,
): void {
  orders.set(clOrdId, order);
  if (orders.size <= REMEMBERED_MAX + openCount) return;
  for (const [name, old] of orders) {
    if (!isDone(old)) continue;
    orders.delete(name);
    return;
  }
}

/** What a report repeats from the client's message. */
interface OrderIdentity {
  readonly clOrdId: string;
  readonly account: string;
  readonly symbolName: string;
  readonly sideCode: number;
  readonly ordTypeCode: number;
  readonly tifCode: number;
}

const BUY = 0x31;
const MARKET = 0x31;
const DAY = 0x30;

/** Reads it, with values that a report can have for fields that are not there. */
export function readIdentity(message: FieldIndex): OrderIdentity {
  return {
    clOrdId: message.text(Tag.CL_ORD_ID) ?? '',
    account: message.text(Tag.ACCOUNT) ?? '',
    symbolName: message.text(Tag.SYMBOL) ?? '[N/A]',
    sideCode: message.char(Tag.SIDE, BUY),
    ordTypeCode: message.char(Tag.ORD_TYPE, MARKET),
    tifCode: message.char(Tag.TIME_IN_FORCE, DAY),
  };
}
