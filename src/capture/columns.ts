import type { ColumnSpec } from '../base/columns.js';
import { BEHAVIOUR_NAMES } from '../deployment/builds.js';
import { VENUE_NAMES } from '../market/venues.js';
import { VERDICT_NAMES } from '../orders/codes.js';
import type { OrderNames } from './order-names.js';

/** The facts of a run that a writer needs. */
export interface CaptureHead {
  readonly symbols: readonly string[];
  readonly buildNames: readonly number[];
  /** By venue, ticks per share. */
  readonly feeTicks: Int32Array;
  /**
   * How many orders the run has, where a table of orders is written; or how many of them have a row
   * at most, where their number is known at the end.
   */
  readonly orders?: number | { readonly atMost: number } | undefined;
  /** The names of the orders, where some came from a file. */
  readonly followed?: OrderNames | undefined;
}

/** The names that the column types depend on. */
export interface CaptureNames extends Pick<CaptureHead, 'symbols' | 'followed'> {
  /** By column, the names in a table of orders or findings, which are known at the end. */
  readonly lists?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** A column whose names are known at the end. */
const listed = (name: string, { lists }: CaptureNames): ColumnSpec => ({
  name,
  kind: 'name',
  names: lists?.[name] ?? [''],
});

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
 * The order's own names on a row of a child or a fill, where orders came from a file. The codes of
 * `cl_ord_id` are the orders' rows.
 */
function followedColumns({ followed }: CaptureNames): ColumnSpec[] {
  if (followed === undefined) return [];
  return [
    { name: 'cl_ord_id', kind: 'name', names: followed.clOrdIds },
    { name: 'account', kind: 'name', names: followed.accounts },
  ];
}

/**
 * A child: order, parent, code that decided it, and the gate's verdict. Refused children have rows
 * too.
 */
function childColumns(names: CaptureNames): ColumnSpec[] {
  const { symbols } = names;
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
    ...followedColumns(names),
  ];
}

/**
 * A venue's answer to an admitted child: shares executed and cancelled, the price, and the shares
 * that the parent was not owed. Rows show the venue's truth and time, whether or not the firm hears
 * of it. A resting child has a row when it arrives, and one for each execution and for its cancel.
 * Shares still resting at the end have no row.
 */
function fillColumns(names: CaptureNames): ColumnSpec[] {
  const { symbols } = names;
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
    ...followedColumns(names),
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
function orderColumns(names: CaptureNames): ColumnSpec[] {
  const { symbols } = names;
  return [
    { name: 'time', kind: 'time' },
    { name: 'parent_id', kind: 'int' },
    listed('cl_ord_id', names),
    listed('account', names),
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

/**
 * A finding of a check, by time. `of` names the symbol, server or account that it is about, and
 * `firm`; for an order or a parent it is their server. `sequence` is 0 and `parent_id` −1 for a
 * finding about no single child. Value and bound are dollars, seconds, shares, orders, or 1 and 0.
 */
function findingColumns(names: CaptureNames): ColumnSpec[] {
  return [
    { name: 'time', kind: 'time' },
    { name: 'server', kind: 'small' },
    listed('check', names),
    listed('outcome', names),
    listed('scope', names),
    listed('of', names),
    listed('unit', names),
    { name: 'value', kind: 'number', nullable: true },
    { name: 'bound', kind: 'number', nullable: true },
    { name: 'window_seconds', kind: 'number', nullable: true },
    { name: 'sequence', kind: 'long' },
    { name: 'parent_id', kind: 'int' },
    listed('cl_ord_id', names),
    listed('account', names),
  ];
}

/** A pause of a stock: when it began and when trading goes on, and the middle of the quote. */
function pauseColumns(names: CaptureNames): ColumnSpec[] {
  return [
    { name: 'time', kind: 'time' },
    { name: 'end_time', kind: 'time' },
    { name: 'symbol', kind: 'name', names: names.symbols },
    { name: 'price', kind: 'number' },
    listed('reason', names),
  ];
}

/**
 * The busted trades of a stock: the opening print from which the rule measures, the middle of the
 * quote furthest from it, shares bought less sold, and the dollars received for them, net.
 */
function bustColumns({ symbols }: CaptureNames): ColumnSpec[] {
  return [
    { name: 'symbol', kind: 'name', names: symbols },
    { name: 'reference_price', kind: 'number' },
    { name: 'price', kind: 'number' },
    { name: 'shares', kind: 'int' },
    { name: 'cash', kind: 'number' },
  ];
}

/** The tables of a run and their columns: the single schema for every file format. */
export function captureTables(names: CaptureNames) {
  return {
    children: childColumns(names),
    fills: fillColumns(names),
    stocks: stockColumns(names),
    orders: orderColumns(names),
    findings: findingColumns(names),
    pauses: pauseColumns(names),
    busts: bustColumns(names),
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
