import type { Depth, Quotes } from '../market/quotes.js';
import type { Table } from '../memory/table.js';
import type { Children } from '../orders/children.js';
import type { Beliefs } from '../orders/outstanding.js';
import type { FreeRows, Parents } from '../orders/parents.js';
import type { WorkingSet } from '../orders/working.js';

/** The state of one server's router. The procedures that change it are in the files beside it. */

/** Returned by `takeParent` in place of a row: the table of parents is full. */
export const FULL = -1;
/** Returned by `takeParent` in place of a row: the order is refused and does not come again. */
export const REFUSED = -2;

/** Counts of one server's router, one row. */
export const ROUTER_COUNT_SCHEMA = {
  sequence: 'f64',
  receivedParents: 'f64',
  filledParents: 'f64',
  refusedParents: 'f64',
  abandonedParents: 'f64',
  /** "Power Peg disabled" mails. */
  alerts: 'f64',
  /**
   * How often a due Power Peg parent sent no child: its symbol was paused, its limit out of reach,
   * all of it working, or its server halted.
   */
  passedOver: 'f64',
} as const;
export type RouterCounts = Table<typeof ROUTER_COUNT_SCHEMA>;

/** The settings of the behaviours, as numbers. */
export interface RouterSettings {
  /** Shares of a Power Peg child. */
  readonly pegShares: number;
  /**
   * Time between two children of one Power Peg parent, ns; 0 for as fast as the server turns.
   */
  readonly pegIntervalNs: number;
  /** The same by symbol, ns, where stocks differ and Power Peg is paced. */
  readonly pegIntervalsNs?: Float64Array | undefined;
  /** The venue of a child, for each of 256 random bytes; without it all go to the primary. */
  readonly pegVenueCells?: Uint8Array | undefined;
  /** The retail venue's improvement on the touch, ticks. */
  readonly improvementTicks: number;
}

/**
 * How orders rest: the most shares of a child, and how far the touch moves, in ticks, before a
 * child follows it.
 */
interface Resting {
  readonly showShares: number;
  readonly chaseTicks: number;
  readonly beliefs: Beliefs;
}

/**
 * Sums over the immediate orders that are done, one row: executed and cancelled shares add up to
 * the ordered ones.
 */
export const IMMEDIATE_SCHEMA = {
  orders: 'f64',
  filled: 'f64',
  orderedShares: 'f64',
  executedShares: 'f64',
  cancelledShares: 'f64',
} as const;
type ImmediateSums = Table<typeof IMMEDIATE_SCHEMA>;

/**
 * The immediate orders of a server: those that wait for their one turn, and those whose children
 * are out.
 */
interface ImmediateOrders {
  readonly set: WorkingSet;
  readonly sums: ImmediateSums;
}

/**
 * One server's router: its tables and settings. It does not know positions, limits, other servers,
 * threads, or the time of day. `build` is a row of `BUILDS`, and the router does what that row
 * says.
 */
export interface Router {
  readonly server: number;
  build: number;
  /** The flag bits that this server honours. */
  flagMask: number;
  readonly settings: RouterSettings;
  readonly parents: Parents;
  readonly free: FreeRows;
  /** By behaviour; the set of `DISABLED` holds the parents that wait for the bell. */
  readonly working: readonly WorkingSet[];
  readonly children: Children;
  readonly counts: RouterCounts;
  readonly quotes: Quotes;
  readonly depth: Depth;
  /** How orders rest, where any do. */
  readonly resting?: Resting | undefined;
  /** Orders that are executed at once or cancelled, where any come. */
  readonly immediate?: ImmediateOrders | undefined;
}
