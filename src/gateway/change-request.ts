import type { FieldIndex } from '../fix/field-index.js';
import { Tag } from '../fix/tags.js';
import {
  isRefusal,
  type Refusal,
  readTerms,
  TOO_LATE,
  UNKNOWN_ORDER,
} from '../order-entry/refusals.js';
import { Exec } from '../order-entry/reports.js';
import type { Client } from './client-order.js';
import { type ClientOrder, OrderPhase } from './client-order.js';
import type { OrderRequest } from './order-request.js';

/** CxlRejReason (102) with the words of 58. */
const IN_PROCESS: Refusal = { code: 3, text: 'reason=change-already-pending' };
const DUPLICATE: Refusal = { code: 3, text: 'tag=11 reason=duplicate' };

/** A cancel or a replace as a client asks for it. */
interface ChangeRequest {
  readonly order: ClientOrder | undefined;
  readonly clOrdId: string;
  readonly original: string;
  /** CxlRejResponseTo (434): 1 for a cancel, 2 for a replace. */
  readonly response: 1 | 2;
  readonly replace: Pick<OrderRequest, 'quantity' | 'limitTicks'> | undefined;
  /** Why it is refused; undefined when it is not. */
  readonly refusal: Refusal | undefined;
}

/** Reads a cancel or a replace, and judges it by the order that it names. */
export function readChange(client: Client, message: FieldIndex, isReplace: boolean): ChangeRequest {
  const original = message.text(Tag.ORIG_CL_ORD_ID)!;
  const clOrdId = message.text(Tag.CL_ORD_ID)!;
  const order = message.lookUp(Tag.ORIG_CL_ORD_ID, client.orders);
  const terms =
    isReplace && order !== undefined ? readTerms(message, order.ordTypeCode) : undefined;
  const replace = terms !== undefined && !isRefusal(terms) ? terms : undefined;
  const fault = terms !== undefined && isRefusal(terms) ? terms : undefined;
  return {
    order,
    clOrdId,
    original,
    response: isReplace ? 2 : 1,
    replace,
    refusal: refusalOf(client, order, clOrdId, replace?.quantity, fault),
  };
}

function refusalOf(
  client: Client,
  order: ClientOrder | undefined,
  clOrdId: string,
  quantity: number | undefined,
  fault: Refusal | undefined,
): Refusal | undefined {
  if (order === undefined || order.status === Exec.REJECTED) return UNKNOWN_ORDER;
  if (order.phase === OrderPhase.DONE) return TOO_LATE;
  if (order.change !== undefined || order.endReason !== '') return IN_PROCESS;
  if (client.orders.has(clOrdId)) return DUPLICATE;
  if (fault !== undefined) return { code: 2, text: fault.text };
  return quantity !== undefined && quantity <= order.executed ? TOO_LATE : undefined;
}
