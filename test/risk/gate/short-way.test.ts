import { describe, expect, test } from 'vitest';
import { Side, Verdict } from '../../../src/orders/codes.js';
import { noteQuote } from '../../../src/risk/counts/exposure.js';
import { admitChildren } from '../../../src/risk/gate/gate.js';
import type { GateLimits } from '../../../src/risk/limits/limits.js';
import { isServerKilled } from '../../../src/risk/stops/kill.js';
import { State, type StateScope, worsenState } from '../../../src/risk/stops/states.js';
import { childrenOf } from '../../support/children.js';
import {
  answer,
  catalogueSpace,
  type GatedChild,
  judge,
  loneGate,
  receive,
} from '../../support/gate.js';
import { killWords } from '../../support/server.js';
import {
  allJudged,
  type Candidates,
  EDGES,
  enforce,
  gateOf,
  lastJudged,
  NOW,
  OWN_EDGES,
  PARENTS,
  passes,
  passTogether,
  reserve,
  SYMBOL,
} from '../short-way-edges.js';

describe('orders on the short way past the second pass', () => {
  test.each(EDGES)(
    'pass at %s and not one beyond, and anything passes while it is off',
    (_, limits, within, beyond) => {
      const lone = gateOf(limits);
      expect(passes(lone, within)).toBe(true);
      expect(passes(lone, beyond)).toBe(false);
      expect(passes(gateOf({}), beyond)).toBe(true);
    },
  );

  test('pass at a collar on its tick if its per cent end on one', () => {
    const lone = gateOf({ quoteCollar: { ...enforce, percent: 29 } });
    lone.quotes.askTicks.fill(100);
    expect([129, 130].map((priceTicks) => passes(lone, { priceTicks }))).toEqual([true, false]);
  });

  test('are judged by their own symbol’s list and counts', () => {
    const lone = gateOf({
      restrictedList: { ...enforce, symbols: ['C'] },
      cumulativeAdv: { ...enforce, percent: 1, softPercent: 1 },
      symbolRate: { ...enforce, perSecond: 10, softPerSecond: 10, windowSeconds: 0.5 },
    });
    reserve(lone, { parent: 3, total: 1000, count: 5 });
    expect([
      passes(lone, { total: 1000, count: 5 }),
      passes(lone, { parent: 3, total: 1 }),
    ]).toEqual([true, false]);
  });

  test('need limits that have been set for their strategy', () => {
    const lone = gateOf({ unconfiguredLimit: { ...enforce, strategies: ['ordinary'] } });
    expect([0, 2].map((parent) => passes(lone, { parent }))).toEqual([true, false]);
  });

  test('need a quote of their own symbol that is no older than the limit', () => {
    const lone = gateOf({ staleQuote: { ...enforce, milliseconds: 500, goodQuotes: 1 } });
    for (const [symbol, atNs] of [
      [SYMBOL, NOW],
      [SYMBOL - 1, 0],
    ] as const)
      noteQuote(lone.gate.catalogue!, symbol, atNs);
    expect([NOW + 5e8, NOW + 5e8 + 1].map((nowNs) => passes(lone, { nowNs }))).toEqual([
      true,
      false,
    ]);
    expect(passes(lone, { parent: 3 })).toBe(false);
  });

  test('may not meet an order of the other side while the check is on', () => {
    const lone = gateOf({ selfMatch: enforce });
    expect([0, 1].map((parent) => passes(lone, { parent }))).toEqual([true, true]);
    reserve(lone, { parent: 0, priceTicks: 200_000 });
    expect([200_000, 200_001].map((priceTicks) => passes(lone, { parent: 1, priceTicks }))).toEqual(
      [false, true],
    );
    reserve(lone, { parent: 1, priceTicks: 200_001 });
    expect([200_001, 200_000].map((priceTicks) => passes(lone, { priceTicks }))).toEqual([
      false,
      true,
    ]);
  });

  test('need no located shares to buy', () => {
    expect(passes(gateOf({ locate: { ...enforce, shares: 0 } }), { total: 1e6 })).toBe(true);
  });

  test('add to working and executed orders', () => {
    const lone = gateOf({
      executionsPerParent: { ...enforce, executions: 5 },
      openOrders: { ...enforce, orders: 6 },
      cumulativeAdv: { ...enforce, percent: 1, softPercent: 1 },
      position: { ...enforce, dollars: 16_000 },
      serverGross: { ...enforce, dollars: 18_000 },
    });
    reserve(lone, { total: 400, count: 3 });
    const passing = (orders: Candidates[]) => orders.map((order) => passes(lone, order));
    expect(passing([{ count: 2 }, { count: 3 }])).toEqual([true, false]);
    expect(passing([{ total: 400 }, { total: 401 }])).toEqual([true, false]);
    expect(passing([2, 3].map((count) => ({ parent: 2, count, total: 1 })))).toEqual([true, true]);
    expect(passing([{ parent: 2, count: 4, total: 1 }])).toEqual([false]);
    expect(passing([500, 501].map((total) => ({ parent: 1, total })))).toEqual([true, false]);
    const located = gateOf({ locate: { ...enforce, shares: 100 } });
    reserve(located, { parent: 1, total: 60 });
    expect([40, 41].map((total) => passes(located, { parent: 1, total }))).toEqual([true, false]);
  });

  test.each([
    [10, 20],
    [20, 10],
  ])(
    'wait for room in the symbol’s rate, at %i hard and %i soft a second',
    (perSecond, softPerSecond) => {
      const lone = gateOf({
        symbolRate: { ...enforce, perSecond, softPerSecond, windowSeconds: 0.5 },
      });
      reserve(lone, { count: 5 });
      expect([NOW + 1e8 - 1, NOW + 1e8].map((nowNs) => passes(lone, { nowNs }))).toEqual([
        false,
        true,
      ]);
      expect([5, 6].map((count) => passes(lone, { count, nowNs: NOW + 60e9 }))).toEqual([
        true,
        false,
      ]);
    },
  );

  test.each(OWN_EDGES)(
    'pass at %s of their own symbol if another has a tighter one',
    (_, limits, tighter, within, beyond) => {
      const lone = gateOf({ ...limits, layers: { symbols: { C: tighter } } });
      expect([passes(lone, within), passes(lone, beyond)]).toEqual([true, false]);
      expect(passes(lone, { parent: 3, total: 1, priceTicks: 200_000 })).toBe(true);
    },
  );

  test('need a slice of the firm’s net exposure on their side, which the long way leases', () => {
    const lone = loneGate({ netExposure: { ...enforce, dollars: 1e6 } }, PARENTS, {
      creditSliceMoney: 1e9,
    });
    lone.gate.catalogue!.net.creditMoney[Side.SELL] = 100 * 200_000;
    expect([100, 101].map((total) => passes(lone, { parent: 1, total }))).toEqual([true, false]);
    expect(passes(lone, { total: 1 })).toBe(false);
  });

  test('need what the firm has left of its exposures where no slices are leased', () => {
    const lone = gateOf({ netExposure: { ...enforce, dollars: 2000 } });
    expect([100, 101].map((total) => passes(lone, { total }))).toEqual([true, false]);
    lone.gate.catalogue!.net.creditMoney[Side.SELL] = 50 * 200_000;
    expect([150, 151].map((total) => passes(lone, { parent: 1, total }))).toEqual([true, false]);
  });
});

