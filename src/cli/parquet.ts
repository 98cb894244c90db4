import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadDuckDb } from './event-formats.js';

/** Columns whose CSV text alone does not say what they are. */
const TYPES = "types = {'time': 'TIMESTAMP_NS'}, auto_type_candidates = ['BIGINT', 'DOUBLE', 'VARCHAR']";

/** Turns the CSV files of a folder into Parquet files, by DuckDB, one after the other. */
export async function makeParquet(folder: string): Promise<void> {
  const { DuckDBInstance } = await loadDuckDb('--events parquet');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.csv'))) {
      const csv = join(folder, name);
      const types = name === 'stocks.csv' ? 'header = true' : `header = true, ${TYPES}`;
      const target = csv.replace(/\.csv$/, '.parquet');
      await connection.run(`COPY (SELECT * FROM read_csv(${quote(csv)}, ${types})) TO ${quote(target)} (FORMAT parquet, COMPRESSION zstd)`);
      rmSync(csv);
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
