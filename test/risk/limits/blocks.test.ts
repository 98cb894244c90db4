import { describe, expect, test } from 'vitest';
import { Verdict } from '../../../src/orders/codes.js';
import { passesLayered } from '../../../src/risk/gate/short-way.js';
import { blockOf, layLimits, limitRow } from '../../../src/risk/limits/blocks.js';
import { changesAny, limitedAccounts, resolveLimits } from '../../../src/risk/limits/layers.js';
import type { GateLimits } from '../../../src/risk/limits/limits.js';
import { judge, type LoneGate, loneGate } from '../../support/gate.js';
import { NO_LIMITS } from '../../support/server.js';

const enforce = { mode: 'enforce' } as const;
const NOW = 2e9;

/**
 * Limits that are tight for account X in every symbol, and tighter for all accounts in symbol B.
 */
const LAYERS: Partial<GateLimits> = {
  maxQuantity: { ...enforce, shares: 5000 },
  maxNotional: { ...enforce, dollars: 60_000 },
  parentQuantity: { ...enforce, toleranceShares: 100 },
  layers: {
    accounts: { X: { maxQuantity: { shares: 2000 }, parentQuantity: { toleranceShares: 50 } } },
    symbols: {
      B: {
        maxQuantity: { shares: 10 },
        maxNotional: { dollars: 200 },
        parentQuantity: { toleranceShares: 0 },
      },
    },
  },
};
const PARENTS = [
  { ordered: 4000 },
  { ordered: 4000, account: 1 },
  { ordered: 4000, symbol: 1 },
  { ordered: 4000, side: 'sell', account: 2 },
] as const;

interface Alike {
  parent?: number;
  shares?: number;
  price?: number;
  count?: number;
  nowNs?: number;
}
const passes = (
  { gate, parents }: LoneGate,
  { parent = 0, shares = 100, price = 200_000, count = 1, nowNs = NOW }: Alike,
): boolean => passesLayered(gate, parents, parent, shares, count * shares, price, count, nowNs);

describe('orders beyond the tightest bounds, by those of their own place', () => {
  test.each<[string, Alike, Alike]>([
    ['the largest quantity', { shares: 4100, price: 1 }, { shares: 5001, price: 1 }],
    [
      'the largest quantity of an account',
      { parent: 1, shares: 2000, price: 1 },
      { parent: 1, shares: 2001, price: 1 },
    ],
    [
      'the largest quantity of a symbol',
      { parent: 2, shares: 10 },
      { parent: 2, shares: 11, price: 1 },
    ],
    ['the largest notional', { shares: 1, price: 600_000_000 }, { shares: 1, price: 600_000_001 }],
    [
      'the quantity of the parent',
      { shares: 1025, count: 4, price: 1 },
      { shares: 1026, count: 4, price: 1 },
    ],
    [
      'the quantity of a parent of an account',
      { parent: 1, shares: 1350, count: 3, price: 1 },
      { parent: 1, shares: 1351, count: 3, price: 1 },
    ],
  ])('pass at %s and not one beyond', (_, within, beyond) => {
    const lone = loneGate(LAYERS, PARENTS);
    expect([passes(lone, within), passes(lone, beyond)]).toEqual([true, false]);
  });

  test('count what the parent has out and executed', () => {
    const lone = loneGate(LAYERS, PARENTS);
    lone.parents.filled[0] = 300;
    lone.parents.working[0] = 700;
    expect([3100, 3101].map((shares) => passes(lone, { shares, price: 1 }))).toEqual([true, false]);
  });

  test('stay within the collar of their parent, on either side', () => {
    const lone = loneGate(
      { ...LAYERS, collar: { ...enforce, percent: 9.5, auctionOrders: true } },
      PARENTS,
    );
    expect([219_219, 219_220].map((price) => passes(lone, { price }))).toEqual([true, false]);
    expect([180_819, 180_818].map((price) => passes(lone, { parent: 3, price }))).toEqual([
      true,
      false,
    ]);
  });

  test('stay within the rate of the server', () => {
    const lone = loneGate(
      { ...LAYERS, serverRate: { ...enforce, perSecond: 10, windowSeconds: 0.5 } },
      PARENTS,
    );
    expect([5, 6].map((count) => passes(lone, { count }))).toEqual([true, false]);
    lone.gate.cells.arrivalNs[0] = NOW + 3e8;
    expect([2, 3].map((count) => passes(lone, { count }))).toEqual([true, false]);
  });

  test('stay within the credit of the firm', () => {
    const lone = loneGate({ ...LAYERS, grossExposure: { ...enforce, dollars: 1e6 } }, PARENTS);
    lone.gate.cells.creditMoney[0] = 300 * 200_000;
    expect([3, 4].map((count) => passes(lone, { count }))).toEqual([true, false]);
  });

  test('need an account with limits if the check of unconfigured limits is on', () => {
    const lone = loneGate({ ...LAYERS, unconfiguredLimit: enforce }, PARENTS);
    expect([0, 1, 3].map((parent) => passes(lone, { parent }))).toEqual([true, true, false]);
    const open = loneGate(LAYERS, PARENTS);
    expect([0, 1, 3].map((parent) => passes(open, { parent }))).toEqual([true, true, true]);
  });

  test('still go the short way', () => {
    const lone = loneGate({ ...LAYERS, explain: true }, PARENTS);
    lone.gate.catalogue!.order.shares = 0;
    expect(judge(lone, [{ quantity: 2001 }], NOW)).toEqual(['admitted']);
    expect(lone.gate.catalogue!.order.shares).toBe(0);
    expect(judge(lone, [{ parent: 2, quantity: 11 }], NOW)).toEqual(['max-quantity']);
    expect(lone.gate.catalogue!.order.shares).toBe(11);
  });
});

