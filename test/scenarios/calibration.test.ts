import { describe, expect, test } from 'vitest';
import { CALIBRATED_INPUTS, CHOSEN_RULES } from '../../src/scenarios/calibration.js';
import { KNIGHT_2012 } from '../../src/scenarios/knight.js';
import { applySettings } from '../../src/scenarios/parse.js';

function valueAt(path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], KNIGHT_2012);
}

describe('the calibrated inputs', () => {
  test('are each listed once', () => {
    const paths = CALIBRATED_INPUTS.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths.length).toBeGreaterThan(5);
  });

  test.each(CALIBRATED_INPUTS.map((input) => [input.path, input]))(
    '%s is a value of knight-2012 within its range',
    (path, { low, high }) => {
      const value = valueAt(path);
      expect(typeof value).toBe('number');
      expect(value).toBeGreaterThanOrEqual(low);
      expect(value).toBeLessThanOrEqual(high);
      expect(low).toBeLessThan(high);
    },
  );

  test.each(CALIBRATED_INPUTS.map((input) => [input.path, input]))(
    '%s may take either end of its range',
    (path, { low, high }) => {
      for (const end of [low, high]) {
        const moved = applySettings(KNIGHT_2012, [`${path}=${end}`]);
        const back = applySettings(moved, [`${path}=${valueAt(path)}`]);
        expect(moved).not.toEqual(KNIGHT_2012);
        expect(back).toEqual(JSON.parse(JSON.stringify(KNIGHT_2012)));
      }
    },
  );

  test('have a reason and a source', () => {
    for (const { reason, source } of [...CALIBRATED_INPUTS, ...CHOSEN_RULES]) {
      expect(reason).toMatch(/^\S.{20,}\.$/);
      expect(source).toMatch(/\S{4}/);
    }
  });
});

test.each(CHOSEN_RULES.map((rule) => [rule.path, rule]))(
  '%s may take each of the other rules',
  (path, { others }) => {
    for (const rule of others)
      expect(applySettings(KNIGHT_2012, [`${path}=${rule}`])).not.toEqual(KNIGHT_2012);
  },
);
