import { describe, expect, test } from 'vitest';
import { createDay } from '../../../src/session/day/create.js';
import type { DaySpec, Fault } from '../../../src/session/day/spec.js';
import { reconcile } from '../../../src/session/result/reconcile.js';
import { summariseDay } from '../../../src/session/result/result.js';
import { advanceDay } from '../../../src/session/session.js';
import { dayOf, QUIET_DAY } from '../../support/day.js';

const RECORDED: Fault = {
  kind: 'recorded-quotes',
  at: '09:29:59',
  until: '09:30:05',
  firstPlace: 0,
  endPlace: 2,
  offPercent: 20,
  agedHours: 60,
};
const SPEC: DaySpec = {
  ...dayOf([2012]),
  universe: { ...QUIET_DAY.universe, advShares: { median: 600_000, sdLn: 0 } },
  flow: [
    {
      kind: 'quotes',
      from: '09:30:00',
      sides: 'both',
      firstPlace: 0,
      endPlace: 4,
      sizes: { median: 5000, sdLn: 0, roundTo: 100, max: 5000 },
    },
  ],
  faults: [RECORDED],
};

describe('recorded quotes', () => {
  test('replace the servers’ view of their stocks during the fault, not the venues’', () => {
    const day = createDay(SPEC, 3);
    const seen = day.servers[0]!.router.quotes;
    const truth = day.market.quotes;
    const off = () =>
      [0, 1, 2, 3].map(
        (symbol) => Math.abs(seen.midTicks[symbol]! / truth.midTicks[symbol]! - 1) > 0.001,
      );
    advanceDay(day, 2e9);
    expect(off()).toEqual([true, true, false, false]);
    for (const symbol of [0, 1]) {
      expect(Math.abs(seen.midTicks[symbol]! / truth.openTicks[symbol]! - 1)).toBeLessThanOrEqual(
        0.2,
      );
      expect(truth.midTicks[symbol]).toBe(truth.openTicks[symbol]);
    }
    advanceDay(day, day.endNs);
    expect(off()).toEqual([false, false, false, false]);
  });

  test('cause a loss and excess in their own stocks only', () => {
    const day = createDay(SPEC, 3);
    advanceDay(day, day.endNs);
    const { runaway, loss } = summariseDay(day);
    expect(runaway.stocks).toBe(2);
    expect(loss.spreadDollars).toBeGreaterThan(50);
    expect(reconcile(day)).toEqual({ shares: 0, cashDollars: 0, feesDollars: 0 });
  });

  test('are refused by the stale-quote check, which sees the time of recording', () => {
    const staleQuote = { mode: 'enforce' as const };
    const day = createDay({ ...SPEC, risk: { ...SPEC.risk, staleQuote } }, 3);
    advanceDay(day, 5e9);
    const { runaway, checks } = summariseDay(day);
    expect(runaway.unmatchedExecutions).toBe(0);
    expect(checks.find(({ name }) => name === 'stale-quote')!.refused).toBeGreaterThan(0);
    expect(day.servers[0]!.book.customerExecutions[0]).toBeGreaterThan(0);
  });
});

describe('values of a wrong input', () => {
  const { agedHours: _, ...places } = RECORDED;
  const WRONG: DaySpec = { ...SPEC, faults: [{ ...places, kind: 'wrong-values' }] };

  test('are quotes as far off as recorded ones, and cost as much', () => {
    const [recorded, wrong] = [SPEC, WRONG].map((spec) => {
      const day = createDay(spec, 3);
      advanceDay(day, 2e9);
      const seen = [...day.servers[0]!.router.quotes.midTicks];
      advanceDay(day, day.endNs);
      const { runaway, loss, reconciliation } = summariseDay(day);
      return { seen, runaway, loss, reconciliation };
    });
    expect(recorded!.runaway.unmatchedExecutions).toBeGreaterThan(0);
    expect(wrong).toEqual(recorded);
  });

  test('are as fresh as the market’s: the check of stale quotes passes them', () => {
    const staleQuote = { mode: 'enforce' as const };
    const outcome = (spec: DaySpec) => {
      const day = createDay(spec, 3);
      advanceDay(day, day.endNs);
      return summariseDay(day).runaway;
    };
    expect(outcome({ ...WRONG, risk: { ...WRONG.risk, staleQuote } })).toEqual(outcome(WRONG));
  });
});
