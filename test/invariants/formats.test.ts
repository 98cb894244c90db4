import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DuckDBConnection,
  DuckDBInstance,
  DuckDBTimestampNanosecondsValue,
} from '@duckdb/node-api';
import { tableFromIPC as readByFlechette } from '@uwdata/flechette';
import { tableFromIPC as readByArrow } from 'apache-arrow';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COLUMN_TYPES, type ColumnKind, type ColumnSpec } from '../../src/base/columns.js';
import { createArrowWriter } from '../../src/capture/arrow.js';
import { type CaptureTable, captureTables, createBatch } from '../../src/capture/columns.js';
import type { ByteSink, TableWriter } from '../../src/capture/table-writer.js';
import { createCsvWriter, createNdjsonWriter } from '../../src/capture/text.js';
import { makeParquet } from '../../src/cli/parquet.js';
import { tableSql } from '../../src/cli/table-sql.js';
import { ROOT } from '../support/command.js';
import { HOSTILE_NAMES, parseCsv } from '../support/hostile.js';

/** Symbols that look like other types, and enough of them for codes of four bytes. */
const SYMBOLS = [...HOSTILE_NAMES, ...Array.from({ length: 100 }, (_, n) => `S${n}`)];
const LISTED = ['cl_ord_id', 'account', 'check', 'outcome', 'scope', 'of', 'unit'];
const HEAD = {
  symbols: SYMBOLS,
  buildNames: [2003, 2005, 2012],
  feeTicks: new Int32Array(4),
  followed: { clOrdIds: SYMBOLS, accounts: HOSTILE_NAMES, account: new Int32Array(SYMBOLS.length) },
  lists: Object.fromEntries(LISTED.map((name) => [name, SYMBOLS])),
};
const TABLES = captureTables(HEAD);
const NAMES = Object.keys(TABLES) as CaptureTable[];

/** A value as meant: longs and times as bigint, names as text, a missing value as null. */
type Value = bigint | number | string | null;
type Row = readonly Value[];

const ticks = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map((n) => n / 10_000);
const ANY: Readonly<Record<ColumnKind, (spec: ColumnSpec) => fc.Arbitrary<Value>>> = {
  // Dates from 1987 to 2099, with the edges of years.
  time: () =>
    fc.oneof(
      fc.bigInt({ min: 536_457_600_000_000_000n, max: 4_102_444_799_999_999_999n }),
      fc.constantFrom(
        1_356_998_399_999_999_999n,
        1_356_998_400_000_000_000n,
        1_343_827_800_000_000_001n,
      ),
    ),
  long: () => fc.bigInt({ min: 0n, max: 2n ** 53n - 1n }),
  int: () => fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  small: () => fc.nat(255),
  dollars: ({ nullable }) => (nullable === true ? fc.option(ticks) : ticks),
  number: () => fc.double({ noNaN: true, noDefaultInfinity: true }),
  name: ({ names }) => fc.constantFrom(...names!),
  clock: () => fc.constant(''),
  text: () => fc.constant(''),
};
const anyRow = (specs: readonly ColumnSpec[]): fc.Arbitrary<Row> =>
  fc.tuple(...specs.map((spec) => ANY[spec.kind](spec)));
const anyTable = (specs: readonly ColumnSpec[]): fc.Arbitrary<Row[]> =>
  fc.array(anyRow(specs), { maxLength: 30 });

function writeTable(
  specs: readonly ColumnSpec[],
  rows: readonly Row[],
  create: (specs: readonly ColumnSpec[], sink: ByteSink) => TableWriter,
) {
  const chunks: Uint8Array[] = [];
  const writer = create(specs, (parts) => {
    for (const part of parts) chunks.push(part.slice());
  });
  const batch = createBatch(specs, 16);
  for (let begin = 0; begin < rows.length; begin += 16) {
    const some = rows.slice(begin, begin + 16);
    some.forEach((row, n) => {
      specs.forEach(({ names }, column) => {
        const value = row[column]!;
        const cells = batch.cells[column]!;
        if (typeof value === 'bigint')
          cells.set([Number(BigInt.asIntN(32, value)), Number(value >> 32n)], 2 * n);
        else
          cells[n] =
            names === undefined
              ? ((value as number | null) ?? Number.NaN)
              : names.indexOf(value as string);
      });
    });
    batch.rows = some.length;
    writer.write(batch);
  }
  writer.end();
  return Buffer.concat(chunks);
}

