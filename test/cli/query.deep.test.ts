import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { EXIT, type Terminal } from '../../src/cli/command.js';
import { QUERY } from '../../src/cli/query.js';
import { applySettings } from '../../src/scenarios/parse.js';
import { scratchFolder, smars, withoutProgress } from '../support/command.js';
import { HOSTILE_NAMES } from '../support/hostile.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

const folder = scratchFolder();
afterAll(folder.remove);
const small = writeScenario(folder.path, applySettings(SMALL, ['clock.end=09:31']));
/** A day without orders. */
const silent = writeScenario(folder.path, { ...applySettings(SMALL, ['name=silent']), flow: [] });

const FORMATS = ['csv', 'ndjson', 'parquet'] as const;

/** Returns the command's rows and messages. The command runs on this thread. */
async function query(
  path: string,
  sql: string,
): Promise<{ rows: Record<string, unknown>[]; err: string }> {
  let [out, err] = ['', ''];
  const terminal = {
    answer: (text: string) => (out += text),
    tell: (text: string) => (err += text),
  } as unknown as Terminal;
  expect(await QUERY.run({ json: true }, [path, sql], terminal)).toBe(EXIT.GOOD);
  return { rows: JSON.parse(out) as Record<string, unknown>[], err };
}

async function refusalOf(path: string, sql: string): Promise<string> {
  const error: unknown = await query(path, sql).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message;
}

const TYPES =
  'SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal ORDER BY ALL';

// Each run is a test of its own, with its own timeout.
test.each(
  (['small', 'silent'] as const).flatMap((name) =>
    FORMATS.map((format) => [name, format] as const),
  ),
)('a %s day writes its files as %s', async (name, format) => {
  const path = join(folder.path, `${name}-${format}`);
  const { code, err } = await smars(
    'run',
    { small, silent }[name],
    '--out',
    path,
    '--events',
    format,
  );
  expect([code, withoutProgress(err)]).toEqual([0, '']);
  expect(readdirSync(path)).toContain(`fills.${format}`);
});

describe('the tables of a run', () => {
  test('have the same types in every format, with and without rows', async () => {
    const [first, ...others] = await Promise.all(
      ['small', 'silent'].flatMap((name) =>
        FORMATS.map(
          async (format) => (await query(join(folder.path, `${name}-${format}`), TYPES)).rows,
        ),
      ),
    );
    for (const types of others) expect(types).toEqual(first);
    const typeOf = (table: string, column: string): unknown =>
      first!.find(({ table_name, column_name }) => table_name === table && column_name === column)
        ?.data_type;
    expect([
      typeOf('fills', 'time'),
      typeOf('fills', 'price'),
      typeOf('events', 'timeNs'),
      typeOf('timeline', 'time'),
    ]).toEqual(['TIMESTAMP_NS', 'DOUBLE', 'BIGINT', 'TIME']);
  });

  test('have the same rows in every format', async () => {
    for (const table of ['children', 'fills', 'stocks', 'orders', 'timeline', 'events']) {
      const text = 'string_agg(t::VARCHAR, chr(10) ORDER BY t::VARCHAR)';
      const sql = `SELECT count(*) AS rows, md5(${text}) AS digest FROM ${table} AS t`;
      const [csv, ...others] = await Promise.all(
        FORMATS.map(
          async (format) => (await query(join(folder.path, `small-${format}`), sql)).rows,
        ),
      );
      for (const rows of others) expect(rows).toEqual(csv);
      expect(Number(csv![0]!.rows)).toBeGreaterThan(0);
    }
  });

  test('exist and are empty without rows', async () => {
    for (const format of FORMATS) {
      const { rows } = await query(
        join(folder.path, `silent-${format}`),
        'SELECT (SELECT count(*) FROM children) AS children, (SELECT sum(executed) FROM ' +
          'fills) AS executed',
      );
      expect(rows).toEqual([{ children: '0', executed: null }]);
    }
  });
});

