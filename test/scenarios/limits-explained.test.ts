import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CATALOGUE, completeSetting } from '../../src/risk/catalogue/catalogue.js';
import { LAYER_RULES, resolveLimits } from '../../src/risk/limits/layers.js';
import { explainLimits } from '../../src/scenarios/limits-explained.js';
import { LIMIT_ROWS, parseLimits } from '../../src/scenarios/limits-file.js';

/** Returns the file with a mode wherever a layer changes a check that the firm has off. */
function switchedOn(data: Data): Data {
  const on = (checks: Layer): Layer =>
    Object.fromEntries(
      Object.entries(checks).map(([name, change]) => [
        name,
        (data.firm[name]?.mode ?? 'off') === 'off' ? { mode: 'warn', ...change } : change,
      ]),
    );
  const all = (group: Record<string, Layer> | undefined) =>
    group && Object.fromEntries(Object.entries(group).map(([name, checks]) => [name, on(checks)]));
  const { servers, accounts, symbols, ...rest } = data;
  return JSON.parse(
    JSON.stringify({
      ...rest,
      servers: all(servers),
      accounts: all(accounts),
      symbols: all(symbols),
    }),
  ) as Data;
}

/** Draws files with any checks in any of their valid layers. */
const anyFile = (() => {
  const value = (unit: string): fc.Arbitrary<unknown> => {
    if (unit === 'choice') return fc.constantFrom(0, 1);
    if (unit === 'before') return fc.integer({ min: -100, max: 0 });
    if (unit === 'owner') return fc.constantFrom('server', 'firm', 'account');
    if (unit === 'prevention') return fc.constantFrom('newest', 'oldest', 'both', 'decrement');
    if (unit === 'reference') return fc.constantFrom('open', 'close', 'last', 'mean');
    if (unit === 'order-types') return fc.subarray(['market', 'limit'], { minLength: 1 });
    if (unit === 'times-in-force') return fc.constantFrom(['day'], ['day', 'at-the-opening']);
    if (unit === 'instructions') return fc.subarray(['intermarket-sweep']);
    if (unit === 'symbols') return fc.subarray(['GT', 'CO', 'HOG']);
    if (unit === 'strategies') return fc.subarray(['ordinary', 'power-peg']);
    return unit === 'credit-dollars'
      ? fc.integer({ min: 0, max: 50 }).map((n) => 100 * n)
      : fc.integer({ min: 1, max: 100 });
  };
  const change = (name: string, layer: string): fc.Arbitrary<Record<string, unknown>> => {
    const { parameters, soft } = LIMIT_ROWS.find((row) => row.name === name)!;
    const mode = fc.constantFrom('off', 'warn', 'enforce', 'shadow');
    if (layer === 'symbol' && name === 'restricted-list') return fc.record({ mode });
    // Soft levels keep their defaults: one above its hard level would be refused.
    const own = parameters.filter(
      (parameter) => parameter.name !== soft && (layer === 'firm' || parameter.unit !== 'owner'),
    );
    const values = own.map(({ name: parameter, unit }) => [
      parameter,
      name === 'collar' && unit === 'choice'
        ? fc.boolean()
        : // Hours end after they begin.
          value(parameter === 'fromSeconds' ? 'before' : unit),
    ]);
    return fc.record(
      { mode, ...Object.fromEntries(values) },
      { requiredKeys: layer === 'firm' ? ['mode'] : [], noNullPrototype: true },
    );
  };
  const layer = (name: string) => {
    const checks = Object.entries(LAYER_RULES).filter(([, { layers }]) =>
      layers.includes(name as never),
    );
    const forms = Object.fromEntries(checks.map(([check]) => [check, change(check, name)]));
    return fc.record(forms, { requiredKeys: [], noNullPrototype: true });
  };
  const named = (names: readonly string[], of: fc.Arbitrary<object>) =>
    fc.record(Object.fromEntries(names.map((name) => [name, of])), {
      requiredKeys: [],
      noNullPrototype: true,
    });
  return fc.record(
    {
      version: fc.integer({ min: 1, max: 99 }),
      firm: layer('firm'),
      servers: named(['1', '8'], layer('server')),
      accounts: named(['X', 'client 1'.replace(' ', '-')], layer('account')),
      symbols: named(['GT', 'HOG'], layer('symbol')),
    },
    { requiredKeys: ['version', 'firm'], noNullPrototype: true },
  );
})();
type Data = {
  firm: Layer;
  servers?: Record<string, Layer>;
  accounts?: Record<string, Layer>;
  symbols?: Record<string, Layer>;
};
type Layer = Record<string, Record<string, unknown>>;

/**
 * Returns the limits of a place by a plain merge: defaults, then each layer over the one before.
 */
function mergeData(
  { firm: top, servers, accounts, symbols }: Data,
  server: string,
  account: string,
  symbol: string,
): Layer {
  const merged: Layer = {};
  for (const row of CATALOGUE.filter(({ name }) => name in LAYER_RULES)) {
    const given = top[row.name] ?? (row.name === 'unconfigured-limit' ? { mode: 'enforce' } : {});
    merged[row.name] = { ...completeSetting(row, given as never) };
  }
  for (const layer of [servers?.[server], accounts?.[account], symbols?.[symbol]]) {
    for (const [check, change] of Object.entries(layer ?? {}))
      Object.assign(merged[check]!, change);
  }
  if (symbols?.[symbol]?.['restricted-list'] !== undefined) {
    const list = merged['restricted-list']!;
    const others = (list.symbols as string[]).filter((name) => name !== symbol);
    list.symbols = list.mode === 'off' ? others : [...others, symbol];
  }
  return merged;
}

describe('the limits in force', () => {
  test('equal a plain merge of the file’s layers, and name the line of each value', () => {
    fc.assert(
      fc.property(
        anyFile,
        fc.constantFrom('1', '2', '8'),
        fc.constantFrom('X', 'client-1', 'nobody'),
        fc.constantFrom('GT', 'HOG', 'CO'),
        (drawn, server, account, symbol) => {
          const data = switchedOn(drawn as Data);
          const json = JSON.stringify(data, null, 1).replaceAll('{\n', '{ /* , } */\n');
          const text = `// limits\n${json}`;
          const lines = text.split('\n');
          const file = parseLimits(text, 'limits.json');
          const place = { server: Number(server), account, symbol };
          const expected = mergeData(data, server, account, symbol);
          const resolved = resolveLimits(file.limits, place) as unknown as Layer;
          for (const { name, field } of LIMIT_ROWS) {
            const known = completeSetting(
              LIMIT_ROWS.find((row) => row.name === name)!,
              resolved[field] as never,
            );
            const plain = { ...expected[name] };
            if (name === 'collar') plain.auctionOrders = Boolean(plain.auctionOrders);
            expect(known.mode === 'off' ? { mode: 'off' } : known).toEqual(
              plain.mode === 'off' ? { mode: 'off' } : plain,
            );
          }
          for (const { check, values } of explainLimits(file.limits, file, place)) {
            for (const { parameter, value, from, overrode } of values) {
              if (from.line === undefined) expect(from.layer).toBe('default');
              else expect(lines[from.line - 1]).toMatch(new RegExp(`"${parameter}"|"${check}"`));
              if (expected[check]!.mode !== 'off' && check !== 'collar')
                expect(value).toEqual(expected[check]![parameter]);
              expect(overrode.length).toBeLessThanOrEqual(3);
            }
          }
        },
      ),
      { seed: 20120801, numRuns: 400 },
    );
  });
});
