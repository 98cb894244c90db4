import { placeOrders, type RunOrders } from '../../capture/run-orders.js';
import type { Day } from '../day/day.js';

/** Returns the orders of a day so far. A generated order is named by its number. */
export function dayOrders(day: Day): RunOrders {
  const { flow, cursor, servers } = day;
  return placeOrders(flow, {
    arrived: cursor.nextOrder[0]!,
    parents: servers.map(({ router }) => router.parents),
    waiting: ordersWaiting(day),
  });
}

/** The orders that wait for a server. */
function* ordersWaiting({ waiting, next }: Day): Generator<number> {
  for (const first of waiting.head)
    for (let order = first; order !== -1; order = next.order[order]!) yield order;
}
