import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../src/risk/catalogue/catalogue.js';
import type { CheckRow } from '../../src/risk/catalogue/row.js';
import { CONTROLS, checkControls, withControls } from '../../src/scenarios/controls.js';
import { applySettings } from '../../src/scenarios/parse.js';
import { findScenario } from '../../src/scenarios/scenarios.js';
import type { Scenario } from '../../src/scenarios/schema.js';
import { tunedControl } from '../../src/scenarios/tuned-controls.js';
import { TUNED_KNIGHT } from '../../src/scenarios/tuned-knight.js';

const KNIGHT = findScenario('knight-2012');
const named = (name: string) => CONTROLS.find((control) => control.name === name)!;
const limitOf = (scenario: Scenario, field: string) =>
  (scenario.risk as unknown as Record<string, Record<string, unknown>>)[field];

describe('a control at its tuned bound', () => {
  test('enforces the bound, and its soft level there, for every check that was tuned', () => {
    for (const [name, { bound }] of Object.entries(TUNED_KNIGHT.bounds)) {
      const row: CheckRow = CATALOGUE.find((one) => one.name === name)!;
      const control = tunedControl(KNIGHT, named(name))!;
      const setting = limitOf(withControls(KNIGHT, [control]), row.field)!;
      expect([name, setting.mode, setting[row.hard!]]).toEqual([name, 'enforce', bound]);
      if (row.soft !== undefined) expect([name, setting[row.soft]]).toEqual([name, bound]);
      expect(control.trips).toEqual(named(name).trips);
    }
  });

  test('is there for no control without a bound', () => {
    const tuned = CONTROLS.filter((control) => tunedControl(KNIGHT, control) !== undefined);
    expect(tuned.map(({ name }) => name).sort()).toEqual(Object.keys(TUNED_KNIGHT.bounds).sort());
    expect(checkControls().length).toBeGreaterThan(tuned.length);
    for (const name of ['fleet-audit', 'manual-kill', 'drop-copy', 'order-entry'])
      expect(tunedControl(KNIGHT, named(name))).toBeUndefined();
  });

  test('does not replace what a story or a setting gives the check, its mode apart', () => {
    const control = named('server-rate');
    const set = (...settings: string[]) => tunedControl(applySettings(KNIGHT, settings), control);
    expect(set('risk.serverRate.mode=shadow')).toBeDefined();
    expect(set('risk.serverRate.perSecond=1001')).toBeUndefined();
    expect(set('risk.serverRate.windowSeconds=1')).toBeUndefined();
    expect(set('risk.maxQuantity.shares=7')).toBeDefined();
    expect(tunedControl(findScenario('infinium-2010'), control)).toBeUndefined();
  });
});
