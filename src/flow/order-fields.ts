import { YEAR_MAX, YEAR_MIN } from '../base/dates.js';
import { nearestName } from '../base/input-error.js';
import { PRICE_DOLLARS_MAX, QUANTITY_MAX } from '../base/ranges.js';
import { TICKS_PER_DOLLAR } from '../base/units.js';
import { OrderAttribute, Side } from '../orders/codes.js';
import { type EasternTime, readEasternTime } from './eastern-time.js';
import { FIX_FIELDS, type FixField } from './fix-fields.js';
import { type NameTable, NO_PLACE } from './name-table.js';
import { ValueKind } from './ndjson.js';
import { decimalUnits, wholeNumber } from './number-text.js';

/** The fields of an order, by their FIX names, as numbers that index `FIELDS`. */
export const Field = {
  CL_ORD_ID: 0,
  SYMBOL: 1,
  SIDE: 2,
  ORDER_QTY: 3,
  ORD_TYPE: 4,
  PRICE: 5,
  TRANSACT_TIME: 6,
  TIME_IN_FORCE: 7,
  RETAIL_FLAG: 8,
  TARGET_SUB_ID: 9,
  ACCOUNT: 10,
  EXEC_INST: 11,
} as const;

/** FIX OrdType (40) and TimeInForce (59). */
export const OrdType = { MARKET: 1, LIMIT: 2 } as const;
export const TimeInForce = { DAY: 0, AT_THE_OPENING: 2, IMMEDIATE_OR_CANCEL: 3 } as const;

/** FIX ExecInst f. */
const SWEEP = 0x66;
/** Decimal places of a price in dollars: the last is a tick. */
const PRICE_PLACES = 4;
/** Characters of a ClOrdID or an Account. */
const NAME_CHARACTERS_MAX = 64;

/** The names to which values of a file may refer. */
export interface OrderFileNames {
  /** The universe; the index is the row that an order's symbol becomes. */
  readonly symbols: readonly string[];
  /** Whether a symbol that is not among them gets the next row. The flow then has all of them. */
  readonly collectsSymbols?: boolean | undefined;
  /**
   * The flag bits of an order that is marked retail, which makes it eligible for the Retail
   * Liquidity Program.
   */
  readonly retailFlag: number;
  /** How many servers a session may be connected to: they are numbered from 1. */
  readonly servers: number;
  /** What TargetSubID numbers, where these are no servers. */
  readonly sessionsOf?: string | undefined;
  /**
   * The accounts that have limits of their own; an order for any other is told apart from these,
   * not from each other.
   */
  readonly accounts?: readonly string[] | undefined;
  /**
   * The date `YYYY-MM-DD` on which the orders must be where they have one; any trading day where it
   * is not given.
   */
  readonly date?: string | undefined;
}

/** The input of reading a value other than its bytes. Reading TransactTime writes `time`. */
export interface FieldLookup {
  readonly names: OrderFileNames;
  /** The symbols; the place of each is its row. */
  readonly symbols: NameTable;
  /** The accounts; a code is a place plus one. */
  readonly accounts: NameTable;
  readonly time: EasternTime;
}

/** FIX codes that an order may not have, with their meanings. */
const OTHER_SIDES = {
  3: 'buy minus',
  4: 'sell plus',
  8: 'cross',
  9: 'cross short',
};
const OTHER_TYPES = {
  3: 'a stop order',
  4: 'a stop limit order',
  5: 'market on close',
  B: 'limit on close',
  J: 'market if touched',
  K: 'market with a limit for what is left',
  P: 'a pegged order',
};
const OTHER_TIMES = {
  1: 'good till cancel',
  4: 'fill or kill',
  5: 'good till crossing',
  6: 'good till date',
  7: 'at the close',
};

