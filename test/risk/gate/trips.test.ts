import { describe, expect, test } from 'vitest';
import { POSITION_SCHEMA } from '../../../src/ledger/positions.js';
import { allocateTable } from '../../../src/memory/table.js';
import { Verdict } from '../../../src/orders/codes.js';
import { readFindings } from '../../../src/risk/counts/findings.js';
import { isMarkDue, markLoss, seeHeldParents, seeUnmatched } from '../../../src/risk/gate/trips.js';
import type { GateLimits } from '../../../src/risk/limits/limits.js';
import { readActs } from '../../../src/risk/stops/authority.js';
import { isServerKilled } from '../../../src/risk/stops/kill.js';
import { answer, catalogueSpace, judge, type LoneGate, loneGate } from '../../support/gate.js';
import { killWords } from '../../support/server.js';

/** Notes executions of so many shares at $20 that match no parent. */
const stray = (lone: LoneGate, shares: number): void =>
  answer(lone, [{ executed: shares, unmatched: shares }], 5e9);

describe('the unmatched account', () => {
  const LIMIT: Partial<GateLimits> = { unmatchedAccount: { mode: 'enforce', dollars: 2000 } };

  test('kills the server one share beyond its limit, and records it', () => {
    const lone = loneGate(LIMIT);
    judge(lone, [{ quantity: 100 }, { quantity: 1 }]);
    stray(lone, 100);
    expect(isServerKilled(lone.kill, 1)).toBe(false);
    stray(lone, 1);
    expect(isServerKilled(lone.kill, 1)).toBe(true);
    expect(judge(lone, [{ quantity: 1 }])).toEqual(['killed']);
    const { findings, firm, breaches } = lone.gate.catalogue!;
    expect([
      breaches.count[Verdict.UNMATCHED_ACCOUNT],
      breaches.firstNs[Verdict.UNMATCHED_ACCOUNT],
    ]).toEqual([1, 5e9]);
    expect(readFindings(findings).filter(({ outcome }) => outcome === 'tripped')).toEqual([
      {
        check: 'unmatched-account',
        outcome: 'tripped',
        scope: 'server',
        scopeId: 1,
        unit: 'money',
        value: 2100 * 10_000,
        bound: 2000 * 10_000,
        windowNs: Number.POSITIVE_INFINITY,
        sequence: 0,
        orderId: -1,
        atNs: 5e9,
      },
    ]);
    expect(readActs(firm.acts)).toMatchObject([
      { act: 'kill', scope: 'server', scopeId: 1, roles: [], check: Verdict.UNMATCHED_ACCOUNT },
    ]);
  });

  test('is held against its limit only when executions come', () => {
    const lone = loneGate(LIMIT);
    judge(lone, [{ quantity: 101 }, { quantity: 1 }]);
    stray(lone, 101);
    answer(lone, [{ executed: 1 }], 6e9);
    expect(lone.gate.catalogue!.breaches.count[Verdict.UNMATCHED_ACCOUNT]).toBe(1);
  });

  test('is not posted while the check is off', () => {
    const lone = loneGate({ explain: true });
    judge(lone, [{}]);
    stray(lone, 100);
    const { firm, cells } = lone.gate.catalogue!;
    expect([firm.words.unmatchedUnits[0], cells.unmatchedMoney[0]]).toEqual([0, 20_000_000]);
  });

  test('is the firm’s: servers’ parts add up, and the one that passes the limit is killed', () => {
    const space = catalogueSpace(LIMIT, 2);
    const kill = killWords();
    const [a, b] = [1, 2].map((server) => loneGate(LIMIT, [{}], { server, space, kill }));
    judge(a!, [{ quantity: 60 }]);
    judge(b!, [{ quantity: 41 }]);
    stray(a!, 60);
    stray(b!, 41);
    expect([isServerKilled(kill, 1), isServerKilled(kill, 2)]).toEqual([false, true]);
  });

  test.each(['warn', 'shadow'] as const)('in mode %s is recorded and kills nobody', (mode) => {
    const lone = loneGate({ unmatchedAccount: { mode, dollars: 2000 } });
    judge(lone, [{ quantity: 101 }]);
    stray(lone, 101);
    expect(isServerKilled(lone.kill, 1)).toBe(false);
    expect(lone.gate.catalogue!.breaches.count[Verdict.UNMATCHED_ACCOUNT]).toBe(1);
    expect(readFindings(lone.gate.catalogue!.findings).at(-1)!.outcome).toBe(
      mode === 'warn' ? 'warned' : 'shadowed',
    );
  });
});

