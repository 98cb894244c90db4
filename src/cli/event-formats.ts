import { InputError, suggest } from '../base/input-error.js';

/** The file formats for analysts. */
export const EVENT_FORMATS = ['arrow', 'ndjson', 'csv', 'parquet'] as const;
export type EventFormat = (typeof EVENT_FORMATS)[number];

/**
 * Reads the format of --events. Throws an InputError that suggests the nearest format, or names the
 * missing package that Parquet needs.
 */
export async function readEventFormat(text: string | undefined): Promise<EventFormat | undefined> {
  if (text === undefined) return undefined;
  const format = EVENT_FORMATS.find((name) => name === text);
  if (format === undefined)
    throw new InputError(`--events is '${text}'; ${suggest(text, EVENT_FORMATS)}`);
  if (format === 'parquet') await loadDuckDb('--events parquet');
  return format;
}

/** Whether DuckDB is installed beside smars. */
export async function hasDuckDb(): Promise<boolean> {
  return import('@duckdb/node-api').then(
    () => true,
    () => false,
  );
}

/**
 * Loads DuckDB, which is not installed with smars. `what` tells in the InputError what needs it.
 */
export async function loadDuckDb(what: string): Promise<typeof import('@duckdb/node-api')> {
  try {
    return await import('@duckdb/node-api');
  } catch {
    throw new InputError(
      `${what}: needs the package @duckdb/node-api (npm install @duckdb/node-api)`,
    );
  }
}
