import { expect, test } from 'vitest';
import { applySettings } from '../../src/scenarios/parse.js';
import { findScenario } from '../../src/scenarios/scenarios.js';
import { mapChecks, runShadow } from '../../src/session/shadow.js';
import { inShadow, isUnbreached, longestFirst, sortRuns } from '../../src/whatif/shadow.js';
import { compareRows, sortedRows } from '../support/shadowed.js';

const SHORT = ['clock.start=09:29:58', 'clock.end=09:30:02'];

test('one run in shadow answers the rows of checks that it finds unbreached', () => {
  const { answered, acting } = compareRows(applySettings(findScenario('knight-2012'), SHORT));
  expect(answered).toEqual(
    expect.arrayContaining([
      'none',
      'max-quantity',
      'stale-quote',
      'order-entry',
      'basket-notional',
    ]),
  );
  expect(answered).toContain('intake-counts');
  expect(acting).toEqual(
    expect.arrayContaining([
      'parent-quantity',
      'unmatched-account',
      'drop-copy',
      'pre-open-alerts',
    ]),
  );
});

test('a check that the run in shadow went without is not answered', () => {
  const { day } = sortedRows(applySettings(findScenario('knight-2012'), SHORT));
  const find = (name: string) => day.maybe.find(({ control }) => control?.name === name)!.control!;
  const { spec } = day.shadow!;
  const off = mapChecks(spec.risk, (_, setting) => ({ ...setting, mode: 'off' }));
  const result = runShadow({ ...spec, risk: off });
  expect(isUnbreached(result, find('max-quantity'), {})).toBe(false);
  expect(isUnbreached(result, find('stale-quote'), {})).toBe(false);
  expect(isUnbreached(result, find('cancel-on-disconnect'), {})).toBe(true);
});

test('a control in shadow is so in every layer of limits, and all others are off', () => {
  const scenario = applySettings(findScenario('clean-rollout'), [
    'risk.layers={"servers":{"1":{"maxQuantity":{"mode":"enforce","shares":7}}}}',
  ]);
  const { day } = sortedRows(scenario);
  const find = (name: string) => day.maybe.find(({ control }) => control?.name === name)!.control!;
  const asSet = { ...find('max-quantity'), settings: [], asSet: 'maxQuantity' };
  expect(inShadow(scenario, [asSet]).risk.layers).toEqual({
    servers: { 1: { maxQuantity: { mode: 'shadow', shares: 7 } } },
  });
  const { risk, operations } = inShadow(scenario, [find('max-notional'), find('drop-copy')]);
  expect([risk.maxNotional.mode, risk.maxQuantity.mode]).toEqual(['shadow', 'off']);
  expect([operations.dropCopy!.mode, operations.preOpenAlerts.mode]).toEqual(['shadow', 'off']);
});

test('rows of several controls, of people and of procedures are run, the longest first', () => {
  const { sets, day } = sortedRows(findScenario('knight-2012'));
  const nameOf = ({ set }: { set: number }): string => sets[set]!.name;
  const must = day.must.map(nameOf);
  expect(must).toEqual(
    expect.arrayContaining(['all', 'manual-kill', 'limit-up-limit-down', 'canary']),
  );
  const maybe = day.maybe.map(({ task }) => task);
  expect(maybe.map(nameOf)).toEqual(
    expect.arrayContaining(['none', 'gross-exposure', 'collar', 'drop-copy', 'order-entry']),
  );
  const all = [...day.must, ...maybe];
  expect(all).toHaveLength(sets.length);
  const ordered = longestFirst([{ ...day, must: all }]).map(nameOf);
  expect(ordered.indexOf('volume-breaker')).toBeLessThan(ordered.indexOf('gross-exposure'));
  expect(ordered.indexOf('gross-exposure')).toBeLessThan(ordered.indexOf('collar'));
  expect(ordered.indexOf('collar')).toBeLessThan(ordered.indexOf('unmatched-account'));
  const few = sortRuns(findScenario('knight-2012'), all.slice(0, 3), sets);
  expect([few.shadow, few.maybe, few.must.length]).toEqual([undefined, [], 3]);
});
