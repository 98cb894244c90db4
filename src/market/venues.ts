/**
 * The venues that a child can go to. Fees are what a taker pays per share, in ticks of $0.0001;
 * shares of displayed size are weights. Both are fields of a scenario's market, these are the
 * defaults: the access fee cap of Rule 610(c) is $0.0030; market shares of August 2012 put NYSE
 * near 27 %, Nasdaq 18 %, BATS 13 % (The Trade; BATS); the rest is assumed.
 */
export const VENUES = [
  { name: 'NYSE', kind: 'lit', feeTicks: 25, displayedWeight: 0.36 },
  { name: 'ARCA', kind: 'lit', feeTicks: 30, displayedWeight: 0.16 },
  { name: 'NASDAQ', kind: 'lit', feeTicks: 30, displayedWeight: 0.22 },
  { name: 'BATS', kind: 'lit', feeTicks: 29, displayedWeight: 0.14 },
  { name: 'EDGX', kind: 'lit', feeTicks: 29, displayedWeight: 0.07 },
  { name: 'EDGA', kind: 'lit', feeTicks: 6, displayedWeight: 0.05 },
  { name: 'DARK', kind: 'dark', feeTicks: 10, displayedWeight: 0 },
  { name: 'NYSE-RLP', kind: 'retail', feeTicks: 0, displayedWeight: 0 },
] as const;

export const VENUE_COUNT = VENUES.length;
export const VENUE_NAMES: readonly string[] = VENUES.map(({ name }) => name);
/** The venues that display liquidity come first, the largest ones mostly first. */
export const LIT_VENUE_COUNT = 6;
export const PRIMARY_VENUE = 0;
export const DARK_VENUE = 6;
export const RETAIL_VENUE = 7;

/** What lit venues are: displayed sizes at the touch, or one order book a stock. */
export const VENUE_KINDS = ['sizes', 'book'] as const satisfies readonly VenueKind[];
/** What lit venues are. */
export type VenueKind = 'sizes' | 'book';
/** The most stocks of a market of books, each of which has some 100 KB. */
export const BOOK_STOCKS_MAX = 2000;

/**
 * A scenario's settings of a venue: the taker's fee in ticks per share, its weight in the
 * displayed size, and its latency.
 */
export interface VenueTerms {
  readonly name: string;
  readonly feeTicks: number;
  readonly displayedWeight: number;
  /**
   * How long a message is under way between a server and the venue, µs one way: a lognormal
   * distribution, of which each message has a draw. Absent: orders arrive at once, and answers too.
   */
  readonly latencyMicros?: { readonly median: number; readonly sdLn: number } | undefined;
}

/** The longest median of a venue's latency, µs. */
export const LATENCY_MICROS_MAX = 1e6;
/** The widest spread of a venue's latency: the standard deviation of its logarithm. */
export const LATENCY_SD_MAX = 2;

/** Whether any venue has a latency. */
export const hasLatency = (terms: readonly VenueTerms[] = []): boolean =>
  terms.some(({ latencyMicros }) => latencyMicros !== undefined);

/**
 * The fees of all venues in the order of `VENUES`, ticks per share, with a scenario's terms in
 * place of the defaults.
 */
export function venueFees(terms: readonly VenueTerms[] = []): Int32Array {
  return Int32Array.from(
    VENUES,
    (venue) => (terms.find(({ name }) => name === venue.name) ?? venue).feeTicks,
  );
}

/** The weights of the venues in the displayed size. */
export function venueWeights(terms: readonly VenueTerms[] = []): Float64Array {
  return Float64Array.from(
    VENUES,
    (venue) => (terms.find(({ name }) => name === venue.name) ?? venue).displayedWeight,
  );
}

export const DEFAULT_FEE_TICKS = venueFees();
export const DEFAULT_WEIGHTS = venueWeights();
