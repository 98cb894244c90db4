import { expect, test } from 'vitest';
import type { Form } from '../../src/base/forms.js';
import { marketForm, universeForm } from '../../src/market/forms.js';
import { gateLimitsForm } from '../../src/risk/limits/forms.js';
import { market, risk, universe } from '../../src/scenarios/parts.js';
import { STILL_MARKET } from '../support/market.js';
import { SMALL } from '../support/scenarios.js';
import { LIMITS } from './door-kit.js';
import { spoil } from './spoiled-values.js';

/** The library and scenario files accept the same: every field spoiled in every way. */

interface FileForm {
  safeParse(value: unknown): { readonly success: boolean };
}

const venues = [{ name: 'NYSE', feeTicks: 1, displayedWeight: 1 }];

test.each<[string, Form, FileForm, object]>([
  ['limits', gateLimitsForm, risk, LIMITS],
  ['a market', marketForm, market, { ...STILL_MARKET, venues }],
  ['a universe', universeForm, universe, SMALL.universe],
])('the library and scenario files take the same of %s', (_, form, file, value) => {
  const isTaken = (given: unknown): boolean => {
    const faults: string[] = [];
    form.check(given, '', faults);
    return faults.length === 0;
  };
  expect([isTaken(value), file.safeParse(value).success]).toEqual([true, true]);
  const differ = [...spoil([value])].filter(
    ({ args: [given] }) => isTaken(given) !== file.safeParse(given).success,
  );
  // Of an empty object, the library takes the defaults: a file has to write each field.
  // The room `risk` knows no behaviours, so strategies are checked where their names are given.
  const others = differ.filter(
    ({ path, label }) => !path.includes('.strategies.') && label !== '{}',
  );
  expect(others.map(({ path, label }) => `${path} ${label}`)).toEqual([]);
});
