import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { KNIGHT_2012 } from '../../src/scenarios/knight.js';
import { runSession } from '../../src/session/session.js';
import {
  runSessions,
  type SessionPoolOptions,
  type SessionTask,
} from '../../src/session/session-pool.js';
import { DIST } from '../support/command.js';

const SESSION = pathToFileURL(join(DIST, 'workers', 'session.js'));
/** A worker file whose tasks end as their first check says. */
const FAULTY = new URL('./faulty-session.mjs', import.meta.url);
const spec = {
  ...KNIGHT_2012,
  clock: { ...KNIGHT_2012.clock, start: '09:29:59', end: '09:30:01' },
};

const task = (seed: number, ...checks: string[]): SessionTask => ({ spec, seed, checks });
const tasks = (count: number, failing: Readonly<Record<number, string>>): SessionTask[] =>
  Array.from({ length: count }, (_, n) =>
    task(n + 1, ...(failing[n] === undefined ? [] : [failing[n]!])),
  );

/** Returns the tasks with an outcome, and the error of the iteration. */
async function runAll(given: readonly SessionTask[], options: SessionPoolOptions = {}) {
  const done: number[] = [];
  try {
    for await (const outcome of runSessions(given, { threads: 2, workerFile: FAULTY, ...options }))
      done.push(outcome.task);
    return { done, error: undefined };
  } catch (error) {
    return { done, error: error as Error & { code: string } };
  }
}

describe('days over threads', () => {
  test('give one outcome for each task, the same as on one thread', async () => {
    const digests: string[] = [];
    const given = tasks(3, {});
    for await (const { task: n, result } of runSessions(given, { threads: 2, workerFile: SESSION }))
      digests[n] = result.digest;
    expect(digests).toEqual(given.map(({ seed }) => runSession(spec, { seed: seed! }).digest));
  });

  test.each([
    ['the only one', 1, 0],
    ['the first', 4, 0],
    ['one in the middle', 4, 1],
    ['the last', 4, 3],
  ])('report a task that fails: %s', async (_, count, failing) => {
    const { done, error } = await runAll(tasks(count, { [failing]: 'throws' }));
    expect(error).toMatchObject({
      code: 'SMARS_THREAD',
      task: `task ${failing} (seed ${failing + 1})`,
    });
    expect(error!.message).toContain('a fault of the task');
    expect(error!.cause).toBeInstanceOf(Error);
    expect(done).not.toContain(failing);
  });

  test.each([
    ['exits', 'worker exited with code: 7'],
    ['throws null', 'object null was thrown'],
  ])('report a task that %s, also when it ends last', async (does, reason) => {
    const { done, error } = await runAll(tasks(2, { 1: does }), { threads: 1 });
    expect(done).toEqual([0]);
    expect(error).toMatchObject({ code: 'SMARS_THREAD', task: 'task 1 (seed 2)', reason });
  });

  test('report one of several tasks that fail at once', async () => {
    const { done, error } = await runAll(tasks(3, { 0: 'throws', 1: 'exits', 2: 'throws' }), {
      threads: 3,
    });
    expect(done).toEqual([]);
    expect(error).toMatchObject({
      code: 'SMARS_THREAD',
      task: expect.stringMatching(/^task [012] \(seed [123]\)$/),
    });
  });

  test('keep an InputError as such, and name its task', async () => {
    const { error } = await runAll(
      [task(1), task(2, new URL('./not-there.mjs', import.meta.url).href)],
      { workerFile: SESSION },
    );
    expect(error).toMatchObject({
      code: 'SMARS_INPUT',
      message: expect.stringMatching(/^task 1 \(seed 2\): .*not-there/),
    });
  });

  test('report a missing worker file, and the option for it', async () => {
    const { error } = await runAll(tasks(2, {}), {
      workerFile: new URL('./not-there.mjs', import.meta.url),
    });
    expect(error).toMatchObject({
      code: 'SMARS_THREAD',
      reason: expect.stringMatching(/Cannot find module .*not-there.*give its `workerFile`$/),
    });
  });

  test.each([0, -1, 1.5, Number.NaN])('refuse %s threads', async (threads) => {
    const { error } = await runAll(tasks(1, {}), { threads });
    expect(error).toMatchObject({
      code: 'SMARS_INPUT',
      message: expect.stringContaining('threads'),
    });
  });

  test('start no thread without a task, or when the signal is already aborted', async () => {
    expect(await runAll([])).toEqual({ done: [], error: undefined });
    expect(await runAll(tasks(2, {}), { signal: AbortSignal.abort() })).toEqual({
      done: [],
      error: undefined,
    });
  });

  test('end early without an error when the iterator is left or the signal aborted', async () => {
    const seeds: number[] = [];
    for await (const { result } of runSessions(tasks(4, { 1: 'never ends' }), {
      threads: 2,
      workerFile: FAULTY,
    })) {
      seeds.push(result.seed);
      break;
    }
    expect(seeds).toEqual([1]);
    const abort = new AbortController();
    const ended = runAll(tasks(2, { 0: 'never ends' }), { threads: 1, signal: abort.signal });
    setImmediate(() => abort.abort());
    expect(await ended).toEqual({ done: [], error: undefined });
  });
});
