import { BEHAVIOUR_NAMES } from '../deployment/builds.js';
import { VENUE_NAMES } from '../market/venues.js';
import { VERDICT_NAMES } from '../orders/codes.js';

/**
 * The columns of the two files, as analysts get them. `name` columns are codes with their names in a dictionary; times are ns since 1970 UTC; dollars are Float64.
 * A time or a sequence is two Int32 words of a row, the low one first.
 */
export type ColumnKind = 'time' | 'long' | 'int' | 'small' | 'dollars' | 'name';
export interface ColumnSpec {
  readonly name: string;
  readonly kind: ColumnKind;
  /** The names of a `name` column. */
  readonly names?: readonly string[];
  /** Whether a row may have nothing: NaN. Dollars only. */
  readonly nullable?: boolean;
}

/** What a writer has to know of a run. */
export interface CaptureHead {
  readonly symbols: readonly string[];
  readonly buildNames: readonly number[];
  /** By venue, ticks per share. */
  readonly feeTicks: Int32Array;
  /** The time zone in which times are shown by tools that show zones. */
  readonly timeZone: string;
}

const SIDE_NAMES = ['buy', 'sell'];

/** A child: what was sent or refused, for which parent, by which code, and the gate's word on it. */
export function childColumns({ symbols }: CaptureHead): ColumnSpec[] {
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
 * A venue's answer to an admitted child: what was executed at which price, what was cancelled, and the shares that its parent was not owed. It is the venue's, at its time, whether or
 * not the firm hears of it. A child that rests has a row as it arrives and another for each execution and for its cancel; what still stands at the end is in none.
 */
export function fillColumns({ symbols }: CaptureHead): ColumnSpec[] {
  return [
    { name: 'time', kind: 'time' },
    { name: 'sequence', kind: 'long' },
    { name: 'server', kind: 'small' },
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

/** A stock at the end of the run: the prices that a position is worth. */
export function stockColumns({ symbols }: CaptureHead): ColumnSpec[] {
  return [
    { name: 'symbol', kind: 'name', names: symbols },
    { name: 'open_price', kind: 'dollars' },
    { name: 'last_mid_price', kind: 'dollars' },
    { name: 'settled_price', kind: 'dollars' },
  ];
}

/** The cells of a column. */
export type Cells = Int32Array | Uint8Array | Float64Array;

/** Rows of a file in columns, as many as are written at one time. */
export interface Batch {
  readonly specs: readonly ColumnSpec[];
  readonly cells: readonly Cells[];
  readonly capacity: number;
  rows: number;
}

/** The most names that a code of one byte can tell apart: the sign bit stays free, as Arrow wants its indices. */
export const BYTE_NAMES_MAX = 128;

export function createBatch(specs: readonly ColumnSpec[], capacity: number): Batch {
  const cells = specs.map(({ kind, names }): Cells => {
    if (kind === 'time' || kind === 'long') return new Int32Array(2 * capacity);
    if (kind === 'dollars') return new Float64Array(capacity);
    if (kind === 'small' || (names !== undefined && names.length <= BYTE_NAMES_MAX)) return new Uint8Array(capacity);
    return new Int32Array(capacity);
  });
  return { specs, cells, capacity, rows: 0 };
}
