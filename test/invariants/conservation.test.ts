import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTimeOfDay } from '../../src/base/units.js';
import { Behaviour, buildIndex } from '../../src/deployment/builds.js';
import { lineageBehaviour } from '../../src/orders/children.js';
import { ParentState } from '../../src/orders/codes.js';
import type { Day } from '../../src/session/day/day.js';
import type { DaySpec } from '../../src/session/day/spec.js';
import { reconcile } from '../../src/session/result/reconcile.js';
import { summariseDay } from '../../src/session/result/result.js';
import { orderStates, QUIET_DAY } from '../support/day.js';
import { DRAWS_SHARE, draws } from '../support/draws.js';
import { anyLimits, smallDays } from './small-days.js';
import {
  isOver,
  tickWatched,
  type WatchedChild,
  type WatchedDay,
  watchDay,
} from './watched-day.js';

/** Ticks a day to its end and calls back after every tick. */
function watch(
  spec: DaySpec,
  look: (watched: WatchedDay, children: WatchedChild[]) => void,
): WatchedDay {
  const watched = watchDay(spec);
  while (!isOver(watched)) look(watched, tickWatched(watched));
  return watched;
}

/** The open parents, as server index and row. */
function* openParentRows(day: Day): Generator<[server: number, parent: number]> {
  for (const [index, { router }] of day.servers.entries()) {
    for (let parent = 0; parent < router.parents.capacity; parent++) {
      if (router.parents.state[parent] === ParentState.WORKING) yield [index, parent];
    }
  }
}

const sumOf = (column: Float64Array): number => column.reduce((sum, value) => sum + value, 0);

describe('invariant 3: shares and cash are conserved', () => {
  test('filled ≤ sent = filled + cancelled, by child, order and parent after every tick', () => {
    fc.assert(
      fc.property(smallDays({ limits: anyLimits, people: true }), (spec) => {
        const faults: string[] = [];
        const { day, orders } = watch(spec, ({ day: at, orders: accounts }, children) => {
          for (const { fill, quantity, sequence } of children) {
            if (fill !== undefined && fill.quantity + fill.cancelled !== quantity)
              faults.push(`child ${sequence}: ${quantity}`);
          }
          for (const [server, parent] of openParentRows(at)) {
            const { parents } = at.servers[server]!.router;
            const order = parents.orderId[parent]!;
            const account = accounts[order]!;
            const { filled, working, leaves, ordered, behaviour } = parents;
            if (filled[parent] !== account.filled || working[parent] !== 0)
              faults.push(`order ${order}: ${filled[parent]} filled`);
            if (account.sent !== account.filled + account.cancelled)
              faults.push(`order ${order}: ${account.sent} sent`);
            const tracks =
              behaviour[parent] !== Behaviour.POWER_PEG &&
              at.servers[server]!.router.build !== buildIndex(2003);
            if (tracks && leaves[parent]! + filled[parent]! !== ordered[parent]!)
              faults.push(`order ${order}: ${leaves[parent]} left`);
          }
        });
        expect(faults).toEqual([]);
        const account = orderStates(day);
        expect(Object.values(account).reduce((sum, count) => sum + count, 0)).toBe(day.flow.count);
        const overdone = orders.filter((order, row) => order.filled > day.flow.quantity[row]!);
        const unmatched = orders.reduce((sum, order) => sum + order.unmatched, 0);
        expect(unmatched > 0).toBe(overdone.length > 0);
      }),
      { seed: 20120801, numRuns: draws(60) },
    );
  });

  test('positions = Σ fills, and cash, counterparties and fees sum to 0 after every tick', () => {
    fc.assert(
      fc.property(smallDays({ limits: anyLimits, people: true }), (spec) => {
        watch(spec, ({ day, stocks }) => {
          expect(reconcile(day)).toEqual({ shares: 0, cashDollars: 0, feesDollars: 0 });
          for (const [symbol, stock] of stocks.entries()) {
            const shares = day.servers.reduce(
              (sum, { positions: p }) => sum + p.customerShares[symbol]! + p.errorShares[symbol]!,
              0,
            );
            expect(shares).toBe(stock.shares);
          }
        });
      }),
      { seed: 20120802, numRuns: draws(40) },
    );
  });

  test('servers, venues and books count the same executions and shares', () => {
    fc.assert(
      fc.property(smallDays({ limits: anyLimits, people: true }), (spec) => {
        let executions = 0;
        let shares = 0;
        let admitted = 0;
        const { day } = watch(spec, (_, children) => {
          for (const { fill } of children) {
            if (fill === undefined) continue;
            admitted++;
            shares += fill.quantity;
            if (fill.quantity > 0) executions++;
          }
        });
        const { totals } = day.market.book;
        const tally = (pick: (server: Day['servers'][number]) => Float64Array) =>
          day.servers.reduce((sum, server) => sum + sumOf(pick(server)), 0);
        expect([
          sumOf(totals.orders),
          tally(({ tally: t }) => t.admitted),
          summariseDay(day).admitted,
        ]).toEqual([admitted, admitted, admitted]);
        expect([sumOf(totals.executions), tally(({ tally: t }) => t.executions)]).toEqual([
          executions,
          executions,
        ]);
        expect([sumOf(totals.shares), tally(({ tally: t }) => t.shares)]).toEqual([shares, shares]);
      }),
      { seed: 20120803, numRuns: draws(40) },
    );
  });
});

