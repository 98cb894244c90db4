import fc from 'fast-check';
import { formatTimeOfDay } from '../../src/base/units.js';
import type { OrderFileNames } from '../../src/flow/order-fields.js';
import { OrderAttribute } from '../../src/orders/codes.js';
import { type PlainOrder, TAGS } from './plain-orders.js';

export const NAMES: OrderFileNames = {
  symbols: ['WZE', 'CO', 'GT', 'UTG.R', 'ÅKER', 'S0001'],
  retailFlag: 4,
  servers: 8,
  accounts: ['HEDGE-1', 'é"2'],
};

/**
 * An order and one of the ways to write it: FIX names and their values as text; an empty text is an
 * absent value.
 */
export interface WrittenOrder {
  order: PlainOrder;
  values: Record<string, string>;
}

/** Dates by hours behind UTC; the last six tell the two daylight-saving rules apart. */
const DATES = [
  ['2012-08-01', 4],
  ['2012-01-17', 5],
  ['2006-03-20', 5],
  ['2007-03-20', 4],
  ['2006-11-02', 5],
  ['2007-11-02', 4],
  ['2024-03-11', 4],
  ['2024-11-04', 5],
] as const;

const name = fc.string({
  unit: fc.constantFrom('A', 'b', '7', '-', '.', ' ', '"', ',', '\\', '/', 'é', '−', '𝄞', "'"),
  minLength: 1,
  maxLength: 12,
});
const digits = fc.integer({ min: 0, max: 9 });
/** Ways to write a number without another value: as pandas, C and JavaScript do. */
const spellings: readonly ((plain: string) => string)[] = [
  (plain) => plain,
  (plain) => plain,
  (plain) => (plain.includes('.') ? `${plain}00` : `${plain}.0`),
  (plain) => (plain.includes('.') ? `${plain}000000` : `${plain}.000000`),
  (plain) => `${plain}e0`,
  (plain) => (plain.includes('.') ? plain : `${plain}0E-1`),
  (plain) => (/^\d+00$/.test(plain) ? `${plain.slice(0, -2)}e+2` : plain),
];

/** Orders with different ClOrdIDs, all of one date, in no order. */
export function anyOrders(
  constraints: { minLength?: number; maxLength?: number } = {},
): fc.Arbitrary<WrittenOrder[]> {
  const orders = (date: (typeof DATES)[number]) =>
    fc.uniqueArray(anyOrder(date), {
      minLength: 1,
      maxLength: 12,
      ...constraints,
      selector: ({ order }) => order.clOrdId,
    });
  return fc.constantFrom(...DATES).chain(orders);
}

/** The attribute of a sale's mark. */
function markOf(side: string): number {
  if (side === '5') return OrderAttribute.SHORT;
  return side === '6' ? OrderAttribute.SHORT_EXEMPT : 0;
}

