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
    account: flow.account[row]!,
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
const KNOWN = [...REQUIRED, 'ordtype', 'price', 'timeinforce', 'retailflag', 'targetsubid', 'account'];

/**
 * The plain way to read a file of orders, with strings, regular expressions, JSON.parse, BigInt and the time zones of Intl: what `parseOrders` is
 * compared with.
 */
export function readPlainly(bytes: Uint8Array, format: 'csv' | 'ndjson', names: OrderFileNames): PlainOrder[] | Refusal {
  const orders: PlainOrder[] = [];
  const used = new Set<string>();
  const dates = new Set<string>();
  let header: string[] | undefined;
  for (const { line, content } of linesOf(bytes)) {
    if (content === undefined || Buffer.byteLength(content) > 65_536) return new Refusal(line);
    if (format === 'csv' && header === undefined) {
      header = splitRow(content)?.map((name) => name.toLowerCase());
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
      content = new TextDecoder('utf-8', { fatal: true, ignoreBOM: line > 1 }).decode(lf < 0 ? rest : rest.subarray(0, lf));
    } catch {}
    content = content?.replace(/\r$/, '');
    if (content === undefined || /[^ \t]/.test(content)) yield { line, content };
    rest = lf < 0 ? Buffer.alloc(0) : rest.subarray(lf + 1);
  }
}

function isHeader(header: readonly string[]): boolean {
  const own = header.filter((name) => !name.startsWith('x-'));
  return new Set(own).size === own.length && own.every((name) => KNOWN.includes(name)) && REQUIRED.every((name) => own.includes(name));
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
  return Object.fromEntries(header.map((name, column) => [name, fields[column]!]).filter(([name]) => !name!.startsWith('x-')));
}

const MEMBER = /("(?:[^"\\]|\\.)*")\s*:\s*("(?:[^"\\]|\\.)*"|[^,}\s]+)/g;
const ALSO_NUMBER = ['side', 'orderqty', 'ordtype', 'price', 'timeinforce', 'retailflag', 'targetsubid'];

function objectValues(text: string): Values | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
  if (Object.values(parsed).some((value) => typeof value === 'object' && value !== null)) return undefined;
  const values: Values = {};
  for (const [, keyText, valueText] of text.matchAll(MEMBER)) {
    const key = (JSON.parse(keyText!) as string).toLowerCase();
    const value = JSON.parse(valueText!) as unknown;
    if (typeof value === 'string' && /\p{Cs}/u.test(value)) return undefined;
    if (key.startsWith('x-')) continue;
    if (!KNOWN.includes(key) || key in values) return undefined;
    if (typeof value === 'number' && !ALSO_NUMBER.includes(key)) return undefined;
    if (typeof value === 'boolean' && key !== 'retailflag') return undefined;
    values[key] = value === null ? '' : typeof value === 'string' ? value : valueText!;
  }
  return values;
}

function orderOf(values: Values, names: OrderFileNames, dates: Set<string>): PlainOrder | undefined {
  const { clordid = '', symbol = '', side = '', orderqty = '', ordtype = '', price = '', transacttime = '', timeinforce = '' } = values;
  const retail = /^(?:(y|1|true)|n|0|false|)$/i.exec(values.retailflag ?? '');
  const time = easternOf(transacttime);
  const ticks = price === '' ? 0n : ticksOf(price);
  const server = values.targetsubid ?? '';
  const row = names.symbols.indexOf(symbol);
  const account = values.account ?? '';
  if (Array.from(account).length > 64 || /\p{Cc}/u.test(account)) return undefined;
  const known = (names.accounts ?? []).indexOf(account);
  if (time === undefined || ticks === undefined || retail === null || row < 0) return undefined;
  if (time.date !== undefined && dates.add(time.date).size > 1) return undefined;
  if (clordid === '' || Array.from(clordid).length > 64 || /\p{Cc}/u.test(clordid)) return undefined;
  if (!/^(?:1|b|buy|2|s|sell|5)$/i.test(side) || !/^0*(?:[12]|)$/.test(ordtype) || /^0+$/.test(ordtype)) return undefined;
  if (!/^0*[1-9]\d{0,8}$/.test(orderqty) || Number(orderqty) > 100_000_000 || !/^0*[023]?$/.test(timeinforce)) return undefined;
  if ((Number(ordtype) === 2 && price === '') || (Number(ordtype) === 1 && price !== '')) return undefined;
  if (server !== '' && !(/^\d+$/.test(server) && Number(server) >= 1 && Number(server) <= names.servers)) return undefined;
  const auction = Number(timeinforce) === 2;
  if (auction && time.ns >= 0) return undefined;
  return {
    clOrdId: clordid,
    arrivalNs: time.ns,
    symbol: row,
    side: /^(?:1|b|buy)$/i.test(side) ? Side.BUY : Side.SELL,
    quantity: Number(orderqty),
    limitTicks: Number(ticks),
    flags: retail[1] === undefined ? 0 : names.retailFlag,
    attributes: auction ? OrderAttribute.AUCTION : time.ns < 0 ? OrderAttribute.PRE_MARKET : 0,
    session: Number(server),
    account: account === '' ? 0 : known >= 0 ? known + 1 : (names.accounts ?? []).length + 1,
  };
}

function ticksOf(price: string): bigint | undefined {
  const [, whole, fraction = ''] = /^(\d+)(?:\.(\d{1,4}))?$/.exec(price) ?? [];
  if (whole === undefined) return undefined;
  const ticks = BigInt(whole) * 10_000n + BigInt(fraction.padEnd(4, '0'));
  return ticks > 0n && ticks <= 2_000_000_000n ? ticks : undefined;
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
  if (local) return within(Number(local[1]), Number(local[2]), Number(local[3]), local[4] ?? '', undefined);
  const [, year, month, date, hour, minute, second, fraction = '', zone = ''] = FIX.exec(text) ?? ISO.exec(text) ?? [];
  if (year === undefined || Number(year) < 1987 || Number(year) > 2099 || Number(hour) > 23) return undefined;
  const day = new Date(`${year}-${month}-${date}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(8, 10) !== date) return undefined;
  const [, sign, zoneHour = '0', zoneMinute = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  const ahead = (Number(zoneHour) * 60 + Number(zoneMinute)) * (sign === '-' ? -1 : 1);
  if (Number(zoneMinute) > 59 || Math.abs(ahead) > 14 * 60) return undefined;
  const instant = day.getTime() + ((Number(hour) * 60 + Number(minute) - ahead) * 60 + Number(second)) * 1000;
  const parts = Object.fromEntries(NEW_YORK.formatToParts(instant).map(({ type, value }) => [type, value]));
  const { hour: h, minute: m, second: s } = parts;
  return within(Number(h), Number(m), Number(s), fraction, `${parts.year}-${parts.month}-${parts.day}`);
}

function within(hour: number, minute: number, second: number, fraction: string, date: string | undefined) {
  const sinceMidnight = BigInt((hour * 60 + minute) * 60 + second) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
  if (hour > 23 || sinceMidnight < 4n * 3_600_000_000_000n || sinceMidnight > 20n * 3_600_000_000_000n) return undefined;
  return { ns: Number(sinceMidnight - 34_200_000_000_000n), date };
}
