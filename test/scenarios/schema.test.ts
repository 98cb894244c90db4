import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inverseNormal } from '../../src/base/numerics.js';
import { TICKS_PER_DOLLAR } from '../../src/base/units.js';
import { generateUniverse } from '../../src/market/universe.js';
import { profileJsonSchema, scenarioJsonSchema } from '../../src/scenarios/parse.js';
import { universe } from '../../src/scenarios/parts.js';
import { profileSchema } from '../../src/scenarios/profile.js';
import { PROFILES } from '../../src/scenarios/profiles.js';
import { SCENARIOS } from '../../src/scenarios/scenarios.js';
import { type Scenario, scenarioSchema } from '../../src/scenarios/schema.js';
import { accepts } from '../support/json-schema.js';
import { SMALL } from '../support/scenarios.js';

type Tree = { [key: string]: unknown };

/** Values that some field takes and most fields refuse. */
const STRAY = fc.oneof(
  fc.constantFrom(
    0,
    -1,
    0.5,
    1e12,
    '',
    'off',
    'enforce',
    '09:30',
    '2012-08-01',
    'all',
    true,
    null,
    [],
    {},
    [1],
    { mode: 'off' },
  ),
  fc.integer(),
  fc.string({ maxLength: 5 }),
);

/** Returns a copy of a value in which one place is changed, missing, or has an extra field. */
function spoiled(root: object): fc.Arbitrary<Tree> {
  const places: [string[], string][] = [];
  const walk = (value: unknown, path: string[]): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, next] of Object.entries(value)) {
      places.push([path, key]);
      walk(next, [...path, key]);
    }
  };
  walk(root, []);
  const act = fc.constantFrom('replace', 'replace', 'remove', 'add');
  return fc.tuple(fc.constantFrom(...places), act, STRAY).map(([[path, key], what, value]) => {
    const copy = structuredClone(root) as Tree;
    const parent = path.reduce<Tree>((at, name) => at[name] as Tree, copy);
    if (what === 'replace') parent[key] = value;
    else if (what === 'add' && !Array.isArray(parent)) parent[`${key}x`] = value;
    else if (what === 'remove' && !Array.isArray(parent)) delete parent[key];
    return copy;
  });
}

describe.each([
  [
    'scenario',
    scenarioJsonSchema(),
    scenarioSchema,
    JSON.parse(JSON.stringify([SMALL, ...SCENARIOS])) as object[],
  ],
  [
    'load profile',
    profileJsonSchema(),
    profileSchema,
    JSON.parse(JSON.stringify(PROFILES)) as object[],
  ],
] as const)('the published schema of a %s', (_, published, form, built) => {
  test('accepts everything built in', () => {
    for (const value of built)
      expect([accepts(published, value), form.safeParse(value).success]).toEqual([true, true]);
  });

  test('refuses what the form refuses, except times and rules across fields', () => {
    const seen = { both: 0, neither: 0 };
    fc.assert(
      fc.property(fc.oneof(...built.slice(0, 2).map(spoiled)), (value) => {
        const parsed = form.safeParse(value);
        const formal = parsed.success || parsed.error.issues.every(({ code }) => code === 'custom');
        expect(accepts(published, value)).toBe(formal);
        seen[formal ? 'both' : 'neither']++;
      }),
      { numRuns: 1000 },
    );
    expect(Math.min(seen.both, seen.neither)).toBeGreaterThan(20);
  });
});

describe('a universe', () => {
  const limit = 200_000;
  /** The cut-off of a universe's distributions, in standard deviations. */
  const highest = inverseNormal(0.9995);
  /**
   * Draws evenly from a range; fast-check draws a double by its bits, most of which mean tiny
   * numbers.
   */
  const between = (min: number, max: number) =>
    fc.integer({ min: 0, max: 10_000 }).map((n) => min + ((max - min) * n) / 10_000);
  const price = fc
    .record({
      // The distance of the highest value from the limit, as the logarithm of their ratio: often
      // small, of either sign.
      beyond: fc.oneof(between(-0.02, 0.02), between(-10, 1)),
      sdLn: between(0, 5),
    })
    .map(({ beyond, sdLn }) => ({
      beyond,
      spec: { median: limit * Math.exp(beyond - highest * sdLn), sdLn },
    }));
  const withPrice = (spec: Scenario['universe']['price']) => ({
    ...SMALL.universe,
    stocks: 2000,
    named: false,
    price: spec,
  });

  test('is refused exactly when its highest possible price is beyond the limit', () => {
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(price, ({ beyond, spec }) => {
        // The form has the quantile to four decimals.
        fc.pre(Math.abs(beyond) > 0.001);
        const { success } = universe.safeParse(withPrice(spec));
        expect(success).toBe(beyond < 0);
        seen[success ? 'accepted' : 'refused']++;
      }),
    );
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(10);
  });

  test('draws no price beyond the limit once it is accepted', () => {
    fc.assert(
      fc.property(price, fc.integer({ min: 0, max: 1000 }), ({ spec }, seed) => {
        const whole = withPrice(spec);
        fc.pre(universe.safeParse(whole).success);
        const dearest = Math.max(
          ...generateUniverse(whole, seed).map(({ openTicks }) => openTicks),
        );
        expect(dearest).toBeLessThanOrEqual(limit * TICKS_PER_DOLLAR);
        expect(Int32Array.of(dearest)[0]).toBe(dearest);
      }),
    );
  });
});
