import { assert } from '../base/input-error.js';

/**
 * Parent orders on their way in, in order of arrival: the input of a day, before any server has
 * seen them. Row `order` of each column is one order; `count` rows are in use.
 */
export interface OrderFlow {
  count: number;
  /** When the order arrives, ns since the bell; never decreasing. */
  arrivalNs: Float64Array;
  /** Index into the universe's symbols. */
  symbol: Int32Array;
  /** `Side.BUY` or `Side.SELL`. */
  side: Uint8Array;
  /** Ordered shares, ≥ 1. */
  quantity: Int32Array;
  /** Limit price in ticks; 0 for a market order. */
  limitTicks: Int32Array;
  /** Flag bits as the registry of flags numbers them. */
  flags: Uint8Array;
  /** `OrderAttribute` bits. */
  attributes: Uint8Array;
  /**
   * The order-entry session it came in on: 0 for any, otherwise the number of the server that this
   * session is connected to.
   */
  session: Uint8Array;
  /** The shares that the sender meant, if not always the ordered quantity. */
  meant?: Int32Array;
  /**
   * For slices of larger orders: by row the number of the larger order, from 1, and the shares
   * entered for it; both 0 for any other order.
   */
  line?: Int32Array;
  entered?: Int32Array;
  /** By row the basket that its larger order is a line of, from 1; 0 for any other order. */
  basket?: Int32Array;
  /**
   * The Account (FIX tag 1) of the order: 0 if it names none, n for the n-th account with limits,
   * and a code above these for every other, up to ACCOUNT_CODE_MAX, which the last of them share.
   */
  account: Uint16Array;
  /** The customer's own order names (ClOrdID), where the orders came from a file. */
  clOrdIds?: string[];
  /** The Account of each order as the file writes it; empty where it names none. */
  accountNames?: string[];
  /** The symbols by place, where the reader of a file has collected them. */
  symbols?: readonly string[];
  /** The date `YYYY-MM-DD` of the orders, where a file gives one. */
  date?: string;
  /** FIX fields of a file without effect, by their names in the file. */
  ignored?: readonly string[];
}

/** The highest code of an account: it has 16 bits. */
export const ACCOUNT_CODE_MAX = 65_535;

/** Returns the names of a flow's accounts by their codes, as far as it has them. */
export function accountsByCode({ account, accountNames, count }: OrderFlow): Map<number, string> {
  const names = new Map<number, string>();
  for (let order = 0; order < count; order++) {
    const name = accountNames?.[order] ?? '';
    if (name !== '') names.set(account[order]!, name);
  }
  return names;
}

/** An empty flow with room for `capacity` orders. */
export function createOrderFlow(capacity: number): OrderFlow {
  return {
    count: 0,
    arrivalNs: new Float64Array(capacity),
    symbol: new Int32Array(capacity),
    side: new Uint8Array(capacity),
    quantity: new Int32Array(capacity),
    limitTicks: new Int32Array(capacity),
    flags: new Uint8Array(capacity),
    attributes: new Uint8Array(capacity),
    session: new Uint8Array(capacity),
    account: new Uint16Array(capacity),
  };
}

/** Returns a flow whose symbols are some places further on. It shares its other columns. */
export function shiftSymbols(flow: OrderFlow, places: number): OrderFlow {
  return { ...flow, symbol: flow.symbol.map((symbol) => symbol + places) };
}

/** Whether any order of a flow has an `OrderAttribute`. */
export function hasAttribute({ attributes, count }: OrderFlow, attribute: number): boolean {
  return attributes.subarray(0, count).some((bits) => (bits & attribute) !== 0);
}

/**
 * The flows as one, sorted by arrival; orders of one instant keep the order of the flows and of
 * their rows.
 */
export function mergeFlows(flows: readonly OrderFlow[]): OrderFlow {
  const total = flows.reduce((sum, flow) => sum + flow.count, 0);
  const places: { flow: OrderFlow; row: number }[] = [];
  for (const flow of flows) for (let row = 0; row < flow.count; row++) places.push({ flow, row });
  places.sort((a, b) => a.flow.arrivalNs[a.row]! - b.flow.arrivalNs[b.row]!);

  const merged = createOrderFlow(total);
  if (flows.some(({ meant }) => meant !== undefined)) {
    merged.meant = new Int32Array(total);
    merged.line = new Int32Array(total);
    merged.entered = new Int32Array(total);
    merged.basket = new Int32Array(total);
  }
  for (const { flow, row } of places) copyOrder(flow, row, merged, merged.count++);
  for (const name of ['clOrdIds', 'accountNames'] as const)
    if (flows.some((flow) => flow[name] !== undefined))
      merged[name] = places.map(({ flow, row }) => flow[name]?.[row] ?? '');
  return merged;
}

function copyOrder(from: OrderFlow, row: number, to: OrderFlow, order: number): void {
  assert(
    order < to.arrivalNs.length,
    `orders/flow: row ${order} beyond capacity ${to.arrivalNs.length}`,
  );
  to.arrivalNs[order] = from.arrivalNs[row]!;
  to.symbol[order] = from.symbol[row]!;
  to.side[order] = from.side[row]!;
  to.quantity[order] = from.quantity[row]!;
  to.limitTicks[order] = from.limitTicks[row]!;
  to.flags[order] = from.flags[row]!;
  to.attributes[order] = from.attributes[row]!;
  to.session[order] = from.session[row]!;
  to.account[order] = from.account[row]!;
  if (to.meant === undefined) return;
  to.meant[order] = from.meant?.[row] ?? from.quantity[row]!;
  to.line![order] = from.line?.[row] ?? 0;
  to.entered![order] = from.entered?.[row] ?? 0;
  to.basket![order] = from.basket?.[row] ?? 0;
}
