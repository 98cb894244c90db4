import { describe, expect, test } from 'vitest';
import { POSITION_SCHEMA } from '../../src/ledger/positions.js';
import { allocateTable } from '../../src/memory/table.js';
import { Verdict } from '../../src/orders/codes.js';
import { readActs } from '../../src/risk/authority.js';
import { readFindings } from '../../src/risk/findings.js';
import { isServerKilled } from '../../src/risk/kill.js';
import type { GateLimits } from '../../src/risk/limits.js';
import { isMarkDue, markLoss } from '../../src/risk/trips.js';
import { answer, catalogueSpace, judge, type LoneGate, loneGate } from '../support/gate.js';
import { killWords } from '../support/server.js';

/** Executions of so many shares at $20 that match no parent. */
const stray = (lone: LoneGate, shares: number): void => answer(lone, [{ executed: shares, unmatched: shares }], 5e9);

describe('the account of unmatched executions', () => {
  const LIMIT: Partial<GateLimits> = { unmatchedAccount: { mode: 'enforce', dollars: 2000 } };

  test('kills the server one share beyond its limit, and says so', () => {
    const lone = loneGate(LIMIT);
    judge(lone, [{ quantity: 100 }, { quantity: 1 }]);
    stray(lone, 100);
    expect(isServerKilled(lone.kill, 1)).toBe(false);
    stray(lone, 1);
    expect(isServerKilled(lone.kill, 1)).toBe(true);
    expect(judge(lone, [{ quantity: 1 }])).toEqual(['killed']);
    const { findings, firm, breaches } = lone.gate.catalogue!;
    expect([breaches.count[Verdict.UNMATCHED_ACCOUNT], breaches.firstNs[Verdict.UNMATCHED_ACCOUNT]]).toEqual([1, 5e9]);
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
        atNs: 5e9,
      },
    ]);
    expect(readActs(firm.acts)).toMatchObject([{ act: 'kill', scope: 'server', scopeId: 1, roles: [], check: Verdict.UNMATCHED_ACCOUNT }]);
  });

  test('is the firm’s: what servers post adds up, and the one that passes the limit is killed', () => {
    const space = catalogueSpace(LIMIT, 2);
    const kill = killWords();
    const [a, b] = [1, 2].map((server) => loneGate(LIMIT, [{}], { server, space, kill }));
    judge(a!, [{ quantity: 60 }]);
    judge(b!, [{ quantity: 41 }]);
    stray(a!, 60);
    stray(b!, 41);
    expect([isServerKilled(kill, 1), isServerKilled(kill, 2)]).toEqual([false, true]);
  });

  test.each(['warn', 'shadow'] as const)('in mode %s is told of and kills nobody', (mode) => {
    const lone = loneGate({ unmatchedAccount: { mode, dollars: 2000 } });
    judge(lone, [{ quantity: 101 }]);
    stray(lone, 101);
    expect(isServerKilled(lone.kill, 1)).toBe(false);
    expect(lone.gate.catalogue!.breaches.count[Verdict.UNMATCHED_ACCOUNT]).toBe(1);
    expect(readFindings(lone.gate.catalogue!.findings).at(-1)!.outcome).toBe(mode === 'warn' ? 'warned' : 'shadowed');
  });
});

describe('the loss limit', () => {
  const LIMIT: Partial<GateLimits> = { lossLimit: { mode: 'enforce', dollars: 2000, marks: 3, everySeconds: 1 } };
  /** Books with 100 shares of symbol 0 that cost so many dollars more than the middle of $20. */
  const losing = (dollars: number) => {
    const positions = allocateTable(POSITION_SCHEMA, 8);
    positions.errorShares[0] = 100;
    positions.errorCash[0] = -(2000 + dollars) * 10_000;
    return positions;
  };
  const mark = (lone: LoneGate, dollars: number, nowNs = 0) => markLoss(lone.gate.catalogue!, losing(dollars), nowNs);

  test('kills the firm on the third mark in a row beyond it, and never at it', () => {
    const lone = loneGate(LIMIT);
    for (let n = 0; n < 9; n++) mark(lone, 2000);
    for (let n = 0; n < 2; n++) mark(lone, 2100);
    expect(judge(lone, [{}])).toEqual(['admitted']);
    mark(lone, 2001);
    expect(judge(lone, [{}])).toEqual(['killed']);
  });

  test('is not tripped by a bad tick: a mark within it begins the count anew', () => {
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

  test('is asked once a second', () => {
    const { catalogue } = loneGate(LIMIT).gate;
    expect(isMarkDue(catalogue!, -5e9)).toBe(true);
    markLoss(catalogue!, losing(0), 0);
    expect([isMarkDue(catalogue!, 999_999_999), isMarkDue(catalogue!, 1e9)]).toEqual([false, true]);
    expect(isMarkDue(loneGate({ locate: { mode: 'warn' } }).gate.catalogue!, 0)).toBe(false);
  });
});