describe('invariant 4: the error account takes executions beyond what parents ordered', () => {
  test('takes all of them and nothing else', () => {
    let runaways = 0;
    fc.assert(
      fc.property(smallDays({ people: true }), (spec) => {
        const { day, orders, stocks } = watch(spec, () => {});
        const volumes = day.market.stocks.map((_, symbol) =>
          day.servers.reduce((sum, { positions }) => sum + positions.errorVolume[symbol]!, 0),
        );
        const excess = day.market.stocks.map(() => 0);
        for (const [row, { filled, unmatched }] of orders.entries()) {
          expect(unmatched).toBe(Math.max(0, filled - day.flow.quantity[row]!));
          excess[day.flow.symbol[row]!]! += unmatched;
        }
        expect(volumes).toEqual(excess);
        expect(stocks.map(({ unmatched }) => unmatched)).toEqual(excess);
        if (excess.some((shares) => shares > 0)) runaways++;
      }),
      { seed: 20120804, numRuns: draws(60) },
    );
    if (DRAWS_SHARE === 1) expect(runaways).toBeGreaterThan(10);
  });
});

describe('invariant 5: with the parent check on, sent ≤ ordered, always', () => {
  const CHECKED = {
    ...QUIET_DAY.risk,
    parentQuantity: { mode: 'enforce' as const, toleranceShares: 0 },
  };

  test('holds after every tick of any small day, and no execution is unmatched', () => {
    const limits = anyLimits.map((drawn) => ({ ...drawn, parentQuantity: CHECKED.parentQuantity }));
    let refused = 0;
    fc.assert(
      fc.property(smallDays({ limits, people: true }), (spec) => {
        const faults: string[] = [];
        const { day } = watch(spec, ({ day: at, orders }) => {
          for (const [row, { sent, cancelled, unmatched }] of orders.entries()) {
            if (sent - cancelled > at.flow.quantity[row]! || unmatched !== 0)
              faults.push(`order ${row}: ${sent} − ${cancelled}, ${unmatched}`);
          }
        });
        expect(faults).toEqual([]);
        refused += summariseDay(day).checks.find(({ name }) => name === 'parent-quantity')!.refused;
      }),
      { seed: 20120805, numRuns: draws(60) },
    );
    if (DRAWS_SHARE === 1) expect(refused).toBeGreaterThan(1000);
  });
});

