import { BUILD_NAMES } from '../deployment/builds.js';
import { generateUniverse } from '../market/universe.js';
import { venueFees } from '../market/venues.js';
import type { LoadProfile } from '../scenarios/profile.js';
import { EventCapture } from './event-capture.js';
import type { EventFormat } from './event-formats.js';

/**
 * Has the children and fills of a fleet written while it runs. Servers do not wait for the writer:
 * what finds its ring full is left out and counted.
 */
export async function captureLoad(
  profile: LoadProfile,
  { out, format }: { out: string; format: EventFormat },
): Promise<EventCapture> {
  const head = {
    symbols: generateUniverse(profile.universe, profile.seed).map(({ symbol }) => symbol),
    buildNames: BUILD_NAMES,
    feeTicks: venueFees(profile.market.venues),
  };
  // The fleet says when its clock begins.
  return EventCapture.start({
    out,
    format,
    head,
    producers: profile.servers,
    policy: 'drop',
    originMs: 0,
  });
}
