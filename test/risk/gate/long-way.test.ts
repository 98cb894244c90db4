import { describe, expect, test } from 'vitest';
import { Verdict } from '../../../src/orders/codes.js';
import { readFindings } from '../../../src/risk/counts/findings.js';
import { FINDINGS_MAX, SymbolWord } from '../../../src/risk/counts/tables.js';
import type { GateLimits } from '../../../src/risk/limits/limits.js';
import { stopScope } from '../../../src/risk/people.js';
import { State, worsenState } from '../../../src/risk/stops/states.js';
import { answer, catalogueSpace, judge, loneGate } from '../../support/gate.js';

const THREE: Partial<GateLimits> = {
  maxQuantity: { mode: 'enforce', shares: 50 },
  symbolRate: { mode: 'enforce', perSecond: 1, softPerSecond: 1, windowSeconds: 1 },
  cumulativeAdv: { mode: 'enforce', percent: 0.02, softPercent: 0.01 },
};
const names = (lone: ReturnType<typeof loneGate>) =>
  readFindings(lone.gate.catalogue!.findings).map(({ check, outcome }) => `${check} ${outcome}`);

describe('an order beyond several checks', () => {
  test('is refused by the first of them, and the others are not asked', () => {
    const lone = loneGate(THREE);
    expect(judge(lone, [{ quantity: 60 }])).toEqual(['max-quantity']);
    expect(names(lone)).toEqual(['max-quantity refused']);
  });

  test('is put to all of them with `explain`, and the most severe acts', () => {
    const lone = loneGate({ ...THREE, explain: true });
    judge(lone, [{ quantity: 10 }]);
    expect(judge(lone, [{ quantity: 60 }, { quantity: 1 }])).toEqual(['cumulative-adv', 'halted']);
    expect(names(lone)).toEqual([
      'max-quantity refused',
      'symbol-rate refused',
      'cumulative-adv refused',
      'halted refused',
      'symbol-rate refused',
      'cumulative-adv soft',
    ]);
  });
});

