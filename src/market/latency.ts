import { evenQuantile, type Lognormal } from '../base/numerics.js';
import { mix32, mixPair } from '../base/random.js';
import { NS_PER_MICRO } from '../base/units.js';
import { hasLatency, VENUES, type VenueTerms } from './venues.js';

/**
 * How long messages are under way between servers and venues. A session is one server at one venue.
 * Each message of it, an order or an answer, has a draw of its own.
 */
export interface VenueLatency {
  readonly seed: number;
  /** By venue: quantiles of the time of one message, ns; all 0 at a venue without latency. */
  readonly quantilesNs: readonly Float64Array[];
}

/** The ways between a server and a venue. */
export const Way = { ORDER: 0, ANSWER: 1 } as const;

/** Quantiles of a venue, a power of two. */
const QUANTILES = 4096;
/** A session's numbers have nothing to do with those of other draws from the same seed. */
const LATENCY_SEED = 0x1a7e;

/** The latency of the venues, or undefined if none has any. */
export function venueLatency(
  terms: readonly VenueTerms[] | undefined,
  seed: number,
): VenueLatency | undefined {
  if (terms === undefined || !hasLatency(terms)) return undefined;
  const quantilesNs = VENUES.map((venue) =>
    quantilesOf(terms.find(({ name }) => name === venue.name)?.latencyMicros),
  );
  return { seed: mix32(seed ^ LATENCY_SEED), quantilesNs };
}

function quantilesOf(latencyMicros: Lognormal | undefined): Float64Array {
  const quantiles = new Float64Array(QUANTILES);
  if (latencyMicros === undefined) return quantiles;
  return quantiles.map(
    (_, place) => NS_PER_MICRO * evenQuantile(latencyMicros, (place + 0.5) / QUANTILES),
  );
}

/** How long the n-th message of a session is under way, ns. */
export function messageNs(
  { seed, quantilesNs }: VenueLatency,
  server: number,
  venue: number,
  way: number,
  message: number,
): number {
  const session = (server << 5) | (venue << 1) | way;
  return quantilesNs[venue]![mixPair(message, seed ^ session) & (QUANTILES - 1)]!;
}