describe('invariant 6, on the simulated clock: no exposure above its limit', () => {
  test('the gates count the firm’s notional exactly, and it stays within the limit', () => {
    const limits = anyLimits.map((drawn) => ({
      ...drawn,
      grossExposure: { ...drawn.grossExposure, mode: 'enforce' as const },
    }));
    let refused = 0;
    fc.assert(
      fc.property(smallDays({ limits, people: true }), (spec) => {
        const { day } = watch(spec, ({ day: at, exposure }) => {
          expect(at.servers.reduce((sum, { gate }) => sum + gate.cells.exposureMoney[0]!, 0)).toBe(
            exposure,
          );
          expect(exposure).toBeLessThanOrEqual(spec.risk.grossExposure.dollars * 10_000);
        });
        refused += summariseDay(day).checks.find(({ name }) => name === 'gross-exposure')!.refused;
      }),
      { seed: 20120806, numRuns: draws(50) },
    );
    if (DRAWS_SHARE === 1) expect(refused).toBeGreaterThan(100);
  });
});

describe('invariant 7, on the simulated clock: no order leaves after its kill', () => {
  test('a stopped server sends nothing from the next tick on, whatever build it runs', () => {
    let stopped = 0;
    fc.assert(
      fc.property(smallDays({ people: true }), (spec) => {
        const kills = spec.actions.filter((action) => action.do === 'kill');
        const sent: number[] = [];
        watch(spec, ({ day }, children) => {
          const nowNs = day.cursor.nowNs[0]! - day.tickNs;
          for (const kill of kills) {
            const { server } = kill as { server?: number };
            if (nowNs >= parseTimeOfDay(kill.at))
              sent.push(
                ...children
                  .filter((child) => child.server === server)
                  .map(({ sequence }) => sequence),
              );
          }
        });
        stopped += kills.length;
        expect(sent).toEqual([]);
      }),
      { seed: 20120809, numRuns: draws(60) },
    );
    if (DRAWS_SHARE === 1) expect(stopped).toBeGreaterThan(20);
  });
});

describe('the new build', () => {
  test('has no Power Peg and completes every order to the share, wherever sizes show', () => {
    const patient = { ...QUIET_DAY.clock, end: '09:31:30' };
    fc.assert(
      fc.property(smallDays({ builds: [2012] }), (spec) => {
        // A book may have no order at a parent's limit.
        const calm = { ...spec.market, venue: 'sizes' as const, pauses: false };
        const { day } = watch({ ...spec, clock: patient, market: calm }, (_, children) => {
          for (const { lineage } of children)
            expect(lineageBehaviour(lineage)).not.toBe(Behaviour.POWER_PEG);
        });
        expect(orderStates(day)).toEqual({
          open: 0,
          filled: day.flow.count,
          refused: 0,
          waiting: 0,
          unassigned: 0,
          later: 0,
        });
        expect(summariseDay(day).loss.totalDollars).toBe(0);
      }),
      { seed: 20120807, numRuns: draws(30) },
    );
  });

  test('completes its orders beside an old build whose children reach the venues later', () => {
    const patient = { ...QUIET_DAY.clock, end: '09:31:30' };
    fc.assert(
      fc.property(smallDays({ builds: [2012] }), (spec) => {
        const rollout = spec.deployment.rollout;
        const steps = [
          ...rollout.steps,
          { date: '2012-07-31', server: rollout.servers, build: 2005, outcome: 'copied' as const },
        ];
        const parentsPerServer = 400;
        const mixed = {
          ...spec,
          clock: patient,
          deployment: { ...spec.deployment, rollout: { ...rollout, steps } },
        };
        const { day } = watch(
          {
            ...mixed,
            market: { ...spec.market, venue: 'sizes', pauses: false },
            capacity: { ...spec.capacity, parentsPerServer },
          },
          () => {},
        );
        for (const { number, router, book } of day.servers.slice(0, -1)) {
          expect([number, router.counts.filledParents[0]]).toEqual([
            number,
            router.counts.receivedParents[0],
          ]);
          expect(book.errorExecutions[0]).toBe(0);
        }
      }),
      { seed: 20120808, numRuns: draws(30) },
    );
  });
});
