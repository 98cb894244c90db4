import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import type { ThreadError } from '../../src/threads/failure.js';
import * as source from '../../src/threads/pool.js';
import { DIST } from '../support/command.js';

type Pools = Pick<typeof source, 'ThreadPool'>;

const here = (name: string): URL => new URL(`./${name}`, import.meta.url);
const compiled = (await import(
  pathToFileURL(join(DIST, 'src', 'threads', 'pool.js')).href
)) as Pools;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

async function failureOf(work: Promise<unknown>): Promise<ThreadError> {
  const failed = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failed).toMatchObject({ name: 'ThreadError', code: 'SMARS_THREAD', thread: 'odd' });
  return failed as ThreadError;
}

const ENDS: [how: string, cause: Record<string, unknown>][] = [
  [
    'throws',
    {
      message: 'a fault of the task',
      name: 'RangeError',
      cause: expect.objectContaining({ code: 'EBEHIND' }),
    },
  ],
  ['throws later', { message: 'a fault of the task', code: 'ELATE' }],
  ['throws a word', { message: 'string a word was thrown' }],
  ['throws null', { message: 'object null was thrown' }],
  ['throws undefined', { message: 'undefined undefined was thrown' }],
  ['throws a function', { message: expect.stringContaining('was thrown') }],
  ['throws what cannot be copied', { message: 'a fault of the task' }],
  ['throws from a timer', { message: 'a fault of the timer' }],
  ['rejects unheard', { message: 'a fault that nobody hears' }],
  ['exits', { message: 'worker exited with code: 7' }],
  ['exits well', { message: 'worker exited with code: 0' }],
  ['hoards', { code: 'ERR_WORKER_OUT_OF_MEMORY' }],
  [
    'returns what cannot be copied',
    { message: 'what it returned cannot be copied between threads' },
  ],
];

// The compiled pool finds its loader. From the source, piscina loads the entry itself, as after a
// bundler has moved the library.
describe.each([
  ['through the loader', compiled],
  ['without the loader', source],
])('a pool that loads its entry %s', (_, { ThreadPool }: Pools) => {
  const openPool = (name = 'odd-worker.mjs', threads = 1) =>
    new ThreadPool({ name: 'odd', file: here(name), threads, heapMbMax: 32 });

  test.each(ENDS)('reports a task that %s, with its cause', async (how, cause) => {
    const pool = openPool();
    await pool.ready();
    const failure = await failureOf(pool.run('end', { how }, 'task 5'));
    expect(failure).toMatchObject({ task: 'task 5', cause: expect.objectContaining(cause) });
    expect(failure.message).toBe(`odd: task 5 failed: ${failure.reason}`);
    await pool.end();
  });

  test('reports each task of several that fail at once, and returns the others', async () => {
    const pool = openPool('odd-worker.mjs', 3);
    const ends = ['exits', 'returns', 'throws'].map((how, n) =>
      pool.run('end', { how, value: 17 }, `task ${n}`),
    );
    const [exited, returned, thrown] = await Promise.allSettled(ends);
    expect(exited).toMatchObject({
      reason: { task: 'task 0', reason: 'worker exited with code: 7' },
    });
    expect(returned).toEqual({ status: 'fulfilled', value: 17 });
    expect(thrown).toMatchObject({ reason: { task: 'task 2', reason: 'a fault of the task' } });
    await pool.end();
  });

  test.each([
    ['that throws', 'broken-worker.mjs', 'a fault of the file'],
    ['that ends its thread', 'exiting-worker.mjs', 'worker exited with code: 3'],
    ['that is not there', 'not-there.mjs', 'Cannot find module'],
  ])('is not ready with a file %s, and says why', async (_, name, reason) => {
    const pool = openPool(name, 2);
    const failure = await failureOf(pool.ready());
    expect(failure.reason).toContain(reason);
    await pool.end();
  });

  test('reports a task that cannot be copied to a thread', async () => {
    const pool = openPool();
    const failure = await failureOf(
      pool.run('end', { how: 'returns', value: () => undefined }, 'task 1'),
    );
    expect(failure.reason).toContain('could not be cloned');
    await pool.end();
  });

  test('keeps no result of a task that its caller has forgotten', async () => {
    const pool = openPool();
    const results: WeakRef<object>[] = [];
    for (let n = 0; n < 20; n++)
      results.push(new WeakRef(await pool.run<object>('end', { how: 'returns', value: [n] }, '')));
    // Weak references hold until the turn ends.
    await new Promise(setImmediate);
    collect();
    // The last result may stand in a register, or in the pool's last message.
    expect(results.filter((result) => result.deref() !== undefined).length).toBeLessThan(3);
    await pool.end();
  });

  test('ends while its threads load, and while a task never ends', async () => {
    const loading = openPool('odd-worker.mjs', 4);
    await loading.end();
    const pool = openPool();
    const failed = failureOf(pool.run('end', { how: 'never ends' }, 'task 0'));
    await pool.end();
    await failed;
  });
});

test('an error keeps name, code and cause across threads, and stays an InputError', async () => {
  const { carryError, reviveError } = await import('../../src/threads/answer.js');
  const carried = structuredClone(
    carryError(new InputError('quantity 0 is not positive', { cause: new TypeError('behind it') })),
  );
  const revived = reviveError(carried);
  expect(revived).toBeInstanceOf(InputError);
  expect(revived).toMatchObject({
    message: 'quantity 0 is not positive',
    code: 'SMARS_INPUT',
    cause: { name: 'TypeError' },
  });
});