describe('orders of one parent and price', () => {
  test('pass the second pass together or not at all', () => {
    const open = gateOf({ openOrders: { ...enforce, orders: 3 } });
    expect(
      [
        [100, 100, 50],
        [100, 100, 50, 50],
      ].map((sizes) => passTogether(open, sizes)),
    ).toEqual([true, false]);
    const largest = gateOf({ advShare: { ...enforce, percent: 0.1 } });
    expect(
      [
        [50, 100, 25],
        [50, 101, 25],
      ].map((sizes) => passTogether(largest, sizes)),
    ).toEqual([true, false]);
    const sum = gateOf({ cumulativeAdv: { ...enforce, percent: 0.3, softPercent: 0.3 } });
    expect(
      [
        [100, 100, 50, 50],
        [100, 100, 50, 51],
      ].map((sizes) => passTogether(sum, sizes)),
    ).toEqual([true, false]);
  });

  test('of a parent that is one of too many alike do not pass, until they have been judged', () => {
    const alike = { ...enforce, orders: 1, softOrders: 1, windowSeconds: 1 };
    const lone = gateOf({ duplicateOrders: alike });
    expect(passes(lone)).toBe(true);
    receive(lone, 0, NOW);
    receive(lone, 0, NOW);
    expect(passes(lone)).toBe(false);
    judge(lone, [{}], NOW);
    expect(passes(lone)).toBe(true);
  });
});

