import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnSpec } from '../base/columns.js';
import { sqlText } from '../base/escape.js';
import { loadDuckDb } from './event-formats.js';
import { tableSql } from './table-sql.js';
import { makeWorkFolder } from './work-folder.js';

/** Converts a folder's CSV files of these tables into Parquet files with DuckDB, one by one. */
export async function makeParquet(
  folder: string,
  tables: Readonly<Record<string, readonly ColumnSpec[]>>,
): Promise<void> {
  await withDuckDb('--events parquet', folder, async (connection) => {
    for (const [name, specs] of Object.entries(tables)) {
      const csv = join(folder, `${name}.csv`);
      if (!existsSync(csv)) continue;
      await convert(connection, csv, join(folder, `${name}.parquet`), specs);
      rmSync(csv);
    }
  });
}

/** Converts a table as CSV into the bytes of a Parquet file. `folder` has room for both. */
export async function parquetOf(
  csv: string,
  specs: readonly ColumnSpec[],
  folder: string,
): Promise<Uint8Array> {
  const work = makeWorkFolder(folder);
  try {
    const [from, to] = [join(work, 'table.csv'), join(work, 'table.parquet')];
    writeFileSync(from, csv);
    await withDuckDb('a Parquet file', work, (connection) => convert(connection, from, to, specs));
    return readFileSync(to);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function withDuckDb(
  what: string,
  folder: string,
  work: (connection: DuckDBConnection) => Promise<void>,
): Promise<void> {
  const { DuckDBInstance } = await loadDuckDb(what);
  const instance = await DuckDBInstance.create(':memory:', { temp_directory: folder });
  const connection = await instance.connect();
  try {
    await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function convert(
  connection: DuckDBConnection,
  csv: string,
  target: string,
  specs: readonly ColumnSpec[],
): Promise<void> {
  await connection.run(
    `COPY (SELECT * FROM ${tableSql(csv, '.csv', specs)}) TO ${sqlText(target)} (FORMAT parquet, ` +
      'COMPRESSION zstd)',
  );
}
