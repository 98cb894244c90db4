import { PRICE_DOLLARS_MAX, QUANTITY_MAX } from '../base/ranges.js';
import { NS_PER_MS, TICKS_PER_DOLLAR } from '../base/units.js';
import { readTimestampMs } from '../fix/values.js';
import { fixReason } from '../flow/fix-fields.js';
import { decimalUnits, wholeNumber } from '../flow/number-text.js';
import { FaultList, shownText } from '../flow/order-faults.js';
import { fieldNumber, fixFieldOf } from '../flow/order-fields.js';
import { LINE_BYTES_MAX, readLines } from '../flow/order-lines.js';
import { ActionKind, createActions, growActions } from './actions.js';
import { accountCode, type Recorded } from './recorded.js';
import { TARGET_CAPS } from './safety.js';

/**
 * Reads a log of FIX messages: a message a line, whatever stands before it, with SOH, `|` or `^A`
 * between its fields. Orders (D), cancels (F) and replaces (G) are taken, in the order of the file;
 * all other messages and lines are left out and counted.
 */

/** A log that was read. */
interface FixLog extends Recorded {
  /** What was left out, in words; empty if nothing was. */
  readonly leftOut: string;
}

/** The fields of a message by tag. */
type Fields = ReadonlyMap<string, string>;

const KINDS = new Map<string, number>([
  ['D', ActionKind.ORDER],
  ['F', ActionKind.CANCEL],
  ['G', ActionKind.REPLACE],
]);
/** The marks between fields, as logs write them. */
const BEGIN = new RegExp(`8=FIXT?\\.\\d\\.\\d(${String.fromCharCode(1)}|\\||\\^A)`, 'g');
const PRICE_PLACES = 4;
const DAY = 0x30;
const ROWS_AT_FIRST = 1024;
const SWEEP = 0x66;
/** What a cancel or a replace keeps of its order. */
const KEPT = ['session', 'symbol', 'sideCode', 'tifCode', 'isSweep', 'account'] as const;
const SIDES = ['1', '2', '5', '6'];
/** TimeInForce without 6, good till date, which needs a date. */
const TIMES = ['0', '1', '2', '3', '4', '5', '7'];

/**
 * Reads the log from the bytes of a file, in chunks of any size. Orders go to the session whose
 * name is their SenderCompID (49), or else to the sessions in turn. `symbols` are the stocks that
 * they may name; undefined for any. Throws an `OrderFileError` with all faults: then nothing of the
 * file is used.
 */
export async function readFixLog(
  chunks: AsyncIterable<Uint8Array>,
  source: string,
  sessions: readonly string[],
  symbols: readonly string[] | undefined,
): Promise<FixLog> {
  const log = new LogReader(source, sessions, symbols);
  const lines = await readLines(chunks, (bytes, begin, end, line) =>
    log.take(bytes, begin, end, line),
  );
  return log.finish(lines);
}

/** What a session writes around every message. */
const HEADER = new Set(
  '8 9 10 34 35 43 49 50 52 56 57 89 90 91 93 97 115 116 122 128 129 142 143 144 145 369'.split(
    ' ',
  ),
);

class LogReader {
  #actions = createActions(ROWS_AT_FIRST);
  readonly #source: string;
  readonly #faults: FaultList;
  readonly #sessions: readonly string[];
  readonly #known: readonly string[] | undefined;
  readonly #symbols: Map<string, number>;
  readonly #accounts = new Map<string, number>();
  /** The order of each ClOrdID, its own and those of its replaces. */
  readonly #orders = new Map<string, number>();
  /** Messages that were left out, by their kind in words. */
  readonly #leftOut = new Map<string, number>();
  /** Tags of fields without effect. */
  readonly #ignored = new Set<string>();
  #turn = 0;
  #line = 0;
  #firstMs = Number.NaN;

  constructor(source: string, sessions: readonly string[], symbols: readonly string[] | undefined) {
    this.#source = source;
    this.#faults = new FaultList(source);
    this.#sessions = sessions;
    this.#known = symbols;
    this.#symbols = new Map(symbols?.map((symbol, place) => [symbol, place]));
  }