describe('the short way through the gate', () => {
  test.each<[string, Partial<GateLimits>, GatedChild, GatedChild]>([
    [
      'the largest quantity',
      { maxQuantity: { ...enforce, shares: 100 } },
      { quantity: 100 },
      { quantity: 101 },
    ],
    [
      'the largest notional',
      { maxNotional: { ...enforce, dollars: 2000 } },
      { quantity: 100 },
      { quantity: 101 },
    ],
    [
      'the collar of a buy',
      { collar: { ...enforce, percent: 9.5, auctionOrders: true } },
      { priceTicks: 219_219 },
      { quantity: 101, priceTicks: 219_220 },
    ],
    [
      'the collar of a sale',
      { collar: { ...enforce, percent: 9.5, auctionOrders: true } },
      { parent: 1, priceTicks: 180_819 },
      { parent: 1, quantity: 101, priceTicks: 180_818 },
    ],
    [
      'the quantity of the parent',
      { parentQuantity: { ...enforce, toleranceShares: 50 } },
      { quantity: 300 },
      { quantity: 301 },
    ],
  ])('is open to an order at %s, and not to one beyond', (_, limits, within, beyond) => {
    const parents = [
      { symbol: SYMBOL, ordered: 250 },
      { symbol: SYMBOL, side: 'sell', ordered: 250 },
    ] as const;
    const open = () => loneGate({ explain: true, ...limits }, parents);
    expect(lastJudged(open(), [within])).toBe(0);
    expect(lastJudged(open(), [beyond])).toBe(beyond.quantity);
  });

  test('is open while every check is off, at any price', () => {
    expect(lastJudged(gateOf({}), [{ quantity: 1e6, priceTicks: 2000 }])).toBe(0);
    expect(lastJudged(gateOf({}), [{ parent: 1, quantity: 1e6, priceTicks: 9e6 }])).toBe(0);
  });

  test('is open to as many orders at once as the rate has room for, and counts them', () => {
    const lone = gateOf({ serverRate: { ...enforce, perSecond: 10, windowSeconds: 0.5 } });
    expect(lastJudged(lone, new Array(3).fill({ quantity: 7 }))).toBe(0);
    expect(lastJudged(lone, new Array(2).fill({ quantity: 8 }))).toBe(0);
    expect(judge(lone, [{ quantity: 9 }], NOW + 1e8 - 1)).toEqual(['server-rate']);
    expect(lastJudged(lone, [{ quantity: 9 }], NOW + 1e8)).toBe(0);
    expect(judge(lone, [{ quantity: 9 }], NOW + 1e8)).toEqual(['server-rate']);
    expect(judge(lone, new Array(5).fill({}), NOW + 60e9)).toEqual(new Array(5).fill('admitted'));
  });

  test('is open to what the credit of the firm covers to the last dollar', () => {
    const lone = loneGate(
      { explain: true, grossExposure: { ...enforce, dollars: 10_000 } },
      PARENTS,
      { creditSliceMoney: 1e8 },
    );
    expect(lastJudged(lone, [{ quantity: 100 }])).toBe(100);
    expect(lastJudged(lone, [{ quantity: 200 }, { quantity: 200 }])).toBe(0);
    expect(judge(lone, [{ quantity: 1 }])).toEqual(['gross-exposure']);
  });

  test('counts admitted orders: exposure, number, and the parent’s working shares', () => {
    const lone = loneGate({}, PARENTS);
    expect(judge(lone, [{ quantity: 100 }, { quantity: 100 }, { quantity: 30 }])).toEqual(
      new Array(3).fill('admitted'),
    );
    const { exposureMoney, admitted } = lone.gate.cells;
    expect([exposureMoney[0], admitted[0], lone.parents.working[0]]).toEqual([
      230 * 200_000,
      3,
      230,
    ]);
  });

  test('is open again behind an order that was refused', () => {
    const lone = gateOf({ maxQuantity: { ...enforce, shares: 500 } });
    expect(lastJudged(lone, [{ quantity: 501 }, { quantity: 400 }])).toBe(501);
  });

  test('is open to parents of active scopes while a symbol or an account is stopped', () => {
    const parents = [{}, { symbol: 2 }, { symbol: 3, account: 7 }];
    const rows = parents.map((_, parent) => ({ parent, quantity: 100 + parent }));
    const judgedWhile = (scope: StateScope, state: State) => {
      const lone = loneGate({ explain: true }, parents);
      worsenState(lone.gate.catalogue!.firm.states, scope, state, 0);
      return allJudged(lone, rows);
    };
    expect(judgedWhile({ kind: 'symbol', symbol: 2 }, State.HALTED)).toEqual([101]);
    expect(judgedWhile({ kind: 'account', account: 7, name: '' }, State.HALTED)).toEqual([102]);
    expect(judgedWhile({ kind: 'server', server: 1 }, State.REDUCING)).toEqual([100, 101, 102]);
    const trips = loneGate({ staticCollar: { ...enforce, percent: 5 } }, parents);
    expect(allJudged(trips, [{ priceTicks: 230_000 }, ...rows])).toEqual([100, 100]);
  });

  test('has counted admitted orders before the next order is judged', () => {
    const lone = gateOf({ openOrders: { ...enforce, orders: 3 } });
    const rows = [{}, {}, { parent: 1 }, { parent: 1 }];
    expect(judge(lone, rows, NOW)).toEqual(['admitted', 'admitted', 'admitted', 'open-orders']);
    const warned = gateOf({
      openOrders: { ...enforce, orders: 3 },
      maxQuantity: { mode: 'warn', shares: 100 },
    });
    const larger = [{}, {}, { quantity: 101 }, { quantity: 101 }];
    expect(judge(warned, larger, NOW)).toEqual(['admitted', 'admitted', 'admitted', 'open-orders']);
  });

  test('is open to the first orders alike if those behind fail', () => {
    const sized = (...sizes: number[]): GatedChild[] => sizes.map((quantity) => ({ quantity }));
    const open = { openOrders: { ...enforce, orders: 5 } };
    expect(allJudged(gateOf(open), sized(100, 100, 50, 50, 25))).toEqual([]);
    expect(allJudged(gateOf(open), sized(100, 100, 50, 50, 25, 25, 20))).toEqual([25, 25, 20]);
    const largest = { advShare: { ...enforce, percent: 0.1 } };
    expect(allJudged(gateOf(largest), sized(50, 101, 101, 25, 20))).toEqual([101, 101]);
  });

  test('looks at no child beyond the end of the batch, admitted or judged', () => {
    const alike = new Array(6).fill({
      parent: 0,
      symbol: SYMBOL,
      quantity: 100,
      priceTicks: 200_000,
    });
    for (const [limits, admitted] of [
      [{}, 2] as const,
      [{ explain: true }, 2] as const,
      [{ maxQuantity: { ...enforce, shares: 99 } }, 0] as const,
    ]) {
      const lone = loneGate(limits, PARENTS);
      childrenOf(alike, 0, lone.children);
      expect(admitChildren(lone.gate, lone.children, lone.parents, 2, 4, NOW)).toBe(admitted);
      expect([lone.parents.working[0], lone.gate.breaches.count[Verdict.MAX_QUANTITY]]).toEqual([
        100 * admitted,
        2 - admitted,
      ]);
    }
  });

  test('counts no orders alike while the check is off', () => {
    const lone = gateOf({});
    judge(lone, [{}, {}], NOW);
    const { words } = lone.gate.catalogue!.alike;
    expect(words.some((word, place) => place % 8 === 3 && word !== 0)).toBe(false);
  });

  test.each([['firm'], ['server']] as const)(
    'is shut by another thread’s kill of the %s, which also sets the kill words',
    (kind) => {
      const space = catalogueSpace({ explain: true }, 2);
      const kill = killWords();
      const lone = loneGate({ explain: true }, PARENTS, { server: 2, space, kill });
      const { states } = lone.gate.catalogue!.firm;
      worsenState(states, kind === 'firm' ? { kind } : { kind, server: 2 }, State.HALTED, 0);
      expect([judge(lone, [{}]), isServerKilled(kill, 2)]).toEqual([['halted'], false]);
      worsenState(states, kind === 'firm' ? { kind } : { kind, server: 2 }, State.KILLED, 0);
      expect(judge(lone, [{}])).toEqual(['killed']);
      expect([isServerKilled(kill, 2), isServerKilled(kill, 1)]).toEqual([true, kind === 'firm']);
    },
  );
});

