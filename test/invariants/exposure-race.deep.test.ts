import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { Verdict } from '../../src/orders/codes.js';
import { CREDIT_UNIT_MONEY } from '../../src/risk/counts/credit.js';
import { openFirm } from '../../src/risk/counts/open.js';
import type { SecondPassSpace } from '../../src/risk/counts/second-pass.js';
import type { GateLimits } from '../../src/risk/limits/limits.js';
import { rungsWarned } from '../../src/risk/stops/ladder.js';
import { State } from '../../src/risk/stops/states.js';
import { catalogueSpace } from '../support/gate.js';

const SERVERS = 8;

interface Raced {
  admitted: number;
  refused: number;
  beyond: number;
  unspent: number[];
  reach: number;
  killed: number;
  rungs: number[];
}

/**
 * Lets eight servers of one firm send orders to their gates, each on its own thread and all at
 * once.
 */
async function race(
  limits: Partial<GateLimits>,
  options: Record<string, unknown>,
): Promise<{ space: SecondPassSpace; raced: Raced[] }> {
  const space = catalogueSpace(limits, SERVERS);
  const gateWords = new Int32Array(new SharedArrayBuffer(8));
  const sums = new Int32Array(new SharedArrayBuffer(8));
  const workers = Array.from({ length: SERVERS }, (_, index) => {
    const workerData = {
      space,
      server: index + 1,
      threads: SERVERS,
      gateWords,
      sums,
      sliceMoney: 0,
      ...options,
    };
    return new Worker(new URL('./firm-racer.mjs', import.meta.url), { workerData });
  });
  const raced = await Promise.all(
    workers.map(
      (worker) =>
        new Promise<Raced>((resolve, reject) =>
          worker.once('message', resolve).once('error', reject),
        ),
    ),
  );
  return { space, raced };
}

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

describe('eight servers that race for the net exposure of their firm', () => {
  const limits = (units: number): Partial<GateLimits> => ({
    netExposure: { mode: 'enforce', dollars: units * 100 },
  });

  test('use it to the last $100 and not beyond', async () => {
    const { space, raced } = await race(limits(20_000), {
      does: 'buy',
      turns: 20_000,
      limitUnits: 20_000,
    });
    expect(sum(raced.map(({ admitted }) => admitted))).toBe(20_000);
    expect(openFirm(space).net[0]!.leftUnits[0]).toBe(0);
    for (const { refused } of raced) expect(refused).toBeGreaterThan(0);
  });

  test.each([0, 20])(
    'never pass it nor lose credit with slices of %i units, whatever is executed or cancelled',
    async (slice) => {
      const { space, raced } = await race(limits(300), {
        does: 'both',
        turns: 60_000,
        limitUnits: 300,
        sliceMoney: slice * CREDIT_UNIT_MONEY,
      });
      expect(sum(raced.map(({ beyond }) => beyond))).toBe(0);
      expect(sum(raced.map(({ refused }) => refused))).toBeGreaterThan(0);
      const { net } = openFirm(space);
      for (const side of [0, 1]) {
        const unspent = sum(raced.map((one) => one.unspent[side]!)) / CREDIT_UNIT_MONEY;
        const reach = ((side === 0 ? 1 : -1) * sum(raced.map((one) => one.reach))) / 5;
        expect(net[side]!.leftUnits[0]! + unspent + reach).toBe(300);
      }
    },
  );
});

describe('eight servers with executions that match no parent', () => {
  test('are each killed by a first execution beyond the firm’s limit; none is lost', async () => {
    const { space, raced } = await race(
      { unmatchedAccount: { mode: 'enforce', dollars: 1000 * 100 } },
      { does: 'unmatched', turns: 2000, limitUnits: 1000 },
    );
    const posted = sum(raced.map(({ admitted }) => admitted));
    const { words, states } = openFirm(space);
    expect(words.unmatchedUnits[0]).toBe(posted);
    expect(posted).toBeGreaterThan(1000);
    // Each server is killed by its first execution beyond the limit.
    expect(posted).toBeLessThanOrEqual(1000 + SERVERS);
    expect(raced.map(({ killed }) => killed)).toEqual(new Array(SERVERS).fill(1));
    expect([...states.servers.state.subarray(1)]).toEqual(new Array(SERVERS).fill(State.KILLED));
  });

  test('climb its ladder together: each rung is warned of once', async () => {
    const { space, raced } = await race(
      { unmatchedAccount: { mode: 'enforce', dollars: 1000 * 100 } },
      { does: 'unmatched', turns: 2000, limitUnits: 1000 },
    );
    const rungs = raced.flatMap((one) => one.rungs).sort((a, b) => a - b);
    expect(rungs).toEqual([500, 750, 850, 900, 950].map((units) => units * CREDIT_UNIT_MONEY));
    expect(rungsWarned(openFirm(space).rungs.rung[Verdict.UNMATCHED_ACCOUNT]!)).toBe(5);
  });
});

describe('eight servers of which three hold a parent', () => {
  test('are all halted', async () => {
    const limits = {
      executionsPerParent: { mode: 'enforce', executions: 3, parentsMax: 3 },
    } as const;
    const { space, raced } = await race(limits, { does: 'buy', turns: 50 });
    expect(sum(raced.map(({ admitted }) => admitted))).toBeLessThanOrEqual(3 * SERVERS);
    expect(sum(raced.map(({ admitted }) => admitted))).toBeGreaterThanOrEqual(3 * 3);
    const { states, words } = openFirm(space);
    expect(states.firm.state[0]).toBe(State.HALTED);
    expect(words.heldParents[0]).toBeGreaterThanOrEqual(3);
  });
});
