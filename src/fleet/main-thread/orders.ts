import { placeOrders, type RunOrders } from '../../capture/run-orders.js';
import { type Feeder, queuedOrders, replayNs } from './feeder.js';
import type { FleetView } from './view.js';

/**
 * Returns the orders of a recorded flow and where they are, with the times at which they were due,
 * ns from the start; undefined where the fleet made its own.
 */
export function fleetOrders({ plan, servers }: FleetView, feeder: Feeder): RunOrders | undefined {
  const { arrivals } = plan;
  if (arrivals.kind !== 'replay') return undefined;
  const { flow, speed } = arrivals;
  return placeOrders(
    flow,
    {
      arrived: feeder.order,
      parents: servers.map(({ router }) => router.parents),
      waiting: queuedOrders(feeder),
    },
    Float64Array.from({ length: flow.count }, (_, order) => replayNs(flow, order, speed)),
  );
}
