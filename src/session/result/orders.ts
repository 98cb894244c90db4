import type { ORDER_STATES } from '../../capture/columns.js';
import { ParentState } from '../../orders/codes.js';
import type { Day } from '../day/day.js';

type StateName = (typeof ORDER_STATES)[number];
const STATE: Readonly<Record<StateName, number>> = {
  filled: 0,
  working: 1,
  waiting: 2,
  cancelled: 3,
  'not-taken': 4,
  later: 5,
};

/** The orders of a day by row, as they came in, and where they are now. */
export interface DayOrders {
  readonly clOrdIds: readonly string[];
  /** The distinct accounts, none first, and by order the place of its own. */
  readonly accounts: readonly string[];
  readonly account: Int32Array;
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

/** Returns the orders of a day so far. A generated order is named by its number. */
export function dayOrders({ flow, cursor, servers, waiting, next }: Day): DayOrders {
  const { count } = flow;
  const place = new Uint8Array(count).fill(STATE.filled);
  place.fill(STATE.later, cursor.nextOrder[0]!);
  for (const { router } of servers) {
    const { parents } = router;
    for (let row = 0; row < parents.capacity; row++)
      if (parents.state[row] !== ParentState.FREE) place[parents.orderId[row]!] = STATE.working;
  }
  for (const first of waiting.head)
    for (let order = first; order !== -1; order = next.order[order]!) place[order] = STATE.waiting;
  const accounts = [...new Set(['', ...(flow.accountNames ?? [])])];
  const codes = new Map(accounts.map((name, code) => [name, code]));
  return {
    clOrdIds: Array.from({ length: count }, (_, n) => flow.clOrdIds?.[n] || `generated-${n}`),
    accounts,
    account: Int32Array.from({ length: count }, (_, n) => codes.get(flow.accountNames?.[n] ?? '')!),
    arrivalNs: flow.arrivalNs.slice(0, count),
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
