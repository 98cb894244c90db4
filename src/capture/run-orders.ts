import { ParentState } from '../orders/codes.js';
import type { OrderFlow } from '../orders/flow.js';
import type { Parents } from '../orders/parents.js';
import type { ORDER_STATES } from './columns.js';
import { nameOrders, type OrderNames } from './order-names.js';

type StateName = (typeof ORDER_STATES)[number];
const STATE: Readonly<Record<StateName, number>> = {
  filled: 0,
  working: 1,
  waiting: 2,
  cancelled: 3,
  'not-taken': 4,
  later: 5,
};

/** A place of an order that the run knows. */
export type OrderPlace = StateName;
export const placeCode = (place: OrderPlace): number => STATE[place];

/** The orders of a run by row, as they came in, and where they are now. */
export interface RunOrders extends OrderNames {
  /** When each arrives, ns on the clock of the run. */
  readonly arrivalNs: Float64Array;
  readonly symbol: Int32Array;
  readonly side: Uint8Array;
  readonly ordered: Int32Array;
  /**
   * `later` for an order that has not arrived, `working` for one that a server has, `waiting` for
   * one in a queue; `filled` for any other. Which of these are `cancelled` or `not-taken` is known
   * from what they executed and sent.
   */
  readonly place: Uint8Array;
}

/** Where the orders of a flow are: those before row `arrived` have arrived. */
interface Whereabouts {
  readonly arrived: number;
  readonly parents: readonly Parents[];
  readonly waiting: Iterable<number>;
}

/** The most generated orders of a load with a row: what is known of one takes some 140 bytes. */
export const LOAD_ORDERS_MAX = 2 ** 20;

/** Names for generated orders of a load, which may be many: all have the empty name. */
const NO_NAMES = { clOrdIds: [''], accounts: [''] } as const;

/** What a table of orders needs of a flow. */
type OrderColumns = Pick<OrderFlow, 'count' | 'symbol' | 'side' | 'quantity'>;

/** Returns the orders of a flow with their places. A generated order is named by its number. */
export function placeOrders(
  flow: OrderFlow,
  whereabouts: Whereabouts,
  arrivalNs: Float64Array = flow.arrivalNs,
): RunOrders {
  return { ...nameOrders(flow), ...placeColumns(flow, whereabouts, arrivalNs) };
}

/** The same for the generated orders of a load, which have no names. */
export function placeGenerated(
  orders: OrderColumns,
  whereabouts: Whereabouts,
  arrivalNs: Float64Array,
): RunOrders {
  return {
    ...NO_NAMES,
    account: new Int32Array(orders.count),
    ...placeColumns(orders, whereabouts, arrivalNs),
  };
}

function placeColumns(
  flow: OrderColumns,
  { arrived, parents, waiting }: Whereabouts,
  arrivalNs: Float64Array,
): Omit<RunOrders, keyof OrderNames> {
  const { count } = flow;
  const place = new Uint8Array(count).fill(STATE.filled);
  place.fill(STATE.later, arrived);
  for (const { state, orderId, capacity } of parents)
    for (let row = 0; row < capacity; row++)
      if (state[row] !== ParentState.FREE && orderId[row]! < count)
        place[orderId[row]!] = STATE.working;
  for (const order of waiting) if (order < count) place[order] = STATE.waiting;
  return {
    arrivalNs: arrivalNs.slice(0, count),
    symbol: flow.symbol.slice(0, count),
    side: flow.side.slice(0, count),
    ordered: flow.quantity.slice(0, count),
    place,
  };
}

/**
 * Returns the state of an order, by its place: one that no server has any more is filled, or was
 * cancelled, or was never taken, for which no child was sent.
 */
export function orderState(
  place: number,
  ordered: number,
  executed: number,
  children: number,
): number {
  if (place !== STATE.filled || executed >= ordered) return place;
  return children === 0 ? STATE['not-taken'] : STATE.cancelled;
}
