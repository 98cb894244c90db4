import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { Feed } from '../../src/base/feed.js';

/** Lets pending promise callbacks run. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

async function takeAll<T>(feed: AsyncIterable<T>): Promise<T[]> {
  const taken: T[] = [];
  for await (const value of feed) taken.push(value);
  return taken;
}

describe('a feed', () => {
  test('delivers each value once and in order, whenever it was pushed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer(), { maxLength: 5 }), { maxLength: 8 }),
        async (bursts) => {
          const feed = new Feed<number>();
          const taken = takeAll(feed);
          for (const burst of bursts) {
            for (const value of burst) feed.push(value);
            if (burst.length % 2 === 0) await settle();
          }
          feed.end();
          feed.push(-1);
          expect(await taken).toEqual(bursts.flat());
          expect(feed.missed).toBe(0);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('keeps the newest values for a slow reader and counts the dropped ones', async () => {
    const feed = new Feed<number>({ max: 3 });
    for (let n = 0; n < 10; n++) feed.push(n);
    feed.end();
    expect(await takeAll(feed)).toEqual([7, 8, 9]);
    expect(feed.missed).toBe(7);
  });

  test('throws a failure after the queued values', async () => {
    const feed = new Feed<number>();
    feed.push(1);
    feed.end({ error: new Error('the thread has gone') });
    const taken: number[] = [];
    await expect(
      (async () => {
        for await (const value of feed) taken.push(value);
      })(),
    ).rejects.toThrow('the thread has gone');
    expect(taken).toEqual([1]);
  });

  test('ends with its signal and removes its listener', async () => {
    const abort = new AbortController();
    const closed = vi.fn();
    const feed = new Feed<number>({ signal: abort.signal, closed });
    feed.push(1);
    const taken = takeAll(feed);
    await settle();
    abort.abort();
    expect(await taken).toEqual([1]);
    expect(closed).toHaveBeenCalledOnce();
    expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
    expect(await takeAll(new Feed<number>({ signal: abort.signal, closed }))).toEqual([]);
    expect(closed).toHaveBeenCalledOnce();
  });

  test('calls closed once when its reader leaves, and then holds no values', async () => {
    const abort = new AbortController();
    const closed = vi.fn();
    const feed = new Feed<number>({ signal: abort.signal, closed });
    feed.push(1);
    feed.push(2);
    for await (const value of feed) {
      expect(value).toBe(1);
      break;
    }
    feed.push(3);
    expect(closed).toHaveBeenCalledOnce();
    expect(await takeAll(feed)).toEqual([]);
    expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
  });
});
