import { describe, expect, test } from 'vitest';
import { isAccountCreditOn } from '../../../src/risk/counts/accounts.js';
import { readFindings } from '../../../src/risk/counts/findings.js';
import type { GateLimits } from '../../../src/risk/limits/limits.js';
import { raiseLimit } from '../../../src/risk/people.js';
import {
  answer,
  catalogueSpace,
  type GatedParent,
  judge,
  type LoneGate,
  loneGate,
} from '../../support/gate.js';

const enforce = { mode: 'enforce' } as const;
const one = (lone: LoneGate, parent: number, quantity: number): string =>
  judge(lone, [{ parent, quantity }])[0]!;
/** Two accounts with limits of their own, of $4,000, which are 200 shares at $20. */
const layers = {
  accounts: {
    DESK: { accountGross: { dollars: 4000 } },
    FUND: { accountGross: { dollars: 4000 } },
  },
} as const;
const gross: Partial<GateLimits> = { accountGross: { ...enforce, dollars: 10_000 }, layers };

describe('the credit of an account', () => {
  test('ends at its gross notional of both sides, executed or working, for it alone', () => {
    const lone = loneGate(gross, [
      { account: 1 },
      { account: 1, side: 'sell', symbol: 1 },
      { account: 2 },
    ]);
    expect([one(lone, 0, 150), one(lone, 1, 51), one(lone, 1, 50), one(lone, 0, 1)]).toEqual([
      'admitted',
      'account-gross',
      'admitted',
      'account-gross',
    ]);
    expect([one(lone, 2, 200), one(lone, 2, 1)]).toEqual(['admitted', 'account-gross']);
    answer(lone, [{ executed: 100, cancelled: 50 }]);
    expect([one(lone, 0, 51), one(lone, 0, 50)]).toEqual(['account-gross', 'admitted']);
  });

  test('is one sum of all servers', () => {
    const parents: GatedParent[] = [{ account: 1 }];
    const space = catalogueSpace(gross, 2);
    const [first, second] = [1, 2].map((server) => loneGate(gross, parents, { server, space }));
    expect([one(first!, 0, 120), one(second!, 0, 81), one(second!, 0, 80)]).toEqual([
      'admitted',
      'account-gross',
      'admitted',
    ]);
    answer(first!, [{ cancelled: 120 }]);
    expect([one(second!, 0, 121), one(second!, 0, 120)]).toEqual(['account-gross', 'admitted']);
  });

  test('is the firm’s where an account has none: one sum without an account, one of others', () => {
    const lone = loneGate(gross, [{}, { account: 3 }, { account: 9 }]);
    expect([one(lone, 0, 500), one(lone, 0, 1)]).toEqual(['admitted', 'account-gross']);
    expect([one(lone, 1, 300), one(lone, 2, 200), one(lone, 1, 1)]).toEqual([
      'admitted',
      'admitted',
      'account-gross',
    ]);
    expect(readFindings(lone.gate.catalogue!.findings).at(-1)).toMatchObject({
      check: 'account-gross',
      scope: 'account',
      scopeId: 3,
      unit: 'money',
      value: 501 * 200_000,
      bound: 500 * 200_000,
    });
  });

  test('of working orders comes back with every answer', () => {
    const lone = loneGate({ accountOpen: { ...enforce, dollars: 4000 } }, [{}, { side: 'sell' }]);
    expect([one(lone, 0, 150), one(lone, 1, 51), one(lone, 1, 50)]).toEqual([
      'admitted',
      'account-open',
      'admitted',
    ]);
    answer(lone, [{ executed: 150 }]);
    expect([one(lone, 0, 151), one(lone, 0, 150)]).toEqual(['account-open', 'admitted']);
  });

  test('of longs against shorts has room again after an execution on the other side', () => {
    const lone = loneGate({ accountNet: { ...enforce, dollars: 4000 } }, [{}, { side: 'sell' }]);
    expect([one(lone, 0, 200), one(lone, 0, 1), one(lone, 1, 200)]).toEqual([
      'admitted',
      'account-net',
      'admitted',
    ]);
    expect(one(lone, 0, 1)).toBe('account-net');
    answer(lone, [{ parent: 1, executed: 200 }]);
    expect([one(lone, 0, 200), one(lone, 0, 1)]).toEqual(['admitted', 'account-net']);
  });

  test('is raised by the firm’s raise, except for an account with its own level', () => {
    const lone = loneGate(gross, [{}, { account: 1 }]);
    raiseLimit(lone.gate.catalogue!.firm, 'account-gross', 12_000, 5e9, {
      roles: ['risk-officer'],
      reason: 'asked for',
      nowNs: 0,
    });
    expect([one(lone, 0, 600), one(lone, 0, 1)]).toEqual(['admitted', 'account-gross']);
    expect([one(lone, 1, 200), one(lone, 1, 1)]).toEqual(['admitted', 'account-gross']);
  });

  test('may be on for one account alone, or off for it alone', () => {
    const own = { accounts: { DESK: { accountGross: { ...enforce, dollars: 4000 } } } } as const;
    const alone = loneGate({ layers: own }, [{ account: 1 }, {}]);
    expect([one(alone, 0, 201), one(alone, 1, 5000)]).toEqual(['account-gross', 'admitted']);
    const free = { accounts: { DESK: { accountGross: { mode: 'off' } } } } as const;
    const rest = loneGate({ accountGross: { ...enforce, dollars: 4000 }, layers: free }, [
      { account: 1 },
      {},
    ]);
    expect([one(rest, 0, 5000), one(rest, 1, 201)]).toEqual(['admitted', 'account-gross']);
    expect([isAccountCreditOn({ layers: own }), isAccountCreditOn({})]).toEqual([true, false]);
  });
});