const folder = mkdtempSync(join(tmpdir(), 'smars-test-'));
let instance: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
  rmSync(folder, { recursive: true, force: true });
});

/** The rows and types of a FROM item of DuckDB. */
async function readByDuckDb(from: string): Promise<{ rows: Value[][]; types: string[] }> {
  const reader = await connection.runAndReadAll(`SELECT * FROM ${from}`);
  const rows = reader
    .getRows()
    .map((row) =>
      row.map(
        (value): Value =>
          value instanceof DuckDBTimestampNanosecondsValue ? value.nanos : (value as Value),
      ),
    );
  return { rows, types: reader.columnTypes().map(String) };
}

const sqlTypes = (specs: readonly ColumnSpec[]): string[] =>
  specs.map(({ kind }) => COLUMN_TYPES[kind].sql);

/** Nanoseconds of `2012-08-01T13:30:00.123456789Z`. */
function parseTime(text: string): bigint {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{9})Z$/.exec(text)!;
  return BigInt(Date.parse(`${match[1]}Z`)) * 1_000_000n + BigInt(match[2]!);
}

function parseValue({ kind }: ColumnSpec, cell: unknown): Value {
  if (cell === null) return null;
  if (kind === 'time') return parseTime(cell as string);
  if (kind === 'long') return BigInt(cell as string);
  return kind === 'name' ? (cell as string) : Number(cell);
}

/** Each format by a reader that did not write it. */
const READERS: Readonly<
  Record<string, (name: CaptureTable, rows: readonly Row[]) => Promise<Value[][]>>
> = {
  'Arrow by flechette': async (name, rows) => {
    const table = readByFlechette(writeTable(TABLES[name], rows, createArrowWriter), {
      useBigInt: true,
      useDate: false,
    });
    return Array.from({ length: table.numRows }, (_, row) =>
      TABLES[name].map((spec, column) => {
        const field = table.getChildAt(column)!;
        // Its times are milliseconds; those of its own 64-bit column are not.
        if (spec.kind !== 'time') return field.at(row) as Value;
        const { values, length: _ } = field.data.find(
          (_, batch) => row < batchEnd(field.data, batch),
        )!;
        const begin = batchEnd(
          field.data,
          field.data.findIndex((_, batch) => row < batchEnd(field.data, batch)) - 1,
        );
        return (values as unknown as BigInt64Array)[row - begin]!;
      }),
    );
  },
  'Arrow by apache-arrow': async (name, rows) => {
    const table = readByArrow(writeTable(TABLES[name], rows, createArrowWriter));
    const times = (column: number): bigint[] =>
      table
        .getChildAt(column)!
        .data.flatMap(({ values, length }) => [...(values as BigInt64Array).subarray(0, length)]);
    return Array.from({ length: table.numRows }, (_, row) =>
      TABLES[name].map(({ kind }, column) =>
        kind === 'time' ? times(column)[row]! : (table.getChildAt(column)!.get(row) as Value),
      ),
    );
  },
  'Parquet by DuckDB': async (name, rows) => {
    writeFileSync(join(folder, `${name}.csv`), writeTable(TABLES[name], rows, createCsvWriter));
    await makeParquet(folder, TABLES);
    const table = await readByDuckDb(`read_parquet('${join(folder, name)}.parquet')`);
    expect(table.types).toEqual(sqlTypes(TABLES[name]));
    return table.rows;
  },
  'CSV by DuckDB': async (name, rows) => {
    const path = join(folder, 'table.csv');
    writeFileSync(path, writeTable(TABLES[name], rows, createCsvWriter));
    const table = await readByDuckDb(tableSql(path, '.csv', TABLES[name]));
    expect(table.types).toEqual(sqlTypes(TABLES[name]));
    return table.rows;
  },
  'CSV by a plain reader': async (name, rows) => {
    const [head, ...lines] = parseCsv(writeTable(TABLES[name], rows, createCsvWriter).toString());
    expect(head).toEqual(TABLES[name].map((spec) => spec.name));
    return lines.map((line) => line.map((cell, column) => parseValue(TABLES[name][column]!, cell)));
  },
  'NDJSON by DuckDB': async (name, rows) => {
    const path = join(folder, 'table.ndjson');
    writeFileSync(path, writeTable(TABLES[name], rows, createNdjsonWriter));
    const table = await readByDuckDb(tableSql(path, '.ndjson', TABLES[name]));
    expect(table.types).toEqual(sqlTypes(TABLES[name]));
    return table.rows;
  },
  'NDJSON by a plain reader': async (name, rows) => {
    const text = writeTable(TABLES[name], rows, createNdjsonWriter).toString();
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => {
        const object = JSON.parse(line) as Record<string, unknown>;
        expect(Object.keys(object)).toEqual(TABLES[name].map((spec) => spec.name));
        return TABLES[name].map((spec) => parseValue(spec, object[spec.name]));
      });
  },
};

