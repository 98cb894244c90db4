import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { FlagValues } from '../../src/cli/command.js';
import { readDayRunner } from '../../src/cli/day-flags.js';
import { DayShard, daysFrom } from '../../src/cli/day-shards.js';
import { findScenario } from '../../src/scenarios/scenarios.js';
import type { DayResult } from '../../src/session/result/result.js';
import type { DayTask, RunTasks } from '../../src/session/session-pool.js';
import { scratchFolder } from '../support/command.js';
import { SILENT } from '../support/terminal.js';

const folder = scratchFolder();
afterAll(folder.remove);
const PROGRAM = { version: '1', revision: 'r', nodeMajor: 20 };
const spec = findScenario('knight-2012');
let unique = 0;
const fresh = (): string => join(folder.path, `s${unique++}`);

/** Days that end in another order than they were given; the list may grow meanwhile. */
const reversed: RunTasks = async function* run(tasks) {
  for (let begun = 0; begun < tasks.length; ) {
    const some = tasks.slice(begun);
    for (let n = some.length - 1; n >= 0; n--)
      yield { task: begun + n, result: { digest: `day ${some[n]!.seed}` } as DayResult };
    begun += some.length;
  }
};
const never: RunTasks = () => {
  throw new Error('a day that a part has is run again');
};

/** Asks for days of these seeds, and for one more after each day whose seed is a multiple of 3. */
async function ask(seeds: readonly number[], run: RunTasks): Promise<string[]> {
  const tasks: DayTask[] = seeds.map((seed) => ({ spec, seed }));
  const digests: string[] = [];
  for await (const { task, result } of run(tasks, 2 * tasks.length)) {
    const { seed } = tasks[task]!;
    expect(result.digest).toBe(`day ${seed}`);
    digests.push(result.digest);
    if (seed! % 3 === 0) tasks.push({ spec, seed: seed! + 1000 + 1 });
  }
  return digests.sort();
}

const shardOf = (command: string, number: number, of: number, out: string, run = reversed) =>
  new DayShard({ command, program: PROGRAM, shard: { number, of } }, out, run, SILENT);

describe('parts of the days of a command', () => {
  test('have each day once, with those that others ask for, and answer as the whole', async () => {
    const seeds = fc.uniqueArray(fc.integer({ min: 0, max: 999 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(seeds, fc.integer({ min: 1, max: 4 }), async (given, of) => {
        const whole = await ask(given, reversed);
        const root = fresh();
        const parts: string[] = [];
        for (let number = 1; number <= of; number++) {
          const shard = shardOf('run', number, of, join(root, `${number}`));
          parts.push(...(await ask(given, (...asked) => shard.run(...asked))));
          shard.finish();
        }
        expect(parts.sort()).toEqual(whole);
        expect(await ask(given, daysFrom([root], 'run', PROGRAM, never))).toEqual(whole);
      }),
      { seed: 1, numRuns: 15 },
    );
  });

  test('go on where they were', async () => {
    const out = fresh();
    const begin = shardOf('run', 1, 1, out);
    await ask([1, 3, 5], (...asked) => begin.run(...asked));
    const path = join(out, 'days.ndjson');
    const whole = readFileSync(path, 'utf8');
    // One whole line and a torn one are what a killed process leaves.
    writeFileSync(path, whole.slice(0, whole.indexOf('\n') + 1));
    appendFileSync(path, '{"key":"torn');
    const again = shardOf('run', 1, 1, out);
    expect(await ask([1, 3, 5], (...asked) => again.run(...asked))).toHaveLength(4);
    again.finish();
    expect(readFileSync(path, 'utf8').split('\n').sort()).toEqual(whole.split('\n').sort());
    const done = shardOf('run', 1, 1, out, never);
    expect(await ask([1, 3, 5], (...asked) => done.run(...asked))).toHaveLength(4);
  });

  test('are refused if one is missing, not done, or of another question', async () => {
    const root = fresh();
    const [a, b] = [join(root, 'a'), join(root, 'b')];
    const part = shardOf('run', 1, 2, a);
    await ask([1, 2], (...asked) => part.run(...asked));
    const from = (folders: string[], seeds: number[], command = 'run', program = PROGRAM) =>
      ask(seeds, daysFrom(folders, command, program, never));
    await expect(from([root], [1, 2])).rejects.toThrow(`--from ${a}: is not done; the command`);
    part.finish();
    await expect(from([a], [1, 2])).rejects.toThrow('--from: no folder of shard 2/2');
    await expect(from([a], [1])).rejects.toThrow(`--from ${a}: has other days; give the flags`);
    await expect(from([a], [1, 2], 'tune')).rejects.toThrow('is of smars run, and this is smars');
    const other = { ...PROGRAM, revision: 's' };
    await expect(from([a], [1, 2], 'run', other)).rejects.toThrow("has revision 'r' and not 's'");
    await expect(from([b], [1, 2])).rejects.toThrow(`--from ${b}: is no folder of a part`);
    const third = shardOf('run', 2, 3, b);
    await ask([1, 2], (...asked) => third.run(...asked));
    third.finish();
    await expect(from([root], [1, 2])).rejects.toThrow(`--from ${b}: is of 3 parts, ${a} of 2`);
    const second = shardOf('run', 2, 2, a);
    await expect(ask([1, 2], (...asked) => second.run(...asked))).rejects.toThrow(
      `--out ${a}: is of shard 1/2, and this is shard 2/2`,
    );
    const lost = shardOf('run', 1, 1, root);
    await expect(ask([1], (...asked) => lost.run(...asked))).rejects.toThrow(
      `--out ${root}: is not empty, and no folder of a part`,
    );
    writeFileSync(join(a, 'shard.json'), '{}');
    await expect(from([a], [1, 2])).rejects.toThrow('is not as --shard writes it');
  });
});

describe('the flags of where days run', () => {
  const refused: [FlagValues, string][] = [
    [{ shard: '1/2' }, '--shard goes with --out DIR'],
    [{ shard: '3/2', out: 'x' }, "--shard is '3/2'; must be I/N"],
    [{ shard: '1/2', out: 'x', from: ['y'] }, '--shard and --from: give one of them'],
    [{ shard: '1/2', out: 'x', json: true }, '--shard and --json: give one of them; a part has'],
    [{ nats: 'nats://127.0.0.1', threads: '2' }, '--threads and --nats: give one of them'],
    [{ nats: 'http://127.0.0.1' }, 'must be nats://HOST:PORT or tls://HOST:PORT'],
    [{ check: 'c.mjs', nats: 'nats://127.0.0.1' }, '--check and --nats: give one of them'],
    [{ check: 'c.mjs', from: ['y'] }, '--check and --from: give one of them'],
  ];
  test.each(refused)('are refused: %j', (flags, reason) => {
    expect(() => readDayRunner('run', flags, ['json'], SILENT)).toThrow(reason);
  });
});
