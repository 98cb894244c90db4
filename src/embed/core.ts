import { demand, list, simple, whole } from '../base/forms.js';
import { QUANTITY_MAX, SEED_MAX } from '../base/ranges.js';
import * as fills from '../market/fills.js';
import { universeForm } from '../market/forms.js';
import type { MarketSpec } from '../market/market.js';
import * as markets from '../market/market.js';
import type { Stock, UniverseSpec } from '../market/universe.js';
import * as universes from '../market/universe.js';
import type { Children } from '../orders/children.js';
import type { OrderFlow } from '../orders/flow.js';
import * as flows from '../orders/flow.js';
import * as settling from '../server/settle.js';
import * as turns from '../server/turn.js';

/**
 * Functions of `smars/core`. Those that set something up check their arguments and call the inner
 * function. Those of the hot path are the inner functions themselves.
 */

const seedForm = whole(0, SEED_MAX);

/**
 * Generates the stocks of a universe. The quantiles of price, volume and volatility follow a
 * low-discrepancy sequence that the seed shifts: every stretch of places has dear and cheap, busy
 * and quiet stocks in proportion. So seeds differ in which stock is which, not in how rich the day
 * is. Throws an InputError for a wrong field.
 *
 * @param seed - a whole number from 0 to 4,294,967,295
 */
export function generateUniverse(spec: UniverseSpec, seed: number): Stock[] {
  demand(universeForm, spec, 'generateUniverse', 'spec');
  demand(seedForm, seed, 'generateUniverse', 'seed');
  return universes.generateUniverse(spec, seed);
}

/**
 * Makes an empty flow. Throws an InputError for a wrong capacity.
 *
 * @param capacity - orders that it has room for, up to 100,000,000
 */
export function createOrderFlow(capacity: number): OrderFlow {
  demand(whole(0, QUANTITY_MAX), capacity, 'createOrderFlow', 'capacity');
  return flows.createOrderFlow(capacity);
}

const flowForm = simple((value) => {
  const { count, arrivalNs } = (value ?? {}) as Partial<OrderFlow>;
  return (
    Number.isInteger(count) &&
    count! >= 0 &&
    ArrayBuffer.isView(arrivalNs) &&
    count! <= arrivalNs.length
  );
}, 'a flow, as createOrderFlow makes it, with a count within its columns');

/**
 * Merges flows into one, sorted by arrival. Orders of one instant keep the order of the flows and
 * of their rows. Throws an InputError for what is not a flow.
 */
export function mergeFlows(given: readonly OrderFlow[]): OrderFlow {
  demand(list(flowForm, 0, 10_000), given, 'mergeFlows', 'flows');
  return flows.mergeFlows(given);
}

/**
 * One server as columns: the `server` of an `Engine`. A program reads these columns; the functions
 * below write them.
 *
 * @beta
 */
export interface ServerColumns {
  /** Counted from 1. */
  readonly number: number;
  /** The children of its latest turns. Positions only grow. */
  readonly children: Children;
  /** By symbol: shares, and cash in ticks × shares, of customers and of the error account. */
  readonly positions: {
    readonly customerShares: Float64Array;
    readonly customerCash: Float64Array;
    readonly errorShares: Float64Array;
    readonly errorCash: Float64Array;
  };
}

/**
 * The venues of a market as columns, for `fillChildren`.
 *
 * @beta
 */
export interface VenueColumns {
  /** By venue, in the order of `VENUES`: ticks per share; negative where the venue pays. */
  readonly feeTicks: Int32Array;
}

/**
 * A market as columns: the `market` of an `Engine`.
 *
 * @beta
 */
export interface MarketColumns {
  /** The stocks. Orders and children name a symbol by its place here. */
  readonly stocks: readonly Stock[];
  readonly spec: MarketSpec;
  /** The venues, for `fillChildren`. */
  readonly book: VenueColumns;
}

/*
 * These are the functions of the hot path themselves: they check no argument, and a call costs
 * nothing more. Their types show less of the tables.
 */

/**
 * Takes one order of a flow as a parent. Returns the row of the parent, −1 when the table of
 * parents is full, or −2 when the build refuses the order.
 *
 * @param row - the order's row in the flow
 * @param nowNs - since the bell
 * @beta
 */
export const takeOrder: (
  server: ServerColumns,
  flow: OrderFlow,
  row: number,
  nowNs: number,
) => number = turns.takeOrder as never;

/**
 * Notes the time of each quote. Call it before a turn where the check `stale-quote` is on.
 *
 * @param nowNs - since the bell
 * @beta
 */
export const noteQuotes: (server: ServerColumns, nowNs: number) => void = turns.noteQuotes as never;

/**
 * Decides the children of one turn, and has the gate judge them. Returns how many it decided.
 *
 * @param nowNs - since the bell
 * @param epoch - the number of the turn, from 1
 * @param childrenMax - children of one turn, at most `children.capacity`
 * @beta
 */
export const turnServer: (
  server: ServerColumns,
  nowNs: number,
  epoch: number,
  childrenMax: number,
) => number = turns.turnServer as never;

/**
 * Returns the position of the first of the last `count` children.
 *
 * @beta
 */
export const turnBegin: (server: ServerColumns, count: number) => number = turns.turnBegin as never;

/**
 * Returns the position after the last child.
 *
 * @beta
 */
export const turnEnd: (server: ServerColumns) => number = turns.turnEnd as never;

/**
 * Has the venues answer the admitted children of a turn. Returns how many executed.
 *
 * @param begin - position of the first child
 * @param end - position after the last child
 * @param epoch - the number of the turn
 * @beta
 */
export const fillChildren: (
  book: VenueColumns,
  children: Children,
  begin: number,
  end: number,
  epoch: number,
) => number = fills.fillChildren as never;

/**
 * Books the answers of a turn in parents, reservations and positions. Returns how many executed.
 *
 * @param begin - position of the first child
 * @param end - position after the last child
 * @param nowNs - since the bell
 * @beta
 */
export const settleServer: (
  server: ServerColumns,
  begin: number,
  end: number,
  nowNs: number,
) => number = settling.settleServer as never;

/**
 * Moves the quotes on at the end of a turn.
 *
 * @param epoch - the number of the turn
 * @beta
 */
export const markMarket: (market: MarketColumns, epoch: number) => void =
  markets.markMarket as never;
