import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applySettings } from '../../../src/scenarios/parse.js';
import { createDay } from '../../../src/session/day/create.js';
import type { Action } from '../../../src/session/day/spec.js';
import { heldShares } from '../../../src/session/people/desk.js';
import { summariseDay } from '../../../src/session/result/result.js';
import { advanceDay, runSession } from '../../../src/session/session.js';
import { SMALL } from '../../support/scenarios.js';

const STOPPED: Action = { at: '09:31', do: 'kill', scope: 'firm' };
const QUICK = applySettings(SMALL, ['clock.tickMs=500', 'clock.end=09:34']);
const day = (...actions: Action[]) => ({ ...QUICK, actions: [STOPPED, ...actions] });
const run = (...actions: Action[]): ReturnType<typeof runSession> => runSession(day(...actions));
const told = ({ events }: ReturnType<typeof runSession>, from: string): string[] =>
  events.filter(({ at, timeNs }) => timeNs !== null && at >= from).map(({ text }) => text);
/** The error account of a day at its end: signed shares by stock. */
function holdings(...actions: Action[]): Record<string, number> {
  const one = createDay(day(...actions), SMALL.seed);
  advanceDay(one, one.endNs);
  return Object.fromEntries(
    one.market.stocks.map(({ symbol }, row) => [symbol, heldShares(one, row)]),
  );
}
const { desk: _, ...nothing } = run();

describe('an unwind', () => {
  const result = run({ at: '09:32', do: 'unwind', overSeconds: 60, by: ['trader'] });
  const { desk, runaway, loss } = result;

  test('brings every stock of the error account back to flat', () => {
    expect(nothing.runaway.longStocks + nothing.runaway.shortStocks).toBeGreaterThan(5);
    expect([runaway.longStocks, runaway.shortStocks, desk!.leftShares]).toEqual([0, 0, 0]);
    expect(desk!.boughtShares).toBeGreaterThan(0);
    expect(desk!.soldShares).toBeGreaterThan(0);
  });

  test('leaves the sums of unmatched executions as they were', () => {
    for (const sum of ['unmatchedExecutions', 'unmatchedShares', 'grossDollars', 'lastNs'] as const)
      expect(runaway[sum]).toBe(nothing.runaway[sum]);
  });

  test('costs spread and fees at once, and spares the cost of unwinding after the day', () => {
    expect(nothing.loss.unwindDollars).toBeGreaterThan(0);
    expect(loss.unwindDollars).toBe(0);
    expect(loss.spreadDollars).toBeGreaterThan(nothing.loss.spreadDollars);
    expect(loss.feesDollars - nothing.loss.feesDollars).toBeCloseTo(desk!.feesDollars, 6);
    expect(loss.totalDollars).not.toBe(nothing.loss.totalDollars);
  });

  test('is told when asked for and when done', () => {
    const shares = (desk!.boughtShares + desk!.soldShares).toLocaleString('en-US');
    expect(told(result, '09:32')).toEqual([
      'the desk unwinds the error account, over 1 min by trader',
      expect.stringContaining(`unwound what was asked for at 09:32: ${shares} shares of`),
    ]);
    expect(result.reconciliation).toEqual({ shares: 0, cashDollars: 0, feesDollars: 0 });
  });

  test('goes evenly over its time', () => {
    const held = (second: number): number => {
      const one = createDay(day({ at: '09:32', do: 'unwind', overSeconds: 60 }), SMALL.seed);
      advanceDay(one, second * 1e9);
      return one.market.stocks.reduce((sum, _, row) => sum + Math.abs(heldShares(one, row)), 0);
    };
    const [before, half] = [held(120), held(150)];
    expect(half / before).toBeGreaterThan(0.45);
    expect(half / before).toBeLessThan(0.55);
  });

  test('of a part of one stock leaves the rest and the others', () => {
    const before = holdings();
    const [symbol, shares] = Object.entries(before).find(([, held]) => held < -1000)!;
    expect(holdings({ at: '09:32', do: 'unwind', symbol, part: 0.25, overSeconds: 0 })).toEqual({
      ...before,
      [symbol]: shares - Math.trunc(shares / 4),
    });
  });

  test('is refused where nothing is held, and waits while the venues refuse the firm', () => {
    const early = run({ at: '09:29', do: 'unwind' });
    expect(told(early, '09:29')[0]).toBe('refused: unwind: the error account holds nothing');
    expect(early.desk).toBeUndefined();
    const halted = run(
      { at: '09:31:30', do: 'member-halt' },
      { at: '09:32', do: 'unwind', overSeconds: 0 },
    );
    expect(halted.desk).toMatchObject({ executions: 0, boughtShares: 0, soldShares: 0 });
    expect(halted.desk!.leftShares).toBeGreaterThan(0);
  });
});

