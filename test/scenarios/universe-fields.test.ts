import { expect, test } from 'vitest';
import { fieldNamed, UNIVERSE_FIELDS } from '../../src/scenarios/universe-fields.js';

test('no two fields of a universe file share a name', () => {
  const names = UNIVERSE_FIELDS.flatMap((field) => field.names);
  expect(new Set(names).size).toBe(names.length);
  for (const field of UNIVERSE_FIELDS)
    for (const name of field.names) expect(fieldNamed(name.toUpperCase())).toBe(field);
});

test('a property of a listed stock is also the name of its field', () => {
  for (const field of UNIVERSE_FIELDS) expect(fieldNamed(field.property)).toBe(field);
});

test('a column of one’s own begins with x-, and any other name is refused', () => {
  expect(fieldNamed('X-Desk')).toBeUndefined();
  expect(fieldNamed('Desk')).toContain('is not a field of a stock; known names: Symbol, Price,');
});
