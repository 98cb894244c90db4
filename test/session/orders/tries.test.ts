import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../../src/base/random.js';
import { ChildWord, childSlot, isAdmitted } from '../../../src/orders/children.js';
import { applySettings } from '../../../src/scenarios/parse.js';
import { turnEnd } from '../../../src/server/turn.js';
import { createDay } from '../../../src/session/day/create.js';
import { type Day, tickEnd } from '../../../src/session/day/day.js';
import { countTries, type OrderTries } from '../../../src/session/orders/tries.js';
import { summariseDay } from '../../../src/session/result/result.js';
import { advanceDay } from '../../../src/session/session.js';
import { dayOf, runDay } from '../../support/day.js';
import { SMALL } from '../../support/scenarios.js';

/** What happened to one order: its executed shares, and the children refused, by its tries. */
interface Seen {
  executed: number;
  refusedFirst: boolean;
  refused: boolean;
}

/**
 * Runs a day tick by tick and reads every child of every tick, one by one: the obvious twin of
 * `countTries`, on a day on which either nobody or everybody is stopped at the end.
 */
function countChildren(day: Day, isStopped: boolean): OrderTries {
  const seen = new Map<number, Seen>();
  while (day.cursor.nowNs[0]! < day.endNs) {
    const begins = day.servers.map(turnEnd);
    const known = new Set(seen.keys());
    advanceDay(day, tickEnd(day, day.cursor.nowNs[0]!));
    day.servers.forEach((server, index) => {
      const { children, router } = server;
      for (let child = begins[index]!; child !== turnEnd(server); child = (child + 1) | 0) {
        const slot = childSlot(children, child);
        const order = router.parents.orderId[children.words[slot]!]!;
        const had = seen.get(order) ?? { executed: 0, refusedFirst: false, refused: false };
        seen.set(order, had);
        if (isAdmitted(children.words[slot + ChildWord.INSTRUMENT]!)) {
          had.executed += children.words[slot + ChildWord.EXECUTED]!;
          continue;
        }
        had.refused = true;
        had.refusedFirst ||= !known.has(order);
      }
    });
  }
  const orders = day.cursor.nextOrder[0]!;
  let ordersUnfilled = 0;
  for (let order = 0; order < orders; order++) {
    const { executed, refused } = seen.get(order) ?? { executed: 0, refused: false };
    const isOpen = executed < day.flow.quantity[order]!;
    if (isOpen && (refused || isStopped)) ordersUnfilled++;
  }
  return {
    firstTries: seen.size,
    firstTriesRefused: [...seen.values()].filter(({ refusedFirst }) => refusedFirst).length,
    orders,
    ordersUnfilled,
  };
}

/** Without the orders of the pre-market, which old builds refuse without a try. */
const DAY = applySettings(SMALL, ['clock.end=09:31:00', 'flow.3.orders=0', 'flow.4.perSecond=6']);

describe('the tries of a day’s orders', () => {
  const random = new RandomStream(16, 'tries');
  let unfilled = 0;
  const settings = Array.from({ length: 12 }, () => [
    `risk.maxQuantity={"mode":"enforce","shares":${100 + random.below(900)}}`,
    `risk.serverRate.mode=${random.below(2) === 0 ? 'off' : 'enforce'}`,
    `risk.serverRate.perSecond=${1 + random.below(30)}`,
    `risk.position={"mode":"enforce","dollars":${1000 + random.below(90_000)}}`,
    `router.pegChildrenPerSecond=${random.below(2)}`,
  ]);
  test.each(settings.map((set, seed) => ({ set, seed })))(
    'are those of a count child by child, seed $seed',
    ({ set, seed }) => {
      const scenario = applySettings(DAY, set);
      const told = countChildren(createDay(scenario, seed), false);
      expect(told.firstTriesRefused).toBeGreaterThan(0);
      const day = createDay(scenario, seed);
      advanceDay(day, day.endNs);
      expect(countTries(day)).toEqual(told);
      expect(summariseDay(day).tries).toEqual(told);
      unfilled += told.ordersUnfilled;
    },
  );

  test('of these seeds leave orders unfilled', () => {
    expect(unfilled).toBeGreaterThan(100);
  });

  test.each(['kill', 'halt'])('after a %s of the firm count every order left unfilled', (act) => {
    const scenario = applySettings(DAY, [
      `actions=[{"at":"09:30:20","do":"${act}","scope":"firm"}]`,
    ]);
    const told = countChildren(createDay(scenario, 3), true);
    expect(told.ordersUnfilled).toBeGreaterThan(100);
    const day = createDay(scenario, 3);
    advanceDay(day, day.endNs);
    expect(countTries(day)).toEqual(told);
  });

  test('count a parent once, however often the gate refuses it', () => {
    const limits = { ...dayOf([2012]).risk, maxQuantity: { mode: 'enforce' as const, shares: 1 } };
    const day = runDay(dayOf([2012], { risk: limits }), [
      { session: 1, symbol: 1, quantity: 100, atNs: 1e9 },
      { session: 1, symbol: 2, quantity: 1, atNs: 1e9 },
    ]);
    const { children, admitted, tries } = summariseDay(day);
    expect(children - admitted).toBeGreaterThan(2);
    expect(tries).toEqual({ firstTries: 2, firstTriesRefused: 1, orders: 2, ordersUnfilled: 1 });
  });

  test.each(['kill', 'halt'] as const)('count immediate orders cut off by a %s', (act) => {
    const actions = [{ at: '09:30:02', do: act, scope: 'firm' as const }];
    const orders = [1e9, 3e9, 4e9].map((atNs) => ({
      session: 1,
      symbol: 1,
      quantity: 1,
      atNs,
      immediate: true,
    }));
    const { firstTries, ordersUnfilled } = countTries(runDay(dayOf([2012], { actions }), orders));
    expect([firstTries, ordersUnfilled]).toEqual([1, 2]);
  });

  test('count orders blocked at entry, and immediate ones that were refused', () => {
    const entry = { mode: 'enforce' as const, softDollars: 1, hardDollars: 1 };
    const orders = [
      { session: 1, symbol: 1, quantity: 100, atNs: 1e9 },
      { session: 1, symbol: 2, quantity: 100, atNs: 1e9, immediate: true },
    ];
    expect(countTries(runDay(dayOf([2012], { entry }), orders))).toEqual({
      firstTries: 0,
      firstTriesRefused: 0,
      orders: 2,
      ordersUnfilled: 2,
    });
    const limits = { ...dayOf([2012]).risk, maxQuantity: { mode: 'enforce' as const, shares: 1 } };
    expect(countTries(runDay(dayOf([2012], { risk: limits }), orders))).toEqual({
      firstTries: 2,
      firstTriesRefused: 2,
      orders: 2,
      ordersUnfilled: 2,
    });
  });
});
