import { describe, expect, test } from 'vitest';
import { readFindings } from '../../../src/risk/counts/findings.js';
import { allocateOwners, ownedChecks } from '../../../src/risk/counts/owners.js';
import type { GateLimits } from '../../../src/risk/limits/limits.js';
import { readActs } from '../../../src/risk/stops/authority.js';
import { answer, catalogueSpace, type GatedParent, judge, loneGate } from '../../support/gate.js';

const enforce = { mode: 'enforce' } as const;

/** Two servers of one firm with the same parents; `send` gives the verdict on one order. */
function firmOf(limits: Partial<GateLimits>, parents: readonly GatedParent[]) {
  const space = catalogueSpace(limits, 2);
  const gates = [1, 2].map((server) => loneGate(limits, parents, { server, space }));
  return {
    gates,
    send: (server: number, parent: number, quantity: number, priceTicks?: number) =>
      judge(gates[server - 1]!, [{ parent, quantity, ...(priceTicks && { priceTicks }) }])[0]!,
  };
}
/** Buys for two accounts, and a sale for the first. */
const PARENTS: GatedParent[] = [
  { account: 1 },
  { account: 2 },
  { account: 1, side: 'sell', mark: 'short' },
  { account: 2, side: 'sell', mark: 'short' },
];

describe('a sum by symbol', () => {
  test('of positions is one of all servers for the firm, and ends at L', () => {
    const limits = { position: { ...enforce, dollars: 4000, per: 'firm' } } as const;
    const { send, gates } = firmOf(limits, PARENTS);
    expect([send(1, 0, 120), send(2, 1, 80), send(2, 0, 1)]).toEqual([
      'admitted',
      'admitted',
      'position',
    ]);
    const [{ gate }] = gates as [(typeof gates)[0]];
    expect(readActs(gate.catalogue!.firm.acts)).toMatchObject([{ act: 'reduce', scope: 'symbol' }]);
    // The firm is long 120 shares: 120 may be sold, on any server, and no share more.
    answer(gates[0]!, [{ parent: 0, executed: 120 }]);
    answer(gates[1]!, [{ parent: 1, cancelled: 80 }]);
    expect([send(2, 2, 120), send(1, 2, 1)]).toEqual(['admitted', 'reducing']);
  });

  test('of positions is one for each account, whose breach stops no other', () => {
    const limits = { position: { ...enforce, dollars: 4000, per: 'account' } } as const;
    const { send, gates } = firmOf(limits, PARENTS);
    expect([send(1, 0, 200), send(2, 0, 1), send(2, 1, 200), send(1, 1, 1)]).toEqual([
      'admitted',
      'position',
      'admitted',
      'position',
    ]);
    expect(readActs(gates[0]!.gate.catalogue!.firm.acts)).toEqual([]);
    const [found] = readFindings(gates[1]!.gate.catalogue!.findings);
    expect(found).toMatchObject({
      check: 'position',
      scope: 'account',
      scopeId: 1,
      value: 201 * 200_000,
      bound: 200 * 200_000,
    });
  });

  test('of volume counts both sides of all servers, and gives cancelled shares back', () => {
    const limits = {
      cumulativeAdv: { ...enforce, percent: 0.2, softPercent: 0.2, per: 'account' },
    } as const;
    const { send, gates } = firmOf(limits, PARENTS);
    expect([send(1, 0, 150), send(2, 2, 50), send(1, 2, 1), send(2, 3, 200)]).toEqual([
      'admitted',
      'admitted',
      'cumulative-adv',
      'admitted',
    ]);
    answer(gates[0]!, [{ parent: 0, executed: 100, cancelled: 50 }]);
    expect([send(2, 0, 51), send(2, 0, 50)]).toEqual(['cumulative-adv', 'admitted']);
  });

  test('of located shares is the firm’s: what one server sells, another cannot', () => {
    const limits = { locate: { ...enforce, shares: 100, per: 'firm' } } as const;
    const { send, gates } = firmOf(limits, PARENTS);
    expect([send(1, 2, 60), send(2, 3, 41), send(2, 3, 40)]).toEqual([
      'admitted',
      'locate',
      'admitted',
    ]);
    answer(gates[0]!, [{ parent: 2, cancelled: 60 }]);
    expect([send(2, 2, 61), send(2, 2, 60)]).toEqual(['locate', 'admitted']);
  });
});

describe('self-match', () => {
  test('of the firm sees orders of other servers until they are answered', () => {
    const limits = { selfMatch: { ...enforce, per: 'firm' } } as const;
    const { send, gates } = firmOf(limits, PARENTS);
    expect([send(1, 0, 100, 200_000), send(2, 3, 10, 200_000), send(2, 3, 10, 200_001)]).toEqual([
      'admitted',
      'self-match',
      'admitted',
    ]);
    answer(gates[0]!, [{ executed: 100 }]);
    answer(gates[1]!, [{ parent: 3, executed: 10, limitTicks: 200_001 }]);
    expect(send(2, 3, 10, 199_000)).toBe('admitted');
  });

  test('of an owner lets two customers meet, and not one of them itself', () => {
    const limits = { selfMatch: { ...enforce, per: 'account' } } as const;
    const { send } = firmOf(limits, PARENTS);
    expect([send(1, 0, 100), send(2, 3, 100), send(2, 2, 100)]).toEqual([
      'admitted',
      'admitted',
      'self-match',
    ]);
  });
});

describe('whose sum it is', () => {
  test('is asked for by the checks that are on in any layer alone', () => {
    expect(ownedChecks({ position: { mode: 'off', per: 'firm' } })).toEqual([]);
    const layers = { symbols: { A: { position: { mode: 'warn' } } } } as const;
    expect(ownedChecks({ position: { mode: 'off', per: 'firm' }, layers })).toMatchObject([
      { name: 'position', per: 'firm' },
    ]);
    expect(allocateOwners({ position: enforce }, 0)).toBeUndefined();
  });

  test('has rows for more symbols and accounts than it began with', () => {
    const limits = { position: { ...enforce, dollars: 4000, per: 'account' } } as const;
    const parents = Array.from({ length: 70 }, (_, n) => ({ account: n * 7, symbol: n % 8 }));
    const { send, gates } = firmOf(limits, parents);
    const [first, second] = [1, 2].map((server) => parents.map((_, n) => send(server, n, 100)));
    expect(new Set([...first!, ...second!])).toEqual(new Set(['admitted']));
    expect(gates[0]!.gate.catalogue!.owners!.rows[0]).toBe(71);
    expect(parents.map((_, n) => send(1, n, 1))).toEqual(parents.map(() => 'position'));
  });
});
