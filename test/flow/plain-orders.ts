import { parseDate } from '../../src/base/dates.js';
import { closedOn } from '../../src/flow/exchange-calendar.js';
import { FIX_FIELDS } from '../../src/flow/fix-fields.js';
import type { OrderFileNames } from '../../src/flow/order-fields.js';
import { OrderAttribute, Side } from '../../src/orders/codes.js';
import type { OrderFlow } from '../../src/orders/flow.js';

/** An order as a row. */
export interface PlainOrder {
  clOrdId: string;
  arrivalNs: number;
  symbol: number;
  side: number;
  quantity: number;
  limitTicks: number;
  flags: number;
  attributes: number;
  session: number;
  account: number;
}

/** The accounts with limits of their own in the tests. */
const LIMITED = 2;

/** The rows of a flow that came from a file. */
export function ordersOf(flow: OrderFlow): PlainOrder[] {
  return Array.from({ length: flow.count }, (_, row) => ({
    clOrdId: flow.clOrdIds![row]!,
    arrivalNs: flow.arrivalNs[row]!,
    symbol: flow.symbol[row]!,
    side: flow.side[row]!,
    quantity: flow.quantity[row]!,
    limitTicks: flow.limitTicks[row]!,
    flags: flow.flags[row]!,
    attributes: flow.attributes[row]!,
    session: flow.session[row]!,
    // Every account without limits of its own has the first code above these.
    account: Math.min(flow.account[row]!, LIMITED + 1),
  }));
}

/** The line of the first fault; 0 for the file. */
export class Refusal {
  readonly line: number;
  constructor(line: number) {
    this.line = line;
  }
}

type Values = Record<string, string>;
const REQUIRED = ['clordid', 'symbol', 'side', 'orderqty', 'transacttime'];
const KNOWN = [
  ...REQUIRED,
  'ordtype',
  'price',
  'timeinforce',
  'retailflag',
  'targetsubid',
  'account',
];
/** FIX tags, which a file may write in place of the names. */
export const TAGS: Readonly<Record<string, string>> = {
  ClOrdID: '11',
  Symbol: '55',
  Side: '54',
  OrderQty: '38',
  OrdType: '40',
  Price: '44',
  TransactTime: '60',
  TimeInForce: '59',
  TargetSubID: '57',
  Account: '1',
};
const NAMES_BY_TAG = new Map(Object.entries(TAGS).map(([name, tag]) => [tag, name.toLowerCase()]));
/** By name and by tag, what the value of a field of FIX may be that no order has. */
const SPARE = new Map(
  FIX_FIELDS.flatMap(({ name, tag, use }) =>
    [name.toLowerCase(), tag].map(
      (key) =>
        [
          key,
          (value: string) => value === '' || use === 'ignored' || value === Object(use).only,
        ] as const,
    ),
  ),
);
const isSpare = (name: string, value: string) => SPARE.get(name)?.(value);
const named = (name: string) => NAMES_BY_TAG.get(name) ?? name.toLowerCase();

/**
 * The plain way to read a file of orders, with strings, regular expressions, JSON.parse, BigInt and
 * the time zones of Intl: what `parseOrders` is compared with.
 */
export function readPlainly(
  bytes: Uint8Array,
  format: 'csv' | 'ndjson',
  names: OrderFileNames,
): PlainOrder[] | Refusal {
  const orders: PlainOrder[] = [];
  const used = new Set<string>();
  const dates = new Set<string>();
  let header: string[] | undefined;
  for (const { line, content } of linesOf(bytes)) {
    if (content === undefined || Buffer.byteLength(content) > 65_536) return new Refusal(line);
    if (format === 'csv' && header === undefined) {
      header = splitRow(content)?.map(named);
      if (header === undefined || !isHeader(header)) return new Refusal(line);
      continue;
    }
    const values = format === 'csv' ? rowValues(content, header!) : objectValues(content);
    const order = values && orderOf(values, names, dates);
    if (!order || used.has(order.clOrdId)) return new Refusal(line);
    used.add(order.clOrdId);
    orders.push(order);
  }
  return orders.length === 0 ? new Refusal(0) : orders.sort((a, b) => a.arrivalNs - b.arrivalNs);
}

function* linesOf(bytes: Uint8Array): Generator<{ line: number; content: string | undefined }> {
  let rest = Buffer.from(bytes);
  for (let line = 1; rest.length > 0; line++) {
    const lf = rest.indexOf(10);
    let content: string | undefined;
    try {
      content = new TextDecoder('utf-8', { fatal: true, ignoreBOM: line > 1 }).decode(
        lf < 0 ? rest : rest.subarray(0, lf),
      );
    } catch {}
    content = content?.replace(/\r$/, '');
    if (content === undefined || /[^ \t]/.test(content)) yield { line, content };
    rest = lf < 0 ? Buffer.alloc(0) : rest.subarray(lf + 1);
  }
}

