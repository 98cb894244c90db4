import { describe, expect, test } from 'vitest';
import { Verdict } from '../../../../src/orders/codes.js';
import { receiveParent } from '../../../../src/risk/counts/exposure.js';
import { rearmScope, releaseParent } from '../../../../src/risk/people.js';
import type { Authority } from '../../../../src/risk/stops/authority.js';
import { answer, judge, type LoneGate, loneGate } from '../../../support/gate.js';

const BY: Authority = { roles: ['risk-officer'], reason: 'looked at it', nowNs: 0 };
const some = (count: number, child: Parameters<typeof judge>[1][number] = {}) =>
  Array.from({ length: count }, () => ({ quantity: 1, ...child }));
const admitted = (lone: LoneGate, count: number, nowNs = 0): number =>
  judge(lone, some(count), nowNs).filter((verdict) => verdict === 'admitted').length;

describe('executions per parent', () => {
  const LIMIT = { executionsPerParent: { mode: 'enforce', executions: 5, parentsMax: 3 } } as const;

  test('reach the limit, working orders included; one more holds the parent', () => {
    const lone = loneGate(LIMIT, [{}, {}]);
    expect(judge(lone, some(6))).toEqual([
      ...new Array(5).fill('admitted'),
      'executions-per-parent',
    ]);
    expect(judge(lone, some(1, { parent: 1 }))).toEqual(['admitted']);
  });

  test('exclude orders cancelled whole, which give their place back', () => {
    const lone = loneGate(LIMIT);
    judge(lone, some(5));
    answer(lone, [
      { executed: 1 },
      { cancelled: 1 },
      { cancelled: 1 },
      { executed: 1 },
      { executed: 1 },
    ]);
    expect(judge(lone, some(3))).toEqual(['admitted', 'admitted', 'executions-per-parent']);
  });

  test('hold a parent until a person releases it, whatever is cancelled', () => {
    const lone = loneGate(LIMIT);
    judge(lone, some(6));
    answer(
      lone,
      some(5).map(() => ({ cancelled: 1 })),
    );
    expect(judge(lone, some(1))).toEqual(['executions-per-parent']);
    releaseParent(lone.gate.catalogue!, 0, BY);
    expect(admitted(lone, 6)).toBe(5);
  });

  test('halt the firm with the third held parent, until a person re-arms it', () => {
    const lone = loneGate(LIMIT, [{}, {}, {}, {}]);
    const { firm, kill } = lone.gate.catalogue!;
    for (const parent of [0, 1]) judge(lone, some(6, { parent }));
    expect(judge(lone, some(1, { parent: 3 }))).toEqual(['admitted']);
    judge(lone, some(6, { parent: 2 }));
    expect(judge(lone, some(1, { parent: 3 }))).toEqual(['halted']);
    rearmScope(firm, kill, { kind: 'firm' }, BY);
    expect(judge(lone, some(1, { parent: 3 }))).toEqual(['admitted']);
  });

  test('of a row begin again with the next parent in it', () => {
    const lone = loneGate(LIMIT);
    judge(lone, some(6));
    receiveParent(lone.gate.catalogue!, 0);
    expect(admitted(lone, 6)).toBe(5);
  });
});

describe('open orders', () => {
  test('reach the limit, and answers make room', () => {
    const lone = loneGate({ openOrders: { mode: 'enforce', orders: 4 } });
    expect(judge(lone, some(5))).toEqual([...new Array(4).fill('admitted'), 'open-orders']);
    answer(lone, [{ executed: 1 }, { cancelled: 1 }]);
    expect(admitted(lone, 4)).toBe(2);
  });
});

describe('the rate of a symbol', () => {
  const RATE = {
    symbolRate: { mode: 'enforce', perSecond: 10, softPerSecond: 4, windowSeconds: 1 },
  } as const;

  test('admits a window’s worth at once, then one an interval, for each symbol', () => {
    const lone = loneGate(RATE, [{}, { symbol: 1 }]);
    expect(admitted(lone, 12)).toBe(10);
    expect(judge(lone, some(1, { parent: 1 }))).toEqual(['admitted']);
    expect(judge(lone, some(1), 99_999_999)).toEqual(['symbol-rate']);
    expect(judge(lone, some(2), 100_000_000)).toEqual(['admitted', 'symbol-rate']);
    expect(admitted(lone, 12, 10e9)).toBe(10);
  });

  test('warns from its soft level on', () => {
    const lone = loneGate(RATE);
    judge(lone, some(4));
    expect(lone.gate.catalogue!.breaches.soft[Verdict.SYMBOL_RATE]).toBe(0);
    judge(lone, some(1));
    expect(lone.gate.catalogue!.breaches.soft[Verdict.SYMBOL_RATE]).toBe(1);
  });

  test('admits orders beyond it in mode warn, and counts them without debt', () => {
    const lone = loneGate({ symbolRate: { ...RATE.symbolRate, mode: 'warn' } });
    expect(admitted(lone, 30)).toBe(30);
    expect(lone.gate.catalogue!.breaches.count[Verdict.SYMBOL_RATE]).toBe(20);
    judge(lone, some(1), 100_000_000);
    expect(lone.gate.catalogue!.breaches.count[Verdict.SYMBOL_RATE]).toBe(20);
  });
});

describe('duplicate orders', () => {
  const LIMIT = {
    duplicateOrders: { mode: 'enforce', orders: 5, softOrders: 3, windowSeconds: 1 },
  } as const;

  test('reach the limit in a window, warn from the soft level, and halt the server beyond', () => {
    const lone = loneGate(LIMIT);
    expect(judge(lone, some(5))).toEqual(new Array(5).fill('admitted'));
    expect(lone.gate.catalogue!.breaches.soft[Verdict.DUPLICATE_ORDERS]).toBe(2);
    expect(judge(lone, [{ quantity: 1 }, { quantity: 2 }])).toEqual(['duplicate-orders', 'halted']);
    rearmScope(lone.gate.catalogue!.firm, lone.kill, { kind: 'server', server: 1 }, BY);
    expect(judge(lone, [{ quantity: 2 }])).toEqual(['admitted']);
  });

  test('are alike in symbol, side, price and quantity', () => {
    const lone = loneGate(LIMIT, [{}, { symbol: 1 }, { side: 'sell' }, {}]);
    const kinds = [{}, { parent: 1 }, { parent: 2 }, { priceTicks: 200_001 }, { quantity: 2 }];
    for (const kind of kinds)
      expect(judge(lone, some(5, kind))).toEqual(new Array(5).fill('admitted'));
    expect(judge(lone, some(1, { parent: 3 }))).toEqual(['duplicate-orders']);
  });

  test('are forgotten with the window that the first of them opened', () => {
    const lone = loneGate(LIMIT);
    judge(lone, some(1));
    expect(judge(lone, some(4), 999_999_999)).toEqual(new Array(4).fill('admitted'));
    expect(judge(lone, some(5), 1e9)).toEqual(new Array(5).fill('admitted'));
    expect(judge(lone, some(1), 1e9)).toEqual(['duplicate-orders']);
  });
});
