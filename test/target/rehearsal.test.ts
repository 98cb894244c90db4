import { expect, test } from 'vitest';
import { rehearseLoad } from '../../src/target/rehearsal.js';

test('a rehearsal writes all of its orders, and again when it is asked again', () => {
  expect([rehearseLoad(), rehearseLoad()]).toEqual([30_000, 30_000]);
});
