import type { FieldIndex } from '../fix/field-index.js';
import { Tag } from '../fix/tags.js';
import { readShares } from '../fix/values.js';
import { BOOK_PRICE_MAX, OrderTerms } from '../market/book/codes.js';
import {
  isRefusal,
  notSupported,
  type Refusal,
  RejectCode,
  readTerms,
} from '../order-entry/refusals.js';
import { Side } from '../orders/codes.js';

/** What an order asks of its book. */
export interface BookRequest {
  readonly side: number;
  readonly quantity: number;
  readonly limitTicks: number;
  /** A sum of `OrderTerms`, without self-trade prevention. */
  readonly terms: number;
  readonly display: number;
}

const SIDES = '1256';
const FORCES: Readonly<Record<string, number>> = {
  '0': OrderTerms.DAY,
  '1': OrderTerms.GTC,
  '3': OrderTerms.IOC,
  '4': OrderTerms.FOK,
};
/** ExecInst (18): participate do not initiate. */
const POST_ONLY = '6';
/** Fields that would change an order in a way that the book does not work. */
const UNSUPPORTED = [99, 110, 126, 168, 210, 211, 388, 389, 432, 152, 516, 847];
const MAX_FLOOR = 111;

/** Reads a NewOrderSingle, or says why it is refused. */
export function readBookRequest(message: FieldIndex): BookRequest | Refusal {
  for (const tag of UNSUPPORTED) if (message.word(tag) >= 0) return notSupported(tag);
  const side = message.text(Tag.SIDE) ?? '';
  const type = message.text(Tag.ORD_TYPE) ?? '';
  const force = FORCES[message.text(Tag.TIME_IN_FORCE) ?? '0'];
  const execInst = message.text(Tag.EXEC_INST);
  if (!SIDES.includes(side)) return notSupported(Tag.SIDE);
  if (type !== '1' && type !== '2') return notSupported(Tag.ORD_TYPE);
  if (force === undefined) return notSupported(Tag.TIME_IN_FORCE);
  if (execInst !== undefined && execInst !== POST_ONLY) return notSupported(Tag.EXEC_INST);
  const amount = readAmount(message, type.charCodeAt(0));
  if (isRefusal(amount)) return amount;
  const isPostOnly = execInst === POST_ONLY;
  if (isPostOnly && (force >= OrderTerms.IOC || type === '1'))
    return { code: RejectCode.OTHER, text: 'tag=18 reason=post-only-must-rest' };
  const display = readDisplay(message, amount.quantity);
  if (typeof display !== 'number') return display;
  return {
    ...amount,
    side: side === '1' ? Side.BUY : Side.SELL,
    terms: force | (type === '1' ? OrderTerms.MARKET : 0) | (isPostOnly ? OrderTerms.POST_ONLY : 0),
    display,
  };
}

/** Quantity and price, as the book can hold them. `ordTypeCode` is OrdType. */
export function readAmount(
  message: FieldIndex,
  ordTypeCode: number,
): Pick<BookRequest, 'quantity' | 'limitTicks'> | Refusal {
  const amount = readTerms(message, ordTypeCode);
  if (isRefusal(amount) || amount.limitTicks <= BOOK_PRICE_MAX) return amount;
  return { code: RejectCode.OTHER, text: `tag=44 reason=above-highest-price bound=100000` };
}

/** The tranche that an iceberg shows: 0 for an order that shows all. */
function readDisplay(message: FieldIndex, quantity: number): number | Refusal {
  if (message.word(MAX_FLOOR) < 0) return 0;
  const shown = message.number(MAX_FLOOR, readShares);
  if (!(shown >= 1 && shown <= quantity))
    return { code: RejectCode.OTHER, text: 'tag=111 reason=must-be-1-to-the-quantity' };
  return shown;
}

/** Fields of a cancel or a replace that must be those of the order. */
const STAYING = [Tag.SYMBOL, Tag.SIDE] as const;
const STAYING_IN_REPLACE = [Tag.ORD_TYPE, Tag.TIME_IN_FORCE, MAX_FLOOR] as const;

/** The first field of a change that differs from its order's; undefined when none does. */
export function changedField(
  message: FieldIndex,
  { symbolName, sideCode, ordTypeCode, tifCode, display }: StayingTerms,
  isReplace: boolean,
): number | undefined {
  const own: Readonly<Record<number, string>> = {
    [Tag.SYMBOL]: symbolName,
    [Tag.SIDE]: String.fromCharCode(sideCode),
    [Tag.ORD_TYPE]: String.fromCharCode(ordTypeCode),
    [Tag.TIME_IN_FORCE]: String.fromCharCode(tifCode),
    [MAX_FLOOR]: `${display}`,
  };
  const tags: readonly number[] = isReplace ? [...STAYING, ...STAYING_IN_REPLACE] : STAYING;
  return tags.find((tag) => {
    const given = message.text(tag);
    return given !== undefined && given !== own[tag];
  });
}

interface StayingTerms {
  readonly symbolName: string;
  readonly sideCode: number;
  readonly ordTypeCode: number;
  readonly tifCode: number;
  readonly display: number;
}