describe('a finding', () => {
  const warn = { mode: 'warn' } as const;
  test.each<[string, number, Partial<GateLimits>]>([
    ['order', 0, { maxQuantity: { ...warn, shares: 1 } }],
    ['parent', 1, { executionsPerParent: { ...warn, executions: 0 } }],
    ['symbol', 3, { position: { ...warn, dollars: 0 } }],
    ['server', 2, { openOrders: { ...warn, orders: 0 } }],
    ['firm', 0, { grossExposure: { ...warn, dollars: 0 } }],
  ])('of a check with the scope %s has the scope id %i', (scope, scopeId, limits) => {
    const all = { ...limits, explain: true };
    const lone = loneGate(all, [{}, { symbol: 3 }], { server: 2, space: catalogueSpace(all, 2) });
    judge(lone, [{ parent: 1 }]);
    expect(readFindings(lone.gate.catalogue!.findings)[0]).toMatchObject({
      scope,
      scopeId,
      outcome: 'warned',
    });
  });

  test('has check, measure, bound, window, scope, sequence and time', () => {
    const lone = loneGate(
      { duplicateOrders: { mode: 'warn', orders: 1, softOrders: 1, windowSeconds: 2 } },
      [{ symbol: 3 }, { symbol: 3 }],
    );
    judge(lone, [{}, { parent: 1 }], 5);
    expect(readFindings(lone.gate.catalogue!.findings)).toEqual([
      {
        check: 'duplicate-orders',
        outcome: 'warned',
        scope: 'server',
        scopeId: 1,
        unit: 'orders',
        value: 2,
        bound: 1,
        windowNs: 2e9,
        sequence: 2,
        orderId: expect.any(Number),
        atNs: 5,
      },
    ]);
  });

  test('of a symbol names the symbol, and of a parent its row', () => {
    const lone = loneGate(
      {
        position: { mode: 'warn', dollars: 0 },
        executionsPerParent: { mode: 'warn', executions: 0 },
      },
      [{}, { symbol: 3 }],
    );
    judge(lone, [{ parent: 1 }]);
    expect(
      readFindings(lone.gate.catalogue!.findings).map(({ scope, scopeId }) => [scope, scopeId]),
    ).toEqual([
      ['parent', 1],
      ['symbol', 3],
    ]);
  });

  test.each<[Partial<GateLimits>, object]>([
    [
      { symbolRate: { mode: 'warn', perSecond: 1, softPerSecond: 1, windowSeconds: 3 } },
      { scope: 'symbol', scopeId: 3, windowNs: 3e9 },
    ],
    [
      { executionsPerParent: { mode: 'warn', executions: 0 } },
      { scope: 'parent', scopeId: 1, windowNs: Number.POSITIVE_INFINITY },
    ],
    [
      { position: { mode: 'warn', dollars: 0 } },
      { scope: 'symbol', scopeId: 3, windowNs: Number.POSITIVE_INFINITY },
    ],
    [
      { serverGross: { mode: 'warn', dollars: 0 } },
      { scope: 'server', scopeId: 2, windowNs: Number.POSITIVE_INFINITY },
    ],
    [{ advShare: { mode: 'warn', percent: 0 } }, { scope: 'order', scopeId: 0, windowNs: 0 }],
    [
      { maxQuantity: { mode: 'warn', shares: 0 }, explain: true },
      { scope: 'order', scopeId: 0, windowNs: 0 },
    ],
  ])('has the window and the scope of its check: %j', (limits, expected) => {
    const space = catalogueSpace(limits, 2);
    const lone = loneGate(limits, [{}, { symbol: 3 }], { server: 2, space });
    judge(lone, new Array(5).fill({ parent: 1 }));
    const warned = readFindings(lone.gate.catalogue!.findings).filter(
      ({ outcome }) => outcome === 'warned',
    );
    expect(warned.at(-1)).toMatchObject(expected);
  });

  test('of a state names the order that it stops', () => {
    const lone = loneGate({ explain: true });
    stopScope(lone.gate.catalogue!.firm, lone.kill, { kind: 'firm' }, 'halt', {
      roles: ['trader'],
      reason: '',
      nowNs: 0,
    });
    judge(lone, [{}], 4);
    expect(readFindings(lone.gate.catalogue!.findings)).toMatchObject([
      { check: 'halted', scope: 'order', scopeId: 0, value: 1, bound: 0 },
    ]);
  });

  test('is counted if the table is full', () => {
    const lone = loneGate({ maxQuantity: { mode: 'enforce', shares: 1 }, explain: true });
    for (let n = 0; n < FINDINGS_MAX / 32 + 1; n++)
      judge(lone, new Array(32).fill({ quantity: 2 }));
    const { counts } = lone.gate.catalogue!.findings;
    expect([counts.rows[0], counts.dropped[0]]).toEqual([FINDINGS_MAX, 32]);
  });
});

describe('a check in shadow', () => {
  const limits = (mode: 'shadow' | 'off'): Partial<GateLimits> => ({
    position: { mode, dollars: 2000 },
    cumulativeAdv: { mode, percent: 0.1, softPercent: 0.1 },
    netExposure: { mode, dollars: 2000 },
    explain: true,
  });

  test('counts the orders that it would refuse, and neither acts nor reserves', () => {
    const [shadow, off] = [loneGate(limits('shadow')), loneGate(limits('off'))];
    for (const lone of [shadow, off])
      expect(judge(lone, [{ quantity: 100 }, { quantity: 30 }, { quantity: 5 }])).toEqual(
        new Array(3).fill('admitted'),
      );
    const { breaches, firm, sides, symbols } = shadow.gate.catalogue!;
    for (const check of [Verdict.POSITION, Verdict.CUMULATIVE_ADV, Verdict.NET_EXPOSURE]) {
      expect([
        breaches.count[check],
        breaches.refused[check],
        breaches.shadowShares[check],
      ]).toEqual([2, 0, 35]);
      expect(breaches.shadowMoney[check]).toBe(35 * 200_000);
    }
    expect(firm.states.firm.attention[0]).toBe(0);
    const plain = off.gate.catalogue!;
    expect([...sides.words]).toEqual([...plain.sides.words]);
    expect(symbols.words[SymbolWord.TRADED]).toBe(135);
  });
});

