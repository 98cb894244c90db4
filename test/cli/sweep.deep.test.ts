import { appendFileSync, cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, describe, expect, test } from 'vitest';
import { scratchFolder, smars, startSmars } from '../support/command.js';

const folder = scratchFolder();
afterAll(folder.remove);
const at = (...names: string[]): string => join(folder.path, ...names);
const plan = at('plan.json');
const PLAN = {
  title: 'Short mornings',
  scenarios: ['knight-2012'],
  settings: [{ name: 'short', set: ['clock.end=09:30:01', 'universe.stocks=500'] }],
  controls: ['none', 'parent-quantity'],
  seeds: { first: 1, count: 6 },
};
writeFileSync(plan, JSON.stringify(PLAN));

const sweep = async (...args: string[]) => {
  const { code, out, err } = await smars('sweep', ...args);
  return { code, out, err };
};
const tablesOf = (name: string): Buffer[] =>
  ['results.arrow', 'summary.json'].map((file) => readFileSync(at(name, file)));

/** The rows of some columns of a Parquet file, whole numbers as numbers. */
async function readParquet(path: string, columns: readonly string[]): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const read = await connection.runAndReadAll(`SELECT ${columns.join(', ')} FROM '${path}'`);
    return read
      .getRows()
      .map((row) => row.map((value) => (typeof value === 'bigint' ? Number(value) : value)));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

describe('smars sweep', () => {
  test('has the same results whole, in merged shards, and after a kill -9', async () => {
    const whole = await sweep(plan, '--out', at('whole'));
    expect([whole.code, whole.out]).toEqual([0, expect.stringContaining('parent-quantity')]);
    const table = tableFromIPC(readFileSync(at('whole', 'results.arrow')));
    expect(table.numRows).toBe(12);
    expect([...table.getChild('seed')!].slice(0, 6)).toEqual([1, 2, 3, 4, 5, 6]);
    const kept = ['seed', 'loss_usd', 'digest', 'key'];
    const rows = table.toArray().map((row) => kept.map((name) => row![name] as unknown));
    expect(await readParquet(at('whole', 'results.parquet'), kept)).toEqual(rows);

    // Three shards, of which one is killed and goes on.
    const killed = startSmars([
      'sweep',
      plan,
      '--shard',
      '2/3',
      '--threads',
      '1',
      '--out',
      at('p2'),
    ]);
    while (
      !existsSync(at('p2', 'days.ndjson')) ||
      readFileSync(at('p2', 'days.ndjson')).length === 0
    )
      await new Promise((next) => setTimeout(next, 5));
    killed.child.kill('SIGKILL');
    await killed.ended;
    // What the killed process was writing is cut off.
    appendFileSync(at('p2', 'days.ndjson'), '{"key":"torn');
    for (const shard of [1, 2, 3])
      expect((await sweep(plan, '--shard', `${shard}/3`, '--out', at(`p${shard}`))).code).toBe(0);
    const without = await sweep('merge', at('p1'), at('p3'), '--out', at('merged'));
    expect([without.code, without.err, existsSync(at('merged'))]).toEqual([
      2,
      expect.stringContaining('4 of 12 days are missing: no folder of shard 2/3'),
      false,
    ]);
    const merged = await sweep('merge', at('p1'), at('p2'), at('p3'), '--out', at('merged'));
    expect([merged.code, merged.out]).toEqual([0, whole.out]);
    expect(tablesOf('merged')).toEqual(tablesOf('whole'));

    // The same command again runs nothing, and gives the same.
    const again = await sweep(plan, '--out', at('whole'));
    expect([again.code, again.out]).toEqual([0, whole.out]);
  });

  test('names the folders of which one has another digest for a key', async () => {
    cpSync(at('p1'), at('odd'), { recursive: true });
    const journal = at('odd', 'days.ndjson');
    const text = readFileSync(journal, 'utf8');
    writeFileSync(journal, text.replace(/"digest":"./, '"digest":"x'));
    const { code, err } = await sweep('merge', at('p1'), at('odd'), '--out', at('never'));
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/key \w{64}: \S+p1 has digest \w+, and \S+odd has x/),
    ]);
    expect(existsSync(at('never'))).toBe(false);
  });

  test.each([
    [[plan], 'give --out DIR'],
    [['--out', at('x')], 'give a plan, or merge DIR…'],
    [[plan, 'more', '--out', at('x')], "'more' is one argument too many"],
    [['none.json', '--out', at('x')], 'none.json: there is no such file'],
    [[plan, '--shard', '4/3', '--out', at('x')], "--shard is '4/3'; must be I/N"],
    [['merge', '--out', at('x')], 'give the folders of the shards'],
    [['merge', at('whole'), '--threads', '2', '--out', at('x')], '--threads goes with a plan'],
    [['merge', folder.path, '--out', at('x')], 'is no folder of a sweep'],
    [[plan, '--out', folder.path], 'is not empty, and no folder of a sweep'],
    [[plan, '--shard', '1/2', '--out', at('p1')], 'is of shard 1/3, and this is shard 1/2'],
  ])('refuses %j', async (args, reason) => {
    const { code, err } = await sweep(...args);
    expect([code, err]).toEqual([2, expect.stringContaining(reason)]);
  });

  test.each([
    [
      { scenarios: ['knigt-2012'] },
      "scenario 'knigt-2012' is not known: did you mean 'knight-2012'?",
    ],
    [{ controls: ['nome'] }, "controls: 'nome' is not a control; did you mean 'none'?"],
    [{ settings: [{ name: 'x', set: ['clok.end=1'] }] }, "--set 'clok.end=1'"],
    [{ limits: ['none.json'] }, 'none.json: there is no such file'],
  ])('names the plan and the fault of %j, and writes nothing', async (part, reason) => {
    writeFileSync(at('wrong.json'), JSON.stringify({ ...PLAN, ...part }));
    const { code, err } = await sweep(at('wrong.json'), '--out', at('wrong'));
    expect([code, err.startsWith(`${at('wrong.json')}: `)]).toEqual([2, true]);
    expect(err).toContain(reason);
    expect(existsSync(at('wrong'))).toBe(false);
  });

  test('refuses a folder of another plan', async () => {
    const other = at('other.json');
    writeFileSync(other, JSON.stringify({ ...PLAN, seeds: { first: 2, count: 6 } }));
    const { code, err } = await sweep(other, '--out', at('whole'));
    expect([code, err]).toEqual([2, expect.stringContaining('is of another plan')]);
  });
});
