import { assert } from '../base/input-error.js';
import { formatTimeOfDay, NS_PER_SECOND, parseTimeOfDay } from '../base/units.js';
import { Side } from '../orders/codes.js';
import { ACCOUNT_CODE_MAX, createOrderFlow, type OrderFlow } from '../orders/flow.js';
import type { EasternTime } from './eastern-time.js';
import { closedOn, dateOfDay } from './exchange-calendar.js';
import { fixReason } from './fix-fields.js';
import { NameTable, NO_PLACE } from './name-table.js';
import { ValueKind } from './ndjson.js';
import { attributesOf } from './order-attributes.js';
import { FaultList, shownBytes, shownText } from './order-faults.js';
import {
  decodeText,
  FIELDS,
  Field,
  type FieldLookup,
  fixFieldOf,
  type OrderFileNames,
  OrdType,
  TimeInForce,
} from './order-fields.js';
import { LINE_BYTES_MAX } from './order-lines.js';
import { rowsByTime } from './time-order.js';

/** One order as its line writes it. The columns have a row for each field. */
interface OrderText {
  bytes: Uint8Array;
  /** The value of field `f` is in [begin[f], end[f]). */
  readonly begin: Int32Array;
  readonly end: Int32Array;
  /** `ValueKind`; in CSV all that is not empty is TEXT. */
  readonly kind: Uint8Array;
  /** The field's name in the file, for messages. */
  readonly written: string[];
}

/**
 * Most orders of a file: five million take some 1 GB while they are read, for their columns, the
 * sorted copy of these and the names, and a day that is run needs memory too.
 */
export const ORDERS_MAX = 5_000_000;

/** The hours of the extended session; an order outside them would be refused by every exchange. */
const FIRST_NS = parseTimeOfDay('04:00');
const LAST_NS = parseTimeOfDay('20:00');

/** Why a whole line may be refused, whatever the format. */
export const TOO_LONG = `must have at most ${LINE_BYTES_MAX.toLocaleString('en-US')} bytes`;
export const NOT_UTF8 = 'must be UTF-8';

/**
 * Takes the orders of one file, line by line: either all of them are good and become a flow, or
 * their faults an error.
 */
export class OrderIntake {
  readonly faults: FaultList;
  readonly text: OrderText;
  readonly #lookup: FieldLookup;
  readonly #ordersMax: number;
  /**
   * The value of each field of the order at hand: an integer, NaN when it is at fault, 0 when
   * absent.
   */
  readonly #values = new Float64Array(FIELDS.length);
  /** The ClOrdIDs, and by place the line of each one's first use. */
  readonly #clOrdIds = new NameTable();
  readonly #clOrdIdLines: number[] = [];
  /** The Accounts that orders name, and by order the place of its own, or `NO_PLACE`. */
  readonly #accounts = new NameTable();
  readonly #accountPlaces: number[] = [];
  /**
   * FIX fields by their names in the file: those without effect, and by number the refused ones.
   */
  readonly #ignored = new Set<string>();
  readonly #refusedFix = new Set<number>();
  #flow = createOrderFlow(1024);
  #orders = 0;
  /** The date of the orders and the line where it was first given; −1 before that. */
  #day = -1;
  #dayLine = 0;

