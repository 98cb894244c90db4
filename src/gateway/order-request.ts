import { findField, type Scan } from '../fix/scan.js';
import { Tag } from '../fix/tags.js';
import { textOf } from '../fix/values.js';
import {
  isRefusal,
  notSupported,
  type Refusal,
  RejectCode,
  readTerms,
} from '../order-entry/refusals.js';
import { OrderAttribute } from '../orders/codes.js';

/** What an order of a client asks for. */
export interface OrderRequest {
  readonly symbol: number;
  readonly symbolName: string;
  readonly sideCode: number;
  readonly ordTypeCode: number;
  readonly tifCode: number;
  readonly quantity: number;
  readonly limitTicks: number;
  readonly flags: number;
  readonly attributes: number;
}

/** Codes that the servers can work: sides 1, 2, 5, 6; types 1, 2; times in force 0, 3. */
const SIDES = '1256';
const TYPES = '12';
const TIMES = '03';
const MARKS: Readonly<Record<string, number>> = {
  '5': OrderAttribute.SHORT,
  '6': OrderAttribute.SHORT_EXEMPT,
};
/** Fields that would change an order in a way that the servers do not work. */
const UNSUPPORTED = [99, 110, 111, 126, 168, 210, 211, 388, 389, 432, 152, 516, 847];
const RETAIL_FLAG = 1;

/** Reads a NewOrderSingle, or says why it is refused. `symbols` gives places by name. */
export function readOrderRequest(
  scan: Scan,
  symbols: ReadonlyMap<string, number>,
  retailTag: number,
): OrderRequest | Refusal {
  const symbolName = textOf(scan, Tag.SYMBOL) ?? '';
  const symbol = symbols.get(symbolName);
  if (symbol === undefined)
    return { code: RejectCode.UNKNOWN_SYMBOL, text: `symbol=${symbolName} reason=unknown` };
  for (const tag of UNSUPPORTED) if (findField(scan, tag) >= 0) return notSupported(tag);
  const side = textOf(scan, Tag.SIDE) ?? '';
  const type = textOf(scan, Tag.ORD_TYPE) ?? '';
  const time = textOf(scan, Tag.TIME_IN_FORCE) ?? '0';
  const execInst = textOf(scan, Tag.EXEC_INST);
  if (!SIDES.includes(side)) return notSupported(Tag.SIDE);
  if (!TYPES.includes(type)) return notSupported(Tag.ORD_TYPE);
  if (!TIMES.includes(time)) return notSupported(Tag.TIME_IN_FORCE);
  if (execInst !== undefined) return notSupported(Tag.EXEC_INST);
  const terms = readTerms(scan, type);
  if (isRefusal(terms)) return terms;
  return {
    ...terms,
    symbol,
    symbolName,
    sideCode: side.charCodeAt(0),
    ordTypeCode: type.charCodeAt(0),
    tifCode: time.charCodeAt(0),
    flags: textOf(scan, retailTag) === 'Y' ? RETAIL_FLAG : 0,
    attributes: (time === '3' ? OrderAttribute.IMMEDIATE : 0) | (MARKS[side] ?? 0),
  };
}
