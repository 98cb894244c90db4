import { anyObject, demand, type Form, fields, refuseInput, truth, whole } from '../base/forms.js';
import { PRICE_TICKS_MAX, QUANTITY_MAX, SERVERS_MAX } from '../base/ranges.js';
import { OrderAttribute, Side } from '../orders/codes.js';
import type { OrderFlow } from '../orders/flow.js';

/** Checks of orders that a program gives in columns. */

const givenForm: Form = fields({ flow: anyObject, beside: truth });

const { AUCTION, IMMEDIATE, PRE_MARKET, RESTING, SHORT, SHORT_EXEMPT, SWEEP } = OrderAttribute;
/** The attributes that orders of a program may have. */
const ATTRIBUTES = AUCTION | PRE_MARKET | RESTING | IMMEDIATE | SHORT | SHORT_EXEMPT | SWEEP;

type Column =
  | 'arrivalNs'
  | 'symbol'
  | 'side'
  | 'quantity'
  | 'limitTicks'
  | 'flags'
  | 'attributes'
  | 'session'
  | 'account';
/** By column, the lowest and highest value. */
const RANGES: Readonly<Record<Exclude<Column, 'arrivalNs' | 'symbol'>, readonly [number, number]>> =
  {
    side: [0, 1],
    quantity: [1, QUANTITY_MAX],
    limitTicks: [0, PRICE_TICKS_MAX],
    flags: [0, 255],
    attributes: [0, ATTRIBUTES],
    session: [0, SERVERS_MAX],
    account: [0, 65_535],
  };

/** Checks the orders that are given with a day. Throws an InputError. */
export function demandGivenOrders(orders: unknown, stocks: number, source: string): void {
  if (orders === undefined) return;
  demand(givenForm, orders, source, 'orders');
  demandFlow((orders as { readonly flow: OrderFlow }).flow, stocks, source, 'orders.flow');
}

/**
 * Checks every order of a flow: columns, ranges, and that times never go back. Throws an InputError
 * at the first fault.
 */
export function demandFlow(flow: OrderFlow, stocks: number, source: string, place: string): void {
  demand(anyObject, flow, source, place);
  const columns = { symbol: [0, stocks - 1], ...RANGES } as const;
  for (const name of ['arrivalNs', ...Object.keys(columns)] as Column[]) {
    if (!ArrayBuffer.isView(flow[name]))
      refuseInput(source, [`${place}.${name}: must be a typed array, as createOrderFlow makes it`]);
  }
  demand(whole(0, flow.arrivalNs.length), flow.count, source, `${place}.count`);
  for (const [name, [low, high]] of Object.entries(columns)) {
    const column = flow[name as Column];
    for (let row = 0; row < flow.count; row++) {
      const value = column[row];
      if (value === undefined || value < low || value > high)
        demand(whole(low, high), value, source, `${place}.${name}.${row}`);
    }
  }
  demandMarks(flow, source, place);
  demandNames(flow, source, place);
  let latest = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < flow.count; row++) {
    const at = flow.arrivalNs[row]!;
    if (!(at >= latest) || at === Number.POSITIVE_INFINITY)
      refuseInput(source, [
        `${place}.arrivalNs.${row}: is ${at}; must be ns since the bell, ` +
          'no earlier than the order before',
      ]);
    latest = at;
  }
}

/** Refuses attributes that programs may not set, and marks that contradict the order. */
function demandMarks(
  { attributes, side, limitTicks, count }: OrderFlow,
  source: string,
  place: string,
): void {
  for (let row = 0; row < count; row++) {
    const bits = attributes[row]!;
    const marks = bits & (SHORT | SHORT_EXEMPT);
    const reason =
      (bits & ~ATTRIBUTES) !== 0
        ? `is ${bits}; must be a sum of different ones of 1, 2, 4, 8, 32, 64 and 128`
        : marks === (SHORT | SHORT_EXEMPT)
          ? 'marks the sale short and short exempt; must be one of them'
          : marks !== 0 && side[row] === Side.BUY
            ? `marks a buy ${marks === SHORT ? 'short' : 'short exempt'}; only a sale is marked`
            : (bits & SWEEP) !== 0 && limitTicks[row] === 0
              ? 'is a sweep order without a limit; an intermarket sweep order is a limit order'
              : undefined;
    if (reason !== undefined) refuseInput(source, [`${place}.attributes.${row}: ${reason}`]);
  }
}

/** Refuses names of orders that are not texts, one for each order. */
function demandNames(flow: OrderFlow, source: string, place: string): void {
  for (const name of ['clOrdIds', 'accountNames'] as const) {
    const names: unknown = flow[name];
    if (names === undefined) continue;
    if (!Array.isArray(names) || names.length < flow.count)
      refuseInput(source, [`${place}.${name}: must be an array with a text for each order`]);
    const row = names.findIndex((text: unknown) => typeof text !== 'string' || text.length > 64);
    if (row >= 0)
      refuseInput(source, [`${place}.${name}.${row}: must be text of at most 64 characters`]);
  }
}