describe('a breach', () => {
  test('of the first pass is counted by both, with the time of the first', () => {
    const lone = loneGate({
      maxQuantity: { mode: 'enforce', shares: 50 },
      grossExposure: { mode: 'enforce', dollars: 0 },
      explain: true,
    });
    judge(lone, [{ quantity: 51 }, { quantity: 50 }], 5);
    judge(lone, [{ quantity: 51 }], 9);
    const { breaches } = lone.gate.catalogue!;
    for (const { count, refused, firstNs } of [lone.gate.breaches, breaches]) {
      expect([
        count[Verdict.MAX_QUANTITY],
        refused[Verdict.MAX_QUANTITY],
        firstNs[Verdict.MAX_QUANTITY],
      ]).toEqual([2, 2, 5]);
      expect([
        count[Verdict.GROSS_EXPOSURE],
        refused[Verdict.GROSS_EXPOSURE],
        firstNs[Verdict.GROSS_EXPOSURE],
      ]).toEqual([3, 1, 5]);
    }
    expect([
      breaches.shadowShares[Verdict.MAX_QUANTITY],
      breaches.shadowMoney[Verdict.MAX_QUANTITY],
    ]).toEqual([0, 0]);
  });

  test('of the second pass keeps the time of its first, and reports the outcome', () => {
    for (const [mode, outcome] of [
      ['enforce', 'refused'],
      ['warn', 'warned'],
      ['shadow', 'shadowed'],
    ] as const) {
      const lone = loneGate({ advShare: { mode, percent: 0.1 } });
      for (const nowNs of [3, 8]) judge(lone, [{ quantity: 101 }], nowNs);
      const { breaches, findings } = lone.gate.catalogue!;
      expect([breaches.count[Verdict.ADV_SHARE], breaches.firstNs[Verdict.ADV_SHARE]]).toEqual([
        2, 3,
      ]);
      expect(breaches.shadowShares[Verdict.ADV_SHARE]).toBe(mode === 'shadow' ? 202 : 0);
      expect(readFindings(findings)[0]).toMatchObject({ outcome, value: 101, bound: 100 });
    }
  });

  test('counts no orders alike while the check is off', () => {
    const lone = loneGate({ maxQuantity: { mode: 'warn', shares: 1 }, explain: true });
    expect(judge(lone, [{}], 5)).toEqual(['admitted']);
    expect(
      lone.gate.catalogue!.alike.words.some((word, place) => place % 8 === 3 && word !== 0),
    ).toBe(false);
  });
});

describe('a symbol in the state killed', () => {
  test('is killed whatever the kill words say; its orders still get every finding', () => {
    const lone = loneGate({ maxQuantity: { mode: 'enforce', shares: 50 }, explain: true }, [
      { symbol: 3 },
      {},
    ]);
    worsenState(lone.gate.catalogue!.firm.states, { kind: 'symbol', symbol: 3 }, State.KILLED, 0);
    expect(judge(lone, [{ quantity: 60 }, { parent: 1, quantity: 50 }])).toEqual([
      'killed',
      'admitted',
    ]);
    expect(names(lone)).toEqual(['killed refused', 'max-quantity refused']);
  });
});

describe('the order of the checks', () => {
  test('puts checks that stop all orders before checks of one', () => {
    const lone = loneGate({ ...THREE, explain: true });
    stopScope(lone.gate.catalogue!.firm, lone.kill, { kind: 'firm' }, 'kill', {
      roles: ['trader'],
      reason: '',
      nowNs: 0,
    });
    expect(judge(lone, [{ quantity: 60 }])).toEqual(['killed']);
    answer(lone, []);
  });
});
