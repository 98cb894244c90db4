import { existsSync, readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { InputError } from '../base/assert.js';
import { table } from '../report/format.js';
import { type Command, EXIT } from './command.js';
import { loadDuckDb } from './event-formats.js';
import { refuseOtherKind } from './file-text.js';

/** What DuckDB reads by itself; Arrow files it reads with an extension only. */
const READERS: Readonly<Record<string, string>> = { '.parquet': 'read_parquet', '.csv': 'read_csv', '.ndjson': 'read_ndjson' };

export const QUERY: Command = {
  name: 'query',
  about: 'Asks a run’s folder a question in SQL, by DuckDB: the tables children, fills and stocks of --events, timeline, and events.',
  operands: 'DIR SQL',
  operandsMax: 2,
  flags: { json: { type: 'boolean', about: 'the rows as JSON' } },
  examples: ["smars query runs/knight 'SELECT venue, sum(executed) FROM fills GROUP BY venue'"],

  async run(flags, [path, sql], terminal) {
    if (path === undefined || sql === undefined) throw new InputError('smars query: a folder and a question in SQL are needed, DIR SQL');
    const files = findTables(path);
    const { DuckDBInstance } = await loadDuckDb('smars query');
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    try {
      for (const [name, file] of files)
        await connection.run(`CREATE VIEW ${name} AS SELECT * FROM ${READERS[extname(file)]}('${file.replaceAll("'", "''")}')`);
      const reader = await connection.runAndReadAll(sql);
      const names = reader.deduplicatedColumnNames();
      const rows = reader.getRowsJson();
      if (flags.json === true) {
        terminal.answer(
          `${JSON.stringify(
            rows.map((row) => Object.fromEntries(names.map((name, column) => [name, row[column]]))),
            null,
            2,
          )}\n`,
        );
      } else {
        const cells = rows.map((row) =>
          row.map((cell) => (cell === null ? '' : typeof cell === 'object' ? JSON.stringify(cell) : String(cell))),
        );
        const aligns = names.map((_, column) => (rows.every((row) => isNumber(row[column])) ? 'right' : 'left'));
        terminal.answer(`${table(names, cells, aligns)}\n`);
      }
      return EXIT.GOOD;
    } catch (error) {
      throw new InputError(`smars query: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  },
};

/** DuckDB gives numbers of 64 bits and decimals as text. */
const isNumber = (cell: unknown): boolean =>
  cell === null || typeof cell === 'number' || (typeof cell === 'string' && /^-?\d+(?:\.\d+)?$/.test(cell));

/** The tables of a folder by name, with their files. */
function findTables(path: string): [string, string][] {
  refuseOtherKind(path, 'folder of a run');
  if (!existsSync(path) || !statSync(path).isDirectory()) throw new InputError(`smars query ${path}: there is no such folder`);
  const files = readdirSync(path);
  if (files.includes('fills.arrow'))
    throw new InputError(
      `smars query ${path}: its children and fills are Arrow files, which DuckDB does not read by itself; run with --events parquet`,
    );
  const tables = files
    .filter((file) => extname(file) in READERS && statSync(join(path, file)).size > 0)
    .map((file): [string, string] => [file.slice(0, -extname(file).length), join(path, file)]);
  if (tables.length === 0) throw new InputError(`smars query ${path}: has no tables; smars run --out leaves such a folder`);
  return tables;
}
