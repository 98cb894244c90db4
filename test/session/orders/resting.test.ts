import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { restingOrders } from '../../../src/server/reports.js';
import { createDay } from '../../../src/session/day/create.js';
import type { Day } from '../../../src/session/day/day.js';
import type { DaySpec, Fault } from '../../../src/session/day/spec.js';
import { reconcile } from '../../../src/session/result/reconcile.js';
import { summariseDay } from '../../../src/session/result/result.js';
import { advanceDay } from '../../../src/session/session.js';
import { dayOf, QUIET_DAY } from '../../support/day.js';

const LOST: Fault = { kind: 'cancels-lost', at: '09:30:01', until: '09:40' };

/**
 * Resting orders of 600 shares on both sides of four stocks with wandering prices, for five
 * minutes.
 */
function restingDay(changes: Partial<DaySpec> = {}, seed = 1): Day {
  const spec: DaySpec = {
    ...dayOf([2012]),
    clock: { ...QUIET_DAY.clock, end: '09:35:00' },
    universe: {
      ...QUIET_DAY.universe,
      advShares: { median: 600_000, sdLn: 0 },
      dailyVolatility: { median: 0.3, sdLn: 0 },
    },
    market: { ...QUIET_DAY.market, wander: true },
    flow: [
      {
        kind: 'quotes',
        from: '09:30:00',
        sides: 'both',
        firstPlace: 0,
        endPlace: 4,
        sizes: { median: 600, sdLn: 0, roundTo: 100, max: 600 },
      },
    ],
    resting: { showShares: 200, chaseTicks: 100 },
    ...changes,
  };
  return createDay(spec, seed);
}

function finish(day: Day) {
  advanceDay(day, day.endNs);
  expect(reconcile(day)).toEqual({ shares: 0, cashDollars: 0, feesDollars: 0 });
  const { cancelsAsked, cancelsIgnored } = day.faults!.serverReports[0]!.cells;
  return { ...summariseDay(day), asked: cancelsAsked[0]!, ignored: cancelsIgnored[0]! };
}

