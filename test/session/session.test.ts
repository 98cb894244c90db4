import { describe, expect, test, vi } from 'vitest';
import { createDay } from '../../src/session/day/create.js';
import type { DaySpec } from '../../src/session/day/spec.js';
import { digestDay, summariseDay } from '../../src/session/result/result.js';
import { advanceDay, runSession } from '../../src/session/session.js';
import { begin, dayOf, QUIET_DAY } from '../support/day.js';
import { flowOf } from '../support/orders.js';

const SIZES = { median: 300, sdLn: 0.8, roundTo: 100, max: 5000 };
/** A day with an old server, impact, wandering prices and hidden orders. */
const LIVELY: DaySpec = {
  ...dayOf([2005, 2012]),
  universe: { ...QUIET_DAY.universe, advShares: { median: 100_000, sdLn: 1 } },
  market: {
    impact: { model: 'square-root', prefactor: 1, halfLifeSeconds: 60, permanent: 0.2 },
    displayedSeconds: 60,
    fadeProbability: 0.2,
    darkProbability: 0.3,
    retailProbability: 0.4,
    wander: true,
    pauses: true,
  },
  flow: [
    {
      kind: 'retail',
      from: '09:29:58',
      to: '09:30:08',
      perSecond: 20,
      flaggedShare: 0.3,
      firstPlace: 0,
      endPlace: 4,
      sizes: SIZES,
    },
  ],
};

describe('a session', () => {
  test('gives the same digest for the same spec and seed only', () => {
    expect(runSession(LIVELY).digest).toBe(runSession(LIVELY).digest);
    expect(runSession(LIVELY).digest).toBe(runSession(LIVELY, { seed: LIVELY.seed }).digest);
    expect(
      new Set([1, 2, 3, 0xffffffff].map((seed) => runSession(LIVELY, { seed }).digest)).size,
    ).toBe(4);
    expect(runSession(LIVELY, { seed: 5 }).seed).toBe(5);
  });

  test('gives the same day by the kernel and without one', () => {
    const day = createDay(LIVELY, LIVELY.seed);
    expect(day.servers.map(({ kernel }) => kernel?.settles)).toEqual([true, true]);
    expect(day.market.book.kernel).toBeDefined();
    vi.stubGlobal('WebAssembly', undefined);
    const plain = createDay(LIVELY, LIVELY.seed);
    vi.unstubAllGlobals();
    expect([plain.market.book.kernel, plain.servers[0]!.kernel]).toEqual([undefined, undefined]);
    for (const one of [day, plain]) advanceDay(one, one.endNs);
    expect(summariseDay(plain)).toEqual(summariseDay(day));
  });

  test('leaves a result that the next session, in the same memory, does not change', () => {
    const result = runSession(LIVELY);
    const copy = structuredClone(result);
    runSession(LIVELY, { seed: 5 });
    expect(result).toEqual(copy);
  });

  test('gives the same day in steps of any length', () => {
    const whole = runSession(LIVELY);
    for (const steps of [
      [0],
      [-2e9, -2e9, -1e9, 1, 2, 3e9],
      Array.from({ length: 60 }, (_, n) => n * 130_000_001),
    ]) {
      const day = createDay(LIVELY, LIVELY.seed);
      for (const untilNs of steps) expect(advanceDay(day, untilNs)).toBe(false);
      expect(advanceDay(day, Number.POSITIVE_INFINITY)).toBe(true);
      expect(summariseDay(day)).toEqual(whole);
    }
  });

  test('ticks coarsely before the bell, at it, and finely after it', () => {
    const times: number[] = [];
    const day = createDay(
      {
        ...QUIET_DAY,
        clock: { start: '09:29:57.500', end: '09:30:00.300', tickMs: 100, preMarketTickMs: 1000 },
      },
      1,
    );
    for (; !advanceDay(day, day.cursor.nowNs[0]! + 1); ) times.push(day.cursor.nowNs[0]! / 1e6);
    expect(times).toEqual([-1500, -500, 0, 100, 200]);
  });

  test('takes given orders instead of its flow, or in addition', () => {
    const flow = flowOf([
      { atNs: 1e9, quantity: 100 },
      { atNs: 2e9, quantity: 200 },
    ]);
    const own = runSession(LIVELY);
    const instead = runSession(LIVELY, { orders: { flow, beside: false } });
    const beside = runSession(LIVELY, { orders: { flow, beside: true } });
    expect(instead.parents).toBe(2);
    expect(beside.parents + beside.ordersWaiting).toBe(own.parents + own.ordersWaiting + 2);
    expect(beside.digest).not.toBe(own.digest);
  });

  test('is independent of an earlier session', () => {
    const first = runSession(QUIET_DAY, {
      orders: { flow: flowOf([{ quantity: 100 }]), beside: false },
    }).digest;
    runSession(LIVELY);
    expect(
      runSession(QUIET_DAY, { orders: { flow: flowOf([{ quantity: 100 }]), beside: false } })
        .digest,
    ).toBe(first);
  });

  test('logs its rollout once, however it is advanced', () => {
    const faulty = {
      ...QUIET_DAY.deployment.rollout,
      steps: [{ date: '2012-07-31', server: 2, build: 2005, outcome: 'omitted' as const }],
    };
    const day = begin({ ...QUIET_DAY, deployment: { ...QUIET_DAY.deployment, rollout: faulty } });
    advanceDay(day, day.startNs);
    advanceDay(day, day.startNs);
    advanceDay(day, day.endNs);
    advanceDay(day, day.endNs);
    expect(summariseDay(day).events.filter(({ kind }) => kind === 'rollout-step')).toHaveLength(1);
  });

  test('does not change after its end', () => {
    const day = createDay(LIVELY, 1);
    advanceDay(day, day.endNs);
    const digest = digestDay(day);
    expect(advanceDay(day, day.endNs + 1e12)).toBe(true);
    expect(digestDay(day)).toBe(digest);
  });
});
