import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { validateForm } from '../../src/forms/form.js';
import { profileSchema } from '../../src/scenarios/profile.js';
import { scenarioSchema } from '../../src/scenarios/schema.js';
import { SMALL } from '../support/scenarios.js';

const reason = (schema: z.ZodType, value: unknown): string => {
  try {
    validateForm(
      { what: 'thing', schema: z.strictObject({ field: schema }) },
      { field: value },
      'here',
    );
    return '';
  } catch (error) {
    return (error as Error).message.replace('here: field: ', '');
  }
};

describe('the reason for a refused value', () => {
  test.each([
    [z.int().min(1).max(5000), 0, 'is 0; must be a whole number from 1 to 5,000'],
    [z.int().min(1).max(5000), 1.5, 'is 1.5; must be a whole number from 1 to 5,000'],
    [z.int().min(1).max(5000), '7', 'is "7"; must be a whole number from 1 to 5,000'],
    [z.number().positive().max(2), 0, 'is 0; must be a number above 0 up to 2'],
    [
      z.number().min(0).max(1e9).multipleOf(100),
      150,
      'is 150; must be a number from 0 to 1,000,000,000, a multiple of 100',
    ],
    [z.number(), null, 'is null; must be a number'],
    [z.string().min(1).max(3), '', 'is ""; must not be empty'],
    [z.string().min(1).max(3), 'abcd', 'is "abcd"; must have at most 3 characters'],
    [z.boolean(), 'yes', 'is "yes"; must be true or false'],
    [z.array(z.int()).min(1), [], 'is []; must have at least 1 item'],
    [z.array(z.int()), 3, 'is 3; must be a list'],
    [z.enum(['warn', 'enforce']), 'enfroce', 'is "enfroce"; did you mean \'enforce\'?'],
    [z.enum(['warn', 'enforce']), 7, 'is 7; must be one of warn, enforce'],
    [z.union([z.literal('all'), z.array(z.int())]), 3, 'is 3; must be all, or must be a list'],
  ])('of %o, given %j, is told in plain words', (schema, value, told) => {
    expect(reason(schema, value)).toBe(told);
  });

  test('never has the words of the schema library, whatever field is wrong', () => {
    const wrong = [null, 'x', -1e9, 1e300, [], {}, true, 0.5];
    const leaves = (value: unknown, path: string[] = []): string[][] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, of]) => leaves(of, [...path, key]))
        : [path];
    const spoil = (value: unknown, [key, ...rest]: string[], by: unknown): unknown =>
      key === undefined
        ? by
        : Array.isArray(value)
          ? value.map((of, n) => (String(n) === key ? spoil(of, rest, by) : of))
          : {
              ...(value as object),
              [key]: spoil((value as Record<string, unknown>)[key], rest, by),
            };
    let refused = 0;
    for (const path of leaves(SMALL)) {
      for (const by of wrong) {
        const parsed = scenarioSchema.safeParse(spoil(SMALL, path, by));
        if (parsed.success) continue;
        refused++;
        try {
          validateForm(
            { what: 'scenario', schema: scenarioSchema },
            spoil(SMALL, path, by),
            'here',
          );
        } catch (error) {
          expect((error as Error).message).not.toMatch(/Too (?:small|big)|Invalid|expected/);
        }
      }
    }
    expect(refused).toBeGreaterThan(500);
    expect(profileSchema.safeParse({}).success).toBe(false);
  });
});
