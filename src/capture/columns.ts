import type { ColumnSpec } from '../base/columns.js';
import { BEHAVIOUR_NAMES } from '../deployment/builds.js';
import { VENUE_NAMES } from '../market/venues.js';
import { VERDICT_NAMES } from '../orders/codes.js';

/** The facts of a run that a writer needs. */
export interface CaptureHead {
  readonly symbols: readonly string[];
  readonly buildNames: readonly number[];
  /** By venue, ticks per share. */
  readonly feeTicks: Int32Array;
  /** How many orders the run has, where a table of orders is written. */
  readonly orders?: number | undefined;
}

/** The names that the column types depend on. */
export interface CaptureNames extends Pick<CaptureHead, 'symbols'> {
  /** The ClOrdID of each order, and the accounts; both are known at the end. */
  readonly clOrdIds?: readonly string[] | undefined;
  readonly accounts?: readonly string[] | undefined;
}

/** What became of an order by the end of a run. */
export const ORDER_STATES = [
  'filled',
  'working',
  'waiting',
  'cancelled',
  'not-taken',
  'later',
] as const;

const SIDE_NAMES = ['buy', 'sell'];

/**
 * A child: order, parent, code that decided it, and the gate's verdict. Refused children have rows
 * too.
 */
function childColumns({ symbols }: CaptureNames): ColumnSpec[] {
  return [
    { name: 'time', kind: 'time' },
    { name: 'sequence', kind: 'long' },
    { name: 'server', kind: 'small' },
    { name: 'build', kind: 'int' },
    { name: 'flags', kind: 'small' },
    { name: 'behaviour', kind: 'name', names: BEHAVIOUR_NAMES },
    { name: 'parent_id', kind: 'int' },
    { name: 'symbol', kind: 'name', names: symbols },
    { name: 'side', kind: 'name', names: SIDE_NAMES },
    { name: 'quantity', kind: 'int' },
    { name: 'limit_price', kind: 'dollars' },
    { name: 'venue', kind: 'name', names: VENUE_NAMES },
    { name: 'verdict', kind: 'name', names: VERDICT_NAMES },
  ];
}

/**
 * A venue's answer to an admitted child: shares executed and cancelled, the price, and the shares
 * that the parent was not owed. Rows show the venue's truth and time, whether or not the firm hears
 * of it. A resting child has a row when it arrives, and one for each execution and for its cancel.
 * Shares still resting at the end have no row.
 */
function fillColumns({ symbols }: CaptureNames): ColumnSpec[] {
  return [
    { name: 'time', kind: 'time' },
    { name: 'sequence', kind: 'long' },
    { name: 'server', kind: 'small' },
    { name: 'parent_id', kind: 'int' },
    { name: 'symbol', kind: 'name', names: symbols },
    { name: 'side', kind: 'name', names: SIDE_NAMES },
    { name: 'venue', kind: 'name', names: VENUE_NAMES },
    { name: 'executed', kind: 'int' },
    { name: 'cancelled', kind: 'int' },
    { name: 'price', kind: 'dollars', nullable: true },
    { name: 'mid_price', kind: 'dollars' },
    { name: 'fees', kind: 'dollars' },
    { name: 'unmatched', kind: 'int' },
  ];
}

/** A stock at the end of the run, with the prices that value a position. */
function stockColumns({ symbols }: CaptureNames): ColumnSpec[] {
  return [
    { name: 'symbol', kind: 'name', names: symbols },
    { name: 'open_price', kind: 'dollars' },
    { name: 'last_mid_price', kind: 'dollars' },
    { name: 'settled_price', kind: 'dollars' },
  ];
}

/**
 * A parent order at the end of the run: `parent_id` joins it to its children and fills. `executed`
 * counts shares beyond the order too. `verdict` and `refused_seconds` (after the bell) are those of
 * its first refused child: `admitted`, and no value, where none was refused.
 */
function orderColumns({ symbols, clOrdIds = [''], accounts = [''] }: CaptureNames): ColumnSpec[] {
  return [
    { name: 'time', kind: 'time' },
    { name: 'parent_id', kind: 'int' },
    { name: 'cl_ord_id', kind: 'name', names: clOrdIds },
    { name: 'account', kind: 'name', names: accounts },
    { name: 'symbol', kind: 'name', names: symbols },
    { name: 'side', kind: 'name', names: SIDE_NAMES },
    { name: 'ordered', kind: 'int' },
    { name: 'executed', kind: 'long' },
    { name: 'average_price', kind: 'number', nullable: true },
    { name: 'state', kind: 'name', names: ORDER_STATES },
    { name: 'children', kind: 'long' },
    { name: 'refused_children', kind: 'long' },
    { name: 'verdict', kind: 'name', names: VERDICT_NAMES },
    { name: 'refused_seconds', kind: 'number', nullable: true },
  ];
}

/** The tables of a run and their columns: the single schema for every file format. */
export function captureTables(names: CaptureNames) {
  return {
    children: childColumns(names),
    fills: fillColumns(names),
    stocks: stockColumns(names),
    orders: orderColumns(names),
  } as const;
}
export type CaptureTable = keyof ReturnType<typeof captureTables>;

/** The cells of a column. */
export type Cells = Int32Array | Uint8Array | Float64Array;

/** Rows of a file in columns, written together. */
export interface Batch {
  readonly specs: readonly ColumnSpec[];
  readonly cells: readonly Cells[];
  readonly capacity: number;
  rows: number;
}

/** The most names that a one-byte code can hold. Arrow needs the sign bit free in its indices. */
export const BYTE_NAMES_MAX = 128;

export function createBatch(specs: readonly ColumnSpec[], capacity: number): Batch {
  const cells = specs.map(({ kind, names }): Cells => {
    if (kind === 'time' || kind === 'long') return new Int32Array(2 * capacity);
    if (kind === 'dollars' || kind === 'number') return new Float64Array(capacity);
    if (kind === 'small' || (names !== undefined && names.length <= BYTE_NAMES_MAX))
      return new Uint8Array(capacity);
    return new Int32Array(capacity);
  });
  return { specs, cells, capacity, rows: 0 };
}
