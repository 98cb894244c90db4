import type { CaptureHead } from '../capture/columns.js';
import { followedNames } from '../capture/order-names.js';
import { LOAD_ORDERS_MAX } from '../capture/run-orders.js';
import { BUILD_NAMES } from '../deployment/builds.js';
import type { FleetSpec } from '../fleet/spec.js';
import { symbolsOf } from '../market/universe.js';
import { venueFees } from '../market/venues.js';
import type { LoadProfile } from '../scenarios/profile.js';
import { EventCapture } from './event-capture.js';
import type { EventFormat } from './event-formats.js';

/** The orders that a table has: those of a file, or those that an open loop generates. */
function ordersOf(arrivals: FleetSpec['arrivals']): Pick<CaptureHead, 'orders' | 'followed'> {
  switch (arrivals.kind) {
    case 'replay':
      return { orders: arrivals.flow.count, followed: followedNames(arrivals.flow) };
    case 'max':
      return {};
    default:
      return { orders: { atMost: LOAD_ORDERS_MAX } };
  }
}

/**
 * Starts writing the children and fills of a fleet while it runs. Servers do not wait for the
 * writer: children that find their ring full are dropped and counted.
 */
export async function captureLoad(
  profile: LoadProfile,
  { arrivals }: FleetSpec,
  { out, format }: { out: string; format: EventFormat },
): Promise<EventCapture> {
  const head = {
    symbols: symbolsOf(profile),
    buildNames: BUILD_NAMES,
    feeTicks: venueFees(profile.market.venues),
    ...ordersOf(arrivals),
  };
  // The fleet sets the origin when its clock starts.
  return EventCapture.start({
    out,
    format,
    head,
    producers: profile.servers,
    policy: 'drop',
    originMs: 0,
  });
}