describe('credit that the gate gives back', () => {
  test('leaves unbounded credit as it is', () => {
    const lone = loneGate({}, PARENTS);
    judge(lone, [{}]);
    answer(lone, [{ cancelled: 100 }]);
    expect(lone.gate.cells.creditMoney[0]).toBe(Number.POSITIVE_INFINITY);
  });

  test('returns to the firm from one whole unit on, and only after a cancellation', () => {
    const lone = loneGate({ grossExposure: { ...enforce, dollars: 1000 } }, PARENTS);
    judge(lone, [{ quantity: 5 }, { quantity: 5 }]);
    answer(lone, [{ cancelled: 4, executed: 1 }]);
    expect(lone.firm.leftUnits[0]).toBe(8);
    answer(lone, [{ cancelled: 1, executed: 4 }]);
    expect([lone.firm.leftUnits[0], lone.gate.cells.creditMoney[0]]).toEqual([9, 0]);
    lone.gate.cells.creditMoney[0] = 3e6;
    answer(lone, [{ executed: 4 }]);
    expect(lone.firm.leftUnits[0]).toBe(9);
  });
});

describe('the first breach of a check', () => {
  test('keeps its time', () => {
    const lone = loneGate({ maxQuantity: { ...enforce, shares: 1 } });
    judge(lone, [{}], 5);
    judge(lone, [{}], 9);
    expect(lone.gate.breaches.firstNs[Verdict.MAX_QUANTITY]).toBe(5);
  });
});
