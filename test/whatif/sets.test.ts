import { expect, test } from 'vitest';
import { CONTROLS } from '../../src/scenarios/controls.js';
import { KNIGHT_2012 } from '../../src/scenarios/knight.js';
import { applySettings } from '../../src/scenarios/parse.js';
import { buildSet, controlsInForce, tuneControls } from '../../src/whatif/sets.js';

const named = (...names: string[]) => CONTROLS.filter(({ name }) => names.includes(name));

test('a set has its controls on and all others off', () => {
  const scenario = applySettings(KNIGHT_2012, ['risk.maxQuantity.mode=enforce']);
  const set = buildSet(scenario, 'rate', 'a rate', named('server-rate'));
  expect(set.scenario.risk.serverRate.mode).toBe('enforce');
  expect(set.scenario.risk.maxQuantity.mode).toBe('off');
  expect([set.value, set.checks, set.limits]).toEqual(['', [], undefined]);
});

test('the controls in force are those that a scenario enforces, except Knight’s collar', () => {
  const names = (settings: string[]) =>
    controlsInForce(applySettings(KNIGHT_2012, settings)).map(({ name }) => name);
  expect(names([])).toEqual([]);
  expect(names(['risk.serverRate.mode=enforce', 'operations.fleetAudit.mode=enforce'])).toEqual([
    'fleet-audit',
    'server-rate',
  ]);
  expect(names(['risk.collar.auctionOrders=true'])).toEqual(['collar']);
});

test('tuned controls stand at other bounds than those of the catalogue, and say so', () => {
  const both = named('executions-per-parent', 'fleet-audit');
  expect(tuneControls(KNIGHT_2012, both, 'catalogue')).toEqual(both);
  const tuned = tuneControls(KNIGHT_2012, both, 'tuned');
  expect(tuned.map(({ limits }) => limits)).toEqual(
    both.map(({ name }) => (name === 'fleet-audit' ? undefined : 'tuned')),
  );
  const set = buildSet(
    KNIGHT_2012,
    'tuned',
    '',
    tuned.filter(({ limits }) => limits === 'tuned'),
  );
  expect(set.limits).toBe('tuned');
});
