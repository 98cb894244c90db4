import { existsSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { sqlText } from '../base/escape.js';
import { InputError } from '../base/input-error.js';
import { table } from '../report/format.js';
import { type Command, EXIT, type Terminal } from './command.js';
import { loadDuckDb } from './event-formats.js';
import { refuseOtherKind } from './file-text.js';
import { type FolderTable, findTables } from './folder-tables.js';
import { viewSql } from './table-sql.js';
import { openWorkFolder, removeLeftovers } from './work-folder.js';

export const QUERY: Command = {
  name: 'query',
  about:
    'Asks a run’s folder a question in SQL, by DuckDB: the tables children, fills, stocks ' +
    'and orders of --events, timeline, and events.',
  operands: 'DIR SQL',
  operandsMax: 2,
  flags: { json: { type: 'boolean', about: 'the rows as JSON' } },
  examples: ["smars query runs/knight 'SELECT venue, sum(executed) FROM fills GROUP BY venue'"],

  async run(flags, [path, sql], terminal) {
    if (path === undefined || sql === undefined)
      throw new InputError('smars query: a folder and a question in SQL are needed, DIR SQL');
    const tables = readTables(path);
    const duckDb = await loadDuckDb('smars query');
    removeLeftovers(tmpdir());
    // DuckDB writes here what does not fit into memory.
    const spill = openWorkFolder(tmpdir());
    const instance = await duckDb.DuckDBInstance.create(':memory:', { temp_directory: spill.path });
    const connection = await instance.connect();
    try {
      const { names, rows } = await ask(connection, duckDb, tables, sql, terminal);
      terminal.answer(flags.json === true ? writeJson(names, rows) : writeTable(names, rows));
      return EXIT.GOOD;
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw new InputError(
        `smars query: ${error instanceof Error ? error.message : String(error)}`,
      );
    } finally {
      close(connection, instance);
      spill.remove();
    }
  },
};

function close(connection: DuckDBConnection, instance: DuckDBInstance): void {
  connection.closeSync();
  instance.closeSync();
}

type Rows = readonly (readonly unknown[])[];

/** Creates the views, denies DuckDB every other file, and runs the question. */
async function ask(
  connection: DuckDBConnection,
  duckDb: typeof import('@duckdb/node-api'),
  tables: readonly FolderTable[],
  sql: string,
  terminal: Terminal,
): Promise<{ names: string[]; rows: Rows }> {
  for (const { name, path, from, isOurs } of tables) {
    try {
      await connection.run(viewSql(name, from));
    } catch (error) {
      if (isOurs) throw error;
      // An unreadable foreign file must not block queries of the others.
      terminal.tell(`${path}: is left out, since DuckDB cannot read it\n`);
    }
  }
  await connection.run(
    `SET allowed_paths = [${tables.map(({ path }) => sqlText(path)).join(', ')}]`,
  );
  for (const setting of ['enable_external_access = false', 'lock_configuration = true'])
    await connection.run(`SET ${setting}`);
  await refuseWrites(connection, duckDb, sql);
  const reader = await connection.runAndReadAll(sql);
  return { names: reader.deduplicatedColumnNames(), rows: reader.getRowsJson() };
}

/**
 * Text allowed before a question: blanks, comments, and EXPLAIN. EXPLAIN ANALYZE runs its
 * statement.
 */
const BEFORE = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/;
const EXPLAIN = /^explain\b(?:\s+analyze\b)?/i;

/** Refuses everything but one question: statements that write, attach or set something. */
async function refuseWrites(
  connection: DuckDBConnection,
  { StatementType }: typeof import('@duckdb/node-api'),
  sql: string,
): Promise<void> {
  const text = sql.replace(BEFORE, '');
  if (text === '') throw new InputError('smars query: the question in SQL is empty');
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1)
    throw new InputError(
      `smars query: takes one question, was given ${statements.count} statements`,
    );
  const prepared = await statements.prepare(0);
  const type = prepared.statementType;
  prepared.destroySync();
  if (type === StatementType.SELECT) return;
  if (type === StatementType.EXPLAIN && EXPLAIN.test(text))
    return refuseWrites(connection, { StatementType } as never, text.replace(EXPLAIN, ''));
  throw new InputError(
    `smars query: only reads, and ${StatementType[type]} is no question; ask with SELECT, ` +
      'DESCRIBE, SUMMARIZE or EXPLAIN',
  );
}

function writeJson(names: readonly string[], rows: Rows): string {
  const objects = rows.map((row) =>
    Object.fromEntries(names.map((name, column) => [name, row[column]])),
  );
  return `${JSON.stringify(objects, null, 2)}\n`;
}

function writeTable(names: readonly string[], rows: Rows): string {
  const cells = rows.map((row) =>
    row.map((cell) =>
      cell === null ? '' : typeof cell === 'object' ? JSON.stringify(cell) : String(cell),
    ),
  );
  const aligns = names.map((_, column) =>
    rows.every((row) => isNumber(row[column])) ? 'right' : 'left',
  );
  return `${table(names, cells, aligns)}\n`;
}

/** DuckDB returns 64-bit numbers and decimals as text. */
const isNumber = (cell: unknown): boolean =>
  cell === null ||
  typeof cell === 'number' ||
  (typeof cell === 'string' && /^-?\d+(?:\.\d+)?$/.test(cell));

/** Reads the tables of a folder. */
function readTables(path: string): FolderTable[] {
  refuseOtherKind(path, 'folder of a run');
  if (!existsSync(path) || !statSync(path).isDirectory())
    throw new InputError(`smars query ${path}: there is no such folder`);
  if (readdirSync(path).some((name) => /^(?:fills|reports)\.arrow$/.test(name)))
    throw new InputError(
      `smars query ${path}: its event files are Arrow files, which DuckDB does not ` +
        'read by itself; run with --events parquet',
    );
  const tables = findTables(path);
  if (tables.length === 0)
    throw new InputError(
      `smars query ${path}: has no tables; smars run --out leaves such a folder`,
    );
  return tables;
}
