import { expect, test } from 'vitest';
import { demand, having, tableOf } from '../../src/base/forms.js';
import { KILL_SCHEMA } from '../../src/risk/stops/kill.js';

const faultOf = (run: () => void): string => {
  try {
    run();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

test('a table is recognised by its columns', () => {
  const words = Object.fromEntries(
    Object.keys(KILL_SCHEMA).map((name) => [name, new Int32Array(1)]),
  );
  expect(faultOf(() => demand(tableOf(KILL_SCHEMA), words, 'kill', 'words'))).toBe('');
  expect(faultOf(() => demand(tableOf(KILL_SCHEMA), {}, 'kill', 'words'))).toBe(
    'kill: words.firm: is missing; must be a column of a table',
  );
  expect(
    faultOf(() => demand(tableOf(KILL_SCHEMA), { ...words, server: [] }, 'kill', 'words')),
  ).toBe('kill: words.server: is []; must be a column of a table');
  expect(faultOf(() => demand(tableOf(KILL_SCHEMA), null, 'kill', 'words'))).toBe(
    'kill: words: is null; must be an object',
  );
});

test('an object checked elsewhere is recognised by its field names', () => {
  expect(faultOf(() => demand(having('a', 'b'), { a: 0, b: '' }, 'call', 'given'))).toBe('');
  expect(faultOf(() => demand(having('a', 'b'), { a: 0 }, 'call', 'given'))).toBe(
    'call: given.b: is missing; must be an object with a, b',
  );
});
