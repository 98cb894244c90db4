/**
 * What a column of a file holds. A `name` is one of a list and is stored as its code; a `text` is
 * any. A time is ns since 1970 UTC; a clock is a time of day. A time or a long is two Int32 words
 * of a row, the low one first.
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
  /** The names of a `name` column. */
  readonly names?: readonly string[];
  /** Whether a row may have no value; a cell of a batch then has NaN. */
  readonly nullable?: boolean;
}

/** The type of each kind in JSON and in DuckDB, whose types Parquet files have as well. */
export const COLUMN_TYPES: Readonly<
  Record<ColumnKind, { readonly json: 'string' | 'number' | 'integer'; readonly sql: string }>
> = {
  // DuckDB has no type of nanoseconds with a zone: all times are UTC.
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
