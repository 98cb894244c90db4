/**
 * The part of vitest that the tests of `risk` use, on vitest's own `expect`. It collects tests
 * instead of running them, so that a loaded file can run again for each mutant.
 */
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  chai,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
} from '@vitest/expect';

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);
export const expect = Object.assign(chai.expect, globalThis[ASYMMETRIC_MATCHERS_OBJECT]);

/** Every test of the loaded files, in order: its full name and its function. */
export const collected = [];
/** Functions to call after the last run. */
export const endings = [];

const path = [];
const suite = (name, body) => {
  path.push(name);
  body();
  path.pop();
};
const single = (name, run) => void collected.push({ name: [...path, name].join(' '), run });
const placed = (name, values) => {
  const left = [...values];
  return name.replace(/%[sidjo]/g, () => String(left.shift()));
};
const each = (declare) => (table) => (name, body) => {
  for (const row of table) {
    const values = Array.isArray(row) ? row : [row];
    declare(placed(name, values), () => body(...values));
  }
};
export const describe = Object.assign(suite, { each: each(suite) });
export const test = Object.assign(single, { each: each(single) });
export const afterAll = (end) => void endings.push(end);