function anyOrder([date, behind]: (typeof DATES)[number]): fc.Arbitrary<WrittenOrder> {
  const draw = {
    clOrdId: name,
    symbol: fc.nat({ max: NAMES.symbols.length - 1 }),
    side: fc.constantFrom('1', 'B', 'buy', '2', 's', 'SELL', '5', '6'),
    quantity: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constantFrom(1, 100_000_000)),
    zeros: fc.constantFrom('', '', '0', '000'),
    price: fc.option(
      fc.oneof(fc.integer({ min: 1, max: 2_000_000_000 }), fc.constantFrom(1, 2_000_000_000)),
    ),
    ordType: fc.boolean(),
    second: fc.oneof(
      fc.integer({ min: 4 * 3600, max: 20 * 3600 - 1 }),
      fc.integer({ min: 34_198, max: 34_202 }),
    ),
    fraction: fc.array(digits, { maxLength: 9 }).map((some) => some.join('')),
    notation: fc.constantFrom('local', 'fix', 'iso', 'iso with offset'),
    timeInForce: fc.constantFrom('', '0', '2', '3'),
    spelling: fc.nat({ max: spellings.length - 1 }),
    retail: fc.constantFrom('', 'Y', 'n', '1', '0', 'true', 'FALSE'),
    session: fc.nat({ max: NAMES.servers }),
    account: fc.constantFrom('', ...NAMES.accounts!, 'nobody’s', ' '),
  };
  return fc.record(draw, { noNullPrototype: true }).map((drawn) => {
    const { second, fraction, price, zeros } = drawn;
    const arrivalNs = (second - 34_200) * 1e9 + Number(fraction.padEnd(9, '0'));
    const timeInForce = arrivalNs >= 0 && drawn.timeInForce === '2' ? '0' : drawn.timeInForce;
    const once = /[23]/.test(timeInForce) ? OrderAttribute.IMMEDIATE : 0;
    const timed = once | (timeInForce === '2' ? OrderAttribute.AUCTION : 0);
    const point = fraction === '' ? '' : `.${fraction}`;
    const spelt = (plain: string) => (plain === '' ? '' : spellings[drawn.spelling]!(plain));
    return {
      order: {
        clOrdId: drawn.clOrdId,
        arrivalNs,
        symbol: drawn.symbol,
        side: /^[1b]/i.test(drawn.side) ? 0 : 1,
        quantity: drawn.quantity,
        limitTicks: price ?? 0,
        flags: /^[y1t]/i.test(drawn.retail) ? NAMES.retailFlag : 0,
        attributes:
          timed |
          (timeInForce !== '2' && arrivalNs < 0 ? OrderAttribute.PRE_MARKET : 0) |
          markOf(drawn.side),
        session: drawn.session,
        account:
          drawn.account === ''
            ? 0
            : drawn.account === NAMES.accounts![0]
              ? 1
              : drawn.account === NAMES.accounts![1]
                ? 2
                : 3,
      },
      values: {
        ClOrdID: drawn.clOrdId,
        Symbol: NAMES.symbols[drawn.symbol]!,
        Side: drawn.side,
        OrderQty: spelt(`${zeros}${drawn.quantity}`),
        OrdType: spelt(drawn.ordType ? (price === null ? '1' : '2') : ''),
        Price: price === null ? '' : spelt(decimal(price)),
        TransactTime: writeTime(date, behind, second, point, drawn.notation),
        TimeInForce: spelt(timeInForce),
        RetailFlag: drawn.retail,
        TargetSubID: spelt(drawn.session === 0 ? '' : String(drawn.session)),
        Account: drawn.account,
      },
    };
  });
}

/**
 * Dollars of ticks, by cutting the digits apart, without the zeros at the end that a writer may
 * leave out.
 */
function decimal(ticks: number): string {
  const text = String(ticks).padStart(5, '0');
  const fraction = text.slice(-4).replace(/0+$/, '');
  return fraction === '' ? text.slice(0, -4) : `${text.slice(0, -4)}.${fraction}`;
}

function writeTime(
  date: string,
  behind: number,
  second: number,
  point: string,
  notation: string,
): string {
  const clock = formatTimeOfDay((second - 34_200) * 1e9);
  if (notation === 'local') return clock + point;
  if (notation === 'iso with offset') return `${date} ${clock}${point}-0${behind}:00`;
  const utc = new Date(Date.parse(`${date}T${clock}Z`) + behind * 3_600_000)
    .toISOString()
    .slice(0, 19);
  return notation === 'iso'
    ? `${utc}${point}Z`
    : `${utc.replaceAll('-', '').replace('T', '-')}${point}`;
}

/** How a file is written, drawn for each file. */
export interface Manner {
  /** Which quoting, spelling and representation is chosen at each occasion, over and over. */
  choices: readonly number[];
  /** The order of the columns. */
  order: readonly number[];
  lineEnd: string;
  lastLineEnd: boolean;
  byteOrderMark: boolean;
}

export function anyManner(): fc.Arbitrary<Manner> {
  const manner = {
    choices: fc.array(fc.nat({ max: 11 }), { minLength: 1, maxLength: 40 }),
    order: fc.shuffledSubarray([...Array(13).keys()], { minLength: 13 }),
    lineEnd: fc.constantFrom('\n', '\r\n', '\n\n', '\r\n \t\r\n'),
    lastLineEnd: fc.boolean(),
    byteOrderMark: fc.boolean(),
  };
  return fc.record(manner, { noNullPrototype: true });
}

