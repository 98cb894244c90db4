import { NS_PER_SECOND, TICKS_PER_DOLLAR } from '../base/units.js';
import type { Batch, CaptureNames } from '../capture/columns.js';
import { growOrderSums, type OrderSums } from '../capture/order-sums.js';
import { fillTime, writeLong } from '../capture/reader.js';
import { orderState, type RunOrders } from '../capture/run-orders.js';

/** The names that the columns of a table of orders depend on. */
export function orderNames(symbols: readonly string[], orders: RunOrders): CaptureNames {
  return { symbols, lists: { cl_ord_id: orders.clOrdIds, account: orders.accounts } };
}

/** Fills a batch of the table of orders: a row for each order, in order of arrival. */
export function fillOrders(
  batch: Batch,
  orders: RunOrders,
  sums: OrderSums,
  originMs: number,
): void {
  const count = orders.ordered.length;
  const isNamed = orders.clOrdIds.length === count;
  // An order that came last may have no child, and so no sums.
  growOrderSums(sums, count);
  const [
    time,
    parent,
    clOrdId,
    account,
    symbol,
    side,
    ordered,
    executed,
    price,
    state,
    children,
    refused,
    verdict,
    refusedSeconds,
  ] = batch.cells;
  for (let row = 0; row < count; row++) {
    const shares = sums.executed[row]!;
    fillTime(time!, row, 1, originMs, orders.arrivalNs[row]!);
    parent![row] = row;
    clOrdId![row] = isNamed ? row : 0;
    account![row] = orders.account[row]!;
    symbol![row] = orders.symbol[row]!;
    side![row] = orders.side[row]!;
    ordered![row] = orders.ordered[row]!;
    writeLong(executed!, row, shares);
    price![row] = shares === 0 ? Number.NaN : sums.executedMoney[row]! / shares / TICKS_PER_DOLLAR;
    state![row] = orderState(orders.place[row]!, orders.ordered[row]!, shares, sums.children[row]!);
    writeLong(children!, row, sums.children[row]!);
    writeLong(refused!, row, sums.refused[row]!);
    verdict![row] = sums.verdict[row]!;
    refusedSeconds![row] = sums.refusedNs[row]! / NS_PER_SECOND;
  }
  batch.rows = count;
}
