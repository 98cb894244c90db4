import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import type { ColumnSpec } from '../base/columns.js';
import { type CaptureTable, captureTables } from '../capture/columns.js';
import { EVENT_COLUMNS } from '../report/events-ndjson.js';
import { LOAD_TIMELINE_COLUMNS } from '../report/load-timeline.js';
import { MATRIX_COLUMNS } from '../report/matrix.js';
import { timelineColumns } from '../report/timeline-csv.js';
import { RESULT_COLUMNS } from '../sweep/results.js';
import { KNEE_COLUMNS } from './knee-folder.js';
import { foreignSql, TABLE_ENDINGS, type TableEnding, tableSql } from './table-sql.js';
import { VENUE_TABLES } from './venue-tables.js';

/** A table of a folder: its name in SQL, its file, and how DuckDB reads it. */
export interface FolderTable {
  readonly name: string;
  readonly path: string;
  readonly from: string;
  /** Whether smars wrote it, so that its types are known. */
  readonly isOurs: boolean;
}

const SERVERS_MAX = 64;

/** Names of orders from a file, whose columns children and fills may have. */
const FOLLOWED = { clOrdIds: [], accounts: [], account: new Int32Array(0) };

/** The possible columns of our tables, by name: a timeline belongs to a run or to a load. */
const SCHEMAS: Readonly<Record<string, readonly (readonly ColumnSpec[])[]>> = {
  ...Object.fromEntries(
    Object.entries<readonly ColumnSpec[]>(captureTables({ symbols: [] })).map(([name, specs]) => [
      name,
      [specs, captureTables({ symbols: [], followed: FOLLOWED })[name as CaptureTable]],
    ]),
  ),
  arrivals: [VENUE_TABLES.arrivals],
  reports: [VENUE_TABLES.reports],
  events: [EVENT_COLUMNS],
  timeline: [timelineColumns(SERVERS_MAX), LOAD_TIMELINE_COLUMNS],
  matrix: [MATRIX_COLUMNS],
  knee: [KNEE_COLUMNS],
  results: [RESULT_COLUMNS],
};

/**
 * Finds a folder's tables, ours first. The SQL name is the file name without its ending, or the
 * whole file name if that is taken. SQL names ignore case.
 */
export function findTables(folder: string): FolderTable[] {
  const tables: FolderTable[] = [];
  for (const file of readdirSync(folder).sort()) {
    const ending = TABLE_ENDINGS.find((known) => known === extname(file));
    const path = resolve(join(folder, file));
    if (ending === undefined || !statSync(path, { throwIfNoEntry: false })?.isFile()) continue;
    const name = file.slice(0, -ending.length);
    const specs = schemaOf(name, path, ending);
    if (specs === undefined)
      tables.push({ name, path, from: foreignSql(path, ending), isOurs: false });
    else tables.push({ name, path, from: tableSql(path, ending, specs), isOurs: true });
  }
  tables.sort((a, b) => Number(b.isOurs) - Number(a.isOurs));
  const taken = new Set<string>();
  return tables.map((table) => {
    const name = taken.has(table.name.toLowerCase())
      ? `${table.name}${extname(table.path)}`
      : table.name;
    taken.add(name.toLowerCase());
    return { ...table, name };
  });
}

/** The columns of a file by its schema; undefined for a file that is not ours. */
function schemaOf(
  name: string,
  path: string,
  ending: TableEnding,
): readonly ColumnSpec[] | undefined {
  const schemas = Object.hasOwn(SCHEMAS, name) ? SCHEMAS[name]! : [];
  if (ending === '.parquet') return schemas[0];
  const head = columnsOf(readHead(path), ending);
  if (head.length === 0) return schemas[0];
  const specs = schemas.findLast(([first]) => first!.name === head[0]);
  // Columns of another smars version are read as text.
  return (
    specs &&
    head.map(
      (column) => specs.find((spec) => spec.name === column) ?? { name: column, kind: 'text' },
    )
  );
}

/** The columns that a first line names: a header, or the fields of an object. */
function columnsOf(line: string, ending: TableEnding): string[] {
  if (ending === '.csv') return line.split(',');
  try {
    const row: unknown = JSON.parse(line);
    return typeof row === 'object' && row !== null ? Object.keys(row) : [];
  } catch {
    return [];
  }
}

const HEAD_BYTES_MAX = 65_536;

/** Reads the first line of a file. */
function readHead(path: string): string {
  const handle = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(HEAD_BYTES_MAX);
    return bytes.toString('utf8', 0, readSync(handle, bytes)).split(/\r?\n/, 1)[0]!;
  } finally {
    closeSync(handle);
  }
}