describe('the blocks of a server’s limits', () => {
  test('are one for each account and class of symbols, and one for all other accounts', () => {
    const { gate, parents } = loneGate(LAYERS, [
      ...PARENTS,
      { account: 9, symbol: 1 },
      { account: 1, symbol: 1 },
    ]);
    expect([0, 1, 2, 3, 4, 5].map((parent) => blockOf(gate.layers!, parents, parent))).toEqual([
      0, 2, 1, 4, 5, 3,
    ]);
    expect(limitRow(gate.layers!, parents, 4, Verdict.MAX_NOTIONAL)).toBe(
      40 + Verdict.MAX_NOTIONAL,
    );
    expect([gate.layers!.classes, gate.layers!.otherAccount, gate.layers!.accountMax]).toEqual([
      2, 2, 2,
    ]);
  });

  test('give the gate their tightest bounds, or −1 if every account must be checked', () => {
    const laid = (risk: Partial<GateLimits>) =>
      layLimits({ ...NO_LIMITS, ...risk }, 1, [...'ABCDEFGH'])!;
    const { bound } = laid(LAYERS).limits;
    expect([
      bound[Verdict.MAX_QUANTITY],
      bound[Verdict.MAX_NOTIONAL],
      bound[Verdict.PARENT_QUANTITY],
    ]).toEqual([10, 2e6, 0]);
    const denied = laid({ ...LAYERS, unconfiguredLimit: enforce });
    expect([denied.limits.bound[Verdict.MAX_QUANTITY], denied.layers!.accountMax]).toEqual([-1, 1]);
    const symbolsOnly = laid({
      ...LAYERS,
      layers: { symbols: LAYERS.layers!.symbols },
      unconfiguredLimit: enforce,
    });
    expect([
      symbolsOnly.limits.bound[Verdict.MAX_QUANTITY],
      symbolsOnly.layers!.accountMax,
    ]).toEqual([10, 1]);
    const accountsOnly = laid({ ...LAYERS, layers: { accounts: LAYERS.layers!.accounts } });
    expect([accountsOnly.layers!.classes, accountsOnly.limits.bound[Verdict.MAX_QUANTITY]]).toEqual(
      [1, 2000],
    );
  });
});

describe('a server’s own limits', () => {
  test('are in its gate’s table, next to the blocks of accounts and symbols', () => {
    const risk: GateLimits = {
      ...NO_LIMITS,
      ...LAYERS,
      serverRate: { ...enforce, perSecond: 10, windowSeconds: 1 },
      layers: { ...LAYERS.layers, servers: { '2': { serverRate: { perSecond: 20 } } } },
    };
    const increments = [1, 2].map(
      (server) => layLimits(risk, server, [...'ABCDEFGH'])!.details.rateIncrementNs[0],
    );
    expect(increments).toEqual([1e8, 5e7]);
  });
});

describe('layers', () => {
  test('tell whether they change a field anywhere', () => {
    const layers = {
      servers: { '1': { position: { dollars: 1 } } },
      accounts: { X: { maxQuantity: { shares: 1 } } },
      symbols: { A: { locate: {} } },
    };
    expect(
      ['position', 'maxQuantity', 'locate', 'collar'].map((field) => changesAny(layers, [field])),
    ).toEqual([true, true, true, false]);
    expect([
      changesAny(layers, ['collar', 'locate']),
      changesAny(undefined, ['locate']),
      changesAny({}, ['locate']),
    ]).toEqual([true, false, false]);
  });

  test('name the accounts that have limits, in their order', () => {
    expect(limitedAccounts({ layers: { accounts: { Y: {}, X: {} } } })).toEqual(['Y', 'X']);
    expect([limitedAccounts({}), limitedAccounts({ layers: {} })]).toEqual([[], []]);
  });

  test('put a symbol on the restricted list or take it off, for itself', () => {
    const at = (mode: 'enforce' | 'off', symbol: string) =>
      resolveLimits(
        {
          ...NO_LIMITS,
          restrictedList: { ...enforce, symbols: ['A', 'C'] },
          layers: { symbols: { A: { restrictedList: { mode } }, B: { restrictedList: { mode } } } },
        },
        { symbol },
      ).restrictedList!.symbols;
    expect([at('enforce', 'A'), at('enforce', 'B'), at('enforce', 'C')]).toEqual([
      ['C', 'A'],
      ['A', 'C', 'B'],
      ['A', 'C'],
    ]);
    expect([at('off', 'A'), at('off', 'B')]).toEqual([['C'], ['A', 'C']]);
  });
});
