import { nearestName, suggest } from '../base/assert.js';
import { YEAR_MAX, YEAR_MIN } from '../base/dates.js';
import { TICKS_PER_DOLLAR } from '../base/units.js';
import { Side } from '../orders/codes.js';
import { type EasternTime, readEasternTime } from './eastern-time.js';
import { type NameTable, NO_PLACE } from './name-table.js';
import { ValueKind } from './ndjson.js';

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
} as const;

/** FIX OrdType (40) and TimeInForce (59). */
export const OrdType = { MARKET: 1, LIMIT: 2 } as const;
export const TimeInForce = { DAY: 0, AT_THE_OPENING: 2, IMMEDIATE_OR_CANCEL: 3 } as const;

/** Most shares of an order: beyond it stands a slip of the keyboard, and 2^31 − 1 stays far away. */
export const QUANTITY_MAX = 100_000_000;
/** Dearest price, in dollars: above the dearest share there is, and its ticks fit an Int32. */
export const PRICE_DOLLARS_MAX = 200_000;
/** Characters of a ClOrdID or an Account. */
export const NAME_CHARACTERS_MAX = 64;

/** What the values of a file may refer to. */
export interface OrderFileNames {
  /** The universe; the index is the row that an order's symbol becomes. */
  readonly symbols: readonly string[];
  /** The flag bits of an order that is marked retail, which makes it eligible for the Retail Liquidity Program. */
  readonly retailFlag: number;
  /** How many servers a session may be connected to: they are numbered from 1. */
  readonly servers: number;
  /** The accounts that have limits of their own; an order for any other is told apart from these, not from each other. */
  readonly accounts?: readonly string[] | undefined;
}

/** What reading a value needs beside its bytes. `time` is written by reading TransactTime. */
export interface FieldLookup {
  readonly names: OrderFileNames;
  /** The symbols; the place of each is its row. */
  readonly symbols: NameTable;
  /** The accounts; a code is a place plus one. */
  readonly accounts: NameTable;
  readonly time: EasternTime;
}

