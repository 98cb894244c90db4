/**
 * As much of vitest as the tests of `risk` ask for, on vitest's own `expect`: it collects the tests
 * instead of running them, so that a loaded file can be asked again and again, once for each
 * mutant.
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

/** Every test of the files that were loaded, in their order: its full name and what it does. */
export const collected = [];
/** What is to be done when no test will be run again. */
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
