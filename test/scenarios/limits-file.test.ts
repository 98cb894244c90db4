import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { KNIGHT_2012 } from '../../src/scenarios/knight.js';
import { LIMITS_EXAMPLE } from '../../src/scenarios/limits-example.js';
import {
  canonicalLimits,
  limitsJsonSchema,
  limitsWithin,
  parseLimits,
  placeLimits,
} from '../../src/scenarios/limits-file.js';
import { validateScenario } from '../../src/scenarios/parse.js';
import { accepts, type JsonSchema } from '../support/json-schema.js';

const parse = (text: string) => parseLimits(text, 'limits.json');
const refusal = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  throw new Error('not refused');
};
const firm = (checks: object, more: object = {}): string =>
  JSON.stringify({ version: 1, firm: checks, ...more });

describe('a limits file', () => {
  test('sets the checks it names, with catalogue defaults; only unconfigured-limit is on', () => {
    const { limits, version } = parse(
      '{ /* one */ "version": 7, "firm": { "max-quantity": { "mode": "warn" }, // two\n ' +
        '"position": { "mode": "enforce" } } }',
    );
    expect(version).toBe(7);
    expect(limits).toEqual({
      maxQuantity: { mode: 'warn', shares: 10_000 },
      maxNotional: { mode: 'off', dollars: 500_000 },
      collar: { mode: 'off', percent: 9.5, auctionOrders: false },
      parentQuantity: { mode: 'off', toleranceShares: 0 },
      grossExposure: { mode: 'off', dollars: 100_000_000 },
      serverRate: { mode: 'off', perSecond: 1000, windowSeconds: 3 },
      position: { mode: 'enforce', dollars: 1_000_000, per: 'server' },
      unconfiguredLimit: {
        mode: 'enforce',
        strategies: ['ordinary', 'retail-liquidity'],
        symbols: [],
      },
    });
    expect(
      parse(firm({ 'unconfigured-limit': { mode: 'off' } })).limits.unconfiguredLimit,
    ).toMatchObject({ mode: 'off' });
  });

  test('accepts the example with its comments, as does the schema', () => {
    const file = parse(LIMITS_EXAMPLE);
    expect(file.limits.layers).toMatchObject({
      servers: { '8': {} },
      accounts: { 'CLIENT-A': {}, 'CLIENT-B': {} },
      symbols: { WZE: {}, HOG: {} },
    });
    const schema = limitsJsonSchema() as JsonSchema;
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'smars limits',
    });
    expect(accepts(schema, file.text.data)).toBe(true);
    expect(accepts(schema, { version: 1, firm: { 'max-quantity': { shares: 5 } } })).toBe(false);
    expect(
      accepts(schema, {
        version: 1,
        firm: {},
        symbols: { GT: { 'net-exposure': { mode: 'off' } } },
      }),
    ).toBe(false);
    expect(accepts(schema, { version: 1, firm: {}, servers: { '65': {} } })).toBe(false);
  });

  test('gives a `risk` that is valid in a scenario file', () => {
    const { limits } = parse(LIMITS_EXAMPLE);
    const scenario = JSON.parse(JSON.stringify({ ...KNIGHT_2012, risk: limits })) as {
      risk: unknown;
    };
    expect(validateScenario(scenario, 'x').risk).toEqual(scenario.risk);
    const wrong = {
      ...KNIGHT_2012,
      risk: { ...limits, layers: { accounts: { X: { position: { dollars: 5 } } } } },
    };
    expect(refusal(() => validateScenario(wrong, 'x'))).toContain(
      'risk.layers.accounts.X.position: is not a field here; known names: ',
    );
  });

  const LINES =
    '{\n  "version": 1,\n  "firm": {\n    "max-quantity": { "mode": "enforce", "shares": 100 ' +
    '}\n  },\n  ';
  test.each<[text: string, message: string]>([
    ['', 'limits.json: is empty'],
    [
      '{ "version": 1 "firm": {} }',
      'limits.json:1:16: is not JSON: a comma is missing before \'"firm"\'',
    ],
    [
      '{ "version": 1, "firm": {}, }',
      'limits.json:1:27: is not JSON: a comma follows the last item; remove it',
    ],
    [
      firm({}, { version: 0 }),
      'limits.json:1:12: version: is 0; must be a whole number from 1 to 1,000,000,000',
    ],
    ['[]', 'limits.json:1:1: the whole: is []; must be an object'],
    ['{ "version": 1 }', 'limits.json:1:1: firm: is missing'],
    [
      firm({ 'max-quantity': { shares: 5 } }),
      'limits.json:1:37: firm.max-quantity.mode: is missing',
    ],
    [
      firm({ 'max-quanity': { mode: 'off' } }),
      'limits.json:1:22: firm.max-quanity: is not a check of the gate; did you mean ' +
        "'max-quantity'?",
    ],
    [
      firm({ maxQuantity: { mode: 'off' } }),
      'limits.json:1:22: firm.maxQuantity: is not the name of a check; did you mean ' +
        "'max-quantity'?",
    ],
    [
      firm({ canary: { mode: 'off' } }),
      'limits.json:1:22: firm.canary: is not a limit on orders; a scenario sets it under ' +
        'operations.canary',
    ],
    [
      firm({ position: { mode: 'warn', dolars: 5 } }),
      'limits.json:1:48: firm.position.dolars: is not a parameter of position; did you mean ' +
        "'dollars'?",
    ],
    [
      firm({ position: { mode: 'warn', dollars: -5 } }),
      'limits.json:1:58: firm.position.dollars: is -5; must be a number from 0 to 100,000,000,000',
    ],
    [
      firm({ 'static-collar': { mode: 'warn', percent: 1, softPercent: 2 } }),
      'limits.json:1:79: firm.static-collar.softPercent: is 2; must not be above percent, 1',
    ],
    [
      `${LINES}"symbols": { "GT": { "max-quantity": { "shares": 5 } },\n    "GT": {} }\n}`,
      "limits.json:7:5: 'GT' is given a second time; the first is in line 6",
    ],
    [
      `${LINES}"symbols": { "__proto__": {} }\n}`,
      "limits.json:6:16: '__proto__' is not a name here",
    ],
    [
      `${LINES}"accounts": { "A B": {} }\n}`,
      'limits.json:6:17: accounts.A B: must be 1 to 64 characters of ASCII without blanks',
    ],
    [
      `${LINES}"servers": { "0": {} }\n}`,
      'limits.json:6:16: servers.0: must be the number of a server, 1 to 64',
    ],
    [
      `${LINES}"servers": { "1": { "net-exposure": { "mode": "off" } } }\n}`,
      'limits.json:6:23: servers.1.net-exposure: has no meaning for one server: it is one sum ' +
        'of the firm; valid layers: firm',
    ],
    [
      `${LINES}"accounts": { "X": { "position": { "dollars": 5 } } }\n}`,
      'limits.json:6:24: accounts.X.position: has no meaning for one account: a server keeps ' +
        'it by symbol, for all accounts together; valid layers: firm, server, symbol',
    ],
    [
      `${LINES}"symbols": { "GT": { "restricted-list": { "mode": "warn", "symbols": [] } } }\n}`,
      'limits.json:6:61: symbols.GT.restricted-list.symbols: is not a parameter of ' +
        'restricted-list; a symbol has its mode alone',
    ],
    [
      `${LINES}"servers": { "1": { "position": { "per": "firm" } } }\n}`,
      'limits.json:6:37: servers.1.position.per: is not a parameter of position; it goes for all ' +
        'layers, and stands under firm',
    ],
    [
      `${LINES}"sybmols": {}\n}`,
      "limits.json:6:3: sybmols: is not a part of a limits file; did you mean 'symbols'?",
    ],
  ])('is refused with line and column: %j', (text, message) => {
    expect(refusal(() => parse(text))).toBe(message);
  });

  test('reports its faults in text order, at most 20 of them', () => {
    const checks = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`wrong-${n}`, {}]));
    const lines = refusal(() => parse(firm({ position: { mode: 'onn' }, ...checks }))).split('\n');
    expect(lines).toHaveLength(21);
    expect(lines[0]).toMatch(/firm\.position\.mode: is "onn"/);
    expect(lines.at(-1)).toBe('… and 11 more');
  });

  test('is refused if a layer changes a check that is off everywhere', () => {
    const inert = 'does nothing, since its mode is off; give it a mode here or for the firm';
    const layers = (position: object) => ({
      servers: { '8': { position } },
      symbols: { GT: { position: { dollars: 6 } } },
    });
    expect(
      refusal(() =>
        parse(firm({ position: { mode: 'off', dollars: 9 } }, layers({ dollars: 5 }))),
      ).split('\n'),
    ).toEqual([
      expect.stringMatching(new RegExp(`^limits\\.json:1:\\d+: servers\\.8\\.position: ${inert}$`)),
      expect.stringMatching(
        new RegExp(`^limits\\.json:1:\\d+: symbols\\.GT\\.position: ${inert}$`),
      ),
    ]);
    expect(parse(firm({}, layers({ mode: 'warn', dollars: 5 }))).limits.layers?.symbols).toEqual({
      GT: { position: { dollars: 6 } },
    });
    expect(parse(firm({ position: { mode: 'warn' } }, layers({ dollars: 5 }))).version).toBe(1);
  });

  test('is refused without a crash when it is nested a million deep', () => {
    expect(refusal(() => parse('['.repeat(1_000_000)))).toBe(
      'limits.json:1:65: is nested more than 64 deep',
    );
  });

  test('is refused for unknown symbols and servers, or reduced to the known ones', () => {
    const text = firm(
      { 'restricted-list': { mode: 'enforce', symbols: ['GT', 'GTX'] } },
      {
        servers: { '2': {}, '9': {} },
        symbols: { CO: {}, COO: { position: { mode: 'warn', dollars: 5 } } },
      },
    );
    const file = parse(text);
    const known = { servers: 8, symbols: ['GT', 'CO'] };
    expect(refusal(() => placeLimits(file, known)).split('\n')).toEqual([
      "limits.json:1:74: firm.restricted-list.symbols.1: 'GTX' is not one of the universe's 2 " +
        "symbols; did you mean 'GT'?",
      'limits.json:1:101: servers.9: there are 8 servers',
      "limits.json:1:128: symbols.COO: is not one of the universe's 2 symbols; did you mean 'CO'?",
    ]);
    const { limits: held, without } = limitsWithin(file.limits, known);
    expect(without).toEqual(['symbol GTX', 'server 9', 'symbol COO']);
    expect(held.restrictedList).toEqual({ mode: 'enforce', symbols: ['GT'] });
    expect(held.layers).toEqual({ servers: { '2': {} }, symbols: { CO: {} } });
  });
});

describe('canonical text', () => {
  test('is equal for equal limits only', () => {
    const one = parse(
      firm(
        { position: { mode: 'enforce', dollars: 5 }, locate: { mode: 'off' } },
        { symbols: { GT: { 'max-quantity': { shares: 5, mode: 'warn' } } } },
      ),
    );
    const same = parse(
      '{ "symbols": { "GT": { "max-quantity": { "mode": "warn", "shares": 5 } } }, // moved\n ' +
        '"firm": { "position": { "dollars": 5, "mode": "enforce" } }, "version": 2 }',
    );
    const other = parse(
      firm(
        { position: { mode: 'enforce', dollars: 6 } },
        { symbols: { GT: { 'max-quantity': { shares: 5, mode: 'warn' } } } },
      ),
    );
    expect(canonicalLimits(same.limits)).toBe(canonicalLimits(one.limits));
    expect(canonicalLimits(other.limits)).not.toBe(canonicalLimits(one.limits));
  });
});