test('a drop copy of the servers’ orders does not miss the desk’s in their books', () => {
  const operations = { ...SMALL.operations, dropCopy: { mode: 'warn' as const } };
  const unwound = day({ at: '09:32', do: 'unwind', overSeconds: 20 });
  const one = createDay({ ...unwound, operations }, SMALL.seed);
  advanceDay(one, 200e9);
  const { drops, dropTold } = one.guards!;
  const before = summariseDay(one).events.length;
  // With room for the excess in the parents' shares, only the books are left to compare.
  drops.ordered.fill(1e9);
  dropTold.told.fill(0);
  advanceDay(one, 205e9);
  expect(one.desk.totals.soldShares).toBeGreaterThan(0);
  expect(summariseDay(one).events.slice(before)).toEqual([]);
});

describe('a block', () => {
  const result = run({ at: '09:32', do: 'block-sale', discount: 0.07, by: ['supervisor'] });

  test('goes at once, at the middle of the quotes less the discount, and moves no price', () => {
    const { desk, runaway, loss } = result;
    expect([runaway.longStocks, runaway.shortStocks]).toEqual([0, 0]);
    expect(desk!.discountDollars / desk!.blockDollars).toBeCloseTo(0.07, 3);
    expect(loss.spreadDollars - nothing.loss.spreadDollars).toBeCloseTo(desk!.discountDollars, 2);
    expect(result.venues).toEqual(nothing.venues);
    expect(result.reconciliation).toEqual({ shares: 0, cashDollars: 0, feesDollars: 0 });
    expect(told(result, '09:32')).toEqual([
      'a dealer takes the error account at a discount of 7 % by supervisor',
    ]);
  });

  test('has the discount of the scenario where it names none', () => {
    const { desk } = run({ at: '09:32', do: 'block-sale' });
    expect(desk!.discountDollars / desk!.blockDollars).toBeCloseTo(SMALL.after.blockDiscount, 3);
  });
});

test('acts of the desk at random leave the books as the venues and dealers have them', () => {
  const seconds = fc.integer({ min: 61, max: 230 });
  const act = fc.record(
    {
      at: seconds.map((n) => `09:${30 + Math.floor(n / 60)}:${String(n % 60).padStart(2, '0')}`),
      do: fc.constantFrom('unwind' as const, 'block-sale' as const),
      symbol: fc.constantFrom(undefined, 'GT', 'ANF'),
      part: fc.double({ min: 0.01, max: 1, noNaN: true }),
    },
    { requiredKeys: ['at', 'do'] },
  );
  fc.assert(
    fc.property(fc.array(act, { minLength: 1, maxLength: 6 }), fc.boolean(), (acts, isStopped) => {
      const actions = isStopped ? [STOPPED, ...acts] : acts;
      const one = createDay({ ...QUICK, actions }, SMALL.seed);
      advanceDay(one, one.endNs);
      const result = summariseDay(one);
      expect(result.reconciliation).toEqual({ shares: 0, cashDollars: 0, feesDollars: 0 });
      for (const order of one.desk.orders)
        for (const { done, shares } of order.lines)
          expect(done).toBeLessThanOrEqual(Math.abs(shares));
    }),
    { numRuns: 15 },
  );
});