  constructor(source: string, names: OrderFileNames, ordersMax: number) {
    assert(
      Number.isInteger(names.servers) && names.servers >= 1 && names.servers <= 255,
      `flow/order-intake: servers must be a whole number from 1 to 255, was ${names.servers}`,
    );
    this.faults = new FaultList(source);
    const words = () => new Int32Array(FIELDS.length);
    const kind = new Uint8Array(FIELDS.length);
    this.text = {
      bytes: new Uint8Array(0),
      begin: words(),
      end: words(),
      kind,
      written: FIELDS.map(({ name }) => name),
    };
    this.#lookup = {
      names,
      symbols: nameTable('symbol', names.symbols),
      accounts: nameTable('account', names.accounts ?? []),
      time: { ns: 0, day: -1 },
    };
    this.#ordersMax = ordersMax;
  }

  /**
   * Takes the order in `text`, or adds its errors to the faults. Throws if the file has more orders
   * than a flow may hold.
   */
  take(line: number): void {
    if (this.#orders++ === this.#ordersMax) {
      const most = this.#ordersMax.toLocaleString('en-US');
      const reason = `a file may hold at most ${most} orders, which take 1 GB of memory; split it`;
      this.faults.add(() => ({ line, field: '', value: '', reason }));
      throw this.faults.error();
    }
    this.#readValues(line);
    this.#checkTogether(line);
    this.#takeName(line);
    if (this.faults.total === 0) this.#append();
  }

  /**
   * The orders of a file that had `lines` lines which are not blank, sorted by arrival; those of
   * one instant stay as they stood in the file. Throws the faults when there are any, or no orders.
   */
  finish(lines: number): OrderFlow {
    if (this.faults.total === 0 && this.#orders === 0) {
      this.faults.add(() => ({
        line: 0,
        field: '',
        value: '',
        reason: lines === 0 ? 'is empty' : 'holds no orders',
      }));
    }
    if (this.faults.total > 0) throw this.faults.error();
    return this.#sorted();
  }

  /** Whether a field is one of FIX that changes no order; notes its name. */
  isIgnored(field: number, name: string): boolean {
    if (fixFieldOf(field)?.use !== 'ignored') return false;
    this.#ignored.add(name);
    return true;
  }

  /**
   * Refuses a value of a field of FIX that would change the order, the first time that there is
   * one.
   */
  checkFix(
    field: number,
    name: string,
    bytes: Uint8Array,
    begin: number,
    end: number,
    line: number,
  ): void {
    const fix = fixFieldOf(field)!;
    if (begin === end || this.#refusedFix.has(field)) return;
    if (typeof fix.use === 'object' && decodeText(bytes, begin, end) === fix.use.only) {
      this.#ignored.add(name);
      return;
    }
    this.#refusedFix.add(field);
    this.faults.add(() => ({
      line,
      field: shownText(name),
      value: shownBytes(bytes, begin, end),
      reason: fixReason(fix),
    }));
  }

  /** Adds a fault of the whole line [begin, end). */
  refuseLine(bytes: Uint8Array, begin: number, end: number, line: number, reason: string): void {
    this.faults.add(() => ({ line, field: '', value: shownBytes(bytes, begin, end), reason }));
  }

  #sorted(): OrderFlow {
    const flow = this.#flow;
    const rows = rowsByTime(flow.arrivalNs, flow.count);
    const result = createOrderFlow(flow.count);
    const names = this.#clOrdIds.texts();
    const clOrdIds = new Array<string>(flow.count);
    for (let order = 0; order < flow.count; order++) {
      const row = rows[order]!;
      result.arrivalNs[order] = flow.arrivalNs[row]!;
      result.symbol[order] = flow.symbol[row]!;
      result.side[order] = flow.side[row]!;
      result.quantity[order] = flow.quantity[row]!;
      result.limitTicks[order] = flow.limitTicks[row]!;
      result.flags[order] = flow.flags[row]!;
      result.attributes[order] = flow.attributes[row]!;
      result.session[order] = flow.session[row]!;
      result.account[order] = flow.account[row]!;
      clOrdIds[order] = names[row]!;
    }
    result.count = flow.count;
    result.clOrdIds = clOrdIds;
    const accounts = this.#accounts.texts();
    if (accounts.length > 0)
      result.accountNames = Array.from(
        rows.subarray(0, flow.count),
        (row) => accounts[this.#accountPlaces[row]!] ?? '',
      );
    if (this.#lookup.names.collectsSymbols === true) result.symbols = this.#lookup.symbols.texts();
    if (this.#day >= 0) result.date = dateOfDay(this.#day);
    if (this.#ignored.size > 0) result.ignored = [...this.#ignored];
    return result;
  }

  #readValues(line: number): void {
    const { bytes, begin, end, kind } = this.text;
    for (let field = 0; field < FIELDS.length; field++) {
      const rule = FIELDS[field]!;
      const is = kind[field]!;
      this.#values[field] = 0;
      if (is === ValueKind.ABSENT) {
        if (rule.required) this.#refuse(line, field, () => 'is required');
      } else if (is !== ValueKind.TEXT && !rule.kinds.includes(is)) {
        this.#refuse(line, field, () => 'must be a JSON string');
      } else {
        const value = rule.read(bytes, begin[field]!, end[field]!, this.#lookup);
        this.#values[field] = value;
        // A market order may not have a price: one error is enough for it.
        if (
          Number.isNaN(value) &&
          !(field === Field.PRICE && this.#values[Field.ORD_TYPE] === OrdType.MARKET)
        ) {
          this.#refuse(line, field, () =>
            rule.reason(decodeText(bytes, begin[field]!, end[field]!), this.#lookup),
          );
        }
      }
    }
  }

  /**
   * Checks the values of one order, each valid alone, against each other and the orders before it.
   */
  #checkTogether(line: number): void {
    const values = this.#values;
    const { kind } = this.text;
    const { time } = this.#lookup;
    const priced = kind[Field.PRICE] !== ValueKind.ABSENT;
    if (values[Field.ORD_TYPE] === OrdType.LIMIT && !priced)
      this.#refuse(line, Field.PRICE, () => 'is required for a limit order (OrdType 2)');
    if (values[Field.ORD_TYPE] === OrdType.MARKET && priced) {
      this.#refuse(line, Field.PRICE, () => 'must be left out for a market order (OrdType 1)');
    }
    if (values[Field.EXEC_INST] === 1 && !priced)
      this.#refuse(
        line,
        Field.EXEC_INST,
        () => 'must be empty for a market order: an intermarket sweep order is a limit order',
      );
    if (
      kind[Field.TRANSACT_TIME] !== ValueKind.ABSENT &&
      !Number.isNaN(values[Field.TRANSACT_TIME]!)
    )
      this.#checkTime(line, time);
  }

  #checkTime(line: number, { ns, day }: EasternTime): void {
    const clock = () => formatTimeOfDay(ns, ns % NS_PER_SECOND === 0 ? 0 : 9);
    if (ns < FIRST_NS || ns > LAST_NS) {
      this.#refuse(
        line,
        Field.TRANSACT_TIME,
        () => `must lie from 04:00:00 to 20:00:00 Eastern, is ${clock()}`,
      );
      return;
    }
    if (day >= 0 && this.#day < 0) {
      this.#day = day;
      this.#dayLine = line;
      const wrong = wrongDay(day, this.#lookup.names.date);
      if (wrong !== undefined) this.#refuse(line, Field.TRANSACT_TIME, () => wrong);
    } else if (day >= 0 && day !== this.#day) {
      const first = `line ${this.#dayLine} is on ${dateOfDay(this.#day)}`;
      this.#refuse(
        line,
        Field.TRANSACT_TIME,
        () => `must be on one date with the others: it is on ${dateOfDay(day)} Eastern, ${first}`,
      );
    }
    if (this.#values[Field.TIME_IN_FORCE] === TimeInForce.AT_THE_OPENING && ns >= 0) {
      this.#refuse(
        line,
        Field.TIME_IN_FORCE,
        () =>
          'must not be at the opening for an order that arrives ' +
          `at ${clock()}: the bell is at 09:30:00`,
      );
    }
  }

  /**
   * Enters the ClOrdID, also of an order that is refused for something else, so that a second use
   * is found.
   */
  #takeName(line: number): void {
    const { bytes, begin, end } = this.text;
    if (!(this.#values[Field.CL_ORD_ID]! > 0)) return;
    const place = this.#clOrdIds.add(bytes, begin[Field.CL_ORD_ID]!, end[Field.CL_ORD_ID]!);
    if (place === NO_PLACE) this.#clOrdIdLines.push(line);
    else
      this.#refuse(
        line,
        Field.CL_ORD_ID,
        () => `must be used once, and line ${this.#clOrdIdLines[place]} has it`,
      );
  }

  #append(): void {
    if (this.#flow.count === this.#flow.arrivalNs.length) this.#flow = grown(this.#flow);
    const flow = this.#flow;
    const values = this.#values;
    const order = flow.count++;
    const ns = values[Field.TRANSACT_TIME]!;
    flow.arrivalNs[order] = ns;
    flow.symbol[order] = values[Field.SYMBOL]!;
    flow.side[order] = values[Field.SIDE] === Side.BUY ? Side.BUY : Side.SELL;
    flow.quantity[order] = values[Field.ORDER_QTY]!;
    flow.limitTicks[order] = values[Field.PRICE]!;
    flow.flags[order] = values[Field.RETAIL_FLAG] === 1 ? this.#lookup.names.retailFlag : 0;
    flow.attributes[order] = attributesOf(values, ns);
    flow.session[order] = values[Field.TARGET_SUB_ID]!;
    const code = values[Field.ACCOUNT]!;
    const place = code === 0 ? NO_PLACE : this.#accountPlace();
    // An account without limits of its own has a code above those of all that have them.
    const isOther = code > (this.#lookup.names.accounts ?? []).length;
    flow.account[order] = isOther ? Math.min(ACCOUNT_CODE_MAX, code + place) : code;
    this.#accountPlaces.push(place);
  }

  /** The place of the Account of the order at hand, which has one. */
  #accountPlace(): number {
    const { bytes, begin, end } = this.text;
    const [from, to] = [begin[Field.ACCOUNT]!, end[Field.ACCOUNT]!];
    this.#accounts.add(bytes, from, to);
    return this.#accounts.find(bytes, from, to);
  }

  #refuse(line: number, field: number, reason: () => string): void {
    const { bytes, begin, end, kind, written } = this.text;
    this.faults.add(() => {
      const value =
        kind[field] === ValueKind.ABSENT ? '' : shownBytes(bytes, begin[field]!, end[field]!);
      return { line, field: shownText(written[field]!), value, reason: reason() };
    });
  }
}