function isHeader(header: readonly string[]): boolean {
  const own = header.filter((name) => !name.startsWith('x-') && !SPARE.has(name));
  return (
    new Set(own).size === own.length &&
    own.every((name) => KNOWN.includes(name)) &&
    REQUIRED.every((name) => own.includes(name))
  );
}

function splitRow(text: string): string[] | undefined {
  const fields: string[] = [];
  const field = /(?:"((?:[^"\r]|"")*)"|([^",\r]*))(,|$)/y;
  for (let match = field.exec(text); match !== null; match = field.exec(text)) {
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2]!);
    if (match[3] === '') return fields;
  }
  return undefined;
}

function rowValues(text: string, header: readonly string[]): Values | undefined {
  const fields = splitRow(text);
  if (fields?.length !== header.length) return undefined;
  if (header.some((name, column) => isSpare(name, fields[column]!) === false)) return undefined;
  return Object.fromEntries(
    header
      .map((name, column) => [name, fields[column]!])
      .filter(([name]) => !name!.startsWith('x-')),
  );
}

const MEMBER = /("(?:[^"\\]|\\.)*")\s*:\s*("(?:[^"\\]|\\.)*"|[^,}\s]+)/g;
const ALSO_NUMBER = [
  'side',
  'orderqty',
  'ordtype',
  'price',
  'timeinforce',
  'retailflag',
  'targetsubid',
];

function objectValues(text: string): Values | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
  if (Object.values(parsed).some((value) => typeof value === 'object' && value !== null))
    return undefined;
  const values: Values = {};
  for (const [, keyText, valueText] of text.matchAll(MEMBER)) {
    const key = named(JSON.parse(keyText!) as string);
    const value = JSON.parse(valueText!) as unknown;
    if (typeof value === 'string' && /\p{Cs}/u.test(value)) return undefined;
    if (key.startsWith('x-')) continue;
    const spare = isSpare(
      key,
      value === null ? '' : typeof value === 'string' ? value : valueText!,
    );
    if (spare === false) return undefined;
    if (spare === true) continue;
    if (!KNOWN.includes(key) || key in values) return undefined;
    if (typeof value === 'number' && !ALSO_NUMBER.includes(key)) return undefined;
    if (typeof value === 'boolean' && key !== 'retailflag') return undefined;
    values[key] = value === null ? '' : typeof value === 'string' ? value : valueText!;
  }
  return values;
}

function orderOf(
  values: Values,
  names: OrderFileNames,
  dates: Set<string>,
): PlainOrder | undefined {
  const {
    clordid = '',
    symbol = '',
    side = '',
    orderqty = '',
    ordtype = '',
    price = '',
    transacttime = '',
    timeinforce = '',
  } = values;
  const retail = /^(?:y|true)$/i.test(values.retailflag ?? '')
    ? 1n
    : /^(?:n|false|)$/i.test(values.retailflag ?? '')
      ? 0n
      : unitsOf(values.retailflag!);
  const time = easternOf(transacttime);
  const ticks = price === '' ? 0n : unitsOf(price, 4);
  const server = unitsOf(values.targetsubid || '0');
  const row = names.symbols.indexOf(symbol);
  const account = values.account ?? '';
  if (Array.from(account).length > 64 || /\p{Cc}/u.test(account)) return undefined;
  const known = (names.accounts ?? []).indexOf(account);
  if (time === undefined || ticks === undefined || row < 0 || (retail !== 0n && retail !== 1n))
    return undefined;
  if (price !== '' && !(ticks > 0n && ticks <= 2_000_000_000n)) return undefined;
  if (
    time.date !== undefined &&
    (closedOn(parseDate(time.date)) !== undefined || dates.add(time.date).size > 1)
  )
    return undefined;
  if (clordid === '' || Array.from(clordid).length > 64 || /\p{Cc}/u.test(clordid))
    return undefined;
  const sideCode = /^(?:b|buy)$/i.test(side) ? 1n : /^(?:s|sell)$/i.test(side) ? 2n : unitsOf(side);
  const type = ordtype === '' ? undefined : unitsOf(ordtype);
  const quantity = unitsOf(orderqty) ?? 0n;
  const tif = unitsOf(timeinforce || '0');
  if (![1n, 2n, 5n, 6n].includes(sideCode ?? 0n) || (ordtype !== '' && type !== 1n && type !== 2n))
    return undefined;
  if (quantity < 1n || quantity > 100_000_000n || ![0n, 2n, 3n].includes(tif ?? -1n))
    return undefined;
  if ((type === 2n && price === '') || (type === 1n && price !== '')) return undefined;
  if (
    server === undefined ||
    (values.targetsubid && !(server >= 1n && server <= BigInt(names.servers)))
  )
    return undefined;
  if (tif === 2n && time.ns >= 0) return undefined;
  return {
    clOrdId: clordid,
    arrivalNs: time.ns,
    symbol: row,
    side: sideCode === 1n ? Side.BUY : Side.SELL,
    quantity: Number(quantity),
    limitTicks: Number(ticks),
    flags: retail === 0n ? 0 : names.retailFlag,
    attributes: attributesOf(tif, time.ns) | markOf(sideCode),
    session: Number(server),
    account: account === '' ? 0 : known >= 0 ? known + 1 : (names.accounts ?? []).length + 1,
  };
}