/** A field: how its value becomes an integer, and the message if it does not. */
interface FieldRule {
  readonly name: string;
  /** Its FIX tag, where FIX has it. */
  readonly tag?: string;
  readonly required: boolean;
  /** The kinds of JSON value that it may be, beside a string. */
  readonly kinds: readonly number[];
  /** Returns the value as an integer, NaN if it is not valid; [begin, end) is not empty. */
  readonly read: (bytes: Uint8Array, begin: number, end: number, lookup: FieldLookup) => number;
  /** Why a text is not accepted. */
  readonly reason: (text: string, lookup: FieldLookup) => string;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The bytes [begin, end) as text; throws when they are not UTF-8. */
export function decodeText(bytes: Uint8Array, begin: number, end: number): string {
  return decoder.decode(bytes.subarray(begin, end));
}

/** Whether the bytes [begin, end) are UTF-8. */
export function isUtf8(bytes: Uint8Array, begin: number, end: number): boolean {
  try {
    decodeText(bytes, begin, end);
    return true;
  } catch {
    return false;
  }
}

/** FIX Sides of marked sales, beyond `Side`. */
const MarkedSide = { SHORT: 2, SHORT_EXEMPT: 3 } as const;

/** Returns the attribute that marks a sale, by its value of `Field.SIDE`; 0 without a mark. */
export function markAttribute(side: number): number {
  if (side === MarkedSide.SHORT) return OrderAttribute.SHORT;
  return side === MarkedSide.SHORT_EXEMPT ? OrderAttribute.SHORT_EXEMPT : 0;
}

const SIDES: Readonly<Record<string, number>> = {
  1: Side.BUY,
  B: Side.BUY,
  BUY: Side.BUY,
  2: Side.SELL,
  S: Side.SELL,
  SELL: Side.SELL,
  5: MarkedSide.SHORT,
  6: MarkedSide.SHORT_EXEMPT,
};
const YES_NO: Readonly<Record<string, number>> = { Y: 1, N: 0, 1: 1, 0: 0, TRUE: 1, FALSE: 0 };

/**
 * The rows of this table are in the order of `Field`. A new field needs a row there, a row here and
 * its column in order-intake.
 */
export const FIELDS: readonly FieldRule[] = [
  {
    name: 'ClOrdID',
    tag: '11',
    required: true,
    kinds: [],
    read: textLength,
    reason: () =>
      `must be a text of 1 to ${NAME_CHARACTERS_MAX} characters without control characters`,
  },
  {
    name: 'Symbol',
    tag: '55',
    required: true,
    kinds: [],
    read: (bytes, begin, end, { names, symbols }) => {
      const row = symbols.find(bytes, begin, end);
      if (row !== NO_PLACE) return row;
      if (names.collectsSymbols !== true || Number.isNaN(textLength(bytes, begin, end)))
        return Number.NaN;
      symbols.add(bytes, begin, end);
      return symbols.find(bytes, begin, end);
    },
    reason: symbolReason,
  },
  {
    name: 'Side',
    tag: '54',
    required: true,
    kinds: [ValueKind.NUMBER],
    read: (bytes, begin, end) => codeOf(SIDES, bytes, begin, end),
    reason: (text) =>
      codeReason(
        'must be 1, B or BUY, 2, S or SELL, 5 for short, 6 for short exempt',
        text,
        OTHER_SIDES,
      ),
  },
  {
    name: 'OrderQty',
    tag: '38',
    required: true,
    kinds: [ValueKind.NUMBER],
    read: (bytes, begin, end) => wholeNumber(bytes, begin, end, 1, QUANTITY_MAX),
    reason: () => `must be a whole number from 1 to ${QUANTITY_MAX.toLocaleString('en-US')}`,
  },
  {
    name: 'OrdType',
    tag: '40',
    required: false,
    kinds: [ValueKind.NUMBER],
    read: (bytes, begin, end) => wholeNumber(bytes, begin, end, OrdType.MARKET, OrdType.LIMIT),
    reason: (text) =>
      codeReason('must be 1 for a market or 2 for a limit order', text, OTHER_TYPES),
  },
  {
    name: 'Price',
    tag: '44',
    required: false,
    kinds: [ValueKind.NUMBER],
    read: (bytes, begin, end) =>
      decimalUnits(bytes, begin, end, PRICE_PLACES, 1, PRICE_DOLLARS_MAX * TICKS_PER_DOLLAR),
    reason: () =>
      'must be dollars above 0 and up to ' +
      `${PRICE_DOLLARS_MAX.toLocaleString('en-US')}, with at most ${PRICE_PLACES} decimal places`,
  },
  {
    name: 'TransactTime',
    tag: '60',
    required: true,
    kinds: [],
    read: (bytes, begin, end, { time }) => {
      readEasternTime(bytes, begin, end, time);
      return time.ns;
    },
    reason: () =>
      'must be an Eastern time of day HH:MM:SS[.fff], or a time in UTC YYYYMMDD-HH:MM:SS[.fff], ' +
      `or an ISO 8601 date and time with Z or an offset; years from ${YEAR_MIN} to ${YEAR_MAX}`,
  },
  {
    name: 'TimeInForce',
    tag: '59',
    required: false,
    kinds: [ValueKind.NUMBER],
    read: (bytes, begin, end) => {
      const code = wholeNumber(bytes, begin, end, TimeInForce.DAY, TimeInForce.IMMEDIATE_OR_CANCEL);
      return code === 1 ? Number.NaN : code;
    },
    reason: (text) =>
      codeReason(
        'must be 0 for the day, 2 for at the opening or 3 for immediate or cancel',
        text,
        OTHER_TIMES,
      ),
  },
  {
    name: 'RetailFlag',
    required: false,
    kinds: [ValueKind.NUMBER, ValueKind.BOOLEAN],
    read: (bytes, begin, end) => codeOf(YES_NO, bytes, begin, end),
    reason: () => 'must be Y or N, 1 or 0, true or false',
  },
  {
    name: 'TargetSubID',
    tag: '57',
    required: false,
    kinds: [ValueKind.NUMBER],
    read: (bytes, begin, end, { names }) => wholeNumber(bytes, begin, end, 1, names.servers),
    reason: (_, { names: { servers, sessionsOf = 'server' } }) =>
      `must be the number of a ${sessionsOf}, from 1 to ${servers}`,
  },
  {
    name: 'Account',
    tag: '1',
    required: false,
    kinds: [],
    read: (bytes, begin, end, { names, accounts }) => {
      const place = accounts.find(bytes, begin, end);
      if (place !== NO_PLACE) return place + 1;
      return Number.isNaN(textLength(bytes, begin, end))
        ? Number.NaN
        : (names.accounts ?? []).length + 1;
    },
    reason: () =>
      `must be a text of 1 to ${NAME_CHARACTERS_MAX} characters without control characters`,
  },
  {
    name: 'ExecInst',
    tag: '18',
    required: false,
    kinds: [],
    // Codes of ExecInst differ by case.
    read: (bytes, begin, end) => (end - begin === 1 && bytes[begin] === SWEEP ? 1 : Number.NaN),
    reason: () => 'must be f for an intermarket sweep order, or empty; no other is supported',
  },
];

/** Tells for a name that is not a field's whether it is a column of the user's own or a mistake. */
export const OWN_FIELD = -1;
export const UNKNOWN_FIELD = -2;
/** A field of FIX that SMARS has no use for is this less its number in `FIX_FIELDS`. */
const FIX_FIELD = -3;

const FIELD_NUMBERS = new Map<string, number>();
FIX_FIELDS.forEach(({ name, tag }, number) => {
  FIELD_NUMBERS.set(name.toLowerCase(), FIX_FIELD - number).set(tag, FIX_FIELD - number);
});
FIELDS.forEach(({ name, tag = name }, field) => {
  FIELD_NUMBERS.set(name.toLowerCase(), field).set(tag.toLowerCase(), field);
});

/**
 * The number of the field that a file calls `name`, in whatever case, or by its FIX tag;
 * `OWN_FIELD` when it begins with `x-`, otherwise `UNKNOWN_FIELD`.
 */
export function fieldNumber(name: string): number {
  const lower = name.toLowerCase();
  return FIELD_NUMBERS.get(lower) ?? (lower.startsWith('x-') ? OWN_FIELD : UNKNOWN_FIELD);
}

/** Returns the FIX field of a tag number, if SMARS does not use it. */
export function fixFieldOf(field: number): FixField | undefined {
  return field <= FIX_FIELD ? FIX_FIELDS[FIX_FIELD - field] : undefined;
}

/** Why an unknown name is refused. Only a name that is nearly a field's is taken for it. */
export function unknownFieldReason(name: string): string {
  const names = FIELDS.map((field) => field.name);
  const near = name.length <= NAME_CHARACTERS_MAX ? nearestName(name, names) : undefined;
  const isNear = near !== undefined && sharesHalf(name.toLowerCase(), near.toLowerCase());
  const hint = isNear ? `did you mean '${near}'?` : `known names: ${names.join(', ')}`;
  return `is not a field of an order; ${hint} (a column of your own begins with x-)`;
}

/**
 * Whether a name begins as another does, for half of either: `OrdQty` and `OrderQty`, but not
 * `MsgType` and `OrdType`.
 */
function sharesHalf(name: string, other: string): boolean {
  let same = 0;
  while (same < name.length && name[same] === other[same]) same++;
  return 3 * same >= Math.min(name.length, other.length);
}

/**
 * Longest name that is compared with the whole universe; such a comparison costs its length times
 * theirs.
 */
const COMPARED_CHARACTERS_MAX = 40;

function symbolReason(text: string, { names }: FieldLookup): string {
  if (names.collectsSymbols === true)
    return `must be a text of 1 to ${NAME_CHARACTERS_MAX} characters without control characters`;
  const near = text.length > COMPARED_CHARACTERS_MAX ? undefined : nearestName(text, names.symbols);
  const hint = near === undefined ? '' : `; did you mean '${near}'?`;
  return (
    `must be one of the universe's ` +
    `${names.symbols.length.toLocaleString('en-US')} symbols${hint}`
  );
}

/**
 * The number of characters, 1 to `NAME_CHARACTERS_MAX`; NaN for a longer text or one with control
 * characters. The bytes are UTF-8.
 */
function textLength(bytes: Uint8Array, begin: number, end: number): number {
  let characters = 0;
  for (let i = begin; i < end; i++) {
    const byte = bytes[i]!;
    const control = byte < 0x20 || byte === 0x7f || (byte === 0xc2 && bytes[i + 1]! < 0xa0);
    if (control) return Number.NaN;
    if ((byte & 0xc0) !== 0x80) characters++;
  }
  return characters <= NAME_CHARACTERS_MAX ? characters : Number.NaN;
}

/** Returns the code of a word, in any case, or of a number; NaN if there is none. */
function codeOf(
  codes: Readonly<Record<string, number>>,
  bytes: Uint8Array,
  begin: number,
  end: number,
): number {
  let word = '';
  for (let i = begin; i < end && i < begin + 6; i++) {
    const byte = bytes[i]!;
    word += String.fromCharCode(byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte);
  }
  if (Object.hasOwn(codes, word)) return codes[word]!;
  const number = String(wholeNumber(bytes, begin, end, 0, 99));
  return Object.hasOwn(codes, number) ? codes[number]! : Number.NaN;
}

/** Returns a reason that also gives the meaning of a known code that is not supported. */
function codeReason(
  must: string,
  text: string,
  unsupported: Readonly<Record<string, string>>,
): string {
  const code = /^\d+\.0+$/.test(text) ? String(Number(text)) : text.toUpperCase();
  return Object.hasOwn(unsupported, code)
    ? `${must}; ${code} is ${unsupported[code]}, which is not supported`
    : must;
}