/** The orders as a file of the format, and for each of them the line that it is on. */
export function writeOrders(
  orders: readonly WrittenOrder[],
  format: 'csv' | 'ndjson',
  manner: Manner,
): { text: string; lines: number[] } {
  let occasion = 0;
  const choose = (from: number) => manner.choices[occasion++ % manner.choices.length]! % from;
  const rows = orders.map(({ values }) => values);
  const written =
    format === 'csv'
      ? csvLines(rows, manner, choose)
      : rows.map((row) => jsonLine(row, manner, choose));
  const rise = manner.lineEnd.split('\n').length - 1;
  const text = written.join(manner.lineEnd) + (manner.lastLineEnd ? manner.lineEnd : '');
  const header = format === 'csv' ? 1 : 0;
  return {
    text: (manner.byteOrderMark ? '\uFEFF' : '') + text,
    lines: orders.map((_, order) => 1 + (order + header) * rise),
  };
}

function csvLines(
  rows: readonly Record<string, string>[],
  { order }: Manner,
  choose: (from: number) => number,
): string[] {
  const own = { 'x-note': 'mine, "quoted"', 'X-Desk': '' };
  const columns = Object.keys({ ...rows[0], ...own });
  const names = order
    .map((column) => columns[column]!)
    .filter((column) => column in own || rows.some((row) => row[column] !== ''));
  const quoted = (value: string) =>
    choose(3) === 0 || /[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  const spelled = (value: string) =>
    [value, value.toLowerCase(), value.toUpperCase(), TAGS[value] ?? value][choose(4)]!;
  const line = (row: Record<string, string>) =>
    names.map((column) => quoted(row[column]!)).join(',');
  return [
    names.map((column) => quoted(spelled(column))).join(','),
    ...rows.map((row) => line({ ...row, ...own })),
  ];
}

const ALSO_NUMBERS = [
  'Side',
  'OrderQty',
  'OrdType',
  'Price',
  'TimeInForce',
  'RetailFlag',
  'TargetSubID',
];

function jsonLine(
  row: Record<string, string>,
  { order }: Manner,
  choose: (from: number) => number,
): string {
  const own = { 'x-note': 'mine }', 'X-Desk': '7' };
  const columns = Object.keys({ ...row, ...own });
  const blank = () => ['', '', ' ', ' \t'][choose(4)]!;
  const character = (c: string) => (choose(3) > 0 && !/["\\\p{Cc}]/u.test(c) ? c : escaped(c));
  const text = (value: string) =>
    choose(4) > 0 ? JSON.stringify(value) : `"${[...value].map(character).join('')}"`;
  const name = (column: string) => {
    if (choose(4) !== 0) return column;
    return choose(2) === 0 ? column.toLowerCase() : (TAGS[column] ?? column);
  };
  const value = (column: string, plain: string) => {
    if (plain === '' && choose(2) === 0) return 'null';
    if (column === 'RetailFlag' && /^(?:true|false)$/i.test(plain) && choose(2) === 0)
      return plain.toLowerCase();
    if (
      ALSO_NUMBERS.includes(column) &&
      /^(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(plain) &&
      choose(2) === 0
    )
      return plain;
    return column === 'X-Desk' ? '-7.5e-3' : text(plain);
  };
  const members = order
    .map((column) => columns[column]!)
    .map((column) => [column, { ...row, ...own }[column]!] as const)
    .filter(([, plain]) => plain !== '' || choose(2) === 0)
    .map(
      ([column, plain]) =>
        `${blank()}${text(name(column))}${blank()}:${blank()}${value(column, plain)}${blank()}`,
    );
  return `${blank()}{${members.join(',')}}${blank()}`;
}

/** The character as one or two \u escapes. */
function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

/** The bytes in chunks that end at the given places, of which any may be empty. */
export async function* chunked(
  bytes: Uint8Array,
  cuts: readonly number[] = [],
): AsyncGenerator<Uint8Array> {
  let begin = 0;
  for (const cut of [
    ...cuts.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b),
    bytes.length,
  ]) {
    yield bytes.subarray(begin, cut);
    begin = cut;
  }
}

/** A text of UTF-8 in one chunk. */
export function chunkOf(text: string): AsyncGenerator<Uint8Array> {
  return chunked(new TextEncoder().encode(text));
}
