import {
  LOAD_ORDERS_MAX,
  placeGenerated,
  placeOrders,
  type RunOrders,
} from '../../capture/run-orders.js';
import { createSchedule, fillArrivals } from '../../flow/schedule.js';
import { type Feeder, queuedOrders, replayNs } from './feeder.js';
import type { FleetView } from './view.js';

/**
 * Returns the orders of an open loop and where they are, with the times at which they were due, ns
 * from the start; undefined for a closed loop and for orders over FIX, which have no such times. Of
 * generated orders it returns the first `LOAD_ORDERS_MAX`, which it draws again.
 */
export function fleetOrders(view: FleetView, feeder: Feeder): RunOrders | undefined {
  const { plan, servers } = view;
  const { arrivals } = plan;
  if (arrivals.kind === 'max' || arrivals.kind === 'live') return undefined;
  const whereabouts = {
    arrived: feeder.order,
    parents: servers.map(({ router }) => router.parents),
    waiting: queuedOrders(feeder),
  };
  const { flow } = feeder;
  if (arrivals.kind === 'replay') {
    const { speed } = arrivals;
    const dueNs = Float64Array.from({ length: flow.count }, (_, n) => replayNs(flow, n, speed));
    return placeOrders(flow, whereabouts, dueNs);
  }
  const count = Math.min(feeder.order, LOAD_ORDERS_MAX);
  const dueNs = new Float64Array(count);
  fillArrivals(createSchedule(arrivals, plan.seed), dueNs, 0, count);
  const column = <C extends Int32Array | Uint8Array>(values: C, into: C): C => {
    for (let row = 0; row < count; row++) into[row] = values[row % flow.count]!;
    return into;
  };
  const orders = {
    count,
    symbol: column(flow.symbol, new Int32Array(count)),
    side: column(flow.side, new Uint8Array(count)),
    quantity: column(flow.quantity, new Int32Array(count)),
  };
  return placeGenerated(orders, whereabouts, dueNs);
}