describe('other files in the folder', () => {
  const path = join(folder.path, 'hostile');
  // No current file system allows a slash or NUL in a name.
  const names = HOSTILE_NAMES.filter(
    (name) => !/[/\0]/.test(name) && name !== '' && name !== 'NULL',
  );
  beforeAll(() => {
    mkdirSync(path);
    names.forEach((name, n) => {
      writeFileSync(join(path, `${name}.csv`), `n,text\n${n},x\n`);
    });
    writeFileSync(join(path, 'FALSE.ndjson'), '{"n":-1}\n');
    writeFileSync(join(path, 'False.csv'), 'n\n-3\n');
    writeFileSync(join(path, 'fills.csv'), 'n,text\n-2,not ours\n');
    writeFileSync(join(path, 'events.ndjson'), '');
    writeFileSync(join(path, 'broken.parquet'), 'PAR1 no');
  });

  test.skipIf(process.platform === 'win32')('can be queried by their quoted names', async () => {
    const parts = names.map((name) => `SELECT n FROM "${name.replaceAll('"', '""')}"`);
    const { rows, err } = await query(
      path,
      `${parts.join(' UNION ALL ')} UNION ALL SELECT n FROM fills ORDER BY n`,
    );
    expect(rows.map(({ n }) => Number(n))).toEqual([-2, ...names.map((_, n) => n)]);
    expect(err).toBe(`${join(path, 'broken.parquet')}: is left out, since DuckDB cannot read it\n`);
  });

  test('whose names differ only in case and ending keep their endings', async () => {
    const { rows } = await query(
      path,
      'SELECT n FROM "FALSE.ndjson" UNION ALL SELECT n FROM "False.csv" ORDER BY n',
    );
    expect(rows).toEqual([{ n: '-3' }, { n: '-1' }]);
  });

  test('that are empty and ours are tables without rows', async () => {
    const { rows } = await query(path, 'SELECT count(*) AS count FROM events');
    expect(rows).toEqual([{ count: '0' }]);
  });
});

describe('smars query only reads', () => {
  test.each([
    "COPY (SELECT 1) TO '$/pwn.csv'",
    "COPY (SELECT 1) TO '$/fills.csv' (USE_TMP_FILE false)",
    "EXPLAIN ANALYZE COPY (SELECT 1) TO '$/fills.csv' (USE_TMP_FILE false)",
    "/* a */ EXPLAIN /* b */ ANALYZE COPY (SELECT 1) TO '$/fills.csv' (USE_TMP_FILE false)",
    "EXPLAIN (ANALYZE, FORMAT JSON) COPY (SELECT 1) TO '$/fills.csv' (USE_TMP_FILE false)",
    "SELECT 1; COPY (SELECT 1) TO '$/pwn.csv'",
    "EXPORT DATABASE '$/pwn'",
    "ATTACH '$/pwn.db'",
    'INSTALL httpfs',
    'LOAD httpfs',
    'SET threads = 1',
    'SET enable_external_access = true',
    'RESET lock_configuration',
    'PRAGMA enable_profiling',
    'CREATE TABLE x AS SELECT 1',
    'DROP VIEW fills',
    'INSERT INTO fills SELECT * FROM fills',
    'UPDATE fills SET executed = 0',
    'DELETE FROM fills',
    'CALL pragma_version()',
    'CHECKPOINT',
    "SELECT * FROM read_csv('package.json')",
    "SELECT * FROM read_text('$/summary.json')",
    "SELECT * FROM glob('$/*')",
    "SELECT * FROM query('COPY (SELECT 1) TO ''$/pwn.csv''')",
    '',
    ' -- nothing\n',
    ';',
  ])('and refuses %s', async (sql) => {
    const path = join(folder.path, 'small-csv');
    const before = readdirSync(path);
    const fills = readFileSync(join(path, 'fills.csv'), 'utf8');
    expect(await refusalOf(path, sql.replaceAll('$', path))).toMatch(/^smars query: /);
    expect([
      readdirSync(path),
      readFileSync(join(path, 'fills.csv'), 'utf8') === fills,
      existsSync('.tmp'),
    ]).toEqual([before, true, false]);
  });

  test.each([
    'SELECT 1',
    'WITH a AS (SELECT 1) SELECT * FROM a',
    'FROM fills LIMIT 1',
    'VALUES (1)',
    'DESCRIBE fills',
    'SUMMARIZE stocks',
    'SHOW TABLES',
    'PRAGMA show_tables',
    'EXPLAIN SELECT * FROM fills',
    '/* why so slow */ -- so\nEXPLAIN ANALYZE SELECT count(*) FROM fills',
    'SELECT 1;',
  ])('and answers %s', async (sql) => {
    expect((await query(join(folder.path, 'small-csv'), sql)).rows.length).toBeGreaterThan(0);
  });
});