describe('a gate with a copy of the firm’s words', () => {
  test('holds the firm’s unmatched account against its limit, once', () => {
    const limits: Partial<GateLimits> = { unmatchedAccount: { mode: 'enforce', dollars: 2000 } };
    const lone = loneGate(limits, [{}], { server: 2, space: catalogueSpace(limits, 2) });
    const { breaches, firm, findings } = lone.gate.catalogue!;
    seeUnmatched(lone.gate.catalogue!, 20, 5);
    expect([breaches.count[Verdict.UNMATCHED_ACCOUNT], firm.words.unmatchedUnits[0]]).toEqual([
      0, 20,
    ]);
    expect(readFindings(findings).at(-1)).toMatchObject({
      outcome: 'rung',
      value: 2e7,
      bound: 1.9e7,
      sequence: 0,
      atNs: 5,
    });
    for (const nowNs of [6, 7]) seeUnmatched(lone.gate.catalogue!, 21, nowNs);
    expect([
      breaches.count[Verdict.UNMATCHED_ACCOUNT],
      breaches.firstNs[Verdict.UNMATCHED_ACCOUNT],
    ]).toEqual([1, 6]);
    expect([isServerKilled(lone.kill, 2), isServerKilled(lone.kill, 1)]).toEqual([true, false]);
  });

  test('holds nothing against a limit that is off', () => {
    const lone = loneGate({ explain: true });
    seeUnmatched(lone.gate.catalogue!, 0x7fffffff, 5);
    expect(readFindings(lone.gate.catalogue!.findings)).toEqual([]);
    expect(judge(lone, [{}])).toEqual(['admitted']);
  });

  test('is halted with the firm at the limit of held parents', () => {
    const lone = loneGate({ executionsPerParent: { mode: 'enforce', parentsMax: 3 } });
    seeHeldParents(lone.gate.catalogue!, 2, 5);
    expect([judge(lone, [{}]), lone.gate.catalogue!.firm.words.heldParents[0]]).toEqual([
      ['admitted'],
      2,
    ]);
    seeHeldParents(lone.gate.catalogue!, 3, 6);
    expect(judge(lone, [{}])).toEqual(['halted']);
    expect(readActs(lone.gate.catalogue!.firm.acts)).toMatchObject([
      { act: 'halt', scope: 'firm', scopeId: 0, atNs: 6 },
    ]);
  });
});

describe('a scope that a check stops', () => {
  const enforce = { mode: 'enforce' } as const;

  test.each<[string, Partial<GateLimits>, object]>([
    [
      'position',
      { position: { ...enforce, dollars: 0 } },
      { act: 'reduce', scope: 'symbol', scopeId: 3 },
    ],
    [
      'static-collar',
      { staticCollar: { ...enforce, percent: 0, softPercent: 0 } },
      { act: 'halt', scope: 'symbol', scopeId: 3 },
    ],
    [
      'cumulative-adv',
      { cumulativeAdv: { ...enforce, percent: 0, softPercent: 0 } },
      { act: 'halt', scope: 'symbol', scopeId: 3 },
    ],
    [
      'server-gross',
      { serverGross: { ...enforce, dollars: 0 } },
      { act: 'reduce', scope: 'server', scopeId: 2 },
    ],
    [
      'duplicate-orders',
      { duplicateOrders: { ...enforce, orders: 0 } },
      { act: 'halt', scope: 'server', scopeId: 2 },
    ],
    [
      'executions-per-parent',
      { executionsPerParent: { ...enforce, executions: 0, parentsMax: 1 } },
      { act: 'halt', scope: 'firm', scopeId: 0 },
    ],
  ])('is in the journal of acts, without a person: %s', (verdict, limits, act) => {
    const lone = loneGate(limits, [{ symbol: 1 }, { symbol: 3 }], {
      server: 2,
      space: catalogueSpace(limits, 2),
    });
    expect(judge(lone, [{ parent: 1, priceTicks: 200_001 }], 7)).toEqual([verdict]);
    const check = Verdict[verdict.toUpperCase().replaceAll('-', '_') as keyof typeof Verdict];
    expect(readActs(lone.gate.catalogue!.firm.acts)).toEqual([
      { ...act, roles: [], reason: '', check, atNs: 7 },
    ]);
    const { symbols, servers, firm } = lone.gate.catalogue!.firm.states;
    expect(
      [...symbols.state, ...servers.state, ...firm.state].filter((state) => state !== 0),
    ).toHaveLength(1);
  });

  test('holds a parent once, however often it is refused', () => {
    const lone = loneGate({ executionsPerParent: { ...enforce, executions: 0, parentsMax: 2 } }, [
      {},
      {},
    ]);
    expect(judge(lone, [{}, {}, {}])).toEqual(new Array(3).fill('executions-per-parent'));
    expect(lone.gate.catalogue!.firm.words.heldParents[0]).toBe(1);
    expect(judge(lone, [{ parent: 1 }, {}])).toEqual(['executions-per-parent', 'halted']);
  });
});

