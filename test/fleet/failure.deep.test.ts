import { describe, expect, test } from 'vitest';
import { FleetError } from '../../src/fleet/failure.js';
import { type FleetOptions, runFleet, startFleet } from '../../src/fleet/fleet.js';
import { faultsOf, OPTIONS, RUNAWAY, WORKERS } from '../support/fleet.js';

/**
 * A worker that first works as usual and then does what its name says. Its thread reads the
 * instruction from the environment, because a pool takes only a path.
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
  test('ends the run when it hosts servers, and the error accounts for their work', async () => {
    const error = await failureOf({ workers: { ...WORKERS, servers: faulty(how) }, heapMbMax: 64 });
    expect(error).toMatchObject({ code: 'SMARS_FLEET', fault: 'worker' });
    expect(error.reason).toContain(reason);
    expect(error.thread).toMatch(/^servers [12]$/);
    expect(error.servers).toEqual(error.thread === 'servers 1' ? [1, 3] : [2, 4]);
    expectBounds(error);
  });

  test('ends the run when it runs the venues, and the error accounts for their work', async () => {
    const error = await failureOf({ workers: { ...WORKERS, venues: faulty(how) }, heapMbMax: 64 });
    expect(error).toMatchObject({ thread: 'venues', servers: [1, 2, 3, 4], fault: 'worker' });
    expect(error.reason).toContain(reason);
    expectBounds(error);
  });
});

/** A counter may lag one batch behind its memory when the thread dies in between. */
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

test('a missing or unreadable worker file ends the start', async () => {
  const missing = new URL('./not-there.mjs', import.meta.url);
  const start = (workers: FleetOptions['workers']) =>
    startFleet(RUNAWAY, { workers: { ...WORKERS, ...workers } });
  const error = await start({ servers: missing }).catch((error: unknown) => error);
  expect(error).toMatchObject({ fault: 'start', accounts: undefined });
  // Both threads lack the file; the error names the first to fail, with its servers.
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

test('a thread fails when its task ends by itself', async () => {
  const error = await failureOf({ workers: { ...WORKERS, venues: faulty('ends') } });
  expect(error).toMatchObject({ thread: 'venues', reason: 'its task ended by itself' });
});

test('the next run after a failure works as usual', async () => {
  await failureOf({ workers: { ...WORKERS, servers: faulty('exits') } });
  expect(faultsOf(await runFleet({ ...RUNAWAY, durationSeconds: 0.1 }, OPTIONS))).toEqual([]);
});
