import { expect, test } from 'vitest';
import { controlValues } from '../../src/scenarios/control-values.js';
import { CONTROLS, controlSettings } from '../../src/scenarios/controls.js';
import { applySettings } from '../../src/scenarios/load.js';
import { findScenario } from '../../src/scenarios/scenarios.js';

const KNIGHT = findScenario('knight-2012')!;
/** Controls that act without a value. */
const WITHOUT = ['fleet-audit', 'self-match', 'flag-registry'];

test.each(CONTROLS.map((control) => ({ control, name: control.name })))(
  '$name tells its mode apart from the values at which it acts',
  ({ control }) => {
    const values = controlValues(applySettings(KNIGHT, controlSettings(KNIGHT, [control])), control);
    if (!WITHOUT.includes(control.name)) expect(values.length).toBeGreaterThan(0);
    expect(values.map(({ name }) => name)).not.toContain('mode');
  },
);

test('the values are those of the scenario, else those of the catalogue', () => {
  const exposure = CONTROLS.find(({ name }) => name === 'gross-exposure')!;
  const scenario = applySettings(KNIGHT, ['risk.grossExposure.dollars=5000000', ...controlSettings(KNIGHT, [exposure])]);
  expect(controlValues(scenario, exposure)).toContainEqual({ name: 'dollars', unit: 'credit-dollars', value: 5_000_000 });
});
