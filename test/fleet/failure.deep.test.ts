import { describe, expect, test } from 'vitest';
import { FleetError } from '../../src/fleet/failure.js';
import { type FleetOptions, runFleet, startFleet } from '../../src/fleet/fleet.js';
import { faultsOf, OPTIONS, RUNAWAY, WORKERS } from '../support/fleet.js';

/**
 * A worker that behaves as usual for a while and then as its name says. Its thread finds in the
 * environment what it is to do: a pool takes no more than a path.
 */
const faulty = (how: string): URL => {
  process.env.SMARS_FAULT = how;
  process.env.SMARS_WORKERS = new URL('./', WORKERS.servers).href;
  return new URL('./faulty-worker.mjs', import.meta.url);
};

async function failureOf(options: FleetOptions): Promise<FleetError> {
  const failed = await runFleet(RUNAWAY, options).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(FleetError);
  return failed as FleetError;
}

describe.each([
  ['throws', 'a fault of the worker'],
  ['exits', 'worker exited with code'],
  ['hoards', 'memory limit'],
])('a thread that %s', (how, reason) => {
  test('with servers on it ends the run, and what they had been handed is accounted for', async () => {
    const error = await failureOf({ workers: { ...WORKERS, servers: faulty(how) }, heapMbMax: 64 });
    expect(error).toMatchObject({ code: 'SMARS_FLEET', fault: 'worker' });
    expect(error.reason).toContain(reason);
    expect(error.thread).toMatch(/^servers [12]$/);
    expect(error.servers).toEqual(error.thread === 'servers 1' ? [1, 3] : [2, 4]);
    expectBounds(error);
  });

  test('with the venues on it ends the run, and what they had been handed is accounted for', async () => {
    const error = await failureOf({ workers: { ...WORKERS, venues: faulty(how) }, heapMbMax: 64 });
    expect(error).toMatchObject({ thread: 'venues', servers: [1, 2, 3, 4], fault: 'worker' });
    expect(error.reason).toContain(reason);
    expectBounds(error);
  });
});

/** A counter may be one batch behind the memory that it counts when its thread dies in between. */
function expectBounds({ accounts }: FleetError): void {
  const batch = RUNAWAY.childrenMax;
  for (const { fed, accepted, sent, arrived, answered, inFlight, admitted, recalled } of accounts!
    .servers) {
    expect(fed).toBe(accepted);
    expect(Math.abs(admitted - recalled - sent)).toBeLessThanOrEqual(batch);
    expect(arrived).toBeLessThanOrEqual(sent + batch);
    expect(answered).toBeLessThanOrEqual(arrived + batch);
    expect(inFlight).toBe(sent - answered);
    expect(inFlight).toBeLessThanOrEqual(2 * 1024 + 512 + batch);
  }
  expect(accounts!.venues.children).toBeGreaterThan(0);
}

test('a worker file that is not there, or cannot be read, ends the start', async () => {
  const missing = new URL('./not-there.mjs', import.meta.url);
  const start = (workers: FleetOptions['workers']) =>
    startFleet(RUNAWAY, { workers: { ...WORKERS, ...workers } });
  const error = await start({ servers: missing }).catch((error: unknown) => error);
  expect(error).toMatchObject({ fault: 'start', accounts: undefined });
  // Both threads lack the file; whichever says so first is told, with its servers.
  const { thread, servers } = error as FleetError;
  expect([
    { thread: 'servers 1', servers: [1, 3] },
    { thread: 'servers 2', servers: [2, 4] },
  ]).toContainEqual({ thread, servers });
  await expect(start({ venues: missing })).rejects.toMatchObject({
    fault: 'start',
    thread: 'venues',
  });
  await expect(start({ venues: faulty('cannot load') })).rejects.toMatchObject({
    fault: 'start',
    reason: 'a fault of the file',
  });
});

test('a thread whose task ends by itself is a failure too', async () => {
  const error = await failureOf({ workers: { ...WORKERS, venues: faulty('ends') } });
  expect(error).toMatchObject({ thread: 'venues', reason: 'its task ended by itself' });
});

test('after a failure the next run is as good as new', async () => {
  await failureOf({ workers: { ...WORKERS, servers: faulty('exits') } });
  expect(faultsOf(await runFleet({ ...RUNAWAY, durationSeconds: 0.1 }, OPTIONS))).toEqual([]);
});
