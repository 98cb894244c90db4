/**
 * Kinds of file columns. A `name` is stored as its code in a list; a `text` is any text. A time is
 * ns since 1970 UTC; a clock is a time of day. A time or a long takes two Int32 words of a row, low
 * word first.
 */
export type ColumnKind =
  | 'time'
  | 'clock'
  | 'long'
  | 'int'
  | 'small'
  | 'dollars'
  | 'number'
  | 'name'
  | 'text';

export interface ColumnSpec {
  readonly name: string;
  readonly kind: ColumnKind;
  /** The names that a `name` column may hold. */
  readonly names?: readonly string[];
  /** Whether a row may have no value. A batch's cell is NaN then. */
  readonly nullable?: boolean;
}

/** The type of each kind in JSON, and in DuckDB and Parquet. */
export const COLUMN_TYPES: Readonly<
  Record<ColumnKind, { readonly json: 'string' | 'number' | 'integer'; readonly sql: string }>
> = {
  // DuckDB has no nanosecond type with a time zone: all times are UTC.
  time: { json: 'string', sql: 'TIMESTAMP_NS' },
  clock: { json: 'string', sql: 'TIME' },
  long: { json: 'integer', sql: 'BIGINT' },
  int: { json: 'integer', sql: 'INTEGER' },
  small: { json: 'integer', sql: 'UTINYINT' },
  dollars: { json: 'number', sql: 'DOUBLE' },
  number: { json: 'number', sql: 'DOUBLE' },
  name: { json: 'string', sql: 'VARCHAR' },
  text: { json: 'string', sql: 'VARCHAR' },
};
