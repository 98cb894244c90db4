import type { FieldIndex } from '../fix/field-index.js';
import { Tag } from '../fix/tags.js';

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