const batchEnd = (data: readonly { length: number }[], batch: number): number =>
  data.slice(0, batch + 1).reduce((sum, { length }) => sum + length, 0);

/**
 * Prices that begin with whole dollars and end with cents: a reader that guesses takes them for
 * integers.
 */
function wholeFirst(specs: readonly ColumnSpec[]): Row[] {
  const row = (price: number): Row =>
    specs.map(({ kind, names }) =>
      kind === 'dollars'
        ? price
        : kind === 'name'
          ? names![0]!
          : kind === 'time' || kind === 'long'
            ? 1n
            : 1,
    );
  return [...Array.from({ length: 25_000 }, () => row(12)), row(11.98), row(0.0001)];
}

describe.each(Object.keys(READERS))('%s', (reader) => {
  test.each(NAMES)(
    'gives the rows of %s with the same values and the schema’s types',
    async (name) => {
      await fc.assert(
        fc.asyncProperty(anyTable(TABLES[name]), async (rows) => {
          expect(await READERS[reader]!(name, rows)).toEqual(rows);
        }),
        { numRuns: 12, examples: [[[]]] },
      );
    },
  );

  test('gives every hostile symbol', async () => {
    const rows = SYMBOLS.map((symbol): Row => [symbol, 1, 2.5, 0.0001]);
    expect(await READERS[reader]!('stocks', rows)).toEqual(rows);
  });
});

describe('a table whose first 25,000 rows have whole prices', () => {
  test.each(['Parquet by DuckDB', 'CSV by DuckDB', 'NDJSON by DuckDB'])(
    'keeps the cents of its last rows: %s',
    async (reader) => {
      const rows = wholeFirst(TABLES.fills);
      expect((await READERS[reader]!('fills', rows)).slice(-2)).toEqual(rows.slice(-2));
    },
  );
});

test('docs/guide/files-for-analysts.md has the types of the schema', () => {
  const page = readFileSync(join(ROOT, 'docs', 'guide', 'files-for-analysts.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` \| .* \| `(\w+)` \| .* \| (.+) \|$/gm)].map(
    ([, kind, sql, columns]) => [kind, sql, columns],
  );
  const ofKind = (kind: ColumnKind): string[] => [
    ...new Set(
      NAMES.flatMap((name) =>
        TABLES[name].filter((spec) => spec.kind === kind).map((spec) => spec.name),
      ),
    ),
  ];
  const kinds = [...new Set(NAMES.flatMap((name) => TABLES[name].map(({ kind }) => kind)))];
  expect(rows).toEqual(
    kinds.map((kind) => [kind, COLUMN_TYPES[kind].sql, ofKind(kind).join(', ')]),
  );
});
