import {
  type Form,
  fields,
  list,
  numeric,
  oneOf,
  optional,
  positive,
  whole,
} from '../base/forms.js';
import { evenQuantile, exponential, naturalLog } from '../base/numerics.js';
import { RandomStream } from '../base/random.js';
import { STOCKS_MAX, VOLUME_MAX } from '../base/ranges.js';
import { NS_PER_SECOND } from '../base/units.js';
import { LIT_VENUE_COUNT, VENUE_NAMES } from '../market/venues.js';
import type { AssignRule } from './assign.js';
import type { RouterSettings } from './state.js';

/** The router's part of a scenario, a load profile or an engine's options. */
export interface RouterTerms {
  /**
   * How parents are given to servers. By default a day takes `least-open` and a fleet
   * `round-robin`.
   */
  readonly assign?: AssignRule | undefined;
  /** Shares of one Power Peg child. */
  readonly pegShares: number;
  /** Children a second of one Power Peg parent; 0 sends unpaced. */
  readonly pegChildrenPerSecond: number;
  /** How the pace differs by stock; by default it does not. */
  readonly pegPace?: PegPace | undefined;
  /** Displaying venues of Power Peg, and their shares of its children; by default the primary. */
  readonly pegVenues?: readonly PegVenue[] | undefined;
  /** The retail venue's improvement on the touch, ticks. */
  readonly improvementTicks: number;
}

/**
 * The pace of Power Peg in a stock: `pegChildrenPerSecond` × (V / `atAdvShares`)^`volumeExponent`,
 * spread lognormally by stock with `sdLn`, evenly over the stocks, from where the seed begins.
 */
export interface PegPace {
  readonly atAdvShares: number;
  readonly volumeExponent: number;
  readonly sdLn: number;
  /** The stocks whose pace is known, by their places; the others are drawn. */
  readonly known?: readonly KnownPace[] | undefined;
}

/** Children a second of one Power Peg parent in the stock at a place. */
export interface KnownPace {
  readonly place: number;
  readonly childrenPerSecond: number;
}

/** A displaying venue, and its share of the children, as a weight. */
export interface PegVenue {
  readonly name: string;
  readonly share: number;
}

/** How the pace of Power Peg differs by stock. */
export const pegPaceForm: Form = fields({
  atAdvShares: positive(VOLUME_MAX),
  volumeExponent: numeric(-2, 2),
  sdLn: numeric(0, 3),
  known: optional(
    list(
      fields({ place: whole(0, STOCKS_MAX - 1), childrenPerSecond: positive(1e6) }),
      1,
      STOCKS_MAX,
    ),
  ),
});
const pegVenueList = list(
  fields({ name: oneOf(VENUE_NAMES.slice(0, LIT_VENUE_COUNT)), share: positive(1e6) }),
  1,
  LIT_VENUE_COUNT,
);
/** The venues of Power Peg: displaying ones, each once. */
export const pegVenuesForm: Form = {
  ...pegVenueList,
  check(value, place, faults) {
    const before = faults.length;
    pegVenueList.check(value, place, faults);
    if (faults.length > before) return;
    const names = (value as readonly { name: string }[]).map(({ name }) => name);
    const twice = names.find((name, n) => names.indexOf(name) !== n);
    if (twice !== undefined) faults.push(`${place}: '${twice}' is there twice`);
  },
};

/**
 * Returns how long Power Peg waits from one child of a parent to the next; 0 if it sends unpaced.
 */
export function pegInterval(childrenPerSecond: number): number {
  return childrenPerSecond === 0 ? 0 : Math.round(NS_PER_SECOND / childrenPerSecond);
}

/** Returns the router's settings as numbers. `advShares` has the daily volumes by symbol. */
export function routerSettings(
  terms: RouterTerms,
  advShares: readonly number[],
  seed: number,
): RouterSettings {
  const { pegShares, pegChildrenPerSecond, pegPace, pegVenues, improvementTicks } = terms;
  return {
    pegShares,
    pegIntervalNs: pegInterval(pegChildrenPerSecond),
    improvementTicks,
    ...(pegPace === undefined || pegChildrenPerSecond === 0
      ? {}
      : { pegIntervalsNs: pegIntervals(pegPace, pegChildrenPerSecond, advShares, seed) }),
    ...(pegVenues === undefined ? {} : { pegVenueCells: venueCells(pegVenues) }),
  };
}

function pegIntervals(
  { atAdvShares, volumeExponent, sdLn, known = [] }: PegPace,
  childrenPerSecond: number,
  advShares: readonly number[],
  seed: number,
): Float64Array {
  const shift = new RandomStream(seed, 'peg pace').fraction();
  const intervals = Float64Array.from(advShares, (shares, symbol) => {
    const byVolume = exponential(volumeExponent * naturalLog(shares / atAdvShares));
    const spread = { median: childrenPerSecond * byVolume, sdLn };
    return Math.max(1, pegInterval(evenQuantile(spread, symbol * STEP_PACE + shift)));
  });
  for (const { place, childrenPerSecond: pace } of known)
    if (place < intervals.length) intervals[place] = Math.max(1, pegInterval(pace));
  return intervals;
}

/**
 * The fractional part of √199: the pace is spread evenly over the stocks, as their prices and
 * volumes are. Of the roots of the first 200 primes it is among those with which dear and busy
 * stocks share most evenly in high and low paces, whatever the seed.
 */
const STEP_PACE = 0.10673597966588;

/** Cells of which a random byte chooses one. */
const CELLS = 256;

/** The venue of each cell, in proportion to the shares. */
function venueCells(venues: readonly PegVenue[]): Uint8Array {
  const total = venues.reduce((sum, { share }) => sum + share, 0);
  const cells = new Uint8Array(CELLS);
  let sum = 0;
  for (const { name, share } of venues) {
    const begin = Math.round((sum / total) * CELLS);
    sum += share;
    cells.fill(VENUE_NAMES.indexOf(name), begin, Math.round((sum / total) * CELLS));
  }
  return cells;
}
