import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tableFromIPC } from '@uwdata/flechette';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DayResult } from '../../src/session/result/result.js';
import { MAIN, scratchFolder, smars, withoutProgress } from '../support/command.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

const folder = scratchFolder();
afterAll(folder.remove);
// The gate refuses some children, so children and fills have different rows.
const risk = {
  ...SMALL.risk,
  serverRate: { mode: 'enforce', perSecond: 20, windowSeconds: 3 },
} as const;
const small = writeScenario(folder.path, { ...SMALL, risk });

interface Run {
  readonly path: string;
  readonly result: DayResult;
  readonly events: { children: number; fills: number; dropped: number; bytes: number };
}

async function runWith(format: string, name: string): Promise<Run> {
  const path = join(folder.path, name);
  const { code, out, err } = await smars('run', small, '--json', '--out', path, '--events', format);
  expect([code, withoutProgress(err)]).toEqual([0, '']);
  return { path, ...(JSON.parse(out) as Omit<Run, 'path'>) };
}

/** Reads a file's rows with a library that did not write it. */
function readArrow(path: string): Record<string, unknown>[] {
  const table = tableFromIPC(readFileSync(path), { useBigInt: true });
  return table.toArray() as Record<string, unknown>[];
}

const sum = (rows: readonly Record<string, unknown>[], name: string): number =>
  rows.reduce((total, row) => total + Number(row[name]), 0);

let arrow: Run;
let children: Record<string, unknown>[];
let fills: Record<string, unknown>[];
beforeAll(async () => {
  arrow = await runWith('arrow', 'arrow');
  children = readArrow(join(arrow.path, 'children.arrow'));
  fills = readArrow(join(arrow.path, 'fills.arrow'));
});

