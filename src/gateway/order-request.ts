import type { FieldIndex } from '../fix/field-index.js';
import { Tag } from '../fix/tags.js';
import {
  isRefusal,
  notSupported,
  type Refusal,
  RejectCode,
  readTerms,
} from '../order-entry/refusals.js';
import { OrderAttribute } from '../orders/codes.js';
import type { SymbolPlaces } from './symbol-places.js';

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
const SIDES = codes('1256');
const TYPES = codes('12');
const TIMES = codes('03');
const SIDE_SHORT = 0x35;
const SIDE_SHORT_EXEMPT = 0x36;
const DAY = 0x30;
const IMMEDIATE = 0x33;
/** OrdType 2, and ExecInst f, an intermarket sweep order, which is a limit order. */
const LIMIT = 0x32;
const SWEEP = 0x66;
const YES = 0x59;
/** Fields that would change an order in a way that the servers do not work. */
const UNSUPPORTED = [99, 110, 111, 126, 168, 210, 211, 388, 389, 432, 152, 516, 847];
const RETAIL_FLAG = 1;

function codes(characters: string): Uint8Array {
  const known = new Uint8Array(256);
  for (let i = 0; i < characters.length; i++) known[characters.charCodeAt(i)] = 1;
  return known;
}

/** Reads a NewOrderSingle, or says why it is refused. */
export function readOrderRequest(
  message: FieldIndex,
  symbols: SymbolPlaces,
  retailTag: number,
): OrderRequest | Refusal {
  const symbol = message.lookUp(Tag.SYMBOL, symbols);
  if (symbol === undefined) {
    const text = `symbol=${message.text(Tag.SYMBOL) ?? ''} reason=unknown`;
    return { code: RejectCode.UNKNOWN_SYMBOL, text };
  }
  for (let i = 0; i < UNSUPPORTED.length; i++)
    if (message.word(UNSUPPORTED[i]!) >= 0) return notSupported(UNSUPPORTED[i]!);
  const sideCode = message.char(Tag.SIDE, 0);
  const ordTypeCode = message.char(Tag.ORD_TYPE, 0);
  const tifCode = message.char(Tag.TIME_IN_FORCE, message.word(Tag.TIME_IN_FORCE) < 0 ? DAY : 0);
  if (SIDES[sideCode] === 0) return notSupported(Tag.SIDE);
  if (TYPES[ordTypeCode] === 0) return notSupported(Tag.ORD_TYPE);
  if (TIMES[tifCode] === 0) return notSupported(Tag.TIME_IN_FORCE);
  const isSweep = message.char(Tag.EXEC_INST, 0) === SWEEP;
  if (message.word(Tag.EXEC_INST) >= 0 && !(isSweep && ordTypeCode === LIMIT))
    return notSupported(Tag.EXEC_INST);
  const terms = readTerms(message, ordTypeCode);
  if (isRefusal(terms)) return terms;
  const { quantity, limitTicks } = terms;
  return {
    symbol,
    symbolName: symbols.nameOf(symbol),
    sideCode,
    ordTypeCode,
    tifCode,
    quantity,
    limitTicks,
    flags: message.char(retailTag, 0) === YES ? RETAIL_FLAG : 0,
    attributes:
      (tifCode === IMMEDIATE ? OrderAttribute.IMMEDIATE : 0) |
      (isSweep ? OrderAttribute.SWEEP : 0) |
      markOf(sideCode),
  };
}

function markOf(sideCode: number): number {
  if (sideCode === SIDE_SHORT) return OrderAttribute.SHORT;
  return sideCode === SIDE_SHORT_EXEMPT ? OrderAttribute.SHORT_EXEMPT : 0;
}

/** Whether the client says that it may have sent a message before. */
export function isRepeated(message: FieldIndex): boolean {
  return message.char(Tag.POSS_DUP_FLAG, 0) === YES || message.char(Tag.POSS_RESEND, 0) === YES;
}