describe('resting orders', () => {
  test('follow the touch and fill to the last share while cancels arrive', () => {
    const { runaway, asked, ignored, parentsFilled, parents } = finish(restingDay());
    expect(asked).toBeGreaterThan(10);
    expect([ignored, runaway.unmatchedShares, parents]).toEqual([0, 0, 8]);
    expect(parentsFilled).toBeGreaterThan(4);
  });

  test('rest and execute twice when cancels are lost and presumed done', () => {
    const { runaway, ignored } = finish(
      restingDay({ faults: [LOST], resend: { afterSeconds: 1 } }),
    );
    expect(ignored).toBeGreaterThan(5);
    expect(runaway.unmatchedShares).toBeGreaterThan(500);
  });

  test('rest in the books of their stocks, where others trade with them', () => {
    const market = {
      ...QUIET_DAY.market,
      displayedSeconds: 3,
      venue: 'book',
      wander: true,
    } as const;
    const { runaway, asked, ignored, parentsFilled, parents, depth } = finish(
      restingDay({ market }),
    );
    expect(asked).toBeGreaterThan(3);
    expect([ignored, runaway.unmatchedShares, parents, depth?.stocks]).toEqual([0, 0, 8, 4]);
    expect(parentsFilled).toBeGreaterThan(4);
  });

  test('rest in books and execute twice when cancels are lost', () => {
    const market = {
      ...QUIET_DAY.market,
      displayedSeconds: 3,
      venue: 'book',
      wander: true,
    } as const;
    const { runaway, ignored } = finish(
      restingDay({ market, faults: [LOST], resend: { afterSeconds: 1 } }),
    );
    expect(ignored).toBeGreaterThan(3);
    expect(runaway.unmatchedShares).toBeGreaterThan(100);
  });

  const sold = (limitDollars?: number, changes: Partial<DaySpec> = {}): Day =>
    restingDay({
      flow: [
        {
          kind: 'quotes',
          from: '09:30:00',
          sides: 'sell',
          firstPlace: 0,
          endPlace: 1,
          sizes: { median: 600, sdLn: 0, roundTo: 100, max: 600 },
          ...(limitDollars !== undefined && { limitDollars }),
        },
      ],
      ...changes,
    });

  test('rest alike at the touch and at a limit that equals it, in a still market', () => {
    const still = { market: QUIET_DAY.market };
    const touch = sold(undefined, still).market.quotes.askTicks[0]! / 10_000;
    const [limited, free] = [sold(touch, still), sold(undefined, still)].map(finish);
    expect(free!.parentsFilled).toBeGreaterThan(0);
    const told = ({ asked, ignored, venues, runaway, parentsFilled }: typeof limited & object) => ({
      asked,
      ignored,
      venues,
      runaway,
      parentsFilled,
    });
    expect(told(limited!)).toEqual(told(free!));
  });

  test('stay at their limit while the touch moves, and trade at once through the market', () => {
    const open = sold().market.quotes.openTicks[0]! / 10_000;
    expect(finish(sold()).asked).toBeGreaterThan(0);
    const far = finish(sold(2 * open));
    expect([far.asked, far.parentsFilled, far.children]).toEqual([0, 0, 1]);
    const cheap = sold(0.9 * open, { resting: { showShares: 600, chaseTicks: 100 } });
    advanceDay(cheap, 2e9);
    const { customerShares, customerCash } = cheap.servers[0]!.positions;
    expect(customerShares[0]).toBe(-600);
    expect(customerCash[0]! / 600 / 10_000).toBeLessThan(open);
    expect(customerCash[0]! / 600 / 10_000).toBeGreaterThanOrEqual(0.9 * open - 0.01);
  });

  test('are all cancelled at once when people ask, and what is left is sent again', () => {
    const cancel = { at: '09:30:04', do: 'cancel', by: ['trader'] } as const;
    const far = 2 * (sold().market.quotes.openTicks[0]! / 10_000);
    const day = sold(far, { actions: [cancel, { ...cancel, at: '09:30:06', server: 1 }] });
    const { admitted } = day.servers[0]!.gate.cells;
    const { serverReports } = day.faults!;
    advanceDay(day, 4e9);
    expect([restingOrders(serverReports[0]!), admitted[0]]).toEqual([1, 1]);
    advanceDay(day, 5e9);
    const { cells } = serverReports[0]!;
    expect([cells.cancelsAsked[0], admitted[0]]).toEqual([1, 2]);
    const result = finish(day);
    expect(result.asked).toBe(2);
    expect(result.runaway.unmatchedShares).toBe(0);
    expect(result.events.filter(({ kind }) => kind === 'act').map(({ text }) => text)).toEqual([
      'what rests of the firm is cancelled by trader',
      'what rests of server 1 is cancelled by trader',
    ]);
  });

  test('a cancel is refused where nothing rests, and leaves later orders alone', () => {
    const early = { at: '09:29:00', do: 'cancel' } as const;
    const far = 2 * (sold().market.quotes.openTicks[0]! / 10_000);
    const clock = { ...QUIET_DAY.clock, start: '09:28', end: '09:31' };
    const day = sold(far, { clock, actions: [early] });
    expect([finish(day).asked, restingOrders(day.faults!.serverReports[0]!)]).toEqual([0, 1]);
    expect(day.refusals).toEqual(['cancel: no order rests at a venue now']);
  });

  test('are excess beyond the shares that were meant', () => {
    const [row] = sold().spec.flow;
    const typed = (timesTyped: number) =>
      finish(sold(1, { flow: [{ ...row!, limitDollars: 1, timesTyped } as never] })).runaway;
    expect(typed(1).unmatchedShares).toBe(0);
    expect(typed(5).unmatchedShares).toBe(4 * 600);
  });

  const lostConnection = (mode: 'enforce' | 'off', actions: DaySpec['actions'] = []): Day =>
    restingDay({
      actions: [{ at: '09:30:10', do: 'disconnect', server: 1 }, ...actions],
      operations: { ...QUIET_DAY.operations, cancelOnDisconnect: { mode } },
    });
  const resting = ({ faults }: Day): number => restingOrders(faults!.serverReports[0]!);

  test('are cancelled by the venues two heartbeats after a disconnect, if that is on', () => {
    const day = lostConnection('enforce');
    advanceDay(day, 12e9);
    expect(resting(day)).toBeGreaterThan(0);
    const standing = resting(day);
    advanceDay(day, 12.2e9);
    expect(resting(day)).toBe(0);
    const told = summariseDay(day).events.filter(({ text }) => text.includes('has been silent'));
    const cancelled = /^server 1 has been silent for 2.1 s; (\d+) orders cancelled, halted$/.exec(
      told[0]!.text,
    )?.[1];
    expect(told).toHaveLength(1);
    // The resting orders, and those sent on the dead connection since.
    expect(Number(cancelled)).toBeGreaterThanOrEqual(standing);
    expect(finish(day).runaway.unmatchedShares).toBe(0);

    const alone = lostConnection('off');
    advanceDay(alone, 20e9);
    expect(resting(alone)).toBeGreaterThan(0);
    expect(alone.faults!.serverReports[0]!.cells.cancelsAsked[0]).toBe(
      day.faults!.serverReports[0]!.cells.cancelsAsked[0],
    );
  });

  test('rest nowhere if they were sent on a lost connection', () => {
    const day = restingDay({
      // Quotes are constant, so that no order moves for another reason.
      market: QUIET_DAY.market,
      actions: [
        { at: '09:30:00', do: 'disconnect', server: 1 },
        { at: '09:30:05', do: 'reconnect', server: 1 },
      ],
    });
    const { parents, counts } = day.servers[0]!.router;
    const { outstanding, cells } = day.faults!.serverReports[0]!;
    advanceDay(day, 5e9);
    expect([day.links!.rows.held[0], counts.sequence[0], resting(day)]).toEqual([8, 8, 0]);
    advanceDay(day, 5.1e9);
    // A child that comes back cancelled is sent again in the same tick, and is the only one to
    // rest.
    expect([counts.sequence[0], resting(day)]).toEqual([16, 8]);
    for (let atNs = 6e9; atNs <= 30e9; atNs += 1e8) {
      advanceDay(day, atNs);
      const standing = new Float64Array(parents.capacity);
      for (let row = 0; row < cells.outstanding[0]!; row++)
        standing[outstanding.parent[row]!]! += outstanding.shares[row]!;
      expect([...parents.working]).toEqual([...standing]);
    }
    expect(finish(day).runaway.unmatchedShares).toBe(0);
  });

  test('stay, and no more are sent, while the system waits for an answer', () => {
    expect(finish(restingDay({ faults: [LOST] })).runaway.unmatchedShares).toBe(0);
  });

  test('are stopped by parent-quantity, which counts unanswered shares', () => {
    const risk = {
      ...QUIET_DAY.risk,
      parentQuantity: { mode: 'enforce' as const, toleranceShares: 0 },
    };
    expect(
      finish(restingDay({ faults: [LOST], resend: { afterSeconds: 1 }, risk })).runaway
        .unmatchedShares,
    ).toBe(0);
  });

  const kill = { at: '09:30:04', do: 'kill' as const, scope: 'firm' as const };
  const standing = ({ faults }: Day) => faults!.serverReports[0]!.cells.outstanding[0];

  test('are cancelled by a kill, and stay if its cancels are lost', () => {
    const day = restingDay({ actions: [kill] });
    advanceDay(day, 4e9);
    expect(standing(day)).toBeGreaterThan(0);
    const before = day.servers[0]!.book.customerExecutions[0];
    advanceDay(day, 5e9);
    expect(standing(day)).toBe(0);
    finish(day);
    expect(day.servers[0]!.book.customerExecutions[0]).toBe(before);

    const dead = restingDay({ actions: [kill], faults: [LOST] });
    advanceDay(dead, 5e9);
    expect(standing(dead)).toBeGreaterThan(0);
  });

  test('match each parent’s working shares, and conserve shares and cash, under any fault', () => {
    const drawn = fc.record({
      seed: fc.integer({ min: 0, max: 1e6 }),
      resend: fc.constantFrom(undefined, { afterSeconds: 0.5 }, { afterSeconds: 5 }),
      faults: fc.constantFrom<Fault[]>([], [LOST], [{ ...LOST, until: '09:31' }]),
      actions: fc.constantFrom([], [kill]),
      venue: fc.constantFrom('sizes' as const, 'book' as const),
    });
    fc.assert(
      fc.property(drawn, ({ seed, venue, ...changes }) => {
        const market = { ...QUIET_DAY.market, displayedSeconds: 6, venue, wander: true };
        const day = restingDay({ ...changes, market }, seed);
        while (!advanceDay(day, day.cursor.nowNs[0]! + 3e9)) {
          expect(reconcile(day)).toEqual({ shares: 0, cashDollars: 0, feesDollars: 0 });
          const { outstanding: o, cells } = day.faults!.serverReports[0]!;
          const out = new Map<number, number>();
          for (let row = 0; row < cells.outstanding[0]!; row++)
            out.set(o.parent[row]!, (out.get(o.parent[row]!) ?? 0) + o.shares[row]!);
          const { parents } = day.servers[0]!.router;
          for (let p = 0; p < parents.capacity; p++)
            if (parents.state[p] === 1) expect(parents.working[p]).toBe(out.get(p) ?? 0);
        }
      }),
      { seed: 20111001, numRuns: 12 },
    );
  });
});
