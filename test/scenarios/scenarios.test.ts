import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { parseScenario } from '../../src/scenarios/parse.js';
import { findScenario, SCENARIOS } from '../../src/scenarios/scenarios.js';

describe('the built-in scenarios', () => {
  test('have unique names, by which findScenario finds them', () => {
    const names = SCENARIOS.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['knight-2012', 'knight-2012-rollback', 'clean-rollout', 'canary']),
    );
    expect(new Set(names).size).toBe(names.length);
    for (const scenario of SCENARIOS) expect(findScenario(scenario.name)).toBe(scenario);
  });

  test.each(SCENARIOS.map((scenario) => [scenario.name, scenario]))(
    '%s has the form of a scenario file',
    (_, scenario) => {
      const text = JSON.stringify(scenario);
      expect(parseScenario(text, 'scenario.json')).toEqual(JSON.parse(text));
    },
  );

  test('are refused by another name, with the nearest name', () => {
    const find = (name: string) => () => findScenario(name);
    expect(find('Canary')).toThrow(
      new InputError("scenario 'Canary' is not known: did you mean 'canary'?"),
    );
    expect(find('')).toThrow(/^scenario '' is not known: known names: knight-2012, /);
    for (const name of ['constructor', '__proto__', '0']) expect(find(name)).toThrow(InputError);
  });
});
