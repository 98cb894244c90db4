import { describe, expect, test } from 'vitest';
import { BUILDS } from '../../../src/deployment/builds.js';
import { REUSED_FLAG } from '../../../src/deployment/flags.js';
import { createDay } from '../../../src/session/day/create.js';
import type { DaySpec } from '../../../src/session/day/spec.js';
import { advanceDay } from '../../../src/session/session.js';
import { begin, dayOf, QUIET_DAY } from '../../support/day.js';

describe('a day', () => {
  test('begins with the builds that the rollout left, and knows the expected one', () => {
    const steps = [
      { date: '2012-07-27', server: 1, build: 2012, outcome: 'copied' as const },
      { date: '2012-07-30', server: 2, build: 2012, outcome: 'overwritten' as const },
      { date: '2012-07-31', server: 3, build: 2012, outcome: 'omitted' as const },
    ];
    const rollout = {
      servers: 3,
      initialBuild: 2005,
      onUnreachable: 'skip-silently' as const,
      steps,
    };
    const day = begin({ ...QUIET_DAY, deployment: { rollout, flagServers: 'all' } });
    expect(day.servers.map(({ router }) => BUILDS[router.build]!.build)).toEqual([
      2012, 2005, 2005,
    ]);
    expect(day.servers.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(day.expectedBuild).toBe(2012);
    expect(begin(QUIET_DAY).expectedBuild).toBe(2012);
  });

  test('sets the flag where the deployment says, or on the canary alone', () => {
    const masks = (spec: DaySpec) => begin(spec).servers.map(({ router }) => router.flagMask);
    const three = dayOf([2012, 2012, 2012]);
    expect(masks(three)).toEqual([REUSED_FLAG, REUSED_FLAG, REUSED_FLAG]);
    expect(masks({ ...three, deployment: { ...three.deployment, flagServers: [2] } })).toEqual([
      0,
      REUSED_FLAG,
      0,
    ]);
    const canary = { ...three.operations.canary, mode: 'enforce' as const, server: 3 };
    expect(masks({ ...three, operations: { ...three.operations, canary } })).toEqual([
      0,
      0,
      REUSED_FLAG,
    ]);
  });

  test('paces Power Peg by children a second, and never sends at 0', () => {
    const interval = (pegChildrenPerSecond: number) =>
      begin({ ...QUIET_DAY, router: { ...QUIET_DAY.router, pegChildrenPerSecond } }).servers[0]!
        .router.settings.pegIntervalNs;
    expect([interval(8), interval(7.73), interval(0)]).toEqual([125_000_000, 129_366_106, 0]);
  });

  test('opens the credit of the firm with its limit, in units of $100', () => {
    const grossExposure = { mode: 'enforce' as const, dollars: 1_000_000 };
    expect(
      begin({ ...QUIET_DAY, risk: { ...QUIET_DAY.risk, grossExposure } }).firm.leftUnits[0],
    ).toBe(10_000);
  });

  test('draws another walk of the same stocks under another seed', () => {
    const universe = { ...QUIET_DAY.universe, price: { median: 200, sdLn: 0 } };
    const bases = [1, 2].map((seed) => {
      const day = begin(
        { ...QUIET_DAY, universe, market: { ...QUIET_DAY.market, wander: true } },
        [],
        seed,
      );
      advanceDay(day, day.endNs);
      expect([...day.market.quotes.openTicks]).toEqual([2e6, 2e6, 2e6, 2e6]);
      return [...day.market.impact.baseTicks];
    });
    for (const [symbol, base] of bases[0]!.entries()) expect(base).not.toBe(bases[1]![symbol]);
  });

  test('sorts actions by time', () => {
    const actions = [
      { at: '09:40', do: 'notice' as const, text: 'later' },
      { at: '09:29:59', do: 'notice' as const, text: 'sooner' },
    ];
    const sorted = begin({ ...QUIET_DAY, actions }).actions;
    expect(sorted.map(({ at }) => at)).toEqual(['09:29:59', '09:40']);
  });

  test('advances tick by tick to the given time', () => {
    const day = begin(QUIET_DAY);
    expect(day.cursor.nowNs[0]).toBe(-2e9);
    advanceDay(day, 3e9);
    expect(day.cursor.nowNs[0]).toBe(3e9);
  });

  test('refuses contradictory times, ticks and builds', () => {
    const clock = (changes: Partial<DaySpec['clock']>) => () =>
      createDay({ ...QUIET_DAY, clock: { ...QUIET_DAY.clock, ...changes } }, 1);
    expect(clock({ tickMs: 300 })).toThrow(
      'session/day: a tick of 300 ms does not divide a second',
    );
    expect(clock({ end: '09:29:58' })).toThrow(/session\/day/);
    expect(() => begin(dayOf([2012, 1999]))).toThrow(
      'deployment/builds: build 1999 does not exist',
    );
  });

  test('may end before the bell, and may begin at it', () => {
    for (const clock of [
      { start: '09:00', end: '09:10', tickMs: 100, preMarketTickMs: 1000 },
      { start: '09:30', end: '09:30:02', tickMs: 100, preMarketTickMs: 1000 },
    ]) {
      const day = begin({ ...QUIET_DAY, clock }, [
        { atNs: clock.start === '09:00' ? -1795e9 : 1e9, quantity: 100 },
      ]);
      expect(advanceDay(day, day.endNs)).toBe(true);
      expect(
        day.servers[0]!.router.counts.filledParents[0]! +
          day.servers[1]!.router.counts.filledParents[0]!,
      ).toBe(1);
    }
  });
});
