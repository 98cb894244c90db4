import { InputError, suggest } from '../base/assert.js';

/** What analysts' files are written as. */
export const EVENT_FORMATS = ['arrow', 'ndjson', 'csv', 'parquet'] as const;
export type EventFormat = (typeof EVENT_FORMATS)[number];

/**
 * The format of --events; an InputError names the nearest right one, and the package that Parquet
 * needs where it is not installed.
 */
export async function readEventFormat(text: string | undefined): Promise<EventFormat | undefined> {
  if (text === undefined) return undefined;
  const format = EVENT_FORMATS.find((name) => name === text);
  if (format === undefined)
    throw new InputError(`--events is '${text}'; ${suggest(text, EVENT_FORMATS)}`);
  if (format === 'parquet') await loadDuckDb('--events parquet');
  return format;
}

/** DuckDB, which is not installed with smars. An InputError says for what it is needed. */
export async function loadDuckDb(what: string): Promise<typeof import('@duckdb/node-api')> {
  try {
    return await import('@duckdb/node-api');
  } catch {
    throw new InputError(
      `${what}: needs the package @duckdb/node-api (npm install @duckdb/node-api)`,
    );
  }
}
