import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ColumnSpec } from '../base/columns.js';
import { sqlText } from '../base/escape.js';
import { type CaptureHead, captureTables } from '../capture/columns.js';
import { loadDuckDb } from './event-formats.js';
import { tableSql } from './table-sql.js';

/** Converts a folder's CSV files into Parquet files with DuckDB, one by one. */
export async function makeParquet(folder: string, head: CaptureHead): Promise<void> {
  const { DuckDBInstance } = await loadDuckDb('--events parquet');
  const instance = await DuckDBInstance.create(':memory:', { temp_directory: folder });
  const connection = await instance.connect();
  try {
    for (const [name, specs] of Object.entries<readonly ColumnSpec[]>(captureTables(head))) {
      const csv = join(folder, `${name}.csv`);
      if (!existsSync(csv)) continue;
      const target = sqlText(join(folder, `${name}.parquet`));
      await connection.run(
        `COPY (SELECT * FROM ${tableSql(csv, '.csv', specs)}) TO ${target} (FORMAT parquet, ` +
          'COMPRESSION zstd)',
      );
      rmSync(csv);
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
