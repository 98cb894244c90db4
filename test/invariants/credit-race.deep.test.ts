import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { allocateTable } from '../../src/memory/table.js';
import { CREDIT_UNIT_MONEY, FIRM_CREDIT_SCHEMA, openCredit } from '../../src/risk/counts/credit.js';

const UNIT = CREDIT_UNIT_MONEY;

function credit(limitMoney: number) {
  const firm = allocateTable(FIRM_CREDIT_SCHEMA, 1);
  openCredit(firm, limitMoney);
  return firm;
}

describe('servers that race for the credit of a firm on threads of their own', () => {
  interface Raced {
    held: number;
    leasesRefused: number;
    lowest: number;
  }

  /**
   * Lets some threads lease and return at the same time; resolves with the units that each holds at
   * its end.
   */
  async function race(
    firm: ReturnType<typeof credit>,
    threads: number,
    options: Record<string, number | boolean>,
  ): Promise<Raced[]> {
    const gateWords = new Int32Array(new SharedArrayBuffer(8));
    const workers = Array.from({ length: threads }, (_, seed) => {
      const workerData = {
        leftUnits: firm.leftUnits,
        gateWords,
        threads,
        seed: seed + 1,
        ...options,
      };
      return new Worker(new URL('./credit-racer.mjs', import.meta.url), { workerData });
    });
    return Promise.all(
      workers.map(
        (worker) =>
          new Promise<Raced>((resolve, reject) =>
            worker.once('message', resolve).once('error', reject),
          ),
      ),
    );
  }

  test('never lease a unit twice nor lose one, in any order of leases and returns', async () => {
    const firm = credit(200 * UNIT);
    const raced = await race(firm, 4, { turns: 150_000, returns: true });
    const held = raced.reduce((sum, one) => sum + one.held, 0);
    expect(held + firm.leftUnits[0]!).toBe(200);
    expect(Math.min(...raced.map(({ lowest }) => lowest))).toBeGreaterThanOrEqual(0);
    for (const { leasesRefused } of raced) expect(leasesRefused).toBeGreaterThan(0);
  });

  test('lose no unit on its return', async () => {
    const firm = credit(200 * UNIT);
    const raced = await race(firm, 3, { turns: 2_000_000, returns: true, swift: true });
    expect(raced.reduce((sum, one) => sum + one.held, 0)).toBe(0);
    expect(firm.leftUnits[0]).toBe(200);
  });

  test('use the limit to the last unit and not beyond', async () => {
    const firm = credit(400_000 * UNIT);
    const raced = await race(firm, 4, { turns: 1_000_000, returns: false });
    expect(firm.leftUnits[0]).toBe(0);
    expect(raced.reduce((sum, one) => sum + one.held, 0)).toBe(400_000);
    for (const { leasesRefused } of raced) expect(leasesRefused).toBeGreaterThan(0);
  });
});