/** Names in a table where the place of each is its row. */
function nameTable(what: string, names: readonly string[]): NameTable {
  const table = new NameTable();
  const encoder = new TextEncoder();
  for (const [row, name] of names.entries()) {
    const bytes = encoder.encode(name);
    const place = table.add(bytes, 0, bytes.length);
    assert(place === NO_PLACE, `flow/order-intake: ${what} '${name}' has rows ${place} and ${row}`);
  }
  return table;
}

/** Returns why a file cannot have orders of a day, or undefined; `date` is the day that is run. */
function wrongDay(day: number, date: string | undefined): string | undefined {
  const own = dateOfDay(day);
  const closed = closedOn(day);
  if (closed !== undefined) return `must be on a trading day: ${own} is ${closed}`;
  if (date === undefined || own === date) return undefined;
  return (
    `must be on ${date}, the day that is run, and is on ${own} ` +
    `Eastern; --set date=${own} runs that day`
  );
}

/** Returns the same flow with room for twice the orders. */
function grown(flow: OrderFlow): OrderFlow {
  const larger = createOrderFlow(2 * flow.count);
  larger.count = flow.count;
  larger.arrivalNs.set(flow.arrivalNs);
  larger.symbol.set(flow.symbol);
  larger.side.set(flow.side);
  larger.quantity.set(flow.quantity);
  larger.limitTicks.set(flow.limitTicks);
  larger.flags.set(flow.flags);
  larger.attributes.set(flow.attributes);
  larger.session.set(flow.session);
  larger.account.set(flow.account);
  return larger;
}