describe('the loss limit', () => {
  const LIMIT: Partial<GateLimits> = {
    lossLimit: { mode: 'enforce', dollars: 2000, marks: 3, everySeconds: 1 },
  };
  /**
   * Returns books with 100 shares of symbol 0 that cost so many dollars more than the middle of
   * $20.
   */
  const losing = (dollars: number) => {
    const positions = allocateTable(POSITION_SCHEMA, 8);
    positions.errorShares[0] = 100;
    positions.errorCash[0] = -(2000 + dollars) * 10_000;
    return positions;
  };
  const mark = (lone: LoneGate, dollars: number, nowNs = 0) =>
    markLoss(lone.gate.catalogue!, losing(dollars), nowNs);

  test('kills the firm on the third mark in a row beyond it, and never at it', () => {
    const lone = loneGate(LIMIT);
    for (let n = 0; n < 9; n++) mark(lone, 2000);
    for (let n = 0; n < 2; n++) mark(lone, 2100);
    expect(judge(lone, [{}])).toEqual(['admitted']);
    mark(lone, 2001);
    expect(judge(lone, [{}])).toEqual(['killed']);
  });

  test('is not tripped by one bad tick: a mark within it resets the count', () => {
    const lone = loneGate(LIMIT);
    for (const loss of [9000, 9000, 100, 9000, 9000]) mark(lone, loss);
    expect(judge(lone, [{}])).toEqual(['admitted']);
  });

  test('is the firm’s: one server’s profit pays for another’s loss', () => {
    const space = catalogueSpace(LIMIT, 2);
    const kill = killWords();
    const [a, b] = [1, 2].map((server) => loneGate(LIMIT, [{}], { server, space, kill }));
    mark(b!, -1500);
    for (let n = 0; n < 5; n++) mark(a!, 3500);
    expect(judge(a!, [{}])).toEqual(['admitted']);
    mark(b!, -1300);
    for (let n = 0; n < 3; n++) mark(a!, 3500);
    expect([judge(a!, [{}]), judge(b!, [{}])]).toEqual([['killed'], ['killed']]);
  });

  test('records the kill of the firm, and its first time', () => {
    const space = catalogueSpace(LIMIT, 2);
    const lone = loneGate(LIMIT, [{}], { server: 2, space });
    for (const nowNs of [1, 2, 3, 4]) mark(lone, 2100, nowNs);
    const { breaches, findings, firm } = lone.gate.catalogue!;
    expect([breaches.count[Verdict.LOSS_LIMIT], breaches.firstNs[Verdict.LOSS_LIMIT]]).toEqual([
      2, 3,
    ]);
    const tripped = readFindings(findings).filter(({ outcome }) => outcome === 'tripped');
    expect(tripped[0]).toMatchObject({
      check: 'loss-limit',
      scope: 'firm',
      scopeId: 0,
      value: 2.1e7,
      bound: 2e7,
      atNs: 3,
    });
    expect(readActs(firm.acts)).toMatchObject([
      { act: 'kill', scope: 'firm', scopeId: 0, atNs: 3 },
    ]);
    expect(lone.kill.firm[0]).toBe(1);
  });

  test.each([
    [1, 0],
    [0, -1000],
  ])(
    'marks at the worse of middle and opening print if conservative (%i)',
    (conservativeMarks, lossDollars) => {
      const lone = loneGate({
        lossLimit: { mode: 'warn', dollars: 2000, marks: 1, conservativeMarks },
      });
      lone.quotes.midTicks.fill(300_000);
      mark(lone, 0);
      expect(lone.gate.catalogue!.firm.words.lossUnits[0]).toBe(lossDollars / 100);
    },
  );

  test('is asked once a second', () => {
    const { catalogue } = loneGate(LIMIT).gate;
    expect(isMarkDue(catalogue!, -5e9)).toBe(true);
    markLoss(catalogue!, losing(0), 0);
    expect([isMarkDue(catalogue!, 999_999_999), isMarkDue(catalogue!, 1e9)]).toEqual([false, true]);
    expect(isMarkDue(loneGate({ locate: { mode: 'warn' } }).gate.catalogue!, 0)).toBe(false);
  });
});
