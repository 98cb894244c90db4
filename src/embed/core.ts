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
 * Functions of `smars/core` that set something up: they check their arguments and call the inner
 * function. And the turn of one server over columns.
 */

const seedForm = whole(0, SEED_MAX);

/**
 * Generates the universe of a seed. The quantiles of price, volume and volatility follow a
 * low-discrepancy sequence that the seed shifts: every stretch of places holds dear and cheap, busy
 * and quiet stocks in proportion, so that seeds differ in which stock is what rather than in how
 * rich the day is.
 */
export function generateUniverse(spec: UniverseSpec, seed: number): Stock[] {
  demand(universeForm, spec, 'generateUniverse', 'spec');
  demand(seedForm, seed, 'generateUniverse', 'seed');
  return universes.generateUniverse(spec, seed);
}

/** An empty flow with room for `capacity` orders. */
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
 * The flows as one, sorted by arrival; orders of one instant keep the order of the flows and of
 * their rows.
 */
export function mergeFlows(given: readonly OrderFlow[]): OrderFlow {
  demand(list(flowForm, 0, 10_000), given, 'mergeFlows', 'flows');
  return flows.mergeFlows(given);
}

/**
 * One server as columns: the `server` of an `Engine`. The fields are those that are for reading.
 * @beta
 */
export interface ServerColumns {
  /** Counted from 1. */
  readonly number: number;
  /** The children of its latest turns; a position is an ever growing number. */
  readonly children: Children;
  /** Shares, and cash in ticks × shares, by symbol: of customers, and of the error account. */
  readonly positions: {
    readonly customerShares: Float64Array;
    readonly customerCash: Float64Array;
    readonly errorShares: Float64Array;
    readonly errorCash: Float64Array;
  };
}

/**
 * The venues of a market as columns: what they have executed in this epoch, and for whom.
 * @beta
 */
export interface VenueColumns {
  /** By venue, in the order of `VENUES`: ticks per share; below 0 where the venue pays. */
  readonly feeTicks: Int32Array;
}

/**
 * A market as columns: the `market` of an `Engine`.
 * @beta
 */
export interface MarketColumns {
  /** The stocks, whose places are the symbols of orders and children. */
  readonly stocks: readonly Stock[];
  readonly spec: MarketSpec;
  /** The venues, for `fillChildren`. */
  readonly book: VenueColumns;
}

/*
 * The functions of the hot path themselves, with types that show less: a program gets its tables
 * from an engine, and no check is made for each order.
 */

/**
 * Takes an order, a row of a flow, at a time (ns since the bell). Returns the row of its parent, or
 * a number below 0 when the table of parents is full (−1) or the build refuses the order.
 * @beta
 */
export const takeOrder: (
  server: ServerColumns,
  flow: OrderFlow,
  row: number,
  nowNs: number,
) => number = turns.takeOrder as never;

/**
 * Notes when each quote was last known, for the check `stale-quote`: before each turn of a server
 * that has it on.
 * @beta
 */
export const noteQuotes: (server: ServerColumns, nowNs: number) => void = turns.noteQuotes as never;

/**
 * Decides the children of one turn and has the gate judge them: at most `childrenMax` at a time (ns
 * since the bell). An epoch is the number of the turn, from 1. Returns how many it decided.
 * @beta
 */
export const turnServer: (
  server: ServerColumns,
  nowNs: number,
  epoch: number,
  childrenMax: number,
) => number = turns.turnServer as never;

/**
 * The position of the first of the last `count` children.
 * @beta
 */
export const turnBegin: (server: ServerColumns, count: number) => number = turns.turnBegin as never;

/**
 * The position after the last child.
 * @beta
 */
export const turnEnd: (server: ServerColumns) => number = turns.turnEnd as never;

/**
 * Has the venues answer the admitted children from `begin` up to `end`. Returns how many executed.
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
 * Books the answers of the children from `begin` up to `end`: parents, reservations and positions
 * learn of them. Returns how many executed.
 * @beta
 */
export const settleServer: (
  server: ServerColumns,
  begin: number,
  end: number,
  nowNs: number,
) => number = settling.settleServer as never;

/**
 * Moves the quotes on after the turn of an epoch.
 * @beta
 */
export const markMarket: (market: MarketColumns, epoch: number) => void =
  markets.markMarket as never;