/** The attribute of a sale's mark. */
function markOf(sideCode: bigint | undefined): number {
  if (sideCode === 5n) return OrderAttribute.SHORT;
  return sideCode === 6n ? OrderAttribute.SHORT_EXEMPT : 0;
}

/** The attributes of an order with this TimeInForce that arrives at `ns`. */
function attributesOf(tif: bigint | undefined, ns: number): number {
  if (tif === 2n) return OrderAttribute.AUCTION | OrderAttribute.IMMEDIATE;
  const session = ns < 0 ? OrderAttribute.PRE_MARKET : 0;
  return session | (tif === 3n ? OrderAttribute.IMMEDIATE : 0);
}

/**
 * The number that a text spells as JSON does, without a sign, in units of 10^-places; undefined
 * when it spells none or has a smaller part.
 */
function unitsOf(text: string, places = 0): bigint | undefined {
  const [, whole, fraction = '', exponent = '0'] =
    /^(\d+)(?:\.(\d+))?(?:e([+-]?\d{1,4}))?$/i.exec(text) ?? [];
  if (whole === undefined || text.length > 400) return undefined;
  const digits = BigInt(whole + fraction);
  const power = Number(exponent) + places - fraction.length;
  if (power >= 0) return digits * 10n ** BigInt(power);
  const unit = 10n ** BigInt(-power);
  return digits % unit === 0n ? digits / unit : undefined;
}

const CLOCK = String.raw`(\d\d):([0-5]\d):([0-5]\d)(?:\.(\d{1,9}))?`;
const LOCAL = new RegExp(`^${CLOCK}$`);
const FIX = new RegExp(String.raw`^(\d{4})(\d\d)(\d\d)-${CLOCK}()$`);
const ISO = new RegExp(String.raw`^(\d{4})-(\d\d)-(\d\d)[T ]${CLOCK}(Z|[+-]\d\d(?::?\d\d)?)$`);
const NEW_YORK = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/New_York',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

function easternOf(text: string): { ns: number; date: string | undefined } | undefined {
  const local = LOCAL.exec(text);
  if (local)
    return within(Number(local[1]), Number(local[2]), Number(local[3]), local[4] ?? '', undefined);
  const [, year, month, date, hour, minute, second, fraction = '', zone = ''] =
    FIX.exec(text) ?? ISO.exec(text) ?? [];
  if (year === undefined || Number(year) < 1987 || Number(year) > 2099 || Number(hour) > 23)
    return undefined;
  const day = new Date(`${year}-${month}-${date}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(8, 10) !== date) return undefined;
  const [, sign, zoneHour = '0', zoneMinute = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  const ahead = (Number(zoneHour) * 60 + Number(zoneMinute)) * (sign === '-' ? -1 : 1);
  if (Number(zoneMinute) > 59 || Math.abs(ahead) > 14 * 60) return undefined;
  const instant =
    day.getTime() + ((Number(hour) * 60 + Number(minute) - ahead) * 60 + Number(second)) * 1000;
  const parts = Object.fromEntries(
    NEW_YORK.formatToParts(instant).map(({ type, value }) => [type, value]),
  );
  const { hour: h, minute: m, second: s } = parts;
  return within(
    Number(h),
    Number(m),
    Number(s),
    fraction,
    `${parts.year}-${parts.month}-${parts.day}`,
  );
}

function within(
  hour: number,
  minute: number,
  second: number,
  fraction: string,
  date: string | undefined,
) {
  const sinceMidnight =
    BigInt((hour * 60 + minute) * 60 + second) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
  if (
    hour > 23 ||
    sinceMidnight < 4n * 3_600_000_000_000n ||
    sinceMidnight > 20n * 3_600_000_000_000n
  )
    return undefined;
  return { ns: Number(sinceMidnight - 34_200_000_000_000n), date };
}

/** An order as it is without any of its optional fields, with changes. */
export function plainOrder(order: Partial<PlainOrder>): PlainOrder {
  return {
    clOrdId: '',
    arrivalNs: 0,
    symbol: 0,
    side: 0,
    quantity: 1,
    limitTicks: 0,
    flags: 0,
    attributes: 0,
    session: 0,
    account: 0,
    ...order,
  };
}
