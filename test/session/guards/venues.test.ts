import { describe, expect, test } from 'vitest';
import type { CheckModeName } from '../../../src/risk/catalogue/modes.js';
import type { Day } from '../../../src/session/day/day.js';
import type { Action, DaySpec } from '../../../src/session/day/spec.js';
import { summariseDay } from '../../../src/session/result/result.js';
import { begin, dayOf, QUIET_DAY, runDay } from '../../support/day.js';

const told = (day: Day): string[] =>
  summariseDay(day)
    .events.filter(({ kind }) => kind === 'operation' || kind === 'act')
    .map(({ at, text }) => `${at} ${text}`);
const act = (...actions: Action[]) => ({ actions });
const FLAGGED = { quantity: 100, flagged: true, session: 1 };

describe('the volume breaker', () => {
  /**
   * Runs a runaway of 1,000 shares a second. The day's parents order 160 shares in 8 s: 20 a
   * second, 60 in a window of three.
   */
  const broken = (
    mode: CheckModeName,
    timesBaseline: number,
    changes: Partial<DaySpec> = {},
  ): Day =>
    runDay(
      dayOf([2005, 2012], {
        operations: {
          ...QUIET_DAY.operations,
          volumeBreaker: { mode, timesBaseline, windowSeconds: 3 },
        },
        ...changes,
      }),
      [FLAGGED, { session: 2, quantity: 60, limitTicks: 1 }],
    );

  test('takes the day’s ordered shares as its baseline', () => {
    expect(
      begin(dayOf([2012, 2012]), [{ quantity: 100 }, { quantity: 60 }]).baselineSharesPerSecond,
    ).toBe(20);
  });

  test('pauses the member when its volume in the window is above the bound, not at it', () => {
    const day = broken('enforce', 50);
    expect(told(day)).toEqual([]);
    expect(told(broken('enforce', 49.99))).toEqual([
      '09:30:03.0 the member’s volume is 3,000 shares in 3 s, above 2,999; the venues pause it',
    ]);
    expect(broken('enforce', 49.99).servers[0]!.book.lastErrorNs[0]).toBe(2.9e9);
  });

  test('forgets volume that has left the window', () => {
    const day = broken('enforce', 50, act({ at: '09:30:02', do: 'kill', scope: 'firm' }));
    expect(told(day)).toEqual([]);
    expect(day.guards!.volume.shares).toEqual(Float64Array.of(2000, 2000, 2000));
  });

  test('lets the member resume when the venues say so, and can pause it again', () => {
    const day = broken('enforce', 40, act({ at: '09:30:06', do: 'member-resume' }));
    expect(told(day).map((line) => line.slice(0, 30))).toEqual([
      '09:30:03.0 the member’s volume',
      '09:30:06.0 every venue takes t',
    ]);
    expect([day.servers[0]!.book.errorExecutions[0], day.servers[0]!.book.lastErrorNs[0]]).toEqual([
      49, 7.9e9,
    ]);
  });

  test.each(['warn', 'shadow'] as const)('only tells in the mode %s', (mode) => {
    const day = broken(mode, 40);
    expect(told(day)).toHaveLength(1);
    expect(day.servers[0]!.book.lastErrorNs[0]).toBe(7.9e9);
  });
});

describe('a halt of the member by a venue', () => {
  const haltedAt = (venue: string | undefined) =>
    runDay(
      {
        ...dayOf([2005, 2012]),
        ...act(
          { at: '09:30:02', do: 'member-halt', venue },
          { at: '09:30:04', do: 'member-resume', venue },
        ),
      },
      [FLAGGED],
    );

  test('refuses all of the member’s orders there until the venue resumes', () => {
    for (const venue of [undefined, 'NYSE']) {
      const day = haltedAt(venue);
      expect(told(day)).toEqual([
        `09:30:02.0 ${venue ?? 'every venue'} refuses the member’s orders`,
        `09:30:04.0 ${venue ?? 'every venue'} takes the member’s orders again`,
      ]);
      expect(day.servers[0]!.router.counts.sequence[0]).toBe(80);
      expect(summariseDay(day).runaway.executions).toBe(60);
      expect(summariseDay(day).reconciliation.shares).toBe(0);
    }
  });

  test('makes servers ask again after a minute, not every turn, if all venues halt', () => {
    const day = runDay(
      {
        ...dayOf([2012, 2012]),
        ...act({ at: '09:30:00', do: 'member-halt' }, { at: '09:30:05', do: 'member-resume' }),
      },
      [{ quantity: 100, session: 1 }],
    );
    const { counts } = day.servers[0]!.router;
    expect([counts.filledParents[0], counts.sequence[0]! <= 6]).toEqual([0, true]);
  });

  test('leaves the other venues as they are', () => {
    expect(summariseDay(haltedAt('BATS')).runaway.executions).toBe(80);
  });
});

describe('limit up – limit down in a day', () => {
  const MOVING = {
    ...QUIET_DAY.market,
    impact: { model: 'square-root' as const, prefactor: 2.5, halfLifeSeconds: 1800, permanent: 0 },
  };
  const limited = (mode: CheckModeName): Day =>
    runDay(
      dayOf([2005, 2012], {
        market: MOVING,
        clock: { ...QUIET_DAY.clock, end: '09:31' },
        operations: {
          ...QUIET_DAY.operations,
          limitUpLimitDown: { mode, limitStateSeconds: 5, tier2Percent: 1 },
        },
      }),
      [FLAGGED],
    );

  test('stops buyers beyond the band, then pauses the stock for five minutes', () => {
    const day = limited('enforce');
    const { symbol } = day.market.stocks[0]!;
    expect(told(day).map((line) => line.slice(11))).toEqual([
      `${symbol}: limit state, up`,
      `${symbol}: paused for five minutes`,
    ]);
    const off = limited('off');
    expect(summariseDay(day).runaway.executions).toBeLessThan(summariseDay(off).runaway.executions);
    const { highTicks } = day.bands!.rows;
    expect(day.market.quotes.askTicks[0]).toBeLessThan(highTicks[0]! * 1.01);
    expect(off.market.quotes.askTicks[0]).toBeGreaterThan(day.market.quotes.askTicks[0]!);
  });

  test.each(['warn', 'shadow'] as const)('changes nothing in the mode %s', (mode) => {
    const day = limited(mode);
    expect(told(day).length).toBeGreaterThanOrEqual(1);
    expect(summariseDay(day).runaway).toEqual(summariseDay(limited('off')).runaway);
  });
});
