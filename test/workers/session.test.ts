import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { applySettings } from '../../src/scenarios/parse.js';
import type { DayResult } from '../../src/session/result/result.js';
import { runSession } from '../../src/session/session.js';
import { runSessions, type SessionTask } from '../../src/session/session-pool.js';
import { DIST, scratchFolder } from '../support/command.js';
import { flowOf } from '../support/orders.js';
import { SMALL } from '../support/scenarios.js';

/** The built worker, because a pool starts threads from JavaScript. */
const WORKER = pathToFileURL(join(DIST, 'workers', 'session.js'));
const NEVER = new AbortController().signal;

const folder = scratchFolder();
afterAll(folder.remove);

/** Runs tasks in the pool; the results are in the order of their tasks. */
async function overPool(
  tasks: readonly SessionTask[],
  threads: number,
  workerFile = WORKER,
): Promise<DayResult[]> {
  const results: DayResult[] = [];
  for await (const { task, result } of runSessions(tasks, { threads, workerFile, signal: NEVER }))
    results[task] = result;
  return results;
}

/** Days that differ in controls and in seed. */
const TASKS: readonly SessionTask[] = ['off', 'enforce'].flatMap((mode) =>
  [7, 8, 9].map((seed) => ({
    spec: applySettings(SMALL, [`risk.grossExposure.mode=${mode}`]),
    seed,
  })),
);
const inline = TASKS.map(({ spec, seed }) => runSession(spec, { seed }));

describe('a day in a worker thread', () => {
  test('equals the day inline, with any number of threads', async () => {
    expect(new Set(inline.map(({ digest }) => digest)).size).toBe(TASKS.length);
    expect(await overPool(TASKS, 1)).toEqual(inline);
    expect(await overPool(TASKS, 2)).toEqual(inline);
  });

  test('is the same in any order of tasks, after other days on the same thread', async () => {
    const reversed = await overPool([...TASKS].reverse(), 1);
    expect(reversed.reverse().map(({ digest }) => digest)).toEqual(
      inline.map(({ digest }) => digest),
    );
    const twice = await overPool([...TASKS, ...TASKS], 2);
    expect(twice).toEqual([...inline, ...inline]);
  });

  test('takes orders that the main thread has read', async () => {
    const flow = flowOf([
      { atNs: 1e9, symbol: 3, quantity: 500 },
      { atNs: 2e9, symbol: 4, quantity: 300, side: 'sell', flagged: true, session: 3 },
    ]);
    for (const beside of [false, true]) {
      const orders = { flow, beside };
      const [result] = await overPool([{ spec: SMALL, seed: 7, orders }], 1);
      expect(result).toEqual(runSession(SMALL, { seed: 7, orders }));
      expect(result!.digest).not.toBe(inline[0]!.digest);
    }
  });

  test('is absent without tasks', async () => {
    expect(await overPool([], 2)).toEqual([]);
  });

  test('begins in order: finished days have no gaps except the running ones', async () => {
    const done: number[] = [];
    const many = Array.from({ length: 24 }, (_, seed) => ({ spec: SMALL, seed }));
    for await (const { task } of runSessions(many, {
      threads: 2,
      workerFile: WORKER,
      signal: NEVER,
    })) {
      done.push(task);
      expect(Math.max(...done) - done.length + 1).toBeLessThanOrEqual(1);
    }
    expect([...done].sort((a, b) => a - b)).toEqual(many.map((_, task) => task));
  });
});

describe('days that end early', () => {
  test('end with the finished days when the signal is aborted', async () => {
    const interrupt = new AbortController();
    const many = Array.from({ length: 500 }, (_, seed) => ({ spec: SMALL, seed }));
    const done: number[] = [];
    for await (const { task } of runSessions(many, {
      threads: 2,
      workerFile: WORKER,
      signal: interrupt.signal,
    })) {
      done.push(task);
      if (done.length === 4) interrupt.abort();
    }
    expect(done.length).toBeGreaterThanOrEqual(4);
    expect(done.length).toBeLessThan(8);
  });

  test('end when the caller stops reading', async () => {
    const many = Array.from({ length: 500 }, (_, seed) => ({ spec: SMALL, seed }));
    for await (const { result } of runSessions(many, {
      threads: 2,
      workerFile: WORKER,
      signal: NEVER,
    })) {
      expect(result.seed).toBeLessThan(4);
      break;
    }
  });

  test('end with the error of an invalid day: an unknown build', async () => {
    const wrong = {
      ...SMALL,
      deployment: {
        ...SMALL.deployment,
        rollout: { ...SMALL.deployment.rollout, initialBuild: 1999 },
      },
    };
    await expect(overPool([TASKS[0]!, { spec: wrong, seed: 1 }, TASKS[1]!], 2)).rejects.toThrow(
      /1999/,
    );
  });
});

describe('a broken worker is an error, not an endless wait:', () => {
  function workerFile(name: string, text: string): URL {
    const path = join(folder.path, name);
    writeFileSync(path, text);
    return pathToFileURL(path);
  }

  test('a missing file', async () => {
    await expect(
      overPool(TASKS, 2, pathToFileURL(join(folder.path, 'nothing.mjs'))),
    ).rejects.toThrow(/nothing\.mjs/);
  });

  test('a file that throws on import', async () => {
    await expect(
      overPool(TASKS, 2, workerFile('throws.mjs', "throw new Error('broken at once');")),
    ).rejects.toThrow('broken at once');
  });

  test('a file without the exports that the pool calls', async () => {
    await expect(
      overPool(TASKS, 2, workerFile('empty.mjs', 'export const nothing = 0;')),
    ).rejects.toThrow(/isReady|handler|function/i);
  });

  test('a worker that throws in a day', async () => {
    const text =
      'export function isReady() { return true; } ' +
      "export function runTask() { throw new Error('a broken day'); }";
    await expect(overPool(TASKS, 2, workerFile('fails.mjs', text))).rejects.toThrow('a broken day');
  });

  test('a worker whose thread ends in a day', async () => {
    const text =
      'export function isReady() { return true; } export function runTask() { process.exit(3); }';
    await expect(overPool(TASKS, 2, workerFile('exits.mjs', text))).rejects.toThrow(/exit/);
  });
});
