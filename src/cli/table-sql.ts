import { COLUMN_TYPES, type ColumnSpec } from '../base/columns.js';
import { sqlName, sqlText } from '../base/escape.js';

/**
 * The files that DuckDB reads by itself, by their endings; Arrow files it reads with an extension
 * only.
 */
export const TABLE_ENDINGS = ['.parquet', '.csv', '.ndjson'] as const;
export type TableEnding = (typeof TABLE_ENDINGS)[number];

/**
 * A file of ours as a FROM item of DuckDB. Its types are those of the schema, since a type that is
 * guessed from rows rounds later ones. Parquet files have their types in them.
 */
export function tableSql(path: string, ending: TableEnding, specs: readonly ColumnSpec[]): string {
  if (ending === '.parquet') return `read_parquet(${sqlText(path)})`;
  const columns = `columns = {${specs.map(({ name, kind }) => `${sqlText(name)}: '${COLUMN_TYPES[kind].sql}'`).join(', ')}}`;
  if (ending === '.ndjson') return `read_ndjson(${sqlText(path)}, ${columns})`;
  const form = `header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false`;
  return `read_csv(${sqlText(path)}, ${form}, ${columns})`;
}

/** A file that is not ours, whose types DuckDB finds out. */
export function foreignSql(path: string, ending: TableEnding): string {
  return `${{ '.parquet': 'read_parquet', '.csv': 'read_csv', '.ndjson': 'read_ndjson' }[ending]}(${sqlText(path)})`;
}

/** A view of everything in a FROM item. */
export const viewSql = (name: string, from: string): string =>
  `CREATE VIEW ${sqlName(name)} AS SELECT * FROM ${from}`;
