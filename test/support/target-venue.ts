import type { VenueArrival } from '../../src/venue/ledger.js';
import { startVenue } from '../../src/venue/run.js';
import { defaultVenue, type VenueSettings } from '../../src/venue/settings.js';

/** A venue in this process, without a flow of its own. */
export interface TargetVenue {
  readonly port: number;
  /** What has come to it. */
  readonly arrivals: readonly VenueArrival[];
  /** How many sessions are connected. */
  connected(): number;
  end(): Promise<unknown>;
}

/** Starts a venue as the target of a client or a load. */
export async function startTargetVenue(
  changes: Partial<VenueSettings>,
  stocks: Parameters<typeof startVenue>[0]['stocks'] = [],
  listenAt = 0,
): Promise<TargetVenue> {
  const abort = new AbortController();
  const arrivals: VenueArrival[] = [];
  const venue = await startVenue({
    settings: { ...defaultVenue(), background: false, ...changes },
    stocks,
    host: '127.0.0.1',
    port: listenAt,
    signal: abort.signal,
    onArrival: (arrival) => arrivals.push(arrival),
    tell: () => undefined,
  });
  const end = (): Promise<number> => {
    abort.abort();
    return venue.ended;
  };
  return { port: venue.port, arrivals, connected: () => venue.connected, end };
}
