import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/base/input-error.js';
import { Verdict } from '../../../src/orders/codes.js';
import { CATALOGUE } from '../../../src/risk/catalogue/catalogue.js';
import { layLimits } from '../../../src/risk/limits/blocks.js';
import { classifySymbols, LAYER_RULES, resolveLimits } from '../../../src/risk/limits/layers.js';
import type { GateLimits } from '../../../src/risk/limits/limits.js';
import { judge, loneGate } from '../../support/gate.js';
import { NO_LIMITS } from '../../support/server.js';
import { anyLayers, mergePlainly } from '../plain-layers.js';

const SYMBOLS = [...'ABCDEFGH'];
const quantity = (shares: number) => ({ maxQuantity: { mode: 'enforce' as const, shares } });

describe('layers of limits', () => {
  test('have a rule for every check of the gate, the firm first', () => {
    const checks = CATALOGUE.filter((row) => 'verdict' in row && row.name !== 'manual-kill');
    expect(Object.keys(LAYER_RULES).sort()).toEqual(checks.map(({ name }) => name).sort());
    for (const { name, field } of checks) {
      expect(LAYER_RULES[name]).toMatchObject({ field });
      expect(LAYER_RULES[name]!.layers[0]).toBe('firm');
    }
  });

  test('resolve to a plain merge at every place', () => {
    const place = fc.record({
      server: fc.integer({ min: 1, max: 3 }),
      account: fc.constantFrom(undefined, 'X', 'Y', 'Z', 'toString'),
      symbol: fc.constantFrom('A', 'B', 'C', 'D', '__proto__'),
    });
    fc.assert(
      fc.property(anyLayers(true), place, (layers, where) => {
        const limits: GateLimits = {
          ...NO_LIMITS,
          ...quantity(500),
          position: { mode: 'warn', dollars: 1000 },
          layers,
        };
        expect(resolveLimits(limits, where)).toEqual(mergePlainly(limits, where));
      }),
      { seed: 20120801, numRuns: 2000 },
    );
  });

  test('leave the firm’s limits unchanged, and do not remain in the resolved limits', () => {
    const layers = {
      symbols: { A: quantity(5) },
      accounts: { X: quantity(7) },
      servers: { '1': quantity(9) },
    };
    const limits: GateLimits = { ...NO_LIMITS, layers };
    const before = JSON.stringify(limits);
    expect(resolveLimits(limits, {})).toEqual(NO_LIMITS);
    expect(resolveLimits(limits, { server: 1 }).maxQuantity.shares).toBe(9);
    expect(resolveLimits(limits, { server: 1, account: 'X' }).maxQuantity.shares).toBe(7);
    expect(resolveLimits(limits, { server: 1, account: 'X', symbol: 'A' }).maxQuantity.shares).toBe(
      5,
    );
    expect(JSON.stringify(limits)).toBe(before);
  });

  test('put symbols with the same limits into one class, and refuse unknown symbols', () => {
    const symbols = { A: quantity(5), C: quantity(6), D: quantity(5) };
    const { classOf, changes } = classifySymbols({ layers: { symbols } }, SYMBOLS);
    expect([...classOf]).toEqual([1, 0, 2, 1, 0, 0, 0, 0]);
    expect(changes).toEqual([{}, symbols.A, symbols.C]);
    const unknown = () => classifySymbols({ layers: { symbols: { GTT: {} } } }, ['GT', 'CO']);
    expect(unknown).toThrow(InputError);
    expect(unknown).toThrow(
      "risk.layers.symbols.GTT: is not one of the universe's 2 symbols; did you mean 'GT'?",
    );
  });
});

describe('the gate under limits in layers', () => {
  const layers = {
    servers: { '2': quantity(300) },
    accounts: { X: quantity(200), Y: { maxQuantity: { mode: 'off' as const } } },
    symbols: { B: quantity(100) },
  };
  const limits: Partial<GateLimits> = { ...quantity(400), layers };
  const parents = [
    {},
    { account: 1 },
    { account: 2 },
    { account: 3 },
    { symbol: 1 },
    { symbol: 1, account: 1 },
  ];

  test.each([
    [1, [400, 200, Number.POSITIVE_INFINITY, 400, 100, 100]],
    [2, [300, 200, Number.POSITIVE_INFINITY, 300, 100, 100]],
  ])(
    'admits L and refuses L + 1 by the last layer with the limit, on server %i',
    (server, bounds) => {
      const lone = loneGate(limits, parents, { server });
      bounds.forEach((bound, parent) => {
        const isOff = bound === Number.POSITIVE_INFINITY;
        expect(judge(lone, [{ parent, quantity: isOff ? 900_000 : bound, priceTicks: 1 }])).toEqual(
          ['admitted'],
        );
        expect(
          judge(
            lone,
            [{ parent, quantity: bound + 1, priceTicks: 1 }].filter(() => !isOff),
          ),
        ).toEqual(isOff ? [] : ['max-quantity']);
      });
    },
  );

  test('refuses an account without limits if others have some and the check is on', () => {
    const check = { unconfiguredLimit: { mode: 'enforce' as const } };
    const verdicts = (risk: Partial<GateLimits>) => {
      const lone = loneGate(risk, parents);
      return [0, 1, 2, 3].map((parent) => judge(lone, [{ parent, quantity: 10 }])[0]);
    };
    expect(verdicts({ ...limits, ...check })).toEqual([
      'admitted',
      'admitted',
      'admitted',
      'unconfigured-limit',
    ]);
    expect(verdicts(limits)).toEqual(['admitted', 'admitted', 'admitted', 'admitted']);
    expect(verdicts({ ...quantity(400), ...check })).toEqual([
      'admitted',
      'admitted',
      'admitted',
      'admitted',
    ]);
  });

  test('compares first with the tightest bounds, from the gate’s own table', () => {
    expect(
      layLimits({ ...NO_LIMITS, ...limits }, 1, SYMBOLS)!.limits.bound[Verdict.MAX_QUANTITY],
    ).toBe(100);
    expect(
      layLimits(
        { ...NO_LIMITS, ...quantity(400), layers: { servers: layers.servers } },
        2,
        SYMBOLS,
      ),
    ).toMatchObject({
      layers: undefined,
    });
    expect(layLimits({ ...NO_LIMITS, ...quantity(400) }, 1, SYMBOLS)).toBeUndefined();
  });

  test('refuses more combinations than it has room for', () => {
    const many = (n: number) =>
      Object.fromEntries(Array.from({ length: n }, (_, i) => [`S${i}`, quantity(i)]));
    const symbols = many(1000);
    const huge = { ...NO_LIMITS, layers: { symbols, accounts: many(1000) } };
    expect(() => layLimits(huge, 1, Object.keys(symbols))).toThrow(
      'risk.layers: 1002 accounts by 1001 sets of symbol limits; at most 500,000 together',
    );
  });
});