describe('children and fills as Arrow, read back by another library', () => {
  test('have a row for each child and each answer, as the summary counts them', () => {
    const { result, events } = arrow;
    const admitted = result.servers.reduce((total, server) => total + server.admitted, 0);
    expect([children.length, fills.length]).toEqual([result.children, admitted]);
    expect(admitted).toBeLessThan(result.children);
    expect([events.children, events.fills, events.dropped]).toEqual([
      children.length,
      fills.length,
      0,
    ]);
    for (const { server, children: sent } of result.servers)
      expect(children.filter((row) => row.server === server).length).toBe(sent);
  });

  test('sum to the executions, shares, unmatched shares and fees of the summary', () => {
    const { runaway, retail, servers } = arrow.result;
    expect(fills.filter(({ executed }) => Number(executed) > 0).length).toBe(
      runaway.executions + retail.executions,
    );
    expect(sum(fills, 'executed')).toBe(runaway.shares + retail.shares);
    const unmatched = fills.filter((row) => Number(row.unmatched) > 0);
    expect(unmatched.length).toBe(
      servers.reduce((total, server) => total + server.unmatchedExecutions, 0),
    );
    expect(sum(unmatched, 'unmatched')).toBe(runaway.unmatchedShares);
    expect(unmatched.length).toBeGreaterThan(100);
  });

  test('have sequences without gaps for each server, and a child for each fill', () => {
    const byServer = new Map<unknown, number>();
    const bySequence = new Map<string, Record<string, unknown>>();
    for (const child of children) {
      const next = (byServer.get(child.server) ?? 0) + 1;
      expect(child.sequence).toBe(BigInt(next));
      byServer.set(child.server, next);
      bySequence.set(`${child.server} ${child.sequence}`, child);
    }
    for (const fill of fills) {
      const child = bySequence.get(`${fill.server} ${fill.sequence}`)!;
      expect([child.verdict, child.symbol, child.side, child.venue]).toEqual([
        'admitted',
        fill.symbol,
        fill.side,
        fill.venue,
      ]);
      expect(Number(fill.executed) + Number(fill.cancelled)).toBe(child.quantity);
      expect(fill.price === null).toBe(fill.executed === 0);
    }
  });

  test('have names, and times on the scenario’s date in Eastern time', () => {
    const lost = children.filter(({ server }) => server === 3);
    expect(new Set(lost.map(({ build }) => build))).toEqual(new Set([2005]));
    expect(new Set(children.map(({ behaviour }) => behaviour))).toEqual(
      new Set(['ordinary', 'retail-liquidity', 'power-peg']),
    );
    expect(new Set(children.map(({ verdict }) => verdict))).toEqual(
      new Set(['admitted', 'server-rate']),
    );
    const times = fills
      .filter(({ unmatched }) => Number(unmatched) > 0)
      .map(({ time }) => Number(time));
    // 09:30 Eastern daylight time is 13:30 in UTC.
    const bell = Date.UTC(2012, 7, 1, 13, 30);
    const { firstNs, lastNs } = arrow.result.runaway;
    expect([times[0], times.at(-1)]).toEqual([firstNs!, lastNs!].map((ns) => bell + ns / 1e6));
  });

  test('have the documented types, and times in ns without a zone', () => {
    const { schema } = tableFromIPC(readFileSync(join(arrow.path, 'fills.arrow')));
    const types = Object.fromEntries(schema.fields.map(({ name, type }) => [name, type]));
    expect(types.time).toMatchObject({ unit: 3, timezone: null });
    expect(types.price).toMatchObject({ precision: 2 });
  });

  test('are the same bytes when the day runs again', async () => {
    const again = await runWith('arrow', 'again');
    for (const name of [
      'children.arrow',
      'fills.arrow',
      'stocks.arrow',
      'orders.arrow',
      'pauses.arrow',
      'busts.arrow',
    ])
      expect(
        readFileSync(join(again.path, name)).equals(readFileSync(join(arrow.path, name))),
      ).toBe(true);
  });

  test('leave no hidden folder next to the run’s folder', () => {
    expect(readdirSync(dirname(arrow.path)).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

/** The loss of the error account by stock, before the unwind, as in the day's result. */
const LOSS_BY_STOCK = `
  SELECT
    symbol,
    sum(CASE side WHEN 'buy' THEN 1 ELSE -1 END * unmatched * (price - settled_price))
      + sum(unmatched * fees / executed) AS loss
  FROM fills JOIN stocks USING (symbol)
  WHERE unmatched > 0
  GROUP BY symbol`;

/** Runs a query over the files of a run in DuckDB. */
async function query(path: string, sql: string): Promise<Record<string, unknown>[]> {
  const { code, out, err } = await smars('query', path, sql, '--json');
  expect([code, withoutProgress(err)]).toEqual([0, '']);
  return JSON.parse(out) as Record<string, unknown>[];
}

describe.each(['csv', 'ndjson', 'parquet'])(
  'children and fills as %s, read by DuckDB',
  (format) => {
    let run: Run;
    beforeAll(async () => {
      run = await runWith(format, format);
    });

    test('have the same rows and sums as the Arrow files', async () => {
      const totals =
        'count(*) AS count, sum(executed) AS executed, sum(cancelled) AS cancelled, ' +
        'sum(unmatched) AS unmatched, sum(fees) AS fees';
      const [row] = await query(
        run.path,
        `SELECT ${totals}, count(price) AS prices, sum(price) AS price FROM fills`,
      );
      expect(Number(row!.count)).toBe(fills.length);
      for (const name of ['executed', 'cancelled', 'unmatched'])
        expect(Number(row![name])).toBe(sum(fills, name));
      expect(Number(row!.fees)).toBeCloseTo(sum(fills, 'fees'), 6);
      expect(Number(row!.prices)).toBe(fills.filter(({ price }) => price !== null).length);
      expect(Number(row!.price)).toBeCloseTo(sum(fills, 'price'), 4);
      const counts = await query(
        run.path,
        'SELECT verdict, side, count(*) AS count, sum(quantity * limit_price) AS notional ' +
          'FROM children GROUP BY ALL',
      );
      for (const { verdict, side, count, notional } of counts) {
        const same = children.filter((child) => child.verdict === verdict && child.side === side);
        expect(Number(count)).toBe(same.length);
        expect(Number(notional)).toBeCloseTo(
          same.reduce(
            (total, child) => total + Number(child.quantity) * Number(child.limit_price),
            0,
          ),
          3,
        );
      }
    });

    test('have times in nanoseconds', async () => {
      const [row] = await query(
        run.path,
        'SELECT epoch_ns(min(time)::TIMESTAMP_NS) AS first, ' +
          'epoch_ns(max(time)::TIMESTAMP_NS) AS last FROM children',
      );
      expect([Number(row!.first) / 1e6, Number(row!.last) / 1e6]).toEqual(
        [children[0]!.time, children.at(-1)!.time].map(Number),
      );
    });

    test('sum to the summary’s loss over all stocks', async () => {
      const losses = await query(run.path, LOSS_BY_STOCK);
      const { loss, runaway } = run.result;
      expect(losses.length).toBe(runaway.stocks);
      expect(loss.bustedStocks).toBe(0);
      expect(sum(losses, 'loss') / (loss.totalDollars - loss.unwindDollars)).toBeCloseTo(1, 8);
    });
  },
);

describe('smars query', () => {
  test('prints a table with numbers aligned right', async () => {
    const { path, result } = await runWith('parquet', 'table');
    const { code, out } = await smars(
      'query',
      path,
      "SELECT 'x' AS name, max(children) AS children, NULL AS nothing FROM timeline",
    );
    expect(code).toBe(0);
    const [head, , row] = out.split('\n');
    expect(head).toMatch(/^name +children +nothing$/);
    const last = Number(row!.split(/ +/)[1]);
    expect(last).toBeGreaterThan(0);
    expect(last).toBeLessThanOrEqual(result.children);
  });

  test('refuses a folder without tables, Arrow files, and wrong SQL', async () => {
    const empty = join(folder.path, 'none');
    mkdirSync(empty);
    const csv = join(folder.path, 'csv');
    for (const [args, reason] of [
      [[empty], 'smars query: a folder and a question in SQL are needed, DIR SQL'],
      [
        [empty, 'SELECT 1'],
        `smars query ${empty}: has no tables; smars run --out leaves such a folder`,
      ],
      [[`${empty}x`, 'SELECT 1'], `smars query ${empty}x: there is no such folder`],
      [[arrow.path, 'SELECT 1'], 'run with --events parquet'],
      [
        [csv, 'SELECT nothing FROM fills'],
        'smars query: Binder Error: Referenced column "nothing" not found',
      ],
    ] as const) {
      const { code, out, err } = await smars('query', ...args);
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain(reason);
    }
  });
});

test.skipIf(process.platform === 'win32')(
  'a full disk loses the files but not the answer, and fails',
  () => {
    const path = join(folder.path, 'full');
    // The shell limits each file to 64 blocks of 512 or 1024 bytes.
    const run = `run "${small}" --out "${path}" --events arrow`;
    const command = `ulimit -f 64; exec "${process.execPath}" "${MAIN}" ${run}`;
    const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
    expect([status, withoutProgress(stderr)]).toEqual([
      1,
      '--events arrow: cannot be written (EFBIG)\n',
    ]);
    expect(stdout).toMatch(/^The incident in small\n/);
    expect(readdirSync(folder.path).filter((name) => name.includes('full'))).toEqual([]);
  },
);
