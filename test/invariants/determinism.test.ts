import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { KNIGHT_2012 } from '../../src/scenarios/knight.js';
import { createDay } from '../../src/session/day/create.js';
import { summariseDay } from '../../src/session/result/result.js';
import { advanceDay, runSession } from '../../src/session/session.js';
import { draws } from '../support/draws.js';
import { anyLimits, smallDays } from './small-days.js';

afterEach(() => vi.restoreAllMocks());

/** The morning until a minute after the bell. */
const KNIGHT_TO_0931 = { ...KNIGHT_2012, clock: { ...KNIGHT_2012.clock, end: '09:31' } };

describe('invariant 1: the same scenario and seed give the same digest of the full state', () => {
  test('of any small day; another seed gives another digest', () => {
    fc.assert(
      fc.property(
        smallDays({ limits: anyLimits, people: true }),
        fc.integer({ min: 1, max: 1000 }),
        (spec, step) => {
          const { digest } = runSession(spec);
          expect(runSession(spec).digest).toBe(digest);
          expect(runSession(structuredClone(spec)).digest).toBe(digest);
          expect(runSession(spec, { seed: (spec.seed + step) % 2 ** 32 }).digest).not.toBe(digest);
        },
      ),
      { seed: 20120801, numRuns: draws(40) },
    );
  });

  test('of a part of the morning of 1 August 2012, after any other run', () => {
    const first = runSession(KNIGHT_TO_0931);
    runSession(KNIGHT_TO_0931, { seed: 1 });
    expect(runSession(KNIGHT_TO_0931)).toEqual(first);
  });

  test('in this thread and in several others at once', async () => {
    const url = new URL('./session-digests.mjs', import.meta.url);
    const { digestsOf } = (await import(url.href)) as {
      digestsOf(seeds: readonly number[]): string[];
    };
    const seeds = [2012, 7];
    const workers = [0, 1].map(() => new Worker(url, { workerData: seeds }));
    const digests = await Promise.all(
      workers.map(
        (worker) =>
          new Promise<string[]>((resolve, reject) =>
            worker.once('message', resolve).once('error', reject),
          ),
      ),
    );
    const here = digestsOf(seeds);
    expect(new Set(here).size).toBe(2);
    expect(digests).toEqual([here, here]);
  });
});

describe('invariant 10: a day reads no clock and no unseeded number', () => {
  test('a day runs to the same digest when reading one throws', () => {
    const spec = fc.sample(smallDays({ limits: anyLimits, people: true }), {
      seed: 20120801,
      numRuns: 6,
    });
    const digests = spec.map((one) => runSession(one).digest);
    const refuse = (name: string) => () => {
      throw new Error(`${name} was asked for`);
    };
    vi.spyOn(Date, 'now').mockImplementation(refuse('Date.now'));
    vi.spyOn(Math, 'random').mockImplementation(refuse('Math.random'));
    vi.spyOn(performance, 'now').mockImplementation(refuse('performance.now'));
    vi.spyOn(process, 'hrtime').mockImplementation(refuse('process.hrtime') as never);
    const again = spec.map((one) => {
      const day = createDay(one, one.seed);
      advanceDay(day, day.endNs);
      return summariseDay(day).digest;
    });
    vi.restoreAllMocks();
    expect(again).toEqual(digests);
  });
});
