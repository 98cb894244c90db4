import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RateWindow, returnRate, takeRate } from '../../../src/fleet/server-thread/leases.js';
import type { FleetSpec } from '../../../src/fleet/spec.js';
import { DIST } from '../../support/command.js';
import { everyServer, faultsOf, RUNAWAY, runUntil, total } from '../../support/fleet.js';

const rateWindow = (perWindow: number, windowNs: number): RateWindow => ({
  word: new Int32Array(new SharedArrayBuffer(4)),
  perWindow,
  windowNs,
});

describe('the order rate of the firm', () => {
  test('grants as much as a plain count by window', () => {
    const step = fc.record({
      gapNs: fc.integer({ min: 0, max: 2500 }),
      wanted: fc.integer({ min: 0, max: 12 }),
      unusedShare: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const rate = rateWindow(10, 1000);
        const granted = new Map<number, number>();
        let nowNs = 0;
        for (const { gapNs, wanted, unusedShare } of steps) {
          nowNs += gapNs;
          const window = Math.floor(nowNs / 1000);
          const before = granted.get(window) ?? 0;
          const got = takeRate(rate, nowNs, wanted);
          expect(got).toBe(Math.min(wanted, 10 - before));
          const unused = Math.floor(got * unusedShare);
          returnRate(rate, nowNs, unused);
          granted.set(window, before + got - unused);
        }
      }),
      { seed: 20120801, numRuns: 200 },
    );
  });

  test('counts a clock read in the previous window as one in this window', () => {
    const rate = rateWindow(10, 1000);
    expect(takeRate(rate, 5000, 8)).toBe(8);
    expect(takeRate(rate, 4999, 8)).toBe(2);
    expect(takeRate(rate, 5999, 8)).toBe(0);
    expect(takeRate(rate, 6000, 8)).toBe(8);
  });

  test('holds to the last child while eight threads race for one window', async () => {
    const word = new SharedArrayBuffer(4);
    const race = {
      module: pathToFileURL(join(DIST, 'src/fleet/server-thread/leases.js')).href,
      word,
      perWindow: 200_000,
      windowNs: 1e6,
      nowNs: 7e6,
    };
    const start = new SharedArrayBuffer(8);
    const kept = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const worker = new Worker(new URL('../rate-racer.mjs', import.meta.url), {
          workerData: { ...race, start },
        });
        const [count] = (await once(worker, 'message')) as [number];
        await worker.terminate();
        return count;
      }),
    );
    const sum = kept.reduce((a, b) => a + b, 0);
    expect(new Int32Array(word)[0]! & 0xfffff).toBe(sum);
    expect(sum).toBe(200_000);
  });

  test('bounds the children of a fleet, and the rest waits unrefused', async () => {
    const firm = { orderRate: { perWindow: 500, windowMs: 50 } };
    const result = await runUntil(
      { ...RUNAWAY, servers: 8, threads: 4, firm },
      (fleet) => fleet.counts().arrived > 2500,
    );
    expect(faultsOf(result)).toEqual([]);
    const windows = Math.ceil((result.seconds * 1000) / 50) + 2;
    expect(result.accounts.venues.children).toBeLessThanOrEqual(windows * 500);
    expect(total(result, ({ refusedChildren }) => refusedChildren)).toBe(0);
    expect(total(result, ({ throttled }) => throttled)).toBeGreaterThan(0);
  });
});

describe.each(['thread', 'inline'] as const)(
  'the gross exposure of the firm, venues %s',
  (venues) => {
    test('holds while eight servers race for it, and nearly all of it is used', async () => {
      const limitMoney = 20e6 * 10_000;
      const risk: FleetSpec['risk'] = {
        ...RUNAWAY.risk,
        grossExposure: { mode: 'enforce', dollars: 20e6 },
      };
      // Some children in flight at the end come back cancelled, so the venues' peak shows how much
      // of the limit was used.
      const everyServerRefused = everyServer(({ refusedChildren }) => refusedChildren > 1000);
      const result = await runUntil(
        { ...RUNAWAY, venues, servers: 8, threads: 4, risk },
        (fleet) =>
          everyServerRefused(fleet) &&
          fleet.accounts().venues.peakExposureMoney! >= 0.95 * limitMoney,
      );
      expect(faultsOf(result)).toEqual([]);
      const { venues: counted, firmCreditLeftMoney } = result.accounts;
      expect(counted.peakExposureMoney).toBeLessThanOrEqual(limitMoney);
      expect(counted.peakExposureMoney).toBeGreaterThanOrEqual(0.95 * limitMoney);
      expect(counted.exposureMoney).toBe(total(result, ({ exposureMoney }) => exposureMoney));
      expect(
        firmCreditLeftMoney +
          total(result, ({ exposureMoney, unspentMoney }) => exposureMoney + unspentMoney),
      ).toBe(limitMoney);
      expect(
        result.accounts.checks.find(({ name }) => name === 'gross-exposure')!.refused,
      ).toBeGreaterThan(0);
    });
  },
);
