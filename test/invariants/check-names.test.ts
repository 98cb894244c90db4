import { describe, expect, test } from 'vitest';
import { VERDICT_NAMES, Verdict } from '../../src/orders/codes.js';
import { CATALOGUE, CATALOGUE_ROWS, GUARD_CHECKS } from '../../src/risk/catalogue/catalogue.js';
import { unitOf } from '../../src/risk/catalogue/units.js';
import { LAYER_RULES } from '../../src/risk/limits/layers.js';
import {
  BASKET_NOTIONAL,
  CONTROLS,
  checkControls,
  ORDER_ENTRY,
} from '../../src/scenarios/controls.js';
import { LIMIT_ROWS } from '../../src/scenarios/limits-file.js';
import { runSession } from '../../src/session/session.js';
import { SMALL } from '../support/scenarios.js';

const NAMES: readonly string[] = CATALOGUE.map(({ name }) => name);
/** Verdicts of no check: the order passed, its scope is stopped, or a custom check refused it. */
const STATES = ['admitted', 'killed', 'halted', 'reducing', 'own-check'];
/** Controls of the matrix that are no checks: procedures before an order reaches the gate. */
const PROCEDURES = ['intake-counts', ORDER_ENTRY.name, BASKET_NOTIONAL.name];

const camel = (name: string): string =>
  name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

describe('a check has one name', () => {
  test('in the catalogue and as a verdict', () => {
    expect(VERDICT_NAMES.filter((name) => !STATES.includes(name) && !NAMES.includes(name))).toEqual(
      [],
    );
    for (const row of CATALOGUE)
      if ('verdict' in row && row.verdict !== Verdict.KILLED)
        expect(VERDICT_NAMES[row.verdict]).toBe(row.name);
  });

  test('in limits files and in the matrix of controls', () => {
    expect(LIMIT_ROWS.map(({ name }) => name)).toEqual(
      NAMES.filter((name) => Object.hasOwn(LAYER_RULES, name)),
    );
    expect(Object.keys(LAYER_RULES).filter((name) => !NAMES.includes(name))).toEqual([]);
    expect(CONTROLS.map(({ name }) => name).filter((name) => !NAMES.includes(name))).toEqual(
      PROCEDURES,
    );
    for (const { name, trips } of CONTROLS)
      if (trips.check !== undefined) expect(trips.check).toBe(name);
    for (const { check, control } of checkControls()) expect(control.name).toBe(check);
  });

  test('in camel case as a field of a scenario', () => {
    for (const { name, field } of [...LIMIT_ROWS, ...CATALOGUE_ROWS, ...GUARD_CHECKS])
      expect(field).toBe(camel(name));
  });

  test('in findings, with a unit, and in the checks and events of a day', () => {
    const limited = {
      ...SMALL,
      risk: {
        ...SMALL.risk,
        maxQuantity: { mode: 'warn', shares: 100 },
        serverRate: { mode: 'warn', perSecond: 1, windowSeconds: 1 },
        unmatchedAccount: { mode: 'enforce', dollars: 1000 },
      } as const,
    };
    const { checks, events, findings } = runSession(limited);
    const told = [...checks, ...findings.counts.map(({ check: name }) => ({ name }))].map(
      ({ name }) => name,
    );
    const ofEvents = events.flatMap(({ check }) => (check === null ? [] : [check]));
    expect(findings.counts.length).toBeGreaterThan(1);
    expect(ofEvents.length).toBeGreaterThan(1);
    expect(
      [...told, ...ofEvents].filter((name) => !NAMES.includes(name) && !STATES.includes(name)),
    ).toEqual([]);
    for (const { name, verdict } of LIMIT_ROWS)
      if (verdict !== undefined && unitOf(name) !== 'choice') expect(VERDICT_NAMES).toContain(name);
  });
});
