import { describe, expect, test } from 'vitest';
import { VERDICT_NAMES } from '../../src/orders/codes.js';
import { GUARD_CHECKS } from '../../src/risk/catalogue/catalogue.js';
import { controlValues } from '../../src/scenarios/control-values.js';
import {
  CONTROLS,
  type Control,
  checkControls,
  controlSettings,
  withControls,
  withoutControls,
} from '../../src/scenarios/controls.js';
import { canonicalLimits, limitsOfFile, parseLimits } from '../../src/scenarios/limits-file.js';
import { applySettings } from '../../src/scenarios/parse.js';
import { findScenario, SCENARIOS } from '../../src/scenarios/scenarios.js';
import type { Scenario } from '../../src/scenarios/schema.js';
import { EventKind } from '../../src/session/log/event-kinds.js';
import { SMALL } from '../support/scenarios.js';

const KNIGHT = findScenario('knight-2012');

function control(name: string): Control {
  return CONTROLS.find((known) => known.name === name)!;
}

/** Returns the paths at which two values differ. */
function differences(a: unknown, b: unknown, path = ''): string[] {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return Object.is(a, b) ? [] : [path];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  const at = (value: object, key: string): unknown => (value as Record<string, unknown>)[key];
  return [...keys].flatMap((key) =>
    differences(at(a, key), at(b, key), path === '' ? key : `${path}.${key}`),
  );
}

describe('the controls of the matrix', () => {
  test('have unique names', () => {
    const names = CONTROLS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z-]+$/);
  });

  test('are about six in the short matrix', () => {
    const short = CONTROLS.filter((known) => known.short).length;
    expect(short).toBeGreaterThanOrEqual(5);
    expect(short).toBeLessThan(CONTROLS.length);
  });

  test('trip by an existing check or kind of event', () => {
    const kinds = Object.keys(EventKind).map((name) => name.toLowerCase().replaceAll('_', '-'));
    for (const { trips } of CONTROLS) {
      expect(Object.keys(trips).length).toBe(1);
      if (trips.check !== undefined)
        expect([...VERDICT_NAMES, ...GUARD_CHECKS.map((row) => row.name as string)]).toContain(
          trips.check,
        );
      if (trips.event !== undefined) expect(kinds).toContain(trips.event);
    }
  });

  test.each(CONTROLS.map(({ name }) => [name]))(
    '%s switches on itself and nothing else in every scenario',
    (name) => {
      for (const scenario of [...SCENARIOS, SMALL]) {
        const plain = JSON.parse(JSON.stringify(scenario)) as unknown;
        const changed = differences(
          plain,
          applySettings(scenario, controlSettings(scenario, [control(name)])),
        );
        const own: Record<string, string> = {
          'manual-kill': `actions.${scenario.actions.length}`,
          'order-entry': 'entry',
          'basket-notional': 'entry',
        };
        const places =
          own[name] === undefined
            ? control(name).settings.map((setting) => setting.split('=')[0])
            : [own[name]];
        // A check that the scenario omits appears with its whole group.
        for (const path of changed)
          expect(
            places.some(
              (place) =>
                place === path || place?.startsWith(`${path}.`) || path.startsWith(`${place}.`),
            ),
          ).toBe(true);
        if (scenario.name === 'knight-2012') expect(changed.length).toBeGreaterThan(0);
      }
    },
  );

  test('are all off in knight-2012 except the collar, which exempts the auction', () => {
    const { risk, operations } = KNIGHT;
    const modes = [
      risk.maxQuantity,
      risk.maxNotional,
      risk.parentQuantity,
      risk.grossExposure,
      risk.serverRate,
      operations.fleetAudit,
    ].map(({ mode }) => mode);
    expect(modes).toEqual(Array(6).fill('off'));
    expect([risk.collar.mode, risk.collar.percent, risk.collar.auctionOrders]).toEqual([
      'enforce',
      9.5,
      false,
    ]);
  });
});