  take(bytes: Uint8Array, begin: number, end: number, line: number): void {
    this.#line = line;
    if (end - begin > LINE_BYTES_MAX) {
      this.#refuse('', '', `must have at most ${LINE_BYTES_MAX.toLocaleString('en-US')} bytes`);
      return;
    }
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + begin, end - begin).toString(
      'latin1',
    );
    const begins = [...text.matchAll(BEGIN)];
    if (begins.length === 0) this.#leaveOut('lines without a message');
    begins.forEach(({ index, 1: mark }, n) => {
      this.#takeMessage(text.slice(index, begins[n + 1]?.index), mark!);
    });
  }

  finish(lines: number): FixLog {
    const actions = this.#actions;
    const reason = lines === 0 ? 'is empty' : 'holds no orders';
    this.#line = 0;
    if (this.#faults.total === 0 && actions.count === 0) this.#refuse('', '', reason);
    if (this.#faults.total > 0) throw this.#faults.error();
    const left = [...this.#leftOut].map(([what, n]) => `${n.toLocaleString('en-US')} ${what}`);
    const tags = this.#ignored.size === 0 ? [] : [`fields ${[...this.#ignored].join(', ')}`];
    return {
      actions,
      symbols: this.#known ?? [...this.#symbols.keys()],
      accounts: [...this.#accounts.keys()],
      leftOut: [...left, ...tags].join('; '),
    };
  }

  #takeMessage(text: string, mark: string): void {
    const fields = new Map<string, string>();
    for (const part of text.split(mark)) {
      const [, tag, value] = /^(\d{1,9})=(.*)$/s.exec(part) ?? [];
      if (tag !== undefined && !fields.has(tag)) fields.set(tag, value!);
    }
    const type = fields.get('35') ?? '';
    const kind = KINDS.get(type);
    if (!/^\d{3}\s*$/.test(fields.get('10') ?? ''))
      this.#refuse('10', '', 'is required: the message has no end');
    else if (kind === undefined) this.#leaveOut(`messages of type ${shownText(type)}`);
    else if (fields.get('43') === 'Y') this.#leaveOut('repeated messages (43=Y)');
    else if (kind === ActionKind.ORDER) this.#takeOrder(fields);
    else this.#takeChange(fields, kind);
  }

  #takeOrder(fields: Fields): void {
    const before = this.#faults.total;
    this.#checkFields(fields, false);
    const id = this.#newId(fields);
    const symbol = this.#symbolOf(fields.get('55') ?? '');
    const side = this.#codeOf(fields, '54', SIDES, '', 'must be 1, 2, 5 or 6');
    const [quantity, limitTicks] = this.#terms(fields);
    const tif = this.#codeOf(fields, '59', TIMES, '0', 'must be 0 to 5, or 7');
    const sweep = this.#codeOf(fields, '18', ['', 'f'], '', 'must be f or left out');
    const dueNs = this.#dueNs(fields);
    if (this.#faults.total > before) return;
    const own = this.#sessions.indexOf(fields.get('49') ?? '');
    const row = this.#row(ActionKind.ORDER, dueNs);
    const actions = this.#actions;
    actions.session[row] = own >= 0 ? own : this.#turn++ % this.#sessions.length;
    actions.order[row] = row;
    actions.current[row] = row;
    actions.symbol[row] = symbol;
    actions.sideCode[row] = side;
    actions.quantity[row] = quantity;
    actions.limitTicks[row] = limitTicks;
    actions.tifCode[row] = tif;
    actions.isSweep[row] = sweep === SWEEP ? 1 : 0;
    actions.account[row] = accountCode(this.#accounts, fields.get('1') ?? '', this.#source);
    this.#orders.set(id, row);
  }

  #takeChange(fields: Fields, kind: number): void {
    const order = this.#orders.get(fields.get('41') ?? '');
    if (order === undefined) {
      this.#leaveOut('cancels and replaces of orders that it does not have');
      return;
    }
    const before = this.#faults.total;
    this.#checkFields(fields, true);
    const id = this.#newId(fields);
    const [quantity, limitTicks] =
      kind === ActionKind.REPLACE
        ? this.#terms(fields)
        : [this.#actions.quantity[order]!, this.#actions.limitTicks[order]!];
    const dueNs = this.#dueNs(fields);
    if (this.#faults.total > before) return;
    const row = this.#row(kind, dueNs);
    const actions = this.#actions;
    for (const column of KEPT) actions[column][row] = actions[column][order]!;
    actions.order[row] = order;
    actions.quantity[row] = quantity;
    actions.limitTicks[row] = limitTicks;
    if (kind === ActionKind.REPLACE) this.#orders.set(id, order);
  }

  /** Quantity and limit of an order or a replace; 0 for a market order's limit. */
  #terms(fields: Fields): [quantity: number, limitTicks: number] {
    const type = this.#codeOf(fields, '40', ['1', '2'], '', 'must be 1 for market or 2 for limit');
    const quantity = this.#numberOf(fields, '38', 0, 1, QUANTITY_MAX);
    if (type !== 0x32) return [quantity, 0];
    const most = PRICE_DOLLARS_MAX * TICKS_PER_DOLLAR;
    return [quantity, this.#numberOf(fields, '44', PRICE_PLACES, 1, most)];
  }

  /** A number of a field in units of 10^-places, within bounds. */
  #numberOf(fields: Fields, tag: string, places: number, min: number, max: number): number {
    const text = fields.get(tag) ?? '';
    const bytes = Buffer.from(text, 'latin1');
    const number =
      places === 0
        ? wholeNumber(bytes, 0, bytes.length, min, max)
        : decimalUnits(bytes, 0, bytes.length, places, min, max);
    if (text === '') this.#refuse(tag, '', 'is required');
    else if (Number.isNaN(number)) {
      const most = (max / 10 ** places).toLocaleString('en-US');
      const kind =
        places === 0 ? 'a whole number from 1' : 'dollars of at most 4 decimals, above 0,';
      this.#refuse(tag, text, `must be ${kind} to ${most}`);
    }
    return number;
  }

  /** A field of one character, as its code. */
  #codeOf(
    fields: Fields,
    tag: string,
    codes: readonly string[],
    otherwise: string,
    reason: string,
  ): number {
    const text = fields.get(tag) ?? otherwise;
    if (codes.includes(text)) return text.charCodeAt(0);
    if (text === '') this.#refuse(tag, '', 'is required');
    else this.#refuse(tag, text, reason);
    return 0;
  }

  /** A ClOrdID that no message before has. */
  #newId(fields: Fields): string {
    const id = fields.get('11') ?? '';
    if (id === '') this.#refuse('11', '', 'is required');
    else if (this.#orders.has(id)) this.#refuse('11', id, 'must be used once');
    return id;
  }

  #symbolOf(name: string): number {
    const place = this.#symbols.get(name);
    if (place !== undefined) return place;
    if (name === '') this.#refuse('55', '', 'is required');
    else if (this.#known !== undefined)
      this.#refuse('55', name, 'must be a symbol of the universe file');
    else this.#symbols.set(name, this.#symbols.size);
    return this.#symbols.size - 1;
  }

  /** When a message was sent, from the first one on; not before the message before it. */
  #dueNs(fields: Fields): number {
    const text = fields.get('52') ?? '';
    const bytes = Buffer.from(text, 'latin1');
    const ms = readTimestampMs(bytes, 0, bytes.length);
    if (Number.isNaN(ms)) {
      this.#refuse('52', text, 'must be when it was sent, as YYYYMMDD-HH:MM:SS[.fff] of UTC');
      return 0;
    }
    if (Number.isNaN(this.#firstMs)) this.#firstMs = ms;
    const { count, dueNs } = this.#actions;
    return Math.max(count === 0 ? 0 : dueNs[count - 1]!, (ms - this.#firstMs) * NS_PER_MS);
  }

  /** Refuses fields that would change the order, and notes those that would not. */
  #checkFields(fields: Fields, isChange: boolean): void {
    for (const [tag, value] of fields) {
      if (HEADER.has(tag) || (isChange && tag === '41')) continue;
      const field = fieldNumber(tag);
      if (field >= 0) continue;
      const fix = fixFieldOf(field);
      if (fix === undefined || fix.use === 'ignored') this.#ignored.add(tag);
      else if (value !== '' && !(typeof fix.use === 'object' && fix.use.only === value))
        this.#refuse(tag, value, fixReason(fix));
    }
  }

  #row(kind: number, dueNs: number): number {
    const { count } = this.#actions;
    if (count === TARGET_CAPS.messages) {
      const most = count.toLocaleString('en-US');
      this.#refuse('', '', `a load on a target sends at most ${most} messages; split the file`);
      throw this.#faults.error();
    }
    if (count === this.#actions.dueNs.length)
      this.#actions = growActions(this.#actions, Math.min(2 * count, TARGET_CAPS.messages));
    const actions = this.#actions;
    actions.kind[count] = kind;
    actions.dueNs[count] = dueNs;
    actions.tifCode[count] = DAY;
    return actions.count++;
  }

  #leaveOut(what: string): void {
    this.#leftOut.set(what, (this.#leftOut.get(what) ?? 0) + 1);
  }

  #refuse(field: string, value: string, reason: string): void {
    const line = this.#line;
    this.#faults.add(() => ({ line, field, value: shownText(value), reason }));
  }
}
