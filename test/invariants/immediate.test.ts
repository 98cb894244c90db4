import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Behaviour } from '../../src/deployment/builds.js';
import { lineageBehaviour } from '../../src/orders/children.js';
import { OrderAttribute } from '../../src/orders/codes.js';
import type { Fault } from '../../src/session/day/spec.js';
import { reconcile } from '../../src/session/result/reconcile.js';
import { summariseDay } from '../../src/session/result/result.js';
import { orderStates } from '../support/day.js';
import { flowOf, type WrittenOrder } from '../support/orders.js';
import { anyLimits, smallDays } from './small-days.js';
import { isOver, tickWatched, watchDay } from './watched-day.js';

const immediateOrders: fc.Arbitrary<WrittenOrder[]> = fc
  .array(
    fc.record({
      atNs: fc.integer({ min: -15, max: 55 }).map((tenths) => tenths * 1e8),
      symbol: fc.nat({ max: 2 }),
      side: fc.constantFrom('buy' as const, 'sell' as const),
      quantity: fc.integer({ min: 1, max: 2000 }),
      limitTicks: fc.constantFrom(0, 0, 50_000, 200_000, 800_000),
      flagged: fc.boolean(),
    }),
    { minLength: 1, maxLength: 25 },
  )
  .map((orders) =>
    orders
      .sort((a, b) => a.atNs - b.atNs)
      .map((order, n) => ({
        ...order,
        immediate: true,
        auction: order.atNs < 0 && n % 2 === 0,
        preMarket: order.atNs < 0 && n % 2 === 1,
      })),
  );

const fault = fc.constantFrom<Fault[]>(
  [],
  [{ kind: 'answers-late', at: '09:30:01', until: '09:30:03', seconds: 0.4 }],
  [{ kind: 'fills-lost', at: '09:30:01', until: '09:30:03' }],
  [{ kind: 'answers-late', at: '09:30:02', until: '09:30:04', venue: 'NYSE' }],
);

describe('immediate orders beside any small day', () => {
  test('are sent in one tick only, and ordered = executed + cancelled + open', () => {
    let executed = 0;
    let cancelled = 0;
    fc.assert(
      fc.property(
        smallDays({ limits: anyLimits, people: true }),
        immediateOrders,
        fault,
        (drawn, orders, faults) => {
          const spec = faults.length === 0 ? drawn : { ...drawn, faults };
          const watched = watchDay(spec, spec.seed, { flow: flowOf(orders), beside: true });
          const { day } = watched;
          const ticksSeen = new Map<number, number>();
          const again: string[] = [];
          const pegged = new Set<number>();
          for (let tick = 0; !isOver(watched); tick++) {
            for (const { order, lineage } of tickWatched(watched)) {
              if ((day.flow.attributes[order]! & OrderAttribute.IMMEDIATE) === 0) continue;
              if (lineageBehaviour(lineage) === Behaviour.POWER_PEG) pegged.add(order);
              else if (!pegged.has(order) && (ticksSeen.get(order) ?? tick) !== tick)
                again.push(`order ${order} at tick ${tick}`);
              ticksSeen.set(order, tick);
            }
          }
          expect(again).toEqual([]);
          const { immediate: sums, parentsCancelled } = summariseDay(day);
          const stillOwed = day.servers.flatMap(({ router: { parents } }) =>
            [...parents.state].flatMap((state, row) =>
              state === 5 ? [parents.ordered[row]! - parents.filled[row]!] : [],
            ),
          );
          expect(sums!.orderedShares).toBe(
            sums!.executedShares + sums!.cancelledShares + stillOwed.reduce((a, b) => a + b, 0),
          );
          expect([sums!.orders, parentsCancelled]).toEqual([
            sums!.filled + sums!.cancelled + sums!.open,
            sums!.cancelled,
          ]);
          if (faults.length === 0) expect(sums!.open).toBe(0);
          expect(reconcile(day)).toEqual({ shares: 0, cashDollars: 0, feesDollars: 0 });
          expect(Object.values(orderStates(day)).reduce((sum, count) => sum + count, 0)).toBe(
            day.flow.count,
          );
          executed += sums!.executedShares;
          cancelled += sums!.cancelledShares;
        },
      ),
      { seed: 20120810, numRuns: 120 },
    );
    expect(Math.min(executed, cancelled)).toBeGreaterThan(20_000);
  });
});
