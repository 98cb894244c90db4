import { INT32_MAX } from '../base/ranges.js';
import type { FieldIndex } from '../fix/field-index.js';
import type { FixVersion } from '../fix/tables.js';
import { Tag } from '../fix/tags.js';
import { readShares, readTicks, TOO_FINE } from '../fix/values.js';

/** OrdRejReason (103) of refusals. */
export const RejectCode = {
  BROKER: 0,
  UNKNOWN_SYMBOL: 1,
  CLOSED: 2,
  LIMIT: 3,
  UNKNOWN_ORDER: 5,
  DUPLICATE: 6,
  QUANTITY: 13,
  OTHER: 99,
} as const;

/** The highest code of FIX 4.2. */
const CODE_MAX_42 = 8;

/** The code as a version has it: FIX 4.2 ends at 8, and 0 stands for the rest. */
export function rejectCode(version: FixVersion, code: number): number {
  return version === '4.2' && code > CODE_MAX_42 ? RejectCode.BROKER : code;
}

/** Why an order is refused. */
export interface Refusal {
  readonly code: number;
  readonly text: string;
}

/** CxlRejReason (102) with the words of 58, of an order that is done, and of one that never was. */
export const TOO_LATE: Refusal = { code: 0, text: 'reason=too-late' };
export const UNKNOWN_ORDER: Refusal = { code: 1, text: 'reason=unknown-order' };

export const isRefusal = (request: object): request is Refusal => 'code' in request;

/** The refusal of a field whose value is right and not served. */
export const notSupported = (tag: number): Refusal => ({
  code: RejectCode.OTHER,
  text: `tag=${tag} reason=not-supported`,
});

/** Shares, and ticks of a limit order. */
interface OrderAmount {
  readonly quantity: number;
  readonly limitTicks: number;
}

const LIMIT = 0x32;

/** Quantity and price, of an order or of a replace; `ordTypeCode` is OrdType (40) as a code. */
export function readTerms(message: FieldIndex, ordTypeCode: number): OrderAmount | Refusal {
  const quantity = message.number(Tag.ORDER_QTY, readShares);
  if (!(quantity >= 1 && quantity <= INT32_MAX))
    return { code: RejectCode.QUANTITY, text: 'tag=38 reason=must-be-whole-shares' };
  const limitTicks = ordTypeCode === LIMIT ? message.number(Tag.PRICE, readTicks) : 0;
  if (limitTicks === TOO_FINE)
    return { code: RejectCode.OTHER, text: 'tag=44 reason=finer-than-tick tick=0.0001' };
  if (ordTypeCode === LIMIT && !(limitTicks >= 1 && limitTicks <= INT32_MAX))
    return { code: RejectCode.OTHER, text: 'tag=44 reason=must-be-a-price' };
  return { quantity, limitTicks };
}
