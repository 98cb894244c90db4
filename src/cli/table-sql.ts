import { COLUMN_TYPES, type ColumnSpec } from '../base/columns.js';
import { sqlName, sqlText } from '../base/escape.js';

/** Endings of files that DuckDB reads by itself. Arrow files need an extension. */
export const TABLE_ENDINGS = ['.parquet', '.csv', '.ndjson'] as const;
export type TableEnding = (typeof TABLE_ENDINGS)[number];

/**
 * One of our files as a FROM item for DuckDB. Types come from the schema, since types guessed from
 * the first rows would round later ones. Parquet files contain their types.
 */
export function tableSql(path: string, ending: TableEnding, specs: readonly ColumnSpec[]): string {
  if (ending === '.parquet') return `read_parquet(${sqlText(path)})`;
  const types = specs.map(({ name, kind }) => `${sqlText(name)}: '${COLUMN_TYPES[kind].sql}'`);
  const columns = `columns = {${types.join(', ')}}`;
  if (ending === '.ndjson') return `read_ndjson(${sqlText(path)}, ${columns})`;
  const form =
    `header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', ` +
    "nullstr = '', allow_quoted_nulls = false";
  return `read_csv(${sqlText(path)}, ${form}, ${columns})`;
}

const READERS: Readonly<Record<TableEnding, string>> = {
  '.parquet': 'read_parquet',
  '.csv': 'read_csv',
  '.ndjson': 'read_ndjson',
};

/** A foreign file as a FROM item; DuckDB detects its types. */
export function foreignSql(path: string, ending: TableEnding): string {
  return `${READERS[ending]}(${sqlText(path)})`;
}

/** A view of all columns of a FROM item. */
export const viewSql = (name: string, from: string): string =>
  `CREATE VIEW ${sqlName(name)} AS SELECT * FROM ${from}`;