/** A field: how its value becomes an integer, and what is said when it does not. */
export interface FieldRule {
  readonly name: string;
  readonly required: boolean;
  /** The kinds of JSON value that it may be, beside a string. */
  readonly kinds: readonly number[];
  /** The value as an integer, NaN where it is none; [begin, end) is not empty. */
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

const SIDES: Readonly<Record<string, number>> = {
  1: Side.BUY,
  B: Side.BUY,
  BUY: Side.BUY,
  2: Side.SELL,
  S: Side.SELL,
  SELL: Side.SELL,
  5: Side.SELL,
};
const YES_NO: Readonly<Record<string, number>> = { Y: 1, N: 0, 1: 1, 0: 0, TRUE: 1, FALSE: 0 };

/** The rows of this table stand in the order of `Field`. A new field wants a row there, a row here and, in order-intake, the column that it goes to. */
export const FIELDS: readonly FieldRule[] = [
  {
    name: 'ClOrdID',
    required: true,
    kinds: [],
    read: textLength,
    reason: () => `must be a text of 1 to ${NAME_CHARACTERS_MAX} characters without control characters`,
  },
  {
    name: 'Symbol',
    required: true,
    kinds: [],
    read: (bytes, begin, end, { symbols }) => {
      const row = symbols.find(bytes, begin, end);
      return row === NO_PLACE ? Number.NaN : row;
    },
    reason: symbolReason,
  },
  {
    name: 'Side',
    required: true,
    kinds: [ValueKind.NUMBER],
    read: (bytes, begin, end) => codeOf(SIDES, bytes, begin, end),
    reason: () => 'must be 1, B or BUY, or 2, S or SELL, or 5 for sell short',
  },
  {
    name: 'OrderQty',
    required: true,
    kinds: [ValueKind.NUMBER],
    read: (bytes, begin, end) => wholeNumber(bytes, begin, end, 1, QUANTITY_MAX),
    reason: () => `must be a whole number from 1 to ${QUANTITY_MAX.toLocaleString('en-US')}`,
  },
  {
    name: 'OrdType',
    required: false,
    kinds: [ValueKind.NUMBER],
    read: (bytes, begin, end) => wholeNumber(bytes, begin, end, OrdType.MARKET, OrdType.LIMIT),
    reason: () => 'must be 1 for a market or 2 for a limit order',
  },
  {
    name: 'Price',
    required: false,
    kinds: [ValueKind.NUMBER],
    read: decimalTicks,
    reason: () => `must be dollars above 0 and up to ${PRICE_DOLLARS_MAX.toLocaleString('en-US')}, with at most 4 decimal places`,
  },
  {
    name: 'TransactTime',
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
    required: false,
    kinds: [ValueKind.NUMBER],
    read: (bytes, begin, end) => {
      const code = wholeNumber(bytes, begin, end, TimeInForce.DAY, TimeInForce.IMMEDIATE_OR_CANCEL);
      return code === 1 ? Number.NaN : code;
    },
    reason: () => 'must be 0 for the day, 2 for at the opening or 3 for immediate or cancel',
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
    required: false,
    kinds: [ValueKind.NUMBER],
    read: (bytes, begin, end, { names }) => wholeNumber(bytes, begin, end, 1, names.servers),
    reason: (_, { names }) => `must be the number of a server, from 1 to ${names.servers}`,
  },
  {
    name: 'Account',
    required: false,
    kinds: [],
    read: (bytes, begin, end, { names, accounts }) => {
      const place = accounts.find(bytes, begin, end);
      if (place !== NO_PLACE) return place + 1;
      return Number.isNaN(textLength(bytes, begin, end)) ? Number.NaN : (names.accounts ?? []).length + 1;
    },
    reason: () => `must be a text of 1 to ${NAME_CHARACTERS_MAX} characters without control characters`,
  },
];

/** What a name that is no field's is worth: a column of the user's own, or a mistake. */
export const OWN_FIELD = -1;
export const UNKNOWN_FIELD = -2;
const FIELD_NUMBERS = new Map(FIELDS.map(({ name }, field) => [name.toLowerCase(), field]));

/** The number of the field that a file calls `name`, in whatever case; `OWN_FIELD` when it begins with `x-`, otherwise `UNKNOWN_FIELD`. */
export function fieldNumber(name: string): number {
  const lower = name.toLowerCase();
  return FIELD_NUMBERS.get(lower) ?? (lower.startsWith('x-') ? OWN_FIELD : UNKNOWN_FIELD);
}

/** Why an unknown name is refused. */
export function unknownFieldReason(name: string): string {
  const names = FIELDS.map((field) => field.name);
  const hint = name.length <= NAME_CHARACTERS_MAX ? suggest(name, names) : `known names: ${names.join(', ')}`;
  return `is not a field of an order; ${hint} (a column of your own begins with x-)`;
}

/** Longest name that is compared with the whole universe; such a comparison costs its length times theirs. */
const COMPARED_CHARACTERS_MAX = 40;

function symbolReason(text: string, { names }: FieldLookup): string {
  const near = text.length > COMPARED_CHARACTERS_MAX ? undefined : nearestName(text, names.symbols);
  const hint = near === undefined ? '' : `; did you mean '${near}'?`;
  return `must be one of the universe's ${names.symbols.length.toLocaleString('en-US')} symbols${hint}`;
}

/** The number of characters, 1 to `NAME_CHARACTERS_MAX`; NaN for a longer text or one with control characters. The bytes are UTF-8. */
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

const ZERO = 0x30;
const POINT = 0x2e;

/** The number that ASCII digits write, leading zeros allowed as FIX does, or NaN when something else stands there or it is out of bounds. */
function wholeNumber(bytes: Uint8Array, begin: number, end: number, min: number, max: number): number {
  let number = 0;
  for (let i = begin; i < end; i++) {
    const digit = bytes[i]! - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    number = number * 10 + digit;
    if (number > max) return Number.NaN;
  }
  return number < min ? Number.NaN : number;
}

/** The ticks of a price in dollars, read digit by digit and therefore exact; NaN when it is no such decimal or out of bounds. */
function decimalTicks(bytes: Uint8Array, begin: number, end: number): number {
  let point = begin;
  while (point < end && bytes[point] !== POINT) point++;
  const places = end - point - 1;
  if (point === begin || places === 0 || places > 4) return Number.NaN;
  const whole = wholeNumber(bytes, begin, point, 0, PRICE_DOLLARS_MAX);
  let fraction = places < 1 ? 0 : wholeNumber(bytes, point + 1, end, 0, TICKS_PER_DOLLAR - 1);
  for (let missing = Math.max(places, 0); missing < 4; missing++) fraction *= 10;
  const ticks = whole * TICKS_PER_DOLLAR + fraction;
  return ticks > 0 && ticks <= PRICE_DOLLARS_MAX * TICKS_PER_DOLLAR ? ticks : Number.NaN;
}

/** The code that a word or a digit stands for, in whatever case, or NaN. */
function codeOf(codes: Readonly<Record<string, number>>, bytes: Uint8Array, begin: number, end: number): number {
  let word = '';
  for (let i = begin; i < end && i < begin + 6; i++) {
    const byte = bytes[i]!;
    word += String.fromCharCode(byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte);
  }
  return Object.hasOwn(codes, word) ? codes[word]! : Number.NaN;
}