describe('the settings of several controls', () => {
  test('are the settings of each control, concatenated', () => {
    const both = applySettings(
      KNIGHT,
      controlSettings(KNIGHT, [control('parent-quantity'), control('fleet-audit')]),
    );
    expect([both.risk.parentQuantity.mode, both.operations.fleetAudit.mode]).toEqual([
      'enforce',
      'enforce',
    ]);
    expect(both.risk.grossExposure.mode).toBe('off');
    expect(controlSettings(KNIGHT, [])).toEqual([]);
  });

  test('keep the scenario’s own actions when manual-kill adds one', () => {
    const killed = applySettings(KNIGHT, controlSettings(KNIGHT, [control('manual-kill')]));
    expect(killed.actions).toEqual([...KNIGHT.actions, { at: '09:34', do: 'kill', scope: 'firm' }]);
  });
});

describe('a scenario without controls', () => {
  const FILE = parseLimits(
    JSON.stringify({
      version: 1,
      firm: {
        'max-quantity': { mode: 'enforce', shares: 500 },
        position: { mode: 'warn', dollars: 5000 },
      },
      servers: {
        2: { 'max-quantity': { shares: 100 }, 'server-rate': { mode: 'enforce', perSecond: 5 } },
      },
    }),
    'limits.json',
  );
  const limited: Scenario = { ...KNIGHT, risk: FILE.limits as Scenario['risk'] };
  const modes = ({ risk, operations, entry }: Scenario): string[] =>
    [...Object.values({ ...risk, ...operations }), entry].flatMap((check) =>
      typeof check === 'object' && 'mode' in check ? [check.mode as string] : [],
    );

  test('has every check off, including those of its limits file and layers', () => {
    for (const scenario of [...SCENARIOS, limited]) {
      const bare = withoutControls(scenario);
      expect(modes(bare).filter((mode) => mode !== 'off' && mode !== 'override')).toEqual([]);
      expect(bare.risk.layers).toBeUndefined();
      expect(withoutControls(bare)).toEqual(bare);
    }
  });

  test('gets one limit of the file back, with its values in every layer', () => {
    const quantity = { ...control('max-quantity'), settings: [], asSet: 'maxQuantity' };
    const one = withControls(limited, [quantity]);
    expect([one.risk.maxQuantity, one.risk.layers]).toEqual([
      { mode: 'enforce', shares: 500 },
      { servers: { 2: { maxQuantity: { shares: 100 } } } },
    ]);
    expect(modes(one).filter((mode) => mode !== 'off')).toEqual(['enforce']);
    const all = limitsOfFile(FILE).map((name) => ({
      ...control(name),
      settings: [],
      asSet: checkControls().find(({ check }) => check === name)!.field,
    }));
    expect(limitsOfFile(FILE)).toEqual([
      'server-rate',
      'max-quantity',
      'position',
      'unconfigured-limit',
    ]);
    expect(canonicalLimits(withControls(limited, all).risk)).toBe(canonicalLimits(limited.risk));
  });

  test('gives the values of each control', () => {
    const told = (name: string, scenario = KNIGHT): ReturnType<typeof controlValues> =>
      controlValues(withControls(scenario, [control(name)]), control(name));
    expect(told('gross-exposure')).toEqual({
      mode: 'enforce',
      values: [{ parameter: 'dollars', unit: 'credit-dollars', value: 400_000_000 }],
      layered: {},
    });
    expect(told('manual-kill').values).toEqual([{ parameter: 'at', unit: 'mode', value: '09:34' }]);
    expect(told('order-entry').values).toEqual([
      { parameter: 'softDollars', unit: 'dollars', value: 1_000_000 },
      { parameter: 'hardDollars', unit: 'dollars', value: 1_000_000_000 },
    ]);
    const quantity = { ...control('max-quantity'), settings: [], asSet: 'maxQuantity' };
    expect(controlValues(withControls(limited, [quantity]), quantity)).toEqual({
      mode: 'enforce',
      values: [{ parameter: 'shares', unit: 'shares', value: 500 }],
      layered: { servers: 1 },
    });
    for (const { name } of CONTROLS) expect(told(name).mode).toBe('enforce');
  });
});
