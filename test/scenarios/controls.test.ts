import { describe, expect, test } from 'vitest';
import { VERDICT_NAMES } from '../../src/orders/codes.js';
import { GUARD_CHECKS } from '../../src/risk/catalogue.js';
import { CONTROLS, type Control, controlSettings } from '../../src/scenarios/controls.js';
import { applySettings } from '../../src/scenarios/load.js';
import { findScenario, SCENARIOS } from '../../src/scenarios/scenarios.js';
import { EventKind } from '../../src/session/events.js';
import { SMALL } from '../support/scenarios.js';

const KNIGHT = findScenario('knight-2012');

function control(name: string): Control {
  return CONTROLS.find((known) => known.name === name)!;
}

/** The paths at which two values differ. */
function differences(a: unknown, b: unknown, path = ''): string[] {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b) ? [] : [path];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  const at = (value: object, key: string): unknown => (value as Record<string, unknown>)[key];
  return [...keys].flatMap((key) => differences(at(a, key), at(b, key), path === '' ? key : `${path}.${key}`));
}

describe('the controls of the matrix', () => {
  test('have names of their own', () => {
    const names = CONTROLS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z-]+$/);
  });

  test('are some six in the short matrix', () => {
    const short = CONTROLS.filter((known) => known.short).length;
    expect(short).toBeGreaterThanOrEqual(5);
    expect(short).toBeLessThan(CONTROLS.length);
  });

  test('tell when they tripped by a check or a kind of event that there is', () => {
    const kinds = Object.keys(EventKind).map((name) => name.toLowerCase().replaceAll('_', '-'));
    for (const { trips } of CONTROLS) {
      expect(Object.keys(trips).length).toBe(1);
      if (trips.check !== undefined) expect([...VERDICT_NAMES, ...GUARD_CHECKS.map((row) => row.name as string)]).toContain(trips.check);
      if (trips.event !== undefined) expect(kinds).toContain(trips.event);
    }
  });

  test.each(CONTROLS.map(({ name }) => [name]))('%s switches itself on in every scenario, and nothing else', (name) => {
    for (const scenario of [...SCENARIOS, SMALL]) {
      const plain = JSON.parse(JSON.stringify(scenario)) as unknown;
      const changed = differences(plain, applySettings(scenario, controlSettings(scenario, [control(name)])));
      const own: Record<string, string> = { 'manual-kill': `actions.${scenario.actions.length}`, 'order-entry': 'entry' };
      const places = own[name] === undefined ? control(name).settings.map((setting) => setting.split('=')[0]) : [own[name]];
      // A check that the scenario leaves out comes with its group.
      for (const path of changed)
        expect(places.some((place) => place === path || place?.startsWith(`${path}.`) || path.startsWith(`${place}.`))).toBe(true);
      if (scenario.name === 'knight-2012') expect(changed.length).toBeGreaterThan(0);
    }
  });

  test('are all off in knight-2012 but the collar, which spared the auction', () => {
    const { risk, operations } = KNIGHT;
    const modes = [risk.maxQuantity, risk.maxNotional, risk.parentQuantity, risk.grossExposure, risk.serverRate, operations.fleetAudit].map(
      ({ mode }) => mode,
    );
    expect(modes).toEqual(Array(6).fill('off'));
    expect([risk.collar.mode, risk.collar.percent, risk.collar.auctionOrders]).toEqual(['enforce', 9.5, false]);
  });
});

describe('the settings of several controls', () => {
  test('are those of each, together', () => {
    const both = applySettings(KNIGHT, controlSettings(KNIGHT, [control('parent-quantity'), control('fleet-audit')]));
    expect([both.risk.parentQuantity.mode, both.operations.fleetAudit.mode]).toEqual(['enforce', 'enforce']);
    expect(both.risk.grossExposure.mode).toBe('off');
    expect(controlSettings(KNIGHT, [])).toEqual([]);
  });

  test('keep the scenario’s own actions when the kill switch is pulled at the call', () => {
    const killed = applySettings(KNIGHT, controlSettings(KNIGHT, [control('manual-kill')]));
    expect(killed.actions).toEqual([...KNIGHT.actions, { at: '09:34', do: 'kill', scope: 'firm' }]);
  });
});
