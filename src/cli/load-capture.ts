import { followedNames } from '../capture/order-names.js';
import { BUILD_NAMES } from '../deployment/builds.js';
import type { FleetSpec } from '../fleet/spec.js';
import { generateUniverse } from '../market/universe.js';
import { venueFees } from '../market/venues.js';
import type { LoadProfile } from '../scenarios/profile.js';
import { EventCapture } from './event-capture.js';
import type { EventFormat } from './event-formats.js';

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
    symbols: generateUniverse(profile.universe, profile.seed).map(({ symbol }) => symbol),
    buildNames: BUILD_NAMES,
    feeTicks: venueFees(profile.market.venues),
    ...(arrivals.kind === 'replay' && {
      orders: arrivals.flow.count,
      followed: followedNames(arrivals.flow),
    }),
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
