import { describe, expect, test } from 'vitest';
import { layThreads, liveThreads } from '../../src/fleet/layout.js';
import { KNIGHT_2012 } from '../../src/scenarios/knight.js';
import { RUNAWAY } from '../support/fleet.js';

const TERMS = { servers: 8, market: RUNAWAY.market };

describe('the threads of a fleet', () => {
  test.each([
    // Cores, threads of servers, where the venues are, how they wait.
    [1, 1, 'inline', 'block'],
    [2, 1, 'inline', 'auto'],
    [3, 1, 'thread', 'auto'],
    [4, 2, 'thread', 'auto'],
    [16, 8, 'thread', 'auto'],
  ])(
    'are, on %i cores, %i of servers with venues %s, and wait by %s',
    (cores, threads, venues, waiting) => {
      expect(layThreads(TERMS, cores)).toMatchObject({
        threads,
        venues,
        waiting,
        venuesBy: 'cores',
        waitingBy: 'cores',
      });
    },
  );

  test('block when they and the main thread have fewer cores than threads', () => {
    const two = layThreads({ ...TERMS, venues: 'thread', threads: 1 }, 2);
    expect(two).toMatchObject({ allThreads: 3, waiting: 'block', venuesBy: 'setting' });
    const three = layThreads({ ...TERMS, venues: 'thread', threads: 1 }, 3);
    expect(three).toMatchObject({ allThreads: 3, waiting: 'auto' });
    const asked = layThreads({ ...TERMS, venues: 'thread', waiting: 'spin' }, 2);
    expect(asked).toMatchObject({ waiting: 'spin', waitingBy: 'setting' });
  });

  test('leave cores to a writer of events, and then have none for the venues', () => {
    const terms = { ...TERMS, otherThreads: 1 };
    expect(layThreads(terms, 3)).toMatchObject({ threads: 1, venues: 'inline', allThreads: 3 });
    expect(layThreads(terms, 8)).toMatchObject({ threads: 5, venues: 'thread', allThreads: 8 });
  });

  test('have one for the venues on any machine if a setting needs it', () => {
    const lazy = { minimum: 64, lingerMicros: 50 };
    expect(layThreads({ ...TERMS, lazy }, 2)).toMatchObject({ venues: 'thread', venuesBy: 'lazy' });
    const one = { minimum: 1, lingerMicros: 0 };
    expect(layThreads({ ...TERMS, lazy: one }, 2)).toEqual(layThreads(TERMS, 2));
    const latencyMicros = { median: 100, sdLn: 0.3 };
    const venues = KNIGHT_2012.market.venues!.map((venue) => ({ ...venue, latencyMicros }));
    const market = { ...TERMS.market, venues };
    expect(layThreads({ ...TERMS, market }, 2)).toMatchObject({
      venues: 'thread',
      venuesBy: 'latency',
    });
  });

  test('are as many as a setting says, which leaves the venues no core where it needs all', () => {
    expect(layThreads({ ...TERMS, threads: 4 }, 4)).toMatchObject({
      threads: 4,
      venues: 'inline',
      waiting: 'block',
    });
  });

  test('are none where orders come live on two cores, unless a setting needs one', () => {
    const asked = [1, 2, 3].map((cores) => liveThreads(TERMS, cores));
    expect(asked).toEqual([0, 0, undefined]);
    expect(liveThreads({ ...TERMS, threads: 2 }, 2)).toBe(2);
    const lazy = { minimum: 8 };
    const needing = [{ venues: 'thread' as const }, { waiting: 'block' as const }, { lazy }];
    for (const terms of needing) expect(liveThreads({ ...TERMS, ...terms }, 2)).toBeUndefined();
    expect(layThreads({ ...TERMS, threads: 0 }, 8)).toMatchObject({
      ...{ onMain: true, threads: 1, venues: 'inline', allThreads: 1 },
    });
  });
});
