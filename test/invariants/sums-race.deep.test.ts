import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { sumLayout } from '../../src/fleet/memory/firm-sums.js';
import { allocateLayout } from '../../src/memory/table.js';
import type { GateLimits } from '../../src/risk/limits/limits.js';
import { catalogueSpace } from '../support/gate.js';

const SERVERS = 4;
const enforce = { mode: 'enforce' } as const;
const NEVER = 0x7fffffff;

interface Raced {
  readonly admitted: number;
  readonly refused: number;
  readonly reachBeyond: number;
  readonly openBeyond: number;
  readonly grossBeyond: number;
  readonly met: number;
}

/**
 * Lets four servers of one firm send orders of one account in one symbol, each on its own thread
 * and all at once, and counts beside them; returns the sums of what they saw.
 */
async function race(
  limits: Partial<GateLimits>,
  limitUnits: { reach?: number; open?: number; gross?: number },
  turns = 8000,
): Promise<Raced> {
  const space = catalogueSpace(limits, SERVERS);
  const layout = sumLayout({ rows: 16, accounts: 2, isRolled: true }, SERVERS);
  const workerData = {
    space,
    layout,
    buffer: allocateLayout(layout),
    threads: SERVERS,
    gateWords: new Int32Array(new SharedArrayBuffer(8)),
    counted: new Int32Array(new SharedArrayBuffer(24)),
    limitUnits: { reach: NEVER, open: NEVER, gross: NEVER, ...limitUnits },
    turns,
  };
  const raced = await Promise.all(
    Array.from({ length: SERVERS }, (_, index) => {
      const racer = new URL('./sums-racer.mjs', import.meta.url);
      const worker = new Worker(racer, { workerData: { ...workerData, server: index + 1 } });
      return new Promise<Raced>((resolve, reject) =>
        worker.once('message', resolve).once('error', reject),
      );
    }),
  );
  const sum = (name: keyof Raced): number => raced.reduce((total, one) => total + one[name], 0);
  return {
    admitted: sum('admitted'),
    refused: sum('refused'),
    reachBeyond: sum('reachBeyond'),
    openBeyond: sum('openBeyond'),
    grossBeyond: sum('grossBeyond'),
    met: sum('met'),
  };
}

describe('four servers that race for a sum of all of them', () => {
  test.each<[string, Partial<GateLimits>, Parameters<typeof race>[1]]>([
    ['net credit of an account', { accountNet: { ...enforce, dollars: 2000 } }, { reach: 20 }],
    ['open credit of an account', { accountOpen: { ...enforce, dollars: 300 } }, { open: 3 }],
    [
      'gross credit of an account',
      { accountGross: { ...enforce, dollars: 1_000_000 } },
      { gross: 10_000 },
    ],
    [
      'rolling gross of the firm',
      { rollingGross: { ...enforce, dollars: 1_000_000 } },
      { gross: 10_000 },
    ],
    [
      'position of an account',
      { position: { ...enforce, dollars: 2000, per: 'account' } },
      { reach: 20 },
    ],
    [
      'volume of an account',
      { cumulativeAdv: { ...enforce, percent: 50, softPercent: 50, per: 'account' } },
      { gross: 10_000 },
    ],
  ])('never pass the %s', async (_, limits, units) => {
    const raced = await race(limits, units);
    expect(raced.reachBeyond + raced.openBeyond + raced.grossBeyond).toBe(0);
    expect(raced.admitted).toBeGreaterThan(0);
    expect(raced.refused).toBeGreaterThan(0);
  });

  test.each(['firm', 'account'] as const)(
    'never have a buy and a sale of one %s at a price at the same time',
    async (per) => {
      const raced = await race({ selfMatch: { ...enforce, per } }, {});
      expect(raced.met).toBe(0);
      expect(raced.admitted).toBeGreaterThan(0);
      expect(raced.refused).toBeGreaterThan(0);
    },
  );

  test('are seen to pass it where they do not hold what they send', async () => {
    const raced = await race({ selfMatch: { ...enforce, per: 'server' } }, { reach: 20, open: 20 });
    expect(raced.met + raced.reachBeyond + raced.openBeyond).toBeGreaterThan(0);
  });
});
